//! Two recognisers for one call: a strong one for open questions, a quick one for closed ones.
//!
//! On two cores the larger model hears free wording better, and the smaller answers yes or no, digits and single words in a
//! quarter of the time and, with a prompt or grammar, as well. When one dies, the other carries on alone.

use super::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use crate::audio::EarFrame;
use async_trait::async_trait;
use std::sync::Arc;

/// Two recognisers that are used as one.
pub struct Pair {
    name: String,
    strong: Arc<dyn Recognizer>,
    quick: Arc<dyn Recognizer>,
}

impl Pair {
    /// Open questions to `strong`, closed ones to `quick`.
    pub fn new(strong: Arc<dyn Recognizer>, quick: Arc<dyn Recognizer>) -> Self {
        Pair { name: format!("{} with {}", strong.name(), quick.name()), strong, quick }
    }
}

impl Recognizer for Pair {
    fn name(&self) -> &str {
        &self.name
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        let ears = match (self.strong.listen(setting.clone()), self.quick.listen(setting)) {
            (Ok(strong), Ok(quick)) => (Some(strong), Some(quick)),
            (Ok(strong), Err(_)) => (Some(strong), None),
            (Err(_), Ok(quick)) => (None, Some(quick)),
            (Err(error), Err(_)) => return Err(error),
        };
        Ok(Box::new(PairListener { strong: ears.0, quick: ears.1, asked: None }))
    }
}

/// Whether the quick one answers: what can be said is short and known beforehand.
fn is_closed(expectation: Expectation) -> bool {
    match expectation {
        Expectation::YesNo | Expectation::Digits => true,
        Expectation::Open
        | Expectation::When
        | Expectation::Choice
        | Expectation::Name
        | Expectation::Spelling
        | Expectation::Code => false,
    }
}

struct PairListener {
    strong: Option<Box<dyn Listener>>,
    quick: Option<Box<dyn Listener>>,
    asked: Option<(Take, Expectation)>,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Strong,
    Quick,
}

impl PairListener {
    fn ears(&mut self) -> impl Iterator<Item = &mut Box<dyn Listener>> {
        self.strong.iter_mut().chain(self.quick.iter_mut())
    }

    fn ask(&mut self, take: Take, expectation: Expectation) {
        let (first, second) = match is_closed(expectation) {
            true => (&mut self.quick, &mut self.strong),
            false => (&mut self.strong, &mut self.quick),
        };
        if let Some(ear) = first.as_mut().or(second.as_mut()) {
            ear.finish(take, expectation);
        }
    }

    async fn either(&mut self) -> (Which, Heard) {
        tokio::select! {
            heard = next_of(&mut self.strong) => (Which::Strong, heard),
            heard = next_of(&mut self.quick) => (Which::Quick, heard),
        }
    }

    /// Goes on with the other ear; `None` when there is none.
    fn bury(&mut self, which: Which) -> Option<()> {
        match which {
            Which::Strong => self.strong = None,
            Which::Quick => self.quick = None,
        }
        self.ears().next()?;
        if let Some((take, expectation)) = self.asked {
            self.ask(take, expectation);
        }
        Some(())
    }

    /// Whether an answer is to the last question; the other ear may still answer an older one.
    fn is_current(&mut self, answer: Take) -> bool {
        let current = self.asked.is_some_and(|(take, _)| take == answer);
        if current {
            self.asked = None;
        }
        current
    }
}

async fn next_of(ear: &mut Option<Box<dyn Listener>>) -> Heard {
    match ear {
        Some(ear) => ear.next().await,
        None => std::future::pending().await,
    }
}

#[async_trait]
impl Listener for PairListener {
    fn hear(&mut self, frame: &EarFrame) {
        self.ears().for_each(|ear| ear.hear(frame));
    }

    fn speech_started(&mut self, ago_ms: u32) {
        self.ears().for_each(|ear| ear.speech_started(ago_ms));
    }

    fn finish(&mut self, take: Take, expectation: Expectation) {
        self.asked = Some((take, expectation));
        self.ask(take, expectation);
    }

    fn forget(&mut self) {
        self.asked = None;
        self.ears().for_each(|ear| ear.forget());
    }

    async fn next(&mut self) -> Heard {
        loop {
            match self.either().await {
                (which, Heard::Failed(error)) => {
                    if self.bury(which).is_none() {
                        return Heard::Failed(error);
                    }
                }
                (_, Heard::Hypothesis(words)) => return Heard::Hypothesis(words),
                (_, heard @ (Heard::Utterance { take, .. } | Heard::Nothing { take, .. } | Heard::Busy { take })) => {
                    if self.is_current(take) {
                        return heard;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scripted::Scripted;
    use super::*;
    use crate::audio::EAR_FRAME;
    use crate::language::Language;
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
}
