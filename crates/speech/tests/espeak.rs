//! espeak-ng as it is installed, and as it fails.

#![expect(clippy::unwrap_used, reason = "a test's helpers may fail as the test does")]

use audio::inbound::Inbound;
use audio::{LINE_FRAME, SpeechEdge, mulaw, vad};
use base::language::Language;
use speech::tts::espeak::{self, spawned::Espeak};
use speech::tts::phrases::Phrases;
use speech::tts::voice::{Cacheable, Voice};
use speech::tts::{Synthesizer, TtsError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

async fn spoken(synthesizer: &dyn Synthesizer, text: &str, language: Language) -> Result<(u32, Vec<i16>), TtsError> {
    let mut speech = synthesizer.synthesize(text, language).await?;
    let mut samples = Vec::new();
    while let Some(chunk) = speech.chunks.recv().await {
        samples.extend(chunk?);
    }
    Ok((speech.sample_hz, samples))
}

fn espeak() -> Espeak {
    Espeak::new(espeak::Config::default())
}

/// An espeak-ng that is the shell script `body`.
fn fake(directory: &Path, body: &str) -> Espeak {
    let program = directory.join("espeak-ng");
    // Written by a process of its own: a fork of another test's thread could hold a file of ours open, and then it is 'busy'.
    let mut write = std::process::Command::new("sh");
    write.args(["-c", r#"printf '%s\n' '#!/bin/sh' "$1" > "$2" && chmod +x "$2""#, "sh", body]).arg(&program);
    assert!(write.status().unwrap().success());
    Espeak::new(espeak::Config { program, ..espeak::Config::default() })
}

/// The head of espeak-ng's output, for `printf`.
const HEAD: &str = concat!(
    r"RIFF\044\360\377\177WAVEfmt \020\000\000\000\001\000\001\000\042\126\000\000\104\254\000\000\002\000\020\000",
    r"data\000\360\377\177"
);

#[tokio::test]
async fn espeak_speaks_german_and_english() {
    for (language, text) in [(Language::De, "Übermorgen um fünf."), (Language::En, "On Friday at five.")] {
        let (sample_hz, samples) = spoken(&espeak(), text, language).await.unwrap();
        assert_eq!(sample_hz, 22_050);
        assert!((22_050..66_150).contains(&samples.len()), "{} samples", samples.len());
        assert!(samples.iter().any(|sample| sample.unsigned_abs() > 6_000));
    }
}

#[tokio::test]
async fn no_text_becomes_an_option_or_a_command() {
    let (_, plain) = spoken(&espeak(), "h help", Language::En).await.unwrap();
    for text in ["--help h", "-h help", "-w /dev/null h", "$(touch /tmp/no) `h`; h", "h\0help", "\u{1}200S h help"] {
        let (_, samples) = spoken(&espeak(), text, Language::En).await.unwrap();
        assert!(samples.len() > plain.len() / 2, "{text:?}: {} samples", samples.len());
    }
    let (_, phonemes) = spoken(&espeak(), "[[aI wUd l'aIk t@ bUk %aI wUd l'aIk t@ bUk]]", Language::En).await.unwrap();
    assert!(phonemes.len() > 4 * plain.len(), "it is spelled out: {} samples", phonemes.len());
}

#[tokio::test]
async fn a_missing_espeak_says_what_to_install() {
    let program = "/nowhere/espeak-ng".into();
    let missing = Espeak::new(espeak::Config { program, ..espeak::Config::default() });
    let error = spoken(&missing, "Hallo", Language::De).await.unwrap_err();
    assert!(matches!(&error, TtsError::Missing(_)));
    assert!(error.to_string().contains("apt-get install espeak-ng"), "{error}");
}

#[tokio::test]
async fn a_voice_that_is_not_installed_is_an_error() {
    let nobody = espeak::VoiceName::try_from("nobody".to_owned()).unwrap();
    let voice = base::language::Localised { de: nobody.clone(), en: nobody };
    let espeak = Espeak::new(espeak::Config { voice, ..espeak::Config::default() });
    let error = spoken(&espeak, "Hallo", Language::De).await.unwrap_err();
    assert!(error.to_string().contains("is its voice installed?"), "{error}");
}

#[tokio::test]
async fn the_text_is_not_seen_in_the_list_of_processes() {
    let directory = tempfile::tempdir().unwrap();
    let seen = directory.path().join("seen");
    let espeak =
        fake(directory.path(), &format!("echo \"$@\" $(env) > '{}'; cat > /dev/null; printf '{HEAD}'", seen.display()));
    spoken(&espeak, "Frau Keller", Language::De).await.unwrap();
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.starts_with("--stdin --stdout -b 1 -v de -s 160"), "{seen}");
    assert!(!seen.contains("Keller") && !seen.contains("CARGO"), "neither words nor our environment: {seen}");
}

#[tokio::test]
async fn a_process_that_dies_halfway_is_an_error_after_its_sound() {
    let directory = tempfile::tempdir().unwrap();
    let espeak = fake(directory.path(), &format!("printf '{HEAD}abcde'; exit 3"));
    let mut speech = espeak.synthesize("Hallo", Language::De).await.unwrap();
    assert_eq!(speech.chunks.recv().await, Some(Ok(vec![0x6261, 0x6463])), "the odd byte is no sample");
    assert!(matches!(speech.chunks.recv().await, Some(Err(TtsError::Synthesis(_)))));
    assert_eq!(speech.chunks.recv().await, None);
}

#[tokio::test]
async fn a_process_that_falls_silent_is_given_up() {
    let check = async |body: &str| {
        let directory = tempfile::tempdir().unwrap();
        let pid = directory.path().join("pid");
        let espeak = fake(directory.path(), &format!("echo $$ > '{}'; {body}", pid.display()));
        let error = spoken(&espeak, "Hallo", Language::De).await.unwrap_err();
        assert!(error.to_string().contains("kept us waiting"), "{error}");
        assert_dead(&pid).await;
    };
    let halfway = format!("printf '{HEAD}ab'; exec sleep 60");
    tokio::join!(check("exec sleep 60"), check(&halfway));
}

#[tokio::test]
async fn dropping_the_speech_ends_its_process() {
    let directory = tempfile::tempdir().unwrap();
    let pid = directory.path().join("pid");
    let espeak = fake(directory.path(), &format!("echo $$ > '{}'; printf '{HEAD}'; exec sleep 60", pid.display()));
    drop(espeak.synthesize("Hallo", Language::De).await.unwrap());
    assert_dead(&pid).await;
}

async fn assert_dead(pid: &Path) {
    let pid = std::fs::read_to_string(pid).unwrap();
    let process = Path::new("/proc").join(pid.trim());
    for _ in 0..200 {
        if !process.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("process {pid} lives on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_speak_at_once_with_a_bounded_number_of_processes() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().display();
    let body = format!(
        "touch '{place}/run.'$$; ls '{place}' | grep -c run. >> '{place}/counts'; sleep 0.05; rm '{place}/run.'$$; printf '{HEAD}ab'"
    );
    let espeak = Arc::new(fake(directory.path(), &body));
    let calls = (0..40).map(|_| {
        let espeak = espeak.clone();
        tokio::spawn(async move { spoken(&*espeak, "Hallo", Language::De).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap().1.len(), 1);
    }
    let counts = std::fs::read_to_string(directory.path().join("counts")).unwrap();
    let most = counts.lines().map(|line| line.parse::<u32>().unwrap()).max().unwrap();
    assert!((2..=8).contains(&most), "{most} at once");
}

#[tokio::test]
async fn the_voice_works_from_text_to_line() {
    let voice = Voice::new(Arc::new(espeak()), Phrases::default());
    for language in Language::ALL {
        let probe = voice.probe(language).await.unwrap();
        assert!((200..1_200).contains(&probe.length.as_millis()), "{probe:?}");
    }
    let mut stream = voice.speak("Schönen guten Tag!", Language::De, Cacheable::Once);
    let mut sound = Vec::new();
    while let Some(frame) = stream.next().await {
        sound.push(frame.unwrap());
    }
    assert_eq!(starts(&sound), 1, "our own ear hears it as speech");
}

/// How often speech begins in what comes over a line: a second of silence, `sound`, and a second of silence again.
fn starts(sound: &[[u8; LINE_FRAME]]) -> usize {
    let silence = [[mulaw::SILENCE; LINE_FRAME]; 50];
    let mut inbound = Inbound::new(&vad::Config::default());
    let edges = silence.iter().chain(sound).chain(&silence).filter_map(|frame| inbound.push(frame).edge);
    edges.filter(|edge| matches!(edge, SpeechEdge::Started { .. })).count()
}
