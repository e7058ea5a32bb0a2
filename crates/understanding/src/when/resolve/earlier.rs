//! What was said earlier completes what is said now: 'um drei' keeps the day, 'am Freitag' the hour.

use super::scene::{Days, Reading, Scene};
use crate::when::phrase::{Clock, Edge, Moment, Place};
use crate::when::wishes::Pair;
use crate::when::{Kind, Shift, When};
use base::business::Span;
use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};

impl Scene<'_> {
    pub(super) fn days_said_earlier(&self) -> Option<Days> {
        let earlier = self.context.earlier?;
        let zone = self.context.now.time_zone();
        let from = earlier.start.to_zoned(zone.clone()).date();
        let Some(end) = earlier.end else { return Days::one(from) };
        let last = end.checked_sub(1.nanosecond()).ok()?.to_zoned(zone.clone()).date();
        if last == from {
            return Days::one(from);
        }
        let days = Days::stretch(from, last.tomorrow().ok()?)?;
        Some(Days { weekdays: earlier.weekdays.clone(), ..days })
    }

    /// The hour said earlier is kept when only another day is said.
    pub(super) fn moment_said_earlier(&self) -> Option<Moment> {
        let earlier = self.context.earlier?;
        let local = |instant: Timestamp| instant.to_zoned(self.context.now.time_zone().clone()).time();
        if earlier.kind == Kind::Instant {
            return Some(Moment::At(vec![exact(local(earlier.start))]));
        }
        let edge = |time: Time| Some(Edge::Clock(exact(time)));
        let span = earlier.daily.or_else(|| self.window_said_earlier())?;
        let to = if span.to == Span::END_OF_DAY { None } else { edge(span.to) };
        Some(Moment::Window { from: edge(span.from), to })
    }

    /// The hour said earlier as a window of no length.
    pub(super) fn hour_said_earlier(&self) -> Option<Span> {
        let earlier = self.context.earlier.filter(|earlier| earlier.kind == Kind::Instant)?;
        let time = earlier.start.to_zoned(self.context.now.time_zone().clone()).time();
        Some(Span { from: time, to: time })
    }

    /// A window within one day that was said earlier.
    pub(super) fn window_said_earlier(&self) -> Option<Span> {
        let earlier = self.context.earlier.filter(|earlier| earlier.kind == Kind::Range)?;
        let zone = self.context.now.time_zone();
        let (from, to) = (earlier.start.to_zoned(zone.clone()), earlier.end?.to_zoned(zone.clone()));
        let midnight = from.date().tomorrow().ok() == Some(to.date()) && to.time() == Time::midnight();
        if midnight && from.time() != Time::midnight() {
            return Some(Span { from: from.time(), to: Span::END_OF_DAY });
        }
        (from.date() == to.date()).then_some(Span { from: from.time(), to: to.time() })
    }

    /// The move from what was said earlier that a pair is, if it is one.
    pub(super) fn shift(&self, pair: &Pair) -> Option<Shift> {
        if let (Some(Moment::FromEarlier(minutes)), None) = (&pair.moment, &pair.place) {
            let minutes = *minutes;
            return Some(Shift::Minutes(minutes));
        }
        let place = pair.place.as_ref().filter(|_| pair.moment.is_none() && pair.other_place.is_none())?;
        match place {
            Place::FromEarlier(days) => Some(Shift::Days(*days)),
            Place::WeekFromEarlier(weeks) => Some(Shift::Weeks(*weeks)),
            Place::WeekdayFromEarlier { weekday, after } => Some(Shift::Weekday { weekday: *weekday, after: *after }),
            _ if pair.same_time => {
                let days = self.days(place).0.into_iter().next()?;
                Some(Shift::SameTime { first: days.from, last: days.to.yesterday().ok()? })
            }
            _ => None,
        }
    }

    /// What a shift makes of the instant said earlier.
    pub(super) fn shifted(&self, shift: &Shift) -> Option<Reading> {
        let earlier = self.context.earlier.filter(|earlier| earlier.kind == Kind::Instant)?;
        let anchor = earlier.start.to_zoned(self.context.now.time_zone().clone());
        let When { kind, start, end, .. } = shift.apply(&anchor)?;
        Some(Reading { kind, start, end, daily: None, weekdays: Vec::new() })
    }
}

fn exact(time: Time) -> Clock {
    let part = |value: i8| u32::from(value.unsigned_abs());
    Clock { hour: part(time.hour()), minute: part(time.minute()), half: None, exact: true, season: None }
}
