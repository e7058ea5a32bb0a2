//! What can be booked, for how long, at what price and at what notice.

use super::{ResourceId, ServiceId, WeekHours};
use crate::language::{Language, Localised};

/// Something that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Id.
    pub id: ServiceId,
    /// Names, the first is the one spoken; callers may say others.
    pub names: Localised<Vec<String>>,
    /// Length, minutes.
    pub minutes: u32,
    /// Blocked before the start, minutes.
    pub buffer_before_minutes: u32,
    /// Blocked after the end, minutes.
    pub buffer_after_minutes: u32,
    /// A part in which the resource is free for others.
    pub idle: Option<Idle>,
    /// Price; absent is never spoken.
    pub price: Option<Price>,
    /// Resources that can do it, in the order of preference when nothing else decides.
    pub resources: Vec<ResourceId>,
    /// Hours of its own within the business's week; absent: the resource's.
    pub hours: Option<WeekHours>,
    /// Notice of its own.
    pub notice: Option<Notice>,
}

/// A part within a service in which whoever does it is free (the colour takes effect); the caller stays. Work begins and
/// ends the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    /// Work before it, minutes; at least one.
    pub after_minutes: u32,
    /// Its length, minutes; at least one.
    pub minutes: u32,
}

/// Which of the resources that are free at the same time is taken when the caller does not mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// The one with the fewest minutes taken on that day; of several the first in the service's order.
    Fair,
    /// Always the first in the service's order.
    Preference,
}

/// A price in euro cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Cents.
    pub cents: u32,
    /// It is the lowest of several.
    pub from: bool,
}

/// How long before its start an appointment can be booked, judged against the begin of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// No notice: any start after the begin of the call.
    None,
    /// Start ≥ begin of the call + n hours.
    Hours(u32),
    /// Local date ≥ today + n, at any hour.
    CalendarDays(u32),
    /// Local date ≥ today + n working days: Monday to Friday without the state's public holidays.
    WorkingDays(u32),
}

impl Service {
    /// The name spoken in `language`.
    pub fn spoken_name(&self, language: Language) -> &str {
        self.names.get(language).first().map_or(self.id.as_str(), String::as_str)
    }
}
