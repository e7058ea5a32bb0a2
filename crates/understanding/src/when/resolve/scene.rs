//! What resolution looks at, and the values it works with: the scene, days, readings.

use crate::when::{Kind, Problem, When, WhenContext};
use base::business::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Timestamp, ToSpan};

/// Days without a business's horizon: as far as most of them book.
const HORIZON_DAYS: i32 = 90;
/// Everything that resolution looks at.
pub(super) struct Scene<'a> {
    pub context: &'a WhenContext<'a>,
    pub today: Date,
}

/// One day or a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    /// First day.
    pub from: Date,
    /// Day after the last.
    pub to: Date,
    /// One day, said as such.
    pub day: bool,
    /// Only these weekdays, if any.
    pub weekdays: Vec<Weekday>,
}

impl Days {
    pub fn one(date: Date) -> Option<Self> {
        Some(Days { from: date, to: date.tomorrow().ok()?, day: true, weekdays: Vec::new() })
    }

    pub fn stretch(from: Date, to: Date) -> Option<Self> {
        (from < to).then_some(Days { from, to, day: false, weekdays: Vec::new() })
    }

    pub fn is_one(&self) -> bool {
        self.from.tomorrow().ok() == Some(self.to)
    }
}

/// The readings of one pair, best first, and what stands in their way.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub readings: Vec<Reading>,
    pub problems: Vec<Problem>,
    pub day_said: bool,
    pub time_said: bool,
}

/// One reading with its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub kind: Kind,
    pub start: Timestamp,
    pub end: Option<Timestamp>,
    pub daily: Option<Span>,
    pub weekdays: Vec<Weekday>,
}

impl Reading {
    pub fn instant(start: Timestamp) -> Self {
        Reading { kind: Kind::Instant, start, end: None, daily: None, weekdays: Vec::new() }
    }

    /// From `start` until what was the instant.
    pub fn stretch_from(&mut self, start: Timestamp) {
        (self.kind, self.end, self.start) = (Kind::Range, Some(self.start), start);
    }

    /// As a [`When`] with these as its alternatives.
    pub fn with(&self, others: &[Reading]) -> When {
        let same =
            others.iter().filter(|other| other.kind == self.kind && (other.start, other.end) != (self.start, self.end));
        When {
            kind: self.kind,
            start: self.start,
            end: self.end,
            alternatives: same.map(|other| (other.start, other.end)).collect(),
            daily: self.daily,
            weekdays: self.weekdays.clone(),
        }
    }
}

impl<'a> Scene<'a> {
    /// Seen from now.
    pub fn new(context: &'a WhenContext<'a>) -> Self {
        Scene { context, today: context.now.date() }
    }

    /// Whether it lies in the past.
    pub fn is_over(&self, reading: &Reading) -> bool {
        let now = self.context.now.timestamp();
        reading.end.map_or(reading.start < now, |end| end <= now)
    }

    /// The first instant of a day.
    pub fn midnight(&self, date: Date) -> Option<Timestamp> {
        self.local(date.to_datetime(Time::midnight()))
    }

    /// A local time; in the hour that a clock change skips, the one after it.
    pub fn local(&self, at: DateTime) -> Option<Timestamp> {
        self.context.now.time_zone().to_ambiguous_timestamp(at).compatible().ok()
    }

    /// The last bookable day.
    pub fn horizon(&self) -> Option<Date> {
        let days = self
            .context
            .business
            .map_or(HORIZON_DAYS, |business| i32::try_from(business.horizon_days).unwrap_or(HORIZON_DAYS));
        self.today.checked_add(days.days()).ok()
    }
}
