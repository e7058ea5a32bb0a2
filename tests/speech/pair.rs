//! Two recognisers by turns: which question goes to whom, and what happens when one dies.

use async_trait::async_trait;
use audio::{EAR_FRAME, EarFrame};
use base::language::Language;
use lab::scripted::recognizer::Scripted;
use speech::asr::pair::Pair;
use speech::asr::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use std::sync::Arc;
use std::time::Duration;

/// Fails at the first question.
struct Dying;

impl Recognizer for Dying {
    fn name(&self) -> &str {
        "dying"
    }

    fn listen(&self, _: Setting) -> Result<Box<dyn Listener>, AsrError> {
        Ok(Box::new(DyingListener { asked: false }))
    }
}

struct DyingListener {
    asked: bool,
}

#[async_trait]
impl Listener for DyingListener {
    fn hear(&mut self, _: &EarFrame) {}
    fn speech_started(&mut self, _: u32) {}
    fn finish(&mut self, _: Take, _: Expectation) {
        self.asked = true;
    }
    fn forget(&mut self) {}
    async fn next(&mut self) -> Heard {
        if self.asked { Heard::Failed(AsrError::Recognition("gone".into())) } else { std::future::pending().await }
    }
}

fn scripted(words: &str, delay_ms: u64) -> Arc<dyn Recognizer> {
    Arc::new(Scripted::new([words], Duration::from_millis(delay_ms)))
}

fn listen(pair: &Pair) -> Box<dyn Listener> {
    let setting = Setting { language: Language::De, vocabulary: vec![], others: Vec::new() };
    let mut ear = pair.listen(setting).unwrap();
    ear.hear(&[0; EAR_FRAME]);
    ear.speech_started(20);
    ear
}

async fn words(ear: &mut Box<dyn Listener>) -> String {
    match ear.next().await {
        Heard::Utterance { words, .. } => words.into_inner(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn closed_questions_go_to_the_quick_one_and_open_ones_to_the_strong() {
    let mut ear = listen(&Pair::new(scripted("strong", 900), scripted("quick", 200)));
    for (expectation, who) in [
        (Expectation::Open, "strong"),
        (Expectation::YesNo, "quick"),
        (Expectation::When, "strong"),
        (Expectation::Digits, "quick"),
    ] {
        ear.finish(Take(1), expectation);
        assert_eq!(words(&mut ear).await, who, "{expectation:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_older_answer_of_the_other_ear_is_dropped() {
    let mut ear = listen(&Pair::new(scripted("strong", 100), scripted("quick", 200)));
    ear.finish(Take(1), Expectation::Open);
    ear.finish(Take(2), Expectation::YesNo);
    assert_eq!(words(&mut ear).await, "quick");
}

#[tokio::test(start_paused = true)]
async fn when_one_dies_the_other_answers_and_when_both_die_the_call_is_told() {
    let mut ear = listen(&Pair::new(Arc::new(Dying), scripted("quick", 0)));
    ear.finish(Take(1), Expectation::Open);
    assert_eq!(words(&mut ear).await, "quick");
    ear.finish(Take(2), Expectation::Open);
    assert_eq!(words(&mut ear).await, "quick");
    let mut ear = listen(&Pair::new(Arc::new(Dying), Arc::new(Dying)));
    ear.finish(Take(1), Expectation::Open);
    assert!(matches!(ear.next().await, Heard::Failed(_)));
}
