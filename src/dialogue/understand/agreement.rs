//! The only yes/no rules of the product. Very strict: a false yes books something.

use super::Context;
use crate::booking::Slot;
use crate::dialogue::Asked;
use crate::language::Language;

/// What words say to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// They agree and say nothing that differs from what was stated.
    Yes,
    /// They refuse.
    No,
    /// They say something that differs from what was stated, or ask something: the proposal does not stand as it is.
    Changes,
    /// Neither: silence, hesitation, a maybe.
    Unclear,
}

/// What the agent has stated before it asked for agreement.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    /// What and when.
    pub slot: &'a Slot,
    /// For whom.
    pub name: &'a str,
}

/// Whether words sound finished, for endpointing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// An answer that wants nothing more: a yes or no to a closed question, a full date and time, an ending clause.
    Complete,
    /// Could be either.
    Neutral,
    /// Broken off: 'am Dienstag um …', 'my name is', a trailing 'und'.
    Unfinished,
}

/// What `words` say to the proposal `stated` (or to a question whose content is unknown here).
pub fn agreement(words: &str, context: &Context<'_>, stated: Option<&Stated<'_>>) -> Agreement {
    let _ = (words, context, stated);
    Agreement::Unclear
}

/// Whether `words` only signal listening ('mhm', 'ja ja').
pub fn is_backchannel(words: &str, language: Language) -> bool {
    let _ = (words, language);
    false
}

/// Whether `words` ask the agent to stop speaking ('stopp', 'warte').
pub fn is_stop(words: &str, language: Language) -> bool {
    let _ = (words, language);
    false
}

/// Whether `words` sound finished as an answer to `asked`.
pub fn completeness(words: &str, language: Language, asked: Asked) -> Completeness {
    let _ = (words, language, asked);
    Completeness::Neutral
}
