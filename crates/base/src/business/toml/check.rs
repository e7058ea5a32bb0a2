//! Whether the parts of a business, each sound, fit together.

use super::notation::write_notice;
use crate::business::{Business, Notice, Resource, Service, Span, WeekHours};
use crate::document::{Fault, Table};
use crate::language::Language;
use jiff::civil::Weekday;

/// Complains of what cannot be meant: a service that no hours have room for, a notice longer than the horizon, two services
/// spoken alike.
pub(super) fn check(business: &Business, root: &Table<'_>) {
    if business.services.is_empty() {
        root.complain(Fault::new("there is nothing to book", "write [[service]] with id, names, length and resources"));
    }
    for (number, (service, table)) in business.services.iter().zip(root.tables("service")).enumerate() {
        for fault in [room(business, service), soon(business, service)].into_iter().flatten() {
            table.complain(fault);
        }
        let before = &business.services[..number];
        business
            .languages
            .iter()
            .filter_map(|language| alike(service, before, *language))
            .for_each(|fault| table.complain(fault));
    }
}

/// A service must fit between opening and closing somewhere, or it could never be booked.
fn room(business: &Business, service: &Service) -> Option<Fault> {
    let mut resources = service.resources.iter().filter_map(|id| business.resource(id));
    if resources.any(|resource| WeekHours::WEEKDAYS.iter().any(|weekday| fits(business, service, resource, *weekday))) {
        return None;
    }
    let (id, minutes, resources) = (&service.id, service.minutes, service.resources.join(", "));
    let problem =
        format!("'{id}' can never be booked: none of {resources} has {minutes} minutes in a row within the hours");
    Some(Fault::new(problem, "write longer hours, fewer breaks or a shorter length"))
}

/// Whether a service can begin on a weekday, on the grid, and end before closing; a day open to midnight goes on with the next.
fn fits(business: &Business, service: &Service, resource: &Resource, weekday: Weekday) -> bool {
    let spans = business.spans(service, resource, weekday);
    let next_day = business.spans(service, resource, weekday.wrapping_add(1));
    let after_midnight = next_day.first().filter(|span| span.from_minute() == 0).map_or(0, Span::to_minute);
    spans.iter().any(|span| {
        let end = span.to_minute() + if span.to == Span::END_OF_DAY { after_midnight } else { 0 };
        let start = span.from_minute().next_multiple_of(business.slot_grid_minutes);
        start < span.to_minute() && start + service.minutes <= end
    })
}

/// A notice beyond the horizon leaves no day to book.
fn soon(business: &Business, service: &Service) -> Option<Fault> {
    let notice = service.notice.unwrap_or(business.notice);
    let days = match notice {
        Notice::None => 0,
        Notice::Hours(hours) => hours / 24,
        // Five working days are a week.
        Notice::WorkingDays(days) => days / 5 * 7,
        Notice::CalendarDays(days) => days,
    };
    let problem = format!(
        "'{}' can never be booked: its notice ({}) reaches beyond the horizon",
        service.id,
        write_notice(notice)
    );
    let remedy = format!("write a shorter notice or a horizon of more than {} days", business.horizon_days);
    (days > business.horizon_days).then(|| Fault::new(problem, remedy))
}

/// The first name of a service is the one spoken; two that sound the same could not be told apart in a read-back.
fn alike(service: &Service, before: &[Service], language: Language) -> Option<Fault> {
    let name = service.spoken_name(language);
    let other = before.iter().find(|other| other.spoken_name(language).to_lowercase() == name.to_lowercase())?;
    let problem = format!("'{}' and '{}' are both spoken as '{name}'", service.id, other.id);
    Some(Fault::new(problem, "put a name of its own first in `names`"))
}
