//! `scripts/models`: what it does where there is no network, with a stand-in for the program.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A machine on which only these programs are installed; its `vorzimmer` lists what `listed` says and fetches nothing.
fn machine(listed: &str) -> TempDir {
    let machine = tempfile::tempdir().unwrap();
    for program in ["bash", "env", "grep", "mktemp", "rm", "sha256sum", "tar"] {
        let installed = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(program));
        symlink(installed.iter().find(|path| path.exists()).unwrap(), machine.path().join(program)).unwrap();
    }
    let program = machine.path().join("vorzimmer");
    fs::write(&program, format!("#!/usr/bin/env bash\n[ $2 = list ] && echo '{listed}' || exit 1\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    machine
}

fn run(machine: &TempDir, more: &[&str]) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/models");
    let mut command = Command::new(machine.path().join("bash"));
    command.arg(script).arg(machine.path().join("vorzimmer")).arg(machine.path().join("models")).args(more);
    command.env("PATH", machine.path()).env("TMPDIR", machine.path()).output().unwrap()
}

#[test]
fn a_model_that_is_there_is_enough() {
    let output = run(&machine(r#"{"name":"tiny","open":true}"#), &[]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing to fetch"));
}

#[test]
fn without_network_and_packages_it_says_what_to_do() {
    let machine = machine(r#"{"name":"tiny","open":false}"#);
    for (more, code) in [(&[][..], 3), (&["--best-effort"], 0)] {
        let before = fs::read_dir(machine.path()).unwrap().count();
        let output = run(&machine, more);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(code), "{text}{}", String::from_utf8_lossy(&output.stderr));
        for words in ["upstream could not be had", "npm is missing", "apt-get install npm", "vorzimmer models add FILE"]
        {
            assert!(text.contains(words), "'{words}' is not in:\n{text}");
        }
        assert_eq!(text.contains("tests that need a model say that they were skipped"), code == 0);
        assert_eq!(fs::read_dir(machine.path()).unwrap().count(), before, "temporary files are removed");
    }
    assert_eq!(run(&machine, &["--what"]).status.code(), Some(2));
}
