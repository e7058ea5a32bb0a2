//! What an hour means: 'um drei' is 15:00 at a hairdresser's and may be 03:00 at a bakery.

use crate::when::Problem;
use crate::when::lexeme::Part;
use crate::when::phrase::{Clock, Edge, Moment};
use base::business::{Business, Span};
use jiff::civil::{Date, DateTime, Time, Weekday, time};

/// When a business is open; without one, what most people mean by a bare hour.
pub(super) struct Hours(Vec<Span>);

const USUAL: Span = Span { from: time(7, 0, 0, 0), to: time(19, 0, 0, 0) };

impl Hours {
    /// Of a day, or of the week's days together when the day is not known or closed.
    pub fn of(business: Option<&Business>, date: Option<Date>) -> Self {
        let Some(business) = business else { return Hours(vec![USUAL]) };
        let day = date.map(|date| business.hours.on(date.weekday()).to_vec()).unwrap_or_default();
        if !day.is_empty() {
            return Hours(day);
        }
        let week = Weekday::Monday.cycle_forward().take(7).flat_map(|weekday| business.hours.on(weekday).to_vec());
        let week: Vec<Span> = week.collect();
        Hours(if week.is_empty() { vec![USUAL] } else { week })
    }

    fn holds(&self, at: LocalTime) -> bool {
        let minutes = at.minutes();
        self.0.iter().any(|span| (start(*span)..end(*span)).contains(&minutes))
    }

    /// Minutes to the nearest open moment.
    fn distance(&self, at: LocalTime) -> i32 {
        let minutes = at.minutes();
        let to = |span: &Span| (start(*span) - minutes).max(minutes - end(*span)).max(0);
        self.0.iter().map(to).min().unwrap_or(0)
    }
}

fn start(span: Span) -> i32 {
    LocalTime::from(span.from).minutes()
}

fn end(span: Span) -> i32 {
    if span.to == Span::END_OF_DAY { 24 * 60 } else { LocalTime::from(span.to).minutes() }
}

/// A time of day up to and including 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LocalTime {
    hour: i32,
    minute: i32,
}

impl LocalTime {
    fn minutes(self) -> i32 {
        self.hour * 60 + self.minute
    }

    /// On a date; 24:00 is the next day's midnight.
    pub fn on(self, date: Date) -> Option<DateTime> {
        let (date, hour) = if self.hour == 24 { (date.tomorrow().ok()?, 0) } else { (date, self.hour) };
        let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(self.minute).ok()?, 0, 0).ok()?;
        Some(date.to_datetime(time))
    }

    fn time(self) -> Time {
        let minute = i8::try_from(self.minute).unwrap_or(0);
        i8::try_from(self.hour).ok().and_then(|hour| Time::new(hour, minute, 0, 0).ok()).unwrap_or(Span::END_OF_DAY)
    }

    fn plus(self, minutes: i32) -> LocalTime {
        let total = (self.minutes() + minutes).clamp(0, 24 * 60);
        LocalTime { hour: total / 60, minute: total % 60 }
    }
}

impl From<Time> for LocalTime {
    fn from(time: Time) -> Self {
        LocalTime { hour: time.hour().into(), minute: time.minute().into() }
    }
}

/// What helps to tell the halves of the day apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hint {
    /// A part of the day said with the time: it must hold.
    part: Option<Part>,
    /// A window said earlier: it should.
    window: Option<Span>,
}

impl Hint {
    pub fn of(beside: Option<&Moment>, window: Option<Span>) -> Self {
        let part = if let Some(Moment::Part(part, _)) = beside { Some(*part) } else { None };
        Hint { part, window }
    }
}

/// The times that a clock time may mean, likeliest first; more than one has to be asked.
pub(super) fn times(clock: &Clock, hours: &Hours, hint: &Hint) -> Result<(Vec<LocalTime>, Option<Problem>), Problem> {
    let candidates = candidates(clock)?;
    if let Some(part) = hint.part {
        return Ok(in_part(&candidates, part, hours));
    }
    if candidates.len() == 1 {
        return Ok((candidates, None));
    }
    let window = |at: &LocalTime| hint.window.is_some_and(|span| (start(span)..=end(span)).contains(&at.minutes()));
    let expected: Vec<LocalTime> = candidates.iter().copied().filter(window).collect();
    if expected.len() == 1 {
        return Ok((expected, None));
    }
    Ok((by_hours(&candidates, hours), None))
}

/// A number on the clock's face, or a certain time.
fn candidates(clock: &Clock) -> Result<Vec<LocalTime>, Problem> {
    let (hour, minute) = (clock.hour as i32, clock.minute as i32);
    if hour > 24 || minute > 59 || (hour == 24 && minute > 0) {
        return Err(Problem::Impossible);
    }
    let at = |hour: i32| LocalTime { hour, minute };
    Ok(match clock.half {
        // 13 p.m. is 13:00; 12 a.m. is midnight.
        Some(true) => vec![at(if hour < 12 { hour + 12 } else { hour })],
        Some(false) => vec![at(if hour == 12 { 0 } else { hour })],
        None if clock.exact || hour == 0 || hour > 12 => vec![at(hour)],
        None => vec![at(hour), at(if hour == 12 { 0 } else { hour + 12 })],
    })
}

/// 'acht Uhr abends'; an exact time outside the part contradicts it.
fn in_part(candidates: &[LocalTime], part: Part, hours: &Hours) -> (Vec<LocalTime>, Option<Problem>) {
    let fits = |at: &LocalTime| {
        let minutes = at.minutes();
        match part {
            Part::Morning => (60..12 * 60 + 1).contains(&minutes),
            Part::Lunch => (10 * 60..16 * 60).contains(&minutes),
            Part::Afternoon => (12 * 60..20 * 60).contains(&minutes),
            Part::Evening | Part::AfterWork => minutes >= 16 * 60,
            Part::Night => !(6 * 60..18 * 60).contains(&minutes),
        }
    };
    let fitting: Vec<LocalTime> = candidates.iter().copied().filter(fits).collect();
    match (fitting.len(), candidates.len()) {
        (1, _) => (fitting, None),
        (0, 1) => (candidates.to_vec(), Some(Problem::Contradictory)),
        (0, _) => (by_hours(candidates, hours), Some(Problem::Contradictory)),
        _ => (by_hours(&fitting, hours), None),
    }
}

/// The reading within opening hours; both, if both are; the nearest, if none is.
fn by_hours(candidates: &[LocalTime], hours: &Hours) -> Vec<LocalTime> {
    let open: Vec<LocalTime> = candidates.iter().copied().filter(|at| hours.holds(*at)).collect();
    if !open.is_empty() {
        return open;
    }
    let usual = Hours(vec![USUAL]);
    let nearest = candidates.iter().copied().min_by_key(|at| (hours.distance(*at), usual.distance(*at)));
    nearest.into_iter().collect()
}

/// The hours of a window or a part of the day.
pub(super) fn window(moment: &Moment, hours: &Hours, hint: &Hint) -> Result<(Span, Option<Problem>), Problem> {
    match moment {
        Moment::Part(part, third) => Ok((shaded(*part, *third), None)),
        Moment::Window { from, to } => {
            let (from, first) = opening(from.as_ref(), to.as_ref(), hours, hint)?;
            let (to, second) = closing(to.as_ref(), from, hours, hint)?;
            let problem = first.or(second);
            let span = Span { from: from.map_or(Time::midnight(), LocalTime::time), to };
            if span.from < span.to { Ok((span, problem)) } else { Err(Problem::Impossible) }
        }
        _ => Err(Problem::Impossible),
    }
}

fn shaded(part: Part, first_half: Option<bool>) -> Span {
    let hours = part_hours(part);
    let middle = LocalTime::from(hours.from).plus((end(hours) - start(hours)) / 2).time();
    match first_half {
        None => hours,
        Some(true) => Span { to: middle, ..hours },
        Some(false) => Span { from: middle, ..hours },
    }
}

type Bound = (Option<LocalTime>, Option<Problem>);

fn opening(from: Option<&Edge>, to: Option<&Edge>, hours: &Hours, hint: &Hint) -> Result<Bound, Problem> {
    match from {
        None => Ok((None, None)),
        // 'ab mittags' is from noon, 'ab nachmittags' too.
        Some(Edge::Part(Part::Lunch)) => Ok((Some(LocalTime { hour: 12, minute: 0 }), None)),
        Some(Edge::Part(part)) => Ok((Some(part_hours(*part).from.into()), None)),
        Some(Edge::Clock(clock)) => {
            let (mut times, problem) = times(clock, hours, hint)?;
            // The end may leave only one reading: 'between 10 and 2 pm'.
            if let Some(Edge::Clock(end)) = to {
                let latest = candidates(end)?.iter().map(|at| at.minutes()).max().unwrap_or(24 * 60);
                if times.first().is_some_and(|at| at.minutes() >= latest) {
                    times = candidates(clock)?;
                    times.retain(|at| at.minutes() < latest);
                }
                // 'between 8 and 9 pm': said once for both.
                let same_half = end.half.filter(|_| clock.half.is_none() && !clock.exact);
                let shared = same_half.map(|half| candidates(&Clock { half: Some(half), ..*clock })).transpose()?;
                if let Some(shared) = shared.filter(|shared| shared.iter().all(|at| at.minutes() < latest)) {
                    times = shared;
                }
            }
            let several = (times.len() > 1).then_some(Problem::Ambiguous);
            Ok((times.first().copied(), problem.or(several)))
        }
    }
}

/// The end follows the begin: its first reading after it.
fn closing(
    to: Option<&Edge>,
    from: Option<LocalTime>,
    hours: &Hours,
    hint: &Hint,
) -> Result<(Time, Option<Problem>), Problem> {
    match to {
        None => Ok((Span::END_OF_DAY, None)),
        Some(Edge::Part(Part::Lunch)) => Ok((time(12, 0, 0, 0), None)),
        Some(Edge::Part(part)) => {
            let hours = part_hours(*part);
            Ok((if from.is_some() { hours.to } else { hours.from }, None))
        }
        Some(Edge::Clock(clock)) => {
            let Some(from) = from else {
                let (times, problem) = times(clock, hours, hint)?;
                let several = (times.len() > 1).then_some(Problem::Ambiguous);
                let time = times.first().copied().ok_or(Problem::Impossible)?;
                return Ok((time.time(), problem.or(several)));
            };
            let after: Vec<LocalTime> =
                candidates(clock)?.into_iter().filter(|at| at.minutes() > from.minutes()).collect();
            let nearest = after.into_iter().min_by_key(|at| at.minutes());
            nearest.map(|at| (at.time(), None)).ok_or(Problem::Contradictory)
        }
    }
}

/// A clock time on each of several days: the minute in which it begins.
pub(super) fn daily(clocks: &[Clock], hours: &Hours, hint: &Hint) -> Result<(Vec<Span>, Option<Problem>), Problem> {
    let mut spans = Vec::new();
    let mut problem = None;
    for clock in clocks {
        let (times, found) = times(clock, hours, hint)?;
        spans.extend(times.into_iter().map(|at| Span { from: at.time(), to: at.plus(1).time() }));
        problem = problem.or(found);
    }
    let several = (spans.len() > 1).then_some(Problem::Ambiguous);
    Ok((spans, problem.or(several)))
}

/// The half hour after or before, on each of several days.
pub(super) fn daily_beside(
    clock: &Clock,
    after: bool,
    hours: &Hours,
    hint: &Hint,
) -> Result<(Vec<Span>, Option<Problem>), Problem> {
    let (times, problem) = times(clock, hours, hint)?;
    let span = |at: LocalTime| {
        if after {
            Span { from: at.time(), to: at.plus(30).time() }
        } else {
            Span { from: at.plus(-30).time(), to: at.time() }
        }
    };
    Ok((times.into_iter().map(span).collect(), problem))
}

/// The hours of a part of the day.
fn part_hours(part: Part) -> Span {
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
