//! `vorzimmer chat` as scripts drive it: a process, lines in, JSON lines out.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const NOW: &str = "2026-12-01T10:00:00+01:00";
/// Longer than any answer takes, shorter than patience.
const PATIENCE: Duration = Duration::from_secs(60);

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.arg("chat").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A chat in which each answer is awaited before the next line is written.
struct Chat {
    child: Child,
    input: Option<ChildStdin>,
    output: mpsc::Receiver<Value>,
}

impl Chat {
    fn salon(more: &[&str]) -> Self {
        let mut arguments = vec!["--business", "salon", "--now", NOW, "--json"];
        arguments.extend(more);
        Chat::with(&arguments)
    }

    fn with(arguments: &[&str]) -> Self {
        let mut child = command(arguments).spawn().unwrap();
        let (input, output) = (child.stdin.take(), follow(child.stdout.take().unwrap()));
        Chat { child, input, output }
    }

    /// The next object, which has to come without more input.
    fn next(&self) -> Value {
        self.output.recv_timeout(PATIENCE).expect("an object at once")
    }

    fn say(&mut self, line: &str) -> Value {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
        self.next()
    }

    /// The outcome of a call that is over.
    fn outcome(mut self) -> Value {
        let outcome = self.next()["outcome"].clone();
        assert!(outcome.is_object());
        assert!(self.output.recv_timeout(PATIENCE).is_err(), "the outcome is the last line");
        assert!(self.child.wait().unwrap().success());
        outcome
    }

    fn hang_up(mut self) -> Value {
        self.input = None;
        self.outcome()
    }
}

fn follow(output: ChildStdout) -> mpsc::Receiver<Value> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            if send.send(serde_json::from_str(&line.unwrap()).unwrap()).is_err() {
                return;
            }
        }
    });
    receive
}

/// Everything that a chat prints for input that is all there from the start.
fn all(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).ok();
    child.wait_with_output().unwrap()
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("salon.db").display())
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

#[test]
fn a_script_books_line_by_line_and_reads_each_answer_before_the_next_line() {
    let mut chat = Chat::salon(&[]);
    let opening = chat.next();
    assert_eq!((opening["turn"].as_u64(), text(&opening, "asked")), (Some(0), "wish"));
    assert!(text(&opening, "say").contains("KI") && opening["intents"].as_array().unwrap().is_empty());
    let offer = chat.say("Ich hätte gern einen Herrenhaarschnitt am Donnerstag.");
    assert_eq!(
        (offer["turn"].as_u64(), text(&offer, "asked"), offer["intents"][0].as_str()),
        (Some(1), "choice", Some("book"))
    );
    chat.hang_up();
}

#[test]
fn offers_facts_and_outcome_have_the_shapes_of_the_interface() {
    let mut chat = Chat::salon(&["--caller", "+4917604069001"]);
    chat.next();
    let offer = chat.say("Ich hätte gern einen Herrenhaarschnitt am Donnerstag bei Jonas.");
    let slots = offer["offered"].as_array().unwrap();
    assert!(!slots.is_empty() && slots.iter().all(|slot| slot["service"] == "herrenschnitt"), "{offer}");
    assert!(text(&slots[0], "start").ends_with("+01:00") && slots[0]["resource"] == "jonas", "{offer}");
    assert_eq!(text(&chat.say("Um 15 Uhr."), "asked"), "name");
    assert_eq!(text(&chat.say("Keller"), "asked"), "confirm");
    let booked = chat.say("Ja, genau.");
    assert_eq!((text(&booked, "asked"), &booked["ended"]), ("more", &Value::Bool(false)));
    let goodbye = chat.say("Nein danke, das war alles. Tschüss.");
    assert_eq!((text(&goodbye, "asked"), &goodbye["ended"]), ("none", &Value::Bool(true)));
    let outcome = chat.outcome();
    let booked = &outcome["booked"][0];
    assert_eq!(text(booked, "start"), "2026-12-03T15:00:00+01:00");
    assert_eq!(text(booked, "end"), "2026-12-03T15:30:00+01:00");
    assert_eq!(
        (text(booked, "name"), text(booked, "resource"), text(booked, "appointment").len()),
        ("Keller", "jonas", 32)
    );
    assert!(booked["details"].is_object() && outcome["transfer"].is_null());
    for none in ["moved", "cancelled", "messages"] {
        assert_eq!(outcome[none], serde_json::json!([]), "{none}");
    }
    assert_eq!((text(&outcome, "language"), text(&outcome, "ended_by")), ("de", "agent"));
}

#[test]
fn appointments_stay_for_the_next_call_and_a_number_alone_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let db = url(folder.path());
    let caller = ["--db", db.as_str(), "--caller", "+4917604069001"];
    let mut first = Chat::salon(&caller);
    first.next();
    first.say("Einen Herrenhaarschnitt am Donnerstag um 15 Uhr bei Jonas, mein Name ist Keller.");
    first.say("Ja, genau.");
    let booked = first.hang_up();
    assert_eq!(text(&booked, "ended_by"), "caller");
    let appointment = text(&booked["booked"][0], "appointment").to_owned();
    assert!(folder.path().join("salon.db.key").is_file(), "the keys lie beside it");

    let mut stranger = Chat::salon(&caller);
    stranger.next();
    let said = [stranger.say("Was habe ich für einen Termin?"), stranger.say("Schulz")];
    assert!(said.iter().all(|answer| !text(answer, "say").contains("15 Uhr")), "{said:?}");
    stranger.hang_up();

    let mut second = Chat::salon(&caller);
    second.next();
    second.say("Ich möchte meinen Termin verschieben, Keller ist mein Name.");
    let read_back = second.say("Auf Freitag um 10 Uhr.");
    assert_eq!(text(&read_back, "asked"), "confirm", "{read_back}");
    second.say("Ja, genau.");
    let moved = second.hang_up();
    assert_eq!(text(&moved["moved"][0], "from"), "2026-12-03T15:00:00+01:00");
    assert_eq!(text(&moved["moved"][0], "to"), "2026-12-04T10:00:00+01:00");
    assert_eq!(text(&moved["moved"][0], "resource"), "jonas");
    assert_ne!(appointment, "");

    let mut third = Chat::salon(&caller);
    third.next();
    third.say("Ich möchte meinen Termin absagen, Keller ist mein Name.");
    third.say("Ja, bitte absagen.");
    let cancelled = third.hang_up();
    assert_eq!(text(&cancelled["cancelled"][0], "start"), "2026-12-04T10:00:00+01:00");
}

#[test]
fn silence_keys_interruptions_and_hanging_up_are_one_object_each() {
    let mut chat = Chat::salon(&[]);
    chat.next();
    let asked = chat.say("/silence");
    assert!(!text(&asked, "say").is_empty() && asked["ended"] == false);
    let interrupted = chat.say("/barge Stopp, was kostet ein Herrenhaarschnitt?");
    assert!(interrupted["intents"].as_array().unwrap().contains(&"price".into()), "{interrupted}");
    assert!(!text(&chat.say("/dtmf 12"), "say").is_empty());
    let over = chat.say("/hangup");
    assert_eq!((&over["ended"], text(&over, "say")), (&Value::Bool(true), ""));
    assert_eq!(text(&chat.outcome(), "ended_by"), "caller");
}

#[test]
fn who_says_nothing_at_all_hears_a_goodbye_and_the_outcome_follows_at_once() {
    let mut chat = Chat::salon(&[]);
    chat.next();
    let candidates: Vec<Value> = (0..3).map(|_| chat.say("/silence")).collect();
    assert_eq!(candidates.iter().map(|candidate| candidate["ended"] == true).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(text(&chat.outcome(), "ended_by"), "agent");
}

#[test]
fn a_person_is_connected_and_the_reason_is_told() {
    let mut chat = Chat::salon(&[]);
    chat.next();
    let over = chat.say("Ich möchte mit einem Menschen sprechen.");
    assert_eq!(over["ended"], true);
    assert_eq!(text(&chat.outcome(), "transfer"), "wish");
}

#[test]
fn an_unknown_slash_command_does_not_cost_the_call() {
    let mut chat = Chat::salon(&[]);
    assert!(chat.next()["error"].is_null());
    let slip = chat.say("/help");
    assert_eq!((slip["turn"].as_u64(), text(&slip, "say"), text(&slip, "asked")), (Some(1), "", "wish"));
    assert!(text(&slip, "error").contains("/help"));
    assert_eq!(text(&chat.say("Was kostet ein Herrenhaarschnitt?"), "language"), "de");
    chat.hang_up();
}

#[test]
fn the_language_is_the_one_asked_for_and_the_outcome_has_the_last() {
    let mut chat = Chat::salon(&["--lang", "en"]);
    assert_eq!(text(&chat.next(), "language"), "en");
    let switched = chat.say("Können wir bitte Deutsch sprechen?");
    assert_eq!(text(&switched, "language"), "de", "{switched}");
    assert!(text(&switched, "say").contains("KI"), "the disclosure again: {switched}");
    assert_eq!(text(&chat.hang_up(), "language"), "de");
}

#[test]
fn a_business_file_is_taken_in_and_imported_again_without_harm() {
    let folder = tempfile::tempdir().unwrap();
    let db = url(folder.path());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
    for _ in 0..2 {
        let chat = Chat::with(&["--business", file, "--db", &db, "--now", NOW, "--json"]);
        assert!(text(&chat.next(), "say").contains("Salon"));
        chat.hang_up();
    }
    let known = Chat::with(&["--business", "salon", "--db", &db, "--now", NOW, "--json"]);
    known.next();
    known.hang_up();
}

#[test]
fn without_json_it_reads_as_a_conversation() {
    let lines = "Was kostet ein Herrenhaarschnitt?\nNein danke, tschüss.\n";
    let output = all(&["--business", "salon", "--now", NOW], lines.as_bytes());
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && shown.contains("10:00:00 agent  Salon Morgenrot"), "{shown}");
    assert!(shown.contains("understood: price") && shown.contains("nothing was booked"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no styles where nobody sees them");
}

#[test]
fn bad_input_ends_with_code_2_and_says_what_is_wrong() {
    let salon = ["--business", "salon"];
    let cases: [(&[&str], &str); 7] = [
        (&["--business", "nobody"], "nobody"),
        (&["--business", "missing/salon.toml"], "missing/salon.toml"),
        (&["--business", "salon", "--now", "tomorrow"], "tomorrow"),
        (&["--business", "salon", "--caller", "0176"], "--caller"),
        (&["--business", "salon", "--lang", "fr"], "fr"),
        (&["--business", "salon", "--db", "mysql://x"], "sqlite://"),
        (&["--business", "salon", "--engine", "llm"], "llm"),
    ];
    for (arguments, named) in cases {
        let output = all(arguments, b"");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {said}");
        assert!(said.contains(named), "{arguments:?}: {said}");
    }
    let output = all(&[salon.as_slice(), &["--json"]].concat(), b"Gr\xfc\xdfe\n");
    assert_eq!(output.status.code(), Some(2), "a line that is not UTF-8");
    assert!(String::from_utf8(output.stderr).unwrap().contains("UTF-8"));
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.lines().last().unwrap().contains("\"outcome\""), "the call ends all the same: {shown}");
}
