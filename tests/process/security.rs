//! Strangers before a running server: nothing is done for who cannot sign, and nobody's garbage is felt by another's call.

use super::stranger::{Form, Stranger, form};
use crate::telephony::stage::call_sid;
use futures_util::future::join_all;
use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{CALLER, DIALLED, Office, Plan};
use lab::telephone::report::CallEnd;
use serde_json::json;
use std::time::Duration;
use telephony::{MEDIA_PATH, STATUS_PATH, VOICE_PATH};
use tokio::time::sleep;

const REFUSED: u16 = 403;
const BAD_TOKEN: Option<u16> = Some(1008);
/// Garbage in all.
const GARBAGE: usize = 1_000;

#[tokio::test]
async fn who_cannot_sign_gets_nothing() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let stranger = Stranger::before(&office);
    let form = form("CA00000000000000000000000000000001");
    let signed = stranger.signature(VOICE_PATH, &form);
    let other_caller: Form =
        form.iter().map(|(name, value)| (name.clone(), value.replace(CALLER, "+4917604069002"))).collect();
    assert_ne!(form, other_caller);
    for (what, path, form, signature) in [
        ("missing", VOICE_PATH, &form, None),
        ("empty", VOICE_PATH, &form, Some(String::new())),
        ("wrong", VOICE_PATH, &form, Some(stranger.forged(VOICE_PATH, &form))),
        ("of other parameters", VOICE_PATH, &other_caller, Some(signed.clone())),
        ("of another address", STATUS_PATH, &form, Some(signed.clone())),
        ("of a query that is not there", VOICE_PATH, &form, Some(stranger.signature("/twilio/voice?x=1", &form))),
    ] {
        assert_eq!(stranger.post(path, form, signature.as_deref()).await.0, REFUSED, "{what}");
    }
    for (what, signature) in [
        ("missing", None),
        ("wrong", Some(stranger.forged_handshake("token"))),
        ("of the webhook", Some(signed.clone())),
        ("of a web address", Some(stranger.signature(&format!("{MEDIA_PATH}/token"), &[]))),
    ] {
        assert_eq!(stranger.handshake("token", signature.as_deref()).await, REFUSED, "{what}");
    }
    assert_eq!(office.list(&["calls"]).len(), 0, "nothing was done for any of them");
    assert!(office.is_running());
}

#[tokio::test]
async fn a_token_is_good_for_its_own_call_and_once() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let stranger = Stranger::before(&office);
    let guess = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (number, (what, parameter)) in
        [("missing", None), ("empty", Some("")), ("guessed", Some(guess))].iter().enumerate()
    {
        let call = call_sid(100 + number);
        let token = stranger.token(&call).await;
        assert_eq!(stranger.stream(&call, &token, *parameter).await.closed().await, BAD_TOKEN, "{what}");
    }
    let first = &call_sid(1);
    let other = stranger.token(&call_sid(2)).await;
    for (what, call, token) in [("guessed", first, guess), ("another call's", first, &other)] {
        assert_eq!(stranger.stream(call, token, Some(token)).await.closed().await, BAD_TOKEN, "{what}");
    }
    let mut attested = form(first);
    attested.push(("StirVerstat".to_owned(), "TN-Validation-Passed-A".to_owned()));
    let token = stranger.token_for(&attested).await;
    let mut good = stranger.stream(first, &token, Some(&token)).await;
    good.sound().await;
    assert_eq!(stranger.stream(first, &token, Some(&token)).await.closed().await, BAD_TOKEN, "replayed");
    // The webhook, sent again word for word, gives no second token either.
    let form = form(first);
    let (status, _) = stranger.post(VOICE_PATH, &form, Some(&stranger.signature(VOICE_PATH, &form))).await;
    assert_eq!(status, REFUSED, "a replayed webhook");
    good.sound().await;
    good.hang_up().await;
    let calls = office.list(&["calls"]);
    assert_eq!((calls.len(), &calls[0]["attestation"]), (1, &json!("full")));
    // Nor does it after a restart, which forgets what was only in memory.
    office.kill();
    office.start().await;
    let (status, _) = stranger.post(VOICE_PATH, &form, Some(&stranger.signature(VOICE_PATH, &form))).await;
    assert_eq!(status, REFUSED, "a webhook replayed after a restart");
}

#[tokio::test]
async fn of_sixty_callers_at_once_no_more_get_a_stream_than_there_are_places() {
    let office = Plan::hearing(&BOOKING).open_with(|config| config["limits"]["concurrent_calls"] = json!(10)).await;
    let stranger = Stranger::before(&office);
    let forms: Vec<_> = (0..60).map(|number| form(&call_sid(number))).collect();
    let asked = forms.iter().map(|form| async {
        let signature = stranger.signature(VOICE_PATH, form);
        stranger.post(VOICE_PATH, form, Some(&signature)).await
    });
    let answers = join_all(asked).await;
    assert!(answers.iter().all(|(status, twiml)| *status == 200 && twiml.contains("<Dial")), "{answers:?}");
    assert_eq!(answers.iter().filter(|(_, twiml)| twiml.contains("<Stream")).count(), 10);
    assert!(office.log().contains("the house is full"), "{}", office.log());
}

#[tokio::test]
async fn a_thousand_garbage_messages_are_not_felt_by_another_call() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let stranger = Stranger::before(&office);
    let mut booking = office.call(Ringing::default());
    booking.agent_begins().await;
    // Before `start`, within a stream that is otherwise sound, and nothing but garbage until the socket is closed.
    let early = stranger.socket(&stranger.token(&call_sid(3)).await).await;
    let [sound, flood] = ["CA00000000000000000000000000000001", "CA00000000000000000000000000000002"];
    let (mixed, pure) = (stranger.call(sound).await, stranger.call(flood).await);
    let (early, mut mixed, pure) =
        tokio::join!(early.garbage(GARBAGE, 0), mixed.garbage(GARBAGE, 1), pure.garbage(GARBAGE, 0));
    assert_eq!(early.closed().await, BAD_TOKEN, "it never started");
    assert!(pure.closed().await.is_some(), "too much of it was garbage");
    // The stream that was half sense goes on, and hears.
    mixed.sound().await;
    mixed.hang_up().await;

    let over = booking.over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
    assert_eq!(office.appointments(), [BOOKED]);
    println!("gaps in the booking's speech: {}; telephone late by {} ms", over.figures.gaps, over.figures.late_ms_max);
    assert!(office.is_running());
    // Of the mixed stream's thousand; what is well-formed and only senseless is counted by what it is.
    wait_for_log(&office, "malformed: 600, oversized: 50, unknown: 50, foreign_stream: 50, foreign_track: 50").await;
    let next = office.call(Ringing::default()).over().await;
    assert_eq!(next.outcome(), &CallEnd::Agent, "{:?}", next.happenings);
    assert!(!office.log().contains("panicked"), "{}", office.log());
    assert!(!office.log().contains(DIALLED), "numbers are nobody's business in a log");
}

async fn wait_for_log(office: &Office, words: &str) {
    for _ in 0..250 {
        if office.log().contains(words) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("the log does not say '{words}': {}", office.log());
}
