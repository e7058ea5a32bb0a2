//! What an engine may not say by itself: that something was booked, moved or cancelled (the call says so, after the deed), and what is
//! in the calendar (the call tells of own appointments, once they are proved to be the caller's).
//!
//! It is the second line: the first is that no engine is given another caller's data, and that claims book nothing. It goes by words, so
//! that whoever means to get past it will; what a model makes up by mistake is stopped here.

use base::business::Business;
use base::language::Language;
use jiff::Zoned;
use understanding::when::{self, WhenContext};
use understanding::words::{Token, fold, tokens};
use understanding::{Asked, Claim};

/// In which call something is to be said.
pub struct Speaker<'a> {
    /// The business.
    pub business: &'a Business,
    /// Now.
    pub now: Zoned,
}

impl Speaker<'_> {
    /// Whether a sentence of an engine may be said to a caller who `has_said` the words that they have.
    pub fn may_say(&self, text: &str, has_said: impl Fn(&str) -> bool) -> bool {
        let words = tokens(text);
        // A model may speak another language than the call.
        let claims = Language::ALL.iter().any(|language| claims(text, &words, &[Claim::Done], *language));
        !claims && !self.tells_of_appointment(text, &words) && !self.names_somebody(&words, has_said)
    }

    /// 'Dein Termin ist am Freitag um neun.'
    fn tells_of_appointment(&self, text: &str, words: &[Token]) -> bool {
        if !Claim::Appointment.is_said(words) || Claim::Available.is_said(words) {
            return false;
        }
        Language::ALL.iter().any(|language| {
            let (now, language, business) = (self.now.clone(), *language, Some(self.business));
            let context = WhenContext { now, language, business, earlier: None, asked: Asked::Wish };
            let reading = when::parse(text, &context);
            reading.when.is_some() && reading.day_said && reading.time_said
        })
    }

    /// 'Frau Wieczorek kommt um neun.'
    fn names_somebody(&self, words: &[Token], has_said: impl Fn(&str) -> bool) -> bool {
        let known = |place: usize| {
            let Some(word) = words.get(place) else { return true };
            let name = word.text.as_str();
            let ours = self.business.resources.iter().any(|resource| fold(&resource.name).contains(name));
            ours || fold(&self.business.name).contains(name) || has_said(name)
        };
        words.iter().enumerate().any(|(place, word)| Claim::Address.is_word(word) && !known(place + 1))
    }
}

/// Whether a sentence claims that something was done, by participles of these kinds.
pub fn claims_a_deed(sentence: &str, done: &[Claim], language: Language) -> bool {
    claims(sentence, &tokens(sentence), done, language)
}

fn claims(sentence: &str, words: &[Token], done: &[Claim], language: Language) -> bool {
    let is_done = done.iter().any(|claim| claim.is_said_in(words, language));
    is_done && !Claim::Open.is_said_in(words, language) && !sentence.trim_end().ends_with('?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::business::fixtures;

    fn may_say(text: &str) -> bool {
        let business = fixtures::by_id("salon").unwrap();
        let now = "2026-12-01T10:00:00+01:00[Europe/Berlin]".parse().unwrap();
        Speaker { business: &business, now }.may_say(text, |word| word == "keller")
    }

    #[test]
    fn what_is_in_the_calendar_is_told_by_the_call_alone() {
        for text in [
            "Frau Wieczorek hat am Freitag um 9 Uhr 45 einen Termin.",
            "Dein Termin ist am Freitag um 9 Uhr 45.",
            "Am Freitag um 9 Uhr 45 kommt Herr Wieczorek.",
            "Meinst du den Termin am Freitag um 9 Uhr 45?",
            "Ich habe deinen Termin abgesagt.",
        ] {
            assert!(!may_say(text), "{text}");
        }
        for text in ["Your appointment is on Friday at 9:45.", "Mrs Wieczorek is coming on Friday.", "It's cancelled."]
        {
            assert!(!may_say(text), "{text}");
        }
    }

    #[test]
    fn offers_questions_and_the_callers_own_name_are_said() {
        for text in [
            "Am Freitag um 9 Uhr 45 ist bei Aylin ein Termin frei.",
            "Wann soll der Termin sein?",
            "Gern, Herr Keller.",
            "Frau Aylin ist am Freitag da.",
            "Soll ich den Termin am Freitag um 9 Uhr 45 so eintragen?",
        ] {
            assert!(may_say(text), "{text}");
        }
        assert!(may_say("Friday at 9:45 is free with Aylin."));
    }
}
