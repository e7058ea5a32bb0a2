//! Limits of a caller's day (P28), over several calls of the program that ships: transfers, look-ups, and the review of them.

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const NOW: &str = "2026-12-01T10:00:00+01:00";
const CALLER: &str = "+4917604069001";
const OTHER: &str = "+4917604069002";

/// Runs the program in a folder with limits of a day that are soon reached; gives what it prints.
fn vorzimmer(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.current_dir(folder).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.envs([("VORZIMMER_LIMITS_TRANSFERS_PER_DAY", "2"), ("VORZIMMER_LIMITS_FAILED_LOOKUPS_PER_DAY", "2")]);
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A call of somebody's, at another time if need be; gives all that was said, and what came of it.
fn call(folder: &Path, caller: &str, now: &str, lines: &str) -> (String, Value) {
    let arguments =
        ["chat", "--business", "salon", "--db", "sqlite://office.db", "--json", "--now", now, "--caller", caller];
    let printed = vorzimmer(folder, &arguments, lines);
    let objects: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said = objects.iter().filter_map(|object| object["say"].as_str()).collect::<Vec<_>>().join("\n");
    (said, objects.last().unwrap()["outcome"].clone())
}

fn review(folder: &Path) -> Vec<(String, u64)> {
    let printed = vorzimmer(folder, &["calls", "--review", "--json", "--db", "sqlite://office.db", "--now", NOW], "");
    let lines = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut review: Vec<_> =
        lines.map(|line| (line["what"].as_str().unwrap().to_owned(), line["times"].as_u64().unwrap())).collect();
    review.sort();
    review
}

#[test]
fn p28_a_caller_is_put_through_so_often_a_day_and_in_an_emergency_always() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let person = "Ich möchte mit einem Menschen sprechen.\n";
    for _ in 0..2 {
        assert_eq!(call(place, CALLER, NOW, person).1["transfer"], "wish");
    }
    let (said, outcome) = call(place, CALLER, NOW, &format!("{person}Dass ich morgen komme.\nKeller\n"));
    assert!(said.contains("habe ich heute schon sehr oft verbunden"), "{said}");
    assert_eq!(outcome["transfer"], Value::Null);
    assert_eq!(outcome["messages"].as_array().map(Vec::len), Some(1), "{outcome}");
    let (_, outcome) = call(place, CALLER, NOW, "Hilfe, er atmet nicht mehr!\n");
    assert_eq!(outcome["transfer"], "emergency", "however often");
    assert_eq!(call(place, OTHER, NOW, person).1["transfer"], "wish", "nobody else suffers");
    assert_eq!(call(place, CALLER, "2026-12-02T10:00:00+01:00", person).1["transfer"], "wish", "another day");
    assert_eq!(review(place), [("transfers_per_day".to_owned(), 1)]);
}

#[test]
fn p28_who_guesses_at_appointments_is_looked_up_no_more_that_day() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let book = "Herrenhaarschnitt, Donnerstag um 15 Uhr, Keller ist mein Name.\nJa.\n";
    assert_eq!(call(place, CALLER, NOW, book).1["booked"].as_array().map(Vec::len), Some(1));
    let asks = |name: &str| format!("Wann habe ich meinen Termin? {name} ist mein Name.\n");
    assert!(call(place, CALLER, NOW, &asks("Keller")).0.contains("Du hast einen Herrenhaarschnitt"));
    for name in ["Schneider", "Becker"] {
        assert!(call(place, CALLER, NOW, &asks(name)).0.contains("keinen Termin"));
    }
    let (said, outcome) = call(place, CALLER, NOW, &asks("Keller"));
    assert!(said.contains("kann ich leider keinen Termin mehr nachsehen") && !said.contains("Du hast"), "{said}");
    assert_eq!(outcome["messages"].as_array().map(Vec::len), Some(1), "{outcome}");
    let tomorrow = call(place, CALLER, "2026-12-02T10:00:00+01:00", &asks("Keller")).0;
    assert!(tomorrow.contains("Du hast einen Herrenhaarschnitt"), "{tomorrow}");
    assert_eq!(review(place), [("failed_lookup".to_owned(), 2), ("failed_lookups_per_day".to_owned(), 1)]);
}
