//! Calls and transcripts: kept turn by turn, so that a process that dies loses at most the turn being spoken.

use super::on_both;
use super::place::*;
use base::business::Business;
use base::language::Language;
use base::number::Number;
use base::privacy::Personal;
use base::privacy::consent::{Consent, ConsentKind, ConsentState, Party, Wording};
use booking::{CallId, Message, MessageKind, Messages};
use call::attestation::Attestation;
use call::record::{CallLog, EndedBy, Incoming, PastCalls, Record, TransferReason, TurnRecord, Who};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use store::{CallState, Store};

on_both!(
    a_call_is_kept_from_its_begin_to_its_end,
    p10_a_hidden_caller_has_no_pseudonym,
    turns_are_kept_as_heard,
    a_turn_written_again_is_the_same_turn,
    calls_of_a_dead_process_are_broken_off,
    a_call_is_known_by_its_carriers_id_as_long_as_it_is_kept,
    the_networks_word_on_the_number_is_kept,
    killed_in_the_middle_of_a_call_it_keeps_the_turns_so_far,
    messages_are_kept_until_dealt_with,
    p05_consents_are_kept_and_withdrawn,
);

fn turn(number: u32, who: Who, words: &str) -> Record {
    let (start, end) = (seconds(u64::from(number) * 4), seconds(u64::from(number) * 4 + 3));
    Record::Turn(TurnRecord {
        number,
        who,
        words: words.into(),
        interrupted: number % 2 == 1,
        start,
        end,
        timing: None,
    })
}

async fn begun(store: &Store, salon: &Business, call: &str) -> Incoming {
    let incoming = incoming(salon, call, Some("+4917604069001"));
    store.begin(&incoming, Language::De).await.unwrap();
    incoming
}

async fn a_call_is_kept_from_its_begin_to_its_end(place: Place) {
    let (store, salon) = place.salon().await;
    let call = begun(&store, &salon, "c1").await;
    let kept = store.calls(None, now()).await.unwrap().remove(0);
    assert_eq!((kept.state, kept.disclosed_at, kept.ended), (CallState::Open, None, None));
    assert_eq!((&kept.id, &kept.business, kept.carrier_call.as_str()), (&call.call, &salon.id, "CA-c1"));
    assert_eq!((kept.language, kept.begun_at), (Language::De, now()));
    let (_, pseudonym) = store.keys().business("salon").pseudonym(&number("+4917604069001"));
    assert_eq!(kept.pseudonym, Some(pseudonym));
    for record in [
        Record::Disclosed { language: Language::De, at: seconds(6) },
        Record::Language(Language::En),
        Record::Disclosed { language: Language::En, at: seconds(20) },
        Record::Saying { words: "not kept".into(), filler: false, at: seconds(21) },
        Record::Transferred(TransferReason::Wish),
        Record::Ended { by: EndedBy::Agent, at: seconds(65) },
    ] {
        // What is said is for those who watch, and no record to keep.
        if let Some(record) = record.kept(&salon) {
            store.write(&call, &record).await.unwrap();
        }
    }
    let kept = store.calls(Some(&salon.id), now()).await.unwrap().remove(0);
    assert_eq!((kept.state, kept.language), (CallState::Ended, Language::En));
    assert_eq!(kept.disclosed_at, Some(at("2026-12-01T10:00:06")), "the first disclosure");
    assert_eq!(kept.ended, Some((at("2026-12-01T10:01:05"), EndedBy::Agent)));
    assert_eq!(kept.transferred_for, Some(TransferReason::Wish));
    assert_eq!(store.calls(Some(&base::business::BusinessId("other".into())), now()).await.unwrap(), []);
    // A begin whose answer was lost is sent again.
    store.begin(&call, Language::De).await.unwrap();
    assert_eq!(store.calls(None, now()).await.unwrap(), [kept], "the same call, once, as it was");
}

async fn p10_a_hidden_caller_has_no_pseudonym(place: Place) {
    let (store, salon) = place.salon().await;
    store.begin(&incoming(&salon, "c1", None), Language::De).await.unwrap();
    assert_eq!(store.calls(None, now()).await.unwrap()[0].pseudonym, None);
}

async fn turns_are_kept_as_heard(place: Place) {
    let (store, salon) = place.salon().await;
    let call = begun(&store, &salon, "c1").await;
    store.write(&call, &as_kept(&call, &turn(1, Who::Caller, "Grüß Gott, ein Termin \u{1F600}"))).await.unwrap();
    store.write(&call, &as_kept(&call, &turn(0, Who::Agent, "Guten Tag."))).await.unwrap();
    let other = begun(&store, &salon, "c2").await;
    store.write(&other, &as_kept(&other, &turn(0, Who::Agent, "Hier ist ein anderer."))).await.unwrap();
    let kept = store.transcript(&call.call, now()).await.unwrap();
    let said: Vec<_> = kept.iter().map(|turn| (turn.number, turn.who, turn.words.reveal().as_str())).collect();
    assert_eq!(said, [(0, Who::Agent, "Guten Tag."), (1, Who::Caller, "Grüß Gott, ein Termin \u{1F600}")]);
    let times: Vec<_> = kept.iter().map(|turn| (turn.interrupted, turn.start, turn.end)).collect();
    assert_eq!(times, [(false, seconds(0), seconds(3)), (true, seconds(4), seconds(7))]);
    assert_eq!(store.transcript(&CallId("unknown".into()), now()).await.unwrap(), []);
    let unknown = incoming(&salon, "never begun", None);
    assert!(
        store.write(&unknown, &as_kept(&unknown, &turn(0, Who::Agent, "…"))).await.is_err(),
        "a turn belongs to a call"
    );
}

async fn a_turn_written_again_is_the_same_turn(place: Place) {
    let (store, salon) = place.salon().await;
    let call = begun(&store, &salon, "c1").await;
    for words in ["Guten", "Guten Tag."] {
        store.write(&call, &as_kept(&call, &turn(0, Who::Agent, words))).await.unwrap();
    }
    let kept = store.transcript(&call.call, now()).await.unwrap();
    assert_eq!(kept.iter().map(|turn| turn.words.reveal().as_str()).collect::<Vec<_>>(), ["Guten Tag."]);
}

async fn the_networks_word_on_the_number_is_kept(place: Place) {
    let (store, salon) = place.salon().await;
    begun(&store, &salon, "c0").await;
    for attestation in Attestation::ALL {
        let incoming = incoming(&salon, attestation.as_str(), None);
        store.begin(&Incoming { attestation: Some(attestation), ..incoming }, Language::De).await.unwrap();
    }
    let kept = store.calls(None, now()).await.unwrap();
    for call in &kept {
        assert_eq!(call.attestation.map_or("c0", Attestation::as_str), call.id.0);
    }
    assert_eq!(kept.len(), 1 + Attestation::ALL.len());
    assert!(place.sql("UPDATE calls SET attestation = 'likely'").await.is_err(), "a closed list");
}

async fn a_call_is_known_by_its_carriers_id_as_long_as_it_is_kept(place: Place) {
    let (store, salon) = place.salon().await;
    begun(&store, &salon, "c1").await;
    store.close().await;
    let store = place.open().await;
    assert!(store.was_begun("CA-c1").await.unwrap());
    for other in ["CA-c2", "c1", "", "CA-c1 ", "CA-%"] {
        assert!(!store.was_begun(other).await.unwrap(), "{other}");
    }
    store.purge(at("2040-01-01T00:00")).await.unwrap();
    assert!(!store.was_begun("CA-c1").await.unwrap(), "what is deleted is forgotten");
}

async fn calls_of_a_dead_process_are_broken_off(place: Place) {
    let (store, salon) = place.salon().await;
    let ended = begun(&store, &salon, "ended").await;
    store.write(&ended, &as_kept(&ended, &Record::Ended { by: EndedBy::Caller, at: seconds(9) })).await.unwrap();
    begun(&store, &salon, "open").await;
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.calls(None, now()).await.unwrap()[1].state, CallState::Open, "looking changes nothing");
    assert_eq!(store.mark_broken_off().await.unwrap(), 1);
    assert_eq!(store.mark_broken_off().await.unwrap(), 0);
    let states: Vec<_> = store.calls(None, now()).await.unwrap().iter().map(|call| call.state).collect();
    assert_eq!(states, [CallState::Ended, CallState::BrokenOff]);
}

const VICTIM_DATABASE: &str = "VORZIMMER_TEST_DATABASE";
const VICTIM_KEY: &str = "VORZIMMER_TEST_KEY";

async fn killed_in_the_middle_of_a_call_it_keeps_the_turns_so_far(place: Place) {
    place.salon().await.0.close().await;
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["store::calls::writes_turns_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(VICTIM_DATABASE, &place.url)
        .env(VICTIM_KEY, &place.key_file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let written = lines.by_ref().map_while(Result::ok).filter(|line| line.starts_with("wrote")).take(20).count();
    victim.kill().unwrap();
    victim.wait().unwrap();
    let store = place.open().await;
    let kept = store.transcript(&CallId("victim".into()), now()).await.unwrap();
    assert!(written == 20 && kept.len() >= written, "{} turns of {written}", kept.len());
    assert!(kept.iter().enumerate().all(|(at, turn)| turn.number as usize == at), "without a gap");
    assert_eq!(kept[19].words.reveal(), "Satz 19");
    assert_eq!(store.mark_broken_off().await.unwrap(), 1);
}

/// Not a test: the process that another test kills.
#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn writes_turns_until_it_is_killed() {
    let (Ok(url), Ok(key)) = (std::env::var(VICTIM_DATABASE), std::env::var(VICTIM_KEY)) else { return };
    let address = store::Address::parse(&url).unwrap();
    let config = store::Config { address, key_file: Some(key.into()), create: false };
    let random = std::sync::Arc::new(base::privacy::SystemRandom);
    let store = Store::open(&config, random, now()).await.unwrap();
    let call = begun(&store, &salon(), "victim").await;
    for number in 0..10_000 {
        store.write(&call, &as_kept(&call, &turn(number, Who::Agent, &format!("Satz {number}")))).await.unwrap();
        println!("wrote {number}");
    }
}

async fn messages_are_kept_until_dealt_with(place: Place) {
    let (store, salon) = place.salon().await;
    let callback = Message {
        kind: MessageKind::Callback,
        text: "Bitte wegen der Farbe zurückrufen.".into(),
        name: Some("Keller".into()),
        phone: Some(Personal::new(Number::parse("+4917604069001").unwrap())),
    };
    let late = Message { kind: MessageKind::Late, text: "Zehn Minuten später".into(), name: None, phone: None };
    store.leave(&salon, &call_id(), &callback, now()).await.unwrap();
    store.leave(&salon, &call_id(), &late, now() + minutes(1)).await.unwrap();
    let kept = store.messages(Some(&salon.id), now()).await.unwrap();
    assert_eq!(kept.iter().map(|kept| kept.message.clone()).collect::<Vec<_>>(), [callback, late]);
    assert_eq!((kept[0].left_at, kept[0].done_at, &kept[0].call), (now(), None, &call_id()));
    let days = |days: i64| minutes(days * 24 * 60);
    assert!(store.finish_message(&kept[0].id, now() + days(10)).await.unwrap());
    assert!(store.finish_message(&kept[0].id, now() + days(20)).await.unwrap(), "a second time changes nothing");
    assert!(!store.finish_message("unknown", now()).await.unwrap());
    let left = async |at| store.messages(None, at).await.unwrap().len();
    for (after, seen) in [(39, 2), (40, 1), (89, 1), (91, 0)] {
        assert_eq!(left(now() + days(after)).await, seen, "p37: after {after} days");
    }
}

async fn p05_consents_are_kept_and_withdrawn(place: Place) {
    let (store, salon) = place.salon().await;
    let consent = Consent {
        kind: ConsentKind::Recording,
        party: Party::Caller,
        wording: Wording::of("Darf ich das Gespräch aufzeichnen?"),
        language: Language::De,
        answer: "ja, gern".into(),
        state: ConsentState::Given,
        asked_at: now(),
    };
    let id = store.keep_consent(&salon, &call_id(), &consent).await.unwrap();
    let refused = Consent { state: ConsentState::Refused, answer: "lieber nicht".into(), ..consent.clone() };
    let refused = store.keep_consent(&salon, &call_id(), &refused).await.unwrap();
    let kept = store.consents(&salon.id, &call_id(), now()).await.unwrap();
    assert_eq!(kept.iter().find(|kept| kept.id == id).unwrap().consent, consent);
    assert!(store.withdraw_consent(&id, now() + minutes(1)).await.unwrap());
    assert!(!store.withdraw_consent(&id, now() + minutes(2)).await.unwrap());
    assert!(!store.withdraw_consent(&refused, now()).await.unwrap(), "what was not given");
    let kept = store.consents(&salon.id, &call_id(), now()).await.unwrap();
    let kept = kept.iter().find(|kept| kept.id == id).unwrap();
    assert_eq!((kept.consent.state, kept.withdrawn_at), (ConsentState::Withdrawn, Some(now() + minutes(1))));
    let end = at("2030-01-01T00:00");
    let second = jiff::SignedDuration::from_secs(1);
    assert_eq!(store.consents(&salon.id, &call_id(), end - second).await.unwrap().len(), 2);
    assert_eq!(store.consents(&salon.id, &call_id(), end).await.unwrap(), [], "p37: three years to the year's end");
}
