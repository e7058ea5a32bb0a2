//! Words around names: what announces one, what no name is made of, and how names are written.

use super::sentence::Utterance;
use super::spelling::dashed;
use crate::words::Token;
use std::ops::Range;

/// Phrases behind which a name stands whatever it looks like.
pub(super) const INTRODUCTIONS: &[&str] = &[
    "mein name ist",
    "mein name waere",
    "der name ist",
    "der name waere",
    "name ist",
    "mein name",
    "ich heisse",
    "wir heissen",
    "auf den namen",
    "auf die namen",
    "auf dem namen",
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
    "surname's",
    "last name's",
    "family name's",
    "first name's",
    "name lautet",
    "nachname lautet",
    "name waere",
    "name would be",
    "name will be",
    "surname would be",
    "surname will be",
    "surname of",
];
/// Phrases behind which a name may stand: the word must look like one.
pub(super) const WEAK_INTRODUCTIONS: [&str; 27] = [
    "das geht auf",
    "geht auf",
    "laeuft auf",
    "da ist die",
    "da ist der",
    "da spricht",
    "put it under",
    "it's under",
    "it'll be under",
    "be under",
    "book it under",
    "that's under",
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
pub(super) const CLOSINGS: [&str; 21] = [
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
    "der name",
    "ist der nachname",
    "is the surname",
    "is the last name",
    "is the family name",
    "ist mein familienname",
];

pub(super) fn is_joint(text: &str) -> bool {
    matches!(text, "und" | "ich" | "and" | "i" | "i'd" | "guten" | "hallo" | "good" | "hello")
}

/// Words that stand before a name without being part of it.
pub(super) fn is_opening(text: &str) -> bool {
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
        "ach",
        "achso",
        "under",
        "unter",
        "for",
        "fuer",
        "then",
        "dann",
        "it'll",
        "be",
        "put",
        "geht",
        "da",
    ];
    OPENINGS.contains(&text)
}

/// Words that take back the name before them.
pub(super) fn takes_back(text: &str) -> bool {
    matches!(
        text,
        "no" | "nope"
            | "nein"
            | "nee"
            | "ne"
            | "sorry"
            | "entschuldigung"
            | "verzeihung"
            | "quatsch"
            | "pardon"
            | "mean"
            | "meine"
            | "meinte"
            | "rather"
            | "falsch"
            | "correction"
            | "korrektur"
            | "scratch"
            | "wait"
            | "warte"
    )
}

/// Words that may stand beside those that take a name back.
pub(super) fn is_between_names(text: &str) -> bool {
    matches!(
        text,
        "i" | "ich"
            | "aeh"
            | "aehm"
            | "uh"
            | "um"
            | "er"
            | "erm"
            | "oh"
            | "ach"
            | "it's"
            | "it"
            | "is"
            | "es"
            | "ist"
            | "mein"
            | "my"
            | "name"
            | "halt"
            | "doch"
            | "heisse"
            | "that's"
            | "that"
            | "das"
            | "actually"
            | "or"
            | "oder"
            | "eigentlich"
            | "natuerlich"
            | "stimmt"
            | "the"
            | "der"
            | "ja"
            | "yes"
            | "i'm"
            | "bin"
    )
}

/// What may follow a name in an answer.
pub(super) fn is_remark(text: &str) -> bool {
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

pub(super) fn is_title(text: &str) -> bool {
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

pub(super) fn is_particle(text: &str) -> bool {
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
pub(super) fn is_name_word(token: &Token, weak: bool) -> bool {
    let text = token.text.as_str();
    let letters = token.raw.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let capital = token.raw.starts_with(char::is_uppercase);
    // 'weiß' is a word, 'Weiß' a name.
    let common = is_common(text) && !is_particle(text) && !(capital && text == "weiss");
    // 'B-A-K-E-R' are letters.
    if !letters || text.len() < 2 || common || dashed(&token.raw).is_some() {
        return false;
    }
    !weak || capital && !is_common_noun(text) || is_particle(text)
}

/// Words of which no name is made.
pub(super) fn is_common(text: &str) -> bool {
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
        "appointment", "today", "tomorrow", "spelled", "spell", "new", "again", "zusammen", "firma", "running", "late", "trying", "wondering", "interested", "fine", "hiya", "howya", "howdy", "gruezi", "habe die ehre", "wissen", "not",
        "egal", "sofort", "stimmt", "passt", "falsch", "anders", "nichts", "alles", "keinen", "immer", "achso", "ach", "still", "erste", "ersten", "erstes", "zweite", "zweiten", "zweites", "dritte", "dritten", "drittes", "one", "first", "second", "third", "wrong", "whatever", "now", "immediately",
        "kennzeichen", "autokennzeichen", "nummernschild", "telefonnummer", "telefon", "handynummer", "nummer", "number", "plate", "registration", "phone", "mobile",
        "nothing", "anything", "good", "great", "right", "correct", "going", "there", "some", "any", "he", "she", "we", "they", "be", "me", "your", "our", "if", "because",
    ];
    COMMON.contains(&text)
}

/// Capitalised words that follow 'ich bin' or 'this is' and are no names.
pub(super) fn is_common_noun(text: &str) -> bool {
    #[rustfmt::skip]
    const NOUNS: &[&str] = &[
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "vormittag", "nachmittag", "abend", "mittag", "kunde",
        "kundin", "patient", "patientin", "neukunde", "neukundin", "mitglied", "stau", "auto", "termin", "haarschnitt", "monday", "tuesday",
        "wednesday", "thursday", "friday", "saturday", "sunday", "english", "german", "deutsch", "englisch", "ki", "ai", "mutter", "vater",
        "problem", "notfall", "emergency", "schade", "super", "perfekt", "richtig", "falsch", "praxis", "salon", "werkstatt", "firma", "google",
        "haare", "hilfe", "help", "bart", "farbe", "reifen", "zahnschmerzen", "schmerzen", "entschuldigung", "verzeihung", "achtung",
        "roboter", "maschine", "computer", "privatpatient", "privatpatientin", "rentner", "student", "lange", "dezember", "januar",
        "december", "january", "march", "may", "wochenende", "urlaub", "adresse", "uhr", "wie", "wo", "alles", "gar", "sehr", "zu", "mir", "viel",
    ];
    NOUNS.contains(&text)
}

/// As a name is written: 'keller' → 'Keller', 'VON DER HEIDE' → 'von der Heide'; what has a capital stays.
pub(super) fn written(utterance: &Utterance, range: Range<usize>) -> String {
    let words = utterance.tokens[range].iter().filter(|token| !is_title(&token.text));
    words.map(|token| proper(&token.raw)).collect::<Vec<_>>().join(" ")
}

pub(super) fn proper(raw: &str) -> String {
    let shouted = raw.chars().count() > 2 && raw.chars().all(|c| !c.is_lowercase());
    let lower = raw.to_lowercase();
    let always_small = matches!(lower.as_str(), "von" | "van" | "vom" | "zu" | "zum" | "zur" | "der" | "den" | "ten");
    if always_small || (is_particle(&lower) && *raw == lower) {
        return lower;
    }
    if raw.starts_with(char::is_uppercase) && !shouted {
        return raw.to_owned();
    }
    lower.split('-').map(capitalised).collect::<Vec<_>>().join("-")
}

/// With a capital first letter.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
