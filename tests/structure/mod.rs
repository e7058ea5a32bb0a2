//! The shape of the repository, as far as cargo cannot hold it: rooms and their table, ways out, start-up, names, the words of
//! languages, the image.

mod image;
mod names;
mod rooms;
mod startup;
mod ways_out;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A source file by its path in the repository, without its comments, imports and unit tests.
struct Source {
    path: String,
    lines: Vec<(usize, String)>,
}

/// The sources of the product; of the laboratory too where it is asked for.
fn sources(with_laboratory: bool) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in ["src", "crates"] {
        collect(&root().join(folder), &mut paths);
    }
    let path = |path: &PathBuf| path.strip_prefix(root()).expect("inside").display().to_string();
    let mut all: Vec<String> = paths.iter().map(path).collect();
    all.retain(|path| path.contains("src/") && (with_laboratory || !path.starts_with("crates/lab/")));
    all.sort();
    assert!(all.len() > 300, "the sources were found: {}", all.len());
    all.into_iter().map(|path| Source { lines: code(&read(&path)), path }).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => collect(&path, paths),
            false if path.extension().is_some_and(|extension| extension == "rs") => paths.push(path),
            false => {}
        }
    }
}

fn code(text: &str) -> Vec<(usize, String)> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let is_code = |line: &str| !["//", "use ", "pub use "].iter().any(|aside| line.trim_start().starts_with(aside));
    let numbered = text.lines().enumerate().filter(|(_, line)| is_code(line));
    numbered.map(|(number, line)| (number + 1, line.to_owned())).collect()
}
