//! What answers the question for a detail: by its kind, a number plate, a number, a date, yes or no, one of the owner's choices, or
//! free words; and what only says that the caller does not know.

use super::told_apart;
use crate::turn::Turn;
use crate::wording;
use base::business::{Detail, DetailKind};
use understanding::{Cue, Intent, Utterance};

/// Words from which on an answer without a code is a sentence, and not a plate cut short.
const SENTENCE_WORDS_MIN: usize = 4;
/// Words up to which an answer may be a bare yes or no.
const BARE_WORDS_MAX: usize = 2;

/// The value that the words give, as it is to be written; `None` where they are no answer.
pub(super) fn value(detail: &Detail, utterance: &Utterance, turn: &Turn<'_>) -> Option<String> {
    let says = utterance.says();
    let language = turn.owners_language();
    match &detail.kind {
        DetailKind::Plate => match &says.plate {
            Some(plate) => Some(plate.reveal().to_string()),
            None => utterance.parsed.code().map(|code| code.into_inner()),
        },
        DetailKind::Number => {
            says.digits.as_ref().map(|digits| digits.reveal().clone()).filter(|digits| !digits.is_empty())
        }
        DetailKind::Date => {
            let when = says.reading.when.as_ref().filter(|_| says.reading.day_said)?;
            Some(wording::local_date(turn.business(), when.start).to_string())
        }
        DetailKind::YesNo => match (utterance.is_yes(), utterance.is_no()) {
            (true, false) => Some(wording::yes(language).to_owned()),
            (false, true) => Some(wording::no(language).to_owned()),
            _ => None,
        },
        DetailKind::Choice(choices) => {
            let named = |choice: &String| wording::words(choice);
            let spoken: Vec<_> = choices.get(turn.language()).iter().map(|choice| vec![named(choice)]).collect();
            let place = told_apart(utterance, &spoken)?;
            choices.get(language).get(place).or(choices.get(turn.language()).get(place)).cloned()
        }
        DetailKind::Text => text(utterance),
    }
}

/// Free words, unless they are no answer: a bare yes or no, something wanted instead, or that the caller does not know.
fn text(utterance: &Utterance) -> Option<String> {
    if let Some(code) = utterance.parsed.code() {
        return Some(code.into_inner());
    }
    let short = utterance.parsed.words().count() <= BARE_WORDS_MAX;
    let bare = (utterance.is_yes() || utterance.is_no()) && short;
    let text = utterance.words.reveal().trim().trim_end_matches(['.', '!', '?']);
    let answers = !bare && !wants_else(utterance, None) && !utterance.parsed.has(Cue::NotKnown);
    Some(text.to_owned()).filter(|text| answers && !text.is_empty())
}

/// Whether the caller does not know it. 'Keine Ahnung, ist ein Leihwagen' may ask something in passing, and is an answer.
pub(super) fn is_unknown(detail: &Detail, utterance: &Utterance) -> bool {
    let unknown = utterance.parsed.has(Cue::NotKnown) && !wants_else(utterance, Some(Intent::Question));
    unknown || (detail.kind == DetailKind::Plate && !wants_else(utterance, None) && is_sentence(utterance))
}

/// Whether something is wanted that is no answer; `passing` may be wanted in passing.
fn wants_else(utterance: &Utterance, passing: Option<Intent>) -> bool {
    let answers = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Wait);
    utterance.says().intents.iter().any(|intent| !answers(intent) && Some(*intent) != passing)
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
