//! What was said earlier completes what is said now: 'um drei' keeps the day, 'am Freitag' the hour.

use super::scene::{Days, Reading, Resolved, Scene};
use crate::when::Kind;
use crate::when::phrase::{Clock, Edge, Moment};
use base::business::Span;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan};

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

    pub(super) fn beside_earlier(&self, minutes: i64, mut resolved: Resolved) -> Resolved {
        let earlier = self.context.earlier.filter(|earlier| earlier.kind == Kind::Instant);
        let instant = earlier.and_then(|earlier| earlier.start.checked_add(SignedDuration::from_mins(minutes)).ok());
        resolved.readings.extend(instant.map(Reading::instant));
        resolved.day_said = !resolved.readings.is_empty();
        resolved.time_said = resolved.day_said;
        resolved
    }
}

fn exact(time: Time) -> Clock {
    let part = |value: i8| u32::from(value.unsigned_abs());
    Clock { hour: part(time.hour()), minute: part(time.minute()), half: None, exact: true, season: None }
}
