//! The ear of one call: keeps the recording, posts takes to the workers, and hands their answers back.

use super::full::Decoding;
use super::grammar::Grammar;
use super::model::Model;
use super::pool::{Ear, Job, Pool};
use super::{context, doubt};
use crate::asr::prompt as prompts;
use crate::asr::recording::Recording;
use crate::asr::{AsrError, Expectation, Heard, Listener, Setting, Take};
use async_trait::async_trait;
use audio::{EAR_HZ, EarFrame};
use base::language::Language;
use base::privacy::Personal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Nats of evidence against the yes/no grammar that it takes to say something else.
const GRAMMAR_PENALTY: f32 = 6.0;
/// Longest answer to which the grammar applies, s: who says more than yes or no says something that must not be lost.
const GRAMMAR_SECONDS_MAX: f32 = 1.8;

/// Shortest speech in which another language is listened for, s.
const OTHER_LANGUAGE_SECONDS_MIN: f32 = 1.2;

/// The ear of one call.
pub(super) struct WhisperListener {
    ear: Ear,
    pool: Arc<Pool>,
    model: Arc<Model>,
    setting: Setting,
    hypothesis_every_samples: Option<usize>,
    recording: Recording,
    hypothesis_at: usize,
    take_void: Arc<AtomicBool>,
    hypothesis_void: Arc<AtomicBool>,
    sender: mpsc::UnboundedSender<Answer>,
    answers: mpsc::UnboundedReceiver<Answer>,
}

/// What a worker, or the listener itself, answers. The channel needs no bound: each take has at most one answer, and the
/// task that asks is the one that reads.
struct Answer {
    take: Option<Take>,
    asked_at: Instant,
    outcome: Outcome,
}

enum Outcome {
    /// With the prompt that it was read with.
    Read(Result<Decoding, AsrError>, String),
    Nothing,
    Busy,
}

impl WhisperListener {
    pub(super) fn new(pool: Arc<Pool>, model: Arc<Model>, setting: Setting, hypothesis_every_ms: Option<u32>) -> Self {
        let (sender, answers) = mpsc::unbounded_channel();
        WhisperListener {
            ear: pool.ear(),
            pool,
            model,
            setting,
            hypothesis_every_samples: hypothesis_every_ms.map(|ms| (ms.max(20) * EAR_HZ / 1_000) as usize),
            recording: Recording::default(),
            hypothesis_at: 0,
            take_void: Arc::default(),
            hypothesis_void: Arc::default(),
            sender,
            answers,
        }
    }

    /// Makes what was asked so far void, begun or not.
    fn supersede(&mut self) {
        self.take_void.store(true, Ordering::Relaxed);
        self.hypothesis_void.store(true, Ordering::Relaxed);
        self.pool.withdraw(self.ear);
    }

    fn job(&self, take: Option<Take>, expectation: Expectation, samples: Vec<f32>, void: &Arc<AtomicBool>) -> Job {
        let seconds = samples.len() as f32 / EAR_HZ as f32;
        let language = self.setting.language;
        let grammar = (expectation == Expectation::YesNo && seconds <= GRAMMAR_SECONDS_MAX)
            .then(|| (Grammar::yes_no(language), GRAMMAR_PENALTY));
        let prompt = prompts::prompt(language, expectation, &self.setting.vocabulary);
        let other = self.other(expectation, seconds);
        let (sender, asked_at, prompted) = (self.sender.clone(), Instant::now(), prompt.clone());
        let other_prompted = other.clone();
        Job {
            ear: self.ear,
            model: Arc::clone(&self.model),
            language,
            prompt,
            other,
            grammar,
            audio_context: context::audio_context(self.model.layers(), seconds),
            tokens_max: context::tokens_max(seconds),
            samples,
            void: Arc::clone(void),
            answer: Box::new(move |result, read_in| {
                let prompted = match other_prompted {
                    Some((other, prompt)) if other == read_in => prompt,
                    _ => prompted,
                };
                // A listener that is gone wants no answer.
                let _ = sender.send(Answer { take, asked_at, outcome: Outcome::Read(result, prompted) });
            }),
        }
    }

    /// The other language that may be spoken, with its prompt. Names and codes are the same in all, and short answers tell
    /// too little.
    fn other(&self, expectation: Expectation, seconds: f32) -> Option<(Language, String)> {
        let sentence = matches!(expectation, Expectation::Open | Expectation::When | Expectation::Choice);
        let (other, vocabulary) = self.setting.others.first()?;
        (sentence && seconds >= OTHER_LANGUAGE_SECONDS_MIN)
            .then(|| (*other, prompts::prompt(*other, expectation, vocabulary)))
    }

    fn answer(&self, take: Take, outcome: Outcome) {
        let _ = self.sender.send(Answer { take: Some(take), asked_at: Instant::now(), outcome });
    }

    fn offer_hypothesis(&mut self) {
        let Some(every) = self.hypothesis_every_samples else { return };
        if self.recording.len() >= self.hypothesis_at + every {
            self.hypothesis_at = self.recording.len();
            self.hypothesis_void.store(true, Ordering::Relaxed);
            self.hypothesis_void = Arc::default();
            let job = self.job(None, Expectation::Open, self.recording.speech(), &self.hypothesis_void);
            self.pool.submit_if_idle(job);
        }
    }
}

#[async_trait]
impl Listener for WhisperListener {
    fn hear(&mut self, frame: &EarFrame) {
        self.recording.hear(frame);
        self.offer_hypothesis();
    }

    fn speech_started(&mut self, ago_ms: u32) {
        self.recording.speech_started(ago_ms);
    }

    fn finish(&mut self, take: Take, expectation: Expectation) {
        let samples = self.recording.speech();
        self.take_void.store(true, Ordering::Relaxed);
        self.hypothesis_void.store(true, Ordering::Relaxed);
        self.take_void = Arc::default();
        if samples.is_empty() {
            self.pool.withdraw(self.ear);
            return self.answer(take, Outcome::Nothing);
        }
        let job = self.job(Some(take), expectation, samples, &self.take_void);
        if self.pool.submit(job).is_err() {
            self.answer(take, Outcome::Busy);
        }
    }

    fn forget(&mut self) {
        self.supersede();
        self.recording.forget();
        self.hypothesis_at = 0;
        while self.answers.try_recv().is_ok() {}
    }

    async fn next(&mut self) -> Heard {
        loop {
            let Some(answer) = self.answers.recv().await else {
                // Cannot happen: the listener holds a sender itself.
                return Heard::Failed(AsrError::Recognition("the workers are gone".to_owned()));
            };
            if let Some(heard) = heard(answer) {
                return heard;
            }
        }
    }
}

impl Drop for WhisperListener {
    fn drop(&mut self) {
        self.supersede();
    }
}

/// What an answer means; a hypothesis that is not believed means nothing.
fn heard(answer: Answer) -> Option<Heard> {
    let took = answer.asked_at.elapsed();
    let words = match answer.outcome {
        Outcome::Read(Err(error), _) => return Some(Heard::Failed(error)),
        Outcome::Busy => return answer.take.map(|take| Heard::Busy { take }),
        Outcome::Nothing => None,
        Outcome::Read(Ok(reading), prompt) => {
            doubt::believed(&reading, &prompt).map(|(words, probability)| (Personal::from(words), probability))
        }
    };
    match (answer.take, words) {
        (None, words) => words.map(|(words, _)| Heard::Hypothesis(words)),
        (Some(take), None) => Some(Heard::Nothing { take, took }),
        (Some(take), Some((words, confidence))) => {
            Some(Heard::Utterance { take, words, confidence: Some(confidence), took })
        }
    }
}
