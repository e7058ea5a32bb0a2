//! Replies of the engine: begun at a pause already, or at words that sound complete before it (speculative, and dropped when
//! other words follow), adopted when the turn is committed. The first sentence of a reply that waits is given its voice
//! meanwhile; nothing is said before the commit.

use super::{Call, Phase};
use crate::event::{Action, ReplyId};
use dialogue::gate::evidence::is_booking;
use dialogue::guard::Guard;
use dialogue::phrases::Phrase;
use dialogue::sameness::{same_input, same_utterance};
use dialogue::{EngineError, Input, Reply, Role, Sentence, TransferReason, Who, acknowledgement};
use std::time::Duration;
use understanding::Utterance;

/// Speculative replies begun per turn of the caller.
const SPECULATIONS_MAX: u32 = 3;
/// Failed replies in a row before the call is handed over.
const FAILURES_MAX: u32 = 2;

/// The reply being awaited, if any.
#[derive(Debug, Default)]
pub(super) struct Thinking {
    next: u64,
    running: Option<Running>,
    speculations: u32,
    /// Failed replies in a row.
    failures: u32,
}

#[derive(Debug)]
struct Running {
    reply: ReplyId,
    input: Input,
    /// The turn is the agent's: sentences are said as they come.
    committed: Option<Duration>,
    /// Sentences that wait for the commit.
    sentences: Vec<Sentence>,
    /// The end of the reply, while it waits for the commit.
    result: Option<Box<Reply>>,
    /// Something of it may be said.
    speaks: bool,
    /// When it was asked for, and when its first sentence came.
    asked_at: Duration,
    first_sentence_at: Option<Duration>,
}

impl Thinking {
    /// Since when a committed reply is awaited.
    pub(super) fn awaited_since(&self) -> Option<Duration> {
        self.running.as_ref()?.committed
    }
}

impl Call {
    /// Begins a reply that may be dropped again, if more than `kept` tries are left. One begun for other words goes on until
    /// then: the caller may come back to them, as with a word of courtesy that is not whole yet.
    pub(super) fn speculate(&mut self, input: Input, kept: u32) {
        let running = self.thinking.running.as_ref();
        if self.may_try(kept) && !running.is_some_and(|running| same_input(&running.input, &input)) {
            self.forget_speculation();
            self.thinking.speculations += 1;
            self.think(input, None);
        }
    }

    /// Whether a reply to this is not begun yet, and may be.
    pub(super) fn may_speculate(&self, utterance: &Utterance, kept: u32) -> bool {
        let begun = |input: &Input| matches!(input, Input::Utterance(begun) if same_utterance(begun, utterance));
        self.may_try(kept) && !self.thinking.running.as_ref().is_some_and(|running| begun(&running.input))
    }

    /// Whether more than `kept` tries are left, and no reply is owed.
    fn may_try(&self, kept: u32) -> bool {
        self.thinking.speculations + kept < SPECULATIONS_MAX && self.thinking.awaited_since().is_none()
    }

    /// Drops a speculative reply.
    pub(super) fn forget_speculation(&mut self) {
        if self.thinking.awaited_since().is_none() {
            self.forget_reply();
        }
    }

    /// The turn is none: its speculative replies are dropped, and do not count.
    pub(super) fn forget_speculations(&mut self) {
        self.forget_speculation();
        self.thinking.speculations = 0;
    }

    /// Drops the reply, speculative or not.
    pub(super) fn forget_reply(&mut self) {
        if let Some(running) = self.thinking.running.take() {
            self.act(Action::ForgetReply(running.reply));
        }
    }

    /// The turn is the agent's: begins the reply to `input`, or adopts the one begun speculatively.
    pub(super) fn begin_reply(&mut self, input: Input) {
        self.thinking.speculations = 0;
        self.waiting_since = None;
        self.owed_since.get_or_insert(self.now.stream);
        let begun =
            self.thinking.running.take_if(|running| running.committed.is_none() && same_input(&running.input, &input));
        let Some(mut running) = begun else {
            self.forget_reply();
            self.think(input, Some(self.now.stream));
            return;
        };
        running.committed = Some(self.now.stream);
        let (asked_at, first_sentence_at) = (running.asked_at, running.first_sentence_at);
        let (sentences, result) = (std::mem::take(&mut running.sentences), running.result.take());
        self.thinking.running = Some(running);
        self.engine_asked(asked_at);
        first_sentence_at.into_iter().for_each(|at| self.first_sentence(at));
        for sentence in sentences {
            self.say_of_reply(sentence);
        }
        if let Some(reply) = result {
            self.adopt(*reply);
        }
    }

    fn think(&mut self, input: Input, committed: Option<Duration>) {
        self.thinking.next += 1;
        let reply = ReplyId(self.thinking.next);
        let mut conversation = Box::new(self.conversation.clone());
        conversation.history = self.history.clone();
        conversation.lookups.closed = self.lookups_closed();
        let said = match &input {
            Input::Utterance(utterance) | Input::Declined { utterance, .. } => Some(utterance.as_ref()),
            _ => None,
        };
        conversation.lookups.whose = self.evidence.whose_with(said, is_booking(&self.conversation));
        let running = Running {
            reply,
            input: input.clone(),
            committed,
            sentences: Vec::new(),
            result: None,
            speaks: false,
            asked_at: self.now.stream,
            first_sentence_at: None,
        };
        self.thinking.running = Some(running);
        if committed.is_some() {
            self.engine_asked(self.now.stream);
        }
        self.act(Action::Think { reply, conversation, input });
    }

    pub(super) fn on_sentence(&mut self, reply: ReplyId, sentence: Sentence) {
        let Some(sentence) = self.guarded(sentence) else { return };
        let now = self.now.stream;
        let Some(running) = self.thinking.running.as_mut().filter(|running| running.reply == reply) else { return };
        running.speaks = true;
        let first = running.first_sentence_at.is_none();
        running.first_sentence_at.get_or_insert(now);
        if running.committed.is_none() {
            running.sentences.push(sentence.clone());
            if first {
                self.prepare(reply, sentence);
            }
            return;
        }
        if self.may_speak() {
            self.first_sentence(now);
            self.say_of_reply(sentence);
        }
    }

    /// Has the first sentence of a reply that waits given its voice.
    fn prepare(&mut self, reply: ReplyId, sentence: Sentence) {
        let (language, fixed) = (self.conversation.language, self.is_fixed(&sentence));
        self.act(Action::Prepare { reply, sentence, language, fixed });
    }

    fn say_of_reply(&mut self, sentence: Sentence) {
        let fixed = self.is_fixed(&sentence);
        self.say(sentence, fixed);
    }

    /// Whether a sentence of a reply is the same in other calls: what models begin with.
    fn is_fixed(&self, sentence: &Sentence) -> bool {
        acknowledgement::is(sentence.text(), self.conversation.language)
    }

    pub(super) fn on_reply(&mut self, reply: ReplyId, result: Result<Box<Reply>, EngineError>) {
        let Some(running) = self.thinking.running.as_mut().filter(|running| running.reply == reply) else { return };
        match (result, running.committed) {
            (Ok(reply), Some(_)) => self.adopt(*reply),
            (Ok(reply), None) => running.result = Some(reply),
            (Err(_), Some(_)) => self.reply_failed(),
            // It is tried again at the commit, and not before.
            (Err(_), None) => {
                self.forget_reply();
                self.thinking.speculations = SPECULATIONS_MAX;
            }
        }
    }

    /// Makes a committed reply's conversation and deeds the call's own.
    fn adopt(&mut self, reply: Reply) {
        let running = self.thinking.running.take();
        let speaks = running.as_ref().is_some_and(|running| running.speaks);
        if !speaks && reply.deeds.is_empty() {
            // Nobody is left in silence.
            return self.reply_failed();
        }
        if let (Some(running), Some(first_token)) = (running, reply.first_token) {
            self.first_token(running.asked_at + first_token);
        }
        self.thinking.failures = 0;
        let failed = reply.conversation.lookups.failed.saturating_sub(self.conversation.lookups.failed);
        self.conversation = reply.conversation;
        self.looked_up_in_vain(failed);
        // The history is what was heard, which only the call knows.
        self.conversation.history = Vec::new();
        self.understood(reply.intents);
        self.deeds.propose(reply.deeds);
    }

    /// A committed reply failed or took too long.
    pub(super) fn reply_failed(&mut self) {
        self.forget_reply();
        self.thinking.failures += 1;
        if self.thinking.failures >= FAILURES_MAX {
            self.transfer(TransferReason::Failure);
        } else {
            self.say_phrase(Phrase::Apology);
        }
    }

    /// A sentence of an engine as it may be said. Facts and the disclosure are the call's own to word, and prose must pass the guard;
    /// what else is ours stays as its maker has made it.
    fn guarded(&self, sentence: Sentence) -> Option<Sentence> {
        match sentence.role() {
            Role::Facts | Role::Disclosure => None,
            Role::Prose => {
                let business = &self.setup.business;
                let now = self.now.wall.to_zoned(business.zone.clone());
                let said = self.history.iter().filter(|said| said.who == Who::Caller).map(|said| &said.words);
                let now_said = self.thinking.running.as_ref().and_then(|running| match &running.input {
                    Input::Utterance(utterance) | Input::Declined { utterance, .. } => Some(&utterance.words),
                    _ => None,
                });
                let said = said.chain(now_said).map(|words| words.reveal().as_str());
                Guard::new(business, &self.conversation, now, said).pass(sentence.text())
            }
            _ => Some(sentence),
        }
    }

    /// Whether the agent may say more in this phase.
    fn may_speak(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Parting(_))
    }
}
