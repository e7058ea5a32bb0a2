//! What an engine may look up: free visits near a wish, the caller's own appointments, opening hours, the owner's answers.
//!
//! Typed and read-only; both engines share them, so that a language model and the rules find the same truth. Nothing here
//! speaks, and nothing is held or booked.

mod choose;
mod hours;
mod search;
mod whynot;
mod windows;

pub use hours::{OpenDays, opening_on, opening_week};
pub use search::WhyNot;
pub use search::{VisitAnswer, VisitWish, find_visits};

use super::{EngineError, Scene};
use base::business::{Business, Question};
use base::privacy::Personal;
use booking::{Appointment, OwnQuery};
use jiff::Timestamp;
use std::ops::Range;

/// The caller's own appointments that are not over, earliest first, by what the caller said to be identified by. The
/// calendar demands what the business and the line require (see [`OwnQuery`]).
///
/// # Errors
/// When the calendar cannot be read.
pub async fn own_appointments(
    scene: &Scene,
    name: &Personal<String>,
    within: Option<Range<Timestamp>>,
) -> Result<Vec<Appointment>, EngineError> {
    let query = OwnQuery { pseudonyms: scene.pseudonyms.clone(), name: name.clone(), within, now: scene.now };
    Ok(scene.agenda.own(&scene.business, &query).await?)
}

/// What a caller must say to be told of own appointments, besides the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The name is enough: the number is known and the business under no professional secrecy.
    Name,
    /// The day of the appointment.
    Day,
    /// The day and the time: the number proves nothing.
    DayAndTime,
}

/// What this caller must say (a number is no identity).
pub fn proof_needed(scene: &Scene) -> Proof {
    match (scene.pseudonyms.is_empty(), scene.business.secrecy) {
        (true, _) => Proof::DayAndTime,
        (false, true) => Proof::Day,
        (false, false) => Proof::Name,
    }
}

/// The owner's entry with this id.
pub fn question<'a>(business: &'a Business, id: &str) -> Option<&'a Question> {
    business.questions.iter().find(|question| question.id == id)
}
