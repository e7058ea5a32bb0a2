//! Rehearsed dialogues: text fixtures in `fixtures/dialogues/`, run through one check.

use crate::dialogue::rehearsal::{Measures, rehearse};
use std::path::{Path, PathBuf};

/// Runs every dialogue of a language and fails with what went wrong in each.
async fn check(language: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialogues").join(language);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    // One dialogue alone: REHEARSE=name cargo test …
    if let Ok(name) = std::env::var("REHEARSE") {
        files.retain(|file| file.file_stem().is_some_and(|stem| stem.to_string_lossy().contains(&name)));
    }
    let mut faults = Vec::new();
    let mut measures = Measures::default();
    for file in &files {
        match rehearse(&std::fs::read_to_string(file).unwrap()).await {
            Ok((measured, transcript)) => {
                measures.add(&measured);
                // Shown with --nocapture, to be read as a conversation.
                println!("\n── {} ──\n{transcript}", file.display());
            }
            Err(fault) => faults.push(format!("── {} ──\n{fault}", file.display())),
        }
    }
    println!("{language}: {} dialogues, {measures}", files.len());
    assert!(faults.is_empty(), "{} of {} dialogues fail\n\n{}", faults.len(), files.len(), faults.join("\n\n"));
    assert!(measures.words_per_turn() <= 20.0, "the agent says too much at once: {measures}");
}

#[tokio::test]
async fn german_dialogues_end_as_they_should() {
    check("de").await;
}

#[tokio::test]
async fn english_dialogues_end_as_they_should() {
    check("en").await;
}
