//! No question is asked three times in the same words: what was not answered twice is not answered the third time either. Another
//! wording is tried where there is one; else a person is offered, and at last a call back.

use crate::phrases::Phrase;
use crate::tasks::Step;
use crate::turn::Turn;
use crate::{Asked, EngineError, Who};

/// So often a question is asked in the same words.
const ASKED_MAX: usize = 2;
/// Other wordings that are tried.
const WORDINGS_TRIED: u32 = 4;

impl Turn<'_> {
    /// Replaces a question that was asked too often since something was done last.
    pub(super) async fn ask_nothing_thrice(&mut self) -> Result<(), EngineError> {
        // The offer of a person may have been made too often itself.
        while self.is_worn_out() && !self.word_anew() {
            let step = match self.next.asked {
                _ if self.next.failures == 0 && self.question_from.is_some_and(|from| from > 0) => {
                    // What was told stands for itself.
                    self.question_from.into_iter().for_each(|from| self.take_back(from));
                    return Ok(());
                }
                Asked::Transfer => self.give_call_up(),
                _ => Step::OfferPerson(Phrase::OfferTransfer),
            };
            self.fall_silent();
            self.question_from = None;
            self.carry_out(step).await?;
        }
        Ok(())
    }

    /// Asks the same in other words, if there are any.
    fn word_anew(&mut self) -> bool {
        let Some(from) = self.question_from else { return false };
        (0..WORDINGS_TRIED).any(|_| {
            self.take_back(from);
            self.question();
            !self.is_worn_out()
        })
    }

    /// Whether the question with which this reply ends was asked as often as it may be.
    fn is_worn_out(&self) -> bool {
        let Some(question) = self.question_said() else { return false };
        let since = self.next.history.iter().skip(self.next.tasks.done_at());
        let asks = since.filter(|said| said.who == Who::Agent && said.words.reveal().contains(&question));
        asks.count() >= ASKED_MAX
    }

    /// The question with which this reply ends. That of an offer is what is offered; that for a detail is the business's own, and
    /// how it is asked stands before it.
    fn question_said(&self) -> Option<String> {
        let last = self.said().last().filter(|last| last.text.ends_with('?') && self.deeds.is_empty())?;
        match self.next.asked {
            Asked::Choice | Asked::Detail => {
                Some(self.said().iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" "))
            }
            _ => Some(last.text.clone()),
        }
    }
}
