//! P12: what callers say of anybody's health is not in the database, by whichever way a call keeps it, unless the business wants
//! it there. (Summaries: `providers::summary`.)

use super::on_both;
use super::place::*;
use base::business::{Business, Details, fixtures};
use base::language::Language;
use base::privacy::Personal;
use base::privacy::consent::{Consent, ConsentKind, ConsentState, Party, Wording};
use booking::{Booking, Message, MessageKind};
use call::desk::{CallContext, Desk};
use call::event::{Task, TaskOutcome};
use call::record::{Record, TurnRecord, Who};
use call::typed::clock::VirtualClock;
use dialogue::phrases::Phrases;
use std::sync::Arc;
use store::Store;
use vorzimmer::cli::startup;

on_both!(
    p12_no_free_words_keep_health,
    p12_health_mode_keeps_them,
    p35_under_secrecy_the_service_is_sealed_and_nowhere_else,
);

const SAID: &str = "Ich bin schwanger und nehme Ramipril, bitte ruft mich zurück.";
const KEPT: &str = "Ich bin [Gesundheit] und nehme [Gesundheit], bitte ruft mich zurück.";

/// A call's desk over this store, and the call.
fn at_the_desk(store: &Store, business: &Business) -> (Desk, CallContext) {
    let mut incoming = incoming(business, "c1", Some("+4917604069001"));
    incoming.business = business.clone().into();
    let (phrases, clock) = (Phrases::built_in().unwrap(), Arc::new(VirtualClock::starting_at(now())));
    let desk = startup::typed_desk(store, &clock, &phrases, startup::rules(&phrases), None);
    (desk, CallContext { incoming: Arc::new(incoming), pseudonyms: Vec::new(), today: Default::default() })
}

/// Has `words` kept by all ways on which a call keeps free words, and gives what is read back.
async fn through(store: &Store, business: &Business, words: &str) -> Vec<String> {
    store.import(business, now()).await.unwrap();
    let (desk, context) = at_the_desk(store, business);
    let call = context.incoming.clone();
    desk.log.begin(&call, Language::De).await.unwrap();
    let (start, end) = (seconds(1), seconds(2));
    let turn =
        TurnRecord { number: 0, who: Who::Caller, words: words.into(), interrupted: false, start, end, timing: None };
    desk.log.write(&call, &as_kept(&call, &Record::Turn(turn))).await.unwrap();
    let message = Message { kind: MessageKind::Callback, text: words.into(), name: None, phone: None };
    assert_eq!(desk.perform(&context, Task::Leave(message)).await, TaskOutcome::Left);
    let consent = Consent {
        kind: ConsentKind::Recording,
        party: Party::Caller,
        wording: Wording::of("Darf ich?"),
        language: Language::De,
        answer: words.into(),
        state: ConsentState::Refused,
        asked_at: now(),
    };
    store.keep_consent(business, &call.call, &consent).await.unwrap();
    let mut read = vec![
        store.transcript(&call.call, now()).await.unwrap().remove(0).words,
        store.messages(Some(&business.id), now()).await.unwrap().remove(0).message.text,
        store.consents(&business.id, &call.call, now()).await.unwrap().remove(0).consent.answer,
    ];
    if business.id.0 == "salon" {
        read.push(booked_with(store, business, words).await);
    }
    read.into_iter().map(Personal::into_inner).collect()
}

/// The detail of an appointment that is booked with it.
async fn booked_with(store: &Store, salon: &Business, words: &str) -> Personal<String> {
    let (desk, context) = at_the_desk(store, salon);
    let held = hold(store, salon, slot(salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
    let details = Personal::new(Details::from([("wunsch".to_owned(), words.to_owned())]));
    let task = Task::Book(Booking { details, ..booking(&held).booking });
    let TaskOutcome::Booked(Ok(told)) = desk.perform(&context, task).await else { panic!("it is booked") };
    let kept = store.appointments(Some(&salon.id), now()).await.unwrap().remove(0).appointment;
    assert_eq!(told[0].details, kept.details, "what is told is what is kept");
    kept.details.reveal()["wunsch"].as_str().into()
}

async fn p12_no_free_words_keep_health(place: Place) {
    let store = place.open().await;
    assert_eq!(through(&store, &salon(), SAID).await, [KEPT; 4]);
}

async fn p12_health_mode_keeps_them(place: Place) {
    let store = place.open().await;
    let business = Business { health_mode: true, ..salon() };
    assert_eq!(through(&store, &business, SAID).await, [SAID; 4]);
}

async fn p35_under_secrecy_the_service_is_sealed_and_nowhere_else(place: Place) {
    let store = place.open().await;
    let dentist = fixtures::by_id("zahnarzt").unwrap();
    let read = through(&store, &dentist, "Ich hätte gern einen Schmerztermin, die Füllung ist rausgefallen.").await;
    assert_eq!(read, ["Ich hätte gern einen [Termin], die [Gesundheit]."; 3]);
    let bytes = place.bytes();
    let lies_open = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(!lies_open("Füllung ist".as_bytes()) && !lies_open(b"[Termin]"), "and all of it is sealed");
}
