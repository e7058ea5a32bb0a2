//! The events door.

use super::stage::{Book, CALL, Stage, business, carrier};
use call::record::{Asked, CallId, EndedBy, Observers, Record};
use futures_util::StreamExt;
use serde_json::Value;
use std::time::Duration;
use telephony::EVENTS_PATH;
use telephony::events::{LINES_KEPT_MAX, LINES_WAITING_MAX};
use tokio::time::timeout;

async fn watch(stage: &Stage, token: Option<&str>) -> reqwest::Response {
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let mut request = client.get(stage.local(EVENTS_PATH));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.expect("response")
}

async fn lines(response: reqwest::Response) -> Vec<Value> {
    let text = timeout(Duration::from_secs(10), response.text()).await.expect("it ends").expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn asked(asked: Asked) -> Record {
    Record::Waiting { asked, offered: vec![], at: Duration::from_millis(900) }
}

fn call_id(stage: &Stage) -> CallId {
    stage.echo.answered.lock().expect("lock")[0].call.clone()
}

#[tokio::test]
async fn the_holder_of_the_token_sees_the_call_from_its_beginning_to_its_end() {
    let stage = Stage::open().await;
    let token = stage.token(CALL).await;
    let early = watch(&stage, Some(&token)).await;
    assert_eq!(early.status(), 200);
    assert_eq!(early.headers()["content-type"], "application/x-ndjson");
    let mut early = early.bytes_stream();

    let mut stream = stage.call_with(CALL, &token).await;
    stream.echo(1).await;
    let call = call_id(&stage);
    stage.events.see(&call, &asked(Asked::Wish));
    let line = timeout(Duration::from_secs(5), early.next()).await.expect("at once").expect("a line").expect("bytes");
    assert_eq!(&line[..], b"{\"asked\":\"wish\",\"at_ms\":900,\"event\":\"asked\",\"offered\":[]}\n");

    // One who comes later sees the past too, and both come to the end with the call.
    let late = watch(&stage, Some(&token)).await;
    stage.events.see(&CallId("another".to_owned()), &asked(Asked::Name));
    stage.events.see(&call, &Record::Ended { by: EndedBy::Caller, at: Duration::from_secs(2) });
    stream.stop().await;
    let late = lines(late).await;
    assert_eq!(late.iter().map(|line| &line["event"]).collect::<Vec<_>>(), ["asked", "ended"]);
    assert_eq!(late[1]["ended_by"], "caller");
    let rest: Vec<_> = timeout(Duration::from_secs(5), early.collect()).await.expect("it ends");
    assert_eq!(rest.len(), 1);
    assert_eq!(watch(&stage, Some(&token)).await.status(), 404, "a call that is over is forgotten");
}

#[tokio::test]
async fn nobody_else_sees_anything() {
    let stage = Stage::open().await;
    let token = stage.token(CALL).await;
    for wrong in [None, Some(""), Some("guessed"), Some(&token[1..])] {
        assert_eq!(watch(&stage, wrong).await.status(), 404, "{wrong:?}");
    }
    let in_url = reqwest::Client::builder().no_proxy().build().expect("client");
    let in_url = in_url.get(stage.local(&format!("{EVENTS_PATH}?token={token}"))).send().await.expect("response");
    assert_eq!(in_url.status(), 404);
}

#[tokio::test]
async fn a_server_that_is_known_outside_has_no_such_door() {
    let stage = Stage::with(Some("https://phone.example.org"), vec![carrier()], Book(Ok(vec![business()]))).await;
    let token = stage.token(CALL).await;
    assert!(!stage.events.is_open());
    assert_eq!(watch(&stage, Some(&token)).await.status(), 404);
}

#[tokio::test]
async fn a_slow_watcher_loses_lines_is_told_so_and_never_holds_a_call_up() {
    let stage = Stage::open().await;
    let token = stage.token(CALL).await;
    let watcher = watch(&stage, Some(&token)).await;
    let mut call = stage.call_with(CALL, &token).await;
    call.echo(1).await;
    let watched = call_id(&stage);
    // Nothing else runs while these are seen: the watcher cannot keep up, and the call does not wait for it.
    let total = LINES_KEPT_MAX + 100;
    for _ in 0..total {
        stage.events.see(&watched, &asked(Asked::Date));
    }
    call.echo(2).await;
    call.stop().await;
    let seen = lines(watcher).await;
    assert_eq!((&seen[0]["event"], &seen[0]["count"]), (&"lost".into(), &(total - LINES_WAITING_MAX).into()));
    assert_eq!(seen.len(), 1 + LINES_WAITING_MAX);
}
