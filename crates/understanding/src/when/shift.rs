//! A move from a time that is known: 'eine halbe Stunde nach hinten', 'same time next week', 'am Samstag danach'.
//!
//! The words do not say what the time is that they move from: the begin of an appointment, or of one that was offered. Who knows
//! gives it to [`Shift::apply`].

use super::{Kind, When};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

/// A move from a time that is known. Positive is later, negative is earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shift {
    /// By so many minutes ('eine Stunde später', 'bring it forward by half an hour').
    Minutes(i64),
    /// By so many days, at the same time of day ('eine Woche später', 'am Tag danach').
    Days(i32),
    /// To any day of the week that comes so many weeks after its own ('die Woche drauf').
    Weeks(i32),
    /// To some time later on the same day ('etwas später', 'push it back').
    Later,
    /// To some time earlier on the same day ('ein bisschen früher').
    Earlier,
    /// To the nearest such weekday behind or before its own day, at the same time of day ('the Saturday after').
    Weekday {
        /// The weekday.
        weekday: Weekday,
        /// Behind its day; else before it.
        after: bool,
    },
    /// To the same time of day on one of these days, the last included ('zur gleichen Zeit am Donnerstag'): of several ('same
    /// time next week') on that with the same weekday.
    SameTime {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
}

impl Shift {
    /// The time that is meant, seen from `anchor` and in its zone. `None` where the calendar ends, or where nothing of the day is
    /// left.
    pub fn apply(&self, anchor: &Zoned) -> Option<When> {
        let date = anchor.date();
        match *self {
            Shift::Minutes(minutes) => {
                Some(instant(anchor.timestamp().checked_add(SignedDuration::from_mins(minutes)).ok()?))
            }
            Shift::Days(days) => same_time(anchor, date.checked_add(days.days()).ok()?),
            Shift::Weeks(weeks) => {
                let monday = date.checked_sub(i32::from(date.weekday().to_monday_zero_offset()).days()).ok()?;
                let first = monday.checked_add(weeks.weeks()).ok()?;
                range(midnight(first, anchor)?, midnight(first.checked_add(1.week()).ok()?, anchor)?)
            }
            Shift::Later => {
                let behind = anchor.timestamp().checked_add(SignedDuration::from_mins(1)).ok()?;
                range(behind, midnight(date.tomorrow().ok()?, anchor)?)
            }
            Shift::Earlier => range(midnight(date, anchor)?, anchor.timestamp()),
            Shift::Weekday { weekday, after } => {
                same_time(anchor, date.nth_weekday(if after { 1 } else { -1 }, weekday).ok()?)
            }
            Shift::SameTime { first, last } => {
                let ahead =
                    (date.weekday().to_monday_zero_offset() - first.weekday().to_monday_zero_offset()).rem_euclid(7);
                let day = if first == last { first } else { first.checked_add(i32::from(ahead).days()).ok()? };
                // 'next week' said of a day in it means the week behind it.
                same_time(anchor, if day == date && first != last { day.checked_add(1.week()).ok()? } else { day })
            }
        }
    }
}

/// In the hour that a clock change skips, the time after it.
fn same_time(anchor: &Zoned, date: Date) -> Option<When> {
    let local = date.to_datetime(anchor.time());
    zone(anchor).to_ambiguous_timestamp(local).compatible().ok().map(instant)
}

fn midnight(date: Date, anchor: &Zoned) -> Option<Timestamp> {
    date.to_zoned(zone(anchor).clone()).ok().map(|midnight| midnight.timestamp())
}

fn zone(anchor: &Zoned) -> &TimeZone {
    anchor.time_zone()
}

fn instant(start: Timestamp) -> When {
    When { kind: Kind::Instant, start, end: None, alternatives: Vec::new(), daily: None, weekdays: Vec::new() }
}

fn range(start: Timestamp, end: Timestamp) -> Option<When> {
    (start < end).then_some(When { kind: Kind::Range, end: Some(end), ..instant(start) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn from(anchor: &str, shift: Shift) -> Option<(String, Option<String>)> {
        let anchor: Zoned = format!("{anchor}[Europe/Berlin]").parse().unwrap();
        let local = |at: Timestamp| at.to_zoned(anchor.time_zone().clone()).strftime("%F %H:%M").to_string();
        shift.apply(&anchor).map(|when| (local(when.start), when.end.map(local)))
    }

    fn at(words: &str) -> Option<(String, Option<String>)> {
        Some((words.to_owned(), None))
    }

    #[test]
    fn a_shift_moves_the_time_that_it_is_given() {
        let thursday = "2026-12-03T15:00";
        assert_eq!(from(thursday, Shift::Minutes(-30)), at("2026-12-03 14:30"));
        assert_eq!(from(thursday, Shift::Days(7)), at("2026-12-10 15:00"));
        assert_eq!(from(thursday, Shift::Weekday { weekday: Weekday::Saturday, after: true }), at("2026-12-05 15:00"));
        assert_eq!(from(thursday, Shift::Weekday { weekday: Weekday::Thursday, after: false }), at("2026-11-26 15:00"));
        let week = Shift::SameTime { first: date(2026, 12, 7), last: date(2026, 12, 13) };
        assert_eq!(from(thursday, week.clone()), at("2026-12-10 15:00"));
        assert_eq!(from("2026-12-10T15:00", week), at("2026-12-17 15:00"));
        let day = Shift::SameTime { first: date(2026, 12, 4), last: date(2026, 12, 4) };
        assert_eq!(from(thursday, day), at("2026-12-04 15:00"));
        let range = |from: &str, to: &str| Some((from.to_owned(), Some(to.to_owned())));
        assert_eq!(from(thursday, Shift::Weeks(1)), range("2026-12-07 00:00", "2026-12-14 00:00"));
        assert_eq!(from(thursday, Shift::Later), range("2026-12-03 15:01", "2026-12-04 00:00"));
        assert_eq!(from(thursday, Shift::Earlier), range("2026-12-03 00:00", "2026-12-03 15:00"));
    }

    #[test]
    fn days_keep_the_time_on_the_clock_and_minutes_do_not() {
        // In the night to 28 March 2027 the clock goes from 2:00 to 3:00.
        assert_eq!(from("2027-03-27T15:00", Shift::Days(1)), at("2027-03-28 15:00"));
        assert_eq!(from("2027-03-27T02:30", Shift::Days(1)), at("2027-03-28 03:30"));
        assert_eq!(from("2027-03-28T01:30", Shift::Minutes(60)), at("2027-03-28 03:30"));
    }

    #[test]
    fn nothing_of_the_day_may_be_left() {
        assert_eq!(from("2026-12-03T00:00", Shift::Earlier), None);
        assert_eq!(from("2026-12-03T23:59", Shift::Later), None);
    }
}
