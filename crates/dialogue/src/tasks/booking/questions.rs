//! How what is missing of a booking is asked, and asked again in another way.

use super::{Booking, ServiceWish};
use crate::phrases::Phrase;
use crate::turn::Turn;
use crate::{speakable, wording};

/// Services named as examples in the first question.
const EXAMPLES: usize = 3;

impl Booking {
    /// Asks for the service of a part.
    pub(crate) fn ask_service(&self, turn: &mut Turn<'_>, again: bool) {
        let (business, language) = (turn.business(), turn.language());
        let part = self.parts.asked();
        let whom = self.whom(part.person, turn).unwrap_or_default();
        let all = || business.services.iter().map(|service| speakable::one(service.spoken_name(language), language));
        let first_known = self.parts.all().next().is_some_and(|part| part.service.known().is_some());
        let (phrase, names): (_, Vec<String>) = match &part.service {
            ServiceWish::OneOf(choices) => {
                let phrase = match choices.len() {
                    1 if !whom.is_empty() => Phrase::SuggestService,
                    2.. if again => Phrase::AskServiceAgain,
                    _ => Phrase::WhichService,
                };
                let name = |id: &String| speakable::one(&wording::service_name(business, id, language), language);
                (phrase, choices.iter().map(name).collect())
            }
            _ if !whom.is_empty() && first_known => (Phrase::AskGuestService, Vec::new()),
            _ if again => (Phrase::AskServiceAgain, all().collect()),
            _ => (Phrase::AskService, all().take(EXAMPLES).collect()),
        };
        let services = speakable::list(&names, true, language);
        turn.say(phrase, &[("services", &services), ("whom", &whom)]);
    }

    /// For whom a part is, in words; `None` where nobody but the caller comes.
    fn whom(&self, person: usize, turn: &mut Turn<'_>) -> Option<String> {
        if !self.parts.has_guests() {
            return None;
        }
        let guest = self.parts.guest(person).map(|guest| wording::guest(guest, turn.language()));
        Some(match guest {
            Some(Some(words)) => words,
            Some(None) => turn.word(Phrase::ForOther, turn.language(), &[]),
            None => turn.word(Phrase::ForCaller, turn.language(), &[]),
        })
    }

    /// Asks for the detail that is missing.
    pub(crate) fn ask_detail(&self, turn: &mut Turn<'_>, again: bool) {
        let Some(detail) = self.missing_detail(turn.business()) else { return };
        let question = detail.question.get(turn.language());
        let phrase = match (self.disputed.details, again) {
            (0, false) => Phrase::AskDetail,
            (0 | 1, _) => Phrase::AskDetailAgain,
            _ => Phrase::SpellDetail,
        };
        turn.say(phrase, &[("question", question)]);
    }
}
