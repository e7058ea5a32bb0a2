//! Several services and several people said in one breath: all that is wanted, more of it, or less.

use super::{PartWish, Parts, ServiceWish};
use understanding::{Change, Cue, Guest, PartSaid, Utterance};

impl Parts {
    /// Takes the services and people said, several in one breath, more or fewer than before; whether that changes anything.
    pub fn hear(&mut self, utterance: &Utterance) -> bool {
        let says = utterance.says();
        let before = self.clone();
        self.together = says.together.or(self.together);
        let known = self.first.service.known().is_some();
        match (says.change, says.parts.as_slice()) {
            (_, []) => self.keep_only(utterance),
            (Change::Dropped, [part]) => self.drop(part),
            (Change::Added, parts) if known || parts.iter().all(|part| part.guest.is_some()) => self.add(parts),
            (_, [_]) => {}
            (_, parts) if self.are_open_for(parts) => self.fill(parts),
            (_, parts) => self.take(parts),
        }
        *self != before
    }

    /// All of it is for one relative who is called by name.
    pub fn hear_guest(&mut self, utterance: &Utterance) -> bool {
        let says = utterance.says();
        let (Change::All, [part], []) = (says.change, says.parts.as_slice(), self.further.as_slice()) else {
            return false;
        };
        let Some(guest) = part.guest.as_ref().filter(|guest| guest.name.is_some()) else { return false };
        (self.guests, self.first.person) = (vec![guest.clone()], 1);
        true
    }

    /// 'Doch nur Haare': the one service said is all that is left.
    fn keep_only(&mut self, utterance: &Utterance) {
        let only = utterance.parsed.has(Cue::Only);
        let Some(found) = utterance.says().service.as_ref().filter(|found| only && found.is_sure()) else { return };
        let kept = self.all().find(|part| part.service.known() == Some(&found.value)).cloned();
        if let Some(kept) = kept {
            self.replace([kept]);
        }
    }

    fn drop(&mut self, said: &PartSaid) {
        let person = said.guest.as_ref().and_then(|guest| self.known_guest(guest));
        let dropped = |part: &PartWish| match (&said.guest, &said.service) {
            (Some(_), _) => Some(part.person) == person,
            (None, Some(found)) => part.service.known() == Some(&found.value),
            (None, None) => false,
        };
        let kept: Vec<PartWish> = self.all().filter(|part| !dropped(part)).cloned().collect();
        // Who wants nothing at all any more says so in other words.
        if !kept.is_empty() {
            self.replace(kept);
        }
    }

    fn add(&mut self, parts: &[PartSaid]) {
        for said in parts {
            let person = match &said.guest {
                None => 0,
                Some(guest) => self.known_guest(guest).unwrap_or_else(|| {
                    self.guests.push(guest.clone());
                    self.guests.len()
                }),
            };
            let part = part_wish(said, person);
            let known =
                |known: &PartWish| known.person == person && (known.service == part.service || said.guest.is_some());
            if !self.all().any(known) {
                self.further.push(part);
            }
        }
    }

    /// Takes the parts said as all there are.
    fn take(&mut self, parts: &[PartSaid]) {
        let known = self.first.clone();
        let guests = parts.iter().map(|said| said.person).max().unwrap_or(0);
        self.guests = vec![Guest::default(); guests];
        for said in parts {
            if let (Some(place), Some(guest)) = (said.person.checked_sub(1), &said.guest) {
                self.guests[place] = guest.clone();
            }
        }
        let mut wanted: Vec<PartWish> = parts.iter().map(|said| part_wish(said, said.person)).collect();
        // What was said before is still what the caller wants.
        let own = wanted.iter_mut().find(|part| part.person == 0 && part.service == ServiceWish::Unsaid);
        if let (Some(own), 0) = (own, known.person) {
            *own = known;
        }
        self.replace(wanted);
    }

    /// Whether services said are those of the people who come, as was asked.
    fn are_open_for(&self, parts: &[PartSaid]) -> bool {
        let open = self.all().filter(|part| part.service.known().is_none()).count();
        self.are_several() && open == parts.len() && parts.iter().all(|part| part.service.is_some())
    }

    fn fill(&mut self, parts: &[PartSaid]) {
        for said in parts {
            let own = said.guest.is_none();
            let mut open: Vec<&mut PartWish> =
                self.all_mut().filter(|part| part.service == ServiceWish::Unsaid).collect();
            let place = open.iter().position(|part| (part.person == 0) == own).unwrap_or(0);
            if let Some(part) = open.get_mut(place) {
                **part = part_wish(said, part.person);
            }
        }
    }

    /// The only guest so far who is called this.
    fn known_guest(&self, guest: &Guest) -> Option<usize> {
        let same = |known: &Guest| known.relation == guest.relation && guest.relation.is_some();
        let mut known = self.guests.iter().enumerate().filter(|(_, known)| same(known));
        let (place, _) = known.next()?;
        known.next().is_none().then_some(place + 1)
    }
}

fn part_wish(said: &PartSaid, person: usize) -> PartWish {
    PartWish { person, service: said.service.as_ref().map(ServiceWish::found).unwrap_or_default() }
}
