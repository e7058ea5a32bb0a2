//! The fixture set, and calls made of it.

use base::language::Language;
use dialogue::Asked;
use lab::provider::recorded::Recorded;
use serde::Deserialize;
use std::path::Path;
use understanding::{Completeness, Context, parse};

/// An utterance of the fixture set.
pub struct Utterance {
    pub language: Language,
    /// What the agent has asked when it is said.
    pub asked: Asked,
    pub recorded: Recorded,
}

#[derive(Deserialize)]
struct Manifest {
    utterance: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    file: String,
    language: Language,
    asked: Asked,
    words: String,
}

impl Utterance {
    /// Whether its words sound finished to the end.
    pub fn completeness(&self) -> Completeness {
        let now = "2026-12-01T10:00+01:00[Europe/Berlin]".parse().expect("an instant");
        let context = Context { business: None, language: self.language, now, asked: self.asked, earlier: None };
        parse(&self.recorded.words, &context).completeness()
    }
}

/// All utterances of `fixtures/speech`, but for those that end a call by themselves. A model asks for some things only by way
/// of the rules; what is asked instead is of the same kind to whoever waits for the end of the answer.
pub fn all() -> Vec<Utterance> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech");
    let text = std::fs::read_to_string(folder.join("manifest.toml")).expect("the fixture set");
    let manifest: Manifest = toml::from_str(&text).expect("the fixture set");
    let kept = manifest.utterance.into_iter().filter(|entry| !ENDS_THE_CALL.contains(&entry.file.as_str()));
    let utterance = |entry: Entry| Utterance {
        language: entry.language,
        asked: match entry.asked {
            Asked::Confirm => Asked::More,
            Asked::Phone | Asked::Spelling => Asked::Name,
            Asked::Resource | Asked::Choice => Asked::Wish,
            asked => asked,
        },
        recorded: Recorded::open(&folder.join(&entry.file), &entry.words),
    };
    kept.map(utterance).collect()
}

/// Callers who want a person are connected to one.
const ENDS_THE_CALL: [&str; 2] = ["de/mensch.wav", "en/real-person.wav"];

/// What the agent says to have `asked`, as a model would: an acknowledgement, unless there is to be none, and a question.
pub fn question(asked: Asked, language: Language, acknowledged: bool) -> Vec<&'static str> {
    let (acknowledgement, question): (&[&str], &[&str]) = match (language, asked) {
        (Language::De, Asked::Name) => (&["Gern", "."], &[" Wie", " ist", " dein", " Name", "?"]),
        (Language::De, Asked::Date) => (&["Gern", "."], &[" Wann", " passt", " es", " dir", "?"]),
        (Language::De, Asked::Service) => (&["Gern", "."], &[" Welche", " Leistung", " darf", " es", " sein", "?"]),
        (Language::De, Asked::More) => {
            (&["Alles", " klar", "."], &[" Kann", " ich", " sonst", " noch", " helfen", "?"])
        }
        (Language::De, _) => (&["Gern", "."], &[" Worum", " geht", " es", " denn", "?"]),
        (Language::En, Asked::Name) => (&["Sure", "."], &[" What", " is", " your", " name", "?"]),
        (Language::En, Asked::Date) => (&["Sure", "."], &[" Which", " day", " suits", " you", "?"]),
        (Language::En, Asked::Service) => (&["Sure", "."], &[" Which", " service", " is", " it", "?"]),
        (Language::En, Asked::More) => (&["All", " right", "."], &[" Is", " there", " anything", " else", "?"]),
        (Language::En, _) => (&["Sure", "."], &[" How", " can", " I", " help", "?"]),
    };
    let acknowledgement = if acknowledged { acknowledgement } else { &[] };
    acknowledgement.iter().chain(question).copied().collect()
}
