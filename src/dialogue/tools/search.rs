//! Free slots for a wish: exactly as wished, else at most three near it, and why not as wished.

use super::choose::{OFFERS_MAX, apart, by_day, choose};
use super::whynot::WhyNot;
use crate::booking::availability::{self, SlotQuery, bookable_window};
use crate::booking::{AppointmentId, Slot};
use crate::business::{Service, Span, start_of_day};
use crate::dialogue::when::{Kind, When};
use crate::dialogue::{EngineError, Scene};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::ops::Range;

/// Slots at most this far from the time wished for count as near it.
const NEAR: SignedDuration = SignedDuration::from_hours(2);
/// More than a week of slots on a five-minute grid for three resources.
const SLOTS_MAX: usize = 7 * 24 * 12 * 3;
/// Days asked for at once while looking for the next free one.
const STRIDE_DAYS: i64 = 7;

/// What a caller wishes to book.
#[derive(Debug, Clone, Copy)]
pub struct SlotWish<'a> {
    /// Id of the service.
    pub service: &'a str,
    /// Id of the resource; `None`: anyone.
    pub resource: Option<&'a str>,
    /// When; its alternatives are as welcome.
    pub when: &'a When,
    /// Times that do not suit.
    pub excluded: &'a [When],
    /// Slots offered before that did not suit.
    pub declined: &'a [Slot],
    /// The own appointment to be moved: its time counts as free.
    pub moved: Option<&'a AppointmentId>,
}

/// What was found for a wish.
#[derive(Debug, Clone, PartialEq)]
pub enum SlotAnswer {
    /// Free exactly as wished.
    Free(Slot),
    /// One to three slots within the wish, earliest first.
    Within(Vec<Slot>),
    /// Not as wished; none to three slots near it, earliest first.
    Near(WhyNot, Vec<Slot>),
}

/// Looks for slots as wished, else near it.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn find_slots(scene: &Scene, wish: &SlotWish<'_>) -> Result<SlotAnswer, EngineError> {
    let Some(service) = scene.business.service(wish.service) else {
        return Ok(SlotAnswer::Near(WhyNot::Taken, Vec::new()));
    };
    let search = Search { scene, wish, service };
    match wish.when.kind {
        Kind::Instant => search.at_time().await,
        Kind::Day | Kind::Range => search.within().await,
    }
}

pub(super) struct Search<'a> {
    pub(super) scene: &'a Scene,
    pub(super) wish: &'a SlotWish<'a>,
    pub(super) service: &'a Service,
}

impl Search<'_> {
    async fn at_time(&self) -> Result<SlotAnswer, EngineError> {
        let when = self.wish.when;
        let starts = std::iter::once(when.start).chain(when.alternatives.iter().map(|(start, _)| *start));
        for start in starts {
            let exact = self.free(start..after(start), self.wish.resource).await?;
            if let Some(slot) = exact.into_iter().next() {
                return Ok(SlotAnswer::Free(slot));
            }
        }
        Ok(SlotAnswer::Near(self.why_not_at(when.start), self.near(when.start).await?))
    }

    /// Up to three slots near a time: on its day, with whoever was wished for; at the very time with somebody else; then at
    /// that time of later days.
    async fn near(&self, wished: Timestamp) -> Result<Vec<Slot>, EngineError> {
        let date = self.date(wished);
        let day = self.day(date);
        let mut near = self.slots(day, self.wish.resource).await?;
        near.sort_by_key(|slot| distance(slot.start, wished));
        near.retain(|slot| distance(slot.start, wished) <= NEAR);
        let mut near = apart(near);
        if self.wish.resource.is_some() {
            let other = self.slots(wished..after(wished), None).await?;
            near.splice(0..0, other.into_iter().take(1));
        }
        near.truncate(OFFERS_MAX);
        if near.len() < 2 {
            let time = wished.to_zoned(self.zone()).time();
            for slots in self.later_days(next(date), None, OFFERS_MAX).await? {
                let nearest = slots.into_iter().min_by_key(|slot| {
                    let at = slot.start.to_zoned(self.zone()).time();
                    (at.duration_since(time).abs(), slot.start)
                });
                near.extend(nearest);
            }
        }
        near.truncate(OFFERS_MAX);
        near.sort_by_key(|slot| slot.start);
        Ok(near)
    }

    async fn within(&self) -> Result<SlotAnswer, EngineError> {
        let mut days: Vec<Vec<Slot>> = Vec::new();
        for window in self.windows() {
            let slots = self.slots(window, self.wish.resource).await?;
            days.extend(by_day(slots, &self.zone()));
            if days.len() >= OFFERS_MAX {
                break;
            }
        }
        let slots = choose(&days, &self.zone());
        if !slots.is_empty() {
            return Ok(SlotAnswer::Within(slots));
        }
        let when = self.wish.when;
        let end = when.end.unwrap_or(when.start);
        let last = self.date(end.checked_sub(SignedDuration::from_secs(1)).unwrap_or(end));
        // 'Sunday afternoon' that cannot be had is looked for in later afternoons.
        let time_of_day = when.daily.or_else(|| (when.kind == Kind::Range).then(|| self.span_of_day(when)).flatten());
        let later = self.later_days(next(last), time_of_day, OFFERS_MAX).await?;
        Ok(SlotAnswer::Near(self.why_not_within(), choose(&later, &self.zone())))
    }

    /// The stretches of a day or range, its alternatives too, in order; at most a week each.
    fn windows(&self) -> Vec<Range<Timestamp>> {
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

    /// The slots of the next `count` days from `from` on that have any, a list a day.
    async fn later_days(&self, from: Date, daily: Option<Span>, count: usize) -> Result<Vec<Vec<Slot>>, EngineError> {
        let bookable = self.bookable();
        let mut days: Vec<Vec<Slot>> = Vec::new();
        let mut date = from.max(self.date(bookable.start));
        while days.len() < count && start_of_day(date, &self.zone()) < bookable.end {
            let end = date.saturating_add(STRIDE_DAYS.days());
            let week = start_of_day(date, &self.zone())..start_of_day(end, &self.zone());
            let slots = self.slots(week, self.wish.resource).await?.into_iter();
            let fits =
                |slot: &Slot| daily.is_none_or(|span| self.span_on(self.date(slot.start), span).contains(&slot.start));
            days.extend(by_day(slots.filter(fits).collect(), &self.zone()));
            date = end;
        }
        days.truncate(count);
        Ok(days)
    }

    /// Free slots that start in `range`, without those that do not suit.
    async fn slots(&self, range: Range<Timestamp>, resource: Option<&str>) -> Result<Vec<Slot>, EngineError> {
        let mut slots = self.free(range, resource).await?;
        slots.retain(|slot| self.suits(slot));
        Ok(slots)
    }

    /// Free slots that start in `range`.
    async fn free(&self, range: Range<Timestamp>, resource: Option<&str>) -> Result<Vec<Slot>, EngineError> {
        let query = SlotQuery {
            service: self.wish.service,
            resource,
            from: range.start,
            to: range.end,
            begun_at: self.scene.begun_at,
            limit: SLOTS_MAX,
        };
        let (calendar, business) = (self.scene.calendar.as_ref(), &self.scene.business);
        Ok(availability::list_for_move(calendar, business, &query, self.wish.moved, self.scene.now).await?)
    }

    fn suits(&self, slot: &Slot) -> bool {
        let excluded = self.wish.excluded.iter().any(|when| match when.end {
            Some(end) => (when.start..end).contains(&slot.start),
            None => when.start == slot.start,
        });
        !excluded && !self.wish.declined.iter().any(|declined| declined.start == slot.start)
    }

    /// The time of day that a range within one day covers.
    fn span_of_day(&self, when: &When) -> Option<Span> {
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

    pub(super) fn bookable(&self) -> Range<Timestamp> {
        bookable_window(&self.scene.business, self.service, self.scene.begun_at)
    }

    fn day(&self, date: Date) -> Range<Timestamp> {
        start_of_day(date, &self.zone())..start_of_day(next(date), &self.zone())
    }

    pub(super) fn date(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone()).date()
    }

    pub(super) fn zone(&self) -> TimeZone {
        self.scene.business.zone.clone()
    }
}

pub(super) fn next(date: Date) -> Date {
    date.tomorrow().unwrap_or(date)
}

/// The end of a range that holds this instant alone.
pub(super) fn after(start: Timestamp) -> Timestamp {
    start.checked_add(SignedDuration::from_nanos(1)).unwrap_or(start)
}

fn distance(a: Timestamp, b: Timestamp) -> SignedDuration {
    a.duration_since(b).abs()
}
