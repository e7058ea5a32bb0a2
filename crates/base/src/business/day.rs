//! A local date as the instants it consists of: the one place where wall-clock rules meet clock changes.
//!
//! A rule such as 'open from 02:15 to 02:45' holds while the clock on the wall shows such a time. On the day on which that
//! hour is skipped it never does; on the day on which it is repeated it does so twice.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use std::ops::Range;

/// A part of a local date during which the offset from UTC does not change: most dates are one stretch, the two days of
/// clock changes are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The local date.
    pub date: Date,
    /// The offset from UTC.
    pub offset: Offset,
    /// From when to when, end exclusive.
    pub time: Range<Timestamp>,
}

impl Stretch {
    /// The instant at which the wall clock would show `time` on this date, were this stretch's offset in force.
    pub fn at(&self, time: Time) -> Timestamp {
        self.instant(self.date.to_datetime(time))
    }

    /// The instants within this stretch at which the wall clock shows a time in `from..to`; [`super::Span::END_OF_DAY`] as
    /// end is midnight. Empty when there are none.
    pub fn between(&self, from: Time, to: Time) -> Range<Timestamp> {
        let end = match to {
            super::Span::END_OF_DAY => self.instant(next(self.date).to_datetime(Time::midnight())),
            to => self.at(to),
        };
        let (start, end) = (self.at(from).max(self.time.start), end.min(self.time.end));
        start..end.max(start)
    }

    fn instant(&self, local: DateTime) -> Timestamp {
        self.offset.to_timestamp(local).unwrap_or(Timestamp::MAX)
    }
}

/// The first instant of a local date. Where midnight is skipped, that is the first instant after the gap.
pub fn start_of_day(date: Date, zone: &TimeZone) -> Timestamp {
    zone.to_zoned(date.to_datetime(Time::midnight())).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The stretches of a local date, in order.
pub fn stretches(date: Date, zone: &TimeZone) -> Vec<Stretch> {
    let (mut from, end) = (start_of_day(date, zone), start_of_day(next(date), zone));
    let mut parts = Vec::with_capacity(1);
    let mut push = |time: Range<Timestamp>| parts.push(Stretch { date, offset: zone.to_offset(time.start), time });
    // Looking for transitions is the dear part; offsets that agree at both ends spare it on all but two days of a year.
    if zone.to_offset(from) != zone.to_offset(end) {
        for change in zone.following(from).map(|change| change.timestamp()).take_while(|change| *change < end) {
            push(from..change);
            from = change;
        }
    }
    push(from..end);
    parts
}

/// The day after, or the same day at the end of time.
pub(crate) fn next(date: Date) -> Date {
    date.tomorrow().unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn spoken(zone: &TimeZone, range: &Range<Timestamp>) -> String {
        format!(
            "{}–{}",
            range.start.to_zoned(zone.clone()).strftime("%H:%M%:z"),
            range.end.to_zoned(zone.clone()).strftime("%H:%M%:z")
        )
    }

    fn open(zone: &TimeZone, day: Date, from: Time, to: Time) -> Vec<String> {
        let parts = stretches(day, zone).into_iter().map(|stretch| stretch.between(from, to));
        parts.filter(|range| !range.is_empty()).map(|range| spoken(zone, &range)).collect()
    }

    #[test]
    fn an_ordinary_day_is_one_stretch() {
        assert_eq!(
            open(&berlin(), date(2026, 12, 1), time(9, 0, 0, 0), time(18, 0, 0, 0)),
            ["09:00+01:00–18:00+01:00"]
        );
        assert_eq!(open(&berlin(), date(2026, 12, 1), time(22, 0, 0, 0), Time::MAX), ["22:00+01:00–00:00+01:00"]);
    }

    #[test]
    fn a_skipped_hour_is_never_open() {
        let spring = date(2027, 3, 28);
        assert_eq!(open(&berlin(), spring, time(2, 15, 0, 0), time(2, 45, 0, 0)), Vec::<String>::new());
        assert_eq!(
            open(&berlin(), spring, time(1, 30, 0, 0), time(4, 0, 0, 0)),
            ["01:30+01:00–03:00+02:00", "03:00+02:00–04:00+02:00"]
        );
    }

    #[test]
    fn a_repeated_hour_is_open_twice() {
        assert_eq!(
            open(&berlin(), date(2026, 10, 25), time(2, 15, 0, 0), time(2, 45, 0, 0)),
            ["02:15+02:00–02:45+02:00", "02:15+01:00–02:45+01:00"]
        );
    }

    #[test]
    fn a_day_without_midnight_begins_after_the_gap() {
        let beirut = TimeZone::get("Asia/Beirut").unwrap();
        let day = date(2025, 3, 30);
        assert_eq!(start_of_day(day, &beirut).to_string(), "2025-03-29T22:00:00Z");
        assert_eq!(open(&beirut, day, Time::midnight(), time(2, 0, 0, 0)), ["01:00+03:00–02:00+03:00"]);
    }
}
