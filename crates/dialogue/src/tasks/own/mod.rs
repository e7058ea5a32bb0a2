//! An own appointment: found by number and name (and more where these prove too little), then told, moved or cancelled.
//! Nothing of an appointment is spoken before it was found by what the caller said.

mod hear;
mod identify;
mod moving;

use super::target::{Target, Visits, WishedTime};
use super::{Caller, Step};
use crate::phrases::Phrase;
use crate::turn::Turn;
use crate::{Asked, Done, EngineError, Proposal, Telling, WishKind};
use booking::{Appointment, Refusal, Visit};
use understanding::when::{Kind, Shift, When};

/// What is wanted with an own appointment.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// What is to be done.
    pub deed: OwnDeed,
    /// The appointment, once identified.
    pub appointment: Option<Appointment>,
    /// All that are found are meant, one after the other ('beide Termine absagen').
    pub all: bool,
    /// Those that are still to come after this one, where all are meant.
    pub(crate) rest: Vec<Appointment>,
    /// When it is, as the caller said it to be identified by.
    pub said: Option<When>,
    /// Look-ups that found nothing.
    pub(crate) lookups_failed: u32,
    /// Read-backs that the caller did not agree to.
    pub(crate) declined: u32,
    /// How often it was asked which of several it is.
    pub(crate) asked_which: u32,
}

/// What is to be done with an own appointment.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnDeed {
    /// The caller hears of it.
    Tell,
    /// It is given up.
    Cancel,
    /// It is to be at another time.
    Move(Box<Move>),
}

/// Where an appointment is to go.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Move {
    /// When and with whom it is to be.
    pub target: Target,
    /// By how much it is to be moved, until it is found.
    pub shift: Option<Shift>,
}

impl OwnDeed {
    /// The deed of this kind, if it is one of an own appointment's.
    pub(crate) fn of(kind: WishKind) -> Option<Self> {
        match kind {
            WishKind::Mine => Some(OwnDeed::Tell),
            WishKind::Cancel => Some(OwnDeed::Cancel),
            WishKind::Move => Some(OwnDeed::Move(Box::default())),
            WishKind::Book | WishKind::Message => None,
        }
    }

    /// Its kind.
    pub fn kind(&self) -> WishKind {
        match self {
            OwnDeed::Tell => WishKind::Mine,
            OwnDeed::Cancel => WishKind::Cancel,
            OwnDeed::Move(_) => WishKind::Move,
        }
    }
}

impl Own {
    /// Nothing is known of the appointment yet.
    pub fn new(deed: OwnDeed) -> Self {
        Own {
            deed,
            appointment: None,
            all: false,
            rest: Vec::new(),
            said: None,
            lookups_failed: 0,
            declined: 0,
            asked_which: 0,
        }
    }

    /// Whether the appointment is still to be found.
    pub fn is_identifying(&self) -> bool {
        self.appointment.is_none()
    }

    /// When and with whom it is to be instead.
    pub fn target(&self) -> Option<&Target> {
        match &self.deed {
            OwnDeed::Move(moving) => Some(&moving.target),
            OwnDeed::Tell | OwnDeed::Cancel => None,
        }
    }

    /// The same, to be filled in.
    pub fn target_mut(&mut self) -> Option<&mut Target> {
        match &mut self.deed {
            OwnDeed::Move(moving) => Some(&mut moving.target),
            OwnDeed::Tell | OwnDeed::Cancel => None,
        }
    }

    /// What is missing, or the deed.
    pub(crate) async fn next(&mut self, turn: &mut Turn<'_>) -> Result<Step, EngineError> {
        let appointment = match self.appointment.clone() {
            Some(appointment) => appointment,
            None if turn.next.lookups.closed => return Ok(self.pass_on(Phrase::LookupsSpent, turn)),
            None => match self.identify(turn).await? {
                Ok(appointment) => appointment,
                Err(step) => return Ok(step),
            },
        };
        match &mut self.deed {
            OwnDeed::Tell => Ok(Step::Tell(vec![appointment], Telling::Only)),
            OwnDeed::Cancel => Ok(Step::Propose(Proposal::Cancel { appointment })),
            OwnDeed::Move(moving) => moving.next(appointment, turn).await,
        }
    }

    /// The same for the next of all that are meant, now that this one is dealt with; `None` when none is left.
    pub(crate) fn next_of_all(&self, done: &Done) -> Option<Own> {
        let (next, rest) = self.rest.split_first()?;
        let mut own = Own { appointment: Some(next.clone()), rest: rest.to_vec(), ..self.clone() };
        let target = own.target_mut();
        if let (Some(target), Done::Moved { from, to }) = (target, done) {
            target.visits = Visits::Open;
            // What lay behind the other stays behind it.
            let behind = next.slot.start.duration_since(from.slot.start);
            let instant = target.when().is_some_and(|when| when.kind == Kind::Instant);
            let start = to.slot.start.checked_add(behind).ok().filter(|_| instant);
            target.time = start.map(|start| WishedTime::settled(When::instant(start))).or(target.time.take());
        }
        Some(own)
    }

    /// A read-back was declined; gives how often.
    pub(crate) fn decline(&mut self) -> u32 {
        self.declined += 1;
        self.declined
    }

    /// Other times near one that was lost.
    pub(crate) async fn look_near(
        &mut self,
        lost: &Visit,
        refusal: Refusal,
        turn: &mut Turn<'_>,
    ) -> Result<Step, EngineError> {
        match (&mut self.deed, &self.appointment) {
            (OwnDeed::Move(moving), Some(from)) => moving.look_near(from, lost, refusal, turn).await,
            _ => Ok(Step::GoOn),
        }
    }

    /// Its kind of deed changes; what is known of the appointment stays known.
    pub(crate) fn turn_to(&mut self, deed: OwnDeed) {
        self.deed = deed;
    }

    /// Asks for what proves whose it is.
    pub(crate) fn ask_proof(&self, asked: Asked, turn: &mut Turn<'_>) {
        let phrase = match asked {
            Asked::Time => Phrase::AskOwnTime,
            _ => Phrase::AskOwnDate,
        };
        turn.say(phrase, &[]);
    }

    /// The caller is known by a name that is in the calendar: it was heard right.
    fn found_under(caller: &mut Caller) {
        caller.name.confirm();
    }
}
