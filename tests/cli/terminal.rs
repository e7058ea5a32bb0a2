//! What strangers put into a text steers no terminal: nothing of it reaches what the commands print.

use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const NOW: &str = "2026-12-01T10:00:00+01:00";
/// A title, a colour, a clearing of the screen, a turned name, in one and in two bytes.
const HOSTILE: &str = "\u{1b}]0;Titel\u{7}\u{9d}0;Titel\u{9c}\u{1b}[31mKel\u{8}ler\u{9b}2J\u{202e}\u{2066}";

fn vorzimmer(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that takes no input may be gone by now.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

/// What of an output steers: nothing but line breaks may.
fn steering(output: &Output) -> Vec<char> {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap()).concat();
    text.chars().filter(|&c| c != '\n' && !base::printable::is_printable(c)).collect()
}

/// Types a call in which a message is left, and runs every command that shows something of it.
fn shown(folder: &Path, hostile: &str) -> Vec<(String, Output)> {
    let db = format!("sqlite://{}", folder.join("office.db").display());
    let business = folder.join("salon.toml");
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml")).unwrap();
    fs::write(&business, text.replace("Salon Morgenrot", "Salon \u{202e}Morgenrot")).unwrap();
    let business = business.to_str().unwrap();
    let words = format!("Bitte rufen Sie mich zurück, {hostile} es geht um {hostile} Farbe.");
    let lines = [
        &words,
        &format!("Mein Name ist {hostile}Keller."),
        "Ja.",
        "Nein, danke, das war alles.",
        &format!("/{hostile}"),
    ];
    let typed = lines.map(|line| line.replace(['\n', '\r'], " ") + "\n").concat();
    let mut all = Vec::new();
    for json in [None, Some("--json")] {
        let chat = ["chat", "--business", business, "--db", &db, "--now", NOW, "--caller", "+4917604069060"];
        let output = vorzimmer(&[&chat[..], json.as_slice()].concat(), &typed);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        all.push(("chat".to_owned(), output));
    }
    let mut listed = |command: &[&str]| {
        let output = vorzimmer(&[command, &["--db", &db, "--now", NOW]].concat(), "");
        all.push((command.join(" "), output.clone()));
        String::from_utf8(output.stdout).unwrap()
    };
    let calls = listed(&["calls", "--json"]);
    let call: serde_json::Value = serde_json::from_str(calls.lines().next().unwrap()).unwrap();
    let id = call["call"].as_str().unwrap();
    for command in [
        &["calls"][..],
        &["calls", id],
        &["calls", id, "--summary"],
        &["messages"],
        &["appointments"],
        &["business", "list"],
    ] {
        listed(command);
        listed(&[command, &["--json"]].concat());
    }
    listed(&["calls", HOSTILE.trim_matches('\0')]);
    all
}

#[test]
fn no_command_shows_what_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let all = shown(folder.path(), HOSTILE);
    for (command, output) in &all {
        assert!(steering(output).is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stdout));
    }
    let messages = all.iter().find(|(command, _)| command == "messages").unwrap();
    let said = String::from_utf8(messages.1.stdout.clone()).unwrap();
    assert!(said.contains("Keller") && !said.contains("Titel"), "the words stay, the command goes: {said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    #[test]
    fn no_character_of_any_input_steers_a_listing(
        hostile in "[\u{1}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}a-z\\[\\];]{1,40}",
    ) {
        let folder = tempfile::tempdir().unwrap();
        for (command, output) in shown(folder.path(), &hostile) {
            prop_assert!(steering(&output).is_empty(), "{}", command);
        }
    }
}
