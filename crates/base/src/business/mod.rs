//! What a business is, as data: who it is, when it is open, who works there, what can be booked, what callers ask.
//!
//! Pure: values, their validation and the rules for opening hours and holidays. It is written as TOML ([`toml`]), kept in
//! the database by `store`, and read by everything that talks or books for the business. It knows nothing of
//! what is booked: that is `booking`.

mod absence;
mod day;
mod forward;
mod hours;
mod question;
mod resource;
mod service;
mod slot;

pub mod fixtures;
pub mod holidays;
pub mod toml;

pub use absence::Absence;
pub use day::{Stretch, start_of_day, stretches};
pub use forward::ForwardFault;
pub use holidays::{AnnualPeriod, Closure, Holidays, State};
pub use hours::{Span, WeekHours};
pub use question::{Detail, DetailKind, Details, Question};
pub use resource::{Break, Resource};
pub use service::{Assignment, Idle, Notice, Price, Service};
pub use slot::{Slot, Together};

use crate::language::{Language, Localised};
use crate::number::Number;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// Identifies a business within a server for ever (its keys are derived from it): lower-case letters, digits and dashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BusinessId(pub String);

/// Identifies a service within its business.
pub type ServiceId = String;
/// Identifies a resource within its business.
pub type ResourceId = String;

/// A business and all that callers may learn about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Business {
    /// Immutable id.
    pub id: BusinessId,
    /// Name as spoken.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Numbers that it answers; the dialled number picks the business.
    pub phones: Vec<Phone>,
    /// The owner's number, to which calls are handed over where a machine may ring it ([`Business::owner`]).
    pub forward: Number,
    /// That number may lie in another country than those that the business answers.
    pub forward_abroad: bool,
    /// Id of the `[[carrier]]` whose account its calls come through; the server's only one when absent.
    pub carrier: Option<String>,
    /// Languages offered, the first is the default.
    pub languages: Vec<Language>,
    /// Where its clock hangs.
    pub zone: TimeZone,
    /// How callers are addressed in German.
    pub address_form: AddressForm,
    /// Under professional secrecy (§ 203 StGB).
    pub secrecy: bool,
    /// Health statements may be stored.
    pub health_mode: bool,
    /// Replaces the greeting after the disclosure's required parts; absent is the standard wording.
    pub greeting: Option<Localised<String>>,
    /// Weekly opening hours.
    pub hours: WeekHours,
    /// When it is closed besides.
    pub holidays: Holidays,
    /// Appointments start at multiples of this from local midnight, minutes.
    pub slot_grid_minutes: u32,
    /// Last bookable day counted from the call's day, inclusive.
    pub horizon_days: u32,
    /// How long before its start an appointment can be booked; services may differ.
    pub notice: Notice,
    /// Who serves a caller to whom it makes no difference.
    pub assignment: Assignment,
    /// Days a transcript is kept, 14 to 30 (P07).
    pub transcript_days: u32,
    /// Whose time is booked.
    pub resources: Vec<Resource>,
    /// What can be booked.
    pub services: Vec<Service>,
    /// What callers ask, with the owner's answers.
    pub questions: Vec<Question>,
    /// Details that every booking asks (the number plate at a garage).
    pub details: Vec<Detail>,
}

/// A number that the business answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The number.
    pub number: Number,
    /// Language in which calls to it begin; otherwise the caller's country and the business's first language decide.
    pub language: Option<Language>,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Street and house number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Federal state, which decides public holidays.
    pub state: State,
}

/// How the business addresses its callers in German.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressForm {
    /// Familiar.
    Du,
    /// Formal.
    Sie,
}

impl Business {
    /// The service with this id.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// The resource with this id.
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// When a service can be going on with a resource on a weekday: in the hours of the resource and in its own (each has
    /// the business's unless it carries some), outside the resource's breaks. Sorted; holidays are not asked.
    pub fn spans(&self, service: &Service, resource: &Resource, weekday: Weekday) -> Vec<Span> {
        let of_resource = resource.hours.as_ref().unwrap_or(&self.hours).on(weekday);
        let of_service = service.hours.as_ref().unwrap_or(&self.hours).on(weekday);
        let breaks = resource.breaks.iter().filter(|pause| pause.weekdays.contains(&weekday));
        breaks.fold(hours::common(of_resource, of_service), |spans, pause| hours::without(spans, pause.span))
    }

    /// As [`Business::spans`], on a date: without what is closed on it, and without the resource's absences.
    pub fn spans_on(&self, service: &Service, resource: &Resource, date: Date) -> Vec<Span> {
        if self.closure(date).is_some() {
            return Vec::new();
        }
        let away = resource.absences.iter().chain(&self.holidays.closed).filter_map(|absence| absence.on(date));
        away.fold(self.spans(service, resource, date.weekday()), hours::without)
    }

    /// The opening hours on a date: those of its weekday without what is closed on it.
    pub fn hours_on(&self, date: Date) -> Vec<Span> {
        if self.closure(date).is_some() {
            return Vec::new();
        }
        self.holidays.closed_on(date).fold(self.hours.on(date.weekday()).to_vec(), hours::without)
    }

    /// Why the business is closed on `date` whatever its weekly hours say; `None` when they decide.
    pub fn closure(&self, date: Date) -> Option<Closure> {
        self.holidays.closure(self.address.state, date)
    }

    /// The language in which a call begins: that of the dialled number if set; else English where the caller's country
    /// calls for it and it is offered; else the business's first.
    pub fn opening_language(&self, dialled: &Number, caller: Option<&Number>) -> Language {
        const ENGLISH: [&str; 4] = ["+44", "+353", "+1", "+61"];
        let set = self.phones.iter().find(|phone| phone.number == *dialled).and_then(|phone| phone.language);
        let country = caller
            .filter(|number| ENGLISH.iter().any(|prefix| number.as_str().starts_with(prefix)))
            .map(|_| Language::En)
            .filter(|language| self.languages.contains(language));
        set.or(country).or(self.languages.first().copied()).unwrap_or(Language::De)
    }
}

/// Finds businesses. Implemented by `store`.
#[async_trait::async_trait]
pub trait Directory: Send + Sync {
    /// The business that answers `dialled`, if any.
    ///
    /// # Errors
    /// When the directory cannot be read.
    async fn answering(&self, dialled: &Number) -> Result<Option<std::sync::Arc<Business>>, DirectoryError>;

    /// Whether some business of this server answers `number` (a forward number that leads back to us is refused).
    ///
    /// # Errors
    /// When the directory cannot be read.
    async fn is_ours(&self, number: &Number) -> Result<bool, DirectoryError> {
        Ok(self.answering(number).await?.is_some())
    }
}

/// Failed to read the directory of businesses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the directory of businesses: {0}")]
pub struct DirectoryError(pub String);
