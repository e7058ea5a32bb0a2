//! Calls in which nothing fails.

use super::agent::{ACCOUNT, Ending, Manners, OWNER, Played, Rehearsal, value};
use audio::mulaw;
use lab::telephone::events::Who;
use lab::telephone::minutes::TranscriptTurn;
use lab::telephone::report::{CallEnd, Summary};
use lab::telephone::{Audience, Happening, load};
use std::sync::Arc;
use std::time::Duration;

fn turns(played: &Played) -> Vec<TranscriptTurn> {
    let turns = played.happenings.iter().filter_map(|happening| match happening {
        Happening::Turn(turn) => Some(turn.clone()),
        _ => None,
    });
    turns.collect()
}

#[tokio::test]
async fn a_call_goes_from_the_webhook_to_the_hang_up_as_twilios_do() {
    let played = Rehearsal::default().play().await;
    let (met, figures) = (&played.met, &played.report.figures);
    assert_eq!(figures.outcome, CallEnd::Agent);
    assert!(met.webhook_signed && met.stream_signed);
    for (name, expected) in
        [("AccountSid", ACCOUNT), ("From", "+4917604069012"), ("To", "+492214710100"), ("CallStatus", "ringing")]
    {
        assert_eq!(met.parameter(name), Some(expected), "{name}");
    }
    let start = met.start.as_ref().expect("a start");
    assert_eq!(met.parameter("CallSid"), Some(start.call_sid.as_str()));
    assert_eq!(start.custom_parameters["token"], "t&t");
    assert_eq!(met.events, ["connected", "start", "mark", "mark", "stop"]);
    assert_eq!(met.rest_status, Some(200));
    assert_eq!(value(&met.status, "CallStatus"), Some("completed"));
    assert_eq!(value(&met.status, "CallSid"), Some(start.call_sid.as_str()));
}

#[tokio::test]
async fn frames_come_every_20_ms_and_marks_when_their_sound_was_played() {
    let played = Rehearsal::default().play().await;
    let Played { met, report, .. } = &played;
    // The 400 ms of greeting were sent at once; the mark may return when they have been played, and soon after.
    let (_, greeting_played_ms) = met.marks[0];
    assert!((400..520).contains(&greeting_played_ms), "{:?}", met.marks);
    let times: Vec<u64> = met.media.iter().map(|(time, _)| *time).collect();
    assert!(times.iter().zip(0..).all(|(&time, frame)| time == frame * 20), "{times:?}");
    let lag = |&(time, arrived): &(u64, u64)| arrived.saturating_sub(time);
    let first: u64 = met.media.iter().take(50).map(lag).sum::<u64>() / 50;
    let last: u64 = met.media.iter().rev().take(50).map(lag).sum::<u64>() / 50;
    assert!(first.abs_diff(last) < 40, "the clock drifts from {first} to {last} ms");
    assert!(report.figures.disclosure_first_ms.is_some_and(|ms| ms < 100));
}

#[tokio::test]
async fn the_time_from_voice_to_voice_is_what_the_caller_hears() {
    let played = Rehearsal { lines: 2, manners: Manners { replies: 2, ..Manners::default() }, ..Rehearsal::default() };
    let played = played.play().await;
    let turns = turns(&played);
    let who: Vec<Who> = turns.iter().map(|turn| turn.who).collect();
    assert_eq!(who, [Who::Agent, Who::Caller, Who::Agent, Who::Caller, Who::Agent]);
    for turn in turns.iter().skip(2).step_by(2) {
        // The agent waits for 200 ms of silence, the line adds a frame each way.
        let measured = turn.voice_to_voice_ms.expect("an answer");
        assert!((200..330).contains(&measured), "{measured} ms");
        assert_eq!((turn.timing.endpointing_ms, turn.words.as_deref()), (None, None), "a foreign server tells nothing");
    }
    assert!(turns[1].end_ms - turns[1].start_ms == 400 && turns[1].words.as_deref() == Some("Hallo."));
    assert_eq!(played.report.figures.gaps, 0);
}

#[tokio::test]
async fn the_recording_holds_both_sides() {
    let played = Rehearsal::default().play().await;
    let recording = played.report.recording.as_ref().expect("kept");
    let loud =
        |frames: &[[u8; 160]]| frames.iter().filter(|frame| mulaw::decode(frame[80]).unsigned_abs() > 500).count();
    assert_eq!(loud(&recording.caller), 20, "400 ms of caller");
    assert_eq!(loud(&recording.agent), 35, "400 and 300 ms of agent");
}

#[tokio::test]
async fn an_agent_that_yields_is_heard_to_fall_silent() {
    let manners = Manners { greeting_ms: 5_000, yields: true, ..Manners::default() };
    let played = Rehearsal { manners, cut_ins: vec![(0, 600)], lines: 0, ..Rehearsal::default() }.play().await;
    let turns = turns(&played);
    let clear_ms = turns[1].clear_ms.expect("the agent cleared");
    assert!(clear_ms <= 120, "{clear_ms} ms");
    assert_eq!(turns[0].who, Who::Agent);
    assert!(turns[0].end_ms < 1_000, "its greeting of 5 s was broken off: {:?}", turns[0]);
    assert!(turns[2].voice_to_voice_ms.is_some());
    let (_, returned_ms) = played.met.marks[0];
    assert!(returned_ms < 1_000, "a clear returns the marks at once: {:?}", played.met.marks);
    assert_eq!(played.report.figures.outcome, CallEnd::Agent);
}

#[tokio::test]
async fn a_hole_in_the_agents_speech_is_a_gap() {
    let manners = Manners { hole_ms: 400, ..Manners::default() };
    let played = Rehearsal { manners, ..Rehearsal::default() }.play().await;
    let [gap] = played.report.gaps[..] else { panic!("{:?}", played.report.gaps) };
    assert!(gap.at_ms.abs_diff(200) <= 40 && (140..260).contains(&gap.length_ms), "{gap:?}");
}

#[tokio::test]
async fn the_agent_can_hand_the_caller_over() {
    let twiml = format!("<Response><Say>One moment.</Say><Dial>{OWNER}</Dial></Response>");
    let manners = Manners { end: Ending::Twiml(twiml), ..Manners::default() };
    let played = Rehearsal { manners, ..Rehearsal::default() }.play().await;
    assert_eq!(played.report.figures.outcome, CallEnd::Transferred(OWNER.to_owned()));
    assert!(played.met.events.ends_with(&["stop".to_owned()]));
    assert!(played.happenings.contains(&Happening::Carrier("says: One moment.".to_owned())));
}

#[tokio::test]
async fn closing_the_stream_ends_a_call_that_has_nothing_else_to_do() {
    let twiml = "<Response><Connect><Stream url=\"{media}\"/></Connect></Response>".to_owned();
    let manners = Manners { twiml, end: Ending::Close, ..Manners::default() };
    let played = Rehearsal { manners, ..Rehearsal::default() }.play().await;
    assert_eq!(played.report.figures.outcome, CallEnd::Agent);
}

#[tokio::test]
async fn a_caller_who_has_said_all_hangs_up() {
    let manners = Manners { end: Ending::Never, ..Manners::default() };
    let played = Rehearsal { manners, ..Rehearsal::default() }.play().await;
    assert_eq!(played.report.figures.outcome, CallEnd::Caller);
    assert!(played.met.events.ends_with(&["stop".to_owned()]));
}

struct Nobody;

impl Audience for Nobody {
    fn see(&self, _call: usize, _happening: &Happening) {}
}

#[tokio::test]
async fn many_calls_run_side_by_side() {
    let rehearsal = Rehearsal { manners: Manners { end: Ending::Never, ..Manners::default() }, ..Rehearsal::default() };
    let (carrier, _agent) = rehearsal.set_up().await;
    let errands = (0..20).map(|number| rehearsal.errand(number)).collect();
    let begun_at = tokio::time::Instant::now();
    let reports = load::make(Arc::new(carrier), errands, Duration::from_millis(20), Arc::new(Nobody)).await;
    assert!(begun_at.elapsed() < Duration::from_secs(12), "one after the other would take a minute");
    let calls: Vec<_> = reports.into_iter().map(|report| report.figures).collect();
    let summary = Summary::of(&calls, None);
    assert_eq!((summary.calls, summary.completed, summary.failed), (20, 20, 0));
    assert!(calls.iter().all(|call| call.voice_to_voice_ms.len() == 1));
    assert!(summary.voice_to_voice_p50_ms.is_some_and(|ms| ms < 500), "{summary:?}");
}
