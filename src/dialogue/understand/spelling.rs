//! Spelled names: 'K E L L E R', 'M-ü-l-l-e-r', 'B wie Berta', 'double m', 'Emil Ludwig', 'eszett', 'ka e el el e er'.
//!
//! Code words are those of DIN 5009 (the people's names in use for a century, and the cities of 2022) and the NATO alphabet.
//! Where a letter and its code word disagree, the code word is believed: letters are what a telephone line mangles.

use super::name_words::capitalised;
use super::sentence::Utterance;
use crate::language::Language;
use std::ops::Range;

/// Shorter runs of letters are initials or noise.
const LETTERS_MIN: usize = 2;

/// The longest spelled run and its tokens. `asked`: code words count without 'wie', and letter names as letters.
pub(super) fn spelled(utterance: &Utterance, asked: bool) -> Option<(String, Range<usize>)> {
    let count = utterance.tokens.len();
    let mut best: Option<(String, Range<usize>)> = None;
    let mut start = 0;
    while start < count {
        let (letters, end) = run(utterance, start, asked);
        let length = letters.chars().count();
        if length >= LETTERS_MIN && best.as_ref().is_none_or(|(other, _)| length > other.chars().count()) {
            best = Some((letters, start..end));
        }
        start = end.max(start + 1);
    }
    best.map(|(letters, range)| (cased(&letters), range))
}

/// 'kELLER' → 'Keller'; 'lena-marie' → 'Lena-Marie'.
fn cased(letters: &str) -> String {
    letters
        .to_lowercase()
        .split(' ')
        .map(|word| word.split('-').map(capitalised).collect::<Vec<_>>().join("-"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Letters from `start` on, and where they end.
fn run(utterance: &Utterance, start: usize, asked: bool) -> (String, usize) {
    let mut letters = String::new();
    let mut at = start;
    let mut times = 1;
    while at < utterance.tokens.len() {
        let text = utterance.text(at);
        if let Some(count) = multiplier(text, utterance.text(at + 1)) {
            times = count;
            at += if count > 1 && text == "zwei" { 2 } else { 1 };
            continue;
        }
        let Some((piece, taken)) = letter(utterance, at, asked) else { break };
        letters.extend(std::iter::repeat_n(piece.as_str(), times));
        times = 1;
        at += taken;
    }
    (letters, at)
}

fn multiplier(text: &str, next: &str) -> Option<usize> {
    match text {
        "doppel" | "doppelt" | "double" | "zweimal" | "twice" => Some(2),
        "zwei" if next == "mal" => Some(2),
        "triple" | "dreimal" => Some(3),
        _ => None,
    }
}

/// One letter (or several, written with dashes) at `at`, and how many tokens it took.
fn letter(utterance: &Utterance, at: usize, asked: bool) -> Option<(String, usize)> {
    let raw = utterance.tokens[at].raw.to_lowercase();
    let text = utterance.text(at);
    if let Some(double) = text.strip_prefix("doppel-").or_else(|| text.strip_prefix("doppel")) {
        if double.len() == 1 {
            return Some((double.repeat(2), 1));
        }
    }
    if let Some(dashed) = dashed(&raw) {
        return Some((dashed, 1));
    }
    let german = utterance.language == Language::De;
    let sign = match text {
        "bindestrich" | "hyphen" | "dash" | "minus" if asked => Some("-"),
        "eszett" | "sz" if german => Some("ß"),
        "scharfes" if utterance.text(at + 1).starts_with('s') => return Some(("ß".to_owned(), 2)),
        "umlaut" => return umlaut(utterance, at),
        "leerzeichen" | "space" => Some(" "),
        _ => None,
    };
    if let Some(sign) = sign {
        return Some((sign.to_owned(), 1));
    }
    let named = single(&raw).or_else(|| asked.then(|| letter_name(text, utterance.language)).flatten());
    // 'B wie Berta', 'B as in Berta', 'K for kilo'.
    let link = match (utterance.text(at + 1), utterance.text(at + 2)) {
        ("wie", _) | ("for", _) | ("like", _) => Some(2),
        ("as", "in") => Some(3),
        _ => None,
    };
    if let (Some(letter), Some(link)) = (&named, link) {
        if let Some(word) = utterance.tokens.get(at + link) {
            let first = code_word(&word.text).or_else(|| word.raw.to_lowercase().chars().next().map(|c| c.to_string()));
            // A letter that only sounds like it was misheard; a different vowel dot was not said.
            let letter = first.unwrap_or_else(|| letter.clone());
            return Some((letter, link + 1));
        }
    }
    let coded = asked.then(|| code_word(text)).flatten();
    named.or(coded).map(|letter| (letter, 1))
}

/// A single letter; English 'a' and 'i' are words too, but a run of two or more is needed anyway.
fn single(raw: &str) -> Option<String> {
    let mut letters = raw.chars();
    let first = letters.next().filter(|c| c.is_alphabetic())?;
    letters.next().is_none().then(|| first.to_string())
}

/// `M-ü-l-l-e-r`, `K.E.L.L.E.R`.
fn dashed(raw: &str) -> Option<String> {
    let parts: Vec<&str> = raw.split(['-', '.']).filter(|part| !part.is_empty()).collect();
    let single = parts.len() >= 3 && parts.iter().all(|part| part.chars().count() == 1);
    (single && parts.iter().all(|part| part.chars().all(char::is_alphabetic))).then(|| parts.concat())
}

fn umlaut(utterance: &Utterance, at: usize) -> Option<(String, usize)> {
    let next = utterance.tokens.get(at + 1)?;
    let letter = match next.raw.to_lowercase().chars().next()? {
        'a' | 'ä' => "ä",
        'o' | 'ö' => "ö",
        'u' | 'ü' => "ü",
        _ => return None,
    };
    Some((letter.to_owned(), 2))
}

/// Letters as their names are written by recognisers.
fn letter_name(text: &str, language: Language) -> Option<String> {
    let letter = match (language, text) {
        (Language::De, "be" | "beh") | (Language::En, "bee") => "b",
        (Language::De, "ce" | "zeh") | (Language::En, "cee" | "sea" | "see") => "c",
        (Language::De, "de" | "deh") | (Language::En, "dee") => "d",
        (Language::De, "ef" | "eff") | (Language::En, "ef" | "eff") => "f",
        (Language::De, "ge" | "geh") | (Language::En, "gee") => "g",
        (Language::De, "ha" | "hah") | (Language::En, "aitch" | "haitch") => "h",
        (Language::De, "jot") | (Language::En, "jay") => "j",
        (Language::De, "ka" | "kah") | (Language::En, "kay") => "k",
        (Language::De, "el" | "ell") | (Language::En, "el" | "ell") => "l",
        (Language::De, "em" | "emm") | (Language::En, "em") => "m",
        (Language::De, "en" | "enn") | (Language::En, "en") => "n",
        (Language::De, "pe" | "peh") | (Language::En, "pee" | "pea") => "p",
        (Language::De, "ku" | "kuh") | (Language::En, "cue" | "queue") => "q",
        (Language::De, "er" | "err") | (Language::En, "ar" | "are") => "r",
        (Language::De, "es" | "ess") | (Language::En, "es" | "ess") => "s",
        (Language::De, "te" | "teh") | (Language::En, "tee" | "tea") => "t",
        (Language::De, "vau" | "fau") | (Language::En, "vee") => "v",
        (Language::De, "we" | "weh") | (Language::En, "double-u" | "double-you") => "w",
        (_, "ix" | "ex") => "x",
        (Language::De, "ypsilon") | (Language::En, "why" | "wye") => "y",
        (Language::De, "zet" | "zett") | (Language::En, "zed" | "zee") => "z",
        _ => return None,
    };
    Some(letter.to_owned())
}

#[rustfmt::skip]
const CODE_WORDS: &[(&str, &str)] = &[
    ("anton", "a"), ("aerger", "ä"), ("berta", "b"), ("bertha", "b"), ("caesar", "c"), ("charlotte", "c"), ("dora", "d"), ("emil", "e"),
    ("friedrich", "f"), ("gustav", "g"), ("heinrich", "h"), ("ida", "i"), ("julius", "j"), ("kaufmann", "k"), ("konrad", "k"),
    ("ludwig", "l"), ("martha", "m"), ("marta", "m"), ("nordpol", "n"), ("otto", "o"), ("oekonom", "ö"), ("oesterreich", "ö"), ("paula", "p"),
    ("quelle", "q"), ("richard", "r"), ("samuel", "s"), ("siegfried", "s"), ("schule", "sch"), ("theodor", "t"), ("ulrich", "u"),
    ("uebermut", "ü"), ("uebel", "ü"), ("viktor", "v"), ("victor", "v"), ("wilhelm", "w"), ("xanthippe", "x"), ("xaver", "x"), ("ypsilon", "y"),
    ("zacharias", "z"), ("zeppelin", "z"), ("zuerich", "z"),
    ("aachen", "a"), ("berlin", "b"), ("chemnitz", "c"), ("duesseldorf", "d"), ("essen", "e"), ("frankfurt", "f"), ("goslar", "g"),
    ("hamburg", "h"), ("ingelheim", "i"), ("jena", "j"), ("koeln", "k"), ("leipzig", "l"), ("muenchen", "m"), ("nuernberg", "n"),
    ("offenbach", "o"), ("potsdam", "p"), ("quickborn", "q"), ("rostock", "r"), ("salzwedel", "s"), ("tuebingen", "t"), ("unna", "u"),
    ("voelklingen", "v"), ("wuppertal", "w"), ("xanten", "x"), ("zwickau", "z"),
    ("alpha", "a"), ("alfa", "a"), ("bravo", "b"), ("charlie", "c"), ("delta", "d"), ("echo", "e"), ("foxtrot", "f"), ("golf", "g"), ("hotel", "h"),
    ("india", "i"), ("juliett", "j"), ("juliet", "j"), ("kilo", "k"), ("lima", "l"), ("mike", "m"), ("november", "n"), ("oscar", "o"), ("papa", "p"),
    ("quebec", "q"), ("romeo", "r"), ("sierra", "s"), ("tango", "t"), ("uniform", "u"), ("whiskey", "w"), ("whisky", "w"), ("xray", "x"),
    ("x-ray", "x"), ("yankee", "y"), ("zulu", "z"), ("apple", "a"), ("boy", "b"), ("cat", "c"), ("dog", "d"), ("easy", "e"), ("fox", "f"),
    ("george", "g"), ("harry", "h"), ("john", "j"), ("king", "k"), ("love", "l"), ("mary", "m"), ("nancy", "n"), ("peter", "p"), ("queen", "q"),
    ("robert", "r"), ("sugar", "s"), ("tommy", "t"), ("uncle", "u"), ("william", "w"), ("yellow", "y"), ("zebra", "z"), ("nora", "n"),
];

/// The letter (or 'sch') that a code word stands for.
fn code_word(text: &str) -> Option<String> {
    CODE_WORDS.iter().find(|(word, _)| *word == text).map(|(_, letter)| (*letter).to_owned())
}
