//! The questions: how each is asked, and asked again in another way.

use crate::phrases::Phrase;
use crate::tasks::{CallerName, OwnDeed, Phone};
use crate::turn::Turn;
use crate::{Asked, WishKind, speakable, wording};
use base::language::Language;
use booking::Guests;

impl Turn<'_> {
    /// Waits for `asked` and asks for it.
    pub(super) fn ask(&mut self, asked: Asked) {
        self.wait_for(asked);
        self.question();
    }

    /// Asks for what is waited for; after a failure in another wording.
    pub(super) fn question(&mut self) {
        self.mention_found();
        self.question_from = Some(self.said().len());
        let again = self.next.failures > 0;
        let tasks = std::mem::take(&mut self.next.tasks);
        let (booking, own) = (tasks.booking(), tasks.own().filter(|own| own.is_identifying()));
        match (self.next.asked, own) {
            (Asked::Date | Asked::Time, Some(own)) => own.ask_proof(self.next.asked, self),
            (Asked::Service, _) => booking.ask_service(self, again),
            (Asked::Resource, _) => tasks.target().into_iter().for_each(|target| target.ask_person(self)),
            (Asked::Detail, _) => booking.ask_detail(self, again),
            (Asked::Date, None) => self.ask_date(&tasks, again),
            (Asked::Choice, _) => self.ask_choice(&tasks, again),
            (Asked::Name, own) => self.ask_name(own.is_some(), again),
            (Asked::Wish | Asked::Repeat | Asked::None, _) => self.ask_wish(&tasks, again),
            (asked, _) => self.plain_question(asked, again),
        }
        self.next.tasks = tasks;
    }

    /// A question that needs no task's slots.
    fn plain_question(&mut self, asked: Asked, again: bool) {
        let phrase = match (asked, again) {
            (Asked::Time, true) => Phrase::AskTimeAgain,
            (Asked::Time, false) => Phrase::AskTime,
            (Asked::Message, true) => Phrase::AskMessageAgain,
            (Asked::Message, false) => Phrase::AskMessage,
            (Asked::Transfer, _) => Phrase::OfferTransfer,
            (Asked::More, _) => Phrase::More,
            (Asked::Spelling, _) => return self.ask_spelling(),
            (Asked::Phone, again) => return self.ask_phone(again),
            // Worded where they are asked, or never asked by this engine.
            _ => Phrase::NotUnderstoodRepeat,
        };
        self.say(phrase, &[]);
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

    fn ask_wish(&mut self, tasks: &crate::Tasks, again: bool) {
        let booking = tasks.kind() == Some(WishKind::Book) && tasks.booking().target.chosen().is_some();
        let phrase = match (booking, again) {
            (true, _) => Phrase::AskChange,
            (false, true) => Phrase::AskWishAgain,
            (false, false) => Phrase::Greeting,
        };
        self.say(phrase, &[]);
    }

    fn ask_date(&mut self, tasks: &crate::Tasks, again: bool) {
        let day_open = tasks.target().and_then(|target| target.time.as_ref()).is_some_and(|time| time.is_day_open());
        match (tasks.own(), again, day_open) {
            (_, true, _) => self.say(Phrase::AskDateAgain, &[]),
            (_, false, true) => self.say(Phrase::AskDay, &[]),
            (Some(own), false, false) => match &own.deed {
                OwnDeed::Move(moving) => moving.ask_new_date(own.appointment.as_ref(), self),
                OwnDeed::Tell | OwnDeed::Cancel => self.say(Phrase::AskDate, &[]),
            },
            (None, false, false) => self.say(Phrase::AskDate, &[]),
        }
    }

    fn ask_choice(&mut self, tasks: &crate::Tasks, again: bool) {
        let offered = tasks.target().map_or(&[][..], |target| target.offered());
        let slots = wording::offers(self.business(), offered, self.today(), self.language());
        match (offered.len(), again) {
            (1, _) => self.say(Phrase::OfferOne, &[("slot", &slots)]),
            (_, true) => self.say(Phrase::AskChoiceAgain, &[("slots", &slots)]),
            (_, false) => self.say(Phrase::Offer, &[("slots", &slots)]),
        }
    }

    fn ask_name(&mut self, identifying: bool, again: bool) {
        let phrase = match (identifying, again) {
            (_, true) => Phrase::AskNameAgain,
            (true, false) if !self.has_spoken() => Phrase::AskOwnName,
            (_, false) => Phrase::AskName,
        };
        self.say(phrase, &[]);
    }

    fn ask_spelling(&mut self) {
        match self.next.caller.name.clone() {
            CallerName::Heard(name) | CallerName::Known(name) => {
                let letters = speakable::spelled(name.reveal(), self.language());
                self.say(Phrase::CheckName, &[("name", name.reveal()), ("letters", &letters)]);
            }
            CallerName::Unknown | CallerName::Doubted(_) => self.say(Phrase::SpellName, &[]),
        }
    }

    fn ask_phone(&mut self, again: bool) {
        match self.next.caller.phone.clone() {
            Phone::Said(phone) | Phone::Checked(phone) => {
                let number = speakable::digits(&national(phone.reveal().as_str(), self.language()), self.language());
                self.say(Phrase::CheckPhone, &[("number", &number)]);
            }
            Phone::Unknown | Phone::Keys(_) => {
                self.say(if again { Phrase::AskPhoneAgain } else { Phrase::AskPhone }, &[]);
            }
        }
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
