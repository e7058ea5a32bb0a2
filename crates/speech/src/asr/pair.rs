//! Two recognisers for one call: a strong one for open questions, a quick one for closed ones.
//!
//! On two cores the larger model hears free wording better, and the smaller answers yes or no, digits and single words in a
//! quarter of the time and, with a prompt or grammar, as well. When one dies, the other carries on alone.

use super::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use async_trait::async_trait;
use audio::EarFrame;
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
