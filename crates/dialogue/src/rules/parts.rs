//! Several services and several people said in one breath: all that is wanted, more of it, or less.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::{Guest, PartWish, WishKind};
use booking::{Slot, Visit};
use understanding::{Change, Found, Intent, PartSaid};

/// Services named when it is asked which was meant.
const CHOICES_MAX: usize = 4;

impl Turn<'_> {
    pub(super) fn take_parts(&mut self, heard: &Heard<'_>) -> Use {
        let before = self.next.wish.clone();
        let asks = [Intent::Price, Intent::Duration, Intent::Question].iter().any(|intent| heard.wants(*intent));
        if self.next.wish.kind != Some(WishKind::Book) || asks {
            return Use::None;
        }
        self.next.wish.together = heard.says.together.or(before.together);
        let known = before.part.service.is_some();
        match (heard.says.change, heard.says.parts.as_slice()) {
            (_, []) => self.keep_only(heard),
            (Change::Dropped, [part]) => self.drop_part(part),
            (Change::Added, parts) if known || parts.iter().all(|part| part.guest.is_some()) => self.add_parts(parts),
            (_, [_]) => {}
            (_, parts) if self.answers_open(parts) => self.fill(parts),
            (_, parts) => self.replace_parts(parts),
        }
        if self.next.wish == before {
            return Use::None;
        }
        self.forget_visit();
        self.next.wish.visit =
            before.visit.filter(|_| heard.says.change == Change::Dropped).and_then(|visit| self.rest_of(&visit));
        self.next.wish.declined.clear();
        Use::Some
    }

    /// What is left of a visit that was found when its last parts are no longer wanted.
    fn rest_of(&self, visit: &Visit) -> Option<Visit> {
        let mut wanted: Vec<&String> = self.next.wish.parts().filter_map(|part| part.service.as_ref()).collect();
        let mut is_wanted = |slot: &&Slot| {
            let place = wanted.iter().position(|service| **service == slot.service);
            place.map(|place| wanted.remove(place)).is_some()
        };
        let rest = Visit::of(visit.slots().take_while(|slot| is_wanted(slot)).cloned());
        rest.filter(|_| wanted.is_empty())
    }

    /// 'Doch nur Haare': the one service said is all that is left.
    fn keep_only(&mut self, heard: &Heard<'_>) {
        let words = heard.words.to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphabetic());
        let only = words.any(|word| matches!(word, "nur" | "only" | "just"));
        let Some(found) = heard.says.service.as_ref().filter(|found| only && found.is_sure()) else { return };
        let kept = self.next.wish.parts().find(|part| part.service.as_ref() == Some(&found.value)).cloned();
        if let Some(kept) = kept {
            self.next.wish.take_parts([kept]);
        }
    }

    fn drop_part(&mut self, said: &PartSaid) {
        let person = said.guest.as_ref().and_then(|guest| self.known_guest(guest));
        let dropped = |part: &PartWish| match (&said.guest, &said.service) {
            (Some(_), _) => Some(part.person) == person,
            (None, Some(found)) => part.service.as_ref() == Some(&found.value),
            (None, None) => false,
        };
        let kept: Vec<PartWish> = self.next.wish.parts().filter(|part| !dropped(part)).cloned().collect();
        // Who wants nothing at all any more says so in other words.
        if !kept.is_empty() {
            self.next.wish.take_parts(kept);
        }
    }

    fn add_parts(&mut self, parts: &[PartSaid]) {
        for said in parts {
            let person = match &said.guest {
                None => 0,
                Some(guest) => self.known_guest(guest).unwrap_or_else(|| {
                    self.next.wish.guests.push(guest.clone());
                    self.next.wish.guests.len()
                }),
            };
            let part = part_wish(said, person);
            let known =
                |known: &PartWish| known.person == person && (known.service == part.service || said.guest.is_some());
            if !self.next.wish.parts().any(known) {
                self.next.wish.further.push(part);
            }
        }
    }

    fn replace_parts(&mut self, parts: &[PartSaid]) {
        let known = self.next.wish.part.clone();
        let guests = parts.iter().map(|said| said.person).max().unwrap_or(0);
        self.next.wish.guests = vec![Guest::default(); guests];
        for said in parts {
            if let (Some(place), Some(guest)) = (said.person.checked_sub(1), &said.guest) {
                self.next.wish.guests[place] = guest.clone();
            }
        }
        let mut wanted: Vec<PartWish> = parts.iter().map(|said| part_wish(said, said.person)).collect();
        // What was said before is still what the caller wants.
        let own = wanted.iter_mut().find(|part| part.person == 0 && part.service.is_none() && part.choices.is_empty());
        if let (Some(own), 0) = (own, known.person) {
            *own = known;
        }
        self.next.wish.take_parts(wanted);
    }

    /// Services said for those who come, as was asked.
    fn answers_open(&self, parts: &[PartSaid]) -> bool {
        let open = self.next.wish.parts().filter(|part| part.service.is_none()).count();
        let services = parts.iter().all(|part| part.service.is_some());
        !self.next.wish.further.is_empty() && open == parts.len() && services
    }

    fn fill(&mut self, parts: &[PartSaid]) {
        for said in parts {
            let own = said.guest.is_none();
            let open = |part: &&mut PartWish| part.service.is_none() && part.choices.is_empty();
            let wish = &mut self.next.wish;
            let mut open: Vec<&mut PartWish> =
                std::iter::once(&mut wish.part).chain(&mut wish.further).filter(open).collect();
            let place = open.iter().position(|part| (part.person == 0) == own).unwrap_or(0);
            if let Some(part) = open.get_mut(place) {
                **part = part_wish(said, part.person);
            }
        }
    }

    /// The only guest so far who is called this.
    fn known_guest(&self, guest: &Guest) -> Option<usize> {
        let same = |known: &Guest| known.relation == guest.relation && guest.relation.is_some();
        let mut known = self.next.wish.guests.iter().enumerate().filter(|(_, known)| same(known));
        let (place, _) = known.next()?;
        known.next().is_none().then_some(place + 1)
    }
}

fn part_wish(said: &PartSaid, person: usize) -> PartWish {
    let (service, choices) = match &said.service {
        Some(found) if found.is_sure() => (Some(found.value.clone()), Vec::new()),
        Some(found) => (None, choices(found)),
        None => (None, Vec::new()),
    };
    PartWish { person, service, choices }
}

/// Services of which one was meant, the likeliest first.
pub(super) fn choices(found: &Found<String>) -> Vec<String> {
    std::iter::once(&found.value).chain(&found.alternatives).take(CHOICES_MAX).cloned().collect()
}
