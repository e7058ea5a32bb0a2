//! `vorzimmer models`, as people and scripts use it.

use lab::weights::forgery::ggml_model;
use serde_json::Value;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const MULTILINGUAL: u32 = 51_865;

fn models(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.arg("models").args(arguments).env("VORZIMMER_SPEECH_MODELS", folder).env_remove("VORZIMMER_MODELS_URL");
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn listed(folder: &Path) -> Vec<Value> {
    let output = models(folder, &["list", "--json"]);
    assert!(output.status.success());
    said(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn named<'a>(lines: &'a [Value], name: &str) -> &'a Value {
    lines.iter().find(|line| line["name"] == name).unwrap()
}

/// A file with the look of a model, but nobody's bytes.
fn forgery(folder: &TempDir, words: u32, layers: u32, file_type: u32) -> String {
    let path = folder.path().join("brought.bin");
    fs::write(&path, ggml_model(words, layers, file_type)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_list_says_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let output = models(folder.path(), &["list"]);
    assert!(complained(&output).contains("vorzimmer models fetch base-q8_0"));
    for word in ["base-q8_0", "small-q8_0", "82 MB", "MIT (OpenAI)", "de, en", "not measured here"] {
        assert!(said(&output).contains(word), "{word}");
    }
    let lines = listed(folder.path());
    for name in ["tiny", "base", "base-q8_0", "small", "small-q8_0"] {
        let line = named(&lines, name);
        assert_eq!((&line["installed"], &line["open"], &line["closed"]), (&false.into(), &false.into(), &false.into()));
        assert_eq!(line["sha256"].as_str().unwrap().len(), 64);
        assert_eq!(line["languages"], serde_json::json!(["de", "en"]));
    }
}

#[test]
fn an_unknown_file_is_added_only_on_ones_own_word() {
    let (elsewhere, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = forgery(&elsewhere, MULTILINGUAL, 6, 2_007);
    let refused = models(folder.path(), &["add", &file]);
    assert_eq!(refused.status.code(), Some(2));
    for word in ["(base, q8_0)", "sha256", "--unverified"] {
        assert!(complained(&refused).contains(word), "{}", complained(&refused));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let added = models(folder.path(), &["add", &file, "--unverified"]);
    assert!(said(&added).contains("base-q8_0 is in ") && said(&added).contains("unknown"), "{}", complained(&added));
    let lines = listed(folder.path());
    let base = named(&lines, "base-q8_0");
    assert_eq!([&base["installed"], &base["open"], &base["closed"]], [&Value::Bool(true); 3]);

    let verified = models(folder.path(), &["verify"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(said(&verified).starts_with("base-q8_0: NOT known: sha256 "));
}

#[test]
fn what_is_no_model_for_both_languages_is_never_added() {
    let (elsewhere, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (words, layers, file_type, wanted) in [
        (MULTILINGUAL - 1, 6, 2_007, "no multilingual model"),
        (MULTILINGUAL, 24, 1, "(medium, f16)"),
        (MULTILINGUAL, 6, 2_002, "(base, file type 2)"),
    ] {
        let file = forgery(&elsewhere, words, layers, file_type);
        let refused = models(folder.path(), &["add", &file, "--unverified"]);
        assert!(!refused.status.success() && complained(&refused).contains(wanted), "{}", complained(&refused));
    }
    let file = elsewhere.path().join("page.html");
    fs::write(&file, "<html>not found</html>").unwrap();
    let refused = models(folder.path(), &["add", file.to_str().unwrap(), "--unverified"]);
    assert!(complained(&refused).contains("no file of whisper.cpp's format"), "{}", complained(&refused));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn damage_is_found_by_verify_and_not_offered_by_list() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = models(folder.path(), &["verify"]);
    assert!(nothing.status.code() == Some(1) && complained(&nothing).contains("failed to find a model in "));
    let whole = ggml_model(MULTILINGUAL, 4, 1);
    fs::write(folder.path().join("ggml-tiny.bin"), &whole[..whole.len() - 1]).unwrap();
    let verified = models(folder.path(), &["verify"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(said(&verified).contains("tiny: NOT usable: failed to read the model file: it is damaged or cut short"));
    assert_eq!(named(&listed(folder.path()), "tiny")["installed"], false);
}

#[test]
fn fetching_fails_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let unknown = models(folder.path(), &["fetch", "enormous"]);
    assert!(complained(&unknown).contains("find a model 'enormous': `vorzimmer models list`"));
    let elsewhere = models(folder.path(), &["fetch", "tiny", "--source", "http://example.org/"]);
    assert!(complained(&elsewhere).contains("only upstream"), "{}", complained(&elsewhere));
    // A server that accepts and never answers.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", mute.local_addr().unwrap());
    let late = models(folder.path(), &["fetch", "tiny", "--source", &address, "--limit", "1"]);
    assert_eq!(late.status.code(), Some(1));
    assert!(complained(&late).contains("failed to fetch the model within 1 s"), "{}", complained(&late));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
