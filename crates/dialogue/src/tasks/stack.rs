//! The tasks of a call on a small stack, with what was done in it at hand.

use super::own::{Own, OwnDeed};
use super::target::Target;
use super::{Booking, Caller, MessageDraft, Task, message};
use crate::{Done, MessageKind, WishKind};
use booking::{Appointment, Message};

/// What the caller has come for. The task on top is dealt with; those below wait for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tasks {
    pub(super) stack: Vec<Task>,
    /// What was said of a booking that nobody asks for, or not any more; it counts should it be wanted.
    pub(super) spoken_of: Box<Booking>,
    /// What was done in this call, oldest first.
    pub(super) done: Vec<Done>,
    /// How much had been said when something was done, or a message left, last.
    pub(super) done_at: usize,
    /// The last message left, which a number said after it corrects.
    pub(super) left: Option<Message>,
    /// The own appointment that was told last, and what it was found by.
    pub(super) told: Option<Box<Own>>,
}

impl Tasks {
    /// The task that is dealt with.
    pub fn top(&self) -> Option<&Task> {
        self.stack.last()
    }

    /// All tasks, the one on top first.
    pub fn iter(&self) -> impl Iterator<Item = &Task> {
        self.stack.iter().rev()
    }

    /// Takes the task on top off the stack.
    pub(crate) fn take(&mut self) -> Option<Task> {
        self.stack.pop()
    }

    /// Puts a task on top.
    pub(crate) fn put(&mut self, task: Task) {
        self.stack.push(task);
    }

    /// Takes the booking that waits below the task on top, or a new one. What else waits there goes on waiting.
    pub(crate) fn take_booking_below(&mut self) -> Box<Booking> {
        let place = self.stack.len().checked_sub(2);
        let below = place.filter(|place| matches!(self.stack.get(*place), Some(Task::Booking(_))));
        match below.map(|place| self.stack.remove(place)) {
            Some(Task::Booking(booking)) => booking,
            _ => Box::default(),
        }
    }

    /// Puts a task below the one on top, to wait for it.
    pub(crate) fn put_below(&mut self, task: Task) {
        self.stack.insert(self.stack.len().saturating_sub(1), task);
    }

    /// What is wanted: the kind of the topmost task that has one.
    pub fn kind(&self) -> Option<WishKind> {
        self.iter().find_map(Task::kind)
    }

    /// The own appointment that is dealt with.
    pub fn own(&self) -> Option<&Own> {
        match self.iter().find(|task| task.kind().is_some()) {
            Some(Task::Own(own)) => Some(own),
            _ => None,
        }
    }

    /// The booking that facts said are about: the topmost one, or what is spoken of without one.
    pub fn booking(&self) -> &Booking {
        let booking = self.iter().find_map(|task| if let Task::Booking(booking) = task { Some(booking) } else { None });
        booking.unwrap_or(&self.spoken_of)
    }

    /// What is spoken of without a wish to book it.
    pub(crate) fn spoken_of(&self) -> &Booking {
        &self.spoken_of
    }

    /// The same, to be filled in.
    pub(crate) fn booking_mut(&mut self) -> &mut Booking {
        let tasks = self.stack.iter_mut().rev();
        let mut bookings =
            tasks.filter_map(|task| if let Task::Booking(booking) = task { Some(booking) } else { None });
        bookings.next().unwrap_or(&mut self.spoken_of)
    }

    /// The own appointment that is dealt with, to be filled in.
    pub(crate) fn own_mut(&mut self) -> Option<&mut Own> {
        match self.stack.iter_mut().rev().find(|task| task.kind().is_some()) {
            Some(Task::Own(own)) => Some(own),
            _ => None,
        }
    }

    /// When and with whom an appointment is wanted: of a booking, or of a move.
    pub fn target(&self) -> Option<&Target> {
        match self.own() {
            Some(own) => own.target(),
            None => Some(&self.booking().target),
        }
    }

    /// The same, to be filled in.
    pub(crate) fn target_mut(&mut self) -> Option<&mut Target> {
        match self.own().is_some() {
            true => self.own_mut()?.target_mut(),
            false => Some(&mut self.booking_mut().target),
        }
    }

    /// Begins what is wanted, unless it is under way. Another wish takes the place of an unfinished one; what was said of a time
    /// stays said.
    pub fn begin(&mut self, kind: WishKind) -> bool {
        if self.kind() == Some(kind) {
            return false;
        }
        match kind {
            WishKind::Book => self.begin_booking(),
            WishKind::Message => {
                let draft = self.take_message(MessageKind::Message);
                self.put(Task::Message(draft));
            }
            WishKind::Move | WishKind::Cancel | WishKind::Mine => {
                OwnDeed::of(kind).into_iter().for_each(|deed| self.begin_own(deed));
            }
        }
        true
    }

    fn begin_booking(&mut self) {
        let (mut target, mut promised) = (None, Vec::new());
        while let Some(task) = self.stack.pop() {
            match task {
                Task::Booking(booking) => {
                    self.stack.splice(0..0, promised);
                    return self.stack.push(Task::Booking(booking));
                }
                // It was promised to pass that on, and waits.
                task if task.promised().is_some() => promised.insert(0, task),
                Task::Own(own) => target = own.target().cloned().or(target),
                Task::Message(_) | Task::Request(_) | Task::Question(_) | Task::HandOver(_) => {}
            }
        }
        let mut booking = std::mem::take(&mut self.spoken_of);
        booking.target.adopt(target);
        self.stack.extend(promised);
        self.stack.push(Task::Booking(booking));
    }

    fn begin_own(&mut self, deed: OwnDeed) {
        let (mut target, mut own) = (None, None);
        match self.stack.pop() {
            // It was promised to pass that on, and waits.
            Some(task) if task.promised().is_some() => self.stack.push(task),
            Some(Task::Own(before)) => {
                target = before.target().cloned();
                own = Some(before);
            }
            Some(Task::Booking(booking)) => target = Some(booking.target),
            Some(Task::Message(_) | Task::Request(_) | Task::Question(_) | Task::HandOver(_)) | None => {}
        }
        let mut own = own.unwrap_or_else(|| self.own_at_hand());
        own.turn_to(deed);
        if let Some(moved) = own.target_mut() {
            moved.adopt(target);
        }
        self.stack.push(Task::Own(own));
    }

    /// Takes the message that is being left off the stack, or a new one. A booking under way goes on when it is left; anything
    /// else gives way to it.
    pub(crate) fn take_message(&mut self, kind: MessageKind) -> MessageDraft {
        loop {
            match self.stack.pop() {
                Some(Task::Message(draft)) => return draft,
                Some(booking @ Task::Booking(_)) => {
                    self.stack.push(booking);
                    break;
                }
                Some(Task::Own(_) | Task::Request(_) | Task::Question(_) | Task::HandOver(_)) => {}
                None => break,
            }
        }
        MessageDraft::new(kind)
    }

    /// Nothing is wanted any more, but for what was promised to be passed on. Who calls, and what was done, stays known.
    pub(crate) fn forget(&mut self) {
        self.stack.retain(|task| task.promised().is_some());
        *self.spoken_of = Booking::default();
    }

    /// Nothing is wanted any more for now; what was said of a booking is kept, should it be wanted after all.
    pub(crate) fn set_aside(&mut self) {
        let (promised, others) =
            std::mem::take(&mut self.stack).into_iter().partition(|task| task.promised().is_some());
        self.stack = promised;
        let others: Vec<Task> = others;
        let mut bookings =
            others.into_iter().filter_map(|task| if let Task::Booking(booking) = task { Some(booking) } else { None });
        self.spoken_of = bookings.next_back().unwrap_or_else(|| std::mem::take(&mut self.spoken_of));
    }

    /// What was offered is no longer to be chosen from: something was read back.
    pub fn close_offers(&mut self) {
        if let Some(target) = self.target_mut().filter(|target| !target.offered().is_empty()) {
            target.visits = super::Visits::Open;
        }
    }

    /// The own appointment that was proposed is dealt with again.
    pub(crate) fn restore_own(&mut self, kind: WishKind, appointment: &Appointment) -> Option<&mut Own> {
        self.begin(kind);
        let own = self.own_mut()?;
        own.appointment = Some(appointment.clone());
        Some(own)
    }

    /// What it was promised to pass on and is not left yet, as it would be left now.
    pub(crate) fn promised<'t>(&'t self, caller: &'t Caller) -> impl Iterator<Item = Message> + 't {
        let promised = self.stack.iter().filter_map(Task::promised);
        promised.map(|(kind, text)| message::as_it_is(kind, text.clone(), caller))
    }

    /// Something was done, or a message left, when so much had been said.
    pub(crate) fn done_when(&mut self, said: usize) {
        self.done_at = said;
    }
}
