//! Checks the lexicon's files, so that a fault in one is told with its file and line before anything runs: the notation, the
//! keys, and that no language lacks a file.

#[path = "src/lexicon/check.rs"]
mod check;
#[path = "src/intent.rs"]
#[allow(unfulfilled_lint_expectations, reason = "a build script exports nothing that could lack a description")]
mod intent;
#[path = "src/lexicon/keys/mod.rs"]
mod keys;
#[path = "src/lexicon/notation.rs"]
mod notation;
#[path = "src/lexicon/rows.rs"]
mod rows;
#[path = "src/lexicon/times.rs"]
mod times;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=lexicon");
    println!("cargo::rerun-if-changed=src/lexicon");
    println!("cargo::rerun-if-changed=src/intent.rs");
    let faults = check::folder(Path::new("lexicon")).unwrap_or_else(|error| vec![format!("lexicon: {error}")]);
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
