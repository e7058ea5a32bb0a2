//! Commands that look take a database of ours, of this version, and leave every other as it was, byte for byte.

use super::place::*;
use std::path::Path;
use std::process::{Command, Output};

/// All that only look; none may make or change what it does not know.
const LOOKING: [&[&str]; 8] = [
    &["appointments"],
    &["business", "export", "salon"],
    &["business", "list"],
    &["calls"],
    &["calls", "c1"],
    &["messages"],
    &["messages", "--done", "m1"],
    &["purge"],
];

fn vorzimmer(file: &Path, arguments: &[&str]) -> Output {
    let url = format!("sqlite://{}", file.display());
    Command::new(env!("CARGO_BIN_EXE_vorzimmer")).args(arguments).args(["--db", &url]).output().unwrap()
}

/// What lies in a folder, byte for byte.
fn contents(folder: &Path) -> Vec<(String, blake3::Hash)> {
    let hash = |path: &Path| blake3::hash(&std::fs::read(path).unwrap());
    let files = std::fs::read_dir(folder).unwrap().flatten();
    let mut all: Vec<_> =
        files.map(|file| (file.file_name().to_string_lossy().into_owned(), hash(&file.path()))).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

/// Runs the commands on a file, and sees that each refuses it with `remedy` and changes nothing.
fn refuses(file: &Path, commands: &[&[&str]], remedy: &str) {
    let before = contents(file.parent().unwrap());
    for arguments in commands {
        let output = vorzimmer(file, arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        // A file that is none of ours was wrongly named; what is wrong with one of ours is no fault of the command line.
        let code = if ["name another file", "another program"].iter().any(|of| remedy.contains(of)) { 2 } else { 1 };
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(remedy), "{arguments:?}: {said}");
        assert_eq!(contents(file.parent().unwrap()), before, "{arguments:?}");
    }
}

/// Runs SQL in a file of its own.
async fn made(place: &Place, statements: &[&str]) {
    std::fs::write(place.folder().join("office.db"), "").unwrap();
    for statement in statements {
        place.sql(statement).await.unwrap();
    }
}

#[tokio::test]
async fn another_programs_database_is_never_taken() {
    let wal = ["PRAGMA journal_mode = WAL", "CREATE TABLE songs (title TEXT)"];
    let plain = ["CREATE TABLE songs (title TEXT)"];
    let migrated = [
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL)",
        "INSERT INTO _sqlx_migrations VALUES (1, 'songs')",
    ];
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
    let hair =
        ["--service", "herrenschnitt", "--from", "2026-12-03T09:00:00+01:00", "--to", "2026-12-04T09:00:00+01:00"];
    let slots = [&["slots", "--business", "salon"][..], &hair].concat();
    let making: [&[&str]; 3] =
        [&["business", "import", fixture], &["chat", "--business", "salon", "--engine", "rules"], &slots];
    for statements in [&wal[..], &plain, &migrated] {
        let place = Place::sqlite();
        made(&place, statements).await;
        let commands = [&LOOKING[..], &making].concat();
        refuses(&place.folder().join("office.db"), &commands, "belongs to another program");
    }
}

#[tokio::test]
async fn an_older_database_is_brought_up_to_date_by_those_alone_who_may() {
    let place = Place::sqlite();
    place.salon().await.0.close().await;
    for statement in [
        "DROP TABLE tallies",
        "DROP INDEX calls_by_caller",
        "DROP TABLE summaries",
        "DROP INDEX calls_by_carrier_call",
        "ALTER TABLE calls DROP COLUMN attestation",
        "DELETE FROM _sqlx_migrations WHERE version > 1",
    ] {
        place.sql(statement).await.unwrap();
    }
    let file = place.folder().join("office.db");
    refuses(&file, &LOOKING, "`vorzimmer business import FILE` or `vorzimmer serve` brings it up to date");
    let import = vorzimmer(&file, &["business", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml")]);
    assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
    assert!(vorzimmer(&file, &["calls"]).status.success());
}

#[tokio::test]
async fn a_file_that_is_no_database_of_ours_says_what_it_is() {
    let place = Place::sqlite();
    let file = place.folder().join("office.db");
    std::fs::write(&file, "").unwrap();
    refuses(&file, &LOOKING, "it is empty; `vorzimmer business import FILE`");
    std::fs::write(&file, "Dear customer, ".repeat(100)).unwrap();
    refuses(&file, &LOOKING, "the file is not a database; name another file");
}

#[tokio::test]
async fn a_damaged_file_says_the_way_out() {
    let place = Place::sqlite();
    place.salon().await.0.close().await;
    let file = place.folder().join("office.db");
    let whole = std::fs::read(&file).unwrap();
    let cut = &whole[..5000];
    let blotted: Vec<u8> = whole.iter().enumerate().map(|(at, byte)| if at < 100 { *byte } else { 0x5a }).collect();
    for bytes in [cut, &blotted] {
        std::fs::write(&file, bytes).unwrap();
        refuses(&file, &LOOKING, "`sqlite3 FILE .recover | sqlite3 NEW`");
    }
}

#[tokio::test]
async fn what_somebody_took_away_is_missed_before_anything_is_done() {
    for (drop, name) in [
        ("DROP TABLE messages", "messages"),
        ("DROP TABLE summaries", "summaries"),
        ("DROP INDEX calls_by_carrier_call", "calls_by_carrier_call"),
        ("DROP TRIGGER appointments_do_not_overlap_when_new", "appointments_do_not_overlap_when_new"),
    ] {
        let place = Place::sqlite();
        let (store, _) = place.salon().await;
        store.close().await;
        place.sql(drop).await.unwrap();
        let file = place.folder().join("office.db");
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
        let import: &[&str] = &["business", "import", fixture];
        let commands = [&LOOKING[..], &[import]].concat();
        refuses(&file, &commands, &format!("'{name}', which Vorzimmer made in it, is gone"));
        let config = place.folder().join("vorzimmer.toml");
        std::fs::write(&config, format!("[database]\nurl = \"{}\"\n", place.url)).unwrap();
        let doctor = Command::new(env!("CARGO_BIN_EXE_vorzimmer")).args(["doctor", "--config"]).arg(&config).output();
        let said = String::from_utf8(doctor.unwrap().stdout).unwrap();
        assert!(said.contains(&format!("'{name}', which Vorzimmer made in it, is gone")), "{said}");
        assert!(!said.contains("up to date"), "{said}");
    }
    let place = Place::postgres();
    place.open().await.close().await;
    for (drop, name) in [
        ("DROP TABLE messages", "messages"),
        ("ALTER TABLE appointments DROP CONSTRAINT appointments_do_not_overlap", "appointments_do_not_overlap"),
    ] {
        place.sql(drop).await.unwrap();
        let error = place.try_open().await.unwrap_err().to_string();
        // Named is the first that is missing, in the order in which they were made.
        assert!(error.contains(&format!("'{name}', which Vorzimmer made in it, is gone")), "{error}");
    }
}
