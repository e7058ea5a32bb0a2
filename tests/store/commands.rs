//! The commands that look into the database, as scripts use them.

use super::place::*;
use base::language::Language;
use base::privacy::Personal;
use booking::{BookRequest, Calendar, Message, MessageKind, Messages};
use call::record::{CallLog, EndedBy, Record, TurnRecord, Who};
use serde_json::{Value, json};
use std::process::{Command, Output};

/// Runs `vorzimmer` on the place's database, at the tests' present.
fn vorzimmer(place: &Place, arguments: &[&str]) -> Output {
    by_the_clock(place, &[arguments, &["--now", &now().to_string()]].concat())
}

/// Runs it by the real clock, as what deletes must.
fn by_the_clock(place: &Place, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.args(arguments).args(["--db", &place.url]);
    if !place.is_sqlite() {
        command.arg("--key-file").arg(&place.key_file);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let output = vorzimmer(place, &[arguments, &["--json"]].concat());
    said(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

/// Long after everything that a test books.
const AHEAD: &str = "2099-01-01T00:00:00Z";

#[tokio::test]
async fn p28_a_business_that_hands_calls_over_to_a_dear_number_is_not_imported() {
    let place = Place::sqlite();
    let salon = std::fs::read_to_string(fixture("salon")).unwrap();
    let file = place.folder().join("dear.toml");
    for (forward, why) in [
        ("+49 900 5123456", "13:11: `forward`: +499005123456 is a number with a price of its own"),
        ("+1 876 5550100", "13:11: `forward`: +18765550100 is in another country than all of `phones`"),
        ("+882 16 1234567", "13:11: `forward`: +882161234567 is a number of a satellite or an international network"),
    ] {
        std::fs::write(&file, salon.replace("+49 221 4710199", forward)).unwrap();
        let refused = vorzimmer(&place, &["business", "import", file.to_str().unwrap()]);
        let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && complaint.contains(why), "{complaint}");
    }
    std::fs::write(&file, salon.replace("+49 221 4710199\"", "+43 1 5123456\"\nforward_abroad = true")).unwrap();
    assert!(said(&vorzimmer(&place, &["business", "import", file.to_str().unwrap()])).starts_with("salon: added"));
}

/// What the interface fixes: a field that is absent is `null`, never missing.
fn fields(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn businesses_are_imported_listed_and_exported() {
    for place in [Place::sqlite(), Place::postgres()] {
        let files = ["salon", "zahnarzt", "werkstatt"].map(fixture);
        let import: Vec<_> = ["business", "import"].into_iter().chain(files.iter().map(String::as_str)).collect();
        assert!(said(&vorzimmer(&place, &import)).starts_with("salon: added (Salon Morgenrot)\n"));
        assert!(said(&vorzimmer(&place, &import)).starts_with("salon: unchanged"));
        let listed = json(&place, &["business", "list"]);
        assert_eq!(
            listed.iter().map(|line| line["business"].as_str().unwrap()).collect::<Vec<_>>(),
            ["salon", "werkstatt", "zahnarzt"]
        );
        assert_eq!(listed[0]["phones"], json!(["+492214710100"]));
        let exported = place.folder().join("exported.toml");
        std::fs::write(&exported, said(&vorzimmer(&place, &["business", "export", "werkstatt"]))).unwrap();
        let again = said(&vorzimmer(&place, &["business", "import", exported.to_str().unwrap()]));
        assert!(again.starts_with("werkstatt: unchanged"), "{again}");
        let unknown = vorzimmer(&place, &["business", "export", "friseur"]);
        assert_eq!(unknown.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&unknown.stderr).contains("failed to find the business 'friseur'"));
    }
}

#[test]
fn a_wrong_file_is_refused_before_anything_is_written() {
    let place = Place::sqlite();
    let wrong = place.folder().join("wrong.toml");
    std::fs::write(&wrong, std::fs::read_to_string(fixture("salon")).unwrap().replace("15 minutes", "15 bananas"))
        .unwrap();
    let refused = vorzimmer(&place, &["business", "import", &fixture("werkstatt"), wrong.to_str().unwrap(), "/absent"]);
    assert_eq!(refused.status.code(), Some(2));
    let error = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(error.contains("wrong.toml:") && error.contains("/absent: "), "{error}");
    let listed = vorzimmer(&place, &["business", "list"]);
    assert_eq!(listed.status.code(), Some(2), "no database was made");
    assert!(String::from_utf8_lossy(&listed.stderr).contains("there is no such file"));
}

#[tokio::test]
async fn a_day_at_the_salon_is_listed() {
    for place in [Place::sqlite(), Place::postgres()] {
        let (store, salon) = place.salon().await;
        let call = incoming(&salon, "c1", Some("+4917604069001"));
        store.begin(&call, Language::De).await.unwrap();
        store
            .write(&call, &as_kept(&call, &Record::Disclosed { language: Language::De, at: seconds(6) }))
            .await
            .unwrap();
        let (who, words) = (Who::Caller, Personal::from("Ich hätte gern einen Termin."));
        let (start, end) = (seconds(7), seconds(9));
        let turn = TurnRecord { number: 1, who, words, interrupted: false, start, end, timing: None };
        store.write(&call, &as_kept(&call, &Record::Turn(turn))).await.unwrap();
        store.write(&call, &as_kept(&call, &Record::Ended { by: EndedBy::Agent, at: seconds(70) })).await.unwrap();
        let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T15:00")).await.unwrap();
        let number = Some(Personal::new(number("+4917604069001")));
        let booked = BookRequest { number, ..booking(&held) };
        confirm(&store, &salon, &booked).await.unwrap();
        let text = "Bitte zurückrufen".into();
        let message = Message { kind: MessageKind::Callback, text, name: Some("Keller".into()), phone: None };
        store.leave(&salon, &call.call, &message, now()).await.unwrap();
        store.close().await;

        let appointments = json(&place, &["appointments", "--business", "salon"]);
        assert_eq!(
            appointments,
            [json!({
                "appointment": held.ids[0].0, "business": "salon", "service": "herrenschnitt", "resource": "jonas",
                "start": "2026-12-03T15:00:00+01:00", "end": "2026-12-03T15:30:00+01:00", "name": "Keller", "details": {},
                "state": "booked", "call": call_id().0, "booked_at": "2026-12-01T10:00:00+01:00", "cancelled_at": null,
            })]
        );
        let table = said(&vorzimmer(&place, &["appointments"]));
        assert!(table.contains("Thu 2026-12-03 15:00") && table.contains("Keller"), "{table}");
        assert!(!table.contains("+4917604069001"), "p10: the number is not shown");
        assert_eq!(appointments[0].get("phone"), None, "p10: nor is there a place for it");
        assert_eq!(json(&place, &["appointments", "--contact"])[0]["phone"], "+4917604069001");
        let id = held.ids[0].0.as_str();
        let table = said(&vorzimmer(&place, &["appointments", id, "--contact"]));
        assert!(table.contains("Phone") && table.contains("+4917604069001"), "{table}");

        let calls = json(&place, &["calls"]);
        assert_eq!(calls[0]["ended_at"], "2026-12-01T10:01:10+01:00");
        assert_eq!(calls[0]["caller"].as_str().map(str::len), Some(8));
        assert_eq!((&calls[0]["state"], &calls[0]["ended_by"]), (&json!("ended"), &json!("agent")));
        assert!(fields(&calls[0]).contains(&"transfer"), "absent values are null: {:?}", calls[0]);
        let turns = json(&place, &["calls", "c1"]);
        let expected = json!({
            "turn": 1, "who": "caller", "words": "Ich hätte gern einen Termin.", "start_ms": 7000, "end_ms": 9000,
            "interrupted": false,
        });
        assert_eq!(turns, [expected]);

        let messages = json(&place, &["messages"]);
        assert_eq!((&messages[0]["kind"], &messages[0]["phone"]), (&json!("callback"), &Value::Null));
        let message = messages[0]["message"].as_str().unwrap();
        let ahead = by_the_clock(&place, &["messages", "--done", message, "--now", AHEAD]);
        assert_eq!(ahead.status.code(), Some(2), "nothing is done in the future");
        let before = by_the_clock(&place, &["messages", "--done", message, "--now", "2020-01-01T00:00:00Z"]);
        assert!(said(&before).contains("deleted in 30 days"));
        assert_eq!(json(&place, &["messages"])[0]["done_at"], messages[0]["left_at"], "not before it was left");
        assert_eq!(by_the_clock(&place, &["messages", "--done", "unknown"]).status.code(), Some(2));
        assert_eq!(vorzimmer(&place, &["calls", "--business", "friseur"]).status.code(), Some(2));
    }
}

#[tokio::test]
async fn a_purge_deletes_by_the_clock_alone_and_counts_as_of_any_instant() {
    for place in [Place::sqlite(), Place::postgres()] {
        let (store, salon) = place.salon().await;
        book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T15:00")).await;
        let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T16:00")).await.unwrap();
        store.keep(&salon.id, &held.ids, at("2026-01-01T10:00")).await.unwrap();
        store.close().await;
        let rows = |arguments: &[&str], class: &str| {
            let output = by_the_clock(&place, &[&["purge", "--json"], arguments].concat());
            let lines = said(&output);
            let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            lines.into_iter().find(|line| line["class"] == class).unwrap()["rows"].clone()
        };
        assert_eq!(rows(&["--dry-run", "--now", AHEAD], "appointment"), 1, "looking may go ahead");
        let refused = by_the_clock(&place, &["purge", "--now", AHEAD]);
        let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "{complaint}");
        assert!(complaint.contains("failed to use --now 2099") && complaint.contains("--dry-run"), "{complaint}");
        assert_eq!(rows(&["--dry-run"], "hold"), 1);
        assert_eq!(rows(&["--now", "2025-01-01T00:00:00Z"], "hold"), 0, "not yet expired then");
        assert_eq!(rows(&[], "hold"), 1, "the dry run left it");
        assert_eq!(rows(&[], "hold"), 0);
        assert_eq!(json(&place, &["appointments"]).len(), 1, "nothing else is gone");
    }
}

#[tokio::test]
async fn a_number_is_shown_for_one_appointment_when_it_is_asked_for() {
    for place in [Place::sqlite(), Place::postgres()] {
        let (store, salon) = place.salon().await;
        let withheld = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T15:00")).await;
        let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T16:00")).await.unwrap();
        let number = Some(Personal::new(number("+4917604069001")));
        let booked = confirm(&store, &salon, &BookRequest { number, ..booking(&held) }).await.unwrap();
        store.close().await;
        let phone = |id: &str| json(&place, &["appointments", id, "--contact"])[0]["phone"].clone();
        assert_eq!((phone(&withheld.id.0), phone(&booked.id.0)), (Value::Null, json!("+4917604069001")));
        let one = said(&vorzimmer(&place, &["appointments", &withheld.id.0, "--contact"]));
        assert!(one.contains("withheld") && !one.contains("+4917604069001"), "{one}");
    }
}

#[tokio::test]
async fn a_business_is_removed_with_what_is_kept_of_it_once_that_is_meant() {
    for place in [Place::sqlite(), Place::postgres()] {
        let (store, salon) = place.salon().await;
        let werkstatt = base::business::fixtures::by_id("werkstatt").unwrap();
        store.import(&werkstatt, now()).await.unwrap();
        let call = incoming(&salon, "c1", Some("+4917604069001"));
        store.begin(&call, Language::De).await.unwrap();
        let turn = TurnRecord {
            number: 1,
            who: Who::Caller,
            words: "Guten Tag.".into(),
            interrupted: false,
            start: seconds(1),
            end: seconds(2),
            timing: None,
        };
        store.write(&call, &as_kept(&call, &Record::Turn(turn))).await.unwrap();
        let other = incoming(&werkstatt, "c2", None);
        store.begin(&other, Language::De).await.unwrap();
        let booked = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T15:00")).await;
        store.close().await;
        // Whatever the clock says when this test is run.
        let times = ["starts_at", "ends_at", "blocked_from", "blocked_to", "expires_at"];
        let later = times.map(|time| format!("{time} = {time} + 2000000000000")).join(", ");
        place.sql(&format!("UPDATE appointments SET {later}")).await.unwrap();
        for table in ["calls", "turns"] {
            place.sql(&format!("UPDATE {table} SET expires_at = expires_at + 2000000000000")).await.unwrap();
        }
        let refused = by_the_clock(&place, &["business", "remove", "salon"]);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{told}");
        for part in
            ["1 turn of a call, 1 call, 1 appointment", "--yes", &booked.id.0, "appointments APPOINTMENT --contact"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        let ahead = by_the_clock(&place, &["business", "remove", "salon", "--yes", "--now", AHEAD]);
        assert_eq!(ahead.status.code(), Some(2), "nothing is removed in the future");
        assert_eq!(json(&place, &["business", "list"]).len(), 2, "all is as before");
        let removed = said(&by_the_clock(&place, &["business", "remove", "salon", "--yes"]));
        assert_eq!(removed, "salon: removed (Salon Morgenrot), and with it 1 turn of a call, 1 call, 1 appointment\n");
        assert_eq!(
            by_the_clock(&place, &["business", "remove", "salon", "--yes"]).status.code(),
            Some(2),
            "it is gone"
        );
        assert!(json(&place, &["appointments"]).is_empty());
        assert_eq!(json(&place, &["calls"]).len(), 1, "the other business has its own");
        assert!(!holds(&place.bytes(), b"Salon Morgenrot") || !place.is_sqlite(), "its bytes are gone too");
        assert!(said(&vorzimmer(&place, &["business", "import", &fixture("salon")])).starts_with("salon: added"));
        assert!(json(&place, &["appointments"]).is_empty(), "nothing comes back");
    }
}

#[tokio::test]
async fn a_business_that_comes_back_is_seen_as_it_is_now_by_a_server_that_knew_it() {
    let place = Place::sqlite();
    let (server, salon) = place.salon().await;
    assert_eq!(server.business(&salon.id).await.unwrap().unwrap().name, "Salon Morgenrot");
    let other = place.open().await;
    other.remove(&salon.id, false, now()).await.unwrap();
    let renamed = base::business::Business { name: "Salon Abendrot".into(), ..salon.clone() };
    other.import(&renamed, now() + minutes(1)).await.unwrap();
    assert_eq!(server.business(&salon.id).await.unwrap().unwrap().name, "Salon Abendrot");
}
