//! SVOX Pico: as it is installed, if it is, and as a program that fails in every way.

use base::language::Language;
use speech::tts::phrases::Phrases;
use speech::tts::pico::{Config, English, Pico};
use speech::tts::voice::Voice;
use speech::tts::{Synthesizer, TtsError};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

async fn spoken(pico: &Pico, text: &str, language: Language) -> Result<(u32, Vec<i16>), TtsError> {
    let mut speech = pico.synthesize(text, language).await?;
    let mut samples = Vec::new();
    while let Some(chunk) = speech.chunks.recv().await {
        samples.extend(chunk?);
    }
    Ok((speech.sample_hz, samples))
}

/// A program that behaves as `script` says.
fn program(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("pico2wave");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn left_behind() -> usize {
    let ours = |entry: &std::fs::DirEntry| entry.path().join("sentence.wav").exists();
    std::fs::read_dir("/dev/shm").map_or(0, |entries| entries.flatten().filter(ours).count())
}

#[tokio::test]
async fn it_speaks_both_languages_where_it_is_installed() {
    let pico = Pico::new(Config::default());
    if let Err(TtsError::Missing(why)) = spoken(&pico, "Hallo", Language::De).await {
        return eprintln!("skipped: {why}");
    }
    for language in Language::ALL {
        let (sample_hz, samples) = spoken(&pico, "-12 Euro, <b> bitte", language).await.unwrap();
        assert_eq!(sample_hz, 16_000);
        assert!(samples.len() > 16_000 && samples.iter().any(|sample| sample.unsigned_abs() > 3_000));
    }
    let american = Pico::new(Config { english: English::American, ..Config::default() });
    let text = "Thursday the 3rd of December";
    let british = spoken(&pico, text, Language::En).await.unwrap();
    assert_ne!(spoken(&american, text, Language::En).await.unwrap(), british);
    assert_ne!(american.voice(Language::En), pico.voice(Language::En));
    let probe = Voice::new(std::sync::Arc::new(pico), Phrases::default()).probe(Language::De).await.unwrap();
    assert!(probe.length > Duration::from_millis(200), "{probe:?}");
}

#[tokio::test]
async fn p24_p26_the_text_is_no_argument_and_no_file_is_left_whatever_the_program_does() {
    let folder = tempfile::tempdir().unwrap();
    let shown = folder.path().join("shown");
    for (script, expected) in [
        (format!("echo \"$@\" > {}; cat > /dev/null; exit 1", shown.display()), "ended with exit status: 1"),
        ("exit 0".to_owned(), "wrote no file"),
        ("cat > \"$4\"".to_owned(), "no WAVE"),
        ("printf 'RIFF' > \"$4\"".to_owned(), "no sound"),
        ("printf x > \"$4\"; exec sleep 30".to_owned(), "longer than 3 s"),
    ] {
        let pico = Pico::new(Config { program: program(folder.path(), &script), ..Config::default() });
        let error = spoken(&pico, "Zwetschgenkuchen", Language::De).await.unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("Zwetschgen"), "{script}: {error}");
    }
    let shown = std::fs::read_to_string(shown).unwrap();
    assert!(shown.starts_with("-l de-DE -w /") && !shown.contains("Zwetschgen"), "{shown}");
    assert_eq!(left_behind(), 0);
}
