//! A time of day on the days that are meant.

use super::clock::{self, Hint, Hours};
use super::scene::{Days, Reading, Scene};
use crate::when::phrase::{Clock, Moment};
use crate::when::{Kind, Problem};
use base::business::Span;
use jiff::civil::{Date, Time};
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp};

impl Scene<'_> {
    /// The days themselves.
    pub(super) fn whole(&self, days: &Days) -> Option<Reading> {
        Some(Reading {
            kind: if days.day { Kind::Day } else { Kind::Range },
            start: self.midnight(days.from)?,
            end: Some(self.midnight(days.to)?),
            daily: None,
            weekdays: days.weekdays.clone(),
        })
    }

    /// A time on one day.
    pub(super) fn within_day(&self, days: &Days, moment: &Moment, hint: &Hint) -> (Vec<Reading>, Option<Problem>) {
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
    pub(super) fn daily(&self, days: &Days, moment: &Moment, hint: &Hint) -> (Vec<Reading>, Option<Problem>) {
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
