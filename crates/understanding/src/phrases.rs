//! Words of agreement, refusal and hesitation, German and English, and what stands beside them without meaning anything.

use super::sentence::Utterance;
use crate::{Asked, WishKind};
use base::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a phrase does to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Yes,
    No,
    /// Neither yes nor no: 'vielleicht'.
    Hedge,
    /// Something is to be otherwise: 'aber', 'only if'.
    Condition,
    /// Something is asked.
    Question,
    /// Courtesy and little words.
    Neutral,
    /// The deed itself: agreement if it is the one proposed.
    Deed(WishKind),
}

/// What the phrase at `at` means, and how many tokens it takes. The longest phrase counts.
pub(super) fn meaning(utterance: &Utterance, at: usize, asked: Asked) -> Option<(Meaning, usize)> {
    let table = match utterance.language {
        Language::De => &*GERMAN,
        Language::En => &*ENGLISH,
    };
    let longest = (1..=LONGEST).rev().filter(|length| at + length <= utterance.tokens.len());
    let key = |length: usize| {
        let words: Vec<&str> = (at..at + length).map(|index| utterance.text(index)).collect();
        words.join(" ")
    };
    longest.map(|length| (key(length), length)).find_map(|(key, length)| {
        let found = table.get(key.as_str()).or_else(|| for_question(&key, asked))?;
        Some((*found, length))
    })
}

/// The longest phrase, words.
const LONGEST: usize = 6;

/// Phrases that agree to one question only.
fn for_question(phrase: &str, asked: Asked) -> Option<&'static Meaning> {
    const TRANSFER: [&str; 16] = [
        "verbinden sie mich",
        "bitte verbinden",
        "verbinde mich",
        "stellen sie mich durch",
        "stellen sie durch",
        "durchstellen",
        "verbinden",
        "mit einem menschen",
        "put me through",
        "connect me",
        "transfer me",
        "go ahead and connect me",
        "i would like that",
        "i'd like that",
        "to a person",
        "to a human",
    ];
    const CONSENT: [&str; 12] = [
        "sie duerfen aufnehmen",
        "du darfst aufnehmen",
        "duerfen sie",
        "darfst du",
        "aufnehmen",
        "ich stimme zu",
        "i consent",
        "you may",
        "you can record",
        "i agree",
        "you may record",
        "record it",
    ];
    const MESSAGE: [&str; 8] = [
        "eine nachricht",
        "nachricht hinterlassen",
        "rufen sie mich zurueck",
        "rueckruf",
        "leave a message",
        "call me back",
        "a message",
        "take a message",
    ];
    let list: &[&str] = match asked {
        Asked::Transfer => &TRANSFER,
        Asked::Consent => &CONSENT,
        Asked::Message => &MESSAGE,
        _ => return None,
    };
    list.contains(&phrase).then_some(&Meaning::Yes)
}

type Table = HashMap<&'static str, Meaning>;

fn table(lists: &[(&[&'static str], Meaning)]) -> Table {
    lists.iter().flat_map(|(phrases, meaning)| phrases.iter().map(|phrase| (*phrase, *meaning))).collect()
}

static GERMAN: LazyLock<Table> = LazyLock::new(|| {
    table(&[
        (GERMAN_NEUTRAL, Meaning::Neutral),
        (GERMAN_YES, Meaning::Yes),
        (GERMAN_NO, Meaning::No),
        (GERMAN_HEDGE, Meaning::Hedge),
        (GERMAN_CONDITION, Meaning::Condition),
        (GERMAN_QUESTION, Meaning::Question),
        (GERMAN_BOOK, Meaning::Deed(WishKind::Book)),
        (GERMAN_MOVE, Meaning::Deed(WishKind::Move)),
        (GERMAN_CANCEL, Meaning::Deed(WishKind::Cancel)),
    ])
});

static ENGLISH: LazyLock<Table> = LazyLock::new(|| {
    table(&[
        (ENGLISH_NEUTRAL, Meaning::Neutral),
        (ENGLISH_YES, Meaning::Yes),
        (ENGLISH_NO, Meaning::No),
        (ENGLISH_HEDGE, Meaning::Hedge),
        (ENGLISH_CONDITION, Meaning::Condition),
        (ENGLISH_QUESTION, Meaning::Question),
        (ENGLISH_BOOK, Meaning::Deed(WishKind::Book)),
        (ENGLISH_MOVE, Meaning::Deed(WishKind::Move)),
        (ENGLISH_CANCEL, Meaning::Deed(WishKind::Cancel)),
    ])
});

// All folded: 'ä' is 'ae'.
#[rustfmt::skip]
const GERMAN_YES: &[&str] = &[
    "ja", "jaja", "jawohl", "jo", "joa", "jep", "jepp", "jup", "yep", "jap", "yes", "ja ja", "ja bitte", "bitte ja", "genau", "ganz genau", "richtig",
    "ganz richtig", "korrekt", "stimmt", "das stimmt", "stimmt so", "stimmt genau", "passt", "das passt", "das passt mir", "passt mir", "passt so", "passt gut",
    "das passt gut", "das passt so", "das passt perfekt", "passt perfekt", "gerne", "gern", "sehr gerne", "sehr gern", "einverstanden", "klar", "na klar",
    "alles klar", "in ordnung", "das ist in ordnung", "ist in ordnung", "perfekt", "super", "prima", "bestens", "wunderbar", "hervorragend", "toll", "ausgezeichnet",
    "natuerlich", "selbstverstaendlich", "sicher", "auf jeden fall", "unbedingt", "freilich", "absolut", "okay", "ok", "okey", "gut", "sehr gut", "das ist gut",
    "das ist richtig", "ist richtig", "das ist korrekt", "so ist es", "so machen wir das", "so machen wir es", "machen wir so", "machen wir", "das machen wir", "so passt das",
    "das geht", "geht klar", "das geht klar", "das geht gut", "geht in ordnung", "das waere gut", "das waere super", "das waere toll", "das waere prima", "das waere schoen",
    "kein problem", "ueberhaupt kein problem", "spricht nichts dagegen", "nichts dagegen", "da habe ich nichts dagegen", "habe nichts dagegen", "hab ich nichts dagegen",
    "ja gut", "ist gut", "ist okay", "das ist okay", "das ist ok", "ist recht", "das ist recht", "ja okay", "von mir aus", "meinetwegen", "abgemacht", "so soll es sein",
    "bin einverstanden", "ich bin einverstanden", "das moechte ich", "das will ich", "ich bitte darum", "mit vergnuegen", "aber gerne", "aber klar", "aber sicher", "aber natuerlich",
    "passt scho", "passt eh", "eh klar", "ja genau", "ja klar", "ja natuerlich", "passt schon", "passt wunderbar", "genau so", "genau das", "alles richtig", "alles korrekt", "wie besprochen",
    "das klingt gut", "klingt gut", "hoert sich gut an", "das hoert sich gut an",
];
#[rustfmt::skip]
const GERMAN_NO: &[&str] = &[
    "nein", "nee", "ne", "noe", "no", "nein danke", "nein nein", "nicht", "doch nicht", "lieber nicht", "auf keinen fall", "keinesfalls", "keineswegs", "niemals",
    "kein", "keine", "keinen", "keinem", "keiner", "keins", "nie", "falsch", "das ist falsch", "stimmt nicht", "das stimmt nicht", "passt nicht", "geht nicht", "stopp", "stop",
    "halt", "abbrechen", "abbruch", "vergessen sie es", "vergiss es", "lassen wir das", "lassen sie es", "lassen sie das", "lass es", "lass das", "hat sich erledigt",
    "auf gar keinen fall", "bloss nicht", "ungern", "nichts", "leider nicht", "zurueck",
];
#[rustfmt::skip]
const GERMAN_HEDGE: &[&str] = &[
    "vielleicht", "eventuell", "evtl", "glaube ich", "ich glaube", "glaub ich", "ich glaub", "weiss nicht", "weiss ich nicht", "ich weiss nicht", "mal sehen", "mal schauen",
    "mal gucken", "kann sein", "koennte sein", "moeglicherweise", "wahrscheinlich", "vermutlich", "unter umstaenden", "je nachdem", "kommt darauf an", "kommt drauf an", "ich denke",
    "denke ich", "denk ich", "ich denk", "muss ueberlegen", "ueberlegen", "bin nicht sicher", "nicht sicher", "bin mir nicht sicher", "ich bin mir nicht sicher", "keine ahnung", "hm", "hmm", "mhm", "mmh", "mh",
    "jein", "naja", "na ja", "tja", "schon", "warum nicht", "moment", "einen moment", "moment mal", "warte", "warten sie", "sekunde", "augenblick", "einen augenblick", "aha", "ach so", "achso",
    "oder", "wie bitte", "bitte was", "nochmal", "noch mal", "noch einmal", "ungefaehr", "irgendwie", "theoretisch", "grundsaetzlich", "im prinzip", "muss ich schauen", "muss schauen",
    "muss gucken", "ich schaue mal", "ich schau mal", "hoffentlich", "ich hoffe", "ja nein", "eher", "vorerst", "fast", "beinahe",
];
#[rustfmt::skip]
const GERMAN_CONDITION: &[&str] = &[
    "einen termin", "ein termin", "nen termin", "neuen termin", "anderen termin", "weiteren termin", "zweiten termin",
    "aber", "allerdings", "jedoch", "nur", "wenn", "falls", "sofern", "ausser", "sondern", "statt", "anstatt", "lieber", "anders", "andere", "anderer", "anderen", "anderes", "aendern",
    "geaendert", "spaeter", "frueher", "ausserdem", "zusaetzlich", "noch ein", "noch eine", "noch einen", "stattdessen", "dafuer", "trotzdem", "vorher", "nachher", "besser waere",
    "waere besser", "mir waere lieber", "mir waere es lieber", "auch noch", "moechte noch", "haette noch", "habe noch", "hab noch", "ich haette noch eine frage", "eine frage", "frage",
];
#[rustfmt::skip]
const GERMAN_QUESTION: &[&str] = &[
    "was", "wie", "wo", "wann", "warum", "wieso", "weshalb", "wer", "wen", "wem", "welche", "welcher", "welches", "welchen", "welchem", "wieviel", "wie viel", "kostet", "ob", "wohin", "womit", "woher",
    "wozu", "kann ich", "koennen sie", "koennten sie", "kannst du", "haben sie", "gibt es", "ist das", "muss ich", "darf ich", "soll ich",
];
#[rustfmt::skip]
const GERMAN_NEUTRAL: &[&str] = &[
    "haette gern", "haette gerne", "haette ich gern", "haette ich gerne", "haett gern", "moechte gern", "moechte gerne", "wuerde gern", "wuerde gerne", "wuerde ich gern",
    "wuerde ich gerne", "haetten gern", "haetten gerne", "wollte gern", "wollte gerne", "will gern", "so gern", "so gerne",
    "aeh", "aehm", "oeh", "oehm", "eh", "ehm", "ah", "oh", "ach", "na", "also", "bitte", "bitte schoen", "bitteschoen", "danke", "dankeschoen", "danke schoen", "vielen dank", "besten dank",
    "herzlichen dank", "sehr", "so", "das", "ist", "dann", "doch", "mal", "es", "mir", "uns", "ich", "wir", "bin", "da", "denn", "ja dann", "den", "die", "der", "dem", "ein", "einen", "eine", "termin", "den termin",
    "der termin", "dabei", "bleibt es", "um", "am", "uhr", "auch", "fuer mich", "fuer uns", "bei", "mit", "und", "zu", "zum", "im", "in", "hallo", "guten", "tag", "sie", "du", "ihnen", "euch", "dir", "mein", "name", "mein name ist",
    "nun", "gleich", "alles", "gesagt", "wie gesagt", "wie sie sagten", "freue mich", "ich freue mich", "freut mich", "da freue ich mich", "schoen", "tschuess", "bis dann", "auf wiederhoeren",
    "auf wiedersehen", "wiederhoeren", "bis bald", "bitte sehr", "fein", "voll", "total", "echt", "wirklich", "eben", "halt so", "jetzt", "mach das", "machen sie das", "machen sie das bitte", "tun sie das",
    "so bitte", "herr", "frau", "fuer", "auf", "an", "von", "vom", "er", "wunderschoen", "gewesen", "alles gut", "immer", "gerne so", "einfach", "bitte so", "hier", "haette", "haette ich", "moechte", "moechte ich",
    "guten tag", "guten morgen", "guten abend", "schoenen guten tag", "gruess gott", "haett ich", "haben", "passend", "mir sehr", "ausgesprochen", "einmal",
];
#[rustfmt::skip]
const GERMAN_BOOK: &[&str] = &[
    "buchen", "buche", "buchen sie", "bitte buchen", "buchen sie das", "buchen sie ihn", "buchen sie den", "buch das", "buch ihn", "bitte eintragen", "eintragen", "das koennen sie eintragen", "koennen sie eintragen", "so eintragen", "das koennen sie so eintragen", "koennen sie so eintragen", "tragen sie mich ein", "tragen sie das ein", "trag mich ein",
    "trag das ein", "reservieren", "reservieren sie", "nehme ich", "nehm ich", "den nehme ich", "den nehm ich", "das nehme ich", "ich nehme ihn", "ich nehme den", "ich nehme das", "ich nehm den", "ich nehm das", "nehmen wir", "den nehmen wir",
    "buchen wir", "festmachen", "machen wir fest", "fest buchen", "verbindlich buchen", "zusagen", "sage ich zu", "ich komme", "komme ich",
];
#[rustfmt::skip]
const GERMAN_MOVE: &[&str] = &[
    "verschieben", "verschieben sie", "bitte verschieben", "verlegen", "verlegen sie", "bitte verlegen", "umbuchen", "bitte umbuchen", "buchen sie um", "verschiebe", "verschieben wir", "verlegen wir", "verschieben sie ihn",
    "verschieben sie den", "legen sie ihn um", "umlegen", "verschiebe ihn",
];
#[rustfmt::skip]
const GERMAN_CANCEL: &[&str] = &[
    "absagen", "bitte absagen", "sagen sie ab", "sagen sie ihn ab", "sagen sie das ab", "sag ihn ab", "sag ab", "stornieren", "bitte stornieren", "stornieren sie", "stornieren sie ihn", "streichen", "bitte streichen", "streichen sie ihn", "loeschen",
    "bitte loeschen", "loeschen sie ihn", "loeschen sie den", "abgesagt", "canceln", "sage ich ab", "absagen sie", "kann weg", "raus damit",
];

#[rustfmt::skip]
const ENGLISH_YES: &[&str] = &[
    "yes", "yeah", "yep", "yup", "ya", "yah", "aye", "yes yes", "yes please", "please do", "sure", "sure thing", "for sure", "of course", "certainly", "absolutely", "definitely", "correct", "that's correct", "that is correct",
    "right", "that's right", "that is right", "exactly", "exactly right", "perfect", "that's perfect", "that is perfect", "great", "that's great", "that is great", "that's good", "that is good", "good", "very good", "fine", "that's fine",
    "that is fine", "fine by me", "fine with me", "lovely", "that's lovely", "brilliant", "excellent", "wonderful", "super", "fantastic", "okay", "ok", "alright", "all right", "that works", "that works for me", "works for me", "that'll work", "that will work",
    "that'll do", "that will do", "that suits me", "suits me", "suits me fine", "sounds good", "that sounds good", "sounds great", "that sounds great", "sounds perfect", "sounds fine", "sounds right", "go ahead", "please go ahead", "go for it", "i agree", "agreed", "i do",
    "that would be great", "that would be good", "that would be lovely", "that would be perfect", "that'd be great", "that'd be good", "that'd be lovely", "no problem", "not a problem", "no problem at all", "indeed", "quite right", "spot on", "all correct", "all good", "all fine", "yes indeed",
    "i'd like that", "i would like that", "i'll take it", "by all means", "gladly", "with pleasure", "you bet", "ja", "okey dokey", "uh-huh yes", "it is", "yes it is", "yes i do", "yes that's right", "cool", "grand", "that's grand", "happy days", "lovely job", "that's perfect",
];
#[rustfmt::skip]
const ENGLISH_NO: &[&str] = &[
    "no", "nope", "nah", "no thanks", "no thank you", "no no", "not", "don't", "do not", "doesn't", "isn't", "can't", "cannot", "won't", "never", "wrong", "that's wrong", "that is wrong", "incorrect", "not correct", "not right", "stop", "cancel that", "forget it",
    "forget about it", "never mind", "leave it", "abort", "none", "nothing", "neither", "better not", "rather not", "i'd rather not", "nein", "no way", "not really", "wasn't", "aren't", "didn't", "unfortunately not", "hold off", "leave that",
];
#[rustfmt::skip]
const ENGLISH_HEDGE: &[&str] = &[
    "maybe", "perhaps", "possibly", "probably", "i think", "i think so", "i guess", "i guess so", "i suppose", "i suppose so", "not sure", "i'm not sure", "i am not sure", "i don't know", "don't know", "dunno", "we'll see", "let me see", "let me think", "let me check", "might",
    "could be", "it depends", "depends", "sort of", "kind of", "hm", "hmm", "mm", "mhm", "mm-hm", "mmm", "uh-huh", "um-hum", "aha", "i see", "hold on", "wait", "one moment", "just a moment", "a moment", "one second", "just a second", "hang on", "or", "sorry", "pardon", "say that again", "again", "why not",
    "hopefully", "i hope", "i hope so", "almost", "roughly", "i believe", "i believe so", "more or less", "well", "excuse me",
];
#[rustfmt::skip]
const ENGLISH_CONDITION: &[&str] = &[
    "an appointment", "another appointment", "a new appointment", "a different appointment", "a second appointment",
    "but", "however", "though", "although", "only", "if", "unless", "except", "instead", "rather", "different", "another", "other", "change", "later", "earlier", "also", "as well", "too", "actually", "one more thing", "one question", "a question", "question", "besides", "provided", "as long as",
    "and another", "make it", "make that", "i'd prefer", "i would prefer", "prefer", "better",
];
#[rustfmt::skip]
const ENGLISH_QUESTION: &[&str] = &[
    "what", "how", "where", "when", "why", "who", "whose", "which", "can i", "can you", "could i", "could you", "do you", "do i", "is it", "is that", "is there", "are there", "are you", "may i", "would it", "will it", "should i", "does it", "whether", "how much",
];
#[rustfmt::skip]
const ENGLISH_NEUTRAL: &[&str] = &[
    "um", "uh", "er", "erm", "ah", "oh", "please", "thanks", "thank you", "thank you very much", "thanks a lot", "thanks a million", "ta", "many thanks", "cheers", "so", "that", "that's", "that is", "it", "it's", "is", "the", "a", "an", "then", "now", "just", "very", "really", "for me", "for us", "me", "my", "name",
    "my name is", "i", "i'm", "i am", "and", "at", "on", "with", "to", "in", "of", "do", "be", "will", "i'll", "would", "i'd", "like", "you", "hello", "hi", "lovely day", "much", "all", "bye", "goodbye", "see you", "see you then", "see you soon", "appointment", "the appointment", "this", "as you said",
    "good morning", "good afternoon", "good evening", "good day", "like you said", "looking forward to it", "ma'am", "sir", "mate", "love", "dear", "here", "there", "quite", "indeed so", "day", "time", "o'clock", "done", "work", "works", "for", "from", "under", "your", "we", "have", "was",
];
#[rustfmt::skip]
const ENGLISH_BOOK: &[&str] = &[
    "book the appointment", "book that appointment", "book that slot",
    "book it", "book that", "book me in", "please book", "please book it", "book me", "reserve it", "put me down", "put me in", "i'll take it", "i will take it", "take it", "i'll take that", "i'll have that", "put that down", "put it down", "confirm", "confirm it", "confirmed", "please confirm", "schedule it", "lock it in", "i'll be there",
    "go ahead and book", "go ahead and book it", "book this", "i'll take that one", "sign me up", "pencil me in",
];
#[rustfmt::skip]
const ENGLISH_MOVE: &[&str] = &[
    "move it", "please move it", "move", "please move", "change it", "reschedule", "reschedule it", "please reschedule", "move the appointment", "move my appointment", "rebook it", "go ahead and move it", "shift it",
];
#[rustfmt::skip]
const ENGLISH_CANCEL: &[&str] = &[
    "cancel", "cancel it", "please cancel", "please cancel it", "cancel the appointment", "cancel my appointment", "cancel that appointment", "delete it", "remove it", "call it off", "go ahead and cancel", "go ahead and cancel it", "cancelled", "drop it",
];
