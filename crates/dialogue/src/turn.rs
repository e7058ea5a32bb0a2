//! One reply in the making: the conversation as it will be, what is said, and what is proposed.

use crate::phrases::{Phrase, Phrases, Saying};
use crate::tasks::NAME_CONFIDENCE_MIN;
use crate::{Asked, Conversation, Deed, Hearing, Reply, Role, Scene, Sentence, Who, hearing};
use base::business::Business;
use base::language::Language;
use base::privacy::Personal;
use booking::Visit;
use jiff::civil::Date;
use understanding::when::When;
use understanding::{Intent, Utterance};

/// The failure in a row at which another way is tried.
pub(crate) const OTHER_WAY: u32 = 2;
/// The failure in a row at which a person or a message is offered.
pub(crate) const OFFER_PERSON: u32 = 3;

/// A reply in the making.
pub(crate) struct Turn<'a> {
    pub(crate) scene: &'a Scene,
    /// The conversation as it will be.
    pub(crate) next: Conversation,
    pub(crate) deeds: Vec<Deed>,
    pub(crate) intents: Vec<Intent>,
    /// Something said cannot be had and was answered as such: it counts as a failure at the present question.
    pub(crate) stumbled: bool,
    /// A visit just found as wished for, to be mentioned with the next question.
    pub(crate) found: Option<Visit>,
    /// The sentence with which the question begins.
    pub(crate) question_from: Option<usize>,
    saying: Saying<'a>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(phrases: &'a Phrases, scene: &'a Scene, conversation: &Conversation) -> Self {
        Turn {
            scene,
            next: conversation.clone(),
            deeds: Vec::new(),
            intents: Vec::new(),
            stumbled: false,
            found: None,
            question_from: None,
            saying: Saying::new(phrases, &scene.call, scene.business.address_form, conversation),
        }
    }

    /// Somebody else has begun to speak in this turn.
    pub(crate) fn begun(mut self) -> Self {
        self.saying.begun();
        self
    }

    /// The sentences, and the reply that closes the turn.
    pub(crate) fn close(self) -> (Vec<Sentence>, Reply) {
        let intents = self.intents.iter().map(|intent| intent.as_str().to_owned()).collect();
        (self.saying.into_sentences(), Reply { conversation: self.next, deeds: self.deeds, intents, first_token: None })
    }

    pub(crate) fn business(&self) -> &'a Business {
        &self.scene.business
    }

    pub(crate) fn language(&self) -> Language {
        self.next.language
    }

    /// The language in which the business is told what callers say.
    pub(crate) fn owners_language(&self) -> Language {
        self.business().languages.first().copied().unwrap_or(self.language())
    }

    /// Today's date at the business.
    pub(crate) fn today(&self) -> Date {
        self.scene.now.to_zoned(self.business().zone.clone()).date()
    }

    /// A whole day at the business.
    pub(crate) fn day(&self, date: Date) -> When {
        hearing::day(self.business(), date)
    }

    /// From now to the horizon.
    pub(crate) fn any_time(&self) -> When {
        let days = i64::from(self.business().horizon_days) + 1;
        let zoned = self.scene.now.to_zoned(self.business().zone.clone());
        let end = zoned.checked_add(jiff::Span::new().days(days)).map_or(self.scene.now, |end| end.timestamp());
        When::range(self.scene.now..end)
    }

    /// What is said in this turn so far.
    pub(crate) fn said(&self) -> &[Sentence] {
        self.saying.said()
    }

    /// Takes back what was to be said from a sentence on.
    pub(crate) fn take_back(&mut self, from: usize) {
        self.saying.take_back(from);
    }

    /// Whether the caller asked to hear once more what was said.
    pub(crate) fn is_to_be_heard_again(&self) -> bool {
        self.intents.iter().any(|intent| matches!(intent, Intent::Repeat | Intent::Slower))
    }

    /// Whether anything is said in this turn yet.
    pub(crate) fn has_spoken(&self) -> bool {
        self.saying.has_spoken()
    }

    pub(crate) fn say(&mut self, phrase: Phrase, values: &[(&str, &str)]) {
        self.saying.say(phrase, self.language(), values, phrase.role());
    }

    pub(crate) fn say_text(&mut self, text: &str, role: Role) {
        let role = if role == Role::Plain && self.offers_again(text) { Role::Offer } else { role };
        self.saying.say_text(text, self.language(), role);
    }

    /// Whether this is what the caller heard last, word for word, and a person was offered with it.
    fn offers_again(&self, text: &str) -> bool {
        let last = self.next.history.iter().rev().find(|said| said.who == Who::Agent);
        last.is_some_and(|said| said.roles.contains(&Role::Offer) && said.words.reveal() == text)
    }

    /// Says once more what was said last; whether there was anything.
    pub(crate) fn say_last(&mut self) -> bool {
        let last = self.next.history.iter().rev().find(|said| said.who == Who::Agent);
        let Some(words) = last.map(|said| said.words.reveal().clone()) else { return false };
        self.say_text(&words, Role::Plain);
        true
    }

    /// Takes back what was to be said.
    pub(crate) fn fall_silent(&mut self) {
        self.saying.fall_silent();
    }

    /// A phrase in words, without saying it.
    pub(crate) fn word(&mut self, phrase: Phrase, language: Language, values: &[(&str, &str)]) -> String {
        self.saying.word(phrase, language, values)
    }

    /// Waits for `asked`. A new question has not failed yet.
    pub(crate) fn wait_for(&mut self, asked: Asked) {
        if self.next.asked != asked {
            self.next.failures = 0;
        }
        self.next.asked = asked;
    }

    /// What was said cannot be had: it counts as a failure at the present question.
    pub(crate) fn stumble_on(&mut self) {
        self.next.failures += 1;
        self.stumbled = true;
    }

    /// The last words of the call.
    pub(crate) fn goodbye(&mut self, phrase: Phrase) {
        self.saying.say(phrase, self.language(), &[], phrase.role());
        self.wait_for(Asked::None);
        self.deeds.push(Deed::End);
    }

    /// No more questions about the name: people at the business will know it.
    pub(crate) fn take_name_by_ear(&mut self) {
        let name = self.next.caller.name.said().cloned().unwrap_or_default();
        self.say(Phrase::NameByEar, &[("name", name.reveal())]);
        self.next.caller.name.confirm();
    }

    /// Whether a name was heard clearly enough to go by it.
    pub(crate) fn is_clear(utterance: &Utterance) -> bool {
        utterance.confidence.is_none_or(|confidence| confidence >= NAME_CONFIDENCE_MIN)
    }

    /// Reads words that were said before, or keys pressed as if they had been said.
    pub(crate) fn read(&self, words: &Personal<String>) -> Utterance {
        let (conversation, business, now) = (&self.next, self.business(), self.scene.now);
        Hearing { conversation, proposal: None, business, now }.read(words, None, None)
    }
}
