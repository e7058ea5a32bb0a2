//! One reply in the making: the conversation as it will be, what is said, and what is proposed.

use crate::phrases::{self, Phrase, Phrases};
use crate::sentences::spoken;
use crate::{Asked, Conversation, Deed, Reply, Role, Scene, Sentence, Who};
use base::business::Business;
use base::language::Language;
use booking::Visit;
use jiff::civil::Date;
use understanding::Intent;

/// The failure in a row at which a person or a message is offered.
pub(super) const OFFER_PERSON: u32 = 3;

/// A reply in the making.
pub(super) struct Turn<'a> {
    phrases: &'a Phrases,
    pub(super) scene: &'a Scene,
    /// The conversation as it will be.
    pub(super) next: Conversation,
    pub(super) deeds: Vec<Deed>,
    pub(super) intents: Vec<Intent>,
    /// Something said cannot be had and was answered as such: it counts as a failure at the present question.
    pub(super) stumbled: bool,
    /// A visit just found as wished for, to be mentioned with the next question.
    pub(super) found: Option<Visit>,
    sentences: Vec<Sentence>,
    /// Counts the wordings of the call.
    counter: u64,
}

impl<'a> Turn<'a> {
    pub(super) fn new(phrases: &'a Phrases, scene: &'a Scene, conversation: &Conversation) -> Self {
        let spoken = conversation.history.iter().filter(|said| said.who == Who::Agent).count();
        Turn {
            phrases,
            scene,
            next: conversation.clone(),
            deeds: Vec::new(),
            intents: Vec::new(),
            stumbled: false,
            found: None,
            sentences: Vec::new(),
            counter: spoken as u64,
        }
    }

    /// The sentences, and the reply that closes the turn.
    pub(super) fn close(self) -> (Vec<Sentence>, Reply) {
        let intents = self.intents.iter().map(|intent| intent.as_str().to_owned()).collect();
        (self.sentences, Reply { conversation: self.next, deeds: self.deeds, intents, first_token: None })
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
        !self.sentences.is_empty()
    }

    pub(super) fn say(&mut self, phrase: Phrase, values: &[(&str, &str)]) {
        let text = self.word(phrase, self.language(), values);
        self.say_text(&text, phrase.role());
    }

    pub(super) fn say_text(&mut self, text: &str, role: Role) {
        let role = if role == Role::Plain && self.offers_again(text) { Role::Offer } else { role };
        self.sentences.extend(spoken(text, role));
    }

    /// Whether this is what the caller heard last, word for word, and a person was offered with it.
    fn offers_again(&self, text: &str) -> bool {
        let last = self.next.history.iter().rev().find(|said| said.who == Who::Agent);
        last.is_some_and(|said| said.roles.contains(&Role::Offer) && said.words.reveal() == text)
    }

    /// Takes back what was to be said.
    pub(super) fn fall_silent(&mut self) {
        self.sentences.clear();
    }

    /// A phrase in words, without saying it.
    pub(super) fn word(&mut self, phrase: Phrase, language: Language, values: &[(&str, &str)]) -> String {
        self.counter += 1;
        let pick = phrases::pick(&self.scene.call, self.counter);
        self.phrases.say(phrase, language, self.business().address_form, pick, values)
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
        let text = self.word(phrase, self.language(), &[]);
        self.say_text(&text, Role::Goodbye);
        self.wait_for(Asked::None);
        self.deeds.push(Deed::End);
    }
}
