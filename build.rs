//! Gives the build a name: a hash of the product's sources, which `vorzimmer --version` prints. The laboratory, which is built
//! beside the server, knows by it whether the server that it finds is of the same sources.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// What the product is made of; the laboratory (`crates/lab`) is no part of it.
const SOURCES: [&str; 5] = ["Cargo.lock", "src", "crates", "prompts", "migrations"];

fn main() {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(Path::new(source), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&std::fs::read(file).unwrap_or_default());
    }
    println!("cargo::rustc-env=VORZIMMER_BUILD={:016x}", hasher.finish());
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path == Path::new("crates/lab") {
        return;
    }
    match std::fs::read_dir(path) {
        Ok(entries) => {
            println!("cargo::rerun-if-changed={}", path.display());
            entries.flatten().for_each(|entry| collect(&entry.path(), files));
        }
        Err(_) => files.push(path.to_owned()),
    }
}
