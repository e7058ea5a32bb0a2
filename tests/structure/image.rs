//! The image is built by the steps of the Makefile, from the package lists of the set-up.

use super::read;
use std::collections::BTreeSet;
use telephony::{MEDIA_PATH, STATUS_PATH, VOICE_PATH};

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

#[test]
fn the_proxies_of_the_deployment_pass_the_carriers_three_addresses() {
    let (caddy, nginx) = (read("deploy/Caddyfile"), read("deploy/nginx.conf"));
    let matcher = format!("\n\t@carrier path {VOICE_PATH} {STATUS_PATH} {MEDIA_PATH}/*\n");
    assert!(caddy.contains(&matcher), "Caddyfile lacks '{}'", matcher.trim());
    // A stream's token stands behind its path, so that an exact match passes none.
    for place in [format!("= {VOICE_PATH} "), format!("= {STATUS_PATH} "), format!("^~ {MEDIA_PATH}/ ")] {
        assert!(nginx.contains(&format!("\n    location {place}")), "nginx.conf lacks 'location {place}'");
    }
}
