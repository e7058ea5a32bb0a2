//! Consent as evidence: what somebody was asked, in which words, and what they answered (Art. 7(1) GDPR; P04, P05, P23).
//!
//! Plain values. Who asks and what counts as agreement is decided in the call; `store` keeps the rows.

use super::Personal;
use crate::language::Language;
use jiff::Timestamp;

/// What consent is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// Recording the call's sound (§ 201 StGB).
    Recording,
    /// Being sent something, such as a confirmation (§ 7 UWG).
    Outbound,
}

/// Who was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The person who called.
    Caller,
    /// A human who joined the call.
    Person,
}

/// What has become of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentState {
    /// They agreed.
    Given,
    /// They did not; silence and unclear answers are no.
    Refused,
    /// They agreed and withdrew it (Art. 7(3)).
    Withdrawn,
}

/// A version of a question: the BLAKE3 hash of its words as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording(pub [u8; 32]);

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// For what.
    pub kind: ConsentKind,
    /// By whom.
    pub party: Party,
    /// Which version of the question.
    pub wording: Wording,
    /// In which language it was asked.
    pub language: Language,
    /// The answer as heard.
    pub answer: Personal<String>,
    /// Given or refused; withdrawn later.
    pub state: ConsentState,
    /// When it was asked.
    pub asked_at: Timestamp,
}

impl Wording {
    /// The version that these words are.
    pub fn of(question: &str) -> Self {
        Wording(*blake3::hash(question.as_bytes()).as_bytes())
    }
}

impl ConsentKind {
    /// All kinds.
    pub const ALL: [ConsentKind; 2] = [ConsentKind::Recording, ConsentKind::Outbound];

    /// The kind's name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentKind::Recording => "recording",
            ConsentKind::Outbound => "outbound",
        }
    }
}

impl Party {
    /// All parties.
    pub const ALL: [Party; 2] = [Party::Caller, Party::Person];

    /// The party's name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Party::Caller => "caller",
            Party::Person => "person",
        }
    }
}

impl ConsentState {
    /// All states.
    pub const ALL: [ConsentState; 3] = [ConsentState::Given, ConsentState::Refused, ConsentState::Withdrawn];

    /// The state's name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentState::Given => "given",
            ConsentState::Refused => "refused",
            ConsentState::Withdrawn => "withdrawn",
        }
    }
}
