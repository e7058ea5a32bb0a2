//! Two pieces that say one thing: a week and a weekday in it, a clock time and the part of the day that it lies in.

use super::phrase::{Moment, Place};

/// A week and a weekday in it, a day said twice.
pub(super) fn merged(before: &Place, place: &Place) -> Option<Place> {
    use Place::{CalendarWeek, Date, InCalendarWeek, InWeek, Month, PortionOfWeek, Week, Weekday, Weekly, Year};
    match (before, place) {
        (a, b) if a == b => Some(a.clone()),
        (Week(week, None), Weekday { weekday, rank: None, weeks: 0 })
        | (Weekday { weekday, rank: None, weeks: 0 }, Week(week, None)) => {
            Some(InWeek { weekday: *weekday, week: *week })
        }
        (CalendarWeek(week), Weekday { weekday, rank: None, weeks: 0 })
        | (Weekday { weekday, rank: None, weeks: 0 }, CalendarWeek(week)) => {
            Some(InCalendarWeek { weekday: *weekday, week: *week })
        }
        (Weekday { weekday, rank: None, weeks: 0 }, Date { weekday: None, day, month })
        | (Date { weekday: None, day, month }, Weekday { weekday, rank: None, weeks: 0 }) => {
            Some(Date { weekday: Some(*weekday), day: *day, month: *month })
        }
        (Date { weekday, day, month: None }, Month(month, None))
        | (Month(month, None), Date { weekday, day, month: None }) => {
            Some(Date { weekday: *weekday, day: *day, month: Some(*month) })
        }
        (PortionOfWeek(portion), Week(week, None)) | (Week(week, None), PortionOfWeek(portion)) => {
            Some(Week(*week, Some(*portion)))
        }
        (Year(0, None), Month(..)) => Some(place.clone()),
        (Month(..), Year(0, None)) => Some(before.clone()),
        (Weekly(a), Weekly(b)) => Some(Weekly(a.iter().chain(b).copied().collect())),
        _ => None,
    }
}

/// A clock time and the part of the day that it lies in.
pub(super) fn with_part(a: &Moment, b: &Moment) -> Option<(Moment, Moment)> {
    let exact = |moment: &Moment| matches!(moment, Moment::At(_) | Moment::Window { .. } | Moment::Near { .. });
    match (a, b) {
        (clock, Moment::Part(..)) if exact(clock) => Some((a.clone(), b.clone())),
        (Moment::Part(..), clock) if exact(clock) => Some((b.clone(), a.clone())),
        _ => None,
    }
}
