//! The caller's turn: what the recogniser makes of it, when it is over, and what an interruption of the agent means.

use super::{Call, Phase};
use crate::asr::{AsrError, Heard, Take};
use crate::audio::SpeechEdge;
use crate::call::event::Action;
use crate::call::record::{Record, TurnRecord};
use crate::call::turn::{Reading, Words, expectation};
use crate::dialogue::gate::Verdict;
use crate::dialogue::understand::{self, Completeness, Context};
use crate::dialogue::{Asked, Input, Role, Said, Sentence, TransferReason, Who};
use crate::privacy::Personal;
use std::time::Duration;

/// Words that make an interruption a barge-in when nothing else does.
const BARGE_IN_WORDS: usize = 2;
/// Speculative replies kept, until the recogniser has heard the pause, for what it makes of the last words.
const TRIES_KEPT: u32 = 1;
/// Takes lost to a full queue in a row before the caller is asked to say it again.
const BUSY_MAX: u32 = 3;

/// The caller spoke while the agent did.
#[derive(Debug, Default)]
pub(super) struct Interruption {
    onset: Duration,
    /// The line's feed is held.
    held: bool,
    /// The line was cleared; what was not heard by then.
    unheard: Option<Vec<Sentence>>,
}

/// Keys pressed.
#[derive(Debug, Default)]
pub(super) struct Digits {
    pressed: String,
    last: Option<Duration>,
}

impl Digits {
    /// Whether more keys may follow those pressed.
    pub(super) fn pending(&self) -> bool {
        self.last.is_some()
    }
}

impl Call {
    pub(super) fn on_speech(&mut self, edge: SpeechEdge) {
        let ago = |ms: u32| self.now.stream.saturating_sub(Duration::from_millis(ms.into()));
        match edge {
            SpeechEdge::Started { ago_ms } => self.voice_started(ago(ago_ms), ago_ms),
            SpeechEdge::Paused { ago_ms } => self.voice_paused(ago(ago_ms)),
        }
    }

    fn voice_started(&mut self, onset: Duration, ago_ms: u32) {
        self.turn.started(onset);
        if self.phase != Phase::Open {
            return;
        }
        // A reply begun at a pause goes on: it is dropped for other words, not for a breath or a word of courtesy.
        self.act(Action::Attend { ago_ms });
        if self.playback.busy() {
            self.interrupted_since(onset);
        }
    }

    /// Both speak.
    pub(super) fn interrupted_since(&mut self, onset: Duration) {
        self.interruption.get_or_insert_with(|| Interruption { onset, ..Interruption::default() });
    }

    fn voice_paused(&mut self, last_voice: Duration) {
        let take = self.turn.paused(last_voice, self.now.stream);
        match self.phase {
            Phase::Disclosing(_) => self.spoke_early(),
            Phase::Open => {
                if let Some(take) = take {
                    self.ask_recogniser(take);
                }
                self.think_ahead(TRIES_KEPT);
            }
            _ => {}
        }
    }

    /// The caller may be about to go on: what would end their turn waits until it shows.
    pub(super) fn on_stirred(&mut self) {
        self.turn.stirred(self.now.stream);
    }

    fn ask_recogniser(&mut self, take: Take) {
        let expected = expectation(self.conversation.asked, self.turn.length(), &self.setup.settings);
        self.act(Action::Finish(take, expected));
    }

    pub(super) fn on_heard(&mut self, heard: Heard) {
        if self.phase != Phase::Open {
            return;
        }
        match heard {
            Heard::Hypothesis(words) => self.on_hypothesis(words),
            Heard::Utterance { take, words, confidence, took } => self.on_utterance(take, words, confidence, took),
            Heard::Nothing { take, .. } => {
                self.turn.answered(take, Reading::Nothing);
            }
            Heard::Busy { take } => self.on_busy(take),
            Heard::Failed(error) => self.on_recogniser_failed(&error),
        }
    }

    /// Words that may change still stop the agent when they are clearly meant to, and may be thought about.
    fn on_hypothesis(&mut self, words: Personal<String>) {
        if self.interruption.is_some() && self.is_barge_in(words.reveal()) {
            self.barge_in();
        }
        self.turn.supposed(words);
        self.think_ahead(if self.turn.speaking() { TRIES_KEPT } else { 0 });
    }

    /// Begins the reply to words that may still change: to complete ones while the caller speaks, and in a pause to any that
    /// are not clearly unfinished. Tries that are to be `kept` are for what is known better later.
    fn think_ahead(&mut self, kept: u32) {
        let Some(words) = self.turn.hypothesis().filter(|_| self.interruption.is_none() && self.may_think_ahead())
        else {
            return;
        };
        let (words, speaking) = (words.clone(), self.turn.speaking());
        match understand::completeness(words.reveal(), self.conversation.language, self.conversation.asked) {
            Completeness::Unfinished => return,
            Completeness::Answered | Completeness::Neutral if speaking => return,
            Completeness::Complete | Completeness::Answered | Completeness::Neutral => {}
        }
        self.speculate(Input::Words { words, confidence: None }, kept);
    }

    /// What is before the gate is answered by the gate, and what a deed comes to is not known yet.
    fn may_think_ahead(&self) -> bool {
        !self.gate.waiting() && !self.deeds.busy()
    }

    fn on_utterance(&mut self, take: Take, words: Personal<String>, confidence: Option<f32>, took: Duration) {
        let completeness =
            understand::completeness(words.reveal(), self.conversation.language, self.conversation.asked);
        let reading = Reading::Words(Words { text: words.clone(), confidence, completeness, took });
        if !self.turn.answered(take, reading) {
            return;
        }
        self.unanswered = 0;
        if self.interruption.is_some() {
            if self.is_barge_in(words.reveal()) {
                self.barge_in();
            } else {
                self.resume();
                return;
            }
        }
        if self.may_think_ahead() {
            self.speculate(Input::Words { words, confidence }, 0);
        }
    }

    fn on_busy(&mut self, take: Take) {
        if !self.turn.answered(take, Reading::Nothing) {
            return;
        }
        self.unanswered += 1;
        if self.unanswered <= BUSY_MAX && !self.turn.speaking() {
            let take = self.turn.next_take(self.now.stream);
            self.ask_recogniser(take);
        }
    }

    fn on_recogniser_failed(&mut self, _error: &AsrError) {
        self.transfer(TransferReason::Failure);
    }

    // ── interruptions ──

    /// Whether words said into the agent's speech are meant to stop it: a stop phrase, two words that are no backchannel, or
    /// one word in answer to a direct question ('ja' answers a closed one, once its facts are said).
    fn is_barge_in(&self, words: &str) -> bool {
        let (language, asked) = (self.conversation.language, self.conversation.asked);
        let direct = !matches!(asked, Asked::None | Asked::Wish | Asked::More | Asked::Message);
        let closed = matches!(asked, Asked::Confirm | Asked::Consent | Asked::Transfer | Asked::Choice | Asked::More);
        let answers = closed && !self.playback.contains(Role::Facts);
        let enough = words.split_whitespace().count() >= BARGE_IN_WORDS || direct || answers;
        understand::is_stop(words, language) || (enough && (answers || !understand::is_backchannel(words, language)))
    }

    pub(super) fn hold_at(&self) -> Option<Duration> {
        let fresh = |interruption: &&Interruption| !interruption.held && interruption.unheard.is_none();
        let interruption = self.interruption.as_ref().filter(fresh)?;
        (self.turn.speaking() && self.interruptible()).then(|| interruption.onset + self.setup.settings.barge_in_hold)
    }

    pub(super) fn clear_at(&self) -> Option<Duration> {
        let interruption = self.interruption.as_ref().filter(|interruption| interruption.unheard.is_none())?;
        (self.turn.speaking() && self.interruptible()).then(|| interruption.onset + self.setup.settings.barge_in_clear)
    }

    /// When an interruption of which nothing was understood is over.
    pub(super) fn resume_at(&self) -> Option<Duration> {
        self.interruption.as_ref().filter(|_| !self.turn.speaking())?;
        Some(self.turn.last_voice() + self.setup.settings.barge_in_resume)
    }

    /// Neither the disclosure nor a goodbye is interrupted, nor what is said while a booking is written.
    fn interruptible(&self) -> bool {
        self.phase == Phase::Open && !self.deeds.busy() && !self.playback.contains(Role::Goodbye)
    }

    pub(super) fn hold_feed(&mut self) {
        if let Some(interruption) = &mut self.interruption {
            interruption.held = true;
            self.act(Action::HoldFeed);
        }
    }

    /// Enough voice to stop talking; whether it meant anything shows in its words.
    pub(super) fn clear_for_caller(&mut self) {
        let unheard = self.clear_line();
        self.release_feed();
        if let Some(interruption) = &mut self.interruption {
            interruption.unheard = Some(unheard);
        }
    }

    fn release_feed(&mut self) {
        if self.interruption.as_mut().is_some_and(|interruption| std::mem::take(&mut interruption.held)) {
            self.act(Action::ResumeFeed);
        }
    }

    /// The interruption was meant: the agent's turn is over.
    fn barge_in(&mut self) {
        if !self.interruptible() {
            return;
        }
        if self.playback.busy() {
            self.clear_line();
        }
        self.release_feed();
        self.interruption = None;
        self.forget_reply();
        self.close_agent_turn(true);
        self.owed_since = None;
    }

    /// The agent has said something newer: what an interruption left unheard is not said again.
    pub(super) fn outdate_unheard(&mut self) {
        if let Some(unheard) = self.interruption.as_mut().and_then(|interruption| interruption.unheard.as_mut()) {
            unheard.clear();
        }
    }

    /// The interruption meant nothing: go on from the last word heard.
    pub(super) fn resume(&mut self) {
        self.release_feed();
        let unheard = self.interruption.take().and_then(|interruption| interruption.unheard).unwrap_or_default();
        self.drop_turn();
        for sentence in unheard {
            self.say(sentence, false);
        }
    }

    /// What was heard was no turn.
    fn drop_turn(&mut self) {
        self.forget_speculations();
        self.turn.reset();
        self.act(Action::ForgetHeard);
    }

    // ── the end of the turn ──

    /// When the caller's turn is over, as far as is known now. While a booking is written it has to wait.
    pub(super) fn commit_at(&self) -> Option<Duration> {
        if self.phase != Phase::Open || self.deeds.busy() || self.thinking.awaited_since().is_some() {
            return None;
        }
        self.turn.commit_at(&self.setup.settings, self.conversation.asked)
    }

    /// The caller's turn is over.
    pub(super) fn commit(&mut self) {
        match self.turn.reading().cloned() {
            Some(Reading::Words(words)) => self.commit_words(words),
            Some(Reading::Nothing) if self.interruption.is_some() => self.resume(),
            Some(Reading::Nothing) if self.turn.length() <= self.setup.settings.noise_max => self.drop_turn(),
            Some(Reading::Nothing) => self.commit_nothing(),
            None => {}
        }
    }

    fn commit_nothing(&mut self) {
        let began = self.turn.began().unwrap_or_default();
        self.begin_answer(self.turn.last_voice(), Duration::ZERO);
        self.drop_turn();
        self.answer_nothing(began);
    }

    /// Nothing was understood: at a read-back that is neither yes nor no.
    fn answer_nothing(&mut self, began: Duration) {
        if self.gate.waiting() {
            self.answer(Personal::default(), None, began);
        } else {
            self.evidence.hear_nothing(&self.history);
            self.begin_reply(Input::NotUnderstood);
        }
    }

    fn commit_words(&mut self, words: Words) {
        let interrupted = self.playback.busy();
        if interrupted {
            self.clear_line();
        }
        self.release_feed();
        self.interruption = None;
        self.close_agent_turn(interrupted);
        let (began, last_voice) = (self.turn.began().unwrap_or_default(), self.turn.last_voice());
        self.close_caller_turn(&words.text);
        self.silences = 0;
        self.begin_answer(last_voice, words.took);
        self.turn.reset();
        self.act(Action::ForgetHeard);
        self.answer(words.text, words.confidence, began);
    }

    /// Gives the words to the gate first, then to the engine.
    fn answer(&mut self, words: Personal<String>, confidence: Option<f32>, began: Duration) {
        let context = Context {
            business: Some(&self.setup.business),
            language: self.conversation.language,
            now: self.now.wall.to_zoned(self.setup.business.zone.clone()),
            asked: self.conversation.asked,
            earlier: self.conversation.wish.when.as_ref(),
        };
        match words.reveal().is_empty() {
            true => self.evidence.hear_nothing(&self.history),
            false => self.evidence.hear(&words, &context, &self.history),
        }
        let verdict = self.gate.judge(words.reveal(), began, &context);
        match verdict {
            Verdict::NotMine => self.begin_reply(Input::Words { words, confidence }),
            Verdict::TooEarly => self.read_back(),
            Verdict::Unclear => self.ask_for_agreement(),
            Verdict::Agreed(commit) => {
                self.understood(vec!["yes".to_owned()]);
                self.carry_out(commit);
            }
            Verdict::Declined(proposal, hold) => self.declined(proposal, hold, words),
        }
    }

    /// Records the caller's turn.
    fn close_caller_turn(&mut self, words: &Personal<String>) {
        self.history.push(Said { who: Who::Caller, words: words.clone() });
        self.record_turn(TurnRecord {
            number: 0,
            who: Who::Caller,
            words: words.clone(),
            interrupted: false,
            start: self.turn.began().unwrap_or_default(),
            end: self.turn.last_voice(),
            timing: None,
        });
    }

    /// What the engine understood the caller to want.
    pub(super) fn understood(&mut self, intents: Vec<String>) {
        if !intents.is_empty() {
            self.record(Record::Understood(intents));
        }
    }

    /// At the end of a call: what either side had said by then is kept.
    pub(super) fn close_turns(&mut self) {
        self.facts_played();
        if self.playback.busy() {
            self.clear_line();
        }
        self.close_agent_turn(false);
        if let Some(Reading::Words(words)) = self.turn.reading().cloned() {
            self.close_caller_turn(&words.text);
        }
        self.turn = Default::default();
    }

    // ── the recogniser's silence ──

    /// When a recogniser that was asked has taken too long.
    pub(super) fn recognition_limit(&self) -> Option<Duration> {
        Some(self.turn.awaiting().filter(|_| self.phase == Phase::Open)? + self.setup.settings.recognition_limit)
    }

    /// The recogniser did not answer: the caller is asked to say it again, and handed over the second time.
    pub(super) fn recognition_lost(&mut self) {
        self.unanswered += 1;
        if self.unanswered > 1 {
            self.transfer(TransferReason::Failure);
        } else {
            self.commit_nothing();
        }
    }

    // ── keys ──

    pub(super) fn on_digit(&mut self, key: char) {
        if self.phase != Phase::Open {
            return;
        }
        if self.playback.busy() && self.interruptible() {
            self.clear_line();
            self.close_agent_turn(true);
        }
        self.digits.last = Some(self.now.stream);
        if key == '#' && !self.digits.pressed.is_empty() {
            self.digits_complete();
        } else {
            self.digits.pressed.push(key);
        }
    }

    pub(super) fn digits_at(&self) -> Option<Duration> {
        if self.deeds.busy() || self.thinking.awaited_since().is_some() {
            return None;
        }
        Some(self.digits.last? + self.setup.settings.digits_complete)
    }

    pub(super) fn digits_complete(&mut self) {
        let digits = std::mem::take(&mut self.digits).pressed;
        self.evidence.press(&digits, &self.history);
        self.silences = 0;
        self.forget_speculation();
        if let Some((proposal, hold)) = self.gate.withdraw() {
            self.declined(proposal, hold, Personal::from(digits));
        } else {
            self.begin_reply(Input::Digits(Personal::from(digits)));
        }
    }
}
