//! The caller's turn: what the recogniser makes of it, and when it is over.

use super::{Call, Phase};
use crate::event::Action;
use crate::record::{Record, TurnRecord, Unheard};
use crate::turn::{PauseWords, Words, expectation};
use audio::SpeechEdge;
use base::privacy::Personal;
use dialogue::gate::Verdict;
use dialogue::{Hearing, Input, Role, Said, TransferReason, Who};
use speech::asr::{AsrError, Heard, Take};
use std::time::Duration;
use understanding::{Completeness, Utterance};

/// Speculative replies kept, until the recogniser has heard the pause, for what it makes of the last words.
const TRIES_KEPT: u32 = 1;
/// So long before the end of a turn the reply is begun, if nothing is said until then: a fast model and a fast voice are ready
/// by the end. Within the longer pauses of a dictation most replies begun sooner would be dropped.
const HEAD_START: Duration = Duration::from_millis(700);
/// Takes lost to a full queue in a row before the caller is asked to say it again.
const BUSY_MAX: u32 = 3;

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
    pub(super) fn on_possible_onset(&mut self) {
        self.turn.possible_onset(self.now.stream);
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
                self.turn.answered(take, PauseWords::Nothing);
            }
            Heard::Busy { take } => self.on_busy(take),
            Heard::Failed(error) => self.on_recogniser_failed(&error),
        }
    }

    /// Words that may change still stop the agent when they are clearly meant to, and may be thought about.
    fn on_hypothesis(&mut self, words: Personal<String>) {
        let utterance = self.read(&words, None);
        if self.interruption.is_some() && self.is_barge_in(&utterance) {
            self.barge_in();
        }
        self.turn.supposed(utterance);
        self.think_ahead(if self.turn.speaking() { TRIES_KEPT } else { 0 });
    }

    /// Begins the reply to words that may still change: to complete ones while the caller speaks, and in a pause to any that
    /// need no long one to be over. Tries that are to be `kept` are for what is known better later.
    fn think_ahead(&mut self, kept: u32) {
        if self.interruption.is_some() || !self.may_think_ahead() {
            return;
        }
        let Some(words) = self.turn.hypothesis().map(|supposed| supposed.words.clone()) else { return };
        let (utterance, asked) = (self.read(&words, None), self.conversation.asked);
        let completeness = utterance.parsed.completeness();
        let may_change = self.turn.speaking() && completeness != Completeness::Complete;
        if may_change || self.turn.wait(completeness, &self.setup.settings, asked) > HEAD_START {
            return;
        }
        self.speculate(Input::Utterance(Box::new(utterance)), kept);
    }

    /// Reads what the caller said, where the conversation stands now; what was read of the same words still holds as long as it
    /// stands there.
    pub(super) fn read(&self, words: &Personal<String>, confidence: Option<f32>) -> Utterance {
        self.hearing().read(words, confidence, self.turn.read())
    }

    /// Words that wait for the end of the turn are read anew where the conversation has moved on meanwhile.
    pub(super) fn keep_reading(&mut self) {
        let Some(utterance) = self.understood_words().filter(|words| !self.hearing().still_holds(words)) else {
            return;
        };
        let utterance = self.read(&utterance.words, utterance.confidence);
        self.turn.reread(utterance);
    }

    /// Where the conversation stands.
    pub(super) fn hearing(&self) -> Hearing<'_> {
        Hearing {
            conversation: &self.conversation,
            proposal: self.gate.proposal(),
            business: &self.setup.business,
            now: self.now.wall,
        }
    }

    /// What is before the gate is answered by the gate, and what a deed comes to is not known yet.
    fn may_think_ahead(&self) -> bool {
        !self.gate.waiting() && !self.deeds.busy()
    }

    fn on_utterance(&mut self, take: Take, words: Personal<String>, confidence: Option<f32>, took: Duration) {
        let utterance = self.read(&words, confidence);
        let (barge_in, completeness) = (self.is_barge_in(&utterance), utterance.parsed.completeness());
        let reading = PauseWords::Words(Words { utterance: Box::new(utterance), completeness, took });
        if !self.turn.answered(take, reading) {
            return;
        }
        self.unanswered = 0;
        match self.interruption.is_some() {
            true if barge_in => self.barge_in(),
            true => self.resume(),
            false => {}
        }
    }

    /// When the reply to the words understood is begun, if it is not yet.
    pub(super) fn think_at(&self) -> Option<Duration> {
        let at = self.commit_at()?.saturating_sub(HEAD_START);
        (self.may_think_ahead() && self.may_speculate(self.understood_words()?, 0)).then_some(at)
    }

    /// Begins the reply to the words understood.
    pub(super) fn think_of_reading(&mut self) {
        if let Some(utterance) = self.understood_words().cloned() {
            self.speculate(Input::Utterance(Box::new(utterance)), 0);
        }
    }

    /// What was understood in the pause, if anything.
    fn understood_words(&self) -> Option<&Utterance> {
        match self.turn.reading()? {
            PauseWords::Words(Words { utterance, .. }) => Some(utterance),
            PauseWords::Nothing => None,
        }
    }

    fn on_busy(&mut self, take: Take) {
        if !self.turn.answered(take, PauseWords::Nothing) {
            return;
        }
        self.unanswered += 1;
        if self.unanswered > BUSY_MAX {
            self.note_unheard(Unheard::Busy);
        } else if !self.turn.speaking() {
            let take = self.turn.next_take(self.now.stream);
            self.ask_recogniser(take);
        }
    }

    fn note_unheard(&mut self, why: Unheard) {
        self.record(Record::Unheard { why, at: self.now.stream });
    }

    fn on_recogniser_failed(&mut self, _error: &AsrError) {
        self.note_unheard(Unheard::Failed);
        self.transfer(TransferReason::Failure);
    }

    // ── the end of the turn ──

    /// What was heard was no turn.
    pub(super) fn drop_turn(&mut self) {
        self.forget_speculations();
        self.turn.reset();
        self.act(Action::ForgetHeard);
    }

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
            Some(PauseWords::Words(words)) => self.commit_words(words),
            Some(PauseWords::Nothing) if self.interruption.is_some() => self.resume(),
            Some(PauseWords::Nothing) if self.turn.length() <= self.setup.settings.noise_max => self.drop_turn(),
            Some(PauseWords::Nothing) => self.commit_nothing(),
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
            let nothing = self.read(&Personal::default(), None);
            self.answer(nothing, began);
        } else {
            self.evidence.hear_nothing(&self.history);
            self.begin_reply(Input::NotUnderstood);
        }
    }

    fn commit_words(&mut self, words: Words) {
        // A word that filled the wait for the recogniser is spoken to its end: what answers the caller follows it.
        let filled = self.playback.is_only(Role::Filler);
        let interrupted = self.playback.busy() && !filled;
        if interrupted {
            self.clear_line();
        }
        self.release_feed();
        self.interruption = None;
        if !filled {
            self.close_agent_turn(interrupted);
        }
        let (began, last_voice) = (self.turn.began().unwrap_or_default(), self.turn.last_voice());
        let Words { utterance, took, .. } = words;
        self.close_caller_turn(&utterance.words);
        self.silences = 0;
        self.begin_answer(last_voice, took);
        self.turn.reset();
        self.act(Action::ForgetHeard);
        self.answer(*utterance, began);
    }

    /// Gives an utterance to the gate first, then to the engine.
    fn answer(&mut self, utterance: Utterance, began: Duration) {
        match utterance.words.reveal().is_empty() {
            true => self.evidence.hear_nothing(&self.history),
            false => {
                let mut evidence = std::mem::take(&mut self.evidence);
                evidence.hear(&utterance, &self.hearing(), &self.history);
                self.evidence = evidence;
            }
        }
        match self.gate.judge(&utterance, began) {
            Verdict::NotMine => self.begin_reply(Input::Utterance(Box::new(utterance))),
            Verdict::Again => self.read_back(),
            Verdict::Agreed(commit) => {
                self.understood(vec!["yes".to_owned()]);
                self.carry_out(commit);
            }
            Verdict::Declined(proposal, hold) => self.declined(proposal, hold, utterance),
        }
    }

    /// Records the caller's turn.
    fn close_caller_turn(&mut self, words: &Personal<String>) {
        self.history.push(Said::by_caller(words.clone()));
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
        if let Some(PauseWords::Words(words)) = self.turn.reading().cloned() {
            self.close_caller_turn(&words.utterance.words);
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
        self.note_unheard(Unheard::Late);
        self.unanswered += 1;
        if self.unanswered > 1 {
            self.transfer(TransferReason::Failure);
        } else {
            self.commit_nothing();
        }
    }
}
