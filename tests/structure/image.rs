//! The image is built by the steps of the Makefile, from the package lists of the set-up.

use super::read;
use std::collections::BTreeSet;

#[test]
fn the_image_installs_the_packages_that_the_setup_installs() {
    let dockerfile = read("Dockerfile");
    for (stage, purpose) in [("build", "build"), ("run", "run")] {
        let list = read(&format!("scripts/packages/{purpose}"));
        let wanted: BTreeSet<&str> = list.lines().collect();
        let marker = format!("# packages: {stage}\n");
        let block = dockerfile.split(&marker).nth(1).unwrap_or_else(|| panic!("Dockerfile lacks '{}'", marker.trim()));
        let command = block.split("\n\n").next().unwrap_or_default();
        let installed: BTreeSet<&str> = command
            .split("--no-install-recommends")
            .nth(1)
            .and_then(|rest| rest.split("&&").next())
            .unwrap_or_default()
            .split_whitespace()
            .filter(|word| *word != "\\")
            .collect();
        assert_eq!(installed, wanted, "packages of the {stage} stage");
    }
    assert!(
        dockerfile.contains("cargo build --release --locked --package vorzimmer "),
        "the image is built by the steps of the Makefile"
    );
    assert!(dockerfile.contains("\nUSER "), "the image does not run as root");
}

#[test]
fn the_image_is_reached_from_outside_and_ended_with_patience() {
    let (dockerfile, compose) = (read("Dockerfile"), read("compose.yaml"));
    for line in ["ENV VORZIMMER_SERVER_LISTEN=0.0.0.0:8080", "STOPSIGNAL SIGTERM", "USER 10001:10001", "HEALTHCHECK "] {
        assert!(dockerfile.contains(&format!("\n{line}")), "Dockerfile lacks '{line}'");
    }
    assert!(compose.contains("stop_grace_period: 250s") && compose.contains("models:ro"), "{compose}");
}

#[test]
fn what_a_server_is_given_or_keeps_enters_neither_the_repository_nor_the_build() {
    let (repository, build) = (read(".gitignore"), read(".dockerignore"));
    for file in ["vorzimmer.toml", "etc", "etc-database", "*.db", "*.db-*", "*.db.*", "*.key", "*-token"] {
        for (name, text) in [(".gitignore", &repository), (".dockerignore", &build)] {
            let bare = |line: &str| line.trim_start_matches("**/").trim_matches('/') == file;
            assert!(text.lines().any(bare), "{name} lacks {file}");
        }
    }
}
