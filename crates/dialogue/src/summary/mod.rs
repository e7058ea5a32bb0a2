//! What a call came to, in a few sentences for the owner, once it is over.
//!
//! Takes [`Notes`] of a call and gives a [`Summary`]: by rules ([`rules`]: what was wished, in the caller's own words, and what
//! was done), or worded by a language model from the same notes ([`model`]), and by the rules where the model fails, is late or
//! says more than the call did. Nothing is kept here and nothing is spoken; a summary decides nothing. It is in the business's
//! first language, which is the owner's, and names no service of a business under professional secrecy.
//!
//! Notes hold what may be kept, health statements cut already: what a model is not sent it cannot put into other words.

pub mod model;
mod rules;

use super::{Done, Message, Said, TransferReason, Who};
use base::business::Business;
use base::language::Language;
use base::privacy::Personal;
use jiff::Timestamp;
use model::Model;
use std::sync::Arc;

/// The longest summary, characters: what an owner reads at a glance, four or five sentences.
pub const CHARACTERS_MAX: usize = 600;

/// What is known of a call that is over: only what may be kept.
#[derive(Debug, Clone)]
pub struct Notes {
    /// The business called.
    pub business: Arc<Business>,
    /// When it began.
    pub begun_at: Timestamp,
    /// What was said, as far as it was heard, oldest first.
    pub said: Vec<Said>,
    /// What was done.
    pub done: Vec<Done>,
    /// What was left for the owner.
    pub messages: Vec<Message>,
    /// Why it was handed to a person, if it was.
    pub transfer: Option<TransferReason>,
}

/// A call in a few sentences. Made by a machine, whichever (Art. 50(2) AI Act, P32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The sentences.
    pub text: Personal<String>,
    /// What worded it: [`RULES`], or `llm` and the model's name.
    pub engine: String,
}

/// The engine of a summary that the rules worded.
pub const RULES: &str = "rules";

/// Words summaries.
#[derive(Debug, Clone, Default)]
pub struct Summariser {
    model: Option<Model>,
}

impl Summariser {
    /// By the rules alone.
    pub fn by_rules() -> Self {
        Summariser::default()
    }

    /// By a model, and by the rules where it fails.
    pub fn by_model(model: Model) -> Self {
        Summariser { model: Some(model) }
    }

    /// The call in a few sentences; `None` when there is nothing to tell. `call` is its id, for the log.
    pub async fn summarise(&self, call: &str, notes: &Notes) -> Option<Summary> {
        if notes.is_empty() {
            return None;
        }
        if let Some(model) = &self.model {
            match model.summarise(notes).await {
                Ok(text) => return Some(Summary { text: text.into(), engine: format!("llm {}", model.name()) }),
                // Says nothing of what was sent or answered (P26).
                Err(error) => tracing::warn!(%call, %error, "the rules word the summary"),
            }
        }
        Some(Summary { text: rules::text(notes).into(), engine: RULES.to_owned() })
    }
}

impl Notes {
    /// Nothing was said by the caller, and nothing came of it.
    pub fn is_empty(&self) -> bool {
        let silent = !self.said.iter().any(|said| said.who == Who::Caller && !said.words.reveal().trim().is_empty());
        silent && self.done.is_empty() && self.messages.is_empty() && self.transfer.is_none()
    }

    /// The owner's language.
    fn language(&self) -> Language {
        self.business.languages.first().copied().unwrap_or(Language::De)
    }
}
