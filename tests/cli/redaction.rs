//! P12 through the user's door: a call is typed, and what is kept of it is read back by the commands that show it.

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const NOW: &str = "2026-12-01T10:00:00+01:00";
/// What nobody may find again.
const HEALTH: [&str; 6] =
    ["Zahnschmerzen", "Blutverdünner", "Ibuprofen", "schwanger", "Schmerztermin", "Zahnreinigung"];

fn vorzimmer(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The dentist's file, with health mode on or off.
fn dentist(folder: &Path, health_mode: bool) -> String {
    let file = folder.join("zahnarzt.toml");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/zahnarzt.toml")).unwrap();
    std::fs::write(&file, text.replace("health_mode = false", &format!("health_mode = {health_mode}"))).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A call to the dentist's; gives what the commands show of it afterwards: turns, messages, calls, summary.
fn typed(folder: &Path, health_mode: bool, lang: &str, lines: &[&str]) -> (String, Vec<Value>, [String; 4]) {
    let (file, db) = (dentist(folder, health_mode), format!("sqlite://{}", folder.join("office.db").display()));
    let caller = ["--caller", "+4917604069060", "--lang", lang, "--now", NOW, "--json"];
    let chat = [&["chat", "--business", &file, "--db", &db][..], &caller].concat();
    let told = vorzimmer(&chat, &(lines.join("\n") + "\n"));
    let show = |command: &[&str]| vorzimmer(&[command, &["--db", &db, "--now", NOW, "--json"]].concat(), "");
    let calls = show(&["calls"]);
    let calls_read: Vec<Value> = calls.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let id = calls_read[0]["call"].as_str().unwrap().to_owned();
    let shown = [show(&["calls", &id]), show(&["messages"]), calls, show(&["calls", &id, "--summary"])];
    (told, calls_read, shown)
}

const MESSAGE: [&str; 4] = [
    "Ich habe seit gestern Zahnschmerzen und nehme Blutverdünner, können Sie mich bitte zurückrufen?",
    "Ich brauche ein Rezept für Ibuprofen 600 und ich bin schwanger.",
    "Lehmann",
    "Nein, danke, das war alles.",
];

#[test]
fn p12_a_call_to_the_dentist_leaves_no_health_statement() {
    let folder = tempfile::tempdir().unwrap();
    let (told, calls, shown) = typed(folder.path(), false, "de", &MESSAGE);
    assert!(told.contains("Ibuprofen"), "the caller did say it: {told}");
    for text in &shown {
        assert!(!text.contains("[["), "cut twice: {text}");
        for word in HEALTH {
            assert!(!text.to_lowercase().contains(&word.to_lowercase()), "'{word}' is kept: {text}");
        }
    }
    let [turns, messages, _, summary] = &shown;
    assert!(turns.contains("Ich habe seit gestern [Gesundheit] und nehme [Gesundheit], können Sie"), "{turns}");
    // The owner can still work with it: who, what for, and where to call.
    assert!(messages.contains("Lehmann") && messages.contains("+4917604069060"), "{messages}");
    assert!(
        messages.contains("[Gesundheit]") && messages.contains("ezept") | messages.contains("zurückrufen"),
        "{messages}"
    );
    let kept = &calls[0]["summary"];
    assert_eq!((&kept["ai_generated"], &kept["engine"]), (&true.into(), &"rules".into()), "{kept}");
    assert!(kept["text"].as_str().unwrap().contains("[Gesundheit]"), "{kept}");
    assert!(
        summary.contains("\"ai_generated\":true") && summary.contains(kept["engine"].as_str().unwrap()),
        "{summary}"
    );
}

#[test]
fn p12_with_health_mode_on_the_practice_keeps_what_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let (_, calls, [turns, messages, ..]) = typed(folder.path(), true, "de", &MESSAGE);
    for word in ["Zahnschmerzen", "Blutverdünner", "Ibuprofen 600", "schwanger"] {
        assert!(turns.contains(word), "'{word}' is not kept: {turns}");
    }
    assert!(["Zahnschmerzen", "Ibuprofen"].iter().any(|word| messages.contains(word)), "{messages}");
    assert!(calls[0]["summary"]["text"].as_str().unwrap().contains("Zahnschmerzen"), "{calls:?}");
}

#[test]
fn p12_p35_a_booking_leaves_the_service_with_the_appointment_alone() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        "I've had terrible toothache since yesterday, can I come today?",
        "The first one, please.",
        "Walker",
        "Yes.",
        "No, thank you, bye.",
    ];
    let (told, calls, shown) = typed(folder.path(), false, "en", &lines);
    assert!(told.contains("\"service\":\"schmerzen\""), "{told}");
    for text in &shown {
        for word in ["toothache", "urgent appointment", "schmerz", "tooth pain"] {
            assert!(!text.to_lowercase().contains(word), "'{word}' is kept: {text}");
        }
    }
    assert!(calls[0]["summary"]["text"].as_str().unwrap().contains("Walker"), "{calls:?}");
    let db = format!("sqlite://{}", folder.path().join("office.db").display());
    let appointments = vorzimmer(&["appointments", "--db", &db, "--now", NOW, "--json"], "");
    assert!(
        appointments.contains("schmerzen") && appointments.contains("Walker"),
        "whoever treats must know: {appointments}"
    );
    let bytes = std::fs::read(folder.path().join("office.db")).unwrap();
    let count = bytes.windows(9).filter(|window| window == b"schmerzen").count();
    let in_file = std::fs::read_to_string(folder.path().join("zahnarzt.toml")).unwrap().matches("schmerzen").count();
    assert!(count <= 2 * in_file, "the definition names it, the appointment only sealed: {count}");
}
