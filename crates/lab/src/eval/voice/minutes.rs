//! What was said in a call, noted as it happens.

use crate::print::print_line;
use crate::telephone::events::Who;
use crate::telephone::minutes::TranscriptTurn;
use crate::telephone::{Audience, Happening};
use std::sync::{Mutex, PoisonError};

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The caller began to say this.
    Caller(String),
    /// The agent began to say this sentence.
    Agent(String),
}

/// The minutes of one call.
#[derive(Debug, Clone, Default)]
pub struct Minutes {
    /// What was said, in order.
    pub said: Vec<Said>,
    /// Complete turns.
    pub turns: Vec<TranscriptTurn>,
}

impl Minutes {
    /// How often the caller spoke.
    pub fn caller_turns(&self) -> usize {
        self.said.iter().filter(|said| matches!(said, Said::Caller(_))).count()
    }

    /// From the stream's start to the last sound.
    pub fn seconds(&self) -> u64 {
        self.turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0) / 1_000
    }

    /// What the caller said.
    pub fn caller(&self) -> impl Iterator<Item = &str> {
        self.said.iter().filter_map(|said| match said {
            Said::Caller(words) => Some(words.as_str()),
            Said::Agent(_) => None,
        })
    }

    /// How often the caller answered a read-back with one of `objections`: what was said before that ends in its question.
    pub fn objections(&self, objections: &[&str]) -> usize {
        let answers = self.said.windows(2).filter(|pair| {
            matches!(&pair[0], Said::Agent(words) if words.trim_end().ends_with('?'))
                && matches!(&pair[1], Said::Caller(words) if objections.contains(&words.as_str()))
        });
        answers.count()
    }

    /// Whether the agent said one of these.
    pub fn was_told(&self, wordings: &[String]) -> bool {
        let mut sentences = self.said.iter().filter_map(|said| match said {
            Said::Agent(words) => Some(words.to_lowercase()),
            Said::Caller(_) => None,
        });
        sentences.any(|sentence| wordings.iter().any(|wording| sentence.contains(&wording.to_lowercase())))
    }

    /// The turns for people to read.
    pub fn transcript(&self) -> Vec<String> {
        self.turns.iter().map(readable).collect()
    }
}

/// A turn for people to read, a caller's with what was understood of it.
fn readable(turn: &TranscriptTurn) -> String {
    let words = turn.words.as_deref().unwrap_or("…");
    match (turn.who, &turn.understood) {
        (Who::Caller, Some(understood)) => format!("caller: {words}  → {understood}"),
        (Who::Caller, None) => format!("caller: {words}"),
        (Who::Agent, _) => format!("agent:  {words}"),
    }
}

/// Takes the minutes of one call.
#[derive(Debug)]
pub struct Stenographer {
    /// The dialogue, where its turns are printed as they come.
    printed_as: Option<String>,
    minutes: Mutex<Minutes>,
}

impl Stenographer {
    /// Begins; prints the turns as they come where the dialogue is named.
    pub fn new(printed_as: Option<String>) -> Self {
        Stenographer { printed_as, minutes: Mutex::default() }
    }

    /// The minutes so far.
    pub fn minutes(&self) -> Minutes {
        self.minutes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Audience for Stenographer {
    fn see(&self, _call: usize, happening: &Happening) {
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        match happening {
            Happening::CallerBegan { words, .. } => minutes.said.push(Said::Caller(words.clone().unwrap_or_default())),
            Happening::Sentence(words) => minutes.said.push(Said::Agent(words.clone())),
            Happening::Turn(turn) => {
                if let Some(name) = &self.printed_as {
                    print_line(&format!("    {name} {:3} s  {}", turn.end_ms / 1_000, readable(turn)));
                }
                minutes.turns.push(turn.clone());
            }
            Happening::Carrier(_) | Happening::AgentBegan { .. } | Happening::AgentEnded(_) => {}
        }
    }
}
