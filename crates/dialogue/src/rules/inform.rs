//! Information: prices, durations, opening hours, the address, the owner's answers, the privacy notice. Only what the
//! business says is said.

use crate::phrases::Phrase;
use crate::tasks::{QuestionMeant, Step, Task, Took};
use crate::turn::Turn;
use crate::{Asked, ResourceWish, Role, speakable, tools, wording};
use base::business::Service;
use understanding::{Found, Intent, Utterance};

/// Answers told at once.
const ANSWERS_MAX: usize = 2;
/// Services whose price is told at once when it is unclear which was meant.
const PRICES_MAX: usize = 3;

impl Turn<'_> {
    /// Tells what is asked.
    pub(super) fn inform(&mut self, utterance: &Utterance) -> Took {
        let says = utterance.says();
        // Asked as 'the price of what?': the service alone is the answer.
        let kind = self.next.tasks.kind();
        let priced = self.next.asked == Asked::Service && kind.is_none() && says.service.is_some();
        let mut told = false;
        if priced || utterance.wants(Intent::Price) || utterance.wants(Intent::Duration) {
            match self.tell_prices(utterance) {
                Took::Step(step) => return Took::Step(step),
                took => told |= took == Took::Something,
            }
        }
        if utterance.wants(Intent::OpeningHours) {
            match (&says.resource, &says.when) {
                (Some(Found { value: ResourceWish::One(id), .. }), Some(when)) => self.tell_presence(id, when),
                (_, when) => self.tell_hours(when.as_ref()),
            }
            told = true;
        }
        if utterance.wants(Intent::Address) {
            let address = &self.business().address;
            self.say(Phrase::AddressIs, &[("street", &address.street), ("city", &address.city)]);
            told = true;
        }
        if utterance.wants(Intent::Privacy) && !matches!(self.next.tasks.top(), Some(Task::Request(_))) {
            let business = self.business().name.as_str();
            self.say(Phrase::PrivacyAnswer, &[("business", business)]);
            told = true;
        }
        // What is asked about a time ('kann ich auch um vier?') is answered by the time itself.
        let of_time = says.question.is_none() && utterance.names_time() && kind.is_some();
        if utterance.wants(Intent::Question) && (!told || says.question.is_some()) && !of_time {
            return match self.answer_question(utterance) {
                Took::Step(step) => Took::Step(step),
                took => Took::something(told || took == Took::Something),
            };
        }
        Took::something(told)
    }

    fn tell_prices(&mut self, utterance: &Utterance) -> Took {
        let said = utterance.says().service.as_ref().map(|found| match found.is_sure() {
            true => vec![found.value.clone()],
            false => std::iter::once(&found.value).chain(&found.alternatives).take(PRICES_MAX).cloned().collect(),
        });
        let wished = || self.next.tasks.booking().parts.services().map(str::to_owned).collect::<Vec<_>>();
        let booked = || self.next.tasks.last_booked().iter().map(|one| one.slot.service.clone()).collect();
        let services = said.unwrap_or_else(wished);
        let services = if services.is_empty() { booked() } else { services };
        if services.is_empty() {
            return Took::Step(self.ask_service_for_price());
        }
        let business = self.business();
        for service in services.iter().filter_map(|service| business.service(service)) {
            self.tell_price(service, utterance);
        }
        Took::Something
    }

    fn ask_service_for_price(&mut self) -> Step {
        let (business, language) = (self.business(), self.language());
        let names = business.services.iter().map(|service| speakable::one(service.spoken_name(language), language));
        let services = speakable::list(&names.collect::<Vec<_>>(), true, language);
        self.say(Phrase::AskServiceAgain, &[("services", &services)]);
        Step::Wait(Asked::Service)
    }

    fn tell_price(&mut self, service: &Service, utterance: &Utterance) {
        let language = self.language();
        let name = service.spoken_name(language);
        let duration = speakable::duration(service.minutes, language);
        let (price_asked, duration_asked) = (utterance.wants(Intent::Price), utterance.wants(Intent::Duration));
        match service.price.map(|price| speakable::price(price, language)) {
            _ if duration_asked && !price_asked => {
                self.say(Phrase::DurationIs, &[("service", name), ("duration", &duration)]);
            }
            Some(price) if price_asked && !duration_asked => {
                self.say(Phrase::PriceIs, &[("service", name), ("price", &price)]);
            }
            Some(price) => {
                self.say(Phrase::PriceAndDuration, &[("service", name), ("price", &price), ("duration", &duration)]);
            }
            None => self.say(Phrase::PriceUnknown, &[("service", name)]),
        }
    }

    /// The owner's answer, no more than it says; else the question is passed on if the caller likes.
    fn answer_question(&mut self, utterance: &Utterance) -> Took {
        let says = utterance.says();
        let Some(id) = says.question.as_deref() else { return Took::Step(self.ask_or_pass_question_on(utterance)) };
        let ids = std::iter::once(id).chain(says.further_questions.iter().map(String::as_str));
        let mut told = false;
        for id in ids.take(ANSWERS_MAX) {
            match self.tell_answer(id) {
                // After the offer of a person nothing more is said.
                Took::Step(step) => return Took::Step(step),
                took => told |= took == Took::Something,
            }
        }
        self.hear_noted_question(utterance);
        Took::something(told)
    }

    /// Tells the owner's answer to a question; where it offers a person, that is waited for.
    pub(crate) fn tell_answer(&mut self, id: &str) -> Took {
        let Some(entry) = tools::question(self.business(), id) else { return Took::Nothing };
        let language = self.language();
        let checked = entry.checked.map(|date| wording::day_and_month(date, language)).unwrap_or_default();
        let values = [("answer", entry.answer.get(language).as_str()), ("checked", checked.as_str())];
        let text = self.word(Phrase::QuestionAnswer, language, &values);
        self.say_text(&text, if entry.hands_over { Role::Offer } else { Role::Plain });
        if entry.hands_over {
            return Took::Step(Step::Wait(Asked::Transfer));
        }
        Took::Something
    }

    /// A question that none is for sure: asked back where one of the owner's is near, else passed on if the caller likes.
    pub(super) fn ask_or_pass_question_on(&mut self, utterance: &Utterance) -> Step {
        let words = utterance.words.clone();
        match &utterance.says().doubtful_question {
            Some(question) => {
                let meant = QuestionMeant { id: question.id.clone(), topic: question.topic.clone(), words };
                self.next.tasks.put(Task::Question(meant));
                Step::GoOn
            }
            None => Step::OfferToPassOn(words),
        }
    }
}
