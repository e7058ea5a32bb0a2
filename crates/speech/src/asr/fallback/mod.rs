//! Several recognisers, tried in order: when one fails, is busy or gives no words in time, the next hears the same turn and
//! answers the same take.
//!
//! The frames of a turn are kept from shortly before its onset, half a minute of them at most, and are gone when the turn is
//! over. A turn begins with the first recogniser that does not rest; a connection that was closed meanwhile is opened anew,
//! while the caller already speaks. The last recogniser, too, is opened once more in a turn when its connection breaks, since
//! nothing comes after it.
//!
//! A second attempt is hedged where it pays: when half the limit is over and a later recogniser stands on this machine, it
//! begins, and whoever has the words first is heard. It costs some of our processor's time; a recogniser elsewhere would cost
//! money and give one more processor the caller's voice (Art. 5(1)(c) GDPR), so that it is asked only once the one before has
//! failed. Who loses the race is counted as failed: it was slow, and if it always is it must rest.

mod turn;

use self::turn::Turn;
use super::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use async_trait::async_trait;
use audio::EarFrame;
use base::fallback::Candidates;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::time::{Instant, sleep_until};

/// A recogniser, and where it works.
pub struct LocatedRecognizer {
    /// The recogniser.
    pub recognizer: Arc<dyn Recognizer>,
    /// It works on this machine, so that asking it early costs nobody's data and no money.
    pub here: bool,
}

/// Recognisers in the order of preference; each one's limit is for the final words of a take.
pub struct FallbackRecognizer {
    name: String,
    candidates: Arc<Candidates<LocatedRecognizer>>,
}

impl FallbackRecognizer {
    /// Tries these in order.
    pub fn new(candidates: Candidates<LocatedRecognizer>) -> Self {
        let names: Vec<_> = candidates.all().map(|candidate| candidate.adapter.recognizer.name().to_owned()).collect();
        FallbackRecognizer { name: names.join(", then "), candidates: Arc::new(candidates) }
    }
}

impl Recognizer for FallbackRecognizer {
    fn name(&self) -> &str {
        &self.name
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        let candidates = self.candidates.clone();
        let turn = Turn::default();
        let mut ear = LadderListener {
            candidates,
            setting,
            turn,
            current: None,
            hedge: None,
            asked: None,
            reopened: false,
            ready: VecDeque::new(),
        };
        ear.open_ahead()?;
        Ok(Box::new(ear))
    }
}

/// An open ear.
struct Attempt {
    place: usize,
    ear: Box<dyn Listener>,
}

#[derive(Clone, Copy)]
struct Asked {
    take: Take,
    expectation: Expectation,
    /// When the call asked, and when the current ear was asked.
    at: Instant,
    tried_at: Instant,
    /// A second attempt was begun, or is not to be.
    hedged: bool,
}

/// The ear of one call.
struct LadderListener {
    candidates: Arc<Candidates<LocatedRecognizer>>,
    setting: Setting,
    turn: Turn,
    current: Option<Attempt>,
    hedge: Option<Attempt>,
    asked: Option<Asked>,
    /// The last recogniser was opened once more in this turn.
    reopened: bool,
    ready: VecDeque<Heard>,
}

/// What comes next.
enum Next {
    Current(Heard),
    Hedge(Heard),
    TimeToHedge,
    Late,
}

impl LadderListener {
    /// Opens the first ear that is awake before anybody speaks, so that its connection is there.
    fn open_ahead(&mut self) -> Result<(), AsrError> {
        let now = Instant::now();
        let mut last = AsrError::Recognition("there is no recogniser".to_owned());
        for place in 0..=self.candidates.last() {
            let awake = self.candidates.at(place).is_some_and(|candidate| !candidate.breaker.is_resting(now));
            if !awake && place != self.candidates.last() {
                continue;
            }
            match self.open(place) {
                Ok(attempt) => {
                    self.current = Some(attempt);
                    return Ok(());
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Opens the ear at `place` and lets it hear the turn so far.
    fn open(&self, place: usize) -> Result<Attempt, AsrError> {
        let none = || AsrError::Recognition("there is no recogniser".to_owned());
        let candidate = self.candidates.at(place).ok_or_else(none)?;
        let opened = candidate.adapter.recognizer.listen(self.setting.clone());
        let mut ear = opened.inspect_err(|_| candidate.breaker.failed(Instant::now()))?;
        self.turn.replay(&mut ear);
        if let Some(Asked { take, expectation, .. }) = self.asked {
            ear.finish(take, expectation);
        }
        Ok(Attempt { place, ear })
    }

    /// A turn begins: the first that is worth an attempt hears it.
    fn choose(&mut self) {
        let Some(place) = self.candidates.admitted_from(0) else { return };
        if self.current.as_ref().is_some_and(|current| current.place == place) {
            return;
        }
        match self.open(place) {
            Ok(attempt) => self.current = Some(attempt),
            Err(error) => self.climb(place + 1, error),
        }
    }

    /// Goes on with the first from `from` on that opens.
    fn climb(&mut self, mut from: usize, mut error: AsrError) {
        self.current = None;
        if let Some(asked) = &mut self.asked {
            asked.tried_at = Instant::now();
        }
        while let Some(place) = self.candidates.admitted_from(from) {
            match self.open(place) {
                Ok(attempt) => return self.current = Some(attempt),
                Err(next) => (from, error) = (place + 1, next),
            }
        }
        if !self.reopened {
            self.reopened = true;
            match self.open(self.candidates.last()) {
                Ok(attempt) => return self.current = Some(attempt),
                Err(last) => error = last,
            }
        }
        self.asked = None;
        self.ready.push_back(Heard::Failed(error));
    }

    /// The current ear is of no use for this turn.
    fn fall(&mut self, error: AsrError) {
        let Some(failed) = self.current.take() else { return };
        if let Some(candidate) = self.candidates.at(failed.place) {
            let recogniser = candidate.adapter.recognizer.name();
            tracing::warn!(recogniser, %error, "a recogniser failed; the next hears the turn");
            candidate.breaker.failed(Instant::now());
        }
        if self.hedge.is_some() {
            return self.promote();
        }
        // Between turns nobody waits: the next turn chooses.
        if self.turn.has_begun() || self.asked.is_some() {
            self.climb(failed.place + 1, error);
        }
    }

    /// The second attempt takes over.
    fn promote(&mut self) {
        self.current = self.hedge.take();
        if let Some(asked) = &mut self.asked {
            asked.tried_at = Instant::now();
        }
    }

    fn begin_hedge(&mut self) {
        let place = self.hedge_place();
        if let Some(asked) = &mut self.asked {
            asked.hedged = true;
        }
        self.hedge = place.and_then(|place| self.open(place).ok());
    }

    /// A later ear on this machine that does not rest.
    fn hedge_place(&self) -> Option<usize> {
        let (current, now) = (self.current.as_ref()?.place, Instant::now());
        let here = |place: usize| {
            self.candidates
                .at(place)
                .is_some_and(|candidate| candidate.adapter.here && !candidate.breaker.is_resting(now))
        };
        if here(current) { None } else { (current + 1..=self.candidates.last()).find(|place| here(*place)) }
    }

    /// When to begin a second attempt, and when to give the current one up.
    fn times(&self) -> (Option<Instant>, Option<Instant>) {
        let (Some(asked), Some(current)) = (self.asked, &self.current) else { return (None, None) };
        let Some(candidate) = self.candidates.at(current.place) else { return (None, None) };
        let hedge_at = (!asked.hedged && self.hedge_place().is_some()).then(|| asked.tried_at + candidate.limit / 2);
        // One on this machine that nothing comes after is slow at worst, and it is all there is.
        let endless = candidate.adapter.here && current.place == self.candidates.last();
        (hedge_at, (!endless).then(|| asked.tried_at + candidate.limit))
    }

    async fn wait(&mut self) -> Next {
        let (hedge_at, late_at) = self.times();
        tokio::select! {
            biased;
            heard = next_of(&mut self.current) => Next::Current(heard),
            heard = next_of(&mut self.hedge) => Next::Hedge(heard),
            () = until(late_at) => Next::Late,
            () = until(hedge_at) => Next::TimeToHedge,
        }
    }

    /// What the current ear said, if it is news.
    fn on_current(&mut self, heard: Heard) -> Option<Heard> {
        match heard {
            Heard::Hypothesis(_) => Some(heard),
            Heard::Utterance { take, .. } | Heard::Nothing { take, .. } => {
                let answer = self.answer(take, heard)?;
                if let Some(candidate) = self.current.as_ref().and_then(|current| self.candidates.at(current.place)) {
                    candidate.breaker.succeeded();
                }
                self.hedge = None;
                Some(answer)
            }
            Heard::Busy { take } => self.on_busy(take),
            Heard::Failed(error) => {
                self.fall(error);
                None
            }
        }
    }

    fn on_busy(&mut self, take: Take) -> Option<Heard> {
        self.asked.filter(|asked| asked.take == take)?;
        let last = self.current.as_ref().is_some_and(|current| current.place == self.candidates.last());
        if last && self.hedge.is_none() {
            self.asked = None;
            return Some(Heard::Busy { take });
        }
        self.fall(AsrError::Recognition("it is busy".to_owned()));
        None
    }

    fn on_hedge(&mut self, heard: Heard) -> Option<Heard> {
        match heard {
            Heard::Utterance { take, .. } | Heard::Nothing { take, .. } => {
                let answer = self.answer(take, heard)?;
                self.fall(AsrError::Recognition("another was faster".to_owned()));
                Some(answer)
            }
            Heard::Busy { .. } | Heard::Failed(_) => {
                self.hedge = None;
                None
            }
            Heard::Hypothesis(_) => None,
        }
    }

    /// The answer to the last question, timed from when the call asked; older ones are nobody's any more.
    fn answer(&mut self, take: Take, mut heard: Heard) -> Option<Heard> {
        let asked = self.asked.take_if(|asked| asked.take == take)?;
        if let Heard::Utterance { took, .. } | Heard::Nothing { took, .. } = &mut heard {
            *took = asked.at.elapsed();
        }
        Some(heard)
    }

    fn ears(&mut self) -> impl Iterator<Item = &mut Box<dyn Listener>> {
        self.current.iter_mut().chain(self.hedge.iter_mut()).map(|attempt| &mut attempt.ear)
    }
}

async fn next_of(attempt: &mut Option<Attempt>) -> Heard {
    match attempt {
        Some(attempt) => attempt.ear.next().await,
        None => std::future::pending().await,
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

#[async_trait]
impl Listener for LadderListener {
    fn hear(&mut self, frame: &EarFrame) {
        self.turn.hear(frame);
        self.ears().for_each(|ear| ear.hear(frame));
    }

    fn speech_started(&mut self, ago_ms: u32) {
        let begins = !self.turn.has_begun();
        if begins {
            self.choose();
            self.turn.begin(ago_ms);
        }
        self.ears().for_each(|ear| ear.speech_started(ago_ms));
    }

    fn finish(&mut self, take: Take, expectation: Expectation) {
        let now = Instant::now();
        if self.current.is_none() {
            self.choose();
        }
        // A second attempt that is under way goes on with the new take.
        let hedged = self.hedge.is_some();
        self.asked = Some(Asked { take, expectation, at: now, tried_at: now, hedged });
        self.ears().for_each(|ear| ear.finish(take, expectation));
    }

    fn forget(&mut self) {
        self.asked = None;
        self.hedge = None;
        self.reopened = false;
        self.turn.forget();
        self.ready.retain(|heard| matches!(heard, Heard::Failed(_)));
        self.ears().for_each(|ear| ear.forget());
    }

    async fn next(&mut self) -> Heard {
        loop {
            if let Some(heard) = self.ready.pop_front() {
                return heard;
            }
            let news = match self.wait().await {
                Next::Current(heard) => self.on_current(heard),
                Next::Hedge(heard) => self.on_hedge(heard),
                Next::TimeToHedge => {
                    self.begin_hedge();
                    None
                }
                Next::Late => {
                    self.fall(AsrError::Recognition("no words in time".to_owned()));
                    None
                }
            };
            if let Some(heard) = news {
                return heard;
            }
        }
    }
}
