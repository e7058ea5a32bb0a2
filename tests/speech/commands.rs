//! `vorzimmer models` and `vorzimmer eval speech` as a user meets them.

use super::model_file;
use std::path::Path;
use std::process::{Command, Output};

fn vorzimmer(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.env("VORZIMMER_MODELS", folder).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A whole file that calls itself a Whisper base; nothing of it can be recognised with.
fn base_by_its_head(path: &Path) {
    model_file::write(path, &[b" Hallo"], false);
    let mut bytes = std::fs::read(path).unwrap();
    // Magic, vocabulary, context, width, heads, then the encoder's layers.
    bytes[20..24].copy_from_slice(&6i32.to_le_bytes());
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn without_models_the_list_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let output = vorzimmer(folder.path(), &["models", "list"]);
    let text = text(&output);
    assert!(output.status.success() && text.contains("small-q8_0") && text.contains("MIT (OpenAI)"), "{text}");
    assert!(text.contains("run `vorzimmer models fetch`"), "{text}");
}

#[test]
fn an_unknown_file_is_added_only_when_the_user_vouches_for_it() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("mine.bin");
    let path = file.to_str().unwrap();
    base_by_its_head(&file);
    let output = vorzimmer(folder.path(), &["models", "add", path]);
    assert!(!output.status.success() && text(&output).contains("unknown bytes"), "{}", text(&output));
    let output = vorzimmer(folder.path(), &["models", "add", path, "--as", "small-q8_0"]);
    assert!(!output.status.success() && text(&output).contains("a Whisper base, not a small"), "{}", text(&output));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let output = vorzimmer(folder.path(), &["models", "add", path, "--as", "base"]);
    assert!(output.status.success() && text(&output).contains("you vouch for them"), "{}", text(&output));
    let added = folder.path().join("ggml-base.bin");
    assert_eq!(std::fs::read(&added).unwrap(), std::fs::read(&file).unwrap());
    assert!(text(&vorzimmer(folder.path(), &["models", "list"])).contains("open questions:"));
    // Adding a file that lies in the folder already must not empty it.
    let output = vorzimmer(folder.path(), &["models", "add", added.to_str().unwrap(), "--as", "base"]);
    assert!(output.status.success() && std::fs::metadata(&added).unwrap().len() > 0, "{}", text(&output));
}

#[test]
fn verify_fails_on_files_that_are_not_what_their_name_says() {
    let folder = tempfile::tempdir().unwrap();
    assert!(vorzimmer(folder.path(), &["models", "verify"]).status.success());
    base_by_its_head(&folder.path().join("ggml-base.bin"));
    std::fs::write(folder.path().join("ggml-tiny.bin"), "<html>").unwrap();
    let output = vorzimmer(folder.path(), &["models", "verify"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("unknown bytes") && text.contains("no file of whisper.cpp's format"), "{text}");
}

#[test]
fn measuring_without_a_model_is_skipped_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/speech");
    let output = vorzimmer(folder.path(), &["eval", "speech", "--fixtures", fixtures]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output).contains("skipped: no speech model"), "{}", text(&output));
}
