//! What was done in a call, told and left, at hand for what follows: 'cancel it', 'and a beard trim too', 'not on this number'.

use super::{Booking, Own, OwnDeed, Task, Tasks};
use crate::{Done, WishKind};
use booking::{Appointment, AppointmentId, Message};

impl Tasks {
    /// The own appointment that was spoken of last: what this caller has just booked needs no further proof of whose it is, and
    /// what was told was found by what the caller said.
    pub(super) fn own_at_hand(&self) -> Box<Own> {
        let told = || self.told.clone().unwrap_or_else(|| Box::new(Own::new(OwnDeed::Tell)));
        match self.last_appointment() {
            Some(appointment) => Box::new(Own { appointment: Some(appointment.clone()), ..Own::new(OwnDeed::Tell) }),
            None => told(),
        }
    }

    /// Something was done: the task that wanted it is over, and what was spoken of it.
    pub(crate) fn done(&mut self, done: Done) {
        if let Done::Cancelled(gone) | Done::Moved { from: gone, .. } = &done {
            // What is not there any more cannot be meant.
            self.told.take_if(|told| told.appointment.as_ref().is_some_and(|told| told.id == gone.id));
        }
        self.done.push(done);
        *self.spoken_of = Booking::default();
        if self.stack.last().is_some_and(|task| matches!(task, Task::Booking(_) | Task::Own(_))) {
            self.stack.pop();
        }
    }

    /// What is wished for after a cancellation is for the same, unless it says otherwise.
    pub(crate) fn wish_for_the_same(&mut self, gone: &Appointment) {
        if let Some(Task::Booking(booking)) = self.stack.last_mut()
            && booking.parts.is_empty()
        {
            booking.parts.take_services([gone.slot.service.clone()]);
        }
    }

    /// Own appointments were told: nothing more is wanted with them.
    pub(crate) fn told(&mut self) {
        if let Some(Task::Own(own)) = self.stack.pop_if(|task| task.kind() == Some(WishKind::Mine)) {
            self.told = Some(own);
        }
    }

    /// A message was left: the task that wanted it is over.
    pub(crate) fn left(&mut self, message: Message) {
        let is_left = |task: &mut Task| match task {
            Task::Message(draft) => draft.text.as_ref() == Some(&message.text),
            Task::Request(request) => request.text == message.text,
            Task::Booking(_) | Task::Own(_) | Task::Question(_) | Task::HandOver(_) => false,
        };
        self.stack.pop_if(is_left);
        self.left = Some(message);
    }

    /// The last message left.
    pub fn last_left(&self) -> Option<&Message> {
        self.left.as_ref()
    }

    /// How much had been said when something was done, or a message left, last.
    pub(crate) fn done_at(&self) -> usize {
        self.done_at
    }

    /// What was done last.
    pub fn last_done(&self) -> Option<&Done> {
        self.done.last()
    }

    /// The one appointment that was made or moved last, unless something else was done since.
    pub fn last_appointment(&self) -> Option<&Appointment> {
        match self.done.last()? {
            Done::Booked(booked) => <&[Appointment; 1]>::try_from(booked.as_slice()).ok().map(|[only]| only),
            Done::Moved { to, .. } => Some(to),
            Done::Cancelled(_) => None,
        }
    }

    /// What was booked last, unless something else was done since.
    pub(crate) fn last_booked(&self) -> &[Appointment] {
        match self.done.last() {
            Some(Done::Booked(booked)) => booked,
            Some(Done::Moved { .. } | Done::Cancelled(_)) | None => &[],
        }
    }

    /// Whether something that was booked or moved in this call stands.
    pub fn has_booked(&self) -> bool {
        let mut standing: Vec<&AppointmentId> = Vec::new();
        for done in &self.done {
            match done {
                Done::Booked(booked) => standing.extend(booked.iter().map(|one| &one.id)),
                Done::Moved { from, to } => {
                    standing.retain(|id| **id != from.id);
                    standing.push(&to.id);
                }
                Done::Cancelled(gone) => standing.retain(|id| **id != gone.id),
            }
        }
        !standing.is_empty()
    }
}
