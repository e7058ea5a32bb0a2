//! Words as signals of the floor: a backchannel, a call to stop, an utterance that sounds finished or broken off.

use crate::Asked;
use crate::words::{Mark, Token, numeral, tokens};
use base::language::Language;

/// Whether words sound finished, for endpointing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// An answer that wants nothing more: a yes or no with courtesy, a full date and time, an ending clause.
    Complete,
    /// An answer to which people like to add something after a breath: a lone yes or no ('Nein, mein Name ist …'), a day
    /// without its hour, a 'bitte' before it is known when.
    Answered,
    /// Could be either.
    Neutral,
    /// Broken off: 'am Dienstag um …', 'my name is', a trailing 'und'.
    Unfinished,
}

/// More words than this are no mere signal.
const BACKCHANNEL_WORDS_MAX: usize = 4;

/// Whether `words` only signal listening ('mhm', 'ja ja').
pub fn is_backchannel(words: &str, language: Language) -> bool {
    let tokens = tokens(words);
    let listens = |token: &Token| backchannels(language).contains(&token.text.as_str());
    (1..=BACKCHANNEL_WORDS_MAX).contains(&tokens.len()) && tokens.iter().all(listens)
}

/// Whether `words` ask the agent to stop speaking ('stopp', 'warte').
pub fn is_stop(words: &str, language: Language) -> bool {
    let tokens = tokens(words);
    let lead = tokens.iter().take_while(|token| is_lead(&token.text)).count();
    let phrases = match language {
        Language::De => STOP_GERMAN,
        Language::En => STOP_ENGLISH,
    };
    let begins = |from: usize, phrase: &str| {
        let mut texts = tokens.iter().skip(from).map(|token| token.text.as_str());
        phrase.split(' ').all(|word| texts.next() == Some(word))
    };
    phrases.iter().any(|phrase| begins(0, phrase) || begins(lead, phrase))
}

fn is_lead(text: &str) -> bool {
    matches!(
        text,
        "aeh"
            | "aehm"
            | "oh"
            | "ach"
            | "ja"
            | "okay"
            | "bitte"
            | "nein"
            | "um"
            | "uh"
            | "please"
            | "yes"
            | "no"
            | "ok"
            | "hey"
            | "hallo"
            | "sorry"
    )
}

#[rustfmt::skip]
const STOP_GERMAN: &[&str] = &[
    "stopp", "stop", "halt", "halt stopp", "warte", "warten sie", "wart mal", "moment", "einen moment", "moment mal", "sekunde", "eine sekunde", "augenblick",
    "einen augenblick", "kleinen moment", "aufhoeren", "hoer auf", "hoeren sie auf", "ruhe", "still", "sei still", "nicht so schnell", "langsam", "entschuldigung",
    "entschuldigen sie", "kurz warten", "stoppen sie", "unterbrechung", "darf ich kurz", "nein nein",
];
#[rustfmt::skip]
const STOP_ENGLISH: &[&str] = &[
    "stop", "wait", "hold on", "hang on", "one moment", "just a moment", "a moment", "one second", "just a second", "one sec", "just a sec", "excuse me", "be quiet",
    "quiet", "shut up", "slow down", "not so fast", "stop it", "stop talking", "stop there", "wait a minute", "wait a second", "hold it", "enough", "no no", "pause", "let me",
];

fn backchannels(language: Language) -> &'static [&'static str] {
    match language {
        Language::De => &[
            "mhm", "mm", "mmh", "hm", "hmm", "mh", "aha", "ah", "oh", "ach", "so", "achso", "ja", "jaja", "jo", "jep",
            "okay", "ok", "genau", "gut", "verstehe", "klar", "richtig", "stimmt", "schoen", "alles", "super", "prima",
            "ahja", "soso", "eben", "aehm", "aeh", "uh-huh", "mhmm", "m-hm", "mm-hm", "toll",
        ],
        Language::En => &[
            "mhm", "mm", "mmm", "hm", "hmm", "uh-huh", "uh", "huh", "aha", "ah", "oh", "i", "see", "yeah", "yes",
            "yep", "yup", "okay", "ok", "right", "sure", "got", "it", "good", "great", "fine", "alright", "cool", "um",
            "mm-hm", "mhmm", "m-hm", "mm-hmm", "exactly", "true", "nice", "lovely",
        ],
    }
}

/// Whether `words` sound finished as an answer to `asked`.
pub fn completeness(words: &str, language: Language, asked: Asked) -> Completeness {
    let tokens = tokens(words);
    let Some(last) = tokens.last() else { return Completeness::Neutral };
    if is_broken_off(&tokens, last, language) {
        return Completeness::Unfinished;
    }
    // A name, a number, a message goes on after a pause like any other; a question in place of it is over with its end.
    if matches!(asked, Asked::Name | Asked::Spelling | Asked::Phone | Asked::Detail | Asked::Message) {
        let declined = is_closed(&tokens, language) && asked == Asked::Phone;
        let asks_back = asked != Asked::Message && is_question(&tokens, language);
        return if declined || asks_back { Completeness::Complete } else { Completeness::Neutral };
    }
    let answers =
        matches!(asked, Asked::Confirm | Asked::Consent | Asked::Transfer | Asked::More | Asked::Choice | Asked::Which);
    let closed = answers && is_closed(&tokens, language);
    let time = full_time(words, language, asked);
    let ending = ending(&tokens, language);
    match (closed, time.max(ending)) {
        (true, _) if tokens.len() == 1 => Completeness::Answered,
        (true, _) | (_, Ends::Surely) => Completeness::Complete,
        (_, Ends::Perhaps) => Completeness::Answered,
        (_, Ends::Not) => Completeness::Neutral,
    }
}

/// How far words end a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ends {
    Not,
    Perhaps,
    Surely,
}

/// Trailing words that want another: prepositions, articles, 'und', 'my name is'.
fn is_broken_off(tokens: &[Token], last: &Token, language: Language) -> bool {
    #[rustfmt::skip]
    const GERMAN: &[&str] = &[
        "und", "oder", "aber", "weil", "dass", "also", "um", "am", "im", "in", "an", "ab", "bis", "zwischen", "gegen", "vor", "nach", "von", "vom", "zum", "zur", "mit", "bei", "fuer", "auf", "der", "die", "das", "den", "dem", "des",
        "ein", "eine", "einen", "einem", "einer", "mein", "meine", "meinen", "ist", "heisse", "name", "aeh", "aehm", "oeh", "oehm", "hm", "naechsten", "naechste", "naechster", "kommenden", "diesen", "halb", "viertel", "moechte", "wollte", "haette", "braeuchte", "brauche", "wenn", "ich", "sondern",
        "so", "etwa", "ungefaehr", "circa", "zu", "wie", "ohne", "ueber", "unter", "sagen", "dann", "denn",
    ];
    #[rustfmt::skip]
    const ENGLISH: &[&str] = &[
        "and", "or", "but", "because", "that's", "at", "on", "in", "to", "from", "until", "between", "around", "about", "before", "after", "for", "with", "the", "a", "an", "my", "is", "name", "name's", "um", "uh", "er", "erm", "next", "this", "half", "quarter", "past", "i'd", "i'm", "would", "like", "want",
        "need", "if", "i", "it's", "of", "by", "so", "could", "can", "maybe", "then", "am", "was", "were", "your", "hmm",
    ];
    let words = if language == Language::De { GERMAN } else { ENGLISH };
    let dangling = words.contains(&last.text.as_str());
    // 'Wie heißt das?', 'I would like to.' end; recognisers put a stop behind everything, so a stop alone proves nothing.
    let ends = matches!(last.after, Mark::Question | Mark::Exclamation);
    let alone_is_answer = tokens.len() == 1 && matches!(last.text.as_str(), "so" | "dann" | "hm");
    // Recognisers end whole answers with a comma ('Herrenhaarschnitt,'): alone it says nothing.
    last.after == Mark::Ellipsis || (dangling && !ends && !alone_is_answer)
}

/// A yes or no, alone or with courtesy.
fn is_closed(tokens: &[Token], language: Language) -> bool {
    #[rustfmt::skip]
    const GERMAN: &[&str] = &[
        "ja", "nein", "nee", "jo", "genau", "richtig", "stimmt", "passt", "gerne", "gern", "okay", "ok", "klar", "bitte", "danke", "doch", "perfekt", "super", "gut", "einverstanden", "ordnung", "jawohl", "korrekt", "das", "ist", "alles", "nicht", "lieber", "sehr",
        "prima", "war's", "wars",
    ];
    #[rustfmt::skip]
    const ENGLISH: &[&str] = &[
        "yes", "no", "yeah", "yep", "nope", "sure", "okay", "ok", "please", "thanks", "correct", "right", "exactly", "perfect", "great", "fine", "good", "that's", "thank", "you", "all", "absolutely", "lovely", "course", "it", "alright",
    ];
    let words = if language == Language::De { GERMAN } else { ENGLISH };
    tokens.len() <= 5 && tokens.iter().all(|token| words.contains(&token.text.as_str()))
}

/// A clause with the order and the mark of a question. The mark alone proves nothing: a name said in doubt gets one too.
fn is_question(tokens: &[Token], language: Language) -> bool {
    #[rustfmt::skip]
    const GERMAN: &[&str] = &[
        "was", "wie", "wo", "wann", "wer", "welche", "welcher", "welches", "wieviel", "warum", "kann", "koennen", "koennte", "koennt", "habt", "haben", "hat", "gibt", "geht", "ist", "sind", "muss", "darf", "nehmt", "nehmen", "macht", "bietet",
    ];
    #[rustfmt::skip]
    const ENGLISH: &[&str] = &[
        "what", "how", "where", "when", "who", "which", "why", "can", "could", "do", "does", "is", "are", "have", "has", "will", "would", "may",
    ];
    let words = if language == Language::De { GERMAN } else { ENGLISH };
    let Some((last, before)) = tokens.split_last() else { return false };
    let clause = before.iter().rposition(|token| token.after.ends_clause()).map_or(0, |end| end + 1);
    let begins = tokens.get(clause).is_some_and(|first| words.contains(&first.text.as_str()));
    last.after == Mark::Question && tokens.len() - clause >= 3 && begins
}

/// A clause that ends a turn: thanks, a farewell, a question. A request ends with 'bitte', and so does its first clause.
fn ending(tokens: &[Token], language: Language) -> Ends {
    #[rustfmt::skip]
    const GERMAN: &[&str] = &["danke", "bitte", "tschuess", "wiederhoeren", "wiedersehen", "absagen", "verschieben", "vereinbaren", "buchen", "machen", "ausmachen", "sprechen", "reservieren", "verlegen"];
    #[rustfmt::skip]
    const ENGLISH: &[&str] = &["please", "thanks", "you", "bye", "goodbye", "appointment", "cheers"];
    let words = if language == Language::De { GERMAN } else { ENGLISH };
    let Some(last) = tokens.last() else { return Ends::Not };
    let closing = words.contains(&last.text.as_str()) && tokens.len() >= 2;
    match last.text.as_str() {
        _ if last.after == Mark::Question && tokens.len() >= 3 => Ends::Surely,
        "bitte" | "please" if closing => Ends::Perhaps,
        _ if closing => Ends::Surely,
        _ => Ends::Not,
    }
}

const GREETINGS: [&str; 6] =
    ["guten morgen", "guten tag", "guten abend", "good morning", "good afternoon", "good evening"];

/// A day with its hour, or an hour where that was asked; perhaps a day where that was.
fn full_time(words: &str, language: Language, asked: Asked) -> Ends {
    // A greeting names no time: 'Guten Morgen' is not tomorrow.
    let folded = words.to_lowercase();
    let greeting =
        GREETINGS.iter().find(|greeting| folded.starts_with(**greeting)).map_or(0, |greeting| greeting.len());
    let words = words.get(greeting..).unwrap_or(words);
    let tokens = tokens(words);
    let pieces = crate::when::shape(words, language, asked);
    let number_last = tokens.last().is_some_and(|token| numeral::read(token, language).is_some());
    // 'um zehn' may go on with 'dreißig': with digits less so.
    let spelled =
        number_last && tokens.last().is_some_and(|token| !token.text.starts_with(|c: char| c.is_ascii_digit()));
    let timed = pieces.time && !spelled;
    match asked {
        Asked::Time if timed => Ends::Surely,
        _ if pieces.day && timed => Ends::Surely,
        Asked::Date if pieces.day => Ends::Perhaps,
        _ => Ends::Not,
    }
}
