//! What comes before anything else: emergencies, the wish for a person, another language, 'are you a robot?', 'say that
//! again', and callers who are wrong here.

use crate::phrases::Phrase;
use crate::tasks::{Step, Took};
use crate::turn::{OFFER_PERSON, Turn};
use crate::{Asked, Deed, EngineError, TransferReason, WishKind, wording};
use base::language::Language;
use understanding::{Context, Cue, Intent, Utterance};

/// How often in a row the caller is waited for.
const WAITS_MAX: u32 = 3;
/// Who says more words than this says more than to wait.
const WAITING_WORDS_MAX: usize = 12;
/// Letters from which on a word of the business's name is one by which it is called.
const NAME_LETTERS_MIN: usize = 5;

impl Turn<'_> {
    pub(super) async fn at_once(&mut self, utterance: &Utterance) -> Result<Took, EngineError> {
        if utterance.wants(Intent::Emergency) {
            // P33: the call says the fixed advice; nothing may stand before it.
            return Ok(Took::Step(Step::HandOver(TransferReason::Emergency)));
        }
        if utterance.wants(Intent::Human) {
            let offered = self.next.asked == Asked::Transfer;
            let reason = if offered { TransferReason::Agreed } else { TransferReason::Wish };
            return Ok(Took::Step(Step::HandOver(reason)));
        }
        let says = utterance.says();
        if let Some(language) = says.language.filter(|language| *language != self.language()) {
            return Ok(Took::Step(self.switch(utterance, language)));
        }
        if utterance.wants(Intent::Language) && says.language.is_none() {
            return Ok(Took::Step(Step::OfferPerson(Phrase::LanguageUnavailable)));
        }
        if utterance.wants(Intent::Language) && says.intents.len() == 1 && !utterance.has_facts() {
            // It is spoken already.
            return Ok(Took::Step(self.asked_again()));
        }
        if utterance.wants(Intent::Goodbye) && !utterance.has_facts() {
            return self.parting(utterance).await;
        }
        Ok(match self.about_the_call(utterance) {
            Took::Nothing => self.out_of_place(utterance),
            took => took,
        })
    }

    /// Goes on in another language. The call repeats the disclosure. What was said in it already counts.
    fn switch(&mut self, utterance: &Utterance, language: Language) -> Step {
        if !self.business().languages.contains(&language) {
            return Step::OfferPerson(Phrase::LanguageUnavailable);
        }
        let now = self.scene.now.to_zoned(self.business().zone.clone());
        let (business, asked) = (Some(self.business()), self.next.asked);
        let context = Context { business, language, now, asked, earlier: None };
        let said = Utterance::read(utterance.words.clone(), utterance.confidence, &context);
        self.hear_wishes(&said);
        self.hear_facts(&said, &Took::Nothing);
        // Nothing is said in the new language before its disclosure.
        self.fall_silent();
        self.deeds.push(Deed::Switch(language));
        Step::Wait(self.next.asked)
    }

    /// Questions about the call itself, and requests to say something again or to wait.
    fn about_the_call(&mut self, utterance: &Utterance) -> Took {
        let again = utterance.wants(Intent::Repeat) || utterance.wants(Intent::Slower);
        if again && !utterance.names_facts() && !utterance.is_yes() {
            return Took::Step(self.repeat());
        }
        let only_waits =
            !utterance.has_facts() && !utterance.is_no() && utterance.parsed.word_count() <= WAITING_WORDS_MAX;
        if utterance.wants(Intent::Wait) && only_waits {
            return self.wait();
        }
        let insults = utterance.wants(Intent::Abuse) && !utterance.parsed.asks();
        if utterance.wants(Intent::Robot) && !insults {
            let business = self.business().name.as_str();
            self.say(Phrase::RobotAnswer, &[("business", business)]);
            // What was wished for in the same breath goes on.
            return if utterance.has_facts() { Took::Nothing } else { Took::Step(self.resumed()) };
        }
        Took::Nothing
    }

    /// Callers who are wrong here, who they are not sure of, or who want nothing that there is.
    fn out_of_place(&mut self, utterance: &Utterance) -> Took {
        let business = self.business().name.as_str();
        let plain = !utterance.has_facts();
        if utterance.wants(Intent::Abuse) && !utterance.wants(Intent::Robot) {
            if self.next.failures + 1 >= OFFER_PERSON {
                return self.part(Phrase::AbuseGoodbye);
            }
            return Took::Step(self.stumble(Phrase::Abuse));
        }
        if utterance.wants(Intent::Solicitation) && self.next.tasks.kind().is_none() {
            return self.refuse_offer();
        }
        if utterance.wants(Intent::WrongNumber) {
            self.say(Phrase::WrongNumber, &[("business", business)]);
            return Took::Step(Step::Ask(Asked::More));
        }
        let intents = &utterance.says().intents;
        if utterance.wants(Intent::Offtopic) && (!utterance.names_facts() || intents.len() == 1) {
            return Took::Step(self.stumble(Phrase::OffTopic));
        }
        if utterance.parsed.has(Cue::GreetingOnly) && self.next.asked.is_open() {
            return Took::Step(self.greet_back());
        }
        if utterance.wants_little() && plain && self.asks_who(utterance) {
            self.say(Phrase::ThisIs, &[("business", business)]);
            return Took::Step(self.resumed());
        }
        let asks_why = intents.is_empty() && plain && utterance.parsed.has(Cue::AsksWhy);
        if asks_why && self.next.asked.is_dictated() {
            self.say(Phrase::WhatFor, &[]);
            return Took::Step(self.asked_again());
        }
        Took::Nothing
    }

    /// The caller needs a moment. A machine that asks to hold the line is waited for no longer.
    fn wait(&mut self) -> Took {
        self.next.failures += 1;
        if self.next.failures > WAITS_MAX {
            return self.part(Phrase::Goodbye);
        }
        self.say(Phrase::Waiting, &[]);
        Took::Step(Step::Wait(self.next.asked))
    }

    /// 'Hallo?': the question again; somebody who says nothing else does not hear us.
    fn greet_back(&mut self) -> Step {
        self.next.failures += 1;
        if self.next.failures >= OFFER_PERSON {
            return Step::Fail;
        }
        self.say(Phrase::GreetBack, &[]);
        self.next.asked = Asked::Wish;
        Step::Wait(Asked::Wish)
    }

    /// 'Ist da der Salon?', 'Wer ist denn da?'
    fn asks_who(&self, utterance: &Utterance) -> bool {
        let name = wording::words(&self.business().name);
        let called = name.iter().filter(|part| part.chars().count() >= NAME_LETTERS_MIN);
        let named = called.into_iter().any(|part| utterance.parsed.words().any(|word| word == part));
        utterance.parsed.has(Cue::WhoIsThere) || (utterance.parsed.has(Cue::IsThisYou) && named)
    }

    /// A sales call: refused once, then ended; never transferred.
    fn refuse_offer(&mut self) -> Took {
        if self.next.asked == Asked::More {
            return self.part(Phrase::Goodbye);
        }
        self.say(Phrase::Solicitation, &[]);
        Took::Step(Step::Ask(Asked::More))
    }

    /// Says again what the caller heard last.
    fn repeat(&mut self) -> Step {
        if self.next.history.iter().all(|said| said.who == crate::Who::Caller) {
            return self.asked_again();
        }
        self.say(Phrase::Again, &[]);
        self.say_last();
        Step::Wait(self.next.asked)
    }

    /// What was asked is asked again after an interlude.
    pub(super) fn resumed(&self) -> Step {
        match self.next.asked {
            Asked::None | Asked::Repeat => Step::Ask(Asked::Wish),
            _ => self.asked_again(),
        }
    }

    /// Thanks and goodbye.
    pub(super) async fn parting(&mut self, utterance: &Utterance) -> Result<Took, EngineError> {
        let last = matches!(self.next.asked, Asked::More | Asked::None);
        let tasks = &self.next.tasks;
        // After something was booked in this call, 'nothing is booked' would deny it.
        let unfinished = tasks.kind() == Some(WishKind::Book) && !tasks.has_booked() && !last;
        let found = tasks.own().is_some_and(|own| !own.is_identifying());
        let unmoved = tasks.kind() == Some(WishKind::Move) && found && !last;
        if utterance.wants(Intent::Goodbye) {
            if unmoved {
                self.say(Phrase::AppointmentStays, &[]);
            }
            return Ok(self.part(if unfinished { Phrase::GoodbyeUnfinished } else { Phrase::Goodbye }));
        }
        if utterance.wants(Intent::Thanks) && last {
            return Ok(self.part(Phrase::Goodbye));
        }
        if utterance.wants(Intent::Thanks) {
            self.say(Phrase::Welcome, &[]);
            return Ok(Took::Step(self.resumed()));
        }
        Ok(Took::Nothing)
    }
}
