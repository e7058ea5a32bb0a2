//! The further details that a business asks for, such as the number plate, and the caller's remark.

use super::{Booking, answers};
use crate::phrases::Phrase;
use crate::tasks::Took;
use crate::turn::Turn;
use crate::{REMARK, wording};
use base::business::{Business, Detail, Details};
use base::privacy::Personal;
use understanding::Utterance;

impl Booking {
    /// The first detail that the business asks for and the caller has not given.
    pub(crate) fn missing_detail<'b>(&self, business: &'b Business) -> Option<&'b Detail> {
        let given = self.details.reveal();
        business.details.iter().find(|detail| !given.contains_key(&detail.id))
    }

    /// Takes what was answered to the question for a detail, by what is an answer to it.
    pub(super) fn answer_detail(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        let Some(detail) = self.missing_detail(turn.business()) else { return Took::Nothing };
        if let Some(value) = answers::value(detail, utterance, turn) {
            // What was noted is heard in the read-back.
            self.set_detail(&detail.id, value);
            return Took::Something;
        }
        let unknown = answers::is_unknown(detail, utterance);
        if unknown && detail.may_be_unknown {
            self.go_without(detail, turn);
        }
        Took::something(unknown && detail.may_be_unknown)
    }

    /// Goes on without a detail that the caller cannot say: it is brought along.
    fn go_without(&mut self, detail: &Detail, turn: &mut Turn<'_>) {
        turn.say(Phrase::BringDetail, &[]);
        self.set_detail(&detail.id, wording::detail_unknown(turn.owners_language()).to_owned());
    }

    /// Takes a number plate said before it is asked for, or in place of the one read back.
    pub(crate) fn hear_plate(&mut self, utterance: &Utterance, business: &Business) -> bool {
        let detail = business.details.iter().find(|detail| understanding::is_plate(detail));
        let (Some(plate), Some(detail)) = (&utterance.says().plate, detail) else { return false };
        self.set_detail(&detail.id, plate.reveal().to_string());
        true
    }

    fn set_detail(&mut self, id: &str, value: String) {
        let mut details = self.details.reveal().clone();
        details.insert(id.to_owned(), value);
        self.details = Personal::new(details);
    }

    /// Forgets a detail that the caller calls wrong, so that it is asked again; whether there is one.
    pub(crate) fn drop_disputed_detail(&mut self, utterance: &Utterance, turn: &Turn<'_>) -> bool {
        if utterance.says().plate.is_some() {
            // The right one was said with it.
            return false;
        }
        let said: Vec<&str> = utterance.parsed.words().collect();
        let names = |detail: &&Detail| {
            let name = wording::words(detail.name.get(turn.language()));
            said.windows(name.len().max(1)).any(|said| said == name)
        };
        let mut details = self.details.reveal().clone();
        let disputed: Vec<&str> =
            turn.business().details.iter().filter(names).map(|detail| detail.id.as_str()).collect();
        details.retain(|id, _| !disputed.contains(&id.as_str()));
        let dropped = details.len() < self.details.reveal().len();
        self.disputed.details += u32::from(dropped);
        self.details = Personal::new(details);
        dropped
    }

    /// Notes what the business is to be told with the booking.
    pub(crate) fn add_remark(&mut self, words: &str) {
        let remark = self.remark.take().map(|known| format!("{} {words}", known.reveal()));
        self.remark = Some(remark.unwrap_or_else(|| words.to_owned()).into());
    }
}

/// The details with the caller's remark among them.
pub(crate) fn noted(details: &Personal<Details>, remark: Option<&Personal<String>>) -> Personal<Details> {
    let mut noted = details.reveal().clone();
    noted.extend(remark.map(|remark| (REMARK.to_owned(), remark.reveal().clone())));
    Personal::new(noted)
}
