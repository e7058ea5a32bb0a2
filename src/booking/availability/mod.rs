//! Which slots are free: the rules of a business, expanded into instants, minus what is taken.
//!
//! Takes the business as data, what is wanted, and the blocked times; gives slots. Listing ([`free_slots`], [`list`]) and
//! the check before booking ([`bookable`]) go through the same `openings` and the same `window`, so that whatever is
//! offered can be booked. Whether a slot is *still* free is not decided here but by the database when it is held.
//!
//! Local rules are expanded per date (hours, breaks, holidays, grid); [`crate::business::Stretch`] says what that means on the
//! days of clock changes. Everything else is arithmetic on instants.

mod openings;
mod taken;
mod window;

pub use window::bookable_window;

use super::{AppointmentId, Blocked, Calendar, CalendarError, Part, Refusal, Slot, Together, Visit};
use crate::business::{Business, Resource, Service, start_of_day};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use taken::Taken;

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

impl<'q> VisitQuery<'q> {
    fn slot_query(&self) -> Option<SlotQuery<'q>> {
        let [part] = self.parts else { return None };
        let (from, to, begun_at, limit) = (self.from, self.to, self.begun_at, self.limit);
        Some(SlotQuery { service: &part.service, resource: part.resource.as_deref(), from, to, begun_at, limit })
    }
}

/// The visits that a query asks for, earliest first. `blocked` are the blocked times of the business on the days of the
/// queried range, in any order. Unknown ids give no visits.
pub fn visits(business: &Business, query: &VisitQuery<'_>, blocked: &[Blocked]) -> Vec<Visit> {
    let Some(query) = query.slot_query() else { return Vec::new() };
    free_slots(business, &query, blocked).into_iter().map(Visit::from).collect()
}

/// Asks `calendar` what is taken and gives the visits from `now` on; the time of the own appointment `moved` counts as free.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn list_visits(
    calendar: &dyn Calendar,
    business: &Business,
    query: &VisitQuery<'_>,
    moved: Option<&AppointmentId>,
    now: Timestamp,
) -> Result<Vec<Visit>, CalendarError> {
    let Some(query) = query.slot_query() else { return Ok(Vec::new()) };
    let slots = list_for_move(calendar, business, &query, moved, now).await?;
    Ok(slots.into_iter().map(Visit::from).collect())
}

/// The free slots that a query asks for, earliest first; at the same start in the service's order of preference of resources.
/// `blocked` are the blocked times of the business around the queried range, in any order. Unknown ids give no slots.
pub fn free_slots(business: &Business, query: &SlotQuery<'_>, blocked: &[Blocked]) -> Vec<Slot> {
    let mut found = Vec::new();
    let Some(service) = business.service(query.service) else { return found };
    let candidates: Vec<_> = resources(business, service)
        .filter(|resource| query.resource.is_none_or(|id| resource.id == id))
        .map(|resource| (resource, Taken::of(resource, blocked)))
        .collect();
    let wanted = wanted(business, service, query);
    let mut day = wanted.start.to_zoned(business.zone.clone()).date();
    while found.len() < query.limit && start_of_day(day, &business.zone) < wanted.end {
        let mut of_day: Vec<Slot> = Vec::new();
        for (resource, taken) in &candidates {
            let starts = openings::starts(business, service, resource, day).into_iter();
            let slots = starts.filter(|start| wanted.contains(start)).map(|start| slot(service, resource, start));
            of_day.extend(slots.filter(|slot| taken.leaves(&blocked_range(business, slot))));
        }
        of_day.sort_by_key(|slot| slot.start);
        found.append(&mut of_day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    found.truncate(query.limit);
    found
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
        (within && length && openings::starts(business, service, resource, day).contains(&slot.start)).then_some(())
    };
    allowed().ok_or(Refusal::NotBookable)
}

/// The resource's time that `slot` takes: buffer before … buffer after. Blocked times of a resource never overlap.
pub fn blocked_range(business: &Business, slot: &Slot) -> Range<Timestamp> {
    let (before, after) = business
        .service(&slot.service)
        .map_or((0, 0), |service| (service.buffer_before_minutes, service.buffer_after_minutes));
    earlier(slot.start, before)..later(slot.end, after)
}

/// Asks `calendar` what is taken and gives the free slots from `now` on.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn list(
    calendar: &dyn Calendar,
    business: &Business,
    query: &SlotQuery<'_>,
    now: Timestamp,
) -> Result<Vec<Slot>, CalendarError> {
    list_for_move(calendar, business, query, None, now).await
}

/// As [`list`], with the time of the own appointment `moved` counting as free.
///
/// # Errors
/// When the calendar cannot be read.
pub async fn list_for_move(
    calendar: &dyn Calendar,
    business: &Business,
    query: &SlotQuery<'_>,
    moved: Option<&AppointmentId>,
    now: Timestamp,
) -> Result<Vec<Slot>, CalendarError> {
    let Some(service) = business.service(query.service) else { return Ok(Vec::new()) };
    let query = SlotQuery { from: query.from.max(now), ..*query };
    let starts = wanted(business, service, &query);
    if starts.is_empty() {
        return Ok(Vec::new());
    }
    let touched = earlier(starts.start, service.buffer_before_minutes)
        ..later(starts.end, service.minutes.saturating_add(service.buffer_after_minutes));
    let mut blocked = calendar.blocked(&business.id, touched, now).await?;
    blocked.retain(|taken| Some(&taken.by) != moved);
    Ok(free_slots(business, &query, &blocked))
}

/// The instants at which a slot that is asked for may start.
fn wanted(business: &Business, service: &Service, query: &SlotQuery<'_>) -> Range<Timestamp> {
    let window = bookable_window(business, service, query.begun_at);
    window.start.max(query.from)..window.end.min(query.to)
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
