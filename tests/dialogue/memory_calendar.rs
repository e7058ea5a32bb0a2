//! A calendar in memory, by the same rules as the store's: bookable slots only, no overlap, own appointments by number and
//! name.

use async_trait::async_trait;
use base::business::{Business, BusinessId, Details};
use base::privacy::Personal;
use booking::availability::{blocked_times, bookable};
use booking::identity::{Candidate, identify};
use booking::{
    Agenda, Appointment, AppointmentId, AppointmentState, Blocked, BlockedQuery, BookRequest, Calendar, CalendarError,
    Hold, HoldRequest, OwnQuery, Pseudonym, Refusal, Slot,
};
use jiff::Timestamp;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

/// The calendar of one business.
#[derive(Default)]
pub struct MemoryCalendar {
    entries: Mutex<Vec<Entry>>,
}

#[derive(Clone)]
struct Entry {
    appointment: Appointment,
    blocked: Vec<Range<Timestamp>>,
    held_until: Option<Timestamp>,
    pseudonym: Option<Pseudonym>,
}

impl Entry {
    fn counts(&self, now: Timestamp) -> bool {
        self.appointment.state == AppointmentState::Booked && self.held_until.is_none_or(|until| until > now)
    }
}

impl MemoryCalendar {
    /// Books without asking: what is in the calendar before the call, or what somebody else books during it.
    pub fn put(&self, business: &Business, slot: Slot, name: &str, pseudonym: Option<Pseudonym>) {
        let mut entries = self.entries();
        let appointment = appointment(entries.len(), slot, name.into());
        let blocked = blocked_times(business, &appointment.slot);
        entries.push(Entry { appointment, blocked, held_until: None, pseudonym });
    }

    /// What is booked, holds left out.
    pub fn booked(&self) -> Vec<Appointment> {
        let entries = self.entries();
        let booked = entries.iter().filter(|entry| entry.held_until.is_none());
        let stands = |entry: &&Entry| entry.appointment.state == AppointmentState::Booked;
        booked.filter(stands).map(|entry| entry.appointment.clone()).collect()
    }

    /// How many slots are held.
    pub fn held(&self) -> usize {
        let standing = |entry: &&Entry| entry.appointment.state == AppointmentState::Booked;
        self.entries().iter().filter(standing).filter(|entry| entry.held_until.is_some()).count()
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap()
    }
}

fn overlap(one: &[Range<Timestamp>], other: &[Range<Timestamp>]) -> bool {
    one.iter().any(|one| other.iter().any(|other| one.start < other.end && other.start < one.end))
}

fn appointment(number: usize, slot: Slot, name: Personal<String>) -> Appointment {
    Appointment {
        id: AppointmentId(format!("{number:032x}")),
        slot,
        name,
        details: Personal::new(Details::new()),
        state: AppointmentState::Booked,
    }
}

#[async_trait]
impl Agenda for MemoryCalendar {
    async fn blocked(&self, _: &BusinessId, query: &BlockedQuery<'_>) -> Result<Vec<Blocked>, CalendarError> {
        let entries = self.entries();
        let counts = |entry: &&Entry| entry.counts(query.now) && Some(&entry.appointment.id) != query.moved;
        let blocked = |entry: &Entry| {
            let resource = entry.appointment.slot.resource.clone();
            entry.blocked.clone().into_iter().map(move |time| Blocked { resource: resource.clone(), time })
        };
        Ok(entries.iter().filter(counts).flat_map(blocked).collect())
    }

    async fn own(&self, business: &Business, query: &OwnQuery) -> Result<Vec<Appointment>, CalendarError> {
        let entries = self.entries();
        let booked = entries.iter().filter(|entry| entry.held_until.is_none());
        let candidate =
            |entry: &Entry| Candidate { appointment: entry.appointment.clone(), pseudonym: entry.pseudonym };
        Ok(identify(business, query, &booked.map(candidate).collect::<Vec<_>>()))
    }
}

#[async_trait]
impl Calendar for MemoryCalendar {
    async fn hold(&self, business: &Business, request: &HoldRequest) -> Result<Result<Hold, Refusal>, CalendarError> {
        let mut entries = self.entries();
        let mut held = Vec::new();
        for slot in request.visit.slots() {
            if let Err(refusal) = bookable(business, slot, request.begun_at) {
                return Ok(Err(refusal));
            }
            let wanted = blocked_times(business, slot);
            let taken = entries.iter().chain(&held).any(|entry: &Entry| {
                entry.counts(request.now)
                    && entry.appointment.slot.resource == slot.resource
                    && Some(&entry.appointment.id) != request.replaces.as_ref()
                    && overlap(&entry.blocked, &wanted)
            });
            if taken {
                return Ok(Err(Refusal::Taken));
            }
            let appointment = appointment(entries.len() + held.len(), slot.clone(), Personal::default());
            held.push(Entry { appointment, blocked: wanted, held_until: Some(request.expires_at), pseudonym: None });
        }
        let ids = held.iter().map(|entry| entry.appointment.id.clone()).collect();
        entries.append(&mut held);
        Ok(Ok(Hold { ids, visit: request.visit.clone(), expires_at: request.expires_at }))
    }

    async fn keep(&self, _: &BusinessId, holds: &[AppointmentId], expires_at: Timestamp) -> Result<(), CalendarError> {
        let mut entries = self.entries();
        let held = |entry: &&mut Entry| holds.contains(&entry.appointment.id) && entry.held_until.is_some();
        for entry in entries.iter_mut().filter(held) {
            entry.held_until = Some(expires_at);
        }
        Ok(())
    }

    async fn release(&self, _: &BusinessId, holds: &[AppointmentId]) -> Result<(), CalendarError> {
        let mut entries = self.entries();
        let held = |entry: &&mut Entry| holds.contains(&entry.appointment.id) && entry.held_until.is_some();
        for entry in entries.iter_mut().filter(held) {
            entry.appointment.state = AppointmentState::Cancelled;
        }
        Ok(())
    }

    async fn book(
        &self,
        _: &Business,
        request: &BookRequest,
    ) -> Result<Result<Vec<Appointment>, Refusal>, CalendarError> {
        let mut entries = self.entries();
        let stands =
            |id: &AppointmentId| entries.iter().any(|entry| entry.appointment.id == *id && entry.counts(request.now));
        if !request.booking.holds.iter().all(stands) {
            return Ok(Err(Refusal::HoldEnded));
        }
        let mut booked = Vec::new();
        for (place, id) in request.booking.holds.iter().enumerate() {
            for entry in entries.iter_mut().filter(|entry| entry.appointment.id == *id) {
                entry.held_until = None;
                entry.pseudonym = request.pseudonym;
                entry.appointment.name = request.booking.name_at(place).clone();
                entry.appointment.details = request.booking.details.clone();
                booked.push(entry.appointment.clone());
            }
        }
        if let Some(replaced) =
            entries.iter_mut().find(|entry| Some(&entry.appointment.id) == request.booking.replaces.as_ref())
        {
            replaced.appointment.state = AppointmentState::Cancelled;
        }
        Ok(Ok(booked))
    }

    async fn cancel(
        &self,
        _: &BusinessId,
        appointment: &AppointmentId,
        _: Timestamp,
    ) -> Result<Result<Appointment, Refusal>, CalendarError> {
        let mut entries = self.entries();
        let found = entries.iter_mut().find(|entry| entry.appointment.id == *appointment && entry.held_until.is_none());
        Ok(found.ok_or(Refusal::Unknown).map(|entry| {
            entry.appointment.state = AppointmentState::Cancelled;
            entry.appointment.clone()
        }))
    }
}
