//! When an appointment is wanted, as far as it was said.

use crate::turn::Turn;
use crate::wording;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use understanding::when::{Kind, Problem, When, WhenReading};

/// A time wished for.
#[derive(Debug, Clone, PartialEq)]
pub struct WishedTime {
    /// When.
    pub when: When,
    /// What of it has to be asked before it is looked for.
    pub open: Option<Open>,
    /// It was said as a weekday and nothing else: of which week, depends on what is spoken of.
    pub weekday: Option<Weekday>,
}

/// What of a time is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It has several readings; and its day was not said either.
    Reading {
        /// Neither was its day.
        day: bool,
    },
    /// Its day was not said: the next that fits was assumed.
    Day,
}

impl WishedTime {
    /// A time of which nothing is open.
    pub fn settled(when: When) -> Self {
        WishedTime { when, open: None, weekday: None }
    }

    /// The time that a reading gives, which is this.
    pub fn of(when: When, reading: &WhenReading) -> Self {
        let day = !reading.day_said && !reading.any && when.kind != Kind::Day;
        let unclear = reading.problems.contains(&Problem::Ambiguous) && !when.alternatives.is_empty();
        let open = match (unclear, day) {
            (true, day) => Some(Open::Reading { day }),
            (false, true) => Some(Open::Day),
            (false, false) => None,
        };
        WishedTime { when, open, weekday: reading.weekday }
    }

    /// A weekday alone is meant of the week of `spoken_of`, as long as it lies ahead; its time of day stays.
    pub(crate) fn keep_week_of(&mut self, spoken_of: Date, turn: &Turn<'_>) {
        let Some(weekday) = self.weekday.take() else { return };
        let days = i32::from(weekday.to_monday_zero_offset()) - i32::from(spoken_of.weekday().to_monday_zero_offset());
        let date = spoken_of.checked_add(jiff::Span::new().days(days)).ok();
        let date = date.filter(|date| *date > turn.today() && *date != spoken_of);
        let sooner = wording::local_date(turn.business(), self.when.start);
        let Some(date) = date.filter(|date| sooner < *date) else { return };
        let clock = wording::local_time(turn.business(), self.when.start);
        let at = turn.business().zone.to_zoned(date.to_datetime(clock)).map(|start| When::instant(start.timestamp()));
        self.when = match (self.when.kind, at) {
            (Kind::Instant, Ok(at)) => at,
            _ => turn.day(date),
        };
    }

    /// Whether it was asked which of several readings is meant.
    pub fn is_unclear(&self) -> bool {
        matches!(self.open, Some(Open::Reading { .. }))
    }

    /// Whether its day is still to be said.
    pub fn is_day_open(&self) -> bool {
        self.open == Some(Open::Day)
    }

    /// This reading of it is meant.
    pub fn choose(&mut self, (start, end): (Timestamp, Option<Timestamp>)) {
        (self.when.start, self.when.end) = (start, end);
        self.when.alternatives.clear();
        if let Some(Open::Reading { day }) = self.open {
            self.open = day.then_some(Open::Day);
        }
    }

    /// All readings, earliest first: the order in which they are spoken.
    pub fn readings(&self) -> Vec<(Timestamp, Option<Timestamp>)> {
        let mut readings = vec![(self.when.start, self.when.end)];
        readings.extend(self.when.alternatives.iter().copied());
        readings.sort();
        readings
    }
}
