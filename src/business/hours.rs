//! Weekly hours in local time.

use jiff::civil::{Time, Weekday};

/// A stretch of local time within one day; the end is exclusive, and `24:00` is written as [`Span::END_OF_DAY`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First minute.
    pub from: Time,
    /// End.
    pub to: Time,
}

/// Opening hours of a week: spans per weekday, Monday first, sorted and apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekHours(pub [Vec<Span>; 7]);

impl WeekHours {
    /// The spans of a weekday.
    pub fn on(&self, weekday: Weekday) -> &[Span] {
        &self.0[weekday.to_monday_zero_offset() as usize]
    }

    /// Whether no day has any hours.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

impl Span {
    /// The end of a day: `24:00`.
    pub const END_OF_DAY: Time = Time::MAX;

    /// Minutes from midnight to the span's begin.
    pub fn from_minute(&self) -> u32 {
        minute(self.from)
    }

    /// Minutes from midnight to the span's end; 1440 for the end of the day.
    pub fn to_minute(&self) -> u32 {
        if self.to == Span::END_OF_DAY { 24 * 60 } else { minute(self.to) }
    }
}

fn minute(time: Time) -> u32 {
    time.hour() as u32 * 60 + time.minute() as u32
}
