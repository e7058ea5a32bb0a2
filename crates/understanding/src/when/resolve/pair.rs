//! The readings of one pair of day and time, completed by what was said earlier.

use super::clock::Hint;
use super::scene::{Days, Reading, Resolved, Scene};
use crate::when::phrase::{DaySpan, Edge, Moment, Place};
use crate::when::wishes::Pair;
use crate::when::{Kind, Problem};
use jiff::SignedDuration;

/// More readings than this are not asked about.
const READINGS_MAX: usize = 4;

impl Scene<'_> {
    /// All readings of a pair, completed by what was said earlier.
    pub(super) fn resolve(&self, pair: &Pair) -> Resolved {
        self.resolve_with(pair, true)
    }

    /// All readings of a pair; an hour said earlier is not part of it.
    pub(super) fn resolve_alone(&self, pair: &Pair) -> Resolved {
        self.resolve_with(pair, false)
    }

    fn resolve_with(&self, pair: &Pair, keep_time: bool) -> Resolved {
        let mut resolved = Resolved { day_said: pair.place.is_some(), ..Resolved::default() };
        if let Some(Moment::Ahead(minutes)) = pair.moment {
            return self.ahead(minutes, resolved);
        }
        if let Some(Moment::Within(minutes)) = pair.moment {
            let mut ahead = self.ahead(minutes, resolved);
            let now = self.context.now.timestamp();
            ahead.readings.iter_mut().for_each(|reading| reading.stretch_from(now));
            return ahead;
        }
        if let Some(shifted) = self.shift(pair).and_then(|shift| self.shifted(&shift)) {
            (resolved.day_said, resolved.time_said) = (true, true);
            resolved.readings.push(shifted);
            return resolved;
        }
        if let Some(Moment::FromEarlier(minutes)) = pair.moment {
            return self.beside_hour_said(minutes, pair, resolved);
        }
        if let (Some(Place::Span(span)), None) = (&pair.place, &pair.moment) {
            return self.spanned(span, resolved);
        }
        if let Some(bounded) = self.bounded(pair, keep_time) {
            return bounded;
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

    /// 'eine Stunde früher am Freitag': from the hour said earlier, on another day.
    fn beside_hour_said(&self, minutes: i64, pair: &Pair, resolved: Resolved) -> Resolved {
        if pair.place.is_none() {
            return resolved;
        }
        let mut day = self.resolve_with(&Pair { moment: None, ..pair.clone() }, true);
        day.readings.retain(|reading| reading.kind == Kind::Instant);
        for reading in &mut day.readings {
            reading.start = reading.start.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(reading.start);
        }
        day
    }

    /// 'ab Mittwoch 9 Uhr', 'by Friday at 3': from a time of a day on, or until it.
    fn bounded(&self, pair: &Pair, keep_time: bool) -> Option<Resolved> {
        let (place, from) = match pair.place.as_ref()? {
            Place::From { place, .. } | Place::After(place) => (place, true),
            Place::Until(place) | Place::Before(place) => (place, false),
            _ => return None,
        };
        matches!(pair.moment, Some(Moment::At(_))).then_some(())?;
        let within = Pair { place: Some((**place).clone()), ..pair.clone() };
        let mut resolved = self.resolve_with(&within, keep_time);
        let today = self.midnight(self.today)?;
        let end = self.midnight(self.horizon()?.tomorrow().ok()?)?;
        for reading in &mut resolved.readings {
            (reading.kind == Kind::Instant).then_some(())?;
            let at = reading.start;
            (reading.kind, reading.start, reading.end) =
                if from { (Kind::Range, at, Some(end)) } else { (Kind::Range, today, Some(at)) };
        }
        resolved.readings.retain(|reading| reading.end.is_some_and(|end| reading.start < end));
        (!resolved.readings.is_empty()).then_some(resolved)
    }

    /// From a time of one day to a time, or the end, of another.
    fn spanned(&self, span: &DaySpan, mut resolved: Resolved) -> Resolved {
        let (days, problem) = self.between(&span.from, &span.to);
        resolved.problems.extend(problem);
        resolved.time_said = true;
        let Some(days) = days.first() else { return resolved };
        let last = days.to.yesterday().ok().and_then(Days::one);
        let mut edge = |day: Option<Days>, edge: &Edge| {
            let moment = match edge {
                Edge::Clock(clock) => Moment::At(vec![*clock]),
                Edge::Part(part) => Moment::Part(*part, None),
            };
            let (readings, problem) = self.within_day(&day?, &moment, &Hint::default());
            resolved.problems.extend(problem);
            readings.into_iter().next()
        };
        let opens = edge(Days::one(days.from), &span.opens);
        let closes = match &span.closes {
            Some(closes) => edge(last, closes),
            None => last.and_then(|last| self.whole(&last)),
        };
        let (Some(mut opens), Some(closes)) = (opens, closes) else { return resolved };
        (opens.kind, opens.end) = (Kind::Range, Some(closes.end.unwrap_or(closes.start)));
        if opens.end.is_some_and(|end| opens.start < end) {
            resolved.readings.push(opens);
        } else {
            resolved.problems.push(Problem::Contradictory);
        }
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
}

fn intersection(a: &Days, b: &Days) -> Option<Days> {
    let (from, to) = (a.from.max(b.from), a.to.min(b.to));
    let weekdays = if a.weekdays.is_empty() { b.weekdays.clone() } else { a.weekdays.clone() };
    (from < to).then_some(Days { from, to, day: a.day || b.day, weekdays })
}
