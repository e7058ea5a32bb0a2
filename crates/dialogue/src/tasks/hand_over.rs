//! Handing the call to a person, where that was offered.

use super::{Step, Took};
use crate::TransferReason;
use crate::phrases::Phrase;
use understanding::Utterance;

/// A person or a message was offered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandOver {
    /// In which words.
    pub(crate) offer: Phrase,
}

impl HandOver {
    /// Offers it once more.
    pub(crate) fn next(self) -> Step {
        Step::OfferPerson(self.offer)
    }

    /// Whether the caller agrees to be put through.
    pub(crate) fn answer(utterance: &Utterance) -> Took {
        match (utterance.is_yes(), utterance.is_no() && !utterance.has_facts()) {
            (true, _) => Took::Step(Step::HandOver(TransferReason::Agreed)),
            (false, true) => Took::Step(Step::GiveUp),
            (false, false) => Took::Over,
        }
    }
}
