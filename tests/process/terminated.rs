//! SIGTERM: who is being served is served to the end, who calls now reaches the owner, and then the server is gone.

use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{OWNER, Plan};
use lab::telephone::report::CallEnd;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A server with nothing left to do needs no longer to end.
const FAREWELL_MAX: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_running_call_is_finished_and_new_ones_reach_the_owner() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let mut call = office.call(Ringing::default());
    call.agent_begins().await;
    office.terminate();
    sleep(Duration::from_millis(300)).await;
    let late = office.call(Ringing { from: "+4917604069001", ..Ringing::default() }).over().await;
    assert_eq!(late.outcome(), &CallEnd::Transferred(OWNER.to_owned()), "{:?}", late.happenings);
    assert_eq!(late.figures.disclosure_first_ms, None, "it had no stream");

    let over = call.over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
    let left_at = Instant::now();
    assert!(office.ended().await.success());
    assert!(left_at.elapsed() < FAREWELL_MAX, "{:?}", left_at.elapsed());
    assert_eq!(office.appointments(), [BOOKED]);
    let calls = office.list(&["calls"]);
    assert_eq!(calls.len(), 1);
    assert_eq!((&calls[0]["state"], &calls[0]["ended_by"]), (&"ended".into(), &"agent".into()), "{calls:?}");
}

#[tokio::test]
async fn a_server_without_calls_ends_at_once() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let told_at = Instant::now();
    office.terminate();
    assert!(office.ended().await.success());
    assert!(told_at.elapsed() < FAREWELL_MAX, "{:?}", told_at.elapsed());
}
