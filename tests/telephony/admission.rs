//! Who is let in: a place is reserved with the stream's token, and is free again with it or with the call.

use super::stage::{CALL, Log, OWNER, Stage, TOKEN, call_sid, close_code};
use futures_util::future::join_all;
use std::time::Duration;
use telephony::token::TOKEN_LIFE;
use telephony::{STATUS_PATH, signature};

/// What a caller is given.
#[derive(Debug, PartialEq)]
enum Given {
    Stream,
    Owner,
}

async fn given(stage: &Stage, call: &str) -> Given {
    let response = stage.webhook(&Stage::form(call)).await;
    assert_eq!(response.status(), 200);
    let twiml = response.text().await.expect("TwiML");
    if twiml.contains("<Stream") {
        return Given::Stream;
    }
    assert!(twiml.contains(&format!("<Response><Dial>{OWNER}</Dial><Say")), "{twiml}");
    Given::Owner
}

async fn over(stage: &Stage, call: &str) {
    let mut form = Stage::form(call);
    form.retain(|(name, _)| name != "CallStatus");
    form.push(("CallStatus".to_owned(), "canceled".to_owned()));
    let signature = signature::sign(&TOKEN.into(), &stage.public_url.http(STATUS_PATH), &form);
    assert_eq!(stage.post(STATUS_PATH, &form, Some(&signature)).await.status(), 204);
}

/// Places are given back by the tasks of sockets, a moment after these are closed.
async fn taken(stage: &Stage, places: usize) {
    let settled = async {
        while stage.echo.places.taken() != places {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let settled = tokio::time::timeout(super::stage::PATIENCE, settled).await;
    settled.unwrap_or_else(|_| panic!("{} places are taken, not {places}", stage.echo.places.taken()));
}

#[tokio::test]
async fn sixty_callers_in_a_second_get_ten_streams_and_the_others_the_owner() {
    let stage = Stage::with_places(10).await;
    let calls: Vec<_> = (0..60).map(call_sid).collect();
    let given = join_all(calls.iter().map(|call| given(&stage, call))).await;
    assert_eq!(given.iter().filter(|given| **given == Given::Stream).count(), 10);
}

#[tokio::test]
async fn a_place_is_free_again_when_its_token_is_too_old() {
    let stage = Stage::with_places(1).await;
    assert_eq!(given(&stage, &call_sid(1)).await, Given::Stream);
    assert_eq!(given(&stage, &call_sid(2)).await, Given::Owner);
    tokio::time::pause();
    tokio::time::advance(TOKEN_LIFE).await;
    tokio::time::resume();
    // Nobody has to ask for it.
    taken(&stage, 0).await;
    assert_eq!(given(&stage, &call_sid(3)).await, Given::Stream);
}

#[tokio::test]
async fn a_place_lasts_as_long_as_its_call() {
    let stage = Stage::with_places(1).await;
    let mut call = stage.call(CALL).await;
    call.echo(1).await;
    assert_eq!(given(&stage, &call_sid(2)).await, Given::Owner);
    call.stop().await;
    taken(&stage, 0).await;
    assert_eq!(given(&stage, &call_sid(3)).await, Given::Stream);
    assert_eq!(given(&stage, &call_sid(2)).await, Given::Owner, "what was answered once is answered so again");
}

#[tokio::test]
async fn a_call_that_was_cancelled_before_its_stream_began_takes_no_place() {
    let stage = Stage::with_places(1).await;
    assert_eq!(given(&stage, &call_sid(1)).await, Given::Stream);
    over(&stage, &call_sid(1)).await;
    assert_eq!(given(&stage, &call_sid(2)).await, Given::Stream);
}

#[tokio::test]
async fn a_refused_stream_gives_its_place_back() {
    let stage = Stage::with_places(1).await;
    let token = stage.token(CALL).await;
    let foreign = telephony::wire::Start {
        account_sid: "AC00000000000000000000000000000009".to_owned(),
        ..super::stage::start(CALL, Some(&token))
    };
    let mut refused = stage.begin(&token, &foreign).await;
    assert_eq!(close_code(&mut refused.socket).await, Some(1008));
    taken(&stage, 0).await;
}

#[tokio::test]
async fn a_carrier_that_asks_again_for_the_same_call_takes_no_second_place() {
    let stage = Stage::with_places(2).await;
    for _ in 0..5 {
        assert_eq!(given(&stage, CALL).await, Given::Stream);
    }
    assert_eq!(stage.echo.places.taken(), 1);
    assert_eq!(given(&stage, &call_sid(2)).await, Given::Stream);
    assert_eq!(given(&stage, CALL).await, Given::Stream, "in a full house too: it has a place");
}

#[tokio::test]
async fn a_closing_house_is_not_said_to_be_full_and_answers_whom_it_invited() {
    let (log, stage) = (Log::collect().await, Stage::with_places(1).await);
    let token = stage.token(CALL).await;
    assert_eq!(given(&stage, &call_sid(2)).await, Given::Owner);
    assert!(log.text().contains("the house is full"), "{}", log.text());
    let before = log.text().len();
    stage.echo.places.close();
    assert_eq!(given(&stage, &call_sid(3)).await, Given::Owner);
    let since = log.text().split_off(before);
    assert!(since.contains("the server is closing") && !since.contains("full"), "{since}");
    stage.call_with(CALL, &token).await.echo(1).await;
}
