//! The `rules` engine: carries a whole call in German and English without any model.
//!
//! It takes the conversation and what the caller did; understanding is [`understanding`]'s, looking up is
//! [`super::tools`]'s, wording is [`super::phrases`]'. Here it is decided what comes next: which fact is missing, which
//! question is due, which deed to propose. It keeps no state of its own: everything a call has come to is in the
//! [`Conversation`]. Deeds are proposed and never done; the gate reads them back.
//!
//! One reply is one [`Turn`]. Its parts, one file each: the order of a [`reply`]; what is dealt with [`at_once`]; the [`answer`]
//! to the question asked; the [`wishes`] and facts said besides, two wishes in a [`breath`], a [`remark`]; [`inform`]ation wanted; what was
//! [`declined`]; and [`repair`] where nothing was understood. What is missing, and which deed is due, the [`tasks`](super::tasks)
//! say themselves.

mod answer;
mod at_once;
mod breath;
mod declined;
mod hours;
mod inform;
mod keys;
mod outcome;
mod question;
mod remark;
mod repair;
mod reply;
mod thrice;
mod wishes;

use super::phrases::{Phrase, Phrases};
use super::tasks::Step;
use super::turn::Turn;
use super::{Asked, Conversation, Engine, EngineError, Input, Reply, Scene, Sentence};
use async_trait::async_trait;
use tokio::sync::mpsc;
use understanding::Utterance;

/// How the rules go on with tasks that another engine has filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeOver {
    /// With the task on top: what is missing, or the deed.
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
        turn.note(utterance);
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
        how: TakeOver,
        begun: bool,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        let mut turn = Turn::new(&self.phrases, scene, conversation);
        if begun {
            turn = turn.begun();
        }
        turn.intents = utterance.says().intents.clone();
        match how {
            TakeOver::GoOn => turn.go_on().await?,
            TakeOver::Words => turn.words(utterance).await?,
            TakeOver::More => turn.carry_out(Step::Ask(Asked::More)).await?,
            TakeOver::OfferPerson => turn.carry_out(Step::OfferPerson(Phrase::OfferTransfer)).await?,
            TakeOver::Part => turn.goodbye(Phrase::Goodbye),
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
            Input::NotUnderstood => turn.carry_out(Step::Fail).await?,
            Input::Digits(digits) => turn.digits(digits.reveal()).await?,
            Input::Silence(times) => turn.silence(*times).await?,
            Input::Declined { proposal, utterance } => turn.declined(proposal, utterance).await?,
            // The call has told what was done, or it follows what was said before.
            Input::Outcome(outcome) => {
                turn = turn.begun();
                turn.outcome(outcome).await?;
            }
        }
        if !turn.is_to_be_heard_again() {
            turn.ask_nothing_thrice().await?;
        }
        let (sentences, reply) = turn.close();
        speak(sentences, say).await;
        Ok(reply)
    }
}
