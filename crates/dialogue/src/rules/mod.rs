//! The `rules` engine: carries a whole call in German and English without any model.
//!
//! It takes the conversation and what the caller did; understanding is [`understanding`]'s, looking up is
//! [`super::tools`]'s, wording is [`super::phrases`]'. Here it is decided what comes next: which fact is missing, which
//! question is due, which deed to propose. It keeps no state of its own: everything a call has come to is in the
//! [`Conversation`]. Deeds are proposed and never done; the gate reads them back.
//!
//! One reply is one [`turn::Turn`]. Its parts, one file each: what is dealt with [`at_once`]; the [`answer`] to the question
//! asked; the [`facts`], [`parts`] and [`times`] said besides; [`inform`]ation wanted; then the flow of the wish: [`book`], [`own`] or [`message`];
//! and [`repair`] where nothing was understood.

mod answer;
mod at_once;
mod book;
mod change;
mod detail;
mod facts;
mod heard;
mod inform;
mod message;
mod outcome;
mod own;
mod parts;
mod people;
mod person;
mod question;
mod repair;
mod times;
mod turn;

pub(super) use answer::NAME_CONFIDENCE_MIN;

use super::phrases::{Phrase, Phrases};
use super::{Asked, Conversation, Engine, EngineError, Input, Reply, Scene, Sentence};
use async_trait::async_trait;
use tokio::sync::mpsc;
use turn::Turn;
use understanding::Utterance;

/// How the rules go on with a wish that another engine has filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// With the wish: what is missing, or the deed.
    GoOn,
    /// With the caller's words, as if nobody had answered them.
    Words,
    /// Whether there is anything else.
    More,
    /// A person is offered.
    OfferPerson,
    /// Goodbye.
    Part,
}

/// The deterministic engine.
#[derive(Debug, Clone)]
pub struct RulesEngine {
    phrases: Phrases,
}

impl RulesEngine {
    /// An engine that speaks in these phrases.
    pub fn new(phrases: Phrases) -> Self {
        RulesEngine { phrases }
    }

    /// What the caller's words add to the conversation while another engine answers them: facts are noted, and what is wanted;
    /// nothing is said or proposed.
    pub fn note(&self, scene: &Scene, conversation: &Conversation, utterance: &Utterance) -> Conversation {
        let mut turn = Turn::new(&self.phrases, scene, conversation);
        let heard = turn.hear(utterance);
        turn.note(&heard);
        Conversation { asked: conversation.asked, failures: conversation.failures, ..turn.next }
    }

    /// Takes a turn over from another engine, which has come as far as `conversation`. Where that has `begun` to speak, no
    /// acknowledgement is said.
    ///
    /// # Errors
    /// When the calendar cannot be read.
    pub async fn take_over(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        utterance: &Utterance,
        step: Step,
        begun: bool,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        let mut turn = Turn::new(&self.phrases, scene, conversation);
        if begun {
            turn = turn.begun();
        }
        turn.intents = utterance.says().intents.clone();
        match step {
            Step::GoOn => turn.go_on().await?,
            Step::Words => turn.words(utterance).await?,
            Step::More => turn.ask(Asked::More),
            Step::OfferPerson => {
                turn.offer_transfer(Phrase::OfferTransfer);
            }
            Step::Part => turn.goodbye(Phrase::Goodbye),
        }
        let (sentences, reply) = turn.close();
        speak(sentences, say).await;
        Ok(reply)
    }
}

/// Says what a turn has come to.
async fn speak(sentences: Vec<Sentence>, say: &mpsc::Sender<Sentence>) {
    for sentence in sentences {
        // Nobody listens any more: the reply was dropped, and so is the rest.
        if say.send(sentence).await.is_err() {
            break;
        }
    }
}

#[async_trait]
impl Engine for RulesEngine {
    fn name(&self) -> &str {
        "rules"
    }

    async fn reply(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        input: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        let mut turn = Turn::new(&self.phrases, scene, conversation);
        match input {
            Input::Opening => turn.open(),
            Input::Utterance(utterance) => turn.words(utterance).await?,
            Input::NotUnderstood => turn.fail().await?,
            Input::Digits(digits) => turn.digits(digits.reveal()).await?,
            Input::Silence(_) => turn.silence().await?,
            Input::Declined { proposal, utterance } => turn.declined(proposal, utterance).await?,
            // The call has told what was done, or it follows what was said before.
            Input::Outcome(outcome) => {
                turn = turn.begun();
                turn.outcome(outcome).await?;
            }
        }
        let (sentences, reply) = turn.close();
        speak(sentences, say).await;
        Ok(reply)
    }
}
