//! What a caller wants, as far as it is known.

use crate::{Guest, ResourceWish, WishKind};
use base::business::Details;
use base::number::Number;
use base::privacy::Personal;
use booking::{Appointment, Message, MessageKind, Slot, Together, Visit};
use jiff::civil::Weekday;
use understanding::when;

/// What the caller wants, as far as it is known. Facts only; which question comes next follows from what is missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// What is to be done.
    pub kind: Option<WishKind>,
    /// What is to be done; the first part of it where there are several.
    pub part: PartWish,
    /// Further parts: other services, other people. Usually none.
    pub further: Vec<PartWish>,
    /// Who is served besides the caller, or instead: `guests[0]` is person 1.
    pub guests: Vec<Guest>,
    /// How several people want to be served, if they said so.
    pub together: Option<Together>,
    /// Whose time: one resource, or explicitly anyone.
    pub resource: Option<ResourceWish>,
    /// Who may be wished for, where a name was misheard: it is asked which of them is meant.
    pub people_meant: Vec<String>,
    /// When, as understood so far.
    pub when: Option<when::When>,
    /// By how much the own appointment is to be moved, until it is found.
    pub shift: Option<when::Shift>,
    /// [`Wish::when`] was said as a weekday and nothing else.
    pub weekday: Option<Weekday>,
    /// The visit chosen.
    pub visit: Option<Visit>,
    /// The caller's name, as said.
    pub name: Option<Personal<String>>,
    /// The name as it was last heard and was not right: where letters are misheard, it may tell them.
    pub name_heard: Option<Personal<String>>,
    /// Further details by id.
    pub details: Personal<Details>,
    /// The own appointment to be moved or cancelled, once identified.
    pub appointment: Option<Appointment>,
    /// The text of a message so far.
    pub message: Option<Personal<String>>,
    /// A number to call back, as said.
    pub phone: Option<Personal<Number>>,
    /// Keys pressed of a number to call back that were not yet one.
    pub keys: Personal<String>,
    /// The last message left, which a number said after it corrects.
    pub left: Option<Message>,
    /// The name was certain when heard, or has been spelled back and agreed to.
    pub name_checked: bool,
    /// The number to call back was read back and agreed to.
    pub phone_checked: bool,
    /// When the own appointment is, as the caller said it to be identified by.
    pub own: Option<when::When>,
    /// The owner's question of which it was asked whether it is meant, by id, and the caller's words that may have asked it.
    pub question: Option<(String, Personal<String>)>,
    /// What the message is about.
    pub message_kind: Option<MessageKind>,
    /// When something new is wished for once the own appointment is cancelled ('cancel Friday and book me in for Saturday').
    pub after_cancelling: Option<when::When>,
    /// What to go on with after the message.
    pub after_message: Option<WishKind>,
    /// Visits offered that the caller did not want; not offered again.
    pub declined: Vec<Visit>,
    /// Visits offered last in place of a time that could not be had, and how often they were offered again for it.
    pub instead: (Vec<Visit>, u32),
    /// Times that do not suit the caller.
    pub excluded: Vec<when::When>,
    /// The day of [`Wish::when`] was not said: the next that fits was assumed.
    pub day_open: bool,
    /// [`Wish::when`] has several readings, and it was asked which is meant.
    pub when_unclear: bool,
    /// All own appointments found are meant, one after the other ('beide Termine absagen').
    pub all_own: bool,
    /// Look-ups of own appointments that found nothing.
    pub lookups_failed: u32,
    /// Names read back that the caller called wrong.
    pub names_rejected: u32,
    /// Details read back that the caller called wrong.
    pub details_rejected: u32,
    /// Read-backs that the caller did not agree to.
    pub read_backs_declined: u32,
}

impl Wish {
    /// All parts of it, the first one included.
    pub fn parts(&self) -> impl Iterator<Item = &PartWish> {
        std::iter::once(&self.part).chain(&self.further)
    }

    /// Forgets the name, which was not right, but for how it was heard.
    pub fn doubt_name(&mut self) {
        self.name_heard = self.name.take().or_else(|| self.name_heard.take());
        self.name_checked = false;
    }

    /// Wants these parts, one at least.
    pub fn take_parts(&mut self, parts: impl IntoIterator<Item = PartWish>) {
        let mut parts = parts.into_iter();
        self.part = parts.next().unwrap_or_default();
        self.further = parts.collect();
    }

    /// Wants what a visit holds.
    pub fn take_parts_of(&mut self, visit: &Visit) {
        let part = |slot: &Slot| PartWish { service: Some(slot.service.clone()), ..PartWish::default() };
        self.take_parts(visit.slots().map(part));
    }

    /// The first part of which it is not known what it is.
    pub fn open_part(&mut self) -> Option<&mut PartWish> {
        std::iter::once(&mut self.part).chain(&mut self.further).find(|part| part.service.is_none())
    }
}

/// A part of a wish: a service for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartWish {
    /// For whom: 0 is the caller, others are in [`Wish::guests`].
    pub person: usize,
    /// The service.
    pub service: Option<String>,
    /// Services of which it was asked which is meant.
    pub choices: Vec<String>,
}
