//! What the agent says in one turn, put together from phrases and texts.
//!
//! However the parts are worded, by us or by an owner, a turn has one acknowledgement at most, as its first words; and a phrase
//! with several wordings is not said twice running in the same one: who was not understood is asked in another way.

use super::{Phrase, Phrases, pick};
use crate::acknowledgement;
use crate::sentences::spoken;
use crate::{Conversation, Role, Sentence, Who};
use base::business::AddressForm;
use base::language::Language;
use booking::CallId;
use std::borrow::Cow;

/// The agent's turns in which no wording is to be said again, if there is another.
const TURNS_REMEMBERED: usize = 2;

/// What is said in one turn.
pub struct Saying<'a> {
    phrases: &'a Phrases,
    call: &'a CallId,
    form: AddressForm,
    /// What the agent said last, the latest first.
    before: Vec<String>,
    /// Something was said in this turn before: no acknowledgement fits any more.
    begun: bool,
    sentences: Vec<Sentence>,
    /// Counts the wordings of the call.
    counter: u64,
}

impl<'a> Saying<'a> {
    /// A turn in which nothing is said yet.
    pub fn new(phrases: &'a Phrases, call: &'a CallId, form: AddressForm, conversation: &Conversation) -> Self {
        let spoken = || conversation.history.iter().rev().filter(|said| said.who == Who::Agent);
        Saying {
            phrases,
            call,
            form,
            before: spoken().take(TURNS_REMEMBERED).map(|said| said.words.reveal().clone()).collect(),
            begun: false,
            sentences: Vec::new(),
            counter: spoken().count() as u64,
        }
    }

    /// Somebody else has begun to speak in this turn: a model, or the call, which tells what was done.
    pub fn begun(&mut self) {
        self.begun = true;
    }

    /// Whether anything is said in this turn yet.
    pub fn has_spoken(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// Says a phrase.
    pub fn say(&mut self, phrase: Phrase, language: Language, values: &[(&str, &str)], role: Role) {
        let text = self.word(phrase, language, values);
        self.say_text(&text, language, role);
    }

    /// Says a text.
    pub fn say_text(&mut self, text: &str, language: Language, role: Role) {
        let first = !self.begun && !self.has_spoken();
        let text = if first { Cow::Borrowed(text) } else { acknowledgement::without(text, language) };
        for sentence in spoken(&text, role) {
            // What holds of several parts of a turn is said behind the last of them.
            self.sentences.retain(|said| said.text != sentence.text);
            self.sentences.push(sentence);
        }
    }

    /// What is to be said so far.
    pub fn said(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Takes back what was to be said from a sentence on.
    pub fn take_back(&mut self, from: usize) {
        self.sentences.truncate(from);
    }

    /// Takes back what was to be said.
    pub fn fall_silent(&mut self) {
        self.sentences.clear();
    }

    /// A phrase in words, without saying it: the next wording of those that the agent did not say just now.
    pub fn word(&mut self, phrase: Phrase, language: Language, values: &[(&str, &str)]) -> String {
        self.counter += 1;
        let next = pick(self.call, self.counter);
        let form = self.form;
        let wordings = self.phrases.count(phrase, language, form);
        let mut worded =
            (0..wordings).map(|step| self.phrases.say(phrase, language, form, next.wrapping_add(step), values));
        let first = worded.next().unwrap_or_default();
        if !self.was_said(&first, language) {
            return first;
        }
        worded.find(|text| !self.was_said(text, language)).unwrap_or(first)
    }

    /// What was said, in order.
    pub fn into_sentences(self) -> Vec<Sentence> {
        self.sentences
    }

    fn was_said(&self, text: &str, language: Language) -> bool {
        let text = acknowledgement::without(text, language);
        self.before.iter().any(|said| said.contains(&*text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Said;

    /// What is said of `phrases` by an agent whose last words were `before`.
    fn said(before: &str, begun: bool, parts: &[Phrase]) -> Vec<String> {
        let phrases = Phrases::built_in().unwrap();
        let call = CallId("a".into());
        let mut conversation = Conversation::new(Language::De);
        conversation.history.push(Said::by_agent(before, &[Role::Plain]));
        let mut saying = Saying::new(&phrases, &call, AddressForm::Du, &conversation);
        if begun {
            saying.begun();
        }
        for phrase in parts {
            saying.say(*phrase, Language::De, &[("services", "Färben")], Role::Plain);
        }
        saying.into_sentences().into_iter().map(|sentence| sentence.text).collect()
    }

    fn acknowledges(text: &str) -> bool {
        acknowledgement::without(text, Language::De) != text
    }

    #[test]
    fn a_turn_acknowledges_once_and_first() {
        let parts = [Phrase::BringDetail, Phrase::AskService, Phrase::WhatMore, Phrase::NothingBooked];
        let turn = said("", false, &parts);
        assert!(acknowledges(&turn[0]), "{turn:?}");
        assert!(!turn[1..].iter().any(|text| acknowledges(text)), "{turn:?}");
        assert!(!said("", true, &parts).iter().any(|text| acknowledges(text)));
        assert_eq!(said("", true, &[Phrase::Welcome]), [""; 0], "an acknowledgement alone is not said late");
    }

    #[test]
    fn what_holds_of_two_answers_is_said_once_behind_both() {
        let (phrases, call) = (Phrases::built_in().unwrap(), CallId("a".into()));
        let mut saying = Saying::new(&phrases, &call, AddressForm::Du, &Conversation::new(Language::De));
        for answer in ["Ja. Geprüft.", "Im Hof. Geprüft."] {
            saying.say_text(answer, Language::De, Role::Plain);
        }
        let said: Vec<String> = saying.into_sentences().into_iter().map(|sentence| sentence.text).collect();
        assert_eq!(said, ["Ja.", "Im Hof.", "Geprüft."]);
    }

    #[test]
    fn a_question_is_not_asked_twice_running_in_the_same_words() {
        for phrase in
            [Phrase::AskDate, Phrase::SpellName, Phrase::OfferTransfer, Phrase::AskWishAgain, Phrase::StillThere]
        {
            let first = said("", true, &[phrase]).join(" ");
            assert_ne!(said(&first, true, &[phrase]).join(" "), first, "{phrase:?}");
        }
    }
}
