//! What can be booked: the rules of a business, expanded into instants, minus what is taken.
//!
//! Takes the business as data, what is wanted, and the blocked times; gives visits, or slots where one is all that is wanted.
//! Listing ([`visits`], [`free_slots`], [`list_visits`], [`list`]) and the check before booking ([`bookable`]) go through the
//! same `openings` and the same `window`, so that whatever is offered can be booked. Whether a slot is *still* free is not
//! decided here but by the database when it is held.
//!
//! ```
//! use base::business::fixtures;
//! use booking::availability::{SlotQuery, bookable, free_slots};
//!
//! let salon = fixtures::by_id("salon").unwrap();
//! let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
//! let query = SlotQuery {
//!     service: "herrenschnitt",
//!     resource: Some("jonas"),
//!     from: instant("2026-12-03T09:00:00+01:00"),
//!     to: instant("2026-12-03T18:00:00+01:00"),
//!     begun_at: instant("2026-12-01T10:00:00+01:00"),
//!     limit: 3,
//! };
//! let slots = free_slots(&salon, &query, &[]);
//! assert_eq!(slots.len(), 3);
//! // Whatever is offered can be booked: both go through the same rules.
//! assert!(slots.iter().all(|slot| bookable(&salon, slot, query.begun_at).is_ok()));
//! ```
//!
//! Local rules are expanded per date (hours, breaks, absences, holidays, grid); [`base::business::Stretch`] says what that
//! means on the days of clock changes. Everything else is arithmetic on instants.

mod arrangement;
mod openings;
mod search;
mod taken;
mod window;

pub use window::bookable_window;

use super::{Agenda, AppointmentId, Blocked, BlockedQuery, CalendarError, Part, Refusal, Slot, Together, Visit};
use base::business::{Business, Resource, Service, start_of_day};
use jiff::{SignedDuration, Timestamp, ToSpan};
use openings::Dates;
use search::Search;
use std::ops::Range;

/// What slots are wanted.
#[derive(Debug, Clone, Copy)]
pub struct SlotQuery<'q> {
    /// Id of the service.
    pub service: &'q str,
    /// Id of the resource; `None`: any that does the service.
    pub resource: Option<&'q str>,
    /// Earliest start, inclusive.
    pub from: Timestamp,
    /// Latest start, exclusive.
    pub to: Timestamp,
    /// Begin of the call, against which notice and horizon are judged.
    pub begun_at: Timestamp,
    /// At most so many.
    pub limit: usize,
}

/// What visits are wanted.
#[derive(Debug, Clone, Copy)]
pub struct VisitQuery<'q> {
    /// All that is wanted, in the order said.
    pub parts: &'q [Part],
    /// How several people are served.
    pub together: Together,
    /// Earliest start of the visit, inclusive.
    pub from: Timestamp,
    /// Latest start of the visit, exclusive.
    pub to: Timestamp,
    /// Begin of the call, against which notice and horizon are judged.
    pub begun_at: Timestamp,
    /// At most so many.
    pub limit: usize,
}

impl<'q> SlotQuery<'q> {
    /// The one part of the visit that is a slot.
    fn part(&self) -> Part {
        Part { service: self.service.to_owned(), resource: self.resource.map(str::to_owned), person: 0 }
    }

    fn visits(&self, parts: &'q [Part]) -> VisitQuery<'q> {
        let SlotQuery { from, to, begun_at, limit, .. } = *self;
        VisitQuery { parts, together: Together::AsItFits, from, to, begun_at, limit }
    }
}

/// The visits that a query asks for, earliest first; at the same start as the business assigns its resources. `blocked` are
/// the blocked times of the business on the days of the queried range, in any order. Unknown ids give no visits.
///
/// The parts of a person follow each other in the order said, or in another where only that fits: each begins at the first
/// start that is free after the one before, within a quarter of an hour or a step of the grid. A visit of several parts is
/// given once for each resource with which it could begin.
pub fn visits(business: &Business, query: &VisitQuery<'_>, blocked: &[Blocked]) -> Vec<Visit> {
    let Some(search) = Search::new(business, query, blocked) else { return Vec::new() };
    search.visits().take(query.limit).collect()
}

/// The free slots that a query asks for: the visits of one part.
pub fn free_slots(business: &Business, query: &SlotQuery<'_>, blocked: &[Blocked]) -> Vec<Slot> {
    let part = [query.part()];
    slots(visits(business, &query.visits(&part), blocked))
}

/// Whether the rules of the business let `slot` be booked by a call begun at `begun_at`; whether it is free is not asked.
///
/// # Errors
/// [`Refusal::NotBookable`] when it is closed, off the grid, too soon, beyond the horizon, of the wrong length, or not this
/// resource's service.
pub fn bookable(business: &Business, slot: &Slot, begun_at: Timestamp) -> Result<(), Refusal> {
    let allowed = || {
        let service = business.service(&slot.service)?;
        let resource = resources(business, service).find(|resource| resource.id == slot.resource)?;
        let day = slot.start.to_zoned(business.zone.clone()).date();
        let within = bookable_window(business, service, begun_at).contains(&slot.start);
        let length = slot.end == end(service, slot.start);
        (within && length && Dates::of(business).starts(service, resource, day).contains(&slot.start)).then_some(())
    };
    allowed().ok_or(Refusal::NotBookable)
}

/// The resource's time that `slot` takes, from the buffer before to the buffer after; within it the [`idle_range`] is free.
pub fn blocked_range(business: &Business, slot: &Slot) -> Range<Timestamp> {
    let (before, after) = business
        .service(&slot.service)
        .map_or((0, 0), |service| (service.buffer_before_minutes, service.buffer_after_minutes));
    earlier(slot.start, before)..later(slot.end, after)
}

/// The part of `slot` in which its resource is free for others; `None` when its service has none.
pub fn idle_range(business: &Business, slot: &Slot) -> Option<Range<Timestamp>> {
    idle(business.service(&slot.service)?, slot)
}

/// What a slot takes of its resource's time: all of its [`blocked_range`] but the [`idle_range`]. Blocked times of a resource
/// never overlap.
pub fn blocked_times(business: &Business, slot: &Slot) -> Vec<Range<Timestamp>> {
    business.service(&slot.service).map(|service| times(service, slot).collect()).unwrap_or_default()
}

fn times(service: &Service, slot: &Slot) -> impl Iterator<Item = Range<Timestamp>> + use<> {
    let all = earlier(slot.start, service.buffer_before_minutes)..later(slot.end, service.buffer_after_minutes);
    let (first, second) = match idle(service, slot) {
        Some(idle) => (all.start..idle.start, Some(idle.end..all.end)),
        None => (all, None),
    };
    std::iter::once(first).chain(second)
}

fn idle(service: &Service, slot: &Slot) -> Option<Range<Timestamp>> {
    let idle = service.idle?;
    let start = later(slot.start, idle.after_minutes);
    Some(start..later(start, idle.minutes))
}

/// Asks `agenda` what is taken and gives the free slots from `now` on.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn list(
    agenda: &dyn Agenda,
    business: &Business,
    query: &SlotQuery<'_>,
    now: Timestamp,
) -> Result<Vec<Slot>, CalendarError> {
    list_for_move(agenda, business, query, None, now).await
}

/// As [`list`], with the time of the own appointment `moved` counting as free.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn list_for_move(
    agenda: &dyn Agenda,
    business: &Business,
    query: &SlotQuery<'_>,
    moved: Option<&AppointmentId>,
    now: Timestamp,
) -> Result<Vec<Slot>, CalendarError> {
    let part = [query.part()];
    Ok(slots(list_visits(agenda, business, &query.visits(&part), moved, now).await?))
}

/// Asks `agenda` what is taken and gives the visits from `now` on, with the time of the own appointment `moved` counting as
/// free.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn list_visits(
    agenda: &dyn Agenda,
    business: &Business,
    query: &VisitQuery<'_>,
    moved: Option<&AppointmentId>,
    now: Timestamp,
) -> Result<Vec<Visit>, CalendarError> {
    let query = VisitQuery { from: query.from.max(now), ..*query };
    let Some(range) = touched(business, &query) else { return Ok(Vec::new()) };
    let services = query.parts.iter().filter_map(|part| business.service(&part.service));
    let mut resources: Vec<&str> = services.flat_map(|service| service.resources.iter().map(String::as_str)).collect();
    resources.sort_unstable();
    resources.dedup();
    let blocked = agenda.blocked(&business.id, &BlockedQuery { resources: &resources, range, moved, now }).await?;
    Ok(visits(business, &query, &blocked))
}

/// The time in which something taken could matter: the days on which a visit may start, whole, since all that is taken on
/// them decides who is assigned; and as far beyond as its parts and their buffers could reach. `None` when none may start.
fn touched(business: &Business, query: &VisitQuery<'_>) -> Option<Range<Timestamp>> {
    let starts = Search::new(business, query, &[])?.range();
    let midnight = |instant: Timestamp, days: i64| {
        let date = instant.to_zoned(business.zone.clone()).date();
        start_of_day(date.saturating_add(days.days()), &business.zone)
    };
    let services = || query.parts.iter().filter_map(|part| business.service(&part.service));
    let before = services().map(|service| service.buffer_before_minutes).max()?;
    let wait = search::wait_minutes_max(business);
    let reach = services().map(|service| service.minutes + service.buffer_after_minutes + wait).sum();
    let (first, last) = (midnight(starts.start, 0), midnight(starts.end, 1));
    (starts.start < starts.end).then(|| earlier(first, before)..later(last, reach))
}

fn slots(visits: Vec<Visit>) -> Vec<Slot> {
    visits.into_iter().map(|visit| visit.first().clone()).collect()
}

/// The resources that do a service, in its order of preference.
fn resources<'b>(business: &'b Business, service: &'b Service) -> impl Iterator<Item = &'b Resource> {
    service.resources.iter().filter_map(|id| business.resource(id))
}

fn slot(service: &Service, resource: &Resource, start: Timestamp) -> Slot {
    Slot { service: service.id.clone(), resource: resource.id.clone(), start, end: end(service, start) }
}

fn end(service: &Service, start: Timestamp) -> Timestamp {
    later(start, service.minutes)
}

fn later(instant: Timestamp, minutes: u32) -> Timestamp {
    instant.checked_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX)
}

fn earlier(instant: Timestamp, minutes: u32) -> Timestamp {
    instant.checked_sub(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MIN)
}
