//! The shape of the repository: the import table of ARCHITECTURE.md, and lists that have to say the same thing twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import from the crate, by floor; the table in ARCHITECTURE.md is checked against this one.
const IMPORTS: [(&str, &[&str]); 16] = [
    ("cli", &["*"]),
    ("telephone", &["telephony", "tts", "audio", WORDS]),
    ("telephony", &["call", "audio", "business", "privacy", "booking", "dialogue", WORDS]),
    ("store", &["call", "booking", "business", "privacy", "dialogue", WORDS]),
    ("call", &["dialogue", "booking", "asr", "tts", "audio", "business", "privacy", WORDS]),
    ("dialogue", &["fallback", "booking", "business", "privacy", WORDS]),
    ("booking", &["business", "privacy", WORDS]),
    ("asr", &["fallback", "audio", "privacy", WORDS]),
    ("tts", &["fallback", "audio", "privacy", WORDS]),
    ("audio", &[]),
    ("business", &["document", WORDS]),
    ("privacy", &[WORDS]),
    ("document", &[]),
    ("fallback", &[]),
    ("number", &[]),
    ("clock", &[]),
];
/// The vocabulary that every module may use.
const WORDS: &str = "language, number, clock";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The top-level modules that a file imports (`use crate::…` outside its test module).
fn imports(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).expect("a source file");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| line.match_indices("crate::").map(|(at, found)| &line[at + found.len()..]).collect::<Vec<_>>())
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|module| !module.is_empty())
        .collect()
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).expect("a file of src");
    let first = inside.components().next().expect("a component").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for file in rust_files(&root().join("src")) {
        let module = module_of(&file);
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else { continue };
        for import in imports(&file) {
            let fine = import == module
                || allowed.contains(&"*")
                || allowed.iter().any(|names| names.split(", ").any(|name| name == import));
            if !fine {
                breaches.push(format!("{} imports {import}", file.strip_prefix(root()).expect("inside").display()));
            }
        }
    }
    assert!(breaches.is_empty(), "the import table forbids:\n{}", breaches.join("\n"));
}

#[test]
fn the_import_table_is_the_one_in_the_architecture() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for (module, allowed) in IMPORTS {
        let allowed =
            if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ").replace('*', "everything") };
        let row = format!("| `{module}` | {allowed} |");
        assert!(text.contains(&row), "ARCHITECTURE.md lacks the row:\n{row}");
    }
}

#[test]
fn the_image_installs_the_packages_that_the_setup_installs() {
    let dockerfile = fs::read_to_string(root().join("Dockerfile")).expect("Dockerfile");
    for (stage, purpose) in [("build", "build"), ("run", "run")] {
        let list = fs::read_to_string(root().join("scripts/packages").join(purpose)).expect("a package list");
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
    assert!(dockerfile.contains("cargo build --release --locked"), "the image is built by the steps of the Makefile");
    assert!(dockerfile.contains("\nUSER "), "the image does not run as root");
}
