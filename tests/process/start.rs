//! A server that cannot start leaves nothing behind that was not there before.

use lab::office::{command, free_address, write_secret};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::Path;
use tempfile::TempDir;

/// A folder with a configuration that names a new database in it.
fn place(change: impl FnOnce(&Path, &mut Value)) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("models")).expect("made");
    let mut config = json!({ "server": { "listen": free_address() }, "database": { "url": "sqlite://office.db" } });
    change(folder.path(), &mut config);
    std::fs::write(folder.path().join("vorzimmer.toml"), toml::to_string(&config).expect("TOML")).expect("written");
    folder
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Starts a command that must fail with these words, and sees what it leaves.
fn fails(folder: &TempDir, arguments: &[&str], words: &str) {
    let before = files(folder.path());
    let output = command(arguments).current_dir(folder.path()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(words), "{said}");
    // The lock means nothing by itself, and stays.
    let after: Vec<_> = files(folder.path()).into_iter().filter(|name| name != "office.db.lock").collect();
    assert_eq!(after, before, "{said}");
}

#[test]
fn a_server_that_cannot_start_makes_no_database() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let listening = place(|_, config| config["server"]["listen"] = json!(address));
    fails(&listening, &["serve"], "taken by nobody");
    assert!(!listening.path().join("office.db.lock").exists(), "the address comes first");
    fails(&place(|_, _| ()), &["serve"], "find a speech model in models");
    fails(
        &place(|_, config| config["prompts"] = json!({ "folder": "models" })),
        &["serve"],
        "failed to read models/de.toml",
    );
}

#[test]
fn a_key_that_cannot_be_used_is_told_before_a_database_is_made() {
    let import = ["business", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml")];
    let db = ["--db", "sqlite://office.db"];
    fails(&place(|_, _| ()), &[&import[..], &db, &["--key-file", "absent"]].concat(), "read the key file absent");
    let rubbish = place(|folder, _| write_secret(&folder.join("office.db.key"), "no key"));
    fails(&rubbish, &[&import[..], &db].concat(), "line 1 is no key");
    fails(&rubbish, &[&["chat", "--business", "salon"][..], &db].concat(), "line 1 is no key");
}
