//! What the program says when something is wrong: each message goes on after 'failed to', says the place, and has its exit code.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

/// With what a message goes on.
const VERBS: [&str; 40] = [
    "add",
    "ask",
    "book",
    "call",
    "choose",
    "fetch",
    "find",
    "finish",
    "import",
    "keep",
    "know",
    "list",
    "listen",
    "load",
    "lock",
    "make",
    "note",
    "open",
    "play",
    "prepare",
    "press",
    "put",
    "reach",
    "read",
    "recognise",
    "rehearse",
    "remove",
    "say",
    "send",
    "serve",
    "set",
    "speak",
    "start",
    "take",
    "try",
    "understand",
    "use",
    "wait",
    "work",
    "write",
];

/// Runs `vorzimmer` in a folder; gives exit code and what it complained of.
fn complaint(folder: &Path, arguments: &[&str], input: &[u8]) -> (Option<i32>, String) {
    let given = folder.join("input");
    fs::write(&given, input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.current_dir(folder).env_clear().args(arguments).stdin(File::open(given).unwrap());
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

const SALON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vorzimmer.example.toml");
const DB: [&str; 2] = ["--db", "sqlite://office.db"];

#[test]
fn every_complaint_goes_on_after_failed_to_and_has_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("latin.toml"), b"id = \"salon\"\nname = \"Sal\xf6n\"\n").unwrap();
    fs::write(place.join("letter.db"), "Dear customer, ".repeat(100)).unwrap();
    fs::create_dir(place.join("models")).unwrap();
    fs::write(place.join("models/ggml-base-q8_0.bin"), b"lmgg").unwrap();
    assert_eq!(complaint(place, &[&["business", "import", SALON][..], &DB].concat(), b"").0, Some(0));
    let slots = ["slots", "--business", "salon", "--service", "bart", "--from", "2026-12-03T09:00:00+01:00", "--to"];
    for (arguments, code, part) in [
        (&[&["calls", "nosuch"][..], &DB].concat()[..], 2, "find the call 'nosuch'"),
        (&[&["calls", "nosuch", "--summary"][..], &DB].concat(), 2, "find the call 'nosuch'"),
        (&[&["calls", "--business", "nosuch"][..], &DB].concat(), 2, "find the business 'nosuch'"),
        (&[&["business", "export", "nosuch"][..], &DB].concat(), 2, "find the business 'nosuch'"),
        (&["calls", "--db", "sqlite://absent.db"], 2, "there is no such file"),
        (&["calls", "--db", "sqlite://letter.db"], 2, "the file is not a database"),
        (&["calls", "--db", "mysql://localhost/x"], 2, "write sqlite://FILE"),
        (&["calls", "--db", "sqlite::memory:"], 2, "name a file, such as sqlite://vorzimmer.db"),
        (&["business", "import", SALON, "--db", "sqlite::memory:"], 2, "what is put there is gone with the command"),
        (&[&["business", "remove", "nosuch"][..], &DB].concat(), 2, "find the business 'nosuch'"),
        (&[&["appointments", "nosuch"][..], &DB].concat(), 2, "find the appointment 'nosuch'"),
        (&[&["messages", "--done", "nosuch"][..], &DB].concat(), 2, "find the message 'nosuch'"),
        (&[&["messages", "--business", "nosuch"][..], &DB].concat(), 2, "find the business 'nosuch'"),
        (&[&["appointments", "--business", "nosuch"][..], &DB].concat(), 2, "find the business 'nosuch'"),
        (&["calls", "--config", SALON], 2, "this is a business's file, not a configuration"),
        (&["serve", "--config", SALON], 2, "this is a business's file, not a configuration"),
        (&[&["business", "import", EXAMPLE][..], &DB].concat(), 2, "this is a configuration, not a business's file"),
        (&["chat", "--business", EXAMPLE], 2, "this is a configuration, not a business's file"),
        (&["understand", "--business", EXAMPLE, "hallo"], 2, "this is a configuration, not a business's file"),
        (&["understand", "--business", "nosuch", "hallo"], 2, "built in are salon"),
        (&["chat", "--business", "nosuch"], 2, "built in are salon, zahnarzt, werkstatt; --db names a database"),
        (&[&["chat", "--business", "otto"][..], &DB].concat(), 2, "the database has salon"),
        (&["calls", "--config", "latin.toml"], 2, "line 2 is not UTF-8"),
        (&["config", "check", "--config", "latin.toml"], 2, "line 2 is not UTF-8"),
        (&["chat", "--business", "latin.toml"], 2, "line 2 is not UTF-8"),
        (&["chat", "--business", "nosuch"], 2, "find the business 'nosuch'"),
        (&["chat", "--business", "salon", "--caller", "x"], 2, "or anonymous"),
        (&["chat", "--business", "salon", "--engine", "llm"], 2, "no language model"),
        (&["understand", "--business", "latin.toml", "hallo"], 2, "line 2 is not UTF-8"),
        (&["understand", "--asked", "nosuch", "hallo"], 2, "no such question; there are wish, service"),
        (&[&slots[..], &["2026-12-02T09:00:00+01:00"]].concat(), 2, "--to is not after --from"),
        (&["models", "fetch", "nosuch"], 2, "`vorzimmer models list` shows their names"),
        (&["models", "add", "absent.bin"], 2, "add absent.bin"),
        (&["models", "verify", "--folder", "absent"], 1, "models fetch base-q8_0 --folder absent`"),
        (&["models", "list", "--folder", "latin.toml"], 2, "use the folder latin.toml: it is no folder"),
        (&["serve", "--config", "latin.toml"], 2, "line 2 is not UTF-8"),
        (&["serve"], 1, "cut short or damaged; run vorzimmer models fetch base-q8_0, which fetches it anew"),
    ] {
        let (ended, said) = complaint(place, arguments, b"");
        assert_eq!(ended, Some(code), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
        let rest = said.split("failed to ").nth(1).unwrap_or_else(|| panic!("{arguments:?}: {said}"));
        let verb = rest.split_whitespace().next().unwrap_or_default();
        assert!(VERBS.contains(&verb), "'failed to {verb}' does not go on: {said}");
    }
    let (ended, said) = complaint(place, &["chat", "--business", "salon"], b"Hallo.\nGr\xfc\xdfe\n");
    assert!(ended == Some(2) && said.contains("line 2 is not UTF-8"), "{said}");
    let (ended, said) = complaint(place, &["business", "import", "latin.toml"], b"");
    assert!(ended == Some(2) && said.contains("latin.toml: line 2 is not UTF-8"), "{said}");
}

#[test]
fn an_output_that_takes_nothing_is_said_to_be_the_output() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    let output = command.args(["models", "list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("failed to write to standard output"), "{said}");
}

/// Texts of errors in the sources of the commands: what follows one of these, over line breaks.
const BEGINNINGS: [&str; 5] = ["anyhow!(", "bail!(", ".context(", "with_context(|| format!(", "with_context(|| "];

#[test]
fn every_text_of_an_error_in_a_command_begins_with_what_failed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src/cli", "crates/lab/src/cli", "crates/lab/src/eval"] {
        sources(&root.join(folder), &mut files);
    }
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for begin in BEGINNINGS {
            for (at, _) in text.match_indices(begin) {
                let Some(said) = text[at + begin.len()..].trim_start().strip_prefix('"') else { continue };
                let word: String = said.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
                // 'it' goes on after the colon of what stands before.
                if word != "it" && !VERBS.contains(&word.as_str()) {
                    wrong.push(format!("{}: {}", file.display(), said.lines().next().unwrap_or_default()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => sources(&path, files),
            path => files.push(path),
        }
    }
}
