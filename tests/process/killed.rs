//! `kill -9` in the middle of a call: what was confirmed stays, what was said stays, and the caller reaches the owner.

use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{Kept, OWNER, Office, Plan};
use lab::telephone::report::CallEnd;
use serde_json::Value;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test]
async fn what_was_confirmed_outlives_the_process_on_sqlite() {
    what_was_confirmed_outlives_the_process(Kept::Sqlite).await;
}

#[tokio::test]
async fn what_was_confirmed_outlives_the_process_on_postgres() {
    what_was_confirmed_outlives_the_process(Kept::Postgres).await;
}

async fn what_was_confirmed_outlives_the_process(kept: Kept) {
    let mut office = Plan { kept, ..Plan::hearing(&BOOKING) }.open().await;
    let mut call = office.call(Ringing::default());
    call.booked().await;
    office.kill();
    let over = call.over().await;
    assert_eq!(over.outcome(), &CallEnd::Caught(OWNER.to_owned()), "{:?}", over.happenings);

    // Nobody answers the webhook any more: the carrier takes the number's fallback.
    let unanswered = office.call(Ringing::default()).over().await;
    assert_eq!(unanswered.outcome(), &CallEnd::Caught(OWNER.to_owned()), "{:?}", unanswered.happenings);

    office.start().await;
    assert_eq!(office.appointments(), [BOOKED]);
    let [call] = office.list(&["calls"]).try_into().expect("one call");
    assert_eq!((&call["state"], &call["ended_at"]), (&Value::from("broken_off"), &Value::Null));
    assert!(office.log().contains("calls were broken off"), "{}", office.log());
    let told = turns(&office, &call);
    let finished = [
        ("agent", "hier spricht eine KI"),
        ("caller", "Herrenhaarschnitt bei Jonas, mein Name ist Keller"),
        ("agent", "Herrenhaarschnitt bei Jonas"),
        ("caller", "Ja, das stimmt."),
    ];
    assert!(told.len() >= finished.len(), "{told:?}");
    for ((who, words), (expected_who, expected)) in told.iter().zip(finished) {
        assert!(who == expected_who && words.contains(expected), "{expected}: {told:?}");
    }

    // The slot is taken, the name is known, and the next call is as good as any.
    let next = office.call(Ringing { from: "+4917604069001", ..Ringing::default() }).over().await;
    assert_eq!(next.outcome(), &CallEnd::Agent, "{:?}", next.happenings);
    assert_eq!(office.appointments().iter().filter(|booked| *booked == BOOKED).count(), 1);
}

#[tokio::test]
async fn a_turn_is_on_disk_as_soon_as_it_is_over() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let mut call = office.call(Ringing::default());
    call.agent_begins().await;
    call.agent_begins().await;
    // The caller's words are a finished turn by now; what the agent is saying is not.
    sleep(Duration::from_millis(200)).await;
    office.kill();
    call.over().await;
    let [call] = office.list(&["calls"]).try_into().expect("one call");
    let told = turns(&office, &call);
    assert!(matches!(&told[..], [(_, _), (who, _)] if who == "caller"), "{told:?}");
    assert_eq!(office.appointments(), [""; 0], "nothing was agreed to");
}

/// Who said what, as it is kept.
fn turns(office: &Office, call: &Value) -> Vec<(String, String)> {
    let text = |turn: &Value, name: &str| turn[name].as_str().expect("a text").to_owned();
    let turns = office.list(&["calls", call["call"].as_str().expect("an id")]);
    turns.iter().map(|turn| (text(turn, "who"), text(turn, "words"))).collect()
}
