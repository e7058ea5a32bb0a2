//! What the agent has asked: the meaning of an answer depends on it.

/// What the agent is waiting for (`asked` in machine-readable output).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the interface's; see each in docs of the command `chat`")]
#[rustfmt::skip]
pub enum Asked {
    #[default] Wish, Service, Resource, Date, Time, Choice, Name, Spelling, Phone, Detail, Which, Confirm, Consent, Message,
    Transfer, More, Repeat, Language, None,
}

impl Asked {
    /// Whether the answer is dictated: free text, kept as it was said, in which no facts are to be sought, and with pauses between
    /// its parts.
    pub fn is_dictated(self) -> bool {
        use Asked::*;
        matches!(self, Name | Spelling | Phone | Detail | Message)
    }

    /// Whether anything at all may be wanted.
    pub fn is_open(self) -> bool {
        use Asked::*;
        matches!(self, Wish | More | Repeat | None)
    }

    /// Whether a yes or a no answers it.
    pub fn is_closed(self) -> bool {
        use Asked::*;
        matches!(self, Choice | Which | Confirm | Consent | Message | Transfer | More | Language)
    }
}
