//! When somebody is away, or the whole business closed, once and not every week.

use super::Span;
use super::day::next;
use jiff::civil::{Date, DateTime, Time};

/// A stretch of local time, on the wall clock of the business: whole days (a holiday), or part of one (at the dentist's).
/// Several may overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// From when, inclusive.
    pub from: DateTime,
    /// Until when, exclusive; whole days end at the next midnight.
    pub until: DateTime,
}

impl Absence {
    /// Whole days, both included.
    pub fn days(first: Date, last: Date) -> Self {
        Absence { from: first.to_datetime(Time::midnight()), until: next(last).to_datetime(Time::midnight()) }
    }

    /// The part of `date` that it takes; `None` when it takes nothing of it.
    pub fn on(&self, date: Date) -> Option<Span> {
        let (midnight, end) = (date.to_datetime(Time::midnight()), next(date).to_datetime(Time::midnight()));
        let (from, until) = (self.from.max(midnight), self.until.min(end));
        let to = if until == end { Span::END_OF_DAY } else { until.time() };
        (from < until).then(|| Span { from: from.time(), to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime, time};

    #[test]
    fn whole_days_are_taken_from_midnight_to_midnight() {
        let away = Absence::days(date(2026, 12, 10), date(2026, 12, 12));
        let all_day = Some(Span { from: Time::midnight(), to: Span::END_OF_DAY });
        let on = |day| away.on(date(2026, 12, day));
        assert_eq!([9, 10, 11, 12, 13].map(on), [None, all_day, all_day, all_day, None]);
    }

    #[test]
    fn an_absence_with_times_takes_part_of_its_first_and_last_day() {
        let away = Absence { from: datetime(2026, 12, 10, 15, 0, 0, 0), until: datetime(2026, 12, 11, 10, 30, 0, 0) };
        let span = |from, to| Some(Span { from, to });
        assert_eq!(away.on(date(2026, 12, 10)), span(time(15, 0, 0, 0), Span::END_OF_DAY));
        assert_eq!(away.on(date(2026, 12, 11)), span(Time::midnight(), time(10, 30, 0, 0)));
        assert_eq!(away.on(date(2026, 12, 12)), None);
    }
}
