//! The Whisper adapter with real whisper.cpp and a model file that says one sentence: workers, queue, takes.

use super::listening::{keeps_the_contract, next, setting, speak, waits_can_be_given_up, words};
use super::model_file;
use speech::asr::whisper::{Pool, Whisper, Workers};
use speech::asr::{AsrError, Expectation, Heard, Listener, Recognizer, Take};
use std::path::PathBuf;
use std::sync::Arc;

struct Scripted {
    whisper: Whisper,
    _folder: tempfile::TempDir,
}

/// A recogniser whose model says this, with one worker of one thread.
fn says(sentence: &[&[u8]], loops: bool) -> Scripted {
    let (folder, file) = file();
    model_file::write(&file, sentence, loops);
    let pool = Pool::start(Workers::new(1, 1, 2)).unwrap();
    Scripted { whisper: Whisper::open("scripted", &file, &pool).unwrap(), _folder: folder }
}

fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.bin");
    (folder, file)
}

fn listen(scripted: &Scripted) -> Box<dyn Listener> {
    scripted.whisper.listen(setting()).unwrap()
}

const SENTENCE: &[&[u8]] = &[b" Am", b" Donnerstag", b" um", b" drei", b"."];

#[tokio::test]
async fn it_keeps_the_contract() {
    let scripted = says(SENTENCE, false);
    keeps_the_contract(&scripted.whisper).await;
    waits_can_be_given_up(&scripted.whisper).await;
}

#[tokio::test]
async fn it_says_what_the_model_says_with_confidence() {
    let scripted = says(SENTENCE, false);
    assert_eq!(scripted.whisper.name(), "whisper scripted");
    let mut ear = listen(&scripted);
    speak(&mut ear, 1_000);
    ear.finish(Take(7), Expectation::Open);
    match next(&mut ear).await {
        Some(Heard::Utterance { take, words, confidence, took }) => {
            assert_eq!((take, words.reveal().as_str()), (Take(7), "Am Donnerstag um drei."));
            assert!(
                confidence.is_some_and(|confidence| confidence > 0.9) && !took.is_zero(),
                "{confidence:?} {took:?}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_loop_is_cut() {
    let scripted = says(SENTENCE, true);
    let mut ear = listen(&scripted);
    speak(&mut ear, 2_000);
    ear.finish(Take(1), Expectation::Open);
    assert_eq!(words(&mut ear, Take(1)).await, "Am Donnerstag um drei.");
}

#[tokio::test]
async fn a_text_that_ends_inside_a_character_is_no_error() {
    let scripted = says(&[b" Um", b" f\xc3"], false);
    let mut ear = listen(&scripted);
    speak(&mut ear, 500);
    ear.finish(Take(1), Expectation::Open);
    assert_eq!(words(&mut ear, Take(1)).await, "Um f\u{fffd}");
}

#[tokio::test]
async fn the_yes_no_grammar_does_not_swallow_what_is_clearly_something_else() {
    let scripted = says(SENTENCE, false);
    let mut ear = listen(&scripted);
    speak(&mut ear, 800);
    ear.finish(Take(1), Expectation::YesNo);
    assert_eq!(words(&mut ear, Take(1)).await, "Am Donnerstag um drei.");
    let scripted = says(&[b" Ja", b",", b" gerne", b"."], false);
    let mut ear = listen(&scripted);
    speak(&mut ear, 800);
    ear.finish(Take(1), Expectation::YesNo);
    assert_eq!(words(&mut ear, Take(1)).await, "Ja, gerne.");
}

#[tokio::test]
async fn many_calls_share_one_worker_and_each_gets_its_own_answer() {
    let scripted = says(SENTENCE, false);
    let mut ears: Vec<_> = (0..5).map(|_| listen(&scripted)).collect();
    for (number, ear) in ears.iter_mut().enumerate() {
        speak(ear, 400);
        ear.finish(Take(number as u32), Expectation::Open);
    }
    for (number, ear) in ears.iter_mut().enumerate() {
        assert_eq!(words(ear, Take(number as u32)).await, "Am Donnerstag um drei.");
    }
}

#[tokio::test]
async fn a_full_queue_says_so_at_once_and_drops_nobody_elses_take() {
    let scripted = says(SENTENCE, false);
    // The first takes longest, so that the others meet a busy worker: four wait, the rest are turned away.
    let mut first = listen(&scripted);
    speak(&mut first, 28_000);
    let mut others: Vec<_> = (0..12).map(|_| listen(&scripted)).collect();
    others.iter_mut().for_each(|ear| speak(ear, 300));
    first.finish(Take(0), Expectation::Open);
    others.iter_mut().for_each(|ear| ear.finish(Take(1), Expectation::Open));
    words(&mut first, Take(0)).await;
    let (mut answered, mut busy) = (0, 0);
    for ear in &mut others {
        match next(ear).await {
            Some(Heard::Utterance { .. }) => answered += 1,
            Some(Heard::Busy { take: Take(1) }) => busy += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(answered >= 4 && busy >= 1 && answered + busy == 12, "{answered} answered, {busy} turned away");
    let mut later = listen(&scripted);
    speak(&mut later, 300);
    later.finish(Take(2), Expectation::Open);
    words(&mut later, Take(2)).await;
}

#[tokio::test]
async fn a_call_that_ends_leaves_the_queue() {
    let scripted = says(SENTENCE, false);
    let mut first = listen(&scripted);
    speak(&mut first, 28_000);
    first.finish(Take(0), Expectation::Open);
    for _ in 0..40 {
        let mut gone = listen(&scripted);
        speak(&mut gone, 300);
        gone.finish(Take(1), Expectation::Open);
    }
    let mut other = listen(&scripted);
    speak(&mut other, 300);
    other.finish(Take(2), Expectation::Open);
    assert_eq!(words(&mut other, Take(2)).await, "Am Donnerstag um drei.");
}

#[tokio::test]
async fn hypotheses_come_only_when_wanted_and_stop_at_the_take() {
    let scripted = says(SENTENCE, false);
    let whisper = scripted.whisper.with_hypotheses(400);
    let mut ear = whisper.listen(setting()).unwrap();
    speak(&mut ear, 600);
    match next(&mut ear).await {
        Some(Heard::Hypothesis(words)) => assert_eq!(words.reveal(), "Am Donnerstag um drei."),
        other => panic!("{other:?}"),
    }
    ear.finish(Take(1), Expectation::Open);
    words(&mut ear, Take(1)).await;
    assert_eq!(next(&mut ear).await, None);
}

#[tokio::test]
async fn two_models_share_the_workers() {
    let (folder, file) = file();
    let second = folder.path().join("second.bin");
    model_file::write(&file, SENTENCE, false);
    model_file::write(&second, &[b" Nein", b"."], false);
    let pool = Pool::start(Workers::new(1, 1, 2)).unwrap();
    let open: Arc<dyn Recognizer> = Arc::new(Whisper::open("open", &file, &pool).unwrap());
    let closed: Arc<dyn Recognizer> = Arc::new(Whisper::open("closed", &second, &pool).unwrap());
    let mut ear = speech::asr::pair::Pair::new(open, closed).listen(setting()).unwrap();
    speak(&mut ear, 500);
    ear.finish(Take(1), Expectation::Open);
    assert_eq!(words(&mut ear, Take(1)).await, "Am Donnerstag um drei.");
    ear.finish(Take(2), Expectation::YesNo);
    assert_eq!(words(&mut ear, Take(2)).await, "Nein.");
}

#[test]
fn what_is_no_model_is_refused_with_the_reason() {
    let (_folder, file) = file();
    let pool = Pool::start(Workers::new(1, 1, 1)).unwrap();
    let refused = |reason: &str| match Whisper::open("bad", &file, &pool) {
        Err(AsrError::Model(message)) => assert!(message.contains(reason), "{message}"),
        other => panic!("{other:?}"),
    };
    refused("No such file");
    std::fs::write(&file, "<html>").unwrap();
    refused("no file of whisper.cpp's format");
    model_file::write(&file, SENTENCE, false);
    let whole = std::fs::read(&file).unwrap();
    for length in [40, 60, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..length]).unwrap();
        refused("damaged or cut short");
    }
}
