//! The caller's name: announced ('mein Name ist Keller', 'Jonas Keller hier'), as the answer to the question for it, or spelled.
//!
//! What clearly is something else is no name; a surname that is also a weekday or a trade is one where a name was asked for.

use super::sentence::Utterance;
use super::spelling;
use crate::dialogue::words::{Mark, Token};
use crate::language::Language;
use std::ops::Range;

/// A name found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// As it is written.
    pub name: String,
    /// How surely it is the caller's name and heard right.
    pub certainty: f32,
    /// Its tokens with those that announce it.
    pub tokens: Range<usize>,
}

/// How surely: spelled letter by letter, announced, answered, only likely.
const SPELLED: f32 = 0.97;
const ANNOUNCED: f32 = 0.9;
const ANSWERED: f32 = 0.8;

/// Phrases behind which a name stands whatever it looks like.
const INTRODUCTIONS: [&str; 35] = [
    "mein name ist",
    "mein name waere",
    "der name ist",
    "der name waere",
    "name ist",
    "mein name",
    "ich heisse",
    "wir heissen",
    "auf den namen",
    "unter dem namen",
    "nachname ist",
    "nachname",
    "familienname ist",
    "familienname",
    "hier spricht",
    "es spricht",
    "my name is",
    "my name's",
    "the name is",
    "the name's",
    "name is",
    "name's",
    "under the name of",
    "under the name",
    "in the name of",
    "for the name of",
    "last name is",
    "last name",
    "surname is",
    "surname",
    "family name is",
    "i'm called",
    "name of",
    "name",
    "vorname ist",
];
/// Phrases behind which a name may stand: the word must look like one.
const WEAK_INTRODUCTIONS: [&str; 15] = [
    "ich bin der",
    "ich bin die",
    "ich bin",
    "hier ist",
    "hier ist der",
    "hier ist die",
    "das ist",
    "es ist",
    "this is",
    "i'm",
    "i am",
    "it's",
    "it is",
    "hier",
    "speaking is",
];
/// Phrases before which a name stands.
const CLOSINGS: [&str; 15] = [
    "ist mein name",
    "mein name",
    "heisse ich",
    "hier",
    "am apparat",
    "am telefon",
    "is my name",
    "is the name",
    "here",
    "speaking",
    "ist der name",
    "is my last name",
    "ist mein nachname",
    "is my surname",
    "waere mein name",
];

/// The name that the words give. `asked`: a name (or its spelling) was asked for; `other`: they clearly want something else.
pub(super) fn name(utterance: &Utterance, asked: bool, spelling_asked: bool, other: bool) -> Option<Named> {
    let spelled = spelling::spelled(utterance, asked || spelling_asked);
    let said = introduced(utterance).or_else(|| closed(utterance)).or_else(|| {
        let answers = (asked || spelling_asked) && !other;
        answers.then(|| answered(utterance)).flatten()
    });
    let short = |letters: &str| letters.chars().count() < 3;
    match (said, spelled) {
        (Some(said), Some((letters, range))) if decides(&said, &letters, utterance.language) => {
            Some(with_spelling(utterance, &said, letters, &range))
        }
        (None, Some((letters, _))) if short(&letters) && !spelling_asked => None,
        (None, Some((letters, range))) if asked || spelling_asked || letters.chars().count() >= 4 => {
            Some(Named { name: letters, certainty: SPELLED, tokens: range })
        }
        (said, _) => said,
    }
}

/// Letters that are no mere remark ('with a double m') on the name said.
fn decides(said: &Named, letters: &str, language: Language) -> bool {
    let remark = letters.chars().count() < 4 && said.name.chars().count() > letters.chars().count() + 1;
    !remark || said.name.split(' ').any(|word| alike(word, letters, language))
}

/// 'Jonas Keller, K-E-L-L-E-R': the letters decide how the surname is written.
fn with_spelling(utterance: &Utterance, said: &Named, letters: String, range: &Range<usize>) -> Named {
    let before: Vec<&str> = said.name.split(' ').collect();
    let given = match before.as_slice() {
        [given @ .., last] if !given.is_empty() && alike(last, &letters, utterance.language) => given.join(" "),
        _ => String::new(),
    };
    let name = if given.is_empty() { letters } else { format!("{given} {letters}") };
    let tokens = said.tokens.start.min(range.start)..said.tokens.end.max(range.end);
    Named { name, certainty: SPELLED, tokens }
}

fn alike(a: &str, b: &str, language: Language) -> bool {
    use crate::dialogue::words::{fold, sound};
    sound::likeness(&fold(a), &fold(b), language) > 0.6
}

fn introduced(utterance: &Utterance) -> Option<Named> {
    let strong = INTRODUCTIONS.iter().filter_map(|phrase| behind(utterance, phrase, false));
    let weak = WEAK_INTRODUCTIONS.iter().filter_map(|phrase| behind(utterance, phrase, true));
    strong.max_by_key(|named| named.tokens.len()).or_else(|| weak.max_by_key(|named| named.tokens.len()))
}

/// The name behind a phrase; the last one, since people correct themselves ('nein, mein Name ist Kessler').
fn behind(utterance: &Utterance, phrase: &str, weak: bool) -> Option<Named> {
    let words: Vec<&str> = phrase.split(' ').collect();
    let stands = |start: &usize| words.iter().enumerate().all(|(offset, word)| utterance.text(start + offset) == *word);
    let start = (0..utterance.tokens.len()).filter(stands).last()?;
    let taken = take(utterance, start + words.len(), weak)?;
    Some(Named { name: written(utterance, taken.clone()), certainty: ANNOUNCED, tokens: start..taken.end })
}

/// 'Keller hier', 'Keller ist mein Name'.
fn closed(utterance: &Utterance) -> Option<Named> {
    CLOSINGS.iter().find_map(|phrase| {
        let words: Vec<&str> = phrase.split(' ').collect();
        let stands =
            |start: &usize| words.iter().enumerate().all(|(offset, word)| utterance.text(start + offset) == *word);
        let end = (0..utterance.tokens.len()).find(stands)?;
        let after = end + words.len();
        let last = utterance.tokens.get(after - 1)?;
        // 'hier' and 'here' announce only at a clause's end, or before 'und ich …'.
        let ends = last.after.ends_clause()
            || after >= utterance.tokens.len()
            || is_joint(utterance.text(after))
            || words.len() > 1;
        let start = (0..end).rev().take(3).take_while(|index| is_name_word(&utterance.tokens[*index], true)).last()?;
        let clause_begins =
            start == 0 || utterance.tokens[start - 1].after.ends_clause() || is_opening(utterance.text(start - 1));
        (ends && clause_begins).then(|| Named {
            name: written(utterance, start..end),
            certainty: ANNOUNCED,
            tokens: start..after,
        })
    })
}

fn is_joint(text: &str) -> bool {
    matches!(text, "und" | "ich" | "and" | "i" | "i'd" | "guten" | "hallo" | "good" | "hello")
}

/// Words that stand before a name without being part of it.
fn is_opening(text: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "ja",
        "hallo",
        "guten",
        "tag",
        "morgen",
        "abend",
        "moin",
        "servus",
        "yes",
        "yeah",
        "hello",
        "hi",
        "good",
        "morning",
        "afternoon",
        "evening",
        "also",
        "aeh",
        "aehm",
        "oeh",
        "hm",
        "um",
        "uh",
        "er",
        "das",
        "ist",
        "der",
        "die",
        "auf",
        "bitte",
        "gern",
        "gerne",
        "herr",
        "frau",
        "doktor",
        "dr",
        "prof",
        "professor",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mister",
        "doctor",
        "familie",
        "well",
        "sure",
        "okay",
        "ok",
        "it's",
        "it",
        "is",
        "natuerlich",
        "klar",
        "na",
        "und",
        "so",
        "nun",
        "oh",
        "please",
        "the",
        "gruess",
        "gott",
        "nein",
        "no",
        "sorry",
        "thanks",
        "danke",
        "einfach",
        "nur",
        "just",
        "sir",
        "madam",
        "zwar",
        "under",
        "unter",
        "for",
        "fuer",
        "then",
        "dann",
    ];
    OPENINGS.contains(&text)
}

/// The whole utterance as a name: 'Ja, Keller.', 'Frau Dr. Yıldız', 'von der Heide'.
fn answered(utterance: &Utterance) -> Option<Named> {
    const WORDS_MAX: usize = 5;
    let count = utterance.tokens.len();
    let start = (0..count).find(|index| !is_opening(utterance.text(*index)))?;
    let taken = take(utterance, start, false)?;
    // 'Keller bitte', 'Keller mit K', 'Keller wie der Keller' – but no sentence that goes on.
    let rest = count - taken.end;
    let goes_on = rest > 0 && !is_remark(utterance.text(taken.end));
    let doubled = last_repeats(utterance, &taken);
    let fits = taken.len() <= WORDS_MAX && (!goes_on || doubled.is_some());
    let range = doubled.unwrap_or(taken);
    fits.then(|| Named { name: written(utterance, range.clone()), certainty: ANSWERED, tokens: start..range.end })
}

/// What may follow a name in an answer.
fn is_remark(text: &str) -> bool {
    const REMARKS: [&str; 16] = [
        "bitte",
        "mit",
        "wie",
        "please",
        "with",
        "like",
        "as",
        "geschrieben",
        "spelled",
        "ist",
        "hier",
        "here",
        "danke",
        "thanks",
        "ja",
        "ohne",
    ];
    REMARKS.contains(&text)
}

/// 'Keller, Jonas Keller': the fuller form.
fn last_repeats(utterance: &Utterance, taken: &Range<usize>) -> Option<Range<usize>> {
    let second = taken.end;
    let more = take(utterance, second, false)?;
    let repeats = (more.start..more.end).any(|index| utterance.text(index) == utterance.text(taken.start));
    repeats.then_some(more)
}

/// The name's tokens from `start` on: up to four, until a clause ends or a word that no name has.
fn take(utterance: &Utterance, start: usize, weak: bool) -> Option<Range<usize>> {
    const WORDS_MAX: usize = 4;
    let mut start = start;
    while is_title(utterance.text(start)) || (utterance.text(start) == "ja" && !weak) {
        start += 1;
    }
    let mut end = start;
    while let Some(token) =
        utterance.tokens.get(end).filter(|token| end - start < WORDS_MAX && is_name_word(token, weak))
    {
        end += 1;
        if token.after.ends_clause() && !(token.after == Mark::Stop && token.raw.len() <= 2) {
            break;
        }
    }
    // Particles alone are no name.
    let meat = (start..end).any(|index| !is_particle(utterance.text(index)));
    (end > start && meat).then_some(start..end)
}

fn is_title(text: &str) -> bool {
    const TITLES: [&str; 15] = [
        "herr",
        "frau",
        "dr",
        "doktor",
        "prof",
        "professor",
        "med",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mister",
        "doctor",
        "familie",
        "dipl",
    ];
    TITLES.contains(&text)
}

fn is_particle(text: &str) -> bool {
    matches!(
        text,
        "von"
            | "van"
            | "der"
            | "den"
            | "de"
            | "zu"
            | "zum"
            | "zur"
            | "vom"
            | "di"
            | "da"
            | "del"
            | "la"
            | "le"
            | "al"
            | "el"
            | "bin"
            | "ten"
            | "dos"
    )
}

/// Whether a token can be part of a name. `weak`: it has to look like one, too.
fn is_name_word(token: &Token, weak: bool) -> bool {
    let text = token.text.as_str();
    let letters = token.raw.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    if !letters || text.len() < 2 || (is_common(text) && !is_particle(text)) {
        return false;
    }
    let capital = token.raw.starts_with(char::is_uppercase);
    !weak || capital && !is_common_noun(text) || is_particle(text)
}

/// Words of which no name is made.
fn is_common(text: &str) -> bool {
    #[rustfmt::skip]
    const COMMON: &[&str] = &[
        "ich", "und", "aber", "oder", "hallo", "guten", "tag", "ja", "nein", "nee", "bitte", "danke", "wie", "was", "wer", "wo", "wann",
        "warum", "wieso", "weshalb", "wozu", "mein", "meine", "meinen", "name", "namen", "ist", "sind", "hier", "haette", "moechte", "will",
        "wollte", "brauche", "braeuchte", "kann", "koennen", "koennte", "habe", "haben", "hab", "mit", "fuer", "einen", "ein", "eine", "termin",
        "noch", "nicht", "kein", "keine", "doch", "dann", "nur", "mal", "auch", "schon", "gern", "gerne", "okay", "ok", "gut", "genau", "aeh",
        "aehm", "hm", "hmm", "mhm", "sie", "du", "er", "es", "wir", "ihr", "mich", "mir", "uns", "das", "dass", "wenn", "weil", "am", "um", "im",
        "in", "an", "auf", "bei", "aus", "nach", "vor", "ab", "bis", "heute", "morgen", "uebermorgen", "uhr", "moment", "also", "heisse",
        "spricht", "gerade", "jetzt", "wegen", "ueber", "unter", "weiss", "sage", "sagen", "sag", "brauchen", "buchstabiere", "buchstabieren",
        "geschrieben", "kunde", "kundin", "patient", "patientin", "neu", "krank", "bin", "bist", "lieber", "stopp", "halt", "warte", "mensch",
        "and", "but", "or", "hello", "hi", "yes", "no", "yeah", "please", "thanks", "thank", "you", "how", "what", "who", "where", "when", "why",
        "my", "is", "are", "am", "i", "i'd", "i'm", "i'll", "i've", "would", "could", "can", "like", "want", "need", "have", "had", "the", "a",
        "an", "to", "for", "with", "on", "at", "it", "it's", "that", "this", "that's", "calling", "looking", "just", "not", "don't", "do", "does",
        "well", "so", "um", "uh", "er", "okay", "sure", "here", "speaking", "about", "from", "of", "and", "as", "sorry", "wait", "book",
        "appointment", "today", "tomorrow", "spelled", "spell", "new", "again", "running", "late", "trying", "wondering", "interested", "fine",
        "good", "great", "right", "correct", "going", "there", "some", "any", "he", "she", "we", "they", "be", "me", "your", "our", "if", "because",
    ];
    COMMON.contains(&text)
}

/// Capitalised words that follow 'ich bin' or 'this is' and are no names.
fn is_common_noun(text: &str) -> bool {
    #[rustfmt::skip]
    const NOUNS: &[&str] = &[
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "vormittag", "nachmittag", "abend", "mittag", "kunde",
        "kundin", "patient", "patientin", "neukunde", "neukundin", "mitglied", "stau", "auto", "termin", "haarschnitt", "monday", "tuesday",
        "wednesday", "thursday", "friday", "saturday", "sunday", "english", "german", "deutsch", "englisch", "ki", "ai", "mutter", "vater",
        "problem", "notfall", "emergency", "schade", "super", "perfekt", "richtig", "falsch", "praxis", "salon", "werkstatt", "firma", "google",
        "haare", "roboter", "maschine", "computer", "privatpatient", "privatpatientin", "rentner", "student", "lange", "dezember", "januar",
        "december", "january", "march", "may", "wochenende", "urlaub", "adresse", "uhr", "wie", "wo", "alles", "gar", "sehr", "zu", "mir", "viel",
    ];
    NOUNS.contains(&text)
}

/// As a name is written: 'keller' → 'Keller', 'VON DER HEIDE' → 'von der Heide'; what has a capital stays.
pub(super) fn written(utterance: &Utterance, range: Range<usize>) -> String {
    let words = utterance.tokens[range].iter().filter(|token| !is_title(&token.text));
    words.map(|token| proper(&token.raw)).collect::<Vec<_>>().join(" ")
}

fn proper(raw: &str) -> String {
    let shouted = raw.chars().count() > 2 && raw.chars().all(|c| !c.is_lowercase());
    if is_particle(&raw.to_lowercase()) {
        return raw.to_lowercase();
    }
    if raw.starts_with(char::is_uppercase) && !shouted {
        return raw.to_owned();
    }
    let lower = raw.to_lowercase();
    lower.split('-').map(capitalised).collect::<Vec<_>>().join("-")
}

/// With a capital first letter.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
