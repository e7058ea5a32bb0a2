//! What of a booking read back is to be changed: said by its name alone ('the time', 'the name'), or the name called wrong.

use super::Booking;
use crate::tasks::target::{PersonWish, Visits, WishedTime};
use crate::tasks::{Step, Took};
use crate::turn::Turn;
use crate::{Asked, wording};
use base::privacy::Personal;
use understanding::words::fold;
use understanding::{Aspect, Utterance};

impl Booking {
    /// Forgets the part named, so that it is asked for again.
    pub(crate) fn answer_change(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        let Some(visit) = self.target.chosen() else { return Took::Nothing };
        let Some(aspect) = utterance.parsed.aspect().filter(|_| !utterance.has_facts()) else { return Took::Nothing };
        let date = wording::local_date(turn.business(), visit.start());
        match aspect {
            Aspect::Name => return self.reject_name(turn),
            Aspect::Service => {
                self.parts.forget();
                self.target.visits = Visits::Open;
            }
            Aspect::Person => {
                self.target.person = PersonWish::Unsaid;
                self.target.visits = Visits::Open;
            }
            Aspect::Day => self.target.wish_for(None),
            Aspect::Time => {
                self.target.wish_for(Some(WishedTime::settled(turn.day(date))));
                return Took::Step(Step::Ask(Asked::Time));
            }
        }
        Took::Something
    }

    /// The name read back is wrong: asked again, the second time letter by letter, and at last taken by ear.
    pub(crate) fn reject_name(&mut self, turn: &mut Turn<'_>) -> Took {
        self.disputed.names += 1;
        match self.disputed.names {
            1 => {
                turn.next.caller.name.doubt();
                Took::Step(Step::Ask(Asked::Name))
            }
            2 => {
                turn.next.caller.name.doubt();
                Took::Step(Step::Ask(Asked::Spelling))
            }
            _ => {
                turn.take_name_by_ear();
                Took::Something
            }
        }
    }

    /// Hearing the name once more will not help: letters are the next way.
    pub(crate) fn mistrust_name(&mut self) {
        self.disputed.names = self.disputed.names.max(1);
    }

    /// Whether the name `read` back alone is disputed, and hearing it once more will not help: the caller calls it wrong and says
    /// what is understood as the same again, or corrects it for the second time.
    pub(crate) fn mishears_the_name(&mut self, read: &Personal<String>, utterance: &Utterance) -> bool {
        let Some(said) = utterance.says().name.as_ref().filter(|_| utterance.is_no()) else { return false };
        if fold(said.value.reveal()) == fold(read.reveal()) {
            self.mistrust_name();
            return true;
        }
        let again = self.disputed.names > 0;
        self.mistrust_name();
        again
    }
}
