//! What the caller has said: the measure of what a model may claim in the caller's name.

use crate::{Asked, Conversation, Who};
use booking::identity::name_matches;
use understanding::words::tokens;
use understanding::{Found, Intent, Utterance};

/// The caller's words, heard in this call.
pub(super) struct Said<'a> {
    /// All of them, folded, this turn's last.
    words: Vec<String>,
    /// This turn's, with what they mean.
    utterance: &'a Utterance,
}

impl<'a> Said<'a> {
    pub(super) fn new(conversation: &Conversation, utterance: &'a Utterance) -> Self {
        Said { words: words(conversation, utterance), utterance }
    }

    /// Whether the caller has said all these words, in whatever order.
    pub(super) fn contains(&self, words: &str) -> bool {
        let wanted = tokens(words);
        !wanted.is_empty() && wanted.iter().all(|token| self.words.contains(&token.text))
    }

    /// Whether some word that the caller said in this turn is such.
    pub(super) fn any_word_now(&self, is: impl Fn(&str) -> bool) -> bool {
        self.utterance.parsed.words().any(is)
    }

    /// Whether one of these was understood of this turn's words.
    pub(super) fn wants(&self, intents: &[Intent]) -> bool {
        self.utterance.says().intents.iter().any(|intent| intents.contains(intent))
    }

    /// Whether this turn's words ask what the owner has left an answer to, or what the rules can tell.
    pub(super) fn asks_what_is_known(&self) -> bool {
        const TOLD: [Intent; 4] = [Intent::Price, Intent::Duration, Intent::OpeningHours, Intent::Address];
        self.utterance.says().question.is_some() || self.wants(&TOLD)
    }

    /// Whether a time was understood of this turn's words.
    pub(super) fn names_time(&self) -> bool {
        self.utterance.says().when.is_some()
    }

    /// Whether a service was understood of this turn's words for certain.
    pub(super) fn names_service(&self) -> bool {
        let parts = self.utterance.says().parts.iter().map(|part| &part.service);
        parts.chain([&self.utterance.says().service]).flatten().any(Found::is_sure)
    }

    /// A text that is mostly the caller's, or else this turn's words as they are: a model may shorten, not invent.
    pub(super) fn own_words(&self, text: &str) -> String {
        let told = tokens(text);
        let own = told.iter().filter(|token| self.words.contains(&token.text)).count();
        if told.is_empty() || own * 2 < told.len() { self.utterance.words.reveal().clone() } else { text.to_owned() }
    }

    /// Whether the name was understood for certain just now.
    pub(super) fn is_sure_of_name(&self, name: &str) -> bool {
        self.utterance
            .says()
            .name
            .as_ref()
            .is_some_and(|found| found.is_sure() && name_matches(found.value.reveal(), name))
    }

    /// Whether the caller may be taken to have nothing more.
    pub(super) fn may_part(&self, asked: Asked) -> bool {
        let ends = |intent: &Intent| matches!(intent, Intent::Goodbye | Intent::Thanks);
        asked == Asked::More || self.utterance.says().intents.iter().any(ends)
    }
}

/// All words that the caller has said in the call, folded, this turn's last.
pub(super) fn words(conversation: &Conversation, utterance: &Utterance) -> Vec<String> {
    let heard = conversation.history.iter().filter(|said| said.who == Who::Caller);
    let heard = heard.flat_map(|said| tokens(said.words.reveal())).map(|token| token.text);
    heard.chain(utterance.parsed.words().map(str::to_owned)).collect()
}
