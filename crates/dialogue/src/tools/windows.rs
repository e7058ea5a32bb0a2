//! The stretches of time that a wish names, and those in which it may be booked.

use super::search::{Search, next};
use base::business::{Service, Span, start_of_day};
use booking::availability::bookable_window;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::ops::Range;
use understanding::when::When;

/// Days asked for at once.
pub(super) const STRIDE_DAYS: i64 = 7;

impl Search<'_> {
    /// The stretches of a day or range, its alternatives too, in order; at most a week each.
    pub(super) fn windows(&self) -> Vec<Range<Timestamp>> {
        let when = self.wish.when;
        let mut ranges = vec![(when.start, when.end)];
        ranges.extend(when.alternatives.iter().copied());
        ranges.sort();
        let bookable = self.bookable();
        let ranges = ranges
            .into_iter()
            .map(|(start, end)| start.max(bookable.start).max(self.scene.now)..end.unwrap_or(start).min(bookable.end));
        ranges.filter(|range| range.start < range.end).flat_map(|range| self.split(range)).collect()
    }

    /// Cuts a range into weeks, or into the daily times and weekdays that the wish names.
    fn split(&self, range: Range<Timestamp>) -> Vec<Range<Timestamp>> {
        let when = self.wish.when;
        let each_day = when.daily.is_some() || !when.weekdays.is_empty();
        let stride = if each_day { 1 } else { STRIDE_DAYS };
        let mut parts = Vec::new();
        let mut date = self.date(range.start);
        while start_of_day(date, &self.zone()) < range.end {
            let end = date.saturating_add(stride.days());
            let mut part = start_of_day(date, &self.zone())..start_of_day(end, &self.zone());
            if let Some(span) = when.daily {
                part = self.span_on(date, span);
            }
            let part = part.start.max(range.start)..part.end.min(range.end);
            if part.start < part.end && (when.weekdays.is_empty() || when.weekdays.contains(&date.weekday())) {
                parts.push(part);
            }
            date = end;
        }
        parts
    }

    /// The time of day that a range within one day covers.
    pub(super) fn span_of_day(&self, when: &When) -> Option<Span> {
        let (start, end) = (when.start.to_zoned(self.zone()), when.end?.to_zoned(self.zone()));
        match end.date() {
            date if date == start.date() => Some(Span { from: start.time(), to: end.time() }),
            date if date == next(start.date()) && end.time() == Time::midnight() => {
                Some(Span { from: start.time(), to: Span::END_OF_DAY })
            }
            _ => None,
        }
    }

    pub(super) fn span_on(&self, date: Date, span: Span) -> Range<Timestamp> {
        let at =
            |time: Time| self.zone().to_zoned(date.to_datetime(time)).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
        let end = if span.to == Span::END_OF_DAY { start_of_day(next(date), &self.zone()) } else { at(span.to) };
        at(span.from)..end
    }

    /// When all of it may start.
    pub(super) fn bookable(&self) -> Range<Timestamp> {
        let window = |service: &&Service| bookable_window(&self.scene.business, service, self.scene.begun_at);
        let windows = self.services.iter().map(window);
        windows.fold(Timestamp::MIN..Timestamp::MAX, |all, one| all.start.max(one.start)..all.end.min(one.end))
    }

    pub(super) fn today(&self) -> Date {
        self.date(self.scene.now)
    }

    pub(super) fn day(&self, date: Date) -> Range<Timestamp> {
        start_of_day(date, &self.zone())..start_of_day(next(date), &self.zone())
    }

    pub(super) fn date(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone()).date()
    }

    pub(super) fn zone(&self) -> TimeZone {
        self.scene.business.zone.clone()
    }
}
