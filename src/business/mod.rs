//! What a business is, as data: who it is, when it is open, who works there, what can be booked, what callers ask.
//!
//! Pure: values, their validation and the rules for opening hours and holidays. It is written as TOML ([`toml`]), kept in
//! the database by [`crate::store`], and read by everything that talks or books for the business.

use crate::language::{Language, Localised};
use crate::number::Number;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

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
    /// The owner's number, to which calls are handed over.
    pub forward: Number,
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

/// A federal state of Germany, by its ISO 3166-2 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "ISO 3166-2:DE codes explain themselves")]
#[rustfmt::skip]
pub enum State { BW, BY, BE, BB, HB, HH, HE, MV, NI, NW, RP, SL, SN, ST, SH, TH }

/// A stretch of local time within one day; the end is exclusive, and `24:00` is written as [`Span::END_OF_DAY`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First minute.
    pub from: Time,
    /// End.
    pub to: Time,
}

/// Opening hours of a week: spans per weekday, Monday first, sorted and apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekHours(pub [Vec<Span>; 7]);

/// When a business is closed besides its weekly hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    /// Closed on the public holidays of the address's state.
    pub public: bool,
    /// Company holidays that return every year, both ends included.
    pub company: Vec<AnnualPeriod>,
}

/// Days that return every year; may run over New Year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnualPeriod {
    /// First (month, day).
    pub from: (i8, i8),
    /// Last (month, day), included.
    pub to: (i8, i8),
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

/// Somebody or something whose time is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Id.
    pub id: ResourceId,
    /// Name as written.
    pub name: String,
    /// Name as said, where that differs (`Dr. Yilmaz`).
    pub spoken: Option<String>,
    /// Hours of its own; absent: the business's.
    pub hours: Option<WeekHours>,
    /// Breaks within its hours.
    pub breaks: Vec<Break>,
}

/// A break that returns on the given weekdays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// On which weekdays.
    pub weekdays: Vec<Weekday>,
    /// From when to when.
    pub span: Span,
}

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
    /// Price; absent is never spoken.
    pub price: Option<Price>,
    /// Resources that can do it, in the order of preference when nothing else decides.
    pub resources: Vec<ResourceId>,
    /// Hours of its own within the business's week; absent: the resource's.
    pub hours: Option<WeekHours>,
    /// Notice of its own.
    pub notice: Option<Notice>,
}

/// A price in euro cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Cents.
    pub cents: u32,
    /// It is the lowest of several.
    pub from: bool,
}

/// A question that callers ask, and what the owner answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Id, such as `parking`.
    pub id: String,
    /// Words that callers use for it.
    pub words: Localised<Vec<String>>,
    /// The answer.
    pub answer: Localised<String>,
    /// When the owner last checked it.
    pub checked: Option<Date>,
}

/// A detail asked at every booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Id, such as `kennzeichen`.
    pub id: String,
    /// What it is called.
    pub name: Localised<String>,
    /// How it is asked.
    pub question: Localised<String>,
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

impl Resource {
    /// The name as said.
    pub fn spoken_name(&self) -> &str {
        self.spoken.as_deref().unwrap_or(&self.name)
    }
}

impl Service {
    /// The name spoken in `language`.
    pub fn spoken_name(&self, language: Language) -> &str {
        self.names.get(language).first().map_or(self.id.as_str(), String::as_str)
    }
}

impl WeekHours {
    /// The spans of a weekday.
    pub fn on(&self, weekday: Weekday) -> &[Span] {
        &self.0[weekday.to_monday_zero_offset() as usize]
    }
}

impl Span {
    /// The end of a day: `24:00`.
    pub const END_OF_DAY: Time = Time::MAX;
}

/// Details given by a caller, by detail id.
pub type Details = BTreeMap<String, String>;

/// Finds businesses. Implemented by [`crate::store`].
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
