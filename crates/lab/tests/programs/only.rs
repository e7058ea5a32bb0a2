//! An evaluation of nothing is no success.

use std::process::Command;

#[test]
fn a_name_that_nothing_has_is_bad_input() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
    let dialogues = format!("{fixtures}/dialogues");
    for arguments in [
        &["eval", "dialogues", "--folder", &dialogues, "--only", "nosuch"][..],
        // Nobody listens there: names are looked at first.
        &["eval", "llm", "--url", "http://127.0.0.1:9/v1", "--fixtures", fixtures, "--only", "nosuch"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_vorzimmer-lab")).args(arguments).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("failed to find anything to evaluate: no name contains 'nosuch'"), "{said}");
    }
}
