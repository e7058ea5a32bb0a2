//! A summary by rules: the caller's wish in the caller's own words, and the facts of what was done.

use super::{CHARACTERS_MAX, Notes};
use crate::{Done, Message, TransferReason, Who, speakable, wording};
use base::language::Language;
use booking::{Appointment, MessageKind};

/// The caller's words that are quoted, characters: a long sentence.
const QUOTED_MAX: usize = 160;
/// Fewer words than this say no wish ('Ja, guten Tag').
const WISH_WORDS_MIN: usize = 4;

/// The summary.
pub(super) fn text(notes: &Notes) -> String {
    let language = notes.language();
    let mut sentences: Vec<String> = wish(notes).map(|wish| quoted(&wish, language)).into_iter().collect();
    let facts = facts(notes);
    if facts.is_empty() {
        sentences.push(
            match language {
                Language::De => "Es wurde nichts gebucht, geändert oder hinterlassen.",
                Language::En => "Nothing was booked, changed or left.",
            }
            .to_owned(),
        );
    }
    sentences.extend(facts);
    shortened(&sentences.join(" "), CHARACTERS_MAX)
}

/// What was done, a sentence each.
pub(super) fn facts(notes: &Notes) -> Vec<String> {
    let language = notes.language();
    let done = notes.done.iter().flat_map(|done| self::done(notes, done));
    let messages = notes.messages.iter().map(|left| message(left, language));
    let transfer = notes.transfer.map(|reason| transferred(reason, language).to_owned());
    done.chain(messages).chain(transfer).collect()
}

/// What the caller first said that is more than a greeting.
fn wish(notes: &Notes) -> Option<String> {
    let callers = || notes.said.iter().filter(|said| said.who == Who::Caller).map(|said| said.words.reveal().trim());
    let long = callers().find(|words| words.split_whitespace().count() >= WISH_WORDS_MIN);
    let words = long.or_else(|| callers().find(|words| !words.is_empty()))?;
    Some(shortened(words, QUOTED_MAX))
}

fn quoted(words: &str, language: Language) -> String {
    match language {
        Language::De => format!("Anliegen: „{words}“"),
        Language::En => format!("The caller: “{words}”"),
    }
}

fn done(notes: &Notes, done: &Done) -> Vec<String> {
    let language = notes.language();
    let one = |appointment: &Appointment| self::appointment(notes, appointment);
    match (done, language) {
        (Done::Booked(booked), Language::De) => booked.iter().map(|new| format!("Gebucht: {}.", one(new))).collect(),
        (Done::Booked(booked), Language::En) => booked.iter().map(|new| format!("Booked: {}.", one(new))).collect(),
        (Done::Moved { from, to }, Language::De) => {
            vec![format!("Verschoben: {}, vorher {}.", one(to), time(notes, from))]
        }
        (Done::Moved { from, to }, Language::En) => {
            vec![format!("Moved: {}, before that {}.", one(to), time(notes, from))]
        }
        (Done::Cancelled(gone), Language::De) => vec![format!("Abgesagt: {}.", one(gone))],
        (Done::Cancelled(gone), Language::En) => vec![format!("Cancelled: {}.", one(gone))],
    }
}

/// An appointment; under professional secrecy without what it is for and so without with whom (P35).
fn appointment(notes: &Notes, appointment: &Appointment) -> String {
    let (business, language) = (&notes.business, notes.language());
    let (time, name) = (time(notes, appointment), appointment.name.reveal());
    let service = wording::service_name(business, &appointment.slot.service, language);
    let resource = business.resource(&appointment.slot.resource).map_or("", |resource| resource.name.as_str());
    match (business.secrecy, language) {
        (true, Language::De) => format!("Termin am {time} für {name}"),
        (true, Language::En) => format!("an appointment on {time} for {name}"),
        (false, Language::De) => format!("{service} am {time} bei {resource} für {name}"),
        (false, Language::En) => format!("{service} on {time} with {resource} for {name}"),
    }
}

fn time(notes: &Notes, appointment: &Appointment) -> String {
    let zoned = |instant: jiff::Timestamp| instant.to_zoned(notes.business.zone.clone());
    speakable::instant(&zoned(appointment.slot.start), zoned(notes.begun_at).date(), notes.language())
}

fn message(message: &Message, language: Language) -> String {
    let kind = match (message.kind, language) {
        (MessageKind::Message, Language::De) => "Nachricht",
        (MessageKind::Callback, Language::De) => "Bitte um Rückruf",
        (MessageKind::Complaint, Language::De) => "Beschwerde",
        (MessageKind::Privacy, Language::De) => "Anliegen zum Datenschutz",
        (MessageKind::Late, Language::De) => "Verspätung",
        (MessageKind::Message, Language::En) => "Message",
        (MessageKind::Callback, Language::En) => "Callback wanted",
        (MessageKind::Complaint, Language::En) => "Complaint",
        (MessageKind::Privacy, Language::En) => "Request about personal data",
        (MessageKind::Late, Language::En) => "Late for an appointment",
    };
    let from = message.name.as_ref().map(|name| match language {
        Language::De => format!(" von {}", name.reveal()),
        Language::En => format!(" from {}", name.reveal()),
    });
    let (from, text) = (from.unwrap_or_default(), shortened(message.text.reveal(), QUOTED_MAX));
    match language {
        Language::De => format!("{kind}{from}: „{text}“"),
        Language::En => format!("{kind}{from}: “{text}”"),
    }
}

fn transferred(reason: TransferReason, language: Language) -> &'static str {
    match (reason, language) {
        (TransferReason::Wish | TransferReason::Agreed, Language::De) => "Auf Wunsch an einen Menschen weitergegeben.",
        (TransferReason::Emergency, Language::De) => "Als Notfall an einen Menschen weitergegeben.",
        (TransferReason::Failure, Language::De) => "Wegen einer Störung an einen Menschen weitergegeben.",
        (TransferReason::Wish | TransferReason::Agreed, Language::En) => "Handed to a person as wished.",
        (TransferReason::Emergency, Language::En) => "Handed to a person as an emergency.",
        (TransferReason::Failure, Language::En) => "Handed to a person because of a fault.",
    }
}

/// Words cut at a word's end.
pub(super) fn shortened(words: &str, characters_max: usize) -> String {
    let Some((end, _)) = words.char_indices().nth(characters_max) else { return words.to_owned() };
    let whole = words[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", words[..whole].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Said;
    use base::business::fixtures;
    use booking::{AppointmentId, AppointmentState, Slot};

    fn notes(business: &str) -> Notes {
        Notes {
            business: fixtures::by_id(business).unwrap().into(),
            begun_at: "2026-12-01T10:00:00+01:00".parse().unwrap(),
            said: vec![
                Said::by_agent("Guten Tag, was kann ich für Sie tun?", &[]),
                Said::by_caller("Guten Tag."),
                Said::by_caller("Ich brauche am Donnerstag einen Termin."),
            ],
            done: Vec::new(),
            messages: Vec::new(),
            transfer: None,
        }
    }

    fn booked(service: &str, resource: &str) -> Done {
        let slot = Slot {
            service: service.into(),
            resource: resource.into(),
            start: "2026-12-03T15:00:00+01:00".parse().unwrap(),
            end: "2026-12-03T15:30:00+01:00".parse().unwrap(),
        };
        Done::Booked(vec![Appointment {
            id: AppointmentId("a".into()),
            slot,
            name: "Keller".into(),
            details: Default::default(),
            state: AppointmentState::Booked,
        }])
    }

    #[test]
    fn a_summary_says_the_wish_and_what_was_done() {
        let mut notes = notes("salon");
        assert_eq!(
            text(&notes),
            "Anliegen: „Ich brauche am Donnerstag einen Termin.“ Es wurde nichts gebucht, geändert oder hinterlassen."
        );
        notes.done.push(booked("herrenschnitt", "jonas"));
        notes.transfer = Some(TransferReason::Wish);
        assert_eq!(
            text(&notes),
            "Anliegen: „Ich brauche am Donnerstag einen Termin.“ Gebucht: Herrenhaarschnitt am Donnerstag, den 3. Dezember um \
             15 Uhr bei Jonas für Keller. Auf Wunsch an einen Menschen weitergegeben."
        );
    }

    #[test]
    fn p35_under_secrecy_it_names_no_service_and_nobody_who_does_it() {
        let mut notes = notes("zahnarzt");
        notes.done.push(booked("schmerzen", "petersen"));
        let text = text(&notes);
        assert!(text.ends_with("Gebucht: Termin am Donnerstag, den 3. Dezember um 15 Uhr für Keller."), "{text}");
    }

    #[test]
    fn it_is_short_and_cut_at_a_word() {
        let mut notes = notes("salon");
        let long = "Zwetschgenkuchen ".repeat(60);
        notes.said[2].words = long.as_str().into();
        for kind in [MessageKind::Message, MessageKind::Callback, MessageKind::Complaint, MessageKind::Late] {
            notes.messages.push(Message { kind, text: long.as_str().into(), name: None, phone: None });
        }
        let text = text(&notes);
        assert!(text.chars().count() <= CHARACTERS_MAX + 2 && text.ends_with("Zwetschgenkuchen …"), "{text}");
    }
}
