//! What an answer's phrases say to a proposal, by `lexicon/{de,en}/answers.txt`.

use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::Answer;
use crate::{Asked, WishKind};

/// What a phrase does to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Yes,
    No,
    /// Neither yes nor no: 'vielleicht'.
    Hedge,
    /// Something is to be otherwise: 'aber', 'only if'.
    Condition,
    /// Something is asked.
    Question,
    /// Courtesy and little words.
    Neutral,
    /// The deed itself: agreement if it is the one proposed.
    Deed(WishKind),
}

/// What the phrase at `at` means, and how many tokens it takes. The longest phrase counts; of equals, what it means whatever was
/// asked.
pub(super) fn meaning(utterance: &Utterance, at: usize, asked: Asked) -> Option<(Meaning, usize)> {
    let here = utterance.tokens.get(at..)?;
    let plain =
        Answer::in_language(utterance.language).at(here).filter_map(|(answer, taken)| Some((plain(answer)?, taken)));
    let agreed = question(asked).and_then(|answer| Answer::in_any_language().taken(here, answer));
    let plain = plain.max_by_key(|(_, taken)| *taken);
    match (plain, agreed) {
        (Some((_, taken)), Some(agreed)) if agreed > taken => Some((Meaning::Yes, agreed)),
        (None, Some(agreed)) => Some((Meaning::Yes, agreed)),
        (plain, _) => plain,
    }
}

/// What a phrase means whatever was asked.
fn plain(answer: Answer) -> Option<Meaning> {
    Some(match answer {
        Answer::Yes => Meaning::Yes,
        Answer::No => Meaning::No,
        Answer::Hedge => Meaning::Hedge,
        Answer::Condition => Meaning::Condition,
        Answer::Question => Meaning::Question,
        Answer::Neutral => Meaning::Neutral,
        Answer::Book => Meaning::Deed(WishKind::Book),
        Answer::Move => Meaning::Deed(WishKind::Move),
        Answer::Cancel => Meaning::Deed(WishKind::Cancel),
        Answer::Transfer | Answer::Consent | Answer::Message => return None,
    })
}

/// The phrases that agree to this question only.
fn question(asked: Asked) -> Option<Answer> {
    match asked {
        Asked::Transfer => Some(Answer::Transfer),
        Asked::Consent => Some(Answer::Consent),
        Asked::Message => Some(Answer::Message),
        _ => None,
    }
}
