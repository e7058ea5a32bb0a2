//! What is typed, and what comes back.

use base::language::Language;
use base::privacy::Personal;
use booking::Slot;
use dialogue::Asked;
use std::time::Duration;

/// What the caller does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Says something, once the agent has finished.
    Say {
        /// The words.
        words: Personal<String>,
        /// How far a recogniser believes them, 0 to 1.
        confidence: Option<f32>,
    },
    /// Makes a sound that is no words.
    Mumble,
    /// Presses keys.
    Press(String),
    /// Says nothing until the agent takes the word again.
    KeepSilent,
    /// Begins to speak when half of the agent's last words have been played.
    BargeIn(Personal<String>),
    /// Hangs up.
    HangUp,
}

/// What the agent did in answer to an [`Act`].
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What it began to say; empty when it says nothing.
    pub say: String,
    /// The language spoken now.
    pub language: Language,
    /// What the caller was understood to want, strongest first.
    pub intents: Vec<String>,
    /// What the agent waits for.
    pub asked: Asked,
    /// The slots offered, in the order spoken.
    pub offered: Vec<Slot>,
    /// The call is over.
    pub ended: bool,
    /// When the caller's words began, since the stream's start.
    pub began: Duration,
    /// When the caller's words ended.
    pub heard: Duration,
    /// When the agent's words begin to be played.
    pub answered: Duration,
}

impl Answer {
    /// Nothing said, nothing heard.
    pub(super) fn silent(language: Language, now: Duration) -> Self {
        Answer {
            say: String::new(),
            language,
            intents: Vec::new(),
            asked: Asked::None,
            offered: Vec::new(),
            ended: false,
            began: now,
            heard: now,
            answered: now,
        }
    }
}
