//! The time said: of the own appointment while that is looked for, else the time wished for; and the questions when it can be
//! read in several ways.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Asked, WishKind, speakable, wording};
use jiff::Timestamp;
use understanding::when::{Kind, Problem, When, WhenReading};
use understanding::{Fact, Intent, Polarity, TimeRole};

impl Turn<'_> {
    /// The time said: of the own appointment while that is looked for, else the time wished for.
    pub(super) fn take_time(&mut self, heard: &Heard<'_>) -> Use {
        let reading = &heard.says.reading;
        if !heard.has_time() && !reading.any && reading.shift.is_none() {
            return self.take_soonest(heard);
        }
        if self.next.wish.kind.is_none() {
            return Use::None;
        }
        if let Some(readings) = self.readings_at(heard) {
            self.next.wish.when = Some(readings);
            return Use::Some;
        }
        self.drop_other_appointment(heard);
        if let Some(own) = reading.instead_of.clone().filter(|_| self.identifying()) {
            self.next.wish.own = Some(own);
        }
        self.next.wish.excluded.extend(reading.excluded.iter().cloned());
        if self.take_shift(reading) == Use::Some {
            return Use::Some;
        }
        if let Some((own, wished)) = self.beside_a_cancellation(heard) {
            let wish = &mut self.next.wish;
            (wish.own, wish.after_cancelling) = (own.or(wish.own.take()), Some(wished));
            return Use::Some;
        }
        if self.identifying() && reading.instead_of.is_none() && !self.is_target(heard) {
            return self.take_own_time(reading);
        }
        self.take_wished_time(reading)
    }

    /// Whether the words themselves name a day: a reading may have taken it from what was spoken of.
    pub(super) fn says_day(&self, heard: &Heard<'_>) -> bool {
        heard.utterance.parsed.shape().day
    }

    /// 'Please cancel Friday and book me in for Saturday at ten': the time of the appointment, and the one wished for in a clause
    /// of its own.
    fn beside_a_cancellation(&self, heard: &Heard<'_>) -> Option<(Option<When>, When)> {
        let parsed = &heard.utterance.parsed;
        let cancels =
            parsed.acts.iter().find(|act| act.intent == Intent::Cancel && act.polarity == Polarity::Asserted)?;
        let times =
            || parsed.facts.iter().filter_map(Fact::time).map(|(clause, role, said)| (clause, role, &said.when));
        let is_cancelled = |(clause, role, _): &(usize, TimeRole, &When)| {
            *role == TimeRole::Own || (*role == TimeRole::Wished && *clause == cancels.clause)
        };
        let wished = times().rfind(|time| time.1 == TimeRole::Wished && !is_cancelled(time));
        let (_, _, wished) = wished.filter(|(clause, ..)| *clause > cancels.clause)?;
        let own = times().find(is_cancelled).map(|(_, _, when)| when.clone());
        (self.next.wish.kind == Some(WishKind::Cancel)).then(|| (own, wished.clone()))
    }

    /// A time of day alone, while it is still open which of several days is meant: that time on each of them.
    fn readings_at(&self, heard: &Heard<'_>) -> Option<When> {
        let (wish, said) = (&self.next.wish, heard.says.reading.when.as_ref()?);
        let days = wish.when.as_ref().filter(|when| wish.when_unclear && when.kind != Kind::Instant)?;
        let time = (said.kind == Kind::Instant && heard.says.problems.is_empty() && !self.says_day(heard))
            .then(|| wording::local_time(self.business(), said.start))?;
        let zone = &self.business().zone;
        let mut starts = readings(days).into_iter().filter_map(|(day, _)| {
            let date = wording::local_date(self.business(), day);
            zone.to_zoned(date.to_datetime(time)).ok().map(|start| start.timestamp())
        });
        let start = starts.next()?;
        let alternatives = starts.map(|start| (start, None)).collect();
        Some(When { kind: Kind::Instant, start, end: None, alternatives, daily: None, weekdays: Vec::new() })
    }

    /// An appointment known from earlier in the call is not the one meant when another time is said.
    fn drop_other_appointment(&mut self, heard: &Heard<'_>) {
        let wish = &mut self.next.wish;
        let found_anew = matches!(wish.kind, Some(WishKind::Cancel | WishKind::Mine));
        let (Some(own), Some(when)) = (&wish.appointment, &heard.says.reading.when) else { return };
        let meant = when.start <= own.slot.start && when.end.is_none_or(|end| own.slot.start < end);
        if found_anew && !meant {
            wish.appointment = None;
        }
    }

    /// 'The next free one': any time, the earliest first.
    fn take_soonest(&mut self, heard: &Heard<'_>) -> Use {
        if heard.wants(Intent::Availability) && self.next.wish.when.is_none() {
            self.next.wish.when = Some(self.any_time());
            self.next.wish.day_open = false;
            return Use::Some;
        }
        Use::None
    }

    /// Whether a time in a wish to move is where the appointment is to go ('auf Freitag', 'to Friday').
    fn is_target(&self, heard: &Heard<'_>) -> bool {
        let asked_own = matches!(self.next.asked, Asked::Date | Asked::Time | Asked::Which);
        let words = heard.words.to_lowercase();
        let towards = [" auf ", " to ", " lieber ", " rather ", " stattdessen ", " instead"];
        self.next.wish.kind == Some(WishKind::Move) && !asked_own && towards.iter().any(|word| words.contains(word))
    }

    /// 'Eine Stunde nach hinten': seen from the own appointment, once it is known.
    fn take_shift(&mut self, reading: &WhenReading) -> Use {
        let moving = self.next.wish.kind == Some(WishKind::Move);
        let Some(shift) = reading.shift.clone().filter(|_| moving && self.next.offered.is_empty()) else {
            return Use::None;
        };
        if self.identifying()
            && let Some(when) = reading.when.clone()
            && self.next.wish.own.is_none()
            && reading.day_said
        {
            self.next.wish.own = Some(when);
        }
        self.next.wish.shift = Some(shift);
        self.next.wish.when = None;
        self.forget_visit();
        Use::Some
    }

    /// 'Ich schaff den Termin am Freitag nicht, kann ich eine Stunde später kommen?': who is not late today wants another time.
    pub(super) fn comes_another_time(&self, heard: &Heard<'_>) -> bool {
        let reading = &heard.says.reading;
        let own = reading.when.as_ref().or(reading.instead_of.as_ref()).or(reading.excluded.first());
        let another_day = own.is_some_and(|own| wording::local_date(self.business(), own.start) != self.today());
        another_day && reading.shift.is_some()
    }

    fn take_own_time(&mut self, reading: &WhenReading) -> Use {
        if let Some(when) = reading.when.clone() {
            self.next.wish.own = Some(When { alternatives: Vec::new(), ..when });
        }
        Use::Some
    }

    fn take_wished_time(&mut self, reading: &WhenReading) -> Use {
        if let Some(problem) = reading.problems.iter().find(|problem| **problem != Problem::Ambiguous) {
            // The search says of itself that a time is over, and offers what is near.
            let searched = *problem == Problem::Past && reading.when.is_some() && self.next.wish.part.service.is_some();
            self.say_problem(*problem, !searched);
        }
        let when = match &reading.when {
            Some(when) => when.clone(),
            None if reading.any => self.any_time(),
            None => {
                self.drop_time();
                return Use::Some;
            }
        };
        let wish = &mut self.next.wish;
        if wish.visit.as_ref().is_some_and(|visit| when.kind == Kind::Instant && when.start == visit.start()) {
            return Use::Some;
        }
        wish.when_unclear = reading.problems.contains(&Problem::Ambiguous) && !when.alternatives.is_empty();
        wish.day_open = !reading.day_said && !reading.any && when.kind != Kind::Day;
        wish.when = Some(when);
        wish.weekday = reading.weekday;
        self.forget_visit();
        Use::Some
    }

    fn drop_time(&mut self) {
        self.next.wish.when = self.next.wish.when.take().filter(|_| !self.next.wish.excluded.is_empty());
        self.forget_visit();
    }

    fn say_problem(&mut self, problem: Problem, aloud: bool) {
        let phrase = match problem {
            Problem::Impossible => Phrase::ImpossibleTime,
            Problem::Contradictory => Phrase::ContradictoryTime,
            Problem::Past => Phrase::Past,
            Problem::Ambiguous => return,
        };
        if aloud {
            self.say(phrase, &[]);
        }
        self.next.failures += 1;
        self.stumbled = true;
    }

    /// From now to the horizon.
    pub(super) fn any_time(&self) -> When {
        let days = i64::from(self.business().horizon_days) + 1;
        let zoned = self.scene.now.to_zoned(self.business().zone.clone());
        let end = zoned.checked_add(jiff::Span::new().days(days)).map_or(self.scene.now, |end| end.timestamp());
        When {
            kind: Kind::Range,
            start: self.scene.now,
            end: Some(end),
            alternatives: Vec::new(),
            daily: None,
            weekdays: Vec::new(),
        }
    }

    /// The readings of an unclear time, to be asked.
    pub(super) fn say_readings(&mut self) -> Asked {
        let Some(when) = self.next.wish.when.clone() else { return Asked::Date };
        let (business, language, today) = (self.business(), self.language(), self.today());
        let starts: Vec<_> = readings(&when).into_iter().map(|(start, _)| start).collect();
        let one_day = starts
            .iter()
            .all(|start| wording::local_date(business, *start) == wording::local_date(business, starts[0]));
        let word = |start: &Timestamp| {
            let day = wording::on_date(wording::local_date(business, *start), language);
            let time = wording::at_time(business, *start, language);
            match (when.kind, one_day) {
                (Kind::Instant, true) => time,
                (Kind::Instant, false) => {
                    format!("{} {time}", wording::on_day(wording::local_date(business, *start), today, language))
                }
                _ => day,
            }
        };
        let times = speakable::list(&starts.iter().map(word).collect::<Vec<_>>(), true, language);
        self.say(Phrase::WhichTime, &[("times", &times)]);
        if one_day { Asked::Time } else { Asked::Date }
    }
}

/// All readings of a time, earliest first: the order in which they are spoken.
pub(super) fn readings(when: &When) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut readings = vec![(when.start, when.end)];
    readings.extend(when.alternatives.iter().copied());
    readings.sort();
    readings
}
