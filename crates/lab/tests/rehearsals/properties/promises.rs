//! What the agent promises to pass on is in the database when the call is over.

use super::claims::says;
use super::played::Played;
use dialogue::Asked;
use dialogue::phrases::Phrase;

/// Phrases that promise it.
const PROMISES: [Phrase; 6] = [
    Phrase::PassedOn,
    Phrase::LateNoted,
    Phrase::ComplaintSorry,
    Phrase::PrivacyNoted,
    Phrase::OwnNotFoundMessage,
    Phrase::LookupsSpent,
];

/// Every promise of a call.
pub fn are_kept(played: &Played) -> Result<(), String> {
    let mut open: Option<(usize, usize)> = None;
    let mut kept = played.before.messages.len();
    for (place, moment) in played.moments.iter().enumerate() {
        if says(played, moment, &PROMISES) && !moment.is_to_be_heard_again() {
            open.get_or_insert((place, kept));
        }
        kept = moment.kept.messages.len();
        let handed = moment.outcome.transfer.is_some();
        // Who does not want it passed on is not promised it any more.
        let refused = moment.asked == Asked::Message && kept == 0 && moment.answer.asked == Asked::More;
        open.take_if(|(_, before)| kept > *before || handed || refused);
    }
    match open {
        Some((place, _)) => {
            Err(format!("it was promised to pass on what was said in act {}, and it is not kept", place + 1))
        }
        None => Ok(()),
    }
}
