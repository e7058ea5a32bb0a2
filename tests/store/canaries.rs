//! What is personal lies in the database only sealed: words, names, numbers, details, messages, and what was booked.

use super::on_both;
use super::place::*;
use base::language::Language;
use base::number::Number;
use base::privacy::Personal;
use base::privacy::consent::{Consent, ConsentKind, ConsentState, Party, Wording};
use booking::{BookRequest, Booking, Message, MessageKind, Messages};
use call::record::{CallLog, Record, TurnRecord, Who};

on_both!(p10_p27_p35_a_stolen_database_tells_nothing_of_callers);

const NUMBER: &str = "+4917604069042";
const NAME: &str = "Kanarienvogel";
const WORDS: &str = "Zitronenfalter";
const DETAIL: &str = "M-QX 4711";
const MESSAGE: &str = "Distelfink";
const ANSWER: &str = "Goldammer";

async fn p10_p27_p35_a_stolen_database_tells_nothing_of_callers(place: Place) {
    let (store, salon) = place.salon().await;
    let call = incoming(&salon, "c1", Some(NUMBER));
    let caller = Number::parse(NUMBER).unwrap();
    store.begin(&call, Language::De).await.unwrap();
    let turn = TurnRecord {
        number: 0,
        who: Who::Caller,
        words: WORDS.into(),
        interrupted: false,
        start: seconds(1),
        end: seconds(2),
        timing: None,
    };
    store.write(&call, &as_kept(&call, &Record::Turn(turn))).await.unwrap();
    let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
    let details = Personal::new([("kennzeichen".to_owned(), DETAIL.to_owned())].into());
    let request = BookRequest {
        booking: Booking { name: NAME.into(), details, ..booking(&held).booking },
        pseudonym: Some(store.keys().business("salon").pseudonym(&caller).1),
        number: Some(Personal::new(caller.clone())),
        ..booking(&held)
    };
    confirm(&store, &salon, &request).await.unwrap();
    let phone = Some(Personal::new(caller));
    let message = Message { kind: MessageKind::Callback, text: MESSAGE.into(), name: Some(NAME.into()), phone };
    store.leave(&salon, &call.call, &message, now()).await.unwrap();
    let consent = Consent {
        kind: ConsentKind::Recording,
        party: Party::Caller,
        wording: Wording::of("Darf ich?"),
        language: Language::De,
        answer: ANSWER.into(),
        state: ConsentState::Given,
        asked_at: now(),
    };
    store.keep_consent(&salon, &call.call, &consent).await.unwrap();

    let bytes = place.bytes();
    assert!(holds(&bytes, b"jonas") && holds(&bytes, b"CA-c1"), "the search finds what is not sealed");
    for canary in [NUMBER, &NUMBER[1..], &NUMBER[3..], NAME, WORDS, DETAIL, MESSAGE, ANSWER, "Keller"] {
        assert!(!holds(&bytes, canary.as_bytes()), "{canary} lies open");
    }
    // The definition names every service once; an appointment must not name it again.
    let fresh = if place.is_sqlite() { Place::sqlite() } else { Place::postgres() };
    let (empty, _) = fresh.salon().await;
    // Closed, lest the log hold older copies of the definition.
    for store in [store, empty] {
        store.close().await;
    }
    let times = |place: &Place| place.bytes().windows(13).filter(|window| window == b"herrenschnitt").count();
    assert_eq!(times(&place), times(&fresh), "what was booked is sealed");
}
