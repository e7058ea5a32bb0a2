//! How the agent words what the call itself says: read-backs, what was done, own appointments.

use crate::phrases::{Phrase, Phrases};
use crate::sentences::spoken;
use crate::{Done, Role, Sentence, Telling, wording};
use base::business::Business;
use base::language::Language;
use booking::Appointment;
use jiff::civil::Date;

/// How the agent words things in one call.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The phrases.
    pub phrases: &'a Phrases,
    /// For whom.
    pub business: &'a Business,
    /// In which language.
    pub language: Language,
    /// Chooses among variants.
    pub pick: u64,
}

impl Wording<'_> {
    /// A fixed phrase.
    pub fn say(&self, phrase: Phrase, values: &[(&str, &str)]) -> String {
        self.phrases.say(phrase, self.language, self.business.address_form, self.pick, values)
    }

    /// A fixed phrase, to be said in one breath.
    pub fn sentence(&self, phrase: Phrase, values: &[(&str, &str)]) -> Sentence {
        Sentence::ours(self.say(phrase, values), phrase.role())
    }

    /// A fixed phrase, sentence by sentence.
    pub fn sentences(&self, phrase: Phrase, values: &[(&str, &str)]) -> Vec<Sentence> {
        spoken(&self.say(phrase, values), phrase.role())
    }

    /// Own appointments, and the question about them.
    pub fn own(&self, appointments: &[Appointment], then: Telling, today: Date) -> Vec<Sentence> {
        let list = || wording::own_appointments(self.business, appointments, today, self.language);
        match (then, appointments.first()) {
            (Telling::NewTime, Some(own)) => {
                let (day, time) = wording::day_and_time(self.business, own.slot.start, today, self.language);
                self.sentences(Phrase::AskNewTime, &[("day", &day), ("time", &time)])
            }
            (Telling::Which, _) => self.sentences(Phrase::WhichOwn, &[("appointments", &list())]),
            (Telling::Only | Telling::NewTime, _) => {
                self.sentences(Phrase::OwnAppointments, &[("appointments", &list())])
            }
        }
    }

    /// What is said when a deed is done.
    pub fn done(&self, done: &Done) -> Sentence {
        let text = wording::done(self.phrases, self.business, done, self.language, self.pick);
        Sentence::ours(text, Role::Claim)
    }
}
