//! Information: prices, durations, opening hours, the address, the owner's answers, the privacy notice. Only what the
//! business says is said.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Asked, MessageKind, ResourceWish, Role, WishKind, speakable, tools, wording};
use base::business::{Closure, Service};
use base::language::Language;
use jiff::civil::Date;
use understanding::when::{Kind, When};
use understanding::{Found, Intent};

/// Answers told at once.
const ANSWERS_MAX: usize = 2;
/// Services whose price is told at once when it is unclear which was meant.
const PRICES_MAX: usize = 3;

impl Turn<'_> {
    pub(super) fn inform(&mut self, heard: &Heard<'_>) -> Use {
        // Asked as 'the price of what?': the service alone is the answer.
        let priced = self.next.asked == Asked::Service && self.next.wish.kind.is_none() && heard.says.service.is_some();
        let mut used = Use::None;
        if priced || heard.wants(Intent::Price) || heard.wants(Intent::Duration) {
            used = self.tell_prices(heard);
        }
        if heard.wants(Intent::OpeningHours) {
            match (&heard.says.resource, &heard.says.when) {
                (Some(Found { value: ResourceWish::One(id), .. }), Some(when)) => self.tell_presence(id, when),
                (_, when) => self.tell_hours(when.as_ref()),
            }
            used = Use::Some;
        }
        if heard.wants(Intent::Address) {
            let address = &self.business().address;
            self.say(Phrase::AddressIs, &[("street", &address.street), ("city", &address.city)]);
            used = Use::Some;
        }
        if heard.wants(Intent::Privacy) && self.next.wish.message_kind != Some(MessageKind::Privacy) {
            let business = self.business().name.clone();
            self.say(Phrase::PrivacyAnswer, &[("business", &business)]);
            used = Use::Some;
        }
        // What is asked about a time ('kann ich auch um vier?') is answered by the time itself.
        let of_time = heard.says.question.is_none() && heard.has_time() && self.next.wish.kind.is_some();
        if heard.wants(Intent::Question) && used == Use::None && !of_time {
            used = self.tell_answer(heard);
        }
        used
    }

    fn tell_prices(&mut self, heard: &Heard<'_>) -> Use {
        let said = heard.says.service.as_ref().map(|found| {
            if found.is_sure() {
                vec![found.value.clone()]
            } else {
                std::iter::once(&found.value).chain(&found.alternatives).take(PRICES_MAX).cloned().collect()
            }
        });
        let Some(services) = said.or_else(|| self.wished_services()) else {
            return self.ask_service_for_price();
        };
        for service in services {
            if let Some(service) = self.business().service(&service) {
                self.tell_price(service, heard);
            }
        }
        Use::Some
    }

    fn wished_services(&self) -> Option<Vec<String>> {
        let services: Vec<String> = self.next.wish.parts().filter_map(|part| part.service.clone()).collect();
        Some(services).filter(|services| !services.is_empty())
    }

    fn ask_service_for_price(&mut self) -> Use {
        let names = self.business().services.iter().map(|service| service.spoken_name(self.language()).to_owned());
        let services = speakable::list(&names.collect::<Vec<_>>(), true, self.language());
        self.say(Phrase::AskServiceAgain, &[("services", &services)]);
        self.wait_for(Asked::Service);
        Use::Complete
    }

    fn tell_price(&mut self, service: &Service, heard: &Heard<'_>) {
        let language = self.language();
        let name = service.spoken_name(language);
        let duration = speakable::duration(service.minutes, language);
        let (price_asked, duration_asked) = (heard.wants(Intent::Price), heard.wants(Intent::Duration));
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

    fn tell_hours(&mut self, when: Option<&When>) {
        let language = self.language();
        if let Some(closure) = when.and_then(|when| self.closed_throughout(when)) {
            let holiday = closure.map_or_else(String::new, |closure| self.closure_name(closure));
            return self.say(Phrase::ClosedThen, &[("holiday", &holiday)]);
        }
        let one_day = when.filter(|when| when.kind != Kind::Range || self.spans_one_day(when));
        let Some(when) = one_day else {
            let hours = wording::week(&tools::opening_week(self.business()), language);
            return self.say(Phrase::HoursWeek, &[("hours", &hours)]);
        };
        let date = wording::local_date(self.business(), when.start);
        let day = wording::on_day(date, self.today(), language);
        match tools::opening_on(self.business(), date) {
            Ok(spans) => {
                let hours = wording::spans(&spans, language);
                self.say(Phrase::HoursDay, &[("day", &day), ("hours", &hours)]);
            }
            Err(closure) => self.say_closed(date, closure),
        }
    }

    /// Whether somebody is there on a day, and when.
    fn tell_presence(&mut self, id: &str, when: &When) {
        let (business, language) = (self.business(), self.language());
        let Some(resource) = business.resource(id) else { return };
        let date = wording::local_date(business, when.start);
        let does = business.services.iter().filter(|service| service.resources.iter().any(|one| one == id));
        let spans = does.map(|service| business.spans_on(service, resource, date)).find(|spans| !spans.is_empty());
        let day = wording::on_day(date, self.today(), language);
        let who = ("resource", resource.spoken_name());
        match spans {
            Some(spans) => {
                let hours = wording::spans(&spans, language);
                self.say(Phrase::ThereFrom, &[who, ("day", &day), ("hours", &hours)]);
            }
            None => self.say(Phrase::NotThere, &[who, ("day", &day)]),
        }
    }

    /// Why the business is closed on every one of several days, if it is: the first reason there is.
    fn closed_throughout(&self, when: &When) -> Option<Option<Closure>> {
        const DAYS_MAX: usize = 31;
        let end =
            when.end.filter(|_| when.kind == Kind::Range && !self.spans_one_day(when) && when.weekdays.is_empty())?;
        let first = wording::local_date(self.business(), when.start);
        let days: Vec<Date> = first
            .series(jiff::Span::new().days(1))
            .take_while(|date| self.day(*date).start < end)
            .take(DAYS_MAX + 1)
            .collect();
        let closures: Vec<Option<Closure>> =
            days.iter().map(|date| tools::opening_on(self.business(), *date).err()).collect::<Option<_>>()?;
        (days.len() <= DAYS_MAX).then(|| closures.into_iter().flatten().next())
    }

    fn closure_name(&mut self, closure: Closure) -> String {
        let language = self.language();
        match closure {
            Closure::Public(names) => (*names.get(language)).to_owned(),
            Closure::Company => {
                let name = self.word(Phrase::CompanyHoliday, language, &[]);
                // It stands within a sentence; German nouns keep their capital.
                if language == Language::En { lower_first(&name) } else { name }
            }
        }
    }

    pub(super) fn spans_one_day(&self, when: &When) -> bool {
        let last =
            when.end.and_then(|end| end.checked_sub(jiff::SignedDuration::from_secs(1)).ok()).unwrap_or(when.start);
        wording::local_date(self.business(), when.start) == wording::local_date(self.business(), last)
    }

    pub(super) fn say_closed(&mut self, date: Date, closure: Option<Closure>) {
        let language = self.language();
        let day = wording::on_day(date, self.today(), language);
        match closure {
            None => self.say(Phrase::ClosedDay, &[("day", &day)]),
            Some(closure) => {
                let holiday = self.closure_name(closure);
                self.say(Phrase::ClosedHoliday, &[("day", &day), ("holiday", &holiday)]);
            }
        }
    }

    /// The owner's answer, no more than it says; else the question is passed on if the caller likes.
    fn tell_answer(&mut self, heard: &Heard<'_>) -> Use {
        match heard.says.question.as_deref() {
            Some(id) => {
                let ids = std::iter::once(id).chain(heard.says.further_questions.iter().map(String::as_str));
                let mut told = Use::None;
                for id in ids.take(ANSWERS_MAX) {
                    told = self.tell_answer_to(id);
                    // After the offer of a person nothing more is said.
                    if told == Use::Complete {
                        break;
                    }
                }
                told
            }
            None => {
                self.ask_or_pass_question_on(heard);
                Use::Complete
            }
        }
    }

    fn tell_answer_to(&mut self, id: &str) -> Use {
        let Some(entry) = tools::question(self.business(), id) else { return Use::None };
        let language = self.language();
        let checked = entry.checked.map(|date| wording::day_and_month(date, language)).unwrap_or_default();
        let text = self.word(
            Phrase::QuestionAnswer,
            language,
            &[("answer", entry.answer.get(language)), ("checked", &checked)],
        );
        self.say_text(&text, if entry.hands_over { Role::Offer } else { Role::Plain });
        if entry.hands_over {
            self.wait_for(Asked::Transfer);
            return Use::Complete;
        }
        Use::Some
    }

    /// A question that none is for sure: asked back where one of the owner's is near, else passed on if the caller likes.
    pub(super) fn ask_or_pass_question_on(&mut self, heard: &Heard<'_>) {
        match &heard.says.doubtful_question {
            Some(question) => {
                self.say(Phrase::AskQuestionMeant, &[("topic", &question.topic)]);
                self.wait_for(Asked::Wish);
                self.next.wish.question = Some((question.id.clone(), heard.words.into()));
            }
            None => self.offer_to_pass_question_on(heard.words),
        }
    }

    /// Whether the question asked back is the one that was meant.
    pub(super) fn answer_question_meant(&mut self, heard: &Heard<'_>) -> Use {
        let Some((id, words)) = self.next.wish.question.take() else { return Use::None };
        if heard.has_facts() || heard.says.question.is_some() {
            return Use::None;
        }
        // The same words once more mean the same question.
        let again = heard.says.doubtful_question.as_ref().is_some_and(|question| question.id == id);
        if heard.yes() || again {
            return self.tell_answer_to(&id);
        }
        if heard.only_declines() {
            self.offer_to_pass_question_on(words.reveal());
            return Use::Complete;
        }
        Use::None
    }

    /// What the owner has not answered is not invented.
    fn offer_to_pass_question_on(&mut self, words: &str) {
        self.say(Phrase::QuestionUnknown, &[]);
        self.next.wish.after_message = self.next.wish.kind.filter(|kind| *kind != WishKind::Message);
        self.next.wish.kind = Some(WishKind::Message);
        self.next.wish.message_kind = Some(MessageKind::Callback);
        self.next.wish.message = Some(words.into());
        self.wait_for(Asked::Message);
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
