//! Calls in which something fails, and where the caller ends.

use super::agent::{Ending, Manners, OWNER, Rehearsal};
use lab::telephone::carrier::Fallback;
use lab::telephone::report::CallEnd;

fn caught() -> CallEnd {
    CallEnd::Caught(OWNER.to_owned())
}

fn failed(outcome: &CallEnd, reason: &str) -> bool {
    matches!(outcome, CallEnd::Failed(words) if words.contains(reason))
}

fn with(fault: &'static str) -> Rehearsal {
    Rehearsal { faults: vec![fault], ..Rehearsal::default() }
}

#[tokio::test]
async fn a_webhook_that_is_down_leads_to_the_fallback() {
    let twiml = format!("<Response><Dial><Number>{OWNER}</Number></Dial></Response>");
    let played = Rehearsal { fallback: Fallback::Twiml(twiml), ..with("webhook-down") }.play().await;
    assert_eq!(played.report.figures.outcome, caught());
    let played = with("webhook-down").play().await;
    assert!(failed(&played.report.figures.outcome, "it is down"), "{:?}", played.report.figures.outcome);
}

#[tokio::test]
async fn a_fallback_may_be_another_webhook() {
    let (other, agent) = Rehearsal::default().set_up().await;
    let fallback = Fallback::Url(other.webhook.clone());
    let broken = Manners { twiml: "Internal Server Error".to_owned(), ..Manners::default() };
    let played = Rehearsal { manners: broken, fallback, ..Rehearsal::default() }.play().await;
    assert_eq!(agent.met().parameter("ErrorCode"), Some("12100"));
    assert!(agent.met().webhook_signed, "with the parameters of the error, too");
    assert!(agent.met().parameter("ErrorUrl").is_some_and(|url| url.ends_with("/voice")));
    // The other agent's REST host knows nothing of this call, so it gives up and the net catches the caller.
    assert_eq!(played.report.figures.outcome, caught());
}

#[tokio::test]
async fn a_wrong_or_missing_signature_gets_nowhere() {
    for fault in ["unsigned", "wrong-signature"] {
        let played = with(fault).play().await;
        assert!(failed(&played.report.figures.outcome, "403"), "{fault}: {:?}", played.report.figures.outcome);
        assert!(!played.met.webhook_signed && played.met.start.is_none());
    }
}

#[tokio::test]
async fn without_a_stream_the_caller_reaches_the_owner() {
    let played = with("handshake").play().await;
    assert_eq!(played.report.figures.outcome, caught());
    assert_eq!(played.met.start, None);
}

#[tokio::test]
async fn a_stream_that_breaks_leaves_the_caller_to_the_owner() {
    let played = with("drop-at=300").play().await;
    assert_eq!(played.report.figures.outcome, caught());
    assert!(played.met.broken, "the agent sees a break, not a stop");
    assert!(!played.met.events.contains(&"stop".to_owned()));
    let twice = Rehearsal { faults: vec!["drop-at=300", "dial-unanswered"], ..Rehearsal::default() }.play().await;
    assert!(failed(&twice.report.figures.outcome, "it was cut"), "{:?}", twice.report.figures.outcome);
}

#[tokio::test]
async fn a_caller_who_hangs_up_is_told_of_by_stop() {
    let played = with("hang-up-at=300").play().await;
    assert_eq!(played.report.figures.outcome, CallEnd::Caller);
    assert!(played.met.events.ends_with(&["stop".to_owned()]) && !played.met.broken);
}

#[tokio::test]
async fn a_half_open_socket_moves_nothing_until_the_agent_acts() {
    let played = with("half-open-at=300").play().await;
    assert!(played.met.media.len() <= 15, "{} frames", played.met.media.len());
    assert_eq!(played.met.rest_status, Some(200), "the agent noticed and ended the call");
    assert_eq!(played.report.figures.outcome, CallEnd::Agent);
}

#[tokio::test]
async fn a_rest_interface_that_fails_leaves_the_caller_to_the_owner() {
    for (fault, status) in [("rest-500", 500), ("rest-timeout", 0), ("rest-down", 0)] {
        let played = with(fault).play().await;
        assert_eq!(played.met.rest_status, Some(status), "{fault}");
        assert_eq!(played.report.figures.outcome, caught(), "{fault}");
    }
}

#[tokio::test]
async fn marks_can_be_kept_back() {
    let rehearsal = with("no-marks");
    let manners = Manners { end: Ending::Never, ..Manners::default() };
    let played = Rehearsal { manners, ..rehearsal }.play().await;
    assert_eq!(played.met.marks, []);
    assert_eq!(played.report.figures.outcome, CallEnd::Caller);
}

#[tokio::test]
async fn frames_can_be_late_but_keep_their_order() {
    let played = with("jitter=120").play().await;
    let times: Vec<u64> = played.met.media.iter().map(|(time, _)| *time).collect();
    assert!(times.is_sorted() && times.len() > 30);
    let lags: Vec<u64> = played.met.media.iter().map(|(time, arrived)| arrived.saturating_sub(*time)).collect();
    let spread = lags.iter().max().expect("frames") - lags.iter().min().expect("frames");
    assert!(spread >= 60, "{spread} ms");
    assert_eq!(played.report.figures.outcome, CallEnd::Agent);
}

#[tokio::test]
async fn frames_can_be_lost() {
    let played = with("loss=30").play().await;
    let last = played.met.media.last().expect("frames").0 / 20 + 1;
    let lost = 100 - played.met.media.len() as u64 * 100 / last;
    assert!((15..45).contains(&lost), "{lost} %");
}

#[tokio::test]
async fn noise_lies_on_the_callers_line() {
    let played = Rehearsal { noise_dbfs: Some(-45.0), ..Rehearsal::default() }.play().await;
    let recording = played.report.recording.expect("kept");
    assert!(recording.caller[0].iter().any(|&code| code != 0xff), "silence is not silent");
    assert_eq!(played.report.figures.outcome, CallEnd::Agent);
}
