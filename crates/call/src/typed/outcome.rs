//! What a call came to, gathered from its records.

use crate::record::{Done, EndedBy, Record, TransferReason};
use base::language::Language;
use booking::{Appointment, Message};
use std::time::Duration;

/// What a call came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Appointments made.
    pub booked: Vec<Appointment>,
    /// Appointments moved: as they were, and as they are.
    pub moved: Vec<(Appointment, Appointment)>,
    /// Appointments given up.
    pub cancelled: Vec<Appointment>,
    /// Messages left.
    pub messages: Vec<Message>,
    /// Why the caller was handed to a person.
    pub transfer: Option<TransferReason>,
    /// The language spoken last.
    pub language: Option<Language>,
    /// Every language that was switched to.
    pub switched: Vec<Language>,
    /// Who ended the call; `None` while it goes on.
    pub ended_by: Option<EndedBy>,
    /// When the agent had the call ended or transferred, since the stream's start.
    pub left_at: Option<Duration>,
}

impl Outcome {
    /// Takes note of what a record says.
    pub(super) fn take(&mut self, record: &Record) {
        match record {
            Record::Done(Done::Booked(booked)) => self.booked.extend(booked.iter().cloned()),
            Record::Done(Done::Moved { from, to }) => self.moved.push((from.clone(), to.clone())),
            Record::Done(Done::Cancelled(appointment)) => self.cancelled.push(appointment.clone()),
            Record::Message(message) => self.messages.push(message.clone()),
            Record::Transferred(reason) => self.transfer = Some(*reason),
            Record::Language(language) => self.switched.push(*language),
            Record::Ended { by, .. } => self.ended_by = Some(*by),
            Record::Disclosed { .. } | Record::Turn(_) => {}
            Record::Saying { .. } | Record::Waiting { .. } | Record::Understood(_) | Record::Unheard { .. } => {}
        }
    }
}
