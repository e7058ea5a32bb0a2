//! Several people in one booking: whom each slot of a visit is for, and under which name it is booked.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Guest, PartWish, Relation, WishKind, wording};
use base::privacy::Personal;
use booking::{Guests, Visit};
use understanding::Change;

impl Turn<'_> {
    /// Names for the slots that are for others whose names were said.
    pub(super) fn guests_of(&self, visit: &Visit, caller: &Personal<String>) -> Guests {
        let people = self.people_of(visit).into_iter().enumerate();
        people.filter_map(|(place, person)| Some((place, booked_name(self.guest(person)?, caller)?))).collect()
    }

    /// The one relative for whom all of it is, called by name.
    pub(super) fn take_guest(&mut self, heard: &Heard<'_>) -> Use {
        let wish = &mut self.next.wish;
        let booking = wish.kind == Some(WishKind::Book) && wish.further.is_empty();
        let (Change::All, [part]) = (heard.says.change, heard.says.parts.as_slice()) else { return Use::None };
        let Some(guest) = part.guest.as_ref().filter(|guest| booking && guest.name.is_some()) else { return Use::None };
        (wish.guests, wish.part.person) = (vec![guest.clone()], 1);
        Use::Some
    }

    /// The guest who is this person; `None` for the caller.
    pub(super) fn guest(&self, person: usize) -> Option<&Guest> {
        self.next.wish.guests.get(person.checked_sub(1)?)
    }

    /// For whom a part is, in words; `None` where nobody but the caller comes.
    pub(super) fn whom(&mut self, person: usize) -> Option<String> {
        let language = self.language();
        if self.next.wish.guests.is_empty() {
            return None;
        }
        match self.guest(person).map(|guest| wording::guest(guest, language)) {
            Some(Some(words)) => Some(words),
            Some(None) => Some(self.word(Phrase::ForOther, language, &[])),
            None => Some(self.word(Phrase::ForCaller, language, &[])),
        }
    }

    /// How many services the question for one named.
    pub(super) fn asked_choices(&self) -> usize {
        let open = self.next.wish.parts().find(|part| part.service.is_none());
        open.map_or(0, |part| part.choices.len())
    }

    /// For whom each slot is: a visit may come in another order than it was wished in.
    fn people_of(&self, visit: &Visit) -> Vec<usize> {
        let mut parts: Vec<&PartWish> = self.next.wish.parts().collect();
        let mut whose = |service: &String| {
            let place = parts.iter().position(|part| part.service.as_ref() == Some(service))?;
            Some(parts.remove(place).person)
        };
        visit.slots().map(|slot| whose(&slot.service).unwrap_or(0)).collect()
    }
}

/// The name under which a guest is booked: of the caller's family by the first name alone the caller's surname goes with it, so
/// that the appointment is found by it again.
fn booked_name(guest: &Guest, caller: &Personal<String>) -> Option<Personal<String>> {
    let name = guest.name.as_ref()?;
    let surname = caller.reveal().split_whitespace().last().unwrap_or_default();
    let alone = !name.reveal().contains(' ') && guest.relation != Some(Relation::Friend);
    Some(if alone && !surname.is_empty() { format!("{} {surname}", name.reveal()).into() } else { name.clone() })
}
