//! Dialogue: what the agent says and which deeds it proposes.
//!
//! The port [`Engine`] takes a [`Conversation`] and what the caller did, streams sentences, and ends with the next
//! conversation and the deeds that it proposes. It decides nothing for good: `call` adopts a reply when it commits
//! the turn, and [`gate`] stands between a proposal and a deed. Two engines share the conversation, so that one can take over
//! from the other in mid-call.

pub mod acknowledgement;
mod deed;
pub mod fallback;
pub mod gate;
pub mod guard;
mod hearing;
pub mod llm;
pub mod phrases;
pub mod rules;
pub mod sameness;
pub mod sentences;
pub mod speakable;
pub mod summary;
pub mod tasks;
pub mod tools;
mod turn;
pub mod wording;

pub use booking::{Message, MessageKind};
pub use deed::{Deed, Done, Outcome, Proposal, Telling, TransferReason};
pub use hearing::Hearing;
pub use tasks::{Caller, CallerName, Task, Tasks};
pub use understanding::{Asked, Guest, Relation, ResourceWish, WishKind};

use async_trait::async_trait;
use base::business::Business;
use base::language::Language;
use base::number::Number;
use base::printable;
use base::privacy::Personal;
use booking::identity::Whose;
use booking::{Agenda, CalendarError, CallId, Pseudonym, Visit};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use understanding::Utterance;

/// Decides what to say. One per process, shared by all calls.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Name for logs and reports.
    fn name(&self) -> &str;

    /// Replies to `input`. Sentences go to `say` as they are complete; the returned [`Reply`] closes the turn. Must change
    /// nothing outside: it may run speculatively and be dropped at any await.
    ///
    /// # Errors
    /// When the engine cannot answer; the call then tries another or apologises.
    async fn reply(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        input: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError>;
}

/// What an engine may look at, read-only.
#[derive(Clone)]
pub struct Scene {
    /// The business called.
    pub business: Arc<Business>,
    /// What may be read of its calendar.
    pub agenda: Arc<dyn Agenda>,
    /// The call's id, also the seed for choosing among wordings.
    pub call: CallId,
    /// Begin of the call, against which notice and horizon are judged.
    pub begun_at: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// The caller's number under every live key; empty when it proves nothing.
    pub pseudonyms: Vec<Pseudonym>,
    /// The caller's number, for a callback; `None` when withheld.
    pub number: Option<Personal<Number>>,
}

/// What the conversation has come to. A plain value: engines return the next one, the call keeps the one it committed.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// The language spoken now.
    pub language: Language,
    /// What the agent is waiting for.
    pub asked: Asked,
    /// Who calls, as far as it is known.
    pub caller: Caller,
    /// What the caller has come for.
    pub tasks: Tasks,
    /// Failures to understand in a row at the present question.
    pub failures: u32,
    /// Look-ups of own appointments in this call.
    pub lookups: Lookups,
    /// What was said by either side, heard words only, oldest first.
    pub history: Vec<Said>,
}

impl Conversation {
    /// One in which nothing was said yet.
    pub fn new(language: Language) -> Self {
        Conversation {
            language,
            asked: Asked::None,
            caller: Caller::default(),
            tasks: Tasks::default(),
            failures: 0,
            lookups: Lookups::default(),
            history: Vec::new(),
        }
    }

    /// Visits offered and not yet chosen from, in the order in which they were spoken.
    pub fn offered(&self) -> &[Visit] {
        self.tasks.target().map_or(&[], |target| target.offered())
    }

    /// What it was promised to pass on and is not left yet, as it would be left now: without a name, perhaps.
    pub fn promised(&self) -> impl Iterator<Item = Message> + '_ {
        self.tasks.promised(&self.caller)
    }

    /// Whether an own appointment is still to be found.
    pub fn is_identifying(&self) -> bool {
        self.tasks.own().is_some_and(|own| own.is_identifying())
    }
}

/// The key among the details of a booking under which the caller's remark is kept, in the caller's words.
pub const REMARK: &str = "remark";

/// Look-ups of own appointments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lookups {
    /// Those of this call that found nothing.
    pub failed: u32,
    /// So many found nothing today that there are no more: who guesses at other people's appointments gets a message at most
    /// (P28). Set by the call, which proves nothing any more then, whatever an engine says.
    pub closed: bool,
    /// Whose appointment the caller asks for, as far as they have said so. Set by the call.
    pub whose: Whose,
}

/// One party's words in one turn, as far as they were heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Who.
    pub who: Who,
    /// What was heard of it.
    pub words: Personal<String>,
    /// What the agent's sentences were for of which the better part was heard, each once. The words are never searched for it.
    pub roles: Vec<Role>,
}

impl Said {
    /// The caller's words.
    pub fn by_caller(words: impl Into<Personal<String>>) -> Self {
        Said { who: Who::Caller, words: words.into(), roles: Vec::new() }
    }

    /// The agent's words, and what they were for.
    pub fn by_agent(words: impl Into<Personal<String>>, roles: &[Role]) -> Self {
        Said { who: Who::Agent, words: words.into(), roles: roles.to_vec() }
    }
}

/// A party to the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person who called.
    Caller,
    /// Vorzimmer.
    Agent,
}

/// What the caller did, or what became of a deed.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The call has begun and the disclosure is said: greet and ask.
    Opening,
    /// The caller said something.
    Utterance(Box<Utterance>),
    /// The caller spoke, but nothing could be understood.
    NotUnderstood,
    /// The caller pressed keys.
    Digits(Personal<String>),
    /// The caller said nothing; the how-many-th time in a row, from 1.
    Silence(u32),
    /// The caller did not agree to a read-back; the utterance may carry a correction. The hold has been given back.
    Declined {
        /// What was proposed.
        proposal: Proposal,
        /// What the caller said instead.
        utterance: Box<Utterance>,
    },
    /// What became of a deed or proposal.
    Outcome(Outcome),
}

/// A unit of synthesis and of what was heard: one sentence or clause.
///
/// Only this crate makes sentences of its own; whoever implements an engine elsewhere has prose ([`Sentence::prose`]), which
/// [`guard`] must pass before it is said. So nobody can give invented words a role that they have not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The text, as a synthesiser reads it.
    text: String,
    /// What it is for.
    role: Role,
}

impl Sentence {
    /// A sentence of our own, whose maker knows what it is for.
    pub(crate) fn ours(text: impl Into<String>, role: Role) -> Self {
        Sentence { text: text.into(), role }
    }

    /// Words that are nobody's phrase: a model's, or those of an engine that is none of ours.
    pub fn prose(text: impl Into<String>) -> Self {
        Sentence { text: text.into(), role: Role::Prose }
    }

    /// The text, as a synthesiser reads it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is for.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What of it begins at this byte: what the caller has not heard yet.
    #[must_use]
    pub fn from_byte(&self, at: usize) -> Self {
        Sentence { text: self.text.get(at..).unwrap_or_default().trim_start().to_owned(), role: self.role }
    }

    /// The same with a text that is safe to show: a model may write anything.
    #[must_use]
    pub fn printable(self) -> Self {
        Sentence { text: printable::line(&self.text).into_owned(), ..self }
    }
}

/// What a sentence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The announcement of Art. 50; not interruptible.
    Disclosure,
    /// Ordinary speech.
    Plain,
    /// The facts of a read-back; agreement counts only after it was heard. Worded by [`gate`] alone.
    Facts,
    /// A person is offered, perhaps with a message beside: a yes to it, once it was heard, puts the caller through.
    Offer,
    /// A deed is said to be done. Said by the call alone, after the deed.
    Claim,
    /// A model's own words, which no maker vouches for: [`guard`] decides whether they may be said.
    Prose,
    /// The last words; not interruptible.
    Goodbye,
    /// A word to fill a wait.
    Filler,
}

/// The end of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The conversation as it will be once the turn is committed.
    pub conversation: Conversation,
    /// Deeds proposed, in order.
    pub deeds: Vec<Deed>,
    /// What the caller was understood to want, strongest first (names of the interface's `intents`).
    pub intents: Vec<String>,
    /// From when the engine was asked until a model's first token; `None` where no model was asked.
    pub first_token: Option<Duration>,
}

/// Failed to find a reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The calendar could not be read.
    #[error("list appointments: {0}")]
    Calendar(#[from] CalendarError),
    /// The engine's provider failed.
    #[error("ask the language model: {0}")]
    Provider(String),
}
