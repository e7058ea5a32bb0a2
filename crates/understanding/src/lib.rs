//! Understanding the caller's words without any model: what is wanted, when, by whom, and whether it is agreed.
//!
//! [`Utterance::read`] reads words once, in the [`Context`] of what was asked, and gives what all who follow need: clauses, acts
//! and facts ([`Parsed`]), what is said as a whole ([`Understanding`]), whether it is over, whether it agrees. [`Agreement`]
//! holds the only yes/no rules of the product. All of it is pure. A doubtful match comes out with alternatives to be asked, never
//! as a fact. What to say about it is the engine's business.

mod agreement;
mod alphabet;
mod announced;
mod asked;
mod catalogue;
mod claim;
mod clause;
#[cfg(feature = "count")]
pub mod count;
mod cue;
mod digits;
mod email;
mod endpoint;
pub mod health;
mod heard;
mod hint;
mod intent;
mod intents;
mod letters;
mod lexicon;
mod name;
mod name_words;
mod named;
mod need;
mod parsed;
mod parts;
mod pattern;
mod pattern_words;
mod people;
mod person;
mod phrases;
mod pick;
mod plate;
mod question;
mod read;
mod refused;
mod role;
mod said;
mod sentence;
mod service;
mod signs;
mod spelling;
mod switch;
mod things;
mod time;
mod unlisted;
mod utterance;
mod vocabulary;
mod wanted;
pub mod when;
mod whom;
pub mod words;

pub use agreement::{Agreement, Stated};
pub use asked::Asked;
pub use claim::Claim;
pub use clause::Polarity;
pub use cue::{Aspect, Cue};
pub use endpoint::Completeness;
pub use hint::{LetterHint, hinted};
pub use intent::Intent;
pub use letters::Letters;
pub use parsed::{Act, ClauseSaid, Fact, FactValue, Parsed, TimeRole, TimeSaid, parse};
pub use plate::{Plate, is_plate};
pub use question::DoubtfulQuestion;
pub use utterance::Utterance;
pub use wanted::{Guest, Relation, ResourceWish, WishKind};

use crate::when::{Problem, When, WhenReading};
use base::business::Together;
use base::business::{Business, ServiceId};
use base::language::Language;
use base::number::Number;
use base::privacy::Personal;
use jiff::Zoned;

/// What the meaning of words depends on.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Whose services, people and questions can be meant.
    pub business: Option<&'a Business>,
    /// The language spoken.
    pub language: Language,
    /// Now, in the business's zone.
    pub now: Zoned,
    /// What the agent has asked.
    pub asked: Asked,
    /// The time wanted so far.
    pub earlier: Option<&'a When>,
}

/// What the caller's words say.
#[derive(Debug, Clone, PartialEq)]
pub struct Understanding {
    /// What is wanted, strongest first; empty when no intent was recognised (an answer may still be in the other fields).
    pub intents: Vec<Intent>,
    /// The time said, complete with what was said before. The same as `reading.when`.
    pub when: Option<When>,
    /// What stands in the way of taking the time as said. The same as `reading.problems`.
    pub problems: Vec<Problem>,
    /// All that was said about time.
    pub reading: WhenReading,
    /// The service said.
    pub service: Option<Found<ServiceId>>,
    /// What is wanted to be done by a name that is no service of the business and near none ('eine Dauerwelle'), as it was said.
    pub unlisted: Option<Personal<String>>,
    /// What is wanted for whom, where the words name several services or people; else empty, and `service` says it all.
    pub parts: Vec<PartSaid>,
    /// What the parts are to what was wanted before.
    pub change: Change,
    /// How the people want to be served.
    pub together: Option<Together>,
    /// Whose time was asked for.
    pub resource: Option<Found<ResourceWish>>,
    /// Who may have been asked for by a name that is nobody's; to be asked back.
    pub people_meant: Vec<String>,
    /// Id of the owner's question that was asked.
    pub question: Option<String>,
    /// Ids of others that were asked in the same breath.
    pub further_questions: Vec<String>,
    /// The owner's question that may have been asked, where none was for sure; to be asked back.
    pub doubtful_question: Option<DoubtfulQuestion>,
    /// The caller's name.
    pub name: Option<Found<Personal<String>>>,
    /// The letters of the name, where it was spelled.
    pub letters: Option<Letters>,
    /// What was said of the letters of a name that is known ('mit Doppel-T am Ende'); see [`hinted`].
    pub hints: Vec<LetterHint>,
    /// Digits said (a number plate's or a telephone number's), without separators.
    pub digits: Option<Personal<String>>,
    /// A number plate said.
    pub plate: Option<Personal<Plate>>,
    /// A telephone number said; see [`Number::dialled`] for national ones.
    pub number: Option<Personal<Number>>,
    /// An e-mail address said.
    pub email: Option<Personal<String>>,
    /// The language the caller wants to go on in.
    pub language: Option<Language>,
    /// Which of several things offered ('das erste', 'the later one').
    pub pick: Option<Pick>,
    /// Whether the words agree, judged without a proposal; against one use [`Parsed::agreement`].
    pub agreement: Agreement,
}

impl Understanding {
    /// It without what makes no difference to an answer: where the words stand, and thanks behind a wish.
    fn meaning(&self) -> Self {
        let mut meaning = self.clone();
        meaning.reading.consumed.clear();
        let wishes = meaning.when.is_some() || meaning.service.is_some() || meaning.resource.is_some();
        let refuses = meaning.intents.contains(&Intent::No);
        if !refuses && (wishes || meaning.intents.iter().any(|intent| *intent != Intent::Thanks)) {
            meaning.intents.retain(|intent| *intent != Intent::Thanks);
        }
        meaning
    }
}

/// A choice among several things offered, in the order in which they were spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The n-th, from 0.
    Nth(usize),
    /// The one in the middle.
    Middle,
    /// The last.
    Last,
    /// The earlier or earliest in time.
    Earliest,
    /// The later or latest in time.
    Latest,
    /// None of them.
    Neither,
    /// Any of them.
    Any,
}

/// What parts named are to those wanted before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Change {
    /// All there are.
    #[default]
    All,
    /// On top ('und Bart dazu', 'mein Sohn kommt auch mit').
    Added,
    /// No longer wanted ('ohne Bart').
    Dropped,
}

/// A service for one of the people named.
#[derive(Debug, Clone, PartialEq)]
pub struct PartSaid {
    /// Counts who is named: 0 is the caller.
    pub person: usize,
    /// For whom; `None`: the caller.
    pub guest: Option<Guest>,
    /// What; `None` where only people were named.
    pub service: Option<Found<ServiceId>>,
}

/// Something found in the words, and how surely.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The best match.
    pub value: T,
    /// 0 to 1; below [`SURE`] it has to be asked.
    pub certainty: f32,
    /// Others that are as near or nearly so, best first; when there are any it has to be asked which is meant.
    pub alternatives: Vec<T>,
}

/// From this certainty on, a match without alternatives may be taken (and is still read back).
pub const SURE: f32 = 0.75;

impl<T> Found<T> {
    /// Whether the match may be taken without asking.
    pub fn is_sure(&self) -> bool {
        self.certainty >= SURE && self.alternatives.is_empty()
    }
}

impl<T: Clone> Found<T> {
    /// The likeliest of several, with those that come within `margin` of it as alternatives; sorts them by likeness.
    fn likeliest(scored: &mut [(f32, T)], margin: f32) -> Option<Self> {
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (certainty, value) = scored.first()?.clone();
        let near = scored.iter().skip(1).filter(|(likeness, _)| certainty - likeness < margin);
        Some(Found { value, certainty, alternatives: near.map(|(_, other)| other.clone()).collect() })
    }
}
