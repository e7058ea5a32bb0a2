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
    /// The weekdays, in the order of the lists.
    #[rustfmt::skip]
    pub const WEEKDAYS: [Weekday; 7] = {
        use Weekday::*;
        [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
    };

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

/// The time that two lists of spans share, sorted.
pub(super) fn common(one: &[Span], other: &[Span]) -> Vec<Span> {
    let both = |a: &Span, b: &Span| Span { from: a.from.max(b.from), to: a.to.min(b.to) };
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| both(a, b)));
    let mut shared: Vec<_> = pairs.filter(|span| span.from < span.to).collect();
    shared.sort_by_key(|span| span.from);
    shared
}

/// The spans without the time of `pause`.
pub(super) fn without(spans: Vec<Span>, pause: Span) -> Vec<Span> {
    let around = |span: Span| {
        let before = Span { from: span.from, to: span.to.min(pause.from) };
        let after = Span { from: span.from.max(pause.to), to: span.to };
        [before, after].into_iter().filter(|part| part.from < part.to)
    };
    spans.into_iter().flat_map(around).collect()
}
