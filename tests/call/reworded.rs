//! Calls with an owner who has made every wording into something else: what a sentence is for is not found in its words, so that no
//! rule breaks.

use super::adversary::scene::{Watcher, desk};
use super::rehearsal::begin;
use crate::dialogue::memory_calendar::MemoryCalendar;
use base::business::{Business, fixtures};
use base::language::Language;
use base::number::Number;
use base::privacy::Personal;
use booking::CallId;
use call::record::{Done, Incoming, Record, TransferReason};
use call::typed::clock::VirtualClock;
use call::typed::{Act, Session};
use dialogue::Asked;
use dialogue::phrases::{Phrase, Phrases};
use dialogue::rules::RulesEngine;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// Every phrase as words of no language, with its values; the disclosure must stay what it is.
fn nonsense() -> Phrases {
    let folder = tempfile::tempdir().unwrap();
    for language in ["de", "en"] {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts").join(format!("{language}.toml"));
        let built_in = std::fs::read_to_string(built_in).unwrap();
        let mut built_in: toml::Table = built_in.parse().unwrap();
        built_in.retain(|key, _| key == Phrase::Disclosure.key());
        let mut file = String::new();
        for (number, phrase) in Phrase::ALL.iter().enumerate().filter(|(_, phrase)| **phrase != Phrase::Disclosure) {
            let values: Vec<String> = phrase.values().iter().map(|value| format!("{{{{ {value} }}}}")).collect();
            writeln!(file, "{} = [\"Zork{number} blim {} quux.\"]", phrase.key(), values.join(" ")).unwrap();
        }
        // A wording by form of address is a table, which stands behind all keys.
        file.push_str(&built_in.to_string());
        std::fs::write(folder.path().join(format!("{language}.toml")), file).unwrap();
    }
    Phrases::read(folder.path()).unwrap()
}

/// Plays a call; gives what the agent waited for after each of the caller's turns, and all records.
async fn play(business: Business, says: &[&str]) -> (Vec<Asked>, Vec<Record>) {
    let clock = Arc::new(VirtualClock::starting_at(begin()));
    let (calendar, watcher) = (Arc::new(MemoryCalendar::default()), Arc::new(Watcher::default()));
    let phrases = nonsense();
    let engine = Arc::new(RulesEngine::new(phrases.clone()));
    let desk = desk(calendar, engine, phrases, clock.clone(), watcher.clone());
    let incoming = Incoming {
        call: CallId("00112233445566778899aabbccddeeff".into()),
        carrier_call: "CA1".into(),
        dialled: business.phones[0].number.clone(),
        caller: Some(Personal::new(Number::parse("+4917604069001").unwrap())),
        business: Arc::new(business),
        forwarded_from: None,
        attestation: None,
        begun_at: begin(),
    };
    let (mut session, _) = Session::open(desk, clock, incoming, Some(Language::De)).await;
    let mut asked = Vec::new();
    for words in says {
        let answer = session.act(Act::Say { words: (*words).into(), confidence: None }).await;
        asked.push(answer.asked);
        if answer.ended {
            break;
        }
    }
    let records = watcher.records.lock().unwrap().clone();
    (asked, records)
}

fn transfer(records: &[Record]) -> Option<TransferReason> {
    records.iter().find_map(|record| match record {
        Record::Transferred(reason) => Some(*reason),
        _ => None,
    })
}

#[tokio::test]
async fn an_offer_in_any_words_is_an_offer_and_a_yes_to_it_puts_the_caller_through() {
    let business = fixtures::by_id("salon").unwrap();
    let (asked, records) = play(business.clone(), &["Grmpf.", "Hmpf.", "Grmpf.", "Ja, bitte."]).await;
    assert_eq!(asked.get(2), Some(&Asked::Transfer), "{asked:?}");
    assert_eq!(transfer(&records), Some(TransferReason::Agreed), "{records:#?}");
    let (_, records) = play(business, &["Grmpf.", "Ja, bitte.", "Ja, bitte."]).await;
    assert_eq!(transfer(&records), None, "nobody was offered yet: {records:#?}");
}

#[tokio::test]
async fn p22_a_read_back_in_any_words_is_agreed_to_and_booked() {
    let business = fixtures::by_id("salon").unwrap();
    let says = ["Ein Herrenhaarschnitt am Donnerstag um 15 Uhr bei Jonas.", "Keller.", "Ja, genau."];
    let (asked, records) = play(business, &says).await;
    assert_eq!(asked.get(1), Some(&Asked::Confirm), "{asked:?}");
    let booked = records.iter().any(|record| matches!(record, Record::Done(Done::Booked(_))));
    assert!(booked, "{records:#?}");
}

#[tokio::test]
async fn an_owner_says_which_answer_hands_over_and_not_its_words() {
    let mut business = fixtures::by_id("werkstatt").unwrap();
    let asks = ["Ich bin liegen geblieben, können Sie mein Auto abschleppen?", "Ja, bitte."];
    let towing = business.questions.iter_mut().find(|question| question.id == "towing").unwrap();
    towing.answer.de = "Frobnik.".to_owned();
    let (asked, records) = play(business.clone(), &asks).await;
    assert_eq!((asked[0], transfer(&records)), (Asked::Transfer, Some(TransferReason::Agreed)), "{records:#?}");
    let towing = business.questions.iter_mut().find(|question| question.id == "towing").unwrap();
    towing.hands_over = false;
    towing.answer.de = "Dazu kann ich Sie gleich verbinden.".to_owned();
    let (asked, records) = play(business, &asks).await;
    assert!(asked[0] != Asked::Transfer && transfer(&records).is_none(), "{records:#?}");
}
