//! The further details that a business asks for, such as the number plate, and the caller's remark.

use super::Booking;
use crate::phrases::Phrase;
use crate::tasks::Took;
use crate::turn::Turn;
use crate::{REMARK, wording};
use base::business::{Business, Detail, Details};
use base::privacy::Personal;
use understanding::{Cue, Intent, Utterance};

/// Words from which on an answer without a code is a sentence, and not a plate cut short.
const SENTENCE_WORDS_MIN: usize = 4;
/// Words up to which an answer may be a bare yes or no.
const BARE_WORDS_MAX: usize = 2;

impl Booking {
    /// The first detail that the business asks for and the caller has not given.
    pub(crate) fn missing_detail<'b>(&self, business: &'b Business) -> Option<&'b Detail> {
        let given = self.details.reveal();
        business.details.iter().find(|detail| !given.contains_key(&detail.id))
    }

    /// Takes what was answered to the question for a detail.
    pub(super) fn answer_detail(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        let Some(detail) = self.missing_detail(turn.business()) else { return Took::Nothing };
        let says = utterance.says();
        let is_plate = understanding::is_plate(detail);
        let plate = says.plate.as_ref().filter(|_| is_plate);
        // 'Keine Ahnung, ist ein Leihwagen' may ask something in passing, and is an answer.
        if utterance.parsed.has(Cue::NotKnown) && plate.is_none() && !wants_else(utterance, Some(Intent::Question)) {
            self.go_without(detail, is_plate, turn);
            return Took::Something;
        }
        let bare = (utterance.is_yes() || utterance.is_no()) && utterance.parsed.words().count() <= BARE_WORDS_MAX;
        let no_code = says.digits.is_none();
        if no_code && (bare || wants_else(utterance, None)) {
            return Took::Nothing;
        }
        if let Some(plate) = plate {
            self.set_detail(&detail.id, plate.reveal().to_string());
            return Took::Something;
        }
        if is_plate && is_sentence(utterance) {
            self.go_without(detail, is_plate, turn);
            return Took::Something;
        }
        // Neither a plate nor a reason: asked again. What was noted is heard in the read-back.
        let value = if is_plate && no_code { String::new() } else { value(utterance) };
        if !value.is_empty() {
            self.set_detail(&detail.id, value);
            return Took::Something;
        }
        Took::Nothing
    }

    /// Goes on without a detail that the caller cannot say.
    fn go_without(&mut self, detail: &Detail, is_plate: bool, turn: &mut Turn<'_>) {
        let language = turn.language();
        let value = wording::detail_unknown(language);
        if is_plate {
            turn.say(Phrase::BringDetail, &[]);
        } else {
            turn.say(Phrase::DetailNoted, &[("detail", detail.name.get(language)), ("value", value)]);
        }
        self.set_detail(&detail.id, value.to_owned());
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

/// Whether something is wanted that is no answer; `passing` may be wanted in passing.
fn wants_else(utterance: &Utterance, passing: Option<Intent>) -> bool {
    let answers = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Wait);
    utterance.says().intents.iter().any(|intent| !answers(intent) && Some(*intent) != passing)
}

/// The value as it is to be written: a code where digits were said, else the words.
fn value(utterance: &Utterance) -> String {
    match utterance.parsed.code() {
        Some(code) => code.into_inner(),
        None => utterance.words.reveal().trim().trim_end_matches(['.', '!', '?']).to_owned(),
    }
}

/// Whether the answer to the question for a number plate is a sentence, without a single digit: 'das Auto ist neu und hat noch
/// keins', 'da müsste ich nachsehen'.
fn is_sentence(utterance: &Utterance) -> bool {
    let says = utterance.says();
    let lengths = || utterance.parsed.words().map(|word| word.chars().filter(|c| c.is_alphabetic()).count());
    // Letters that are spelled are no words, and 'das ist M AB' is a plate cut short.
    let worded = lengths().filter(|length| *length > 2).count() > 1 && lengths().any(|length| length > 3);
    let tells = utterance.parsed.has(Cue::NotYet) || (lengths().count() >= SENTENCE_WORDS_MIN && worded);
    tells && says.digits.is_none() && says.letters.is_none() && !utterance.parsed.asks()
}
