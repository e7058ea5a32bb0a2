//! What comes before anything else: emergencies, the wish for a person, another language, 'are you a robot?', 'say that
//! again', and callers who are wrong here.

use super::heard::{Heard, Use};
use super::turn::{OFFER_PERSON, Turn};
use crate::phrases::Phrase;
use crate::{Asked, Deed, EngineError, Role, TransferReason, Who, WishKind};
use base::language::Language;
use understanding::{Context, Intent, Utterance};

/// How often in a row the caller is waited for.
const WAITS_MAX: u32 = 3;

impl Turn<'_> {
    pub(super) async fn at_once(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        if heard.wants(Intent::Emergency) {
            // P33: the call says the fixed advice; nothing may stand before it.
            return Ok(self.transfer(TransferReason::Emergency));
        }
        if heard.wants(Intent::Human) {
            let offered = self.next.asked == Asked::Transfer;
            return Ok(self.transfer(if offered { TransferReason::Agreed } else { TransferReason::Wish }));
        }
        if let Some(language) = heard.says.language.filter(|language| *language != self.language()) {
            return Ok(self.switch(heard, language));
        }
        if heard.wants(Intent::Language) && heard.says.language.is_none() {
            return Ok(self.offer_transfer(Phrase::LanguageUnavailable));
        }
        if heard.wants(Intent::Language) && heard.says.intents.len() == 1 && !heard.has_facts() {
            // It is spoken already.
            self.ask_again().await?;
            return Ok(Use::Complete);
        }
        if heard.wants(Intent::Goodbye) && !heard.has_facts() {
            return self.parting(heard).await;
        }
        self.out_of_place(heard).await
    }

    /// Hands the call over. The call says that it does.
    pub(super) fn transfer(&mut self, reason: TransferReason) -> Use {
        self.wait_for(Asked::None);
        self.deeds.push(Deed::Transfer(reason));
        Use::Complete
    }

    /// Offers a person or a message.
    pub(super) fn offer_transfer(&mut self, phrase: Phrase) -> Use {
        self.say(phrase, &[]);
        self.wait_for(Asked::Transfer);
        Use::Complete
    }

    /// Goes on in another language. The call repeats the disclosure.
    /// What was said in it already counts.
    fn switch(&mut self, heard: &Heard<'_>, language: Language) -> Use {
        if !self.business().languages.contains(&language) {
            return self.offer_transfer(Phrase::LanguageUnavailable);
        }
        let now = self.scene.now.to_zoned(self.business().zone.clone());
        let (business, asked) = (Some(self.business()), self.next.asked);
        let context = Context { business, language, now, asked, earlier: None };
        let utterance = Utterance::read(heard.utterance.words.clone(), heard.utterance.confidence, &context);
        let said = Heard::of(&utterance);
        self.take_kind(&said);
        self.take_facts(&said, Use::None);
        // Nothing is said in the new language before its disclosure.
        self.fall_silent();
        self.deeds.push(Deed::Switch(language));
        Use::Complete
    }

    /// Questions about the call itself, and callers who are wrong here.
    async fn out_of_place(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        let business = self.business().name.clone();
        let again = heard.wants(Intent::Repeat) || heard.wants(Intent::Slower);
        if again && !heard.names_facts() && !heard.yes() {
            self.repeat().await?;
        } else if heard.wants(Intent::Wait) && !heard.has_facts() {
            self.next.failures += 1;
            if self.next.failures > WAITS_MAX {
                // A machine that asks to hold the line is waited for no longer.
                self.goodbye(Phrase::Goodbye);
                return Ok(Use::Complete);
            }
            self.say(Phrase::Waiting, &[]);
        } else if heard.wants(Intent::Robot) && (!heard.wants(Intent::Abuse) || heard.words.trim_end().ends_with('?')) {
            self.say(Phrase::RobotAnswer, &[("business", &business)]);
            if heard.has_facts() {
                // What was wished for in the same breath goes on.
                return Ok(Use::None);
            }
            self.resume().await?;
        } else if heard.wants(Intent::Abuse) {
            if self.next.failures + 1 >= OFFER_PERSON {
                self.goodbye(Phrase::AbuseGoodbye);
                return Ok(Use::Complete);
            }
            return self.stumble(Phrase::Abuse, &[]).await;
        } else if heard.wants(Intent::Solicitation) && self.next.wish.kind.is_none() {
            return Ok(self.refuse_offer());
        } else if heard.wants(Intent::WrongNumber) {
            self.say(Phrase::WrongNumber, &[("business", &business)]);
            self.ask(Asked::More);
        } else if heard.wants(Intent::Offtopic) && (!heard.names_facts() || heard.says.intents.len() == 1) {
            return self.stumble(Phrase::OffTopic, &[("business", &business)]).await;
        } else if is_only_greeting(heard.words) && self.next.asked.is_open() {
            return self.greet_back().await;
        } else if heard.wants_little() && !heard.has_facts() && self.asks_who(heard.words) {
            self.say(Phrase::ThisIs, &[("business", &business)]);
            self.resume().await?;
        } else if heard.says.intents.is_empty()
            && !heard.has_facts()
            && asks_what_for(heard.words)
            && self.next.asked.is_dictated()
        {
            self.say(Phrase::WhatFor, &[]);
            self.ask_again().await?;
        } else {
            return Ok(Use::None);
        }
        Ok(Use::Complete)
    }

    /// 'Hallo?': the question again; somebody who says nothing else does not hear us.
    async fn greet_back(&mut self) -> Result<Use, EngineError> {
        self.next.failures += 1;
        if self.next.failures >= OFFER_PERSON {
            self.fail().await?;
        } else {
            self.say(Phrase::GreetBack, &[]);
            self.next.asked = Asked::Wish;
        }
        Ok(Use::Complete)
    }

    /// 'Ist da der Salon?', 'Wer ist denn da?'
    fn asks_who(&self, words: &str) -> bool {
        const QUESTIONS: [&str; 14] = [
            "wer ist da",
            "wer ist denn da",
            "wer ist dort",
            "ist da ",
            "ist dort ",
            "bin ich da bei",
            "bin ich bei",
            "bin ich hier bei",
            "bin ich richtig",
            "who is this",
            "who's this",
            "is this ",
            "have i reached",
            "is that ",
        ];
        let words = words.to_lowercase();
        let name = self.business().name.to_lowercase();
        let named = name.split(' ').any(|part| part.chars().count() > 4 && words.contains(part));
        let who = words.contains("wer ist") || words.contains("who is this") || words.contains("who's this");
        QUESTIONS.iter().any(|question| words.contains(question)) && (named || who)
    }

    /// A sales call: refused once, then ended; never transferred.
    fn refuse_offer(&mut self) -> Use {
        if self.next.asked == Asked::More {
            self.goodbye(Phrase::Goodbye);
        } else {
            self.say(Phrase::Solicitation, &[]);
            self.say(Phrase::More, &[]);
            self.wait_for(Asked::More);
        }
        Use::Complete
    }

    /// Says again what the caller heard last.
    async fn repeat(&mut self) -> Result<(), EngineError> {
        let last = self.next.history.iter().rev().find(|said| said.who == Who::Agent);
        match last.map(|said| said.words.reveal().clone()) {
            Some(words) => {
                self.say(Phrase::Again, &[]);
                self.say_text(&words, Role::Plain);
                Ok(())
            }
            None => self.ask_again().await,
        }
    }

    /// Asks the open question again after an interlude.
    pub(super) async fn resume(&mut self) -> Result<(), EngineError> {
        match self.next.asked {
            Asked::None | Asked::Repeat => self.ask(Asked::Wish),
            _ => self.ask_again().await?,
        }
        Ok(())
    }

    /// Thanks and goodbye.
    pub(super) async fn parting(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        let last = matches!(self.next.asked, Asked::More | Asked::None);
        let wish = &self.next.wish;
        // After something was booked in this call, 'nothing is booked' would deny it.
        let unfinished = wish.kind == Some(WishKind::Book) && !self.next.has_booked && !last;
        let unmoved = wish.kind == Some(WishKind::Move) && wish.appointment.is_some() && !last;
        if heard.wants(Intent::Goodbye) {
            if unmoved {
                self.say(Phrase::AppointmentStays, &[]);
            }
            self.goodbye(if unfinished { Phrase::GoodbyeUnfinished } else { Phrase::Goodbye });
        } else if heard.wants(Intent::Thanks) && last {
            self.goodbye(Phrase::Goodbye);
        } else if heard.wants(Intent::Thanks) {
            self.say(Phrase::Welcome, &[]);
            self.resume().await?;
        } else {
            return Ok(Use::None);
        }
        Ok(Use::Complete)
    }
}

/// Whether words greet and say nothing else.
pub(super) fn is_only_greeting(words: &str) -> bool {
    const GREETINGS: [&str; 24] = [
        "hallo",
        "guten",
        "tag",
        "morgen",
        "abend",
        "moin",
        "servus",
        "grüß",
        "gott",
        "grüezi",
        "ja",
        "äh",
        "schönen",
        "hello",
        "hi",
        "hey",
        "good",
        "morning",
        "afternoon",
        "evening",
        "day",
        "yes",
        "there",
        "um",
    ];
    const PLAIN: [&str; 10] = ["hallo", "tag", "moin", "servus", "gott", "hello", "hi", "hey", "good", "guten"];
    let words = words.to_lowercase();
    let said: Vec<&str> = words.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    said.iter().all(|word| GREETINGS.contains(word)) && said.iter().any(|word| PLAIN.contains(word))
}

/// Whether a caller asks why something is asked.
fn asks_what_for(words: &str) -> bool {
    const WHY: [&str; 8] = ["wieso", "warum", "wozu", "wofür", "weshalb", "why", "what for", "how come"];
    let words = words.to_lowercase();
    WHY.iter().any(|why| words.starts_with(why) || words.contains(&format!(" {why}")))
}
