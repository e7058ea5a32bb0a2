//! From wishes to instants: what was said, seen from today in the business's zone.

mod clock;
mod day;
mod earlier;
mod reading;
mod weekday;

pub(super) use reading::reading;

use super::assemble::Pair;
use super::lexeme::Part;
use super::phrase::{Clock, Edge, Moment};
use super::{Kind, Problem, WhenContext};
use crate::business::Span;
use clock::{Hint, Hours};
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp, ToSpan};
use reading::Reading;

/// Days without a business's horizon: as far as most of them book.
const HORIZON_DAYS: i32 = 90;
/// More readings than this are not asked about.
const READINGS_MAX: usize = 4;

/// Everything that resolution looks at.
pub(super) struct Scene<'a> {
    context: &'a WhenContext<'a>,
    today: Date,
}

/// One day or a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Days {
    /// First day.
    from: Date,
    /// Day after the last.
    to: Date,
    /// One day, said as such.
    day: bool,
    /// Only these weekdays, if any.
    weekdays: Vec<Weekday>,
}

impl Days {
    fn one(date: Date) -> Option<Self> {
        Some(Days { from: date, to: date.tomorrow().ok()?, day: true, weekdays: Vec::new() })
    }

    fn stretch(from: Date, to: Date) -> Option<Self> {
        (from < to).then_some(Days { from, to, day: false, weekdays: Vec::new() })
    }

    fn is_one(&self) -> bool {
        self.from.tomorrow().ok() == Some(self.to)
    }
}

/// The readings of one pair, best first, and what stands in their way.
#[derive(Debug, Default)]
struct Resolved {
    pub readings: Vec<Reading>,
    pub problems: Vec<Problem>,
    pub day_said: bool,
    pub time_said: bool,
}

impl<'a> Scene<'a> {
    fn new(context: &'a WhenContext<'a>) -> Self {
        Scene { context, today: context.now.date() }
    }

    /// All readings of a pair, completed by what was said earlier.
    fn resolve(&self, pair: &Pair) -> Resolved {
        self.resolve_with(pair, true)
    }

    /// All readings of a pair; an hour said earlier is not part of it.
    fn resolve_alone(&self, pair: &Pair) -> Resolved {
        self.resolve_with(pair, false)
    }

    fn resolve_with(&self, pair: &Pair, keep_time: bool) -> Resolved {
        let mut resolved = Resolved { day_said: pair.place.is_some(), ..Resolved::default() };
        if let Some(Moment::Ahead(minutes)) = pair.moment {
            return self.ahead(minutes, resolved);
        }
        if let Some(Moment::FromEarlier(minutes)) = pair.moment {
            return self.beside_earlier(minutes, resolved);
        }
        let days = match &pair.place {
            Some(place) => {
                let (mut days, problem) = self.days(place);
                resolved.problems.extend(problem);
                self.reconcile(pair, &mut days, &mut resolved);
                if days.is_empty() {
                    return resolved;
                }
                days
            }
            None => self.days_unsaid(&mut resolved),
        };
        let moment = pair.moment.clone().or_else(|| self.moment_said_earlier().filter(|_| keep_time));
        resolved.time_said = moment.is_some();
        let window = self.window_said_earlier().or_else(|| self.hour_said_earlier());
        let hint = Hint::of(pair.other_moment.as_ref(), window);
        self.combine(days.clone(), moment.as_ref(), &hint, pair.moment.is_some(), &mut resolved);
        self.second_moment(pair, days, &hint, &mut resolved);
        resolved
    }

    /// A second time said without 'or' is a second reading: it has to be asked.
    fn second_moment(&self, pair: &Pair, days: Vec<Days>, hint: &Hint, resolved: &mut Resolved) {
        let second = pair.other_moment.as_ref().filter(|moment| !matches!(moment, Moment::Part(..)));
        let Some(second) = second else { return };
        let mut other = Resolved { day_said: resolved.day_said, ..Resolved::default() };
        self.combine(days, Some(second), hint, true, &mut other);
        resolved.readings.extend(other.readings);
        resolved.readings.dedup();
        resolved.problems.push(Problem::Ambiguous);
    }

    /// A second day said without 'or' must be the same one, or it has to be asked.
    fn reconcile(&self, pair: &Pair, days: &mut Vec<Days>, resolved: &mut Resolved) {
        let Some(other) = &pair.other_place else { return };
        let (others, _) = self.days(other);
        let both: Vec<Days> = days.iter().filter_map(|a| others.iter().find_map(|b| intersection(a, b))).collect();
        if both.is_empty() {
            let same = days.first().map(|first| first.day);
            days.extend(others.into_iter().filter(|day| Some(day.day) == same));
            resolved.problems.push(Problem::Ambiguous);
        } else {
            *days = both;
        }
    }

    /// Without a day the one said earlier, else every day: today comes first.
    fn days_unsaid(&self, resolved: &mut Resolved) -> Vec<Days> {
        let earlier = self.days_said_earlier();
        resolved.day_said = earlier.is_some();
        let tomorrow = || self.today.tomorrow().ok().and_then(Days::one);
        match earlier {
            Some(days) => vec![days],
            None => Days::one(self.today).into_iter().chain(tomorrow()).collect(),
        }
    }

    fn ahead(&self, minutes: i64, mut resolved: Resolved) -> Resolved {
        let instant = self.context.now.timestamp().checked_add(SignedDuration::from_mins(minutes));
        resolved.readings.extend(instant.ok().map(Reading::instant));
        (resolved.day_said, resolved.time_said) = (true, true);
        resolved
    }

    /// Days and times together.
    fn combine(&self, days: Vec<Days>, moment: Option<&Moment>, hint: &Hint, said: bool, resolved: &mut Resolved) {
        let assumed = !resolved.day_said;
        let mut several: Vec<Reading> = Vec::new();
        for day in &days {
            let (readings, problem) = match moment {
                None => (self.whole(day).into_iter().collect(), None),
                Some(moment) if day.is_one() => self.within_day(day, moment, hint),
                Some(moment) => self.daily(day, moment, hint),
            };
            let over = !readings.is_empty() && readings.iter().all(|reading| self.is_over(reading));
            let repeated = days.len() > 1 && day.day && said;
            // A day that was only assumed, or 'Dienstag' on a Tuesday, gives way when its time is over.
            if over && (assumed || repeated) && !(several.is_empty() && Some(day) == days.last()) {
                continue;
            }
            resolved.problems.extend(problem);
            several.extend(readings);
            if assumed && !several.is_empty() {
                break;
            }
        }
        several.dedup();
        several.truncate(READINGS_MAX);
        resolved.readings = several;
    }

    fn is_over(&self, reading: &Reading) -> bool {
        let now = self.context.now.timestamp();
        reading.end.map_or(reading.start < now, |end| end <= now)
    }

    fn whole(&self, days: &Days) -> Option<Reading> {
        Some(Reading {
            kind: if days.day { Kind::Day } else { Kind::Range },
            start: self.midnight(days.from)?,
            end: Some(self.midnight(days.to)?),
            daily: None,
            weekdays: days.weekdays.clone(),
        })
    }

    /// A time on one day.
    fn within_day(&self, days: &Days, moment: &Moment, hint: &Hint) -> (Vec<Reading>, Option<Problem>) {
        let hours = Hours::of(self.context.business, Some(days.from));
        let date = days.from;
        match moment {
            Moment::At(clocks) => self.instants(date, clocks, &hours, hint),
            Moment::Near { clock, after } => {
                let (instants, problem) = self.instants(date, &[*clock], &hours, hint);
                (instants.into_iter().filter_map(|reading| beside(&reading, *after)).collect(), problem)
            }
            _ => match clock::window(moment, &hours, hint) {
                Ok((span, problem)) => (self.span_on(date, span).into_iter().collect(), problem),
                Err(problem) => (Vec::new(), Some(problem)),
            },
        }
    }

    fn instants(&self, date: Date, clocks: &[Clock], hours: &Hours, hint: &Hint) -> (Vec<Reading>, Option<Problem>) {
        let mut readings = Vec::new();
        let mut problem = None;
        for clock in clocks {
            match clock::times(clock, hours, hint) {
                Ok((times, contradiction)) => {
                    let future = self.still_ahead(date, &times);
                    readings.extend(future.iter().flat_map(|time| self.instant(date, *time, clock.season)));
                    problem = problem.or(contradiction);
                }
                Err(impossible) => problem = Some(impossible),
            }
        }
        // The only times said do not exist that day (the hour that a clock change skips).
        if readings.is_empty() {
            problem = Some(Problem::Impossible);
        }
        (readings, problem)
    }

    /// Of two readings today, one of which is over, the other is meant.
    fn still_ahead(&self, date: Date, times: &[clock::LocalTime]) -> Vec<clock::LocalTime> {
        let now = self.context.now.datetime();
        let ahead: Vec<_> = times.iter().filter(|time| time.on(date).is_some_and(|at| at >= now)).copied().collect();
        if times.len() > 1 && !ahead.is_empty() { ahead } else { times.to_vec() }
    }

    /// The instants of a local time: none in the hour that a clock change skips, two in the hour that comes twice.
    fn instant(&self, date: Date, time: clock::LocalTime, season: Option<bool>) -> Vec<Reading> {
        let Some(local) = time.on(date) else { return Vec::new() };
        let zone = self.context.now.time_zone();
        let ambiguous = zone.to_ambiguous_timestamp(local);
        let instants: Vec<Timestamp> = match (ambiguous.offset(), season) {
            (AmbiguousOffset::Gap { .. }, _) => Vec::new(),
            (AmbiguousOffset::Unambiguous { .. }, _) => ambiguous.compatible().into_iter().collect(),
            (AmbiguousOffset::Fold { .. }, Some(true)) => ambiguous.earlier().into_iter().collect(),
            (AmbiguousOffset::Fold { .. }, Some(false)) => ambiguous.later().into_iter().collect(),
            (AmbiguousOffset::Fold { .. }, None) => {
                let again = zone.to_ambiguous_timestamp(local);
                ambiguous.earlier().into_iter().chain(again.later()).collect()
            }
        };
        instants.into_iter().map(Reading::instant).collect()
    }

    fn span_on(&self, date: Date, span: Span) -> Option<Reading> {
        let at = |time: Time| self.local(date.to_datetime(time));
        let end = if span.to == Span::END_OF_DAY { self.midnight(date.tomorrow().ok()?) } else { at(span.to) };
        Some(Reading { kind: Kind::Range, start: at(span.from)?, end: Some(end?), daily: None, weekdays: Vec::new() })
    }

    /// A time on each of several days.
    fn daily(&self, days: &Days, moment: &Moment, hint: &Hint) -> (Vec<Reading>, Option<Problem>) {
        let hours = Hours::of(self.context.business, None);
        let spans = match moment {
            Moment::At(clocks) => clock::daily(clocks, &hours, hint),
            Moment::Near { clock, after } => clock::daily_beside(clock, *after, &hours, hint),
            _ => clock::window(moment, &hours, hint).map(|(span, problem)| (vec![span], problem)),
        };
        match spans {
            Ok((spans, problem)) => {
                let whole = self.whole(days);
                let reading = |span: Span| Some(Reading { daily: Some(span), kind: Kind::Range, ..whole.clone()? });
                (spans.into_iter().filter_map(reading).collect(), problem)
            }
            Err(problem) => (Vec::new(), Some(problem)),
        }
    }

    fn midnight(&self, date: Date) -> Option<Timestamp> {
        self.local(date.to_datetime(Time::midnight()))
    }

    fn local(&self, at: DateTime) -> Option<Timestamp> {
        self.context.now.time_zone().to_ambiguous_timestamp(at).compatible().ok()
    }

    /// The last bookable day.
    fn horizon(&self) -> Option<Date> {
        let days = self
            .context
            .business
            .map_or(HORIZON_DAYS, |business| i32::try_from(business.horizon_days).unwrap_or(HORIZON_DAYS));
        self.today.checked_add(days.days()).ok()
    }
}

fn intersection(a: &Days, b: &Days) -> Option<Days> {
    let (from, to) = (a.from.max(b.from), a.to.min(b.to));
    let weekdays = if a.weekdays.is_empty() { b.weekdays.clone() } else { a.weekdays.clone() };
    (from < to).then_some(Days { from, to, day: a.day || b.day, weekdays })
}

/// The half hour after or before an instant.
fn beside(reading: &Reading, after: bool) -> Option<Reading> {
    let half_hour = SignedDuration::from_mins(30);
    let (start, end) = if after {
        (reading.start, reading.start.checked_add(half_hour).ok()?)
    } else {
        (reading.start.checked_sub(half_hour).ok()?, reading.start)
    };
    Some(Reading { kind: Kind::Range, start, end: Some(end), ..reading.clone() })
}

/// The hours of a part of the day.
pub(super) fn part_hours(part: Part) -> Span {
    use jiff::civil::time;
    let hours = |from: i8, to: i8| Span { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) };
    match part {
        Part::Morning => hours(6, 12),
        Part::Lunch => hours(11, 14),
        Part::Afternoon => hours(12, 18),
        Part::Evening => hours(17, 22),
        Part::AfterWork => hours(17, 20),
        Part::Night => Span { from: time(22, 0, 0, 0), to: Span::END_OF_DAY },
    }
}
