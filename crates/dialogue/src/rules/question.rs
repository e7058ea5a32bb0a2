//! The questions: how each is asked, and asked again in another way.

use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Asked, Deed, EngineError, Telling, WishKind, speakable, wording};
use base::language::Language;
use booking::{Guests, Visit};

/// Services named as examples in the first question.
const EXAMPLES: usize = 3;

impl Turn<'_> {
    /// Waits for `asked` and asks for it.
    pub(super) fn ask(&mut self, asked: Asked) {
        self.wait_for(asked);
        self.question();
    }

    /// Asks again for what is waited for.
    pub(super) async fn ask_again(&mut self) -> Result<(), EngineError> {
        match self.next.asked {
            Asked::Which | Asked::Confirm => return self.go_on().await,
            _ => self.question(),
        }
        Ok(())
    }

    /// Asks for what is waited for; after a failure in another wording.
    fn question(&mut self) {
        self.mention_found();
        let again = self.next.failures > 0;
        match self.next.asked {
            Asked::Wish | Asked::Repeat | Asked::None => self.ask_wish(again),
            Asked::Service => self.ask_service(again),
            Asked::Date => self.ask_date(again),
            Asked::Time => self.ask_time(again),
            Asked::Choice => self.ask_choice(again),
            Asked::Name => self.ask_name(again),
            Asked::Spelling => self.ask_spelling(),
            Asked::Phone => self.ask_phone(again),
            Asked::Resource => self.ask_person(),
            Asked::Detail => self.ask_detail(again),
            Asked::Message => self.say(if again { Phrase::AskMessageAgain } else { Phrase::AskMessage }, &[]),
            Asked::Transfer => self.say(Phrase::OfferTransfer, &[]),
            Asked::More => self.say(Phrase::More, &[]),
            // Worded where they are asked, or never asked by this engine.
            Asked::Which | Asked::Confirm | Asked::Consent | Asked::Language => {
                self.say(Phrase::NotUnderstoodRepeat, &[]);
            }
        }
    }

    /// A visit found as wished is said with the next question.
    fn mention_found(&mut self) {
        let Some(visit) = self.found.take() else { return };
        let (language, business) = (self.language(), self.business());
        let first = visit.first();
        let day = wording::on_day(wording::local_date(business, first.start), self.today(), language);
        let time = speakable::time_of_day(wording::local_time(business, first.start), language);
        let resource = wording::spoken_resource(business, first).unwrap_or_default();
        let then = wording::then(business, &visit, &Guests::new(), language);
        self.say(Phrase::SlotFree, &[("day", &day), ("time", &time), ("resource", resource), ("then", &then)]);
    }

    fn ask_wish(&mut self, again: bool) {
        let booking = self.next.wish.kind == Some(WishKind::Book) && self.next.wish.visit.is_some();
        match (booking, again) {
            (true, _) => self.say(Phrase::AskChange, &[]),
            (false, true) => self.say(Phrase::AskWishAgain, &[]),
            (false, false) => self.say(Phrase::Greeting, &[]),
        }
    }

    fn ask_service(&mut self, again: bool) {
        let language = self.language();
        let part = self.asked_part().clone();
        let whom = self.whom(part.person).unwrap_or_default();
        let (phrase, names): (_, Vec<String>) = if !part.choices.is_empty() {
            let name = |id: &String| speakable::one(&wording::service_name(self.business(), id, language), language);
            let phrase = match part.choices.len() {
                1 if !whom.is_empty() => Phrase::SuggestService,
                2.. if again => Phrase::AskServiceAgain,
                _ => Phrase::WhichService,
            };
            (phrase, part.choices.iter().map(name).collect())
        } else if !whom.is_empty() && self.next.wish.part.service.is_some() {
            (Phrase::AskGuestService, Vec::new())
        } else {
            let all =
                self.business().services.iter().map(|service| speakable::one(service.spoken_name(language), language));
            if again {
                (Phrase::AskServiceAgain, all.collect())
            } else {
                (Phrase::AskService, all.take(EXAMPLES).collect())
            }
        };
        let services = speakable::list(&names, true, language);
        self.say(phrase, &[("services", &services), ("whom", &whom)]);
    }

    fn ask_date(&mut self, again: bool) {
        let phrase = match (self.identifying(), again) {
            (true, _) => Phrase::AskOwnDate,
            (false, true) => Phrase::AskDateAgain,
            (false, false) if self.next.wish.day_open => Phrase::AskDay,
            (false, false) => return self.ask_new_date(),
        };
        self.say(phrase, &[]);
    }

    fn ask_new_date(&mut self) {
        let moves = self.next.wish.kind == Some(WishKind::Move) && !self.has_spoken();
        match self.next.wish.appointment.clone().filter(|_| moves) {
            Some(own) => self.deeds.push(Deed::Tell { appointments: vec![own], then: Telling::NewTime }),
            None => self.say(Phrase::AskDate, &[]),
        }
    }

    fn ask_time(&mut self, again: bool) {
        let phrase = match (self.identifying(), again) {
            (true, _) => Phrase::AskOwnTime,
            (false, true) => Phrase::AskTimeAgain,
            (false, false) => Phrase::AskTime,
        };
        self.say(phrase, &[]);
    }

    fn ask_choice(&mut self, again: bool) {
        let slots = self.offered(&self.next.offered);
        match (self.next.offered.len(), again) {
            (1, _) => self.say(Phrase::OfferOne, &[("slot", &slots)]),
            (_, true) => self.say(Phrase::AskChoiceAgain, &[("slots", &slots)]),
            (_, false) => self.say(Phrase::Offer, &[("slots", &slots)]),
        }
    }

    /// Visits as one spoken list.
    pub(super) fn offered(&self, visits: &[Visit]) -> String {
        wording::offers(self.business(), visits, self.today(), self.language())
    }

    fn ask_name(&mut self, again: bool) {
        let phrase = match (self.identifying(), again) {
            (_, true) => Phrase::AskNameAgain,
            (true, false) if !self.has_spoken() => Phrase::AskOwnName,
            (_, false) => Phrase::AskName,
        };
        self.say(phrase, &[]);
    }

    fn ask_spelling(&mut self) {
        match self.next.wish.name.clone() {
            Some(name) => {
                let letters = speakable::spelled(name.reveal(), self.language());
                self.say(Phrase::CheckName, &[("name", name.reveal()), ("letters", &letters)]);
            }
            None => self.say(Phrase::SpellName, &[]),
        }
    }

    fn ask_phone(&mut self, again: bool) {
        match self.next.wish.phone.clone() {
            Some(phone) => {
                let number = speakable::digits(&national(phone.reveal().as_str(), self.language()), self.language());
                self.say(Phrase::CheckPhone, &[("number", &number)]);
            }
            None => self.say(if again { Phrase::AskPhoneAgain } else { Phrase::AskPhone }, &[]),
        }
    }

    fn ask_detail(&mut self, again: bool) {
        let Some(detail) = self.missing_detail() else { return };
        let question = detail.question.get(self.language()).clone();
        let phrase = match (self.next.wish.details_rejected, again) {
            (0, false) => Phrase::AskDetail,
            (0 | 1, _) => Phrase::AskDetailAgain,
            _ => Phrase::SpellDetail,
        };
        self.say(phrase, &[("question", &question)]);
    }
}

/// A German number as it is dialled in Germany, to an English speaker a British one as it is in Britain; any other with 00.
fn national(number: &str, language: Language) -> String {
    let british = number.strip_prefix("+44").filter(|_| language == Language::En);
    match number.strip_prefix("+49").or(british) {
        Some(rest) => format!("0{rest}"),
        None => number.replacen('+', "00", 1),
    }
}
