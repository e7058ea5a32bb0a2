//! What comes before anything else: emergencies, the wish for a person, another language, 'are you a robot?', 'say that
//! again', and callers who are wrong here.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::dialogue::phrases::Phrase;
use crate::dialogue::understand::Intent;
use crate::dialogue::{Asked, Deed, EngineError, Role, TransferReason, Who, WishKind};
use crate::language::Language;

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
        if heard.wants(Intent::Language) && heard.says.intents.len() == 1 {
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
        let says = self.read(heard.words, language, None);
        let said = Heard { words: heard.words, confidence: heard.confidence, says };
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
        if again && !heard.has_facts() && !heard.yes() {
            self.repeat().await?;
        } else if heard.wants(Intent::Wait) && !heard.has_facts() {
            self.say(Phrase::Waiting, &[]);
        } else if heard.wants(Intent::Robot) {
            self.say(Phrase::RobotAnswer, &[("business", &business)]);
            self.resume().await?;
        } else if heard.wants(Intent::Abuse) {
            return self.stumble(Phrase::Abuse, &[]).await;
        } else if heard.wants(Intent::Solicitation) && self.next.wish.kind.is_none() {
            return Ok(self.refuse_offer());
        } else if heard.wants(Intent::WrongNumber) {
            self.say(Phrase::WrongNumber, &[("business", &business)]);
            self.ask(Asked::More);
        } else if heard.wants(Intent::Offtopic) && !heard.has_facts() {
            return self.stumble(Phrase::OffTopic, &[("business", &business)]).await;
        } else {
            return Ok(Use::None);
        }
        Ok(Use::Complete)
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
        let unfinished = matches!(wish.kind, Some(WishKind::Book | WishKind::Move)) && !last;
        if heard.wants(Intent::Goodbye) {
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
