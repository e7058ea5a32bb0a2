//! Real weights, where there are some: VORZIMMER_SPEECH_MODELS or the folder `models`. Says plainly when there are none.

use audio::{EAR_FRAME, EarFrame};
use base::language::Language;
use speech::asr::models::{self, Installed};
use speech::asr::whisper::{Pool, Whisper, Workers};
use speech::asr::{Expectation, Heard, Recognizer, Setting, Take};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The smallest installed model that understands sentences.
fn model() -> Option<Installed> {
    let folder = std::env::var_os("VORZIMMER_SPEECH_MODELS").map_or(PathBuf::from("models"), PathBuf::from);
    let found = models::installed(&folder).into_iter().find(|found| found.offer.size >= models::catalogue::Size::Base);
    if found.is_none() {
        eprintln!("skipped: no model of size base or small in {}; see `vorzimmer models list`", folder.display());
    }
    found
}

/// A fixture at 16 kHz, by repeating each sample: enough to be understood.
fn frames(file: &str) -> Vec<EarFrame> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech").join(file);
    let sound: Vec<i16> = hound::WavReader::open(path).unwrap().samples::<i16>().map(Result::unwrap).collect();
    sound.chunks_exact(EAR_FRAME / 2).map(|chunk| std::array::from_fn(|sample| chunk[sample / 2])).collect()
}

async fn hear(whisper: &Whisper, file: &str, language: Language, expectation: Expectation) -> Heard {
    let vocabulary = vec!["Herrenhaarschnitt".to_owned(), "men's haircut".to_owned(), "Jonas".to_owned()];
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let others = others.map(|other| (other, vocabulary.clone())).collect();
    let mut ear = whisper.listen(Setting { language, vocabulary, others }).unwrap();
    for (number, frame) in frames(file).iter().enumerate() {
        ear.hear(frame);
        if number == 0 {
            ear.speech_started(20);
        }
    }
    ear.finish(Take(1), expectation);
    tokio::time::timeout(Duration::from_secs(60), ear.next()).await.unwrap()
}

#[tokio::test]
async fn callers_are_understood_and_noise_is_not() {
    let Some(model) = model() else { return };
    let pool = Pool::start(Workers::new(1, 1, 2)).unwrap();
    let whisper = Whisper::open(model.offer.name, &model.path, &pool).unwrap();
    let (de, en) = (Language::De, Language::En);
    for (file, language, expectation, part) in [
        ("demo/de/wish.wav", de, Expectation::Open, "Herrenhaarschnitt"),
        ("demo/de/date.wav", de, Expectation::When, "Donnerstag"),
        ("demo/de/confirm.wav", de, Expectation::YesNo, "Ja"),
        ("demo/en/wish.wav", en, Expectation::Open, "haircut"),
        ("demo/en/date.wav", en, Expectation::When, "Thursday"),
        ("demo/en/confirm.wav", en, Expectation::YesNo, "Yes"),
        // A caller who speaks another language of the business than the call is in.
        ("en/parking.wav", de, Expectation::Open, "Where can I park"),
        ("de/absagen-donnerstag.wav", en, Expectation::Open, "absagen"),
    ] {
        match hear(&whisper, file, language, expectation).await {
            Heard::Utterance { words, .. } => assert!(words.reveal().contains(part), "{file}: {}", words.reveal()),
            other => panic!("{file}: {other:?}"),
        }
    }
    for file in ["noise/idle-line.wav", "noise/white-noise.wav", "noise/cough.wav", "noise/music.wav"] {
        for expectation in [Expectation::Open, Expectation::YesNo] {
            let heard = hear(&whisper, file, de, expectation).await;
            assert!(matches!(heard, Heard::Nothing { .. }), "{file}: {heard:?}");
        }
    }
}
