//! Days with a name: when they fall in a year. German ones, since the businesses are in Germany.
//!
//! Whether a business is closed then is [`base::business`]'s affair.

use base::business::holidays::easter_sunday;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// A day or season with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feast {
    /// The same date every year: month, day.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i32),
    /// The n-th Sunday of Advent.
    Advent(i8),
    /// Days from the fourth Sunday of Advent (Buß- und Bettag, Totensonntag).
    BeforeAdvent(i32),
    /// The n-th weekday of a month.
    Nth(i8, Weekday, i8),
    /// 24 to 26 December.
    Christmas,
    /// Good Friday to Easter Monday.
    EasterDays,
    /// Whit Sunday and Monday.
    Pentecost,
    /// 27 to 31 December.
    BetweenTheYears,
}

impl Feast {
    /// First day and the day after the last in `year`.
    pub fn in_year(self, year: i16) -> Option<(Date, Date)> {
        let (first, days) = match self {
            Feast::Fixed(month, day) => (Date::new(year, month, day).ok()?, 1),
            Feast::Easter(offset) => (easter_sunday(year).checked_add(offset.days()).ok()?, 1),
            Feast::Advent(nth) => (fourth_advent(year)?.checked_sub((7 * (4 - i32::from(nth))).days()).ok()?, 1),
            Feast::BeforeAdvent(offset) => (fourth_advent(year)?.checked_add(offset.days()).ok()?, 1),
            Feast::Nth(nth, weekday, month) => {
                (Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?, 1)
            }
            Feast::Christmas => (date(year, 12, 24), 3),
            Feast::EasterDays => (easter_sunday(year).checked_sub(2.days()).ok()?, 4),
            Feast::Pentecost => (easter_sunday(year).checked_add(49.days()).ok()?, 2),
            Feast::BetweenTheYears => (date(year, 12, 27), 5),
        };
        Some((first, first.checked_add(i32::days(days)).ok()?))
    }

    /// Whether it is one day.
    pub fn is_day(self) -> bool {
        !matches!(self, Feast::Christmas | Feast::EasterDays | Feast::Pentecost | Feast::BetweenTheYears)
    }
}

/// The last Sunday before 25 December.
fn fourth_advent(year: i16) -> Option<Date> {
    date(year, 12, 25).nth_weekday(-1, Weekday::Sunday).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movable_feasts_fall_where_calendars_print_them() {
        for (feast, year, expected) in [
            (Feast::Easter(0), 2026, date(2026, 4, 5)),
            (Feast::Easter(0), 2027, date(2027, 3, 28)),
            (Feast::Easter(0), 2038, date(2038, 4, 25)),
            (Feast::Easter(-48), 2027, date(2027, 2, 8)),
            (Feast::Easter(60), 2026, date(2026, 6, 4)),
            (Feast::Advent(1), 2026, date(2026, 11, 29)),
            (Feast::Advent(4), 2026, date(2026, 12, 20)),
            (Feast::BeforeAdvent(-32), 2026, date(2026, 11, 18)),
            (Feast::BeforeAdvent(-28), 2026, date(2026, 11, 22)),
            (Feast::Nth(2, Weekday::Sunday, 5), 2027, date(2027, 5, 9)),
        ] {
            assert_eq!(feast.in_year(year).map(|(first, _)| first), Some(expected), "{feast:?} {year}");
        }
    }
}
