//! What every recogniser must do, as one check that its adapters share.

use audio::{EAR_FRAME, EarFrame};
use base::language::Language;
use speech::asr::{Expectation, Heard, Listener, Recognizer, Setting, Take};
use std::time::Duration;

/// A call in German at a salon.
pub fn setting() -> Setting {
    Setting {
        language: Language::De,
        vocabulary: vec!["Herrenhaarschnitt".to_owned(), "Jonas".to_owned()],
        others: Vec::new(),
    }
}

/// 20 ms of a buzz that is no silence.
pub fn sound() -> EarFrame {
    std::array::from_fn(|sample| if sample % 80 < 40 { 4_000 } else { -4_000 })
}

/// Lets a listener hear so much speech, from its onset on.
pub fn speak(ear: &mut Box<dyn Listener>, ms: u32) {
    ear.hear(&sound());
    ear.speech_started(20);
    for _ in 1..ms / 20 {
        ear.hear(&sound());
    }
}

/// The words of the next answer, which must be to `take`.
pub async fn words(ear: &mut Box<dyn Listener>, take: Take) -> String {
    match next(ear).await {
        Some(Heard::Utterance { take: answered, words, .. }) if answered == take => words.into_inner(),
        other => panic!("{other:?} instead of words to {take:?}"),
    }
}

/// The next answer, if one comes within two seconds of the test's clock.
pub async fn next(ear: &mut Box<dyn Listener>) -> Option<Heard> {
    tokio::time::timeout(Duration::from_secs(2), ear.next()).await.ok()
}

/// The contract of [`Listener`], for a recogniser that understands the buzz.
pub async fn keeps_the_contract(recognizer: &dyn Recognizer) {
    let mut ear = recognizer.listen(setting()).unwrap();
    assert_eq!(next(&mut ear).await, None, "nothing is said unasked");

    (0..50).for_each(|_| ear.hear(&[0; EAR_FRAME]));
    ear.finish(Take(1), Expectation::Open);
    let heard = next(&mut ear).await;
    assert!(matches!(heard, Some(Heard::Nothing { take: Take(1), .. })), "no speech, no words: {heard:?}");

    ear.forget();
    speak(&mut ear, 600);
    ear.finish(Take(2), Expectation::Open);
    let first = words(&mut ear, Take(2)).await;
    assert!(!first.is_empty());
    assert_eq!(next(&mut ear).await, None, "one answer to a take");

    (0..10).for_each(|_| ear.hear(&sound()));
    ear.finish(Take(3), Expectation::When);
    ear.finish(Take(4), Expectation::When);
    assert!(!words(&mut ear, Take(4)).await.is_empty(), "a new take replaces an unanswered one and covers both parts");
    assert_eq!(next(&mut ear).await, None);

    ear.finish(Take(5), Expectation::Open);
    ear.forget();
    assert_eq!(next(&mut ear).await, None, "what is forgotten is not answered");

    ear.finish(Take(6), Expectation::Open);
    let heard = next(&mut ear).await;
    assert!(matches!(heard, Some(Heard::Nothing { take: Take(6), .. })), "a new turn begins without speech: {heard:?}");
}

/// Giving up waiting for an answer must not lose it: the driver waits for many things at once.
pub async fn waits_can_be_given_up(recognizer: &dyn Recognizer) {
    let mut ear = recognizer.listen(setting()).unwrap();
    speak(&mut ear, 600);
    ear.finish(Take(1), Expectation::Open);
    for _ in 0..20 {
        let given_up = tokio::time::timeout(Duration::from_micros(10), ear.next()).await;
        if let Ok(heard) = given_up {
            assert!(matches!(heard, Heard::Utterance { take: Take(1), .. }), "{heard:?}");
            return;
        }
    }
    words(&mut ear, Take(1)).await;
}
