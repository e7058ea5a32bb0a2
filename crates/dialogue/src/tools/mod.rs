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
pub use booking::identity::Proof;
use booking::identity::{Whose, asked_for};
use booking::{Appointment, OwnQuery};
use jiff::Timestamp;
use std::ops::Range;

/// The caller's own appointments that are not over, earliest first, by what the caller said to be identified by. The
/// calendar demands what the business and the line require ([`booking::identity`]).
///
/// # Errors
/// When the calendar cannot be read.
pub async fn own_appointments(
    scene: &Scene,
    name: &Personal<String>,
    within: Option<Range<Timestamp>>,
    whose: Whose,
) -> Result<Vec<Appointment>, EngineError> {
    let (pseudonyms, name) = (scene.pseudonyms.clone(), name.clone());
    Ok(scene.agenda.own(&scene.business, &OwnQuery { pseudonyms, name, within, whose, now: scene.now }).await?)
}

/// What this caller is asked for before own appointments are looked for, where nothing was found `failed` times already.
pub fn proof_needed(scene: &Scene, failed: u32) -> Proof {
    asked_for(!scene.pseudonyms.is_empty(), scene.business.secrecy, failed)
}

/// The owner's entry with this id.
pub fn question<'a>(business: &'a Business, id: &str) -> Option<&'a Question> {
    business.questions.iter().find(|question| question.id == id)
}
