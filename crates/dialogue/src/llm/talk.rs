//! A turn being talked over with a model: what it may say of what it wants to say, and how the turn ends.
//!
//! Takes the model's sentences as they come; gives those that may be spoken to the call. What claims a deed, what was said in
//! the agent's last turns already, and what goes on for too long is not spoken, and nothing that follows it. How a turn ends decides who has the
//! word: a question leaves it to the caller; a statement that leaves the caller without one is followed by the rules' next
//! question ([`Ending`]).

use super::spoken::speakable;
use crate::acknowledgement;
use crate::guard::Guard;
use crate::{Asked, Conversation, Deed, EngineError, Reply, Scene, Sentence, Who, WishKind};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use understanding::words::tokens;
use understanding::{Intent, Utterance};

/// Sentences of a model in one turn: it was told one or two.
const SENTENCES_MAX: usize = 4;
/// Characters of a model in one turn: half a minute of speech.
const CHARACTERS_MAX: usize = 500;
/// The agent's turns in which nothing is to be said again word for word.
const TURNS_REMEMBERED: usize = 2;
/// What callers ask that a statement answers.
const QUESTIONS: [Intent; 6] =
    [Intent::Price, Intent::Duration, Intent::OpeningHours, Intent::Address, Intent::Question, Intent::Availability];

/// A turn being talked over with the model.
pub(super) struct Talk<'a> {
    pub(super) scene: &'a Scene,
    /// The conversation as it was.
    pub(super) before: &'a Conversation,
    /// The conversation as it will be.
    pub(super) next: Conversation,
    pub(super) deeds: Vec<Deed>,
    /// What the caller said.
    pub(super) utterance: &'a Utterance,
    pub(super) say: &'a mpsc::Sender<Sentence>,
    /// The model was told something that it asked for.
    pub(super) told: bool,
    /// When the model was asked first, and how long its first token took.
    pub(super) asked_at: Instant,
    pub(super) first_token: Option<Duration>,
    /// What was said in this turn.
    spoken: Vec<String>,
    /// Something was not to be said: the rules answer.
    dropped: bool,
    /// Something was not spoken: what follows it in this turn is about it, and is not spoken either.
    muted: bool,
}

/// How a turn ends in which the model spoke by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It said nothing that may be said, or only a part of it.
    Silent,
    /// The caller has the word.
    Asked,
    /// A statement, and there is something to go on with: the rules ask what is missing.
    GoOn,
    /// A statement that answers the caller, who has said no wish yet.
    Informed,
}

impl<'a> Talk<'a> {
    pub(super) fn new(
        scene: &'a Scene,
        before: &'a Conversation,
        utterance: &'a Utterance,
        say: &'a mpsc::Sender<Sentence>,
    ) -> Self {
        let (next, deeds, spoken) = (before.clone(), Vec::new(), Vec::new());
        let (told, dropped, muted) = (false, false, false);
        let (asked_at, first_token) = (Instant::now(), None);
        Talk { scene, before, next, deeds, utterance, say, told, asked_at, first_token, spoken, dropped, muted }
    }

    /// Speaks a sentence, if it may be spoken.
    pub(super) async fn speak(&mut self, text: String) -> Result<(), EngineError> {
        let text = speakable(&text);
        if text.is_empty() || self.muted {
            return Ok(());
        }
        let Some(sentence) = self.guarded(&text) else {
            tracing::info!(call = %self.scene.call.0, "a sentence of the model that it may not say was dropped");
            (self.dropped, self.muted) = (true, true);
            return Ok(());
        };
        // A turn has one acknowledgement at most, as its first words.
        let text = match self.spoken.is_empty() {
            true => text,
            false => acknowledgement::without(&text, self.next.language).into_owned(),
        };
        if text.is_empty() {
            return Ok(());
        }
        if self.is_too_much(&text) || self.was_said(&text) {
            self.muted = true;
            return Ok(());
        }
        self.spoken.push(text);
        let gone = |_| EngineError::Provider("nobody listens any more".to_owned());
        self.say.send(sentence).await.map_err(gone)
    }

    /// The text as a sentence, if the guard lets it be said as the conversation will be: what the model was told is part of that.
    fn guarded(&self, text: &str) -> Option<Sentence> {
        let business = &self.scene.business;
        let now = self.scene.now.to_zoned(business.zone.clone());
        let said = self.before.history.iter().filter(|said| said.who == Who::Caller).map(|said| &said.words);
        let said = said.chain([&self.utterance.words]).map(|words| words.reveal().as_str());
        Guard::new(business, &self.next, now, said).pass(text)
    }

    fn is_too_much(&self, text: &str) -> bool {
        let characters: usize = self.spoken.iter().map(String::len).sum();
        self.spoken.len() >= SENTENCES_MAX || characters + text.len() > CHARACTERS_MAX
    }

    /// Whether the agent said the same a moment ago: who is asked in the same words again was not understood, and a model that
    /// asks so goes round in circles.
    fn was_said(&self, text: &str) -> bool {
        let plain = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
        let wanted = plain(text);
        let agent = self.before.history.iter().rev().filter(|said| said.who == Who::Agent).take(TURNS_REMEMBERED);
        let again = |said: &[String]| said.windows(wanted.len().max(1)).any(|part| part == wanted);
        self.spoken.iter().any(|said| plain(said) == wanted)
            || (wanted.len() > 2 && agent.map(|said| plain(said.words.reveal())).any(|said| again(&said)))
    }

    /// Whether anything was said in this turn: who goes on acknowledges nothing.
    pub(super) fn has_spoken(&self) -> bool {
        !self.spoken.is_empty()
    }

    /// How the turn ends.
    pub(super) fn ending(&self) -> Ending {
        let Some(last) = self.spoken.last().filter(|_| !self.dropped) else { return Ending::Silent };
        let wish_known = self.next.tasks.kind().is_some();
        match last.ends_with('?') {
            true => Ending::Asked,
            // What it was about to say may not be said: the rules say what comes next.
            false if self.muted && wish_known => Ending::GoOn,
            false if wish_known && (self.told || self.has_got_on() || self.was_asked()) => Ending::GoOn,
            false if !wish_known && (self.told || self.was_asked()) => Ending::Informed,
            false => Ending::Asked,
        }
    }

    /// Whether the turn has brought what is wanted further.
    pub(super) fn has_got_on(&self) -> bool {
        self.next.tasks != self.before.tasks || self.next.caller != self.before.caller
    }

    /// Whether the caller asked something that a statement answers.
    fn was_asked(&self) -> bool {
        self.utterance.words.reveal().trim_end().ends_with('?')
            || self.utterance.says().intents.iter().any(|intent| QUESTIONS.contains(intent))
    }

    /// The end of a turn that the model spoke by itself. A turn that brought nothing counts as a failure at this point.
    pub(super) fn close(mut self) -> Reply {
        let got_on = self.has_got_on() || self.told || self.was_asked();
        self.next.asked = asked(self.spoken.last().map_or("", String::as_str), &self.next);
        self.next.failures = if got_on { 0 } else { self.before.failures + 1 };
        let intents = self.utterance.says().intents.iter().map(|intent| intent.as_str().to_owned()).collect();
        Reply { conversation: self.next, deeds: self.deeds, intents, first_token: self.first_token }
    }
}

/// What the last sentence waits for, so that the recogniser and the rules know.
fn asked(sentence: &str, next: &Conversation) -> Asked {
    let about = Asked::of_question(&tokens(sentence));
    let books = next.tasks.kind() == Some(WishKind::Book);
    let booking = next.tasks.booking();
    match about {
        _ if !sentence.ends_with('?') => Asked::Wish,
        Some(asked) => asked,
        None if !next.offered().is_empty() => Asked::Choice,
        // What is missing first is what is asked most likely.
        None if books && booking.parts.services().next().is_none() => Asked::Service,
        None if books && booking.target.time.is_none() => Asked::Date,
        None => Asked::Wish,
    }
}
