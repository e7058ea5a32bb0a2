//! A second server, started by mistake beside one that answers calls: it is told so, and the calls go on.

use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{Kept, NOW, Office, Plan, command, free_address};
use lab::telephone::report::CallEnd;
use std::process::Output;
use std::time::Duration;
use tokio::time::timeout;

/// Until a second server has looked at everything that comes before.
const REFUSED_WITHIN: Duration = Duration::from_secs(20);

/// Starts another server on the same configuration, and waits for its end.
async fn second(office: &Office, variables: &[(&str, &str)]) -> Output {
    let mut serve = command(&["serve", "--now", NOW, "--config"]);
    serve.arg(office.config()).envs(variables.iter().copied());
    let output = tokio::process::Command::from(serve).kill_on_drop(true).output();
    timeout(REFUSED_WITHIN, output).await.expect("it does not serve").expect("it runs")
}

/// The running call is not broken off, and comes to its end.
async fn is_finished(office: &Office, call: lab::office::phone::Call) {
    let states: Vec<_> = office.list(&["calls"]).iter().map(|call| call["state"].clone()).collect();
    assert!(states.len() == 1 && states[0] != "broken_off", "{states:?}");
    let over = call.over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
    assert_eq!(office.appointments(), [BOOKED]);
}

#[tokio::test]
async fn a_database_file_has_one_server() {
    let office = Plan::hearing(&BOOKING).open().await;
    let mut call = office.call(Ringing::default());
    call.agent_begins().await;
    let listen = free_address().to_string();
    let url = format!("http://{listen}");
    let elsewhere = [("VORZIMMER_SERVER_LISTEN", listen.as_str()), ("VORZIMMER_SERVER_PUBLIC_URL", url.as_str())];
    let refused = second(&office, &elsewhere).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    let holder = format!("another server (process {})", office.process_id());
    assert!(!refused.status.success() && said.contains(&holder) && said.contains("stop that one"), "{said}");
    is_finished(&office, call).await;
}

#[tokio::test]
async fn an_address_that_is_taken_breaks_off_no_call() {
    // PostgreSQL: there is no file to be locked.
    let office = Plan { kept: Kept::Postgres, ..Plan::hearing(&BOOKING) }.open().await;
    let mut call = office.call(Ringing::default());
    call.agent_begins().await;
    let refused = second(&office, &[]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("taken by nobody"), "{said}");
    is_finished(&office, call).await;
}

#[tokio::test]
async fn a_server_that_was_killed_leaves_no_lock() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    office.kill();
    office.start().await;
    assert!(office.is_running());
}
