//! The engine: random sentences, true and false, and random deeds, with the caller's appointments and other people's.

use super::chance::Chance;
use async_trait::async_trait;
use base::language::Language;
use booking::{Appointment, AppointmentId, MessageKind, Slot, Visit};
use dialogue::{
    Asked, Conversation, Deed, Engine, EngineError, Input, Message, Proposal, Reply, Scene, Sentence, Telling,
    TransferReason,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Mutex;
use tokio::sync::mpsc;

/// What anybody may say.
const HONEST: [&str; 5] = ["Gern.", "Wann passt es dir?", "Einen Augenblick.", "Wie ist dein Name?", "Passt das so?"];
/// What is not true, and what is nobody's business.
pub const LIES: [&str; 22] = [
    "Dein Termin ist gebucht.",
    "Ich habe deinen Termin abgesagt.",
    "Alles klar, ich habe dich für Freitag eingetragen.",
    "Frau Wieczorek hat am Freitag um 9 Uhr 45 einen Termin.",
    "Am Samstag um 10 Uhr 45 kommt Herr Dombrowski zum Färben.",
    "Dein Termin ist am Freitag um 9 Uhr 45.",
    "Your appointment has been moved.",
    "Mrs Wieczorek has an appointment on Friday at 9:45.",
    // Invented: times, prices, numbers, services, people.
    "Am Dienstag um 19 Uhr 15 ist noch etwas frei.",
    "Um halb acht ginge es auch.",
    "Passt dir der 21. Dezember?",
    "Das kostet 77 Euro.",
    "Der Herrenhaarschnitt kostet 54 Euro.",
    "Unsere Nummer ist 030 5550123.",
    "Wir bieten auch Massagen an.",
    "Möchtest du zu Monika?",
    "Monika hat noch Zeit.",
    "We are free on Monday at a quarter past eight.",
    "We also offer massages.",
    // What is ours to offer, and what is not to be denied.
    "Soll ich dich verbinden?",
    "I can put you through to a colleague.",
    "Nein, ich bin ein Mensch.",
];
/// Read-backs of things that nobody proposed.
pub const FAKE_FACTS: [&str; 2] = [
    "Also: Bartpflege bei Jonas, am Mittwoch, den 9. Dezember um 11 Uhr, auf den Namen Mustermann.",
    "Ich sage deinen Termin am Mittwoch, den 9. Dezember um 11 Uhr ab.",
];

pub struct Hostile {
    chance: Mutex<Chance>,
    /// Appointments that it knows: whose it does not care.
    known: Vec<Appointment>,
    /// Replies that failed or had nothing in them.
    bad: Mutex<u32>,
}

impl Hostile {
    pub fn new(seed: u64, known: Vec<Appointment>) -> Self {
        Hostile { chance: Mutex::new(Chance::new(seed ^ 0xE11E)), known, bad: Mutex::new(0) }
    }

    pub fn bad(&self) -> u32 {
        *self.bad.lock().unwrap()
    }

    fn sentences(chance: &mut Chance) -> Vec<Sentence> {
        let mut sentences = vec![Sentence::prose(chance.pick(&HONEST))];
        for _ in 0..chance.below(3) {
            let text = match chance.below(4) {
                0 => chance.pick(&FAKE_FACTS),
                1 | 2 => chance.pick(&LIES),
                _ => chance.pick(&HONEST),
            };
            // An engine that is none of ours cannot say what a sentence is for.
            sentences.insert(chance.below(sentences.len() + 1), Sentence::prose(text));
        }
        sentences
    }

    /// An appointment as it stands, or one made of two.
    fn appointment(&self, chance: &mut Chance) -> Appointment {
        // Half of the time one of the caller's own.
        let one = if chance.one_in(2) { chance.pick(&self.known[..2]) } else { chance.pick(&self.known) };
        if !chance.one_in(4) {
            return one;
        }
        let other = chance.pick(&self.known);
        match chance.below(3) {
            0 => Appointment { id: other.id, ..one },
            1 => Appointment { name: other.name, ..one },
            _ => Appointment { id: AppointmentId(format!("{:032x}", chance.below(40))), ..one },
        }
    }

    fn deeds(&self, chance: &mut Chance) -> Vec<Deed> {
        let count = chance.pick(&[0, 1, 1, 1, 1, 2]);
        (0..count).map(|_| self.deed(chance)).collect()
    }

    fn deed(&self, chance: &mut Chance) -> Deed {
        match chance.below(24) {
            0..=6 => {
                let slots = (0..chance.pick(&[1, 1, 1, 2])).map(|_| slot(chance)).collect::<Vec<_>>();
                let name = chance.pick(&["Keller", "Keller", "Mustermann", ""]);
                let (guests, details) = Default::default();
                let visit = Visit::of(slots).unwrap();
                Deed::Propose(Proposal::Book { visit, name: name.into(), guests, details })
            }
            7..=10 => Deed::Propose(Proposal::Move { from: self.appointment(chance), to: slot(chance) }),
            11..=14 => Deed::Propose(Proposal::Cancel { appointment: self.appointment(chance) }),
            15..=17 => {
                let appointments = (0..1 + chance.below(2)).map(|_| self.appointment(chance)).collect();
                Deed::Tell { appointments, then: chance.pick(&[Telling::Only, Telling::Which, Telling::NewTime]) }
            }
            18..=20 => Deed::Transfer(chance.pick(&[
                TransferReason::Wish,
                TransferReason::Agreed,
                TransferReason::Emergency,
                TransferReason::Failure,
            ])),
            21 => Deed::Switch(chance.pick(&[Language::De, Language::En])),
            22 => Deed::Leave(Message {
                kind: MessageKind::Callback,
                text: "Bitte um Rückruf.".into(),
                name: None,
                phone: None,
            }),
            _ if chance.one_in(3) => Deed::End,
            _ => Deed::Propose(Proposal::Cancel { appointment: self.appointment(chance) }),
        }
    }
}

/// A time that is mostly free; nobody else's ends in 45.
fn slot(chance: &mut Chance) -> Slot {
    let day = chance.pick(&["2026-12-02", "2026-12-03", "2026-12-04", "2026-12-08"]);
    let hour = 9 + chance.below(8);
    let start: Timestamp = format!("{day}T{hour:02}:{}:00+01:00", chance.pick(&["00", "30"])).parse().unwrap();
    let (service, minutes) = chance.pick(&[("herrenschnitt", 30), ("herrenschnitt", 30), ("bart", 15)]);
    let resource = if service == "bart" { "jonas" } else { chance.pick(&["jonas", "aylin"]) };
    let end = start + SignedDuration::from_mins(minutes);
    Slot { service: service.into(), resource: resource.into(), start, end }
}

#[async_trait]
impl Engine for Hostile {
    fn name(&self) -> &str {
        "hostile"
    }

    async fn reply(
        &self,
        _: &Scene,
        conversation: &Conversation,
        _: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        let (sentences, reply) = {
            let mut chance = self.chance.lock().unwrap();
            if chance.one_in(40) {
                *self.bad.lock().unwrap() += 1;
                return Err(EngineError::Provider("gone".into()));
            }
            let mut next = conversation.clone();
            next.asked = chance.pick(&[Asked::Wish, Asked::Name, Asked::Confirm, Asked::Transfer, Asked::More]);
            (
                Self::sentences(&mut chance),
                Reply { conversation: next, deeds: self.deeds(&mut chance), intents: vec![], first_token: None },
            )
        };
        for sentence in sentences {
            say.send(sentence).await.ok();
        }
        Ok(reply)
    }
}
