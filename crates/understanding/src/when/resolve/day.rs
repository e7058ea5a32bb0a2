//! Which days are meant: weekdays, dates, weeks and feasts, seen from today.

use super::scene::{Days, Scene};
use crate::when::Problem;
use crate::when::feast::Feast;
use crate::when::lexeme::Portion;
use crate::when::phrase::{Month, Place};
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A date without a year that has just gone by is a slip or next year's; one longer ago is next year's.
const JUST_GONE_DAYS: i32 = 92;
/// Days that are 'shortly' before another.
const SHORTLY_DAYS: i32 = 4;

/// Days, likeliest first, and what stands in their way.
pub(super) type Found = (Vec<Days>, Option<Problem>);

impl Scene<'_> {
    /// All days that a place may mean, likeliest first.
    pub(super) fn days(&self, place: &Place) -> Found {
        let found = match place {
            Place::Weekday { weekday, rank, weeks } => return self.weekday(*weekday, *rank, *weeks),
            Place::Date { weekday, day, month } => return self.date(*weekday, *day, *month),
            Place::Weekend(rank) => return self.weekend(*rank),
            Place::Feast(feast) => self.feast(*feast),
            Place::Shift(days) => self.days_on(*days).and_then(Days::one),
            Place::MonthsAhead(months) => self.today.checked_add(months.months()).ok().and_then(Days::one),
            Place::InWeek { weekday, week } => {
                self.monday(*week).and_then(|monday| on(monday, *weekday)).and_then(Days::one)
            }
            Place::Nth { nth, weekday, month } => return self.nth(*nth, *weekday, *month),
            Place::Beside { weekday, after, anchor } => self.beside(*weekday, *after, anchor),
            Place::FromEarlier(days) => {
                self.earlier_day().unwrap_or(self.today).checked_add(days.days()).ok().and_then(Days::one)
            }
            Place::WeekdayFromEarlier { weekday, after } => {
                let day = self.earlier_day().unwrap_or(self.today);
                day.nth_weekday(if *after { 1 } else { -1 }, *weekday).ok().and_then(Days::one)
            }
            Place::WeekFromEarlier(weeks) => {
                let day = self.days_said_earlier().map_or(self.today, |days| days.from);
                let monday = day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).ok();
                monday.and_then(|monday| days_of_week(monday.checked_add(weeks.weeks()).ok()?, None))
            }
            Place::Same => self.earlier_day().and_then(Days::one),
            Place::WeekOf(day) => {
                return self.around(day, |days| {
                    let monday =
                        days.from.checked_sub(i32::from(days.from.weekday().to_monday_zero_offset()).days()).ok()?;
                    Days::stretch(monday, monday.checked_add(7.days()).ok()?)
                });
            }
            Place::WeekBeside { after, anchor } => {
                return self.around(anchor, |days| {
                    if *after {
                        Days::stretch(days.to, days.to.checked_add(7.days()).ok()?)
                    } else {
                        Days::stretch(days.from.checked_sub(7.days()).ok()?, days.from)
                    }
                });
            }
            Place::From { place, .. } => return self.around(place, |days| self.open(days.from)),
            Place::After(place) => return self.around(place, |days| self.open(days.to)),
            Place::Until(place) => return self.around(place, |days| Days::stretch(self.today, days.to)),
            // 'before the end of the month' is within it.
            Place::Before(place) if ends(place) => {
                return self.around(place, |days| Days::stretch(self.today, days.to));
            }
            Place::Before(place) => return self.around(place, |days| Days::stretch(self.today, days.from)),
            Place::ShortlyBefore(place) => {
                return self.around(place, |days| {
                    let from = days.from.checked_sub(SHORTLY_DAYS.days()).ok()?;
                    Days::stretch(self.today.max(from), days.from)
                });
            }
            Place::Between { from, to, .. } => return self.between(from, to),
            Place::Span(span) => return self.between(&span.from, &span.to),
            Place::Weekly(weekdays) => self.weekly(weekdays),
            _ => self.stretch(place),
        };
        match found {
            Some(days) => {
                let past = (days.to <= self.today).then_some(Problem::Past);
                (vec![days], past)
            }
            None => (Vec::new(), Some(Problem::Impossible)),
        }
    }

    fn stretch(&self, place: &Place) -> Option<Days> {
        match place {
            Place::Week(week, portion) => days_of_week(self.monday(*week)?, *portion),
            Place::PortionOfWeek(portion) => {
                let spoken_of = self.days_said_earlier().filter(|days| !days.is_one()).map(|days| days.from);
                let monday = spoken_of.filter(|from| from.weekday() == Weekday::Monday);
                days_of_week(monday.map_or_else(|| self.monday(0), Some)?, Some(*portion))
            }
            Place::CalendarWeek(week) => self.calendar_week(*week),
            Place::InCalendarWeek { weekday, week } => Days::one(on(self.calendar_week(*week)?.from, *weekday)?),
            Place::Month(month, portion) => self.month(*month, *portion),
            Place::Year(ahead, portion) => self.year(*ahead, *portion),
            Place::WeekOfMonth { nth, month } => self.week_of_month(*nth, *month),
            Place::Within { first, last } => Days::stretch(self.days_on(*first)?, self.days_on(last + 1)?),
            _ => None,
        }
    }

    pub(super) fn days_on(&self, days: i32) -> Option<Date> {
        self.today.checked_add(days.days()).ok()
    }

    /// The Monday of a week counted from this one.
    fn monday(&self, week: i32) -> Option<Date> {
        let back = i32::from(self.today.weekday().to_monday_zero_offset());
        self.today.checked_add((7 * week - back).days()).ok()
    }

    fn earlier_day(&self) -> Option<Date> {
        self.days_said_earlier().filter(Days::is_one).map(|days| days.from)
    }

    /// A date; the weekday said with it must agree.
    fn date(&self, weekday: Option<Weekday>, day: u32, month: Option<Month>) -> Found {
        let Some(day) = i8::try_from(day).ok().filter(|day| (1..=31).contains(day)) else {
            return (Vec::new(), Some(Problem::Impossible));
        };
        let candidates = match month {
            None => self.day_of_month(day),
            Some(month) => self.day_in(day, month),
        };
        let (Some(date), candidates) = (candidates.first().copied(), candidates) else {
            return (Vec::new(), Some(Problem::Impossible));
        };
        match weekday {
            Some(weekday) if date.weekday() != weekday => self.contradiction(date, &candidates, weekday, month),
            _ => {
                let past = date < self.today;
                // 'am 1.', said on the first, is more likely next month's.
                let today = date == self.today && month.is_none() && weekday.is_none();
                let kept = match (past, today) {
                    (true, _) => candidates,
                    (_, true) => candidates.into_iter().rev().collect(),
                    _ => vec![date],
                };
                (kept.into_iter().filter_map(Days::one).collect(), past.then_some(Problem::Past))
            }
        }
    }

    /// The next such day of a month, and that of the month after (for its weekday).
    fn day_of_month(&self, day: i8) -> Vec<Date> {
        let first = self.today.first_of_month();
        let within = self.days_said_earlier();
        let months = (0..4).filter_map(|ahead| first.checked_add(i32::months(ahead)).ok());
        let dates = months.filter_map(|month| Date::new(month.year(), month.month(), day).ok());
        let mut ahead: Vec<Date> = dates.filter(|date| *date >= self.today).take(2).collect();
        if let Some(days) = within {
            ahead.sort_by_key(|date| !(days.from..days.to).contains(date));
        }
        ahead
    }

    fn day_in(&self, day: i8, month: Month) -> Vec<Date> {
        let date = |year: i16, month: i8| Date::new(year, month, day).ok();
        match month {
            Month::Named(month, Some(year)) => date(year, month).into_iter().collect(),
            Month::Named(month, None) => self.day_in_named(day, month),
            Month::Ahead(ahead) => {
                let first = self.today.first_of_month().checked_add(ahead.months()).ok();
                first.and_then(|first| date(first.year(), first.month())).into_iter().collect()
            }
            Month::NewYear => date(self.today.year() + 1, 1).into_iter().collect(),
        }
    }

    fn day_in_named(&self, day: i8, month: i8) -> Vec<Date> {
        let year = self.today.year();
        let in_year = |year: i16| Date::new(year, month, day).ok();
        let (this, next) = (in_year(year), in_year(year + 1));
        match this {
            Some(date) if date >= self.today => vec![date],
            Some(date) => {
                let gone = date.until(self.today).map_or(i32::MAX, |span| span.get_days());
                if gone <= JUST_GONE_DAYS {
                    [Some(date), next].into_iter().flatten().collect()
                } else {
                    next.into_iter().collect()
                }
            }
            None => next.into_iter().collect(),
        }
    }

    fn nth(&self, nth: i8, weekday: Weekday, month: Month) -> Found {
        let day = |first: Date| first.nth_weekday_of_month(nth, weekday).ok();
        let found = match month {
            Month::Named(month, None) => [0, 1].into_iter().find_map(|ahead| {
                day(Date::new(self.today.year() + ahead, month, 1).ok()?).filter(|date| *date >= self.today)
            }),
            Month::Named(month, Some(year)) => Date::new(year, month, 1).ok().and_then(day),
            Month::NewYear => Date::new(self.today.year() + 1, 1, 1).ok().and_then(day),
            Month::Ahead(ahead) => self.today.first_of_month().checked_add(ahead.months()).ok().and_then(day),
        };
        match found.and_then(Days::one) {
            Some(days) => {
                let past = days.from < self.today;
                (vec![days], past.then_some(Problem::Past))
            }
            None => (Vec::new(), Some(Problem::Impossible)),
        }
    }

    fn feast(&self, feast: Feast) -> Option<Days> {
        let ahead = |year: i16| feast.in_year(year).filter(|(_, to)| *to > self.today);
        let (from, to) = ahead(self.today.year()).or_else(|| ahead(self.today.year() + 1))?;
        if feast.is_day() { Days::one(from) } else { Days::stretch(from, to) }
    }

    fn beside(&self, weekday: Option<Weekday>, after: bool, anchor: &Place) -> Option<Days> {
        let anchor = self.days(anchor).0.into_iter().next()?;
        let date = match (weekday, after) {
            (None, true) => anchor.to,
            (None, false) => anchor.from.yesterday().ok()?,
            (Some(weekday), true) => anchor.to.yesterday().ok()?.nth_weekday(1, weekday).ok()?,
            (Some(weekday), false) => anchor.from.nth_weekday(-1, weekday).ok()?,
        };
        Days::one(date)
    }

    /// Every reading of `place`, seen through `shape`.
    fn around(&self, place: &Place, shape: impl Fn(&Days) -> Option<Days>) -> Found {
        let (days, problem) = self.days(place);
        // A bound on a weekday said on that day is a week ahead.
        let one = if matches!(place, Place::Weekday { rank: None, .. }) { 1 } else { days.len() };
        let shaped: Vec<Days> = days.iter().take(one).filter_map(shape).collect();
        if shaped.is_empty() { (Vec::new(), problem.or(Some(Problem::Past))) } else { (shaped, problem) }
    }

    /// From a day on: to the last bookable day, at least a week.
    fn open(&self, from: Date) -> Option<Days> {
        let horizon = self.horizon()?.tomorrow().ok()?;
        Days::stretch(from, horizon.max(from.checked_add(7.days()).ok()?))
    }

    fn weekly(&self, weekdays: &[Weekday]) -> Option<Days> {
        let within = self.days_said_earlier().filter(|days| !days.is_one());
        let days = within.or_else(|| self.open(self.today))?;
        Some(Days { day: false, weekdays: weekdays.to_vec(), ..days })
    }

    pub(super) fn between(&self, from: &Place, to: &Place) -> Found {
        let (first, problem) = self.days(from);
        let Some(first) = first.into_iter().next() else { return (Vec::new(), problem) };
        let (lasts, problem) = self.days(to);
        let Some(last) = lasts.into_iter().next() else { return (Vec::new(), problem) };
        // 'Mittwoch bis Montag' runs over the week's end, '28. bis 8.' over the month's.
        let (end, step) = match to {
            Place::Weekday { .. } => (last.to, 7.days()),
            Place::Date { month: None, .. } => (last.to, 1.month()),
            _ => (last.to, 1.year()),
        };
        let end = if end <= first.from { end.checked_add(step).unwrap_or(end) } else { end };
        match Days::stretch(first.from, end) {
            Some(days) => (vec![days], None),
            None => (Vec::new(), Some(Problem::Contradictory)),
        }
    }

    fn calendar_week(&self, week: u32) -> Option<Days> {
        let week = i8::try_from(week).ok()?;
        let in_year = |year: i16| ISOWeekDate::new(year, week, Weekday::Monday).ok().map(Date::from);
        let year = self.today.iso_week_date().year();
        let ahead = |date: &Date| date.checked_add(7.days()).is_ok_and(|end| end > self.today);
        let monday = in_year(year).filter(ahead).or_else(|| in_year(year + 1))?;
        Days::stretch(monday, monday.checked_add(7.days()).ok()?)
    }

    fn month(&self, month: Month, portion: Option<Portion>) -> Option<Days> {
        let first = match month {
            Month::Ahead(ahead) => self.today.first_of_month().checked_add(ahead.months()).ok()?,
            Month::Named(month, Some(year)) => Date::new(year, month, 1).ok()?,
            Month::Named(month, None) => {
                let year = self.today.year();
                let this = Date::new(year, month, 1).ok()?;
                if this.last_of_month() >= self.today { this } else { Date::new(year + 1, month, 1).ok()? }
            }
            Month::NewYear => Date::new(self.today.year() + 1, 1, 1).ok()?,
        };
        let day = |offset: i32| first.checked_add(offset.days()).ok();
        let next = first.checked_add(1.month()).ok()?;
        match portion {
            None => Days::stretch(first, next),
            Some(Portion::Begin) => Days::stretch(first, day(10)?),
            Some(Portion::Middle) => Days::stretch(day(10)?, day(20)?),
            Some(Portion::End) => Days::stretch(day(20)?, next),
            Some(Portion::FirstHalf) => Days::stretch(first, day(15)?),
            Some(Portion::SecondHalf) => Days::stretch(day(15)?, next),
        }
    }

    /// Seven days of a month: its first, second …, or last.
    fn week_of_month(&self, nth: i8, month: Month) -> Option<Days> {
        let whole = self.month(month, None)?;
        if nth < 0 {
            return Days::stretch(whole.to.checked_sub(7.days()).ok()?, whole.to);
        }
        let first = whole.from.checked_add((7 * (i32::from(nth) - 1)).days()).ok()?;
        Days::stretch(first, first.checked_add(7.days()).ok()?.min(whole.to))
    }

    /// A year, or its first month, its middle two, its last.
    fn year(&self, ahead: i32, portion: Option<Portion>) -> Option<Days> {
        let year = self.today.year().checked_add(i16::try_from(ahead).ok()?)?;
        let first = |month: i8| Date::new(year, month, 1).ok();
        let end = Date::new(year + 1, 1, 1).ok()?;
        match portion {
            None => Days::stretch(first(1)?, end),
            Some(Portion::Begin) => Days::stretch(first(1)?, first(2)?),
            Some(Portion::Middle) => Days::stretch(first(6)?, first(8)?),
            Some(Portion::End) => Days::stretch(first(12)?, end),
            Some(Portion::FirstHalf) => Days::stretch(first(1)?, first(7)?),
            Some(Portion::SecondHalf) => Days::stretch(first(7)?, end),
        }
    }
}

fn on(monday: Date, weekday: Weekday) -> Option<Date> {
    monday.checked_add(i32::from(weekday.to_monday_zero_offset()).days()).ok()
}

/// A week from its Monday, or a third of it.
fn days_of_week(monday: Date, portion: Option<Portion>) -> Option<Days> {
    let (first, last) = match portion {
        None => (0, 7),
        Some(Portion::Begin) => (0, 2),
        Some(Portion::Middle) => (1, 4),
        Some(Portion::End) => (3, 6),
        Some(Portion::FirstHalf) => (0, 3),
        Some(Portion::SecondHalf) => (2, 6),
    };
    Days::stretch(monday.checked_add(i32::days(first)).ok()?, monday.checked_add(i32::days(last)).ok()?)
}

/// The end of something longer.
fn ends(place: &Place) -> bool {
    use Portion::End;
    matches!(
        place,
        Place::PortionOfWeek(End) | Place::Week(_, Some(End)) | Place::Month(_, Some(End)) | Place::Year(_, Some(End))
    )
}
