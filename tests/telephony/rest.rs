//! The REST requests of a call, against a small server that plays Twilio's.

use super::stage::{ACCOUNT, CALLER, OWNER, carrier};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use call::line::{Control, LineError};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use telephony::Carrier;
use telephony::rest::{RETRY_PAUSE, Rest, RestControl, TRY_LIMIT};
use tokio::net::TcpListener;
use tokio::time::Instant;

/// What the server does with each request in turn; the last is repeated.
#[derive(Clone, Copy)]
enum Reply {
    Status(u16, &'static str),
    Never,
}

#[derive(Default)]
struct Requests(Mutex<Vec<(String, String, String)>>);

type Scene = (Arc<Requests>, Arc<Vec<Reply>>);

async fn handle(
    State((requests, replies)): State<Scene>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, &'static str) {
    let authorization = headers["authorization"].to_str().expect("text").to_owned();
    let number = {
        let mut requests = requests.0.lock().expect("lock");
        requests.push((uri.path().to_owned(), authorization, body));
        requests.len() - 1
    };
    match replies[number.min(replies.len() - 1)] {
        Reply::Status(status, body) => (StatusCode::from_u16(status).expect("status"), body),
        Reply::Never => std::future::pending().await,
    }
}

/// A control whose REST host gives these replies, and what it was asked.
async fn control(replies: &[Reply]) -> (RestControl, Arc<Requests>) {
    rustls::crypto::ring::default_provider().install_default().ok();
    let requests = Arc::new(Requests::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}/", listener.local_addr().expect("address"));
    let router = Router::new().fallback(handle).with_state((requests.clone(), Arc::new(replies.to_vec())));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let rest = Rest::new(&Carrier { rest_base: Some(base), ..carrier() }).expect("rest");
    let transfer = format!("<Response><Dial>{OWNER}</Dial></Response>");
    (RestControl::new(Arc::new(rest), "CA1".to_owned(), Some(transfer)), requests)
}

fn count(requests: &Requests) -> usize {
    requests.0.lock().expect("lock").len()
}

#[tokio::test]
async fn a_call_is_ended_and_handed_over_as_twilio_documents() {
    let (control, requests) = control(&[Reply::Status(200, "{}")]).await;
    assert_eq!(control.hang_up().await, Ok(()));
    assert_eq!(control.transfer().await, Ok(()));
    let requests = requests.0.lock().expect("lock");
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json");
    // The base64 of the account and its first token, by which alone REST is signed in to.
    let basic =
        format!("Basic {}", base64_simd::STANDARD.encode_to_string(format!("{ACCOUNT}:{}", super::stage::TOKEN)));
    assert_eq!(requests[0], (path.clone(), basic.clone(), "Status=completed".to_owned()));
    let twiml = "Twiml=%3CResponse%3E%3CDial%3E%2B492214710199%3C%2FDial%3E%3C%2FResponse%3E";
    assert_eq!(requests[1], (path, basic, twiml.to_owned()));
}

#[tokio::test]
async fn a_call_that_is_over_already_counts_as_ended() {
    let gone = Reply::Status(404, r#"{"code":20404}"#);
    let not_in_progress = Reply::Status(400, r#"{"code":21220,"message":"Call is not in-progress. Cannot redirect."}"#);
    for reply in [gone, not_in_progress] {
        let (control, requests) = control(&[reply]).await;
        assert_eq!(control.hang_up().await, Ok(()));
        assert_eq!(control.transfer().await, Ok(()));
        assert_eq!(count(&requests), 2);
    }
}

#[tokio::test]
async fn a_passing_fault_is_tried_once_more() {
    for fault in [500, 503, 429] {
        let (first, requests) = control(&[Reply::Status(fault, ""), Reply::Status(200, "")]).await;
        assert_eq!(first.hang_up().await, Ok(()));
        assert_eq!(count(&requests), 2);
        let (second, requests) = control(&[Reply::Status(fault, "")]).await;
        assert!(matches!(second.hang_up().await, Err(LineError::Carrier(_))));
        assert_eq!(count(&requests), 2, "one retry and no more");
    }
}

#[tokio::test]
async fn a_refusal_is_not_repeated() {
    let (control, requests) = control(&[Reply::Status(401, r#"{"code":20003}"#)]).await;
    let expected = "the carrier refused with status 401 and its code 20003".to_owned();
    assert_eq!(control.hang_up().await, Err(LineError::Carrier(expected)));
    assert_eq!(count(&requests), 1);
}

#[tokio::test]
async fn a_silent_carrier_is_given_up_in_time() {
    let (control, requests) = control(&[Reply::Never]).await;
    let begun = Instant::now();
    let error = control.hang_up().await.expect_err("no answer");
    let (took, limit) = (begun.elapsed(), TRY_LIMIT * 2 + RETRY_PAUSE);
    assert!(took >= limit && took < limit + Duration::from_secs(2), "{took:?}");
    assert_eq!(
        (error, count(&requests)),
        (LineError::Carrier("the carrier did not answer within 3000 ms".to_owned()), 2)
    );
}

#[tokio::test]
async fn p26_errors_print_no_token_and_no_number() {
    let body = r#"{"code":21211,"message":"The number +4917604069012 is not valid"}"#;
    let (control, _) = control(&[Reply::Status(400, body)]).await;
    let refused = control.transfer().await.expect_err("refused");
    rustls::crypto::ring::default_provider().install_default().ok();
    let nowhere = Rest::new(&Carrier { rest_base: Some("http://127.0.0.1:9".to_owned()), ..carrier() }).expect("rest");
    let nowhere = RestControl::new(Arc::new(nowhere), "CA1".to_owned(), None);
    let unreachable = nowhere.hang_up().await.expect_err("nobody there");
    let looped = nowhere.transfer().await.expect_err("no owner");
    for text in [refused, unreachable, looped].map(|error| format!("{error} {error:?}")) {
        assert!(!text.contains(super::stage::TOKEN) && !text.contains(CALLER) && !text.contains(OWNER), "{text}");
        assert!(!text.contains("127.0.0.1") && !text.contains(ACCOUNT), "{text}");
    }
    assert!(!format!("{nowhere:?}").contains(super::stage::TOKEN));
}
