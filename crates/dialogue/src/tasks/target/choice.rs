//! One of the visits offered, none of them, or others near them.

use super::{Target, Visits, WishedTime, picked};
use crate::phrases::Phrase;
use crate::tasks::{Step, Took};
use crate::turn::Turn;
use crate::{Asked, ResourceWish, wording};
use booking::{Slot, Visit};
use understanding::when::{Kind, When};
use understanding::{Cue, Pick, Utterance};

/// After so many visits declined a person or a message is offered: three times three.
const DECLINED_MAX: usize = 9;

impl Target {
    /// One of the visits offered, none of them, or (among the facts) another time.
    pub(crate) fn answer_choice(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        if let Some(visit) = self.chosen_by(utterance, turn) {
            self.choose(visit);
            return Took::Something;
        }
        if let Some(when) = self.later_or_earlier(utterance, turn) {
            self.decline();
            self.time = Some(WishedTime::settled(when));
            return Took::Something;
        }
        if self.is_shared_by_all(utterance, turn) {
            turn.next.failures += 1;
            return Took::Step(Step::Ask(Asked::Choice));
        }
        if self.is_declined_by(utterance) {
            return Took::Step(self.ask_other_time(turn));
        }
        Took::Nothing
    }

    fn is_declined_by(&self, utterance: &Utterance) -> bool {
        let says = utterance.says();
        let neither = says.pick == Some(Pick::Neither) || utterance.is_no();
        neither && !utterance.names_time() && says.resource.is_none() && says.service.is_none()
    }

    fn ask_other_time(&mut self, turn: &mut Turn<'_>) -> Step {
        self.decline();
        self.time = None;
        if self.declined.len() >= DECLINED_MAX {
            return Step::OfferPerson(Phrase::OfferTransfer);
        }
        turn.say(Phrase::AskOtherTime, &[]);
        Step::Wait(Asked::Date)
    }

    /// 'Etwas später?': the rest of the days offered, behind or before what was offered.
    fn later_or_earlier(&self, utterance: &Utterance, turn: &Turn<'_>) -> Option<When> {
        let picks = |pick: Pick| pick != Pick::Latest && pick != Pick::Earliest;
        if utterance.names_time() || utterance.says().pick.is_some_and(picks) {
            return None;
        }
        let first = self.offered().iter().map(Visit::start).min()?;
        let last = self.offered().iter().map(Visit::start).max()?;
        let date = |start| wording::local_date(turn.business(), start);
        let (from, to) = if utterance.parsed.has(Cue::Later) {
            (last.checked_add(jiff::SignedDuration::from_mins(1)).ok()?, turn.day(date(last)).end?)
        } else if utterance.parsed.has(Cue::Earlier) {
            (turn.day(date(first)).start, first)
        } else {
            return None;
        };
        Some(When::range(from..to))
    }

    /// Whether the time said is that of every visit offered, and so chooses none.
    fn is_shared_by_all(&self, utterance: &Utterance, turn: &Turn<'_>) -> bool {
        let says = utterance.says();
        let Some(when) = says.when.as_ref() else { return false };
        let named = utterance.parsed.shape().day || says.service.is_some() || says.resource.is_some();
        let offered = self.offered();
        let meets = |visit: &Visit| self.meets(visit.first(), when, false, turn);
        !named && !utterance.is_no() && offered.len() > 1 && offered.iter().all(meets)
    }

    fn chosen_by(&self, utterance: &Utterance, turn: &Turn<'_>) -> Option<Visit> {
        let (says, offered) = (utterance.says(), self.offered());
        if let Some(pick) = says.pick {
            return picked(pick, offered, Visit::start).cloned();
        }
        let one_left = |fits: Vec<&Visit>| match fits.as_slice() {
            [visit] => Some((*visit).clone()),
            _ => None,
        };
        let mut fits: Vec<&Visit> = offered.iter().collect();
        let person = says.resource.as_ref().filter(|found| found.is_sure()).map(|found| &found.value);
        if let Some(ResourceWish::One(person)) = person {
            fits.retain(|visit| visit.slots().any(|slot| slot.resource == *person));
        }
        if utterance.names_time() {
            let when = says.when.as_ref()?;
            fits.retain(|visit| self.meets(visit.first(), when, says.reading.day_said, turn));
            return one_left(fits);
        }
        let narrowed = fits.len() < offered.len();
        if narrowed || (utterance.is_yes() && !utterance.is_no()) { one_left(fits) } else { None }
    }

    /// Whether a slot lies in the time said; without a day, whether its time of day does.
    fn meets(&self, slot: &Slot, when: &When, day_said: bool, turn: &Turn<'_>) -> bool {
        let business = turn.business();
        match when.end {
            Some(end) => (when.start..end).contains(&slot.start),
            None if day_said && when.start == slot.start => true,
            None => {
                let same_time = wording::local_time(business, slot.start) == wording::local_time(business, when.start);
                let mut days = self.offered().iter().map(|visit| wording::local_date(business, visit.start()));
                let said = wording::local_date(business, when.start);
                same_time && when.kind == Kind::Instant && (!day_said || days.all(|day| day != said))
            }
        }
    }

    /// The visit at a place of those offered, pressed on the keys.
    pub(crate) fn choose_nth(&mut self, place: usize) -> bool {
        let visit = self.offered().get(place).cloned();
        visit.map(|visit| self.visits = Visits::Chosen(visit)).is_some()
    }
}
