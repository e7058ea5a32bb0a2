//! Words beside a time that were only nearly understood: 'in zwei Wchen', 'Friday befre ten'.
//!
//! Away from a time most of these sound like ordinary words; beside one they are worth a doubt, which is asked.

use super::lexicon;
use crate::when::lexeme::{Doubt, Lexeme};
use crate::words::sound::Sound;
use crate::words::{Mark, Token, fold, numeral};
use base::language::Language;
use std::sync::LazyLock;

/// Least likeness; everything found is a doubt below the other.
const NEAR_MIN: f32 = 0.8;
const CERTAIN_MIN: f32 = 0.93;
/// Shorter words sound like too many others.
const LETTERS_MIN: usize = 4;

#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "tage", "tagen", "woche", "wochen", "monat", "monate", "stunde", "stunden", "minuten", "anfang", "mitte", "abend", "abends", "morgens",
    "mittag", "mittags", "nachts", "vormittags", "nachmittags", "mittagspause", "kommende", "kommenden", "kommender", "diesen", "nächsten",
    "nächster", "übernächste", "übernächsten", "zwischen", "gegen", "spätestens", "frühestens", "viertel", "dreiviertel", "späten", "frühen",
    "fünf", "sechs", "sieben", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig", "dreißig",
    "vierzig", "fünfzig", "ersten", "zweiten", "dritten", "vierten", "fünften", "zehnten", "januar", "februar", "jänner", "april", "august",
    "weihnachten", "ostern", "silvester", "feiertagen",
];
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "after", "before", "between", "until", "around", "about", "earliest", "latest", "quarter", "minutes", "hours", "weeks", "week", "days",
    "months", "month", "fortnight", "lunchtime", "three", "seven", "eight", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "twenty",
    "thirty", "forty", "fifty", "first", "third", "fourth", "fifth", "tenth", "christmas", "easter", "april", "august", "o'clock", "past",
];
/// Ordinary words that stand beside times and sound like one of the above.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "nichts", "nicht", "sagen", "fragen", "tragen", "wagen", "machen", "kochen", "suchen", "brauchen", "waschen", "haben", "aber", "geben", "gehen", "sehen", "kunde",
    "kunden", "runde", "bitte", "empfang", "dienst", "wissen", "lassen", "schoen", "spaeter", "frueher", "eben", "leben", "neben", "bleiben",
    "schreiben", "arbeiten", "zeiten", "seiten", "weiter", "letzten", "besten", "gesten", "kosten", "karten", "garten", "warten", "mussten", "anders",
    "andere", "anderen", "meinen", "deinen", "seinen", "keinen", "einen", "dieser", "dieses", "diese", "waren", "haare", "farbe", "faerben", "schneiden",
    "there", "these", "those", "their", "where", "right", "might", "night", "light", "later", "other", "another", "again", "given", "even", "never",
    "every", "several", "above", "shout", "would", "could", "should", "works", "weekday", "wash", "taken", "maybe", "money", "early", "still",
    "little", "better", "rather", "either", "whether", "weather", "water", "letter", "matter", "faster", "easier", "hair", "your", "yours", "ours",
    "fifth", "sixth", "eighth", "free", "tree", "real", "that", "what", "than", "then", "them", "they", "this", "with", "have", "best", "last", "fast",
    "just", "must", "part", "paste", "park", "pass", "first", "fist", "week's", "weak", "work", "walk", "talk", "month's",
];

struct Candidate {
    sound: Sound,
    lexemes: Vec<Lexeme>,
}

static GERMAN_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(GERMAN, Language::De));
static ENGLISH_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(ENGLISH, Language::En));

fn candidates(words: &[&str], language: Language) -> Vec<Candidate> {
    let read = |word: String| Some(Candidate { sound: Sound::of(&word, language), lexemes: meaning(word, language)? });
    words.iter().filter_map(|word| read(fold(word))).collect()
}

fn meaning(word: String, language: Language) -> Option<Vec<Lexeme>> {
    if let Some((lexemes, _)) = lexicon(language).longest(&[word.as_str()]).filter(|(found, _)| !found.is_empty()) {
        return Some(lexemes.to_vec());
    }
    let token = Token { raw: word.clone(), text: word, after: Mark::None, bytes: 0..0 };
    numeral::read(&token, language).map(|number| vec![Lexeme::Number(number)])
}

/// The term that a word beside a time is most like.
pub(crate) fn mended(folded: &str, language: Language) -> Option<(Lexeme, Option<Doubt>)> {
    let letters = folded.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'');
    if folded.len() < LETTERS_MIN || !letters || OTHERS.contains(&folded) {
        return None;
    }
    let sounds = match language {
        Language::De => &*GERMAN_SOUNDS,
        Language::En => &*ENGLISH_SOUNDS,
    };
    let heard = Sound::of(folded, language);
    let likeness = |candidate: &'static Candidate| (heard.likeness_at_least(&candidate.sound, NEAR_MIN), candidate);
    let (likeness, best) = sounds.iter().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let lexeme = *best.lexemes.first().filter(|_| likeness >= NEAR_MIN)?;
    Some((lexeme, (likeness < CERTAIN_MIN).then_some(Doubt { other: None })))
}
