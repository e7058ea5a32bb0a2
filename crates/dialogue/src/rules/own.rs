//! Own appointments: found by number and name (and more where these prove too little), then told, moved or cancelled.
//! Nothing of an appointment is spoken before it was found by what the caller said.

use super::answer::picked;
use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::tools::{self, Proof, VisitAnswer};
use crate::{Asked, Deed, EngineError, MessageKind, Proposal, ResourceWish, Telling, Wish, WishKind, wording};
use booking::Appointment;
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use understanding::when::{Kind, When};

/// Look-ups that may find nothing before the matter is passed on as a message: no guessing at other people's appointments.
const LOOKUPS_MAX: u32 = 3;

impl Turn<'_> {
    pub(super) async fn own(&mut self) -> Result<(), EngineError> {
        let appointment = match self.next.wish.appointment.clone() {
            Some(appointment) => appointment,
            None if self.next.lookups.closed => return self.pass_on_unfound(Phrase::LookupsSpent).await,
            None => match self.identify().await? {
                Some(appointment) => appointment,
                None => return Ok(()),
            },
        };
        match self.next.wish.kind {
            Some(WishKind::Cancel) => self.propose(Proposal::Cancel { appointment }),
            Some(WishKind::Move) => return self.move_to(appointment).await,
            _ => self.tell_own(vec![appointment]),
        }
        Ok(())
    }

    /// Finds the appointment, or asks for what is missing to find it.
    async fn identify(&mut self) -> Result<Option<Appointment>, EngineError> {
        let Some(found) = self.look_up().await? else { return Ok(None) };
        match found.as_slice() {
            [] => self.not_found().await?,
            [one] => {
                self.next.wish.appointment = Some(one.clone());
                // It is in the calendar under this name: heard right.
                self.next.wish.name_checked = true;
                return Ok(Some(one.clone()));
            }
            [first, ..] if self.next.wish.all_own => {
                self.next.wish.appointment = Some(first.clone());
                return Ok(Some(first.clone()));
            }
            _ if self.next.wish.kind == Some(WishKind::Mine) => self.tell_own(found),
            _ => self.ask_which(found),
        }
        Ok(None)
    }

    /// Looks the caller's appointments up; `None` when something must be asked first.
    async fn look_up(&mut self) -> Result<Option<Vec<Appointment>>, EngineError> {
        let Some(name) = self.next.wish.name.clone() else {
            self.ask(Asked::Name);
            return Ok(None);
        };
        let proof = tools::proof_needed(self.scene, self.next.wish.lookups_failed);
        let (day, time) = match &self.next.wish.own {
            Some(own) => (self.spans_one_day(own), own.kind == Kind::Instant),
            None => (false, false),
        };
        if proof >= Proof::Day && !day {
            self.ask(Asked::Date);
            return Ok(None);
        }
        if proof == Proof::DayAndTime && !time {
            self.ask(Asked::Time);
            return Ok(None);
        }
        Ok(Some(tools::own_appointments(self.scene, &name, self.own_range(), self.next.lookups.whose).await?))
    }

    /// Where the caller said that the own appointment is; a time is the minute it names.
    fn own_range(&self) -> Option<Range<Timestamp>> {
        let own = self.next.wish.own.as_ref()?;
        let minute = own.start.checked_add(SignedDuration::from_mins(1)).unwrap_or(own.start);
        Some(own.start..own.end.unwrap_or(minute))
    }

    pub(super) async fn not_found(&mut self) -> Result<(), EngineError> {
        if self.next.lookups.closed {
            return self.pass_on_unfound(Phrase::LookupsSpent).await;
        }
        self.next.lookups.failed += 1;
        self.next.wish.lookups_failed += 1;
        if self.next.wish.lookups_failed >= LOOKUPS_MAX {
            return self.pass_on_unfound(Phrase::OwnNotFoundMessage).await;
        }
        self.say(Phrase::OwnNotFound, &[]);
        // The name is what is misheard most, and a surname alone does not tell a family's members apart.
        self.next.wish.doubt_name();
        if self.next.wish.lookups_failed == 1 {
            self.say(Phrase::AskFullName, &[]);
            self.wait_for(Asked::Name);
        } else {
            self.say(Phrase::SpellName, &[]);
            self.wait_for(Asked::Spelling);
        }
        Ok(())
    }

    /// What cannot be found is passed on to a person; why, says the phrase.
    async fn pass_on_unfound(&mut self, why: Phrase) -> Result<(), EngineError> {
        self.say(why, &[]);
        let language = self.business().languages.first().copied().unwrap_or(self.language());
        let wish = match self.next.wish.kind {
            Some(WishKind::Cancel) => Phrase::NoteCancel,
            Some(WishKind::Move) => Phrase::NoteMove,
            _ => Phrase::NoteMine,
        };
        let wish = self.word(wish, language, &[]);
        let time = self
            .next
            .wish
            .own
            .as_ref()
            .map(|own| wording::on_date(wording::local_date(self.business(), own.start), language));
        let note = self.word(Phrase::NoteOwn, language, &[("wish", &wish), ("time", &time.unwrap_or_default())]);
        self.next.wish.kind = Some(WishKind::Message);
        self.next.wish.message_kind = Some(MessageKind::Callback);
        self.next.wish.message = Some(note.into());
        self.message().await
    }

    /// Proposes to tell; what comes after it is asked when it was told.
    fn tell_own(&mut self, appointments: Vec<Appointment>) {
        self.deeds.push(Deed::Tell { appointments, then: Telling::Only });
        self.next.wish.kind = None;
        self.wait_for(Asked::More);
    }

    fn ask_which(&mut self, appointments: Vec<Appointment>) {
        self.deeds.push(Deed::Tell { appointments, then: Telling::Which });
        self.wait_for(Asked::Which);
    }

    /// Which of several: by its number, day, time or service.
    pub(super) async fn answer_which(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        let Some(found) = self.look_up().await? else { return Ok(Use::Complete) };
        if self.take_all_own(heard) == Use::Some {
            self.own().await?;
            return Ok(Use::Complete);
        }
        let mut fits: Vec<&Appointment> = found.iter().collect();
        if let Some(pick) = heard.says.pick {
            fits = picked(pick, &found, |own| own.slot.start).into_iter().collect();
        }
        if let Some(service) = heard.says.service.as_ref().filter(|service| service.is_sure()) {
            fits.retain(|own| own.slot.service == service.value);
        }
        if let Some(when) = heard.says.when.as_ref() {
            let same_time = |own: &Appointment| {
                wording::local_time(self.business(), own.slot.start) == wording::local_time(self.business(), when.start)
            };
            fits.retain(|own| match when.end {
                Some(end) => (when.start..end).contains(&own.slot.start),
                None => own.slot.start == when.start || (!heard.says.reading.day_said && same_time(own)),
            });
        }
        match fits.as_slice() {
            [one] => {
                let appointment = Some((*one).clone());
                self.next.wish.appointment = appointment;
                self.own().await?;
                Ok(Use::Complete)
            }
            _ => Ok(Use::None),
        }
    }

    /// 'Beide Termine absagen'.
    pub(super) fn take_all_own(&mut self, heard: &Heard<'_>) -> Use {
        let words = heard.words.to_lowercase();
        let all =
            words.split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "beide" | "alle" | "both" | "all"));
        if !all || self.next.wish.kind != Some(WishKind::Cancel) || self.next.wish.all_own {
            return Use::None;
        }
        self.next.wish.all_own = true;
        Use::Some
    }

    /// Goes on with the next of several appointments to be cancelled; false when none is left.
    pub(super) async fn cancel_next(&mut self, wish: Wish) -> Result<bool, EngineError> {
        self.next.wish = Wish { appointment: None, ..wish };
        let left = self.look_up().await?.is_some_and(|found| !found.is_empty());
        if left {
            self.own().await?;
        } else {
            self.forget_wish();
        }
        Ok(left)
    }

    /// Looks for the new time, with the same person if that is possible and nobody else is wished for.
    async fn move_to(&mut self, from: Appointment) -> Result<(), EngineError> {
        self.keep_day_of(&from);
        self.shift_from(&from);
        self.keep_week_of(&from);
        let resource = match &self.next.wish.resource {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            Some(ResourceWish::Anyone) => None,
            None => self.same_resource(&from).await?,
        };
        let Some(to) = self.settle_visit(resource).await? else { return Ok(()) };
        self.propose(Proposal::Move { from, to: to.first().clone() });
        Ok(())
    }

    /// 'To the Friday instead': a weekday alone is meant of the appointment's own week, as long as that lies ahead.
    fn keep_week_of(&mut self, from: &Appointment) {
        let Some(weekday) = self.next.wish.weekday.take() else { return };
        let (today, own) = (self.today(), wording::local_date(self.business(), from.slot.start));
        let days = i32::from(weekday.to_monday_zero_offset()) - i32::from(own.weekday().to_monday_zero_offset());
        let date = own.checked_add(jiff::Span::new().days(days)).ok().filter(|date| *date > today && *date != own);
        let sooner = self.next.wish.when.as_ref().map(|when| wording::local_date(self.business(), when.start));
        if let (Some(date), Some(sooner)) = (date, sooner)
            && sooner < date
        {
            self.next.wish.when = Some(self.day(date));
        }
    }

    /// The new time, where it was said as a move from the old one.
    fn shift_from(&mut self, from: &Appointment) {
        let anchor = from.slot.start.to_zoned(self.business().zone.clone());
        let when = self.next.wish.shift.take().and_then(|shift| shift.apply(&anchor));
        if when.is_some() {
            self.next.wish.when = when;
            self.next.wish.day_open = false;
        }
    }

    /// A new time without a day is meant for the appointment's own day.
    fn keep_day_of(&mut self, from: &Appointment) {
        let Some(when) =
            self.next.wish.when.clone().filter(|when| when.kind == Kind::Instant && self.next.wish.day_open)
        else {
            return;
        };
        let (business, time) = (self.business(), wording::local_time(self.business(), when.start));
        let date = wording::local_date(business, from.slot.start);
        if let Ok(start) = business.zone.to_zoned(date.to_datetime(time)) {
            self.next.wish.when = Some(When { start: start.timestamp(), alternatives: Vec::new(), ..when });
            self.next.wish.day_open = false;
        }
    }

    /// The appointment's own resource, unless the time wished for is to be had with another only.
    async fn same_resource(&self, from: &Appointment) -> Result<Option<String>, EngineError> {
        let (Some(when), None) = (&self.next.wish.when, &self.next.wish.visit) else { return Ok(None) };
        let same = self.find(when, Some(&from.slot.resource)).await?;
        Ok((!matches!(same, VisitAnswer::Near(..))).then(|| from.slot.resource.clone()))
    }
}
