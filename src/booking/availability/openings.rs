//! At which instants of a local date a service may start with a resource, taken times aside.
//!
//! The service must lie, without its buffers, in the spans that [`Business::spans`] gives, on dates that are not closed. It may cross midnight where both dates are
//! open up to it. Starts lie on the grid, counted on the wall clock from local midnight.

use crate::business::{Business, Resource, Service, start_of_day, stretches};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;

/// The starts on `date`, earliest first.
pub(super) fn starts(business: &Business, service: &Service, resource: &Resource, date: Date) -> Vec<Timestamp> {
    let length = SignedDuration::from_mins(service.minutes.into());
    let open = open_from(business, service, resource, date);
    if open.is_empty() {
        return Vec::new();
    }
    let fits =
        |start: &Timestamp| open.iter().any(|open| open.contains(start) && open.end.duration_since(*start) >= length);
    let grid = (0..24 * 60).step_by(business.slot_grid_minutes.max(1) as usize).filter_map(wall_clock);
    stretches(date, &business.zone)
        .iter()
        .flat_map(|stretch| {
            grid.clone().map(|time| stretch.at(time)).filter(|start| stretch.time.contains(start) && fits(start))
        })
        .collect()
}

/// When the service could be going on, from `date` on: the date's open ranges, the last one continued into the next date
/// where that is open from midnight. No service lasts longer than a day.
fn open_from(business: &Business, service: &Service, resource: &Resource, date: Date) -> Vec<Range<Timestamp>> {
    let mut open = open_on(business, service, resource, date);
    let Ok(next) = date.tomorrow() else { return open };
    if let Some(last) = open.last_mut().filter(|last| last.end == start_of_day(next, &business.zone)) {
        let continued = open_on(business, service, resource, next).into_iter().next();
        last.end = continued.filter(|first| first.start == last.end).map_or(last.end, |first| first.end);
    }
    open
}

/// When the service could be going on on `date`: apart and in order.
fn open_on(business: &Business, service: &Service, resource: &Resource, date: Date) -> Vec<Range<Timestamp>> {
    if business.closure(date).is_some() {
        return Vec::new();
    }
    let spans = business.spans(service, resource, date.weekday());
    let mut open: Vec<Range<Timestamp>> = Vec::new();
    for stretch in stretches(date, &business.zone) {
        for range in spans.iter().map(|span| stretch.between(span.from, span.to)).filter(|range| !range.is_empty()) {
            match open.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => open.push(range),
            }
        }
    }
    open
}

fn wall_clock(minute: usize) -> Option<Time> {
    Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).ok()
}
