//! Which room may use which. Cargo refuses what a crate's manifest does not name; here stands what a manifest may name, and
//! the same table in ARCHITECTURE.md.

use super::{read, root};
use std::collections::BTreeSet;
use std::fs;

/// What each crate may use of ours. The rooms inside the package `vorzimmer` are at the end: they are folders of `src/`.
const ROOMS: [(&str, &[&str]); 13] = [
    ("base", &[]),
    ("audio", &[]),
    ("egress", &["base"]),
    ("speech", &["audio", "egress", "base"]),
    ("understanding", &["base"]),
    ("booking", &["base"]),
    ("dialogue", &["understanding", "booking", "egress", "base"]),
    ("call", &["dialogue", "booking", "understanding", "speech", "audio", "base"]),
    ("telephony", &["call", "audio", "egress", "base"]),
    ("store", &["call", "dialogue", "booking", "base"]),
    ("lab", &["everything"]),
    ("vorzimmer", &["everything but lab"]),
    ("vorzimmer::cli", &["everything but lab"]),
];

/// Folders and manifests, so that a room that is not listed fails.
fn built() -> BTreeSet<String> {
    let crates = fs::read_dir(root().join("crates")).expect("a folder").flatten();
    let crates = crates.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let inside = fs::read_dir(root().join("src")).expect("a folder").flatten();
    let inside = inside.map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned());
    let inside = inside.filter(|name| name != "lib" && name != "main").map(|name| format!("vorzimmer::{name}"));
    crates.chain(inside).chain(["vorzimmer".to_owned()]).collect()
}

/// The crates of ours that a manifest names as dependencies, not as dev-dependencies.
fn named(room: &str) -> BTreeSet<String> {
    let path = if room == "vorzimmer" { "Cargo.toml".to_owned() } else { format!("crates/{room}/Cargo.toml") };
    let manifest: toml::Table = read(&path).parse().expect("a manifest");
    let ours = |name: &String| ROOMS.iter().any(|(room, _)| room == name);
    manifest["dependencies"].as_table().expect("dependencies").keys().filter(|name| ours(name)).cloned().collect()
}

#[test]
fn every_room_is_listed_and_every_listed_room_is_there() {
    let listed: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(built(), listed);
}

#[test]
fn a_manifest_names_only_what_the_table_allows() {
    for (room, allowed) in ROOMS.iter().filter(|(room, _)| !room.contains("::")) {
        for used in named(room) {
            let fine = match allowed {
                ["everything"] => true,
                ["everything but lab"] => used != "lab",
                allowed => allowed.contains(&used.as_str()),
            };
            assert!(fine, "{room} may not use {used}");
        }
    }
}

#[test]
fn the_table_is_the_one_in_the_architecture() {
    let text = read("ARCHITECTURE.md");
    for (room, allowed) in ROOMS {
        let allowed = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
        let row = format!("| `{room}` | {allowed} |");
        assert!(text.contains(&row), "ARCHITECTURE.md lacks the row:\n{row}");
    }
}

#[test]
fn every_direct_dependency_is_explained_in_the_architecture() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    let dependencies = manifest["workspace"]["dependencies"].as_table().expect("dependencies");
    let foreign = dependencies.iter().filter(|(_, value)| value.get("path").is_none());
    let text = read("ARCHITECTURE.md");
    let missing: Vec<_> = foreign.map(|(name, _)| name).filter(|name| !text.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not say why: {missing:?}");
}

#[test]
fn the_logs_of_every_room_are_logged() {
    let serve = read("src/cli/serve/mod.rs");
    for (room, _) in ROOMS.iter().filter(|(room, _)| *room != "lab" && !room.contains("::")) {
        assert!(serve.contains(&format!("\"{room}\"")), "{room} logs to nobody");
    }
}
