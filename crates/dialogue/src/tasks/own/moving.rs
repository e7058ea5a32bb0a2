//! Looking for the new time of an appointment, with the same person if that is possible and nobody else is wished for.

use super::Move;
use crate::phrases::Phrase;
use crate::tasks::Step;
use crate::tasks::booking::sought;
use crate::tasks::target::{PersonWish, Sought, WishedTime};
use crate::tools::VisitAnswer;
use crate::turn::Turn;
use crate::{Deed, EngineError, Proposal, Telling, wording};
use booking::{Appointment, Refusal, Together, Visit};
use understanding::when::{Kind, When};

impl Move {
    /// What is missing, or the proposal.
    pub(super) async fn next(&mut self, from: Appointment, turn: &mut Turn<'_>) -> Result<Step, EngineError> {
        self.keep_day_of(&from, turn);
        self.shift_from(&from, turn);
        self.keep_week_of(&from, turn);
        let resource = self.resource(&from, turn).await?;
        let sought = moved(&from, resource.as_deref(), turn);
        Ok(match self.target.settle(&sought, turn).await? {
            Ok(to) => Step::Propose(Proposal::Move { from, to: to.first().clone() }),
            Err(step) => step,
        })
    }

    /// Other times near one that was lost.
    pub(crate) async fn look_near(
        &mut self,
        from: &Appointment,
        lost: &Visit,
        refusal: Refusal,
        turn: &mut Turn<'_>,
    ) -> Result<Step, EngineError> {
        let sought = moved(from, self.target.person.one(), turn);
        self.target.look_near(lost, refusal, &sought, turn).await
    }

    /// Asks for the new time, and tells how the appointment stands.
    pub(crate) fn ask_new_date(&self, own: Option<&Appointment>, turn: &mut Turn<'_>) {
        match own.filter(|_| !turn.has_spoken()) {
            Some(own) => turn.deeds.push(Deed::Tell { appointments: vec![own.clone()], then: Telling::NewTime }),
            None => turn.say(Phrase::AskDate, &[]),
        }
    }

    /// Who is wished for; else the appointment's own person, unless the time wished for is to be had with another only.
    async fn resource(&self, from: &Appointment, turn: &Turn<'_>) -> Result<Option<String>, EngineError> {
        match &self.target.person {
            PersonWish::One(id) => return Ok(Some(id.clone())),
            PersonWish::Anyone => return Ok(None),
            PersonWish::Unsaid | PersonWish::OneOf(_) => {}
        }
        let (Some(when), None) = (self.target.when(), self.target.chosen()) else { return Ok(None) };
        let same = moved(from, Some(&from.slot.resource), turn);
        let found = self.target.find(when, &same, turn).await?;
        Ok((!matches!(found, VisitAnswer::Near(..))).then(|| from.slot.resource.clone()))
    }

    /// 'To the Friday instead': a weekday alone is meant of the appointment's own week, as long as that lies ahead.
    fn keep_week_of(&mut self, from: &Appointment, turn: &Turn<'_>) {
        let own = wording::local_date(turn.business(), from.slot.start);
        self.target.time.iter_mut().for_each(|time| time.keep_week_of(own, turn));
    }

    /// The new time, where it was said as a move from the old one.
    fn shift_from(&mut self, from: &Appointment, turn: &Turn<'_>) {
        let anchor = from.slot.start.to_zoned(turn.business().zone.clone());
        if let Some(when) = self.shift.take().and_then(|shift| shift.apply(&anchor)) {
            self.target.time = Some(WishedTime::settled(when));
        }
    }

    /// A new time without a day is meant for the appointment's own day.
    fn keep_day_of(&mut self, from: &Appointment, turn: &Turn<'_>) {
        let time = self.target.time.as_ref();
        let Some(time) = time.filter(|time| time.is_day_open() && time.when.kind == Kind::Instant) else { return };
        let (business, clock) = (turn.business(), wording::local_time(turn.business(), time.when.start));
        let date = wording::local_date(business, from.slot.start);
        if let Ok(start) = business.zone.to_zoned(date.to_datetime(clock)) {
            self.target.time = Some(WishedTime::settled(When::instant(start.timestamp())));
        }
    }
}

/// What the calendar is asked for in place of an appointment.
fn moved<'a>(from: &'a Appointment, resource: Option<&str>, turn: &Turn<'_>) -> Sought<'a> {
    let part = sought(turn.business(), 0, &from.slot.service, resource);
    Sought { parts: vec![part], together: Together::AsItFits, moved: Some(&from.id) }
}
