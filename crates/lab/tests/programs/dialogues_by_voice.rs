//! Two whole dialogues in each language by voice, where a speech model and espeak-ng are installed: the short form of
//! `make eval-voice`.
//!
//! A slow or busy machine may not understand its callers; then they end with a message or a person. What must hold anywhere:
//! nothing is done to which the caller did not agree, and each dialogue is judged.

use std::path::PathBuf;
use std::process::Command;

/// The smallest model that understands sentences.
const MODEL: &str = "base-q8_0";

#[test]
fn nothing_is_booked_to_which_the_caller_did_not_agree() {
    let models = std::env::var_os("VORZIMMER_SPEECH_MODELS").map_or(PathBuf::from("models"), PathBuf::from);
    if !models.join(format!("ggml-{MODEL}.bin")).is_file() {
        eprintln!("skipped: no model {MODEL} in {}; see `vorzimmer models list`", models.display());
        return;
    }
    if Command::new("espeak-ng").arg("--version").output().is_err() {
        eprintln!("skipped: espeak-ng is not installed, so the server has no voice");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (language, names) in
        [("de", ["in-einem-satz", "oeffnungszeiten"]), ("en", ["in-one-sentence", "opening-hours"])]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer-lab"));
        command.args(["eval", "voice", "--model", MODEL, "--lang", language, "--parallel", "2"]);
        command.args(names.iter().flat_map(|name| ["--only", name]));
        command.arg("--fixtures").arg(lab::repository().join("fixtures"));
        command.arg("--models").arg(&models).arg("--folder").arg(folder.path().join(language));
        let output = command.output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}");
        assert!(said.contains(" of 2 right") && said.contains(" 0 WRONG"), "{said}");
        eprintln!("{said}");
    }
}
