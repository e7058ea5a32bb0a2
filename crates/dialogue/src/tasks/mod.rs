//! Tasks: what a caller has come for. Each is a type with its slots and counters; states that cannot be are not in the types.
//!
//! They lie on a small stack ([`Tasks`]), with what was done in the call at hand. Engines fill slots of the same tasks: the rules
//! from the caller's words (`hear`, `answer`), a language model by a [`Patch`]; what is missing, or the deed, says `next`, as a
//! [`Step`] that the reply in the making carries out. Nothing is held, booked or disclosed here: the gate does that.

mod at_hand;
pub(crate) mod booking;
mod caller;
mod hand_over;
mod message;
pub(crate) mod own;
mod patch;
pub(crate) mod question;
mod stack;
mod step;
pub(crate) mod target;

pub use booking::{Booking, PartWish, Parts, ServiceWish};
pub(crate) use caller::NAME_CONFIDENCE_MIN;
pub use caller::{Caller, CallerName, Phone};
pub use hand_over::HandOver;
pub use message::{DataRequest, MessageDraft};
pub use own::{Move, Own, OwnDeed};
pub use patch::{Patch, Stretch, TargetPatch};
pub use question::QuestionMeant;
pub use stack::Tasks;
pub(crate) use step::{Step, Took};
pub use target::{Open, PersonWish, Target, Visits, WishedTime};

use crate::turn::Turn;
use crate::{Asked, EngineError, MessageKind, WishKind};
use base::privacy::Personal;
use understanding::Utterance;

/// What a caller has come for.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A new appointment.
    Booking(Box<Booking>),
    /// An own appointment, to be told, moved or cancelled.
    Own(Box<Own>),
    /// Something for the owner.
    Message(MessageDraft),
    /// A request under the GDPR.
    Request(DataRequest),
    /// A question that was asked back.
    Question(QuestionMeant),
    /// A person was offered.
    HandOver(HandOver),
}

impl Task {
    /// The message that is to be left, if it has a text and the caller wants it left: it was promised to pass that on.
    pub fn promised(&self) -> Option<(MessageKind, &Personal<String>)> {
        match self {
            Task::Message(draft) if !draft.offered => Some((draft.kind, draft.text.as_ref()?)),
            Task::Request(request) => Some((MessageKind::Privacy, &request.text)),
            _ => None,
        }
    }

    /// What it is for; `None` where it stands between the caller and what is wanted.
    pub fn kind(&self) -> Option<WishKind> {
        match self {
            Task::Booking(_) => Some(WishKind::Book),
            Task::Own(own) => Some(own.deed.kind()),
            Task::Message(_) | Task::Request(_) => Some(WishKind::Message),
            Task::Question(_) | Task::HandOver(_) => None,
        }
    }

    /// What it needs next: a fact that is missing, or the deed.
    pub(crate) async fn next(&mut self, turn: &mut Turn<'_>) -> Result<Step, EngineError> {
        Ok(match self {
            Task::Booking(booking) => booking.next(turn).await?,
            Task::Own(own) => own.next(turn).await?,
            Task::Message(draft) => draft.next(turn),
            Task::Request(request) => request.next(turn),
            Task::Question(question) => question.next(turn),
            Task::HandOver(offer) => offer.next(),
        })
    }

    /// What it makes of the answer to what was asked.
    pub(crate) async fn answer(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Result<Took, EngineError> {
        Ok(match self {
            Task::Booking(booking) => booking.answer(utterance, turn),
            Task::Own(own) => own.answer(utterance, turn).await?,
            Task::Message(draft) if turn.next.asked == Asked::Message => draft.answer(utterance, turn),
            Task::Message(_) | Task::Request(_) => Took::Nothing,
            Task::Question(question) if turn.next.asked == Asked::Wish => question.answer(utterance, turn),
            Task::HandOver(_) if turn.next.asked == Asked::Transfer => HandOver::answer(utterance),
            // Something else was asked since.
            Task::Question(_) | Task::HandOver(_) => Took::Over,
        })
    }
}
