//! What a caller said in one turn: the words, and what they say, read once and handed on.
//!
//! It takes words and the [`Context`] in which they were said; everybody behind (endpointing, gate, evidence, engines) takes the
//! reading from here, so that all go by the same. Pure.

use crate::parsed::{Parsed, parse};
use crate::when::When;
use crate::{Asked, Context, Understanding};
use base::language::Language;
use base::privacy::Personal;

/// What a caller said in one turn, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The words, as they were recognised.
    pub words: Personal<String>,
    /// Their mean probability, 0 to 1, where known.
    pub confidence: Option<f32>,
    /// What they say.
    pub parsed: Parsed,
    /// The name that they are, said where a yes, a no or a message was asked for.
    pub name_alone: Option<Personal<String>>,
    read_in: ReadIn,
}

/// The context that a reading holds for. Now is not part of it: a turn is over sooner than a date.
#[derive(Debug, Clone, PartialEq)]
struct ReadIn {
    language: Language,
    asked: Asked,
    earlier: Option<When>,
}

impl ReadIn {
    fn of(context: &Context<'_>) -> Self {
        ReadIn { language: context.language, asked: context.asked, earlier: context.earlier.cloned() }
    }
}

impl Utterance {
    /// Reads words. Pure: the same words in the same context give the same.
    pub fn read(words: Personal<String>, confidence: Option<f32>, context: &Context<'_>) -> Self {
        let parsed = parse(words.reveal(), context);
        let name_alone = name_alone(words.reveal(), context, &parsed);
        Utterance { words, confidence, parsed, name_alone, read_in: ReadIn::of(context) }
    }

    /// What is wanted and named, of the utterance as a whole.
    pub fn says(&self) -> &Understanding {
        self.parsed.says()
    }

    /// Whether this is what the words say in `context`, now aside.
    pub fn is_read_in(&self, context: &Context<'_>) -> bool {
        self.read_in == ReadIn::of(context)
    }

    /// Whether a reply to this is one to `other`: both answer the same question and mean the same. Where the words themselves are
    /// kept (a message, a name), they are the same but for courtesies.
    pub fn means_the_same(&self, other: &Utterance) -> bool {
        self.read_in == other.read_in && (self.words == other.words || self.parsed.means_the_same(&other.parsed))
    }
}

/// The name that words are that say nothing else, where something else was asked for.
fn name_alone(words: &str, context: &Context<'_>, parsed: &Parsed) -> Option<Personal<String>> {
    let alone = |says: &Understanding| {
        says.intents.is_empty() && says.when.is_none() && says.service.is_none() && says.resource.is_none()
    };
    if !matches!(context.asked, Asked::Confirm | Asked::Message) || !alone(parsed.says()) {
        return None;
    }
    let parsed = parse(words, &Context { asked: Asked::Name, ..context.clone() });
    let says = parsed.says();
    let name = says.name.as_ref().filter(|found| alone(says) && found.is_sure())?.value.clone();
    let capital = name.reveal().split(' ').all(|word| word.chars().count() > 2 && words.contains(word));
    capital.then_some(name)
}
