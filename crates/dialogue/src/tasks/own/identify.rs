//! Finding the own appointment: what is asked for it, what is looked up, and what happens when nothing is found.

use super::{Own, OwnDeed};
use crate::phrases::Phrase;
use crate::tasks::{MessageDraft, Step, Task};
use crate::tools::{self, Proof};
use crate::turn::Turn;
use crate::{Asked, EngineError, MessageKind, Telling, WishKind, wording};
use booking::Appointment;
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use understanding::when::Kind;

/// Look-ups of a call that may find nothing before the matter is passed on as a message: no guessing at other people's appointments.
const LOOKUPS_MAX: u32 = 3;

/// So often it is asked which of several is meant: they are told each time.
const WHICH_MAX: u32 = 2;

impl Own {
    /// Finds the appointment, or gives what has to be asked to find it.
    pub(super) async fn identify(&mut self, turn: &mut Turn<'_>) -> Result<Result<Appointment, Step>, EngineError> {
        let found = match self.look_up(turn).await? {
            Ok(found) => found,
            Err(asked) => return Ok(Err(Step::Ask(asked))),
        };
        Ok(match found.as_slice() {
            [] => Err(self.not_found(turn)),
            [one] => {
                Own::found_under(&mut turn.next.caller);
                self.appointment = Some(one.clone());
                Ok(one.clone())
            }
            [first, rest @ ..] if self.all => {
                self.rest = rest.to_vec();
                self.appointment = Some(first.clone());
                Ok(first.clone())
            }
            _ if self.deed == OwnDeed::Tell => Err(Step::Tell(found, Telling::Only)),
            _ if self.asked_which >= WHICH_MAX => Err(Step::OfferPerson(Phrase::OfferTransfer)),
            _ => {
                self.asked_which += 1;
                Err(Step::Tell(found, Telling::Which))
            }
        })
    }

    /// Looks the caller's appointments up, or gives what must be asked first.
    pub(super) async fn look_up(&self, turn: &Turn<'_>) -> Result<Result<Vec<Appointment>, Asked>, EngineError> {
        let Some(name) = turn.next.caller.name.said() else { return Ok(Err(Asked::Name)) };
        let proof = tools::proof_needed(turn.scene, self.lookups_failed);
        let (day, time) = match &self.said {
            Some(said) => (turn.spans_one_day(said), said.kind == Kind::Instant),
            None => (false, false),
        };
        if proof >= Proof::Day && !day {
            return Ok(Err(Asked::Date));
        }
        if proof == Proof::DayAndTime && !time {
            return Ok(Err(Asked::Time));
        }
        Ok(Ok(tools::own_appointments(turn.scene, name, self.range(), turn.next.lookups.whose).await?))
    }

    /// Where the caller said that the appointment is; a time is the minute it names.
    fn range(&self) -> Option<Range<Timestamp>> {
        let said = self.said.as_ref()?;
        let minute = said.start.checked_add(SignedDuration::from_mins(1)).unwrap_or(said.start);
        Some(said.start..said.end.unwrap_or(minute))
    }

    /// Nothing was found, or nothing is proved: asked again in another way, and at last passed on.
    pub(crate) fn not_found(&mut self, turn: &mut Turn<'_>) -> Step {
        if turn.next.lookups.closed {
            return self.pass_on(Phrase::LookupsSpent, turn);
        }
        turn.next.lookups.failed += 1;
        self.lookups_failed += 1;
        if turn.next.lookups.failed >= LOOKUPS_MAX {
            return self.pass_on(Phrase::OwnNotFoundMessage, turn);
        }
        turn.say(Phrase::OwnNotFound, &[]);
        // The name is what is misheard most, and a surname alone does not tell a family's members apart.
        turn.next.caller.name.doubt();
        let (phrase, asked) = match self.lookups_failed {
            1 => (Phrase::AskFullName, Asked::Name),
            _ => (Phrase::SpellName, Asked::Spelling),
        };
        turn.say(phrase, &[]);
        Step::Wait(asked)
    }

    /// What cannot be found is passed on to a person; why, says the phrase.
    pub(crate) fn pass_on(&self, why: Phrase, turn: &mut Turn<'_>) -> Step {
        turn.say(why, &[]);
        let language = turn.owners_language();
        let wish = match self.deed.kind() {
            WishKind::Cancel => Phrase::NoteCancel,
            WishKind::Move => Phrase::NoteMove,
            WishKind::Book | WishKind::Mine | WishKind::Message => Phrase::NoteMine,
        };
        let wish = turn.word(wish, language, &[]);
        let date = |start| wording::on_date(wording::local_date(turn.business(), start), language);
        let time = self.said.as_ref().map(|said| date(said.start)).unwrap_or_default();
        let note = turn.word(Phrase::NoteOwn, language, &[("wish", &wish), ("time", &time)]);
        let message = MessageDraft { kind: MessageKind::Callback, text: Some(note.into()), offered: false };
        Step::Become(Box::new(Task::Message(message)))
    }
}
