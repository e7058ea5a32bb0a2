//! Booking: which slots are free, holds and appointments, and the port [`Calendar`] behind which they are kept.
//!
//! Availability is pure ([`availability`]); what is kept is transactional and lies behind the ports. Listing slots and
//! booking them use the same function, and the database itself forbids overlap.

pub mod availability;
pub mod hold;
pub mod identity;

use async_trait::async_trait;
use base::business::{Business, BusinessId, Details, ResourceId, ServiceId};
pub use base::business::{Slot, Together};
use base::limits::Allowance;
use base::number::Number;
use base::privacy::Personal;
pub use base::privacy::Pseudonym;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What one caller books at once, all or nothing: one slot, or several (services one after the other, people side by side).
/// Never empty; in the order in which they are spoken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Visit {
    first: Slot,
    further: Vec<Slot>,
}

impl Visit {
    /// A visit of these slots; `None` when there are none.
    pub fn of(slots: impl IntoIterator<Item = Slot>) -> Option<Self> {
        let mut slots = slots.into_iter();
        Some(Visit { first: slots.next()?, further: slots.collect() })
    }

    /// The slot spoken first.
    pub fn first(&self) -> &Slot {
        &self.first
    }

    /// All slots, the first one included.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// How many resources serve it.
    pub fn hands(&self) -> usize {
        self.slots().map(|slot| &slot.resource).collect::<BTreeSet<_>>().len()
    }

    /// When the earliest begins.
    pub fn start(&self) -> Timestamp {
        self.slots().map(|slot| slot.start).min().unwrap_or(self.first.start)
    }

    /// When the last ends.
    pub fn end(&self) -> Timestamp {
        self.slots().map(|slot| slot.end).max().unwrap_or(self.first.end)
    }
}

impl From<Slot> for Visit {
    fn from(slot: Slot) -> Self {
        Visit { first: slot, further: Vec::new() }
    }
}

/// One part of what is wanted: a service for one of the people who come.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// What.
    pub service: ServiceId,
    /// With whom; `None`: with anyone who does it.
    pub resource: Option<ResourceId>,
    /// For whom: 0 is who called, the others are numbered as they were named.
    pub person: usize,
}

/// Names of others than the caller, by the places in a visit of the slots that are theirs. The caller's name stands for the
/// rest.
pub type Guests = BTreeMap<usize, Personal<String>>;

/// Identifies a call: 32 lower-case hex digits, random.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub String);

/// Identifies a hold or the appointment that it became (they share a table and an id).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AppointmentId(pub String);

/// A short reservation of a visit, buffers included, that ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// An id for each slot, in the visit's order; the appointments will have the same.
    pub ids: Vec<AppointmentId>,
    /// What is reserved.
    pub visit: Visit,
    /// When the reservation ends unless kept alive.
    pub expires_at: Timestamp,
}

/// A booked appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Id.
    pub id: AppointmentId,
    /// What is booked.
    pub slot: Slot,
    /// For whom, as the caller said it.
    pub name: Personal<String>,
    /// Further details.
    pub details: Personal<Details>,
    /// Booked, or cancelled.
    pub state: AppointmentState,
}

/// What has become of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppointmentState {
    /// It stands.
    Booked,
    /// It was cancelled.
    Cancelled,
}

/// What a hold asks for.
#[derive(Debug, Clone)]
pub struct HoldRequest {
    /// By which call.
    pub call: CallId,
    /// What is wanted.
    pub visit: Visit,
    /// Begin of the call, against which notice is judged.
    pub begun_at: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// When the reservation ends unless kept alive.
    pub expires_at: Timestamp,
    /// An appointment of the caller's own that the visit's first slot is to replace: its time counts as free.
    pub replaces: Option<AppointmentId>,
    /// Who books.
    pub caller: Holder,
}

/// Who books, of whom so many appointments may be open (P28). Without a pseudonym nobody knows whose they are, and none is
/// counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// Pseudonyms of the caller's number under every live key; empty when it proves nothing.
    pub pseudonyms: Vec<Pseudonym>,
    /// What the caller may have.
    pub allowance: Allowance,
}

impl Holder {
    /// Whether so many new appointments may be made beside those that are open.
    ///
    /// # Errors
    /// [`Refusal::TooManyOpen`].
    pub fn may_have(&self, open: usize, new: usize) -> Result<(), Refusal> {
        let [open, new] = [open, new].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        match self.allowance.passed_by_appointments(open, new) {
            Some(_) if !self.pseudonyms.is_empty() => Err(Refusal::TooManyOpen),
            _ => Ok(()),
        }
    }
}

/// A hold to be turned into appointments, as the caller agreed to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// The hold's ids: all of them, in its order.
    pub holds: Vec<AppointmentId>,
    /// For whom.
    pub name: Personal<String>,
    /// Who else is served.
    pub guests: Guests,
    /// Further details.
    pub details: Personal<Details>,
    /// An own appointment that the first one replaces (a move): cancelled in the same transaction.
    pub replaces: Option<AppointmentId>,
}

impl Booking {
    /// For whom the slot at this place of the visit is.
    pub fn name_at(&self, place: usize) -> &Personal<String> {
        self.guests.get(&place).unwrap_or(&self.name)
    }
}

/// What turns a hold into appointments.
#[derive(Debug, Clone)]
pub struct BookRequest {
    /// What the caller agreed to.
    pub booking: Booking,
    /// The caller's number as pseudonym, if there is one.
    pub pseudonym: Option<Pseudonym>,
    /// The number itself, to be kept sealed with the appointment.
    pub number: Option<Personal<Number>>,
    /// Now.
    pub now: Timestamp,
    /// Who books.
    pub caller: Holder,
}

/// Who asks for own appointments. A number is no identity: what must be said besides is decided in [`identity`].
#[derive(Debug, Clone)]
pub struct OwnQuery {
    /// Pseudonym of the caller's number under every live key; empty when withheld, forwarded or a business's own.
    pub pseudonyms: Vec<Pseudonym>,
    /// The name as the caller said it.
    pub name: Personal<String>,
    /// The appointment's start lies here, if the caller said so: an exact time is a range of at most a minute, a day lies
    /// within one local date, anything longer proves nothing and only narrows.
    pub within: Option<Range<Timestamp>>,
    /// Whose the appointment is, as the caller says.
    pub whose: identity::Whose,
    /// Only what ends after this.
    pub now: Timestamp,
}

/// Why a slot could not be held or booked. None of these is a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has it.
    #[error("the slot is taken")]
    Taken,
    /// Not a slot that may be booked: closed, off the grid, too soon, beyond the horizon, not this resource's service.
    #[error("the slot is not bookable")]
    NotBookable,
    /// The hold ended before it was booked, and the time has gone to somebody else.
    #[error("the hold has ended")]
    HoldEnded,
    /// There is no such appointment.
    #[error("there is no such appointment")]
    Unknown,
    /// The caller has as many open appointments as a caller may have.
    #[error("the caller has as many appointments as allowed")]
    TooManyOpen,
    /// There were as many bookings in this call as there may be.
    #[error("there were as many bookings in this call as allowed")]
    TooManyInCall,
}

/// What may be read of a calendar. It is all that an engine is given: who has this can change nothing.
#[async_trait]
pub trait Agenda: Send + Sync {
    /// What is taken by live holds and appointments, in any order. Perhaps also what lies outside the queried range.
    async fn blocked(&self, business: &BusinessId, query: &BlockedQuery<'_>) -> Result<Vec<Blocked>, CalendarError>;

    /// The caller's own booked appointments that are not over, earliest first. See [`OwnQuery`].
    async fn own(&self, business: &Business, query: &OwnQuery) -> Result<Vec<Appointment>, CalendarError>;
}

/// Where holds and appointments are kept. Implemented by `store`.
#[async_trait]
pub trait Calendar: Agenda {
    /// Reserves a visit, all of it or nothing.
    async fn hold(&self, business: &Business, request: &HoldRequest) -> Result<Result<Hold, Refusal>, CalendarError>;

    /// Keeps a hold alive until `expires_at`.
    async fn keep(
        &self,
        business: &BusinessId,
        holds: &[AppointmentId],
        expires_at: Timestamp,
    ) -> Result<(), CalendarError>;

    /// Gives a hold back. Unknown and already booked ones are left alone.
    async fn release(&self, business: &BusinessId, holds: &[AppointmentId]) -> Result<(), CalendarError>;

    /// Turns a hold into appointments, one for each slot in the visit's order, all of them or none. Booking the same hold
    /// twice gives the same appointments.
    async fn book(
        &self,
        business: &Business,
        request: &BookRequest,
    ) -> Result<Result<Vec<Appointment>, Refusal>, CalendarError>;

    /// Cancels an appointment. Cancelling twice is the same as once.
    async fn cancel(
        &self,
        business: &BusinessId,
        appointment: &AppointmentId,
        now: Timestamp,
    ) -> Result<Result<Appointment, Refusal>, CalendarError>;
}

/// Which taken times are asked for.
#[derive(Debug, Clone)]
pub struct BlockedQuery<'q> {
    /// Of these resources.
    pub resources: &'q [&'q str],
    /// That touch this.
    pub range: Range<Timestamp>,
    /// An appointment of the caller's own that is to be moved: its time counts as free.
    pub moved: Option<&'q AppointmentId>,
    /// Now: holds that have ended take nothing.
    pub now: Timestamp,
}

/// A stretch of a resource's time that is taken, buffers included, idle parts left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// Whose time.
    pub resource: ResourceId,
    /// From when (inclusive) to when (exclusive).
    pub time: Range<Timestamp>,
}

/// A message for the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Why it was left.
    pub kind: MessageKind,
    /// What the caller said.
    pub text: Personal<String>,
    /// The caller's name as said.
    pub name: Option<Personal<String>>,
    /// A number to call back, as said or from the line.
    pub phone: Option<Personal<Number>>,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// Something to pass on.
    Message,
    /// The caller wants to be called back.
    Callback,
    /// A complaint.
    Complaint,
    /// A request under the GDPR.
    Privacy,
    /// The caller will be late for an appointment.
    Late,
}

impl MessageKind {
    /// The kind's name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageKind::Message => "message",
            MessageKind::Callback => "callback",
            MessageKind::Complaint => "complaint",
            MessageKind::Privacy => "privacy",
            MessageKind::Late => "late",
        }
    }
}

/// Where messages are kept. Implemented by `store`.
#[async_trait]
pub trait Messages: Send + Sync {
    /// Keeps a message.
    async fn leave(
        &self,
        business: &Business,
        call: &CallId,
        message: &Message,
        now: Timestamp,
    ) -> Result<(), CalendarError>;
}

/// Failed to read or write the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reach the calendar: {0}")]
pub struct CalendarError(pub String);
