//! Keys: a telephone number, a choice, 0 for a person; else read as words.

use crate::phrases::Phrase;
use crate::tasks::{Phone, Step};
use crate::turn::Turn;
use crate::{Asked, EngineError, TransferReason};

impl Turn<'_> {
    pub(super) async fn digits(&mut self, digits: &str) -> Result<(), EngineError> {
        let language = self.language();
        if self.next.asked == Asked::Phone {
            if self.next.caller.phone.press(digits, language) {
                return self.go_on().await;
            }
            if matches!(self.next.caller.phone, Phone::Keys(_)) {
                // The rest of the number is to come.
                self.say(Phrase::AskPhoneAgain, &[]);
                return Ok(());
            }
        }
        let number = digits.trim_end_matches('#').parse::<usize>().ok();
        match number {
            Some(0) if digits.len() == 1 && self.next.asked != Asked::Detail => {
                self.carry_out(Step::HandOver(TransferReason::Wish)).await
            }
            Some(number) if self.next.asked == Asked::Choice && self.choose_nth(number) => {
                self.next.failures = 0;
                self.go_on().await
            }
            _ => {
                let utterance = self.read(&digits.into());
                self.words(&utterance).await
            }
        }
    }

    /// Chooses the visit of this number, from 1, of those offered; whether there is one.
    fn choose_nth(&mut self, number: usize) -> bool {
        let place = number.checked_sub(1);
        let target = self.next.tasks.target_mut();
        target.zip(place).is_some_and(|(target, place)| target.choose_nth(place))
    }
}
