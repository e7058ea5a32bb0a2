//! Where callers end when something breaks: with the owner, each time, and never after a good call.

use lab::office::phone::{BOOKED, BOOKING, Over, Ringing};
use lab::office::{OWNER, Plan};
use lab::telephone::fault::RestFault;
use lab::telephone::report::CallEnd;

/// A caller who wants a person.
const HUMAN: [&str; 2] = ["Kann ich mit jemandem sprechen?", "Ja."];
/// A caller who wants nothing any more.
const FAREWELL: [&str; 1] = ["Nein danke, auf Wiederhören."];

async fn one_call(words: &[&str], rest: Option<RestFault>) -> Over {
    let office = Plan { rest, ..Plan::hearing(words) }.open().await;
    // Who has said everything hangs up after a while.
    office.call(Ringing { lines: words.len(), ..Ringing::default() }).over().await
}

fn owner(outcome: fn(String) -> CallEnd) -> CallEnd {
    outcome(OWNER.to_owned())
}

#[tokio::test]
async fn a_good_call_ends_without_the_owner_whatever_the_rest_host_does() {
    let (booked, unobeyed) = tokio::join!(one_call(&BOOKING, None), one_call(&FAREWELL, Some(RestFault::Down)));
    assert_eq!(booked.outcome(), &CallEnd::Agent, "{:?}", booked.happenings);
    // The agent cannot hang up, so the caller does.
    assert_eq!(unobeyed.outcome(), &CallEnd::Caller, "{:?}", unobeyed.happenings);
}

#[tokio::test]
async fn who_wants_a_person_gets_the_owner_whatever_the_rest_host_does() {
    let (obeyed, down, error, timeout) = tokio::join!(
        one_call(&HUMAN, None),
        one_call(&HUMAN, Some(RestFault::Down)),
        one_call(&HUMAN, Some(RestFault::Error)),
        one_call(&HUMAN, Some(RestFault::Timeout)),
    );
    assert_eq!(obeyed.outcome(), &owner(CallEnd::Transferred), "{:?}", obeyed.happenings);
    for over in [down, error, timeout] {
        assert_eq!(over.outcome(), &owner(CallEnd::Caught), "{:?}", over.happenings);
    }
}

#[tokio::test]
async fn a_stream_that_cannot_be_opened_or_breaks_leaves_the_caller_to_the_owner() {
    let office = Plan::hearing(&BOOKING).open().await;
    let faults = ["handshake", "unsigned", "drop-at=1500", "half-open-at=1500"];
    let calls = faults.map(|fault| office.call(Ringing { faults: vec![fault], ..Ringing::default() }).over());
    for (fault, over) in faults.iter().zip(futures_util::future::join_all(calls).await) {
        assert_eq!(over.outcome(), &owner(CallEnd::Caught), "{fault}: {:?}", over.happenings);
    }
    // None of them took anything from the next.
    let good = office.call(Ringing::default()).over().await;
    assert_eq!(good.outcome(), &CallEnd::Agent, "{:?}", good.happenings);
    assert_eq!(office.appointments(), [BOOKED]);
    let states: Vec<_> = office.list(&["calls"]).into_iter().map(|call| call["ended_by"].clone()).collect();
    assert_eq!(states, ["fault", "fault", "agent"], "the unsigned and the unopened never began");
}
