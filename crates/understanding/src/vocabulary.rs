//! The words of a business: what its services, its questions and its people are called, ready to be compared with what is
//! heard. Made once for an utterance, which is compared with all of them once ([`Heard`]); the readers only look that up.

use super::catalogue::Catalogue;
use super::heard::Heard;
use super::person::People;
use super::question::Topics;
use super::sentence::Utterance;
use crate::Context;
use base::business::Business;
use std::borrow::Cow;

/// The words of a business in a language.
pub(super) struct Vocabulary<'b> {
    /// Whose they are.
    pub business: &'b Business,
    /// Its services.
    pub services: Catalogue<'b>,
    /// Its questions.
    pub topics: Topics<'b>,
    /// Its people and things.
    pub people: People<'b>,
}

impl<'b> Vocabulary<'b> {
    /// The words of the business of a context, if there is one.
    pub fn of(context: &Context<'b>) -> Option<Self> {
        let (business, language) = (context.business?, context.language);
        Some(Vocabulary {
            business,
            services: Catalogue::of(&business.services, language),
            topics: Topics::of(&business.questions, language),
            people: People::of(&business.resources, language),
        })
    }

    /// Notes in an utterance where it holds them.
    pub fn hear(&self, utterance: &mut Utterance) {
        utterance.heard = Heard { services: self.services.held(utterance), topics: self.topics.held(utterance) };
    }

    /// An utterance without what these tokens say.
    pub fn without<'u>(&self, utterance: &'u Utterance, tokens: &[usize]) -> Cow<'u, Utterance> {
        let mut without = utterance.without(tokens);
        if let Cow::Owned(without) = &mut without {
            self.hear(without);
        }
        without
    }
}
