//! Which booked appointments a changed business can no longer keep.
//!
//! Nothing is done to them: whoever booked was promised the time, so that the owner has to call. Judged are those ahead that the
//! business as it was could keep.

use base::business::{Business, Span};
use booking::{Appointment, AppointmentState, Slot};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use store::{Store, StoreError};

/// A line for each such appointment: when, what, with whom, and what is wrong.
pub(super) async fn touched(
    store: &Store,
    before: &Business,
    after: &Business,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let kept = store.appointments(Some(&after.id), now).await?;
    let booked = kept.into_iter().map(|kept| kept.appointment).filter(|one| one.state == AppointmentState::Booked);
    let lines = booked.filter(|one| one.slot.end > now).filter_map(|one| {
        let slot = &one.slot;
        let reason = obstacle(after, slot).filter(|_| obstacle(before, slot).is_none())?;
        Some(format!("{}: {reason}", appointment(after, &one)))
    });
    Ok(lines.collect())
}

/// When, what, with whom, and the id: without a word of who booked it.
pub(super) fn appointment(business: &Business, one: &Appointment) -> String {
    let slot = &one.slot;
    let start = slot.start.to_zoned(business.zone.clone()).strftime("%a %Y-%m-%d %H:%M");
    format!("{start}, {} with {} ({})", slot.service, slot.resource, one.id.0)
}

/// Why a business cannot keep an appointment; `None` where it can.
fn obstacle(business: &Business, slot: &Slot) -> Option<String> {
    let Some(service) = business.service(&slot.service) else {
        return Some(format!("the service '{}' is gone", slot.service));
    };
    let Some(resource) = business.resource(&slot.resource) else {
        return Some(format!("'{}' is gone", slot.resource));
    };
    if !service.resources.contains(&resource.id) {
        return Some(format!("'{}' no longer does it", resource.id));
    }
    let [start, end] = [slot.start, slot.end].map(|at| at.to_zoned(business.zone.clone()).datetime());
    let mut date = start.date();
    loop {
        let from = if date == start.date() { start.time() } else { Time::midnight() };
        let to = if date == end.date() { end.time() } else { Span::END_OF_DAY };
        if from < to && !covers(&business.spans_on(service, resource, date), from, to) {
            return Some(why_not(business, date));
        }
        match date.tomorrow() {
            Ok(next) if next <= end.date() => date = next,
            _ => return None,
        }
    }
}

fn why_not(business: &Business, date: Date) -> String {
    match business.hours_on(date).is_empty() {
        true => "the day is closed".to_owned(),
        false => "it lies outside the hours".to_owned(),
    }
}

/// Whether spans, sorted, leave nothing of a time out.
pub(super) fn covers(spans: &[Span], from: Time, to: Time) -> bool {
    let reached = spans.iter().fold(from, |at, span| if span.from <= at { at.max(span.to) } else { at });
    reached >= to
}
