//! What is to be done for whom: services for the caller and for those who come along. One part at least.

use base::business::Business;
use booking::{Part, Slot, Together, Visit};
use understanding::{Found, Guest, Relation};

/// Services named when it is asked which was meant.
const CHOICES_MAX: usize = 4;

/// What is wanted: the parts, and who comes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    pub(super) first: PartWish,
    pub(super) further: Vec<PartWish>,
    pub(super) guests: Vec<Guest>,
    /// How several people want to be served, if they said so.
    pub together: Option<Together>,
}

/// A service for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartWish {
    /// For whom: 0 is the caller, others are counted from 1 ([`Parts::guest`]).
    pub person: usize,
    /// What.
    pub service: ServiceWish,
}

/// Which service is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ServiceWish {
    /// Not said yet.
    #[default]
    Unsaid,
    /// One of these: it is asked which, the likeliest first.
    OneOf(Vec<String>),
    /// This one.
    Known(String),
}

impl ServiceWish {
    /// The service, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            ServiceWish::Known(service) => Some(service),
            ServiceWish::Unsaid | ServiceWish::OneOf(_) => None,
        }
    }

    /// Those of which it is asked which is meant.
    pub fn choices(&self) -> &[String] {
        match self {
            ServiceWish::OneOf(choices) => choices,
            ServiceWish::Unsaid | ServiceWish::Known(_) => &[],
        }
    }

    /// What was found in the caller's words.
    pub fn found(found: &Found<String>) -> Self {
        match found.is_sure() {
            true => ServiceWish::Known(found.value.clone()),
            false => ServiceWish::OneOf(choices(found)),
        }
    }
}

/// Services of which one was meant, the likeliest first.
fn choices(found: &Found<String>) -> Vec<String> {
    std::iter::once(&found.value).chain(&found.alternatives).take(CHOICES_MAX).cloned().collect()
}

impl Parts {
    /// All parts, the first one included.
    pub fn all(&self) -> impl Iterator<Item = &PartWish> {
        std::iter::once(&self.first).chain(&self.further)
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut PartWish> {
        std::iter::once(&mut self.first).chain(&mut self.further)
    }

    /// The services that are known.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.all().filter_map(|part| part.service.known())
    }

    /// Whether any service is known or asked about.
    pub fn is_empty(&self) -> bool {
        self.all().all(|part| part.service == ServiceWish::Unsaid)
    }

    /// Whether several parts are wanted.
    pub fn are_several(&self) -> bool {
        !self.further.is_empty()
    }

    /// The parts that the calendar is asked for, with whoever is wished for where they can do it.
    pub fn sought(&self, business: &Business, resource: Option<&str>) -> Vec<Part> {
        let known = self.all().filter_map(|part| Some((part.person, part.service.known()?)));
        known.map(|(person, service)| sought(business, person, service, resource)).collect()
    }

    /// The part that a question is about or a service said is for: the first of which it is not known what it is, else the first.
    pub fn asked(&self) -> &PartWish {
        self.all().find(|part| part.service.known().is_none()).unwrap_or(&self.first)
    }

    /// The same, to be filled in.
    pub fn asked_mut(&mut self) -> &mut PartWish {
        let place = self.all().position(|part| part.service.known().is_none());
        match place.and_then(|place| place.checked_sub(1)) {
            Some(further) => &mut self.further[further],
            None => &mut self.first,
        }
    }

    /// Whether it is known of all parts what they are; the only service there is needs no asking.
    pub fn settle(&mut self, business: &Business) -> bool {
        if let [only] = business.services.as_slice() {
            let open = self.all_mut().filter(|part| part.service.known().is_none());
            open.for_each(|part| part.service = ServiceWish::Known(only.id.clone()));
        }
        self.all().all(|part| part.service.known().is_some())
    }

    /// Wants these services, for the caller; nothing in particular where there are none.
    pub fn take_services(&mut self, services: impl IntoIterator<Item = String>) {
        let part = |service| PartWish { person: 0, service: ServiceWish::Known(service) };
        self.replace(services.into_iter().map(part));
    }

    /// Wants what a visit holds.
    pub fn take_visit(&mut self, visit: &Visit) {
        self.take_services(visit.slots().map(|slot| slot.service.clone()));
    }

    /// It is no longer known what is wanted.
    pub fn forget(&mut self) {
        self.replace([]);
    }

    pub(super) fn replace(&mut self, parts: impl IntoIterator<Item = PartWish>) {
        let mut parts = parts.into_iter();
        self.first = parts.next().unwrap_or_default();
        self.further = parts.collect();
    }

    /// Whether anybody but the caller comes.
    pub fn has_guests(&self) -> bool {
        !self.guests.is_empty()
    }

    /// The guest who is this person; `None` for the caller.
    pub fn guest(&self, person: usize) -> Option<&Guest> {
        self.guests.get(person.checked_sub(1)?)
    }

    /// Names for the slots of a visit that are for others whose names were said.
    pub fn guests_of(&self, visit: &Visit, caller: &str) -> booking::Guests {
        let people = self.people_of(visit).into_iter().enumerate();
        people.filter_map(|(place, person)| Some((place, booked_name(self.guest(person)?, caller)?))).collect()
    }

    /// For whom each slot is: a visit may come in another order than it was wished in.
    fn people_of(&self, visit: &Visit) -> Vec<usize> {
        let mut parts: Vec<&PartWish> = self.all().collect();
        let mut whose = |service: &str| {
            let place = parts.iter().position(|part| part.service.known() == Some(service))?;
            Some(parts.remove(place).person)
        };
        visit.slots().map(|slot| whose(&slot.service).unwrap_or(0)).collect()
    }

    /// What is left of a visit that was found when its last parts are no longer wanted.
    pub fn rest_of(&self, visit: &Visit) -> Option<Visit> {
        let mut wanted: Vec<&str> = self.services().collect();
        let mut is_wanted = |slot: &&Slot| {
            let place = wanted.iter().position(|service| *service == slot.service);
            place.map(|place| wanted.remove(place)).is_some()
        };
        let rest = Visit::of(visit.slots().take_while(|slot| is_wanted(slot)).cloned());
        rest.filter(|_| wanted.is_empty())
    }
}

/// A part that the calendar is asked for, with the resource wished for where that can do it.
pub(crate) fn sought(business: &Business, person: usize, service: &str, resource: Option<&str>) -> Part {
    let does = |id: &&str| {
        business.service(service).is_some_and(|service| service.resources.iter().any(|one| one.as_str() == *id))
    };
    Part { service: service.to_owned(), resource: resource.filter(does).map(str::to_owned), person }
}

/// The name under which a guest is booked: of the caller's family by the first name alone the caller's surname goes with it, so
/// that the appointment is found by it again.
fn booked_name(guest: &Guest, caller: &str) -> Option<base::privacy::Personal<String>> {
    let name = guest.name.as_ref()?;
    let surname = caller.split_whitespace().last().unwrap_or_default();
    let alone = !name.reveal().contains(' ') && guest.relation != Some(Relation::Friend);
    Some(if alone && !surname.is_empty() { format!("{} {surname}", name.reveal()).into() } else { name.clone() })
}
