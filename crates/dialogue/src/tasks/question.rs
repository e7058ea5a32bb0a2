//! A question of the caller's that none of the owner's is for sure: asked back, and then answered or passed on.

use super::{Step, Took};
use crate::Asked;
use crate::phrases::Phrase;
use crate::turn::Turn;
use base::privacy::Personal;
use understanding::Utterance;

/// A question of the owner's list of which it is asked whether it is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionMeant {
    /// Its id.
    pub id: String,
    /// What it is about, in the owner's words.
    pub topic: String,
    /// The caller's words that may have asked it.
    pub words: Personal<String>,
}

impl QuestionMeant {
    /// Asks whether it is meant.
    pub(crate) fn next(&self, turn: &mut Turn<'_>) -> Step {
        turn.say(Phrase::AskQuestionMeant, &[("topic", &self.topic)]);
        Step::Wait(Asked::Wish)
    }

    /// Whether it is the one that was meant. Whatever is answered, it is over.
    pub(crate) fn answer(&self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        let says = utterance.says();
        if utterance.has_facts() || says.question.is_some() {
            return Took::Over;
        }
        // The same words once more mean the same question.
        let again = says.doubtful_question.as_ref().is_some_and(|question| question.id == self.id);
        if utterance.is_yes() || again {
            return match turn.tell_answer(&self.id) {
                Took::Step(step) => Took::Step(step),
                _ => Took::Step(Step::Over),
            };
        }
        if utterance.only_declines() {
            return Took::Step(Step::OfferToPassOn(self.words.clone()));
        }
        Took::Over
    }
}
