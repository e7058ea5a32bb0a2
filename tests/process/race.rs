//! Two callers by telephone who want the same slot at the same moment: one gets it, the other is offered another.

use lab::office::phone::{BOOKED, Ringing};
use lab::office::{Kept, Plan};
use lab::telephone::report::CallEnd;

/// Both say the same, and each gets to its end by it: who has the slot agrees to the read-back at once; who has not takes
/// another of those that are offered instead, and agrees to that.
const WORDS: [&str; 5] = [
    "Ich möchte am Donnerstag um 15 Uhr einen Herrenhaarschnitt bei Jonas, mein Name ist Keller.",
    "Ja, das stimmt.",
    "Um 15 Uhr bei Aylin.",
    "Ja, das stimmt.",
    "Nein danke, auf Wiederhören.",
];

#[tokio::test]
async fn two_callers_want_one_slot_on_sqlite() {
    two_callers_want_one_slot(Kept::Sqlite).await;
}

#[tokio::test]
async fn two_callers_want_one_slot_on_postgres() {
    two_callers_want_one_slot(Kept::Postgres).await;
}

async fn two_callers_want_one_slot(kept: Kept) {
    let office = Plan { kept, ..Plan::hearing(&WORDS) }.open().await;
    let callers = ["+4917604069001", "+4917604069002"];
    let [one, other] = callers.map(|from| office.call(Ringing { from, ..Ringing::default() }));
    let (one, other) = tokio::join!(one.over(), other.over());
    for over in [&one, &other] {
        assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
        println!("{:?}", over.sentences());
    }
    let booked = office.appointments();
    let [first, second] = booked.as_slice() else { panic!("both have an appointment: {booked:?}") };
    assert_eq!([first, second].iter().filter(|one| **one == BOOKED).count(), 1, "one of them that one: {booked:?}");
}
