//! Replies of the engine: begun at a pause already (speculative, and dropped when the caller goes on), adopted when the turn
//! is committed.

use super::{Call, Phase};
use crate::call::event::{Action, ReplyId};
use crate::dialogue::gate::speech::Speaker;
use crate::dialogue::phrases::Phrase;
use crate::dialogue::{EngineError, Input, Reply, Role, Sentence, TransferReason};
use std::time::Duration;

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
}

impl Thinking {
    /// Since when a committed reply is awaited.
    pub(super) fn awaited_since(&self) -> Option<Duration> {
        self.running.as_ref()?.committed
    }
}

impl Call {
    /// Begins a reply that may be dropped again.
    pub(super) fn speculate(&mut self, input: Input) {
        let same = self.thinking.running.as_ref().is_some_and(|running| same_input(&running.input, &input));
        if same || self.thinking.awaited_since().is_some() || self.thinking.speculations >= SPECULATIONS_MAX {
            return;
        }
        self.forget_speculation();
        self.thinking.speculations += 1;
        self.think(input, None);
    }

    /// Drops a speculative reply.
    pub(super) fn forget_speculation(&mut self) {
        if self.thinking.awaited_since().is_none() {
            self.forget_reply();
        }
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
        let (sentences, result) = (std::mem::take(&mut running.sentences), running.result.take());
        self.thinking.running = Some(running);
        for sentence in sentences {
            self.say(sentence, false);
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
        let (sentences, result, speaks) = (Vec::new(), None, false);
        let running = Running { reply, input: input.clone(), committed, sentences, result, speaks };
        self.thinking.running = Some(running);
        self.act(Action::Think { reply, conversation, input });
    }

    pub(super) fn on_sentence(&mut self, reply: ReplyId, sentence: Sentence) {
        let harmless = self.may_be_said(&sentence.text);
        let Some(running) = self.thinking.running.as_mut().filter(|running| running.reply == reply) else { return };
        if !harmless {
            return;
        }
        running.speaks = true;
        // Facts and the disclosure are the call's own to word.
        let role = match sentence.role {
            Role::Facts | Role::Disclosure => Role::Plain,
            role => role,
        };
        let sentence = Sentence { role, ..sentence };
        if running.committed.is_none() {
            running.sentences.push(sentence);
        } else if self.may_speak() {
            self.say(sentence, false);
        }
    }

    pub(super) fn on_reply(&mut self, reply: ReplyId, result: Result<Box<Reply>, EngineError>) {
        let Some(running) = self.thinking.running.as_mut().filter(|running| running.reply == reply) else { return };
        match (result, running.committed) {
            (Ok(reply), Some(_)) => self.adopt(*reply),
            (Ok(reply), None) => running.result = Some(reply),
            (Err(_), Some(_)) => self.reply_failed(),
            // It is tried again at the commit.
            (Err(_), None) => self.thinking.running = None,
        }
    }

    /// Makes a committed reply's conversation and deeds the call's own.
    fn adopt(&mut self, reply: Reply) {
        let speaks = self.thinking.running.take().is_some_and(|running| running.speaks);
        if !speaks && reply.deeds.is_empty() {
            // Nobody is left in silence.
            return self.reply_failed();
        }
        self.thinking.failures = 0;
        self.conversation = reply.conversation;
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

    /// Whether an engine may say this by itself: neither that something is done that is not, nor what is in the calendar.
    fn may_be_said(&self, text: &str) -> bool {
        let now = self.now.wall.to_zoned(self.setup.business.zone.clone());
        let speaker = Speaker { business: &self.setup.business, now };
        speaker.may_say(text, &self.evidence)
    }

    /// Whether the agent may say more in this phase.
    fn may_speak(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Parting(_))
    }
}

/// Whether a reply to one is a reply to the other: the same words but for case, punctuation and spacing.
fn same_input(left: &Input, right: &Input) -> bool {
    match (left, right) {
        (Input::Words { words: left, .. }, Input::Words { words: right, .. }) => {
            normalised(left.reveal()).eq(normalised(right.reveal()))
        }
        _ => left == right,
    }
}

fn normalised(words: &str) -> impl Iterator<Item = String> {
    words.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
