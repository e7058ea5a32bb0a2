//! No question is asked three times in the same words: what was not answered twice is not answered the third time either. Another
//! wording is tried where there is one; else a person is offered, and at last a call back.

use crate::phrases::Phrase;
use crate::tasks::Step;
use crate::turn::Turn;
use crate::{Asked, EngineError, Role, Who};

/// So often a question is asked in the same words.
const ASKED_MAX: usize = 2;
/// Other wordings that are tried.
const WORDINGS_TRIED: u32 = 4;

impl Turn<'_> {
    /// Replaces a question that was asked too often since something was done last.
    pub(super) async fn ask_nothing_thrice(&mut self) -> Result<(), EngineError> {
        // The offer of a person may have been made too often itself.
        while let Some(question) = self.question_said().filter(|question| self.is_worn_out(question)) {
            let step = match self.next.asked {
                Asked::More => return self.word_more_anew(&question),
                Asked::Transfer => self.give_call_up(),
                _ => {
                    if self.next.failures == 0 && self.take_back(&question) {
                        return Ok(());
                    }
                    Step::OfferPerson(Phrase::OfferTransfer)
                }
            };
            self.fall_silent();
            self.carry_out(step).await?;
        }
        Ok(())
    }

    /// The question with which this reply ends. That of an offer is what is offered.
    fn question_said(&self) -> Option<String> {
        let last = self.said().last().filter(|last| last.text.ends_with('?') && self.deeds.is_empty())?;
        match self.next.asked {
            Asked::Choice => Some(self.said().iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" ")),
            _ => Some(last.text.clone()),
        }
    }

    fn is_worn_out(&self, question: &str) -> bool {
        let since = self.next.history.iter().skip(self.next.tasks.done_at());
        let asks = since.filter(|said| said.who == Who::Agent && said.words.reveal().contains(question));
        asks.count() >= ASKED_MAX
    }

    /// Leaves the question away where something else is said; whether that is so.
    fn take_back(&mut self, question: &str) -> bool {
        let others = self.next.asked != Asked::Choice && self.said().iter().any(|said| said.text != question);
        if others {
            self.take_back_last();
        }
        others
    }

    fn word_more_anew(&mut self, question: &str) -> Result<(), EngineError> {
        for _ in 0..WORDINGS_TRIED {
            let text = self.word(Phrase::More, self.language(), &[]);
            if !self.is_worn_out(&text) {
                self.take_back_last();
                self.say_text(&text, Role::Plain);
                return Ok(());
            }
        }
        self.take_back(question);
        Ok(())
    }
}
