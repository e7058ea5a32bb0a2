//! What a task makes of the caller's words, and what it needs next. Plain values: the reply in the making carries them out.

use super::Task;
use crate::phrases::Phrase;
use crate::{Asked, Message, Proposal, Telling, TransferReason};
use base::privacy::Personal;
use booking::Appointment;

/// What was made of the caller's words.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
pub(crate) enum Took {
    /// They had nothing for it.
    Nothing,
    /// Something of them was taken; the call goes on with what is missing.
    Something,
    /// The task is over, and the words are for what comes after it.
    Over,
    /// They are dealt with, and this follows.
    Step(Step),
}

impl Took {
    /// Something was taken, if `is`.
    pub(crate) fn something(is: bool) -> Self {
        if is { Took::Something } else { Took::Nothing }
    }
}

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// The task on top says what it needs.
    GoOn,
    /// This is asked.
    Ask(Asked),
    /// All is said, and this is waited for.
    Wait(Asked),
    /// Nothing was understood, and that too often: another way is tried.
    Fail,
    /// A deed is proposed: held, read back, agreed to.
    Propose(Proposal),
    /// Own appointments are told.
    Tell(Vec<Appointment>, Telling),
    /// A message is left.
    Leave(Message),
    /// A person or a message is offered, in these words.
    OfferPerson(Phrase),
    /// The call is handed to a person.
    HandOver(TransferReason),
    /// What the owner has not answered is not invented: it is offered to pass the caller's question on.
    OfferToPassOn(Personal<String>),
    /// Nothing can be had: a message is offered in the task's place, in these words.
    OfferMessage(Phrase),
    /// The task on top gives way to this one.
    Become(Box<Task>),
    /// The task on top is over.
    Over,
    /// All that was wanted is given up for now.
    GiveUp,
}
