//! What an engine may not say by itself: that something was booked, moved or cancelled (the call says so, after the deed), and what is
//! in the calendar (the call tells of own appointments, once they are proved to be the caller's).
//!
//! It is the second line: the first is that no engine is given another caller's data, and that claims book nothing. It goes by words, so
//! that whoever means to get past it will; what a model makes up by mistake is stopped here.

use base::business::Business;
use base::language::Language;
use jiff::Zoned;
use understanding::Asked;
use understanding::when::{self, WhenContext};
use understanding::words::{fold, tokens};

/// Participles of the gated deeds.
const DONE_DE: [&str; 12] = [
    "gebucht",
    "eingebucht",
    "eingetragen",
    "reserviert",
    "vorgemerkt",
    "storniert",
    "abgesagt",
    "gestrichen",
    "gelöscht",
    "verschoben",
    "verlegt",
    "umgebucht",
];
const DONE_EN: [&str; 9] =
    ["booked", "reserved", "scheduled", "cancelled", "canceled", "deleted", "moved", "rescheduled", "confirmed"];
/// What makes of a participle a question, a condition or a thing to come.
const OPEN_DE: [&str; 17] = [
    "soll",
    "sollen",
    "kann",
    "könnte",
    "möchtest",
    "möchten",
    "wird",
    "werden",
    "nicht",
    "wenn",
    "falls",
    "sobald",
    "ob",
    "nichts",
    "kein",
    "keine",
    "keinen",
];
const OPEN_EN: [&str; 20] = [
    "shall", "should", "can", "could", "would", "will", "want", "like", "be", "not", "haven't", "isn't", "if", "once",
    "cannot", "can't", "whether", "nothing", "no", "yet",
];
/// What an appointment is called.
const APPOINTMENT: [&str; 9] = [
    "termin",
    "termine",
    "termins",
    "buchung",
    "reservierung",
    "appointment",
    "appointments",
    "booking",
    "reservation",
];
/// What makes of an appointment one that may be had, not one that somebody has.
const TO_BE_HAD: [&str; 30] = [
    "frei",
    "freie",
    "freien",
    "freier",
    "freies",
    "anbieten",
    "passt",
    "passen",
    "möglich",
    "möchtest",
    "möchten",
    "soll",
    "sollen",
    "wäre",
    "kann",
    "können",
    "nächste",
    "nächsten",
    "free",
    "available",
    "offer",
    "suit",
    "suits",
    "would",
    "could",
    "shall",
    "can",
    "next",
    "possible",
    "like",
];
/// What stands before a person's name.
const ADDRESS: [&str; 7] = ["herr", "herrn", "frau", "mr", "mrs", "ms", "miss"];

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
        let words: Vec<String> = tokens(text).iter().map(|token| fold(&token.text)).collect();
        // A model may speak another language than the call.
        let claims = Language::ALL.iter().any(|language| claims_a_deed(text, *language));
        !claims && !self.tells_of_appointment(text, &words) && !self.names_somebody(text, &words, has_said)
    }

    /// 'Dein Termin ist am Freitag um neun.'
    fn tells_of_appointment(&self, text: &str, words: &[String]) -> bool {
        if !any(words, &APPOINTMENT) || any(words, &TO_BE_HAD) {
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
    fn names_somebody(&self, text: &str, words: &[String], has_said: impl Fn(&str) -> bool) -> bool {
        let written: Vec<String> = tokens(text).into_iter().map(|token| token.text).collect();
        let known = |place: usize| {
            let (Some(name), Some(folded)) = (written.get(place), words.get(place)) else { return true };
            let ours = self.business.resources.iter().any(|resource| fold(&resource.name).contains(folded.as_str()));
            ours || fold(&self.business.name).contains(folded.as_str()) || has_said(name)
        };
        words.iter().enumerate().any(|(place, word)| ADDRESS.contains(&word.as_str()) && !known(place + 1))
    }
}

/// Whether a sentence claims that a gated deed was done.
pub fn claims_a_deed(sentence: &str, language: Language) -> bool {
    let done: &[&str] = match language {
        Language::De => &DONE_DE,
        Language::En => &DONE_EN,
    };
    claims(sentence, done, language)
}

/// Whether a sentence claims that something was done that one of these participles names.
pub fn claims(sentence: &str, done: &[&str], language: Language) -> bool {
    let words: Vec<String> = tokens(sentence).iter().map(|token| fold(&token.text)).collect();
    let open: &[&str] = match language {
        Language::De => &OPEN_DE,
        Language::En => &OPEN_EN,
    };
    any(&words, done) && !any(&words, open) && !sentence.trim_end().ends_with('?')
}

fn any(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.iter().any(|listed| fold(listed) == *word))
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
