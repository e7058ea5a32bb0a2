//! `vorzimmer slots` as scripts drive it.

use serde_json::{Value, json};
use std::process::{Command, Output};

const NOW: &str = "2026-12-01T10:00:00+01:00";

fn slots(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vorzimmer")).arg("slots").args(arguments).output().unwrap()
}

fn salon(more: &[&str]) -> Output {
    let usual = ["--business", "salon", "--now", NOW, "--from", "2026-12-03T09:00:00+01:00"];
    slots(&[usual.as_slice(), more].concat())
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::str::from_utf8(&output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn free_slots_come_earliest_first_with_the_business_s_offset() {
    let to =
        ["--to", "2026-12-03T12:00:00+01:00", "--service", "bart", "--resource", "jonas", "--limit", "2", "--json"];
    assert_eq!(
        lines(&salon(&to)),
        [
            json!({"service": "bart", "resource": "jonas",
                   "start": "2026-12-03T09:00:00+01:00", "end": "2026-12-03T09:15:00+01:00"}),
            json!({"service": "bart", "resource": "jonas",
                   "start": "2026-12-03T09:15:00+01:00", "end": "2026-12-03T09:30:00+01:00"}),
        ]
    );
    let all = lines(&salon(&["--to", "2026-12-05T00:00:00+01:00", "--service", "herrenschnitt", "--json"]));
    let starts: Vec<_> = all.iter().map(|slot| slot["start"].as_str().unwrap().to_owned()).collect();
    assert!(starts.len() > 10 && starts.is_sorted(), "{starts:?}");
}

#[test]
fn what_a_call_has_booked_is_not_free() {
    let folder = tempfile::tempdir().unwrap();
    let db = format!("sqlite://{}", folder.path().join("salon.db").display());
    let hour = ["--to", "2026-12-03T16:00:00+01:00", "--service", "herrenschnitt", "--resource", "jonas", "--json"];
    let free = || {
        let found = lines(&salon(&[hour.as_slice(), &["--db", &db]].concat()));
        found.iter().any(|slot| slot["start"] == "2026-12-03T15:00:00+01:00")
    };
    assert!(free());
    let mut chat = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    chat.args(["chat", "--business", "salon", "--now", NOW, "--db", &db, "--json"]);
    let words = "Herrenhaarschnitt am Donnerstag um 15 Uhr bei Jonas, mein Name ist Keller.\nJa, genau.\n";
    let input = folder.path().join("words");
    std::fs::write(&input, words).unwrap();
    let spoken = chat.stdin(std::fs::File::open(&input).unwrap()).output().unwrap();
    assert!(String::from_utf8(spoken.stdout).unwrap().contains("2026-12-03T15:00:00+01:00"));
    assert!(!free());
}

#[test]
fn a_table_is_for_people_and_none_is_said() {
    let output = salon(&["--to", "2026-12-03T10:00:00+01:00", "--service", "bart"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("Start") && shown.contains("Thu 2026-12-03 09:00") && shown.contains("Jonas"), "{shown}");
    let none = slots(&[
        "--business",
        "salon",
        "--now",
        NOW,
        "--service",
        "bart",
        "--from",
        "2026-12-06T00:00:00+01:00",
        "--to",
        "2026-12-07T00:00:00+01:00",
    ]);
    assert_eq!(String::from_utf8(none.stdout).unwrap().trim(), "No free slots.");
}

#[test]
fn bad_input_ends_with_code_2() {
    let to = ["--to", "2026-12-03T12:00:00+01:00"];
    for more in [
        ["--service", "massage"].as_slice(),
        &["--service", "bart", "--resource", "nobody"],
        &["--service", "bart", "--limit", "-1"],
        &["--service", "bart", "--from", "soon"],
        &[],
    ] {
        let output = salon(&[to.as_slice(), more].concat());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{more:?}");
        assert!(!output.stderr.is_empty());
    }
    for (from, more, part) in [
        ("2026-12-03", ["--limit", "0"], "at least 1"),
        ("soon", ["--limit", "1"], "write a day, such as 2026-12-03, or an instant"),
        (
            "2026-12-03",
            ["--now", "2026-12-01"],
            "a day without a time: write date, time and offset, such as 2026-12-01T10",
        ),
    ] {
        let bart = ["--business", "salon", "--service", "bart", "--from", from];
        let output = slots(&[&bart[..], &to, &more].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(part), "{more:?}: {said}");
    }
    let backwards = salon(&["--to", "2026-12-03T08:00:00+01:00", "--service", "bart"]);
    assert_eq!(backwards.status.code(), Some(2));
}

#[test]
fn a_day_begins_by_the_clock_of_the_business() {
    let bart = ["--business", "salon", "--service", "bart", "--now", NOW, "--json"];
    let day = lines(&slots(&[&bart[..], &["--from", "2026-12-03", "--to", "2026-12-04"]].concat()));
    let instants = ["--from", "2026-12-03T00:00:00+01:00", "--to", "2026-12-04T00:00:00+01:00"];
    assert!(!day.is_empty());
    assert_eq!(day, lines(&slots(&[&bart[..], &instants].concat())));
}

#[test]
fn which_of_two_businesses_of_a_name_is_used_is_said_and_nothing_is_made_for_a_wrong_wish() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
        let output = command.current_dir(folder.path()).env_clear().args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let wish = ["slots", "--business", "salon", "--service", "bart", "--from", "2026-12-03", "--to", "2026-12-04"];
    assert_eq!(run(&wish), (Some(0), String::new()), "there is one alone");
    let (ended, said) = run(&[&wish[..], &["--resource", "nobody", "--db", "sqlite://vorzimmer.db"]].concat());
    assert!(ended == Some(2) && !folder.path().join("vorzimmer.db").exists(), "{said}");
    let salon = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
    assert_eq!(run(&["business", "import", salon]).0, Some(0));
    let (ended, said) = run(&wish);
    assert!(ended == Some(0) && said.contains("this is the built-in 'salon'"), "{said}");
    assert!(said.contains("--db sqlite://vorzimmer.db"), "{said}");
    assert_eq!(run(&[&wish[..], &["--db", "sqlite://vorzimmer.db"]].concat()), (Some(0), String::new()));
}
