//! One reply in the making: the conversation as it will be, what is said, and what is proposed.

use crate::phrases::{Phrase, Phrases, Saying};
use crate::{Asked, Conversation, Deed, Reply, Role, Scene, Sentence};
use base::business::Business;
use base::language::Language;
use booking::Visit;
use jiff::civil::Date;
use understanding::Intent;

/// The failure in a row at which a person or a message is offered.
pub(super) const OFFER_PERSON: u32 = 3;

/// A reply in the making.
pub(super) struct Turn<'a> {
    pub(super) scene: &'a Scene,
    /// The conversation as it will be.
    pub(super) next: Conversation,
    pub(super) deeds: Vec<Deed>,
    pub(super) intents: Vec<Intent>,
    /// Something said cannot be had and was answered as such: it counts as a failure at the present question.
    pub(super) stumbled: bool,
    /// A visit just found as wished for, to be mentioned with the next question.
    pub(super) found: Option<Visit>,
    saying: Saying<'a>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(phrases: &'a Phrases, scene: &'a Scene, conversation: &Conversation) -> Self {
        Turn {
            scene,
            next: conversation.clone(),
            deeds: Vec::new(),
            intents: Vec::new(),
            stumbled: false,
            found: None,
            saying: Saying::new(phrases, &scene.call, scene.business.address_form, conversation),
        }
    }

    /// Somebody else has begun to speak in this turn.
    pub(super) fn begun(mut self) -> Self {
        self.saying.begun();
        self
    }

    /// The sentences, and the reply that closes the turn.
    pub(super) fn close(self) -> (Vec<Sentence>, Reply) {
        let intents = self.intents.iter().map(|intent| intent.as_str().to_owned()).collect();
        (self.saying.into_sentences(), Reply { conversation: self.next, deeds: self.deeds, intents, first_token: None })
    }

    pub(super) fn business(&self) -> &'a Business {
        &self.scene.business
    }

    pub(super) fn language(&self) -> Language {
        self.next.language
    }

    /// Today's date at the business.
    pub(super) fn today(&self) -> Date {
        self.scene.now.to_zoned(self.business().zone.clone()).date()
    }

    /// Whether anything is said in this turn yet.
    pub(super) fn has_spoken(&self) -> bool {
        self.saying.has_spoken()
    }

    pub(super) fn say(&mut self, phrase: Phrase, values: &[(&str, &str)]) {
        self.saying.say(phrase, self.language(), values, Role::Plain);
    }

    pub(super) fn say_text(&mut self, text: &str, role: Role) {
        self.saying.say_text(text, self.language(), role);
    }

    /// Takes back what was to be said.
    pub(super) fn fall_silent(&mut self) {
        self.saying.fall_silent();
    }

    /// A phrase in words, without saying it.
    pub(super) fn word(&mut self, phrase: Phrase, language: Language, values: &[(&str, &str)]) -> String {
        self.saying.word(phrase, language, values)
    }

    /// Waits for `asked`. A new question has not failed yet.
    pub(super) fn wait_for(&mut self, asked: Asked) {
        if self.next.asked != asked {
            self.next.failures = 0;
        }
        self.next.asked = asked;
    }

    /// The last words of the call.
    pub(super) fn goodbye(&mut self, phrase: Phrase) {
        self.saying.say(phrase, self.language(), &[], Role::Goodbye);
        self.wait_for(Asked::None);
        self.deeds.push(Deed::End);
    }
}
