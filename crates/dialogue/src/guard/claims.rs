//! What a model's sentence claims of itself: deeds, what is in the calendar, a person at hand, to be no AI.

use super::Guard;
use base::language::Language;
use understanding::when::{self, WhenContext};
use understanding::words::{Mark, Token, tokens};
use understanding::{Asked, Claim};

/// What is done by the call alone, and what is done beside that and said by others all the same.
const DONE: [Claim; 2] = [Claim::Done, Claim::Noted];

/// Whether a sentence claims no deed and does not deny being an AI, in whatever language it is: a model may speak another than the
/// call.
pub(crate) fn is_honest(prose: &str) -> bool {
    let words = tokens(prose);
    let claims = |language: &Language| claims_a_deed(prose, &words, *language);
    !Language::ALL.iter().any(claims) && !Claim::Denial.is_said(&words)
}

fn claims_a_deed(prose: &str, words: &[Token], language: Language) -> bool {
    let is_done = DONE.iter().any(|claim| claim.is_said_in(words, language));
    is_done && !Claim::Open.is_said_in(words, language) && !prose.trim_end().ends_with('?')
}

/// Whether it offers to put the caller through. Only we do, so that a yes to it is a yes to us.
pub(super) fn offers_person(words: &[Token]) -> bool {
    let ends = |word: &Token| matches!(word.after, Mark::Stop | Mark::Question | Mark::Comma | Mark::Exclamation);
    let last = words.len().saturating_sub(1);
    let closes = |(place, word): (usize, &Token)| Claim::ClosingOffer.is_word(word) && (place == last || ends(word));
    Claim::Offer.is_said(words) || words.iter().enumerate().any(closes)
}

impl Guard<'_> {
    /// 'Dein Termin ist am Freitag um neun.' The call tells of own appointments, once they are proved to be the caller's.
    pub(super) fn tells_of_appointment(&self, prose: &str, words: &[Token]) -> bool {
        if !Claim::Appointment.is_said(words) || Claim::Available.is_said(words) {
            return false;
        }
        Language::ALL.iter().any(|language| {
            let reading = when::parse(prose, &self.context(*language));
            reading.when.is_some() && reading.day_said && reading.time_said
        })
    }

    pub(super) fn context(&self, language: Language) -> WhenContext<'_> {
        let (now, business) = (self.now.clone(), Some(self.business));
        WhenContext { now, language, business, earlier: None, asked: Asked::Wish }
    }
}
