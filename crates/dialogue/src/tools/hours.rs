//! When the business is open, for speech.

use base::business::{Business, Closure, Span};
use jiff::civil::{Date, Weekday};

/// Weekdays in a row of the list that share their hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDays {
    /// The weekdays, Monday first.
    pub days: Vec<Weekday>,
    /// Their hours.
    pub spans: Vec<Span>,
}

/// The open weekdays, those with the same hours together, in the order of each group's first day.
pub fn opening_week(business: &Business) -> Vec<OpenDays> {
    let mut groups: Vec<OpenDays> = Vec::new();
    for day in Weekday::Monday.cycle_forward().take(7) {
        let spans = business.hours.on(day);
        match groups.iter_mut().find(|group| group.spans == spans) {
            _ if spans.is_empty() => {}
            Some(group) => group.days.push(day),
            None => groups.push(OpenDays { days: vec![day], spans: spans.to_vec() }),
        }
    }
    groups
}

/// The hours on a date, or why it is closed (`None`: its weekday is).
pub fn opening_on(business: &Business, date: Date) -> Result<Vec<Span>, Option<Closure>> {
    if let Some(closure) = business.closure(date) {
        return Err(Some(closure));
    }
    let spans = business.hours_on(date);
    match spans.is_empty() {
        false => Ok(spans),
        // Nothing but what is closed once can have taken the weekday's hours.
        true => Err((!business.hours.on(date.weekday()).is_empty()).then_some(Closure::Company)),
    }
}
