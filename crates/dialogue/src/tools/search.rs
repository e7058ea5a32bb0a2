//! Free visits for a wish: exactly as wished, else at most three near it, and why not as wished. Most visits are one slot.

use super::choose::{OFFERS_MAX, apart, by_day, choose};
use super::windows::STRIDE_DAYS;
use crate::{EngineError, Scene};
use base::business::{Closure, ResourceId, Service, ServiceId, Span, start_of_day};
use booking::availability::{self, VisitQuery};
use booking::{AppointmentId, Part, Together, Visit};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::ops::Range;
use understanding::when::{Kind, When};

/// Visits at most this far from the time wished for count as near it.
const NEAR: SignedDuration = SignedDuration::from_hours(2);
/// More than a week of visits on a five-minute grid for three resources.
const VISITS_MAX: usize = 7 * 24 * 12 * 3;

/// What a caller wishes to book.
#[derive(Debug, Clone, Copy)]
pub struct VisitWish<'a> {
    /// What, with whom, for whom.
    pub parts: &'a [Part],
    /// How several people are served.
    pub together: Together,
    /// When; its alternatives are as welcome.
    pub when: &'a When,
    /// Times that do not suit.
    pub excluded: &'a [When],
    /// Visits offered before that did not suit.
    pub declined: &'a [Visit],
    /// The own appointment to be moved: its time counts as free.
    pub moved: Option<&'a AppointmentId>,
}

/// What was found for a wish.
#[derive(Debug, Clone, PartialEq)]
pub enum VisitAnswer {
    /// Free exactly as wished.
    Free(Visit),
    /// One to three visits within the wish, earliest first.
    Within(Vec<Visit>),
    /// Not as wished; none to three visits near it, earliest first.
    Near(WhyNot, Vec<Visit>),
}

/// Why a wish cannot be had as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// It lies in the past.
    Past,
    /// Sooner than the notice allows.
    TooSoon,
    /// Beyond the horizon.
    TooFar,
    /// The business is closed that day, for a reason or because the weekday is.
    Closed(Option<Closure>),
    /// Open that day, but not then.
    OutsideHours,
    /// Open then, but not for as long as it takes.
    TooLong,
    /// Whoever was asked for is not there that day; the weekdays of whom they are for this service, unless it is one of them.
    NotThere(ResourceId, Vec<Weekday>),
    /// Nobody does the service that day; the weekdays on which somebody does, unless it is one of them.
    NotOnThatDay(ServiceId, Vec<Weekday>),
    /// Whoever was asked for, or whoever does the service, is there that day, but not then.
    NotThen(Option<ResourceId>, ServiceId),
    /// No appointment begins at that minute.
    OffGrid,
    /// Each part can be had, but not all of them in that time.
    NotAllOfIt,
    /// Taken, or nothing left.
    Taken,
}

/// Looks for visits as wished, else near it.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn find_visits(scene: &Scene, wish: &VisitWish<'_>) -> Result<VisitAnswer, EngineError> {
    let services = wish.parts.iter().map(|part| scene.business.service(&part.service));
    let Some(services) = services.collect::<Option<Vec<_>>>().filter(|services| !services.is_empty()) else {
        return Ok(VisitAnswer::Near(WhyNot::Taken, Vec::new()));
    };
    let anyone = wish.parts.iter().map(|part| Part { resource: None, ..part.clone() }).collect();
    let search = Search { scene, wish, services, anyone };
    match wish.when.kind {
        Kind::Instant => search.at_time().await,
        Kind::Day | Kind::Range => search.within().await,
    }
}

pub(super) struct Search<'a> {
    pub(super) scene: &'a Scene,
    pub(super) wish: &'a VisitWish<'a>,
    /// What the parts are; never empty.
    pub(super) services: Vec<&'a Service>,
    /// The parts, whoever does them.
    anyone: Vec<Part>,
}

impl Search<'_> {
    async fn at_time(&self) -> Result<VisitAnswer, EngineError> {
        let when = self.wish.when;
        let starts = std::iter::once(when.start).chain(when.alternatives.iter().map(|(start, _)| *start));
        for start in starts {
            let exact = self.free(start..after(start), self.wish.parts).await?;
            // Who begins it had better end it.
            if let Some(visit) = exact.into_iter().min_by_key(Visit::hands) {
                return Ok(VisitAnswer::Free(visit));
            }
        }
        let why = self.unless_parts_are_free(self.why_not_at(when.start), &[when.start..after(when.start)]).await?;
        Ok(VisitAnswer::Near(why, self.near(when.start).await?))
    }

    /// Up to three visits near a time: on its day, with whoever was wished for; at the very time with somebody else; then at
    /// that time of later days.
    async fn near(&self, wished: Timestamp) -> Result<Vec<Visit>, EngineError> {
        let date = self.date(wished);
        let day = self.day(date);
        let mut near = self.visits(day, self.wish.parts).await?;
        near.sort_by_key(|visit| distance(visit.start(), wished));
        near.retain(|visit| distance(visit.start(), wished) <= NEAR);
        let mut near = apart(near);
        if self.wish.parts != self.anyone {
            let other = self.visits(wished..after(wished), &self.anyone).await?;
            near.splice(0..0, other.into_iter().take(1));
        }
        near.truncate(OFFERS_MAX);
        if near.len() < 2 {
            let time = wished.to_zoned(self.zone()).time();
            for visits in self.later_days(next(date), None, OFFERS_MAX).await? {
                let nearest = visits.into_iter().min_by_key(|visit| {
                    let at = visit.start().to_zoned(self.zone()).time();
                    (at.duration_since(time).abs(), visit.start())
                });
                near.extend(nearest);
            }
        }
        near.truncate(OFFERS_MAX);
        near.sort_by_key(Visit::start);
        Ok(near)
    }

    async fn within(&self) -> Result<VisitAnswer, EngineError> {
        let mut days: Vec<Vec<Visit>> = Vec::new();
        for window in self.windows() {
            let visits = self.visits(window, self.wish.parts).await?;
            days.extend(by_day(visits, &self.zone()));
            if days.len() >= OFFERS_MAX {
                break;
            }
        }
        let visits = choose(&days, &self.zone(), self.today());
        if !visits.is_empty() {
            return Ok(VisitAnswer::Within(visits));
        }
        let when = self.wish.when;
        let end = when.end.unwrap_or(when.start);
        let last = self.date(end.checked_sub(SignedDuration::from_secs(1)).unwrap_or(end));
        // 'Sunday afternoon' that cannot be had is looked for in later afternoons.
        let time_of_day = when.daily.or_else(|| (when.kind == Kind::Range).then(|| self.span_of_day(when)).flatten());
        let mut later = self.later_days(next(last), time_of_day, OFFERS_MAX).await?;
        if later.is_empty() && time_of_day.is_some() {
            // Never at that time of day: what is nearest to it, on that day and after it.
            later = self.nearest_days(when.start, last).await?;
        }
        let why = self.unless_parts_are_free(self.why_not_within(), &self.windows()).await?;
        Ok(VisitAnswer::Near(why, choose(&later, &self.zone(), self.today())))
    }

    /// The visits of the day wished for, else of the days after it, whatever their time.
    async fn nearest_days(&self, wished: Timestamp, last: Date) -> Result<Vec<Vec<Visit>>, EngineError> {
        let day = self.day(self.date(wished));
        let visits = self.visits(day.start.max(self.scene.now)..day.end, self.wish.parts).await?;
        let days = by_day(visits, &self.zone());
        if days.is_empty() { self.later_days(next(last), None, OFFERS_MAX).await } else { Ok(days) }
    }

    /// The visits of the next `count` days from `from` on that have any, a list a day.
    async fn later_days(&self, from: Date, daily: Option<Span>, count: usize) -> Result<Vec<Vec<Visit>>, EngineError> {
        let bookable = self.bookable();
        let mut days: Vec<Vec<Visit>> = Vec::new();
        let mut date = from.max(self.date(bookable.start));
        while days.len() < count && start_of_day(date, &self.zone()) < bookable.end {
            let end = date.saturating_add(STRIDE_DAYS.days());
            let week = start_of_day(date, &self.zone())..start_of_day(end, &self.zone());
            let visits = self.visits(week, self.wish.parts).await?.into_iter();
            let fits = |visit: &Visit| {
                daily.is_none_or(|span| self.span_on(self.date(visit.start()), span).contains(&visit.start()))
            };
            days.extend(by_day(visits.filter(fits).collect(), &self.zone()));
            date = end;
        }
        days.truncate(count);
        Ok(days)
    }

    /// Free visits that start in `range`, without those that do not suit.
    async fn visits(&self, range: Range<Timestamp>, parts: &[Part]) -> Result<Vec<Visit>, EngineError> {
        let mut visits = self.free(range, parts).await?;
        visits.retain(|visit| self.suits(visit));
        Ok(visits)
    }

    /// Free visits that start in `range`.
    pub(super) async fn free(&self, range: Range<Timestamp>, parts: &[Part]) -> Result<Vec<Visit>, EngineError> {
        let query = VisitQuery {
            parts,
            together: self.wish.together,
            from: range.start,
            to: range.end,
            begun_at: self.scene.begun_at,
            limit: VISITS_MAX,
        };
        let (agenda, business) = (self.scene.agenda.as_ref(), &self.scene.business);
        Ok(availability::list_visits(agenda, business, &query, self.wish.moved, self.scene.now).await?)
    }

    fn suits(&self, visit: &Visit) -> bool {
        let start = visit.start();
        let excluded = self.wish.excluded.iter().any(|when| match when.end {
            Some(end) => (when.start..end).contains(&start),
            None => when.start == start,
        });
        !excluded && !self.wish.declined.iter().any(|declined| declined.start() == start)
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
