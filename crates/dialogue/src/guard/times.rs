//! Times in a model's sentence: each must be one that is spoken of, the business's hours, or what the caller or the owner said.

use super::Guard;
use super::known::numbers;
use super::state::{Stretch, readings};
use crate::{tools, wording};
use base::business::Span;
use base::language::Language;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use understanding::when::{self, Kind, When, WhenReading};
use understanding::words::Token;

/// Days that a stretch may have to be looked at day by day.
const DAYS_MAX: usize = 14;

impl Guard<'_> {
    /// Which words belong to times, if all of these are known.
    pub(super) fn known_times(&self, prose: &str, words: &[Token]) -> Option<Vec<bool>> {
        let mut timed = vec![false; words.len()];
        for language in Language::ALL {
            let reading = when::parse(prose, &self.context(language));
            if !self.is_known_reading(&reading, words) {
                return None;
            }
            reading.consumed.iter().cloned().flatten().for_each(|place| timed[place] = true);
        }
        Some(timed)
    }

    fn is_known_reading(&self, reading: &WhenReading, words: &[Token]) -> bool {
        if reading.consumed.is_empty() {
            return true;
        }
        let stretches: Vec<&[Token]> =
            reading.consumed.iter().map(|range: &Range<usize>| &words[range.clone()]).collect();
        if self.known.has_stretches(&stretches) {
            return true;
        }
        let figured = stretches.iter().any(|words| !numbers(words).is_empty());
        let spoken_of = self.spoken_of();
        let whens = reading.when.iter().chain(&reading.excluded).chain(&reading.instead_of);
        let mut whens = whens.peekable();
        // A time of which no sense is made is none that is known.
        whens.peek().is_some() && whens.all(|when| self.is_known(when, reading, figured, &spoken_of))
    }

    /// What is spoken of, and what the caller has said.
    fn spoken_of(&self) -> Vec<Stretch> {
        let mut spoken_of = self.conversation.times_spoken_of();
        let context = self.context(self.conversation.language);
        for said in &self.known.said {
            let reading = when::parse(said, &context);
            let whens = reading.when.iter().chain(&reading.excluded).chain(&reading.instead_of);
            spoken_of.extend(whens.flat_map(readings));
        }
        spoken_of
    }

    fn is_known(&self, when: &When, reading: &WhenReading, figured: bool, spoken_of: &[Stretch]) -> bool {
        if self.is_opening(when, reading) {
            return true;
        }
        // Where no day is said, the one that was assumed says nothing.
        let same = |known: Timestamp, at: Timestamp| match reading.day_said {
            true => known == at,
            false => self.time(known) == self.time(at),
        };
        let is_edge =
            |at: Timestamp| spoken_of.iter().any(|(from, to)| same(*from, at) || to.is_some_and(|to| same(to, at)));
        readings(when).all(|(start, end)| match when.kind {
            Kind::Instant if reading.day_said => spoken_of.iter().any(|(from, _)| *from == start),
            Kind::Instant => is_edge(start),
            Kind::Day => self.is_known_day(self.date(start), spoken_of),
            Kind::Range => {
                let days_known = !reading.day_said || self.meets(start, end, spoken_of);
                // 'Ab drei', 'bis drei' say one end; the other is the day's, or now.
                let begins = is_edge(start) || self.time(start) == Time::midnight() || start <= self.now.timestamp();
                let ends = end.is_none_or(|end| is_edge(end) || self.time(end) == Time::midnight());
                let edges_known = begins && ends && (is_edge(start) || end.is_some_and(is_edge));
                days_known && (!figured || !reading.time_said || edges_known)
            }
        })
    }

    fn is_known_day(&self, date: Date, spoken_of: &[Stretch]) -> bool {
        let covers = |(from, to): &Stretch| {
            let last = to.map_or(*from, |to| to.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(to));
            (self.date(*from)..=self.date(last)).contains(&date)
        };
        date == self.now.date() || spoken_of.iter().any(covers)
    }

    /// Whether something spoken of lies in a stretch.
    fn meets(&self, start: Timestamp, end: Option<Timestamp>, spoken_of: &[Stretch]) -> bool {
        let end = end.unwrap_or(start);
        spoken_of.iter().any(|(from, to)| *from < end.max(start) && to.unwrap_or(*from) >= start)
    }

    /// Whether it is said, day by day, when the business is open.
    fn is_opening(&self, when: &When, reading: &WhenReading) -> bool {
        if when.kind != Kind::Range || !reading.time_said || !when.alternatives.is_empty() {
            return false;
        }
        let Some(end) = when.end else { return false };
        let span = when.daily.unwrap_or_else(|| Span { from: self.time(when.start), to: self.time(end) });
        let last = end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(end);
        let days = self.date(when.start).series(jiff::Span::new().days(1)).take_while(|day| *day <= self.date(last));
        let days: Vec<Date> =
            days.filter(|day| when.weekdays.is_empty() || when.weekdays.contains(&day.weekday())).collect();
        let open = |day: &Date| tools::opening_on(self.business, *day).is_ok_and(|spans| spans.contains(&span));
        match reading.day_said {
            true => !days.is_empty() && days.len() <= DAYS_MAX && days.iter().all(open),
            false => tools::opening_week(self.business).iter().any(|group| group.spans.contains(&span)),
        }
    }

    fn date(&self, at: Timestamp) -> Date {
        wording::local_date(self.business, at)
    }

    fn time(&self, at: Timestamp) -> Time {
        wording::local_time(self.business, at)
    }
}
