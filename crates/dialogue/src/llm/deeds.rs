//! What a model may ask for: the deeds of the rules, typed and checked.
//!
//! Two kinds: look-ups, whose short answer goes back to the model, and steps, which fill slots of a task and hand the turn to the
//! rules, so that a model's booking takes the rules' way to the gate. Nothing that a model says counts as said by the
//! caller: names and times that prove who somebody is must stand in the caller's own words.

use super::said::Said;
use super::tool::{Arguments, Tool};
use crate::rules::TakeOver;
use crate::tasks::{Patch, PersonWish, Stretch, TargetPatch, Visits, WishedTime};
use crate::tools::{self, VisitAnswer, VisitWish};
use crate::{Conversation, Deed, EngineError, Scene, WishKind, wording};
use base::business::Details;
use base::language::Language;
use booking::{Part, Together, Visit};
use understanding::Intent;
use understanding::when::When;

/// What became of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Became {
    /// An answer for the model.
    Told(String),
    /// Why it cannot be answered, for the model.
    Fault(String),
    /// It is not what the caller wants: the rules take the words.
    Refused,
    /// The turn is the rules'.
    Over(TakeOver),
}

/// Carries calls out on the conversation as it will be.
pub(super) struct Deeds<'a> {
    pub scene: &'a Scene,
    pub said: Said<'a>,
    /// The conversation before this turn: what the caller had heard by then.
    pub before: &'a Conversation,
    pub next: &'a mut Conversation,
    pub proposed: &'a mut Vec<Deed>,
}

impl Deeds<'_> {
    /// Does what a model asks for, as far as it may be done.
    pub(super) async fn call(&mut self, tool: Tool, arguments: &Arguments) -> Result<Became, EngineError> {
        Ok(match tool {
            Tool::FindSlots => self.find_slots(arguments).await?,
            Tool::ResolveTime => self.resolve(arguments),
            Tool::Answer => Became::Told(self.answer(arguments)),
            Tool::Book => self.book(arguments),
            Tool::Move => self.own(WishKind::Move, arguments),
            Tool::Cancel => self.own(WishKind::Cancel, arguments),
            Tool::ListMine => self.own(WishKind::Mine, arguments),
            Tool::LeaveMessage => self.message(arguments),
            Tool::OfferPerson if self.said.asks_what_is_known() => Became::Refused,
            Tool::OfferPerson => Became::Over(TakeOver::OfferPerson),
            Tool::SwitchLanguage => self.switch(arguments),
            Tool::EndCall if self.said.may_part(self.next.asked) => Became::Over(TakeOver::Part),
            Tool::EndCall => Became::Fault("Ask first whether there is anything else.".to_owned()),
        })
    }

    async fn find_slots(&mut self, arguments: &Arguments) -> Result<Became, EngineError> {
        let services = match self.services(arguments) {
            Ok(services) => services,
            Err(fault) => return Ok(Became::Fault(fault)),
        };
        let own = self.wished_time(arguments);
        let Some(when) = own.clone().or_else(|| self.when(arguments.when.as_deref())) else {
            return Ok(Became::Fault(NO_TIME.to_owned()));
        };
        let tasks = &mut self.next.tasks;
        // Whom the caller wants stays wanted, though the model may not say it again.
        let known = tasks.target().and_then(|target| target.person.one()).map(str::to_owned);
        let person = self.resource(arguments).or(known);
        let part = |service: &String| Part { service: service.clone(), resource: person.clone(), person: 0 };
        let parts: Vec<Part> = services.iter().map(part).collect();
        // Another wish is not given up by looking.
        let books = matches!(self.next.tasks.kind(), None | Some(WishKind::Book));
        if books {
            // A time that the model came up with may be looked at, and is no wish of the caller's.
            self.look_for(services, own, person.clone());
        }
        let (excluded, declined) = match self.next.tasks.target() {
            Some(target) => (target.excluded.as_slice(), target.declined.as_slice()),
            None => (&[][..], &[][..]),
        };
        let together = Together::AsItFits;
        let search = VisitWish { parts: &parts, together, when: &when, excluded, declined, moved: None };
        let (text, visits) = match tools::find_visits(self.scene, &search).await? {
            VisitAnswer::Free(visit) => ("Free as wished", vec![visit]),
            VisitAnswer::Within(visits) => ("Free", visits),
            VisitAnswer::Near(_, visits) if visits.is_empty() => ("Nothing is free near that time", visits),
            VisitAnswer::Near(_, visits) => ("Not free as wished; nearest", visits),
        };
        let list: Vec<_> = visits.iter().map(|visit| self.spoken(visit)).collect();
        if books && !visits.is_empty() {
            self.next.tasks.booking_mut().target.visits = Visits::Offered(visits);
        }
        Ok(Became::Told(format!("{text}: {}", list.join("; "))))
    }

    /// The caller wants a booking of this, as far as it was said.
    fn look_for(&mut self, services: Vec<String>, when: Option<When>, person: Option<String>) {
        self.next.tasks.begin(WishKind::Book);
        let booking = self.next.tasks.booking_mut();
        booking.parts.take_services(services);
        booking.target.visits = Visits::Open;
        if when.is_some() {
            booking.target.time = when.map(WishedTime::settled);
        }
        person.into_iter().for_each(|id| booking.target.wish_for_person(PersonWish::One(id)));
    }

    /// A visit for the model: when, and with whom.
    fn spoken(&self, visit: &Visit) -> String {
        let local = visit.start().to_zoned(self.scene.business.zone.clone());
        let date = wording::on_date(local.date(), self.next.language);
        let with: Vec<_> = visit.slots().map(|slot| slot.resource.as_str()).collect();
        format!("{} {} ({date}) with {}", local.date(), local.time().strftime("%H:%M"), with.join(", then "))
    }

    fn resolve(&self, arguments: &Arguments) -> Became {
        let Some(when) = self.when(arguments.when.as_deref()) else { return Became::Fault(NO_TIME.to_owned()) };
        let local = |instant: jiff::Timestamp| {
            let zoned = instant.to_zoned(self.scene.business.zone.clone());
            zoned.strftime("%A %Y-%m-%dT%H:%M").to_string()
        };
        let readings = std::iter::once((when.start, when.end)).chain(when.alternatives.iter().copied());
        let one = |(start, end): (_, Option<_>)| match end {
            Some(end) => format!("{} to {}", local(start), local(end)),
            None => local(start),
        };
        Became::Told(readings.map(one).collect::<Vec<_>>().join(" or "))
    }

    fn answer(&self, arguments: &Arguments) -> String {
        let entry = arguments.question.as_deref().and_then(|id| tools::question(&self.scene.business, id));
        entry.map_or_else(
            || "The owner has left no answer to that: offer a message.".to_owned(),
            |entry| entry.answer.get(self.next.language).clone(),
        )
    }

    fn book(&mut self, arguments: &Arguments) -> Became {
        if !self.may_turn_to(WishKind::Book) {
            return Became::Refused;
        }
        let services = match self.services(arguments) {
            Ok(services) => services,
            Err(fault) => return Became::Fault(fault),
        };
        let target = TargetPatch { when: self.stretch(arguments), person: self.resource(arguments) };
        let patch = Patch::Booking { services, target, details: Details::new(), remark: None };
        self.begin(patch);
        self.name(arguments);
        Became::Over(TakeOver::GoOn)
    }

    fn own(&mut self, kind: WishKind, arguments: &Arguments) -> Became {
        if !self.may_turn_to(kind) {
            return Became::Refused;
        }
        // What proves who somebody is counts only when the caller has said it.
        let appointment = arguments.appointment.as_deref().filter(|words| self.said.contains(words));
        let appointment = self.when(appointment).as_ref().map(Stretch::from);
        let target = TargetPatch { when: self.stretch(arguments), person: None };
        self.begin(match kind {
            WishKind::Move => Patch::Move { appointment, target },
            WishKind::Cancel => Patch::Cancel { appointment, all: false },
            WishKind::Mine | WishKind::Book | WishKind::Message => Patch::Tell { appointment },
        });
        self.name(arguments);
        Became::Over(TakeOver::GoOn)
    }

    fn message(&mut self, arguments: &Arguments) -> Became {
        if !self.may_turn_to(WishKind::Message) || (self.said.asks_what_is_known() && !self.said.wants(&TO_THE_OWNER)) {
            return Became::Refused;
        }
        let text = arguments.text.as_deref().map(|text| self.said.own_words(text));
        self.begin(Patch::Message { text });
        self.name(arguments);
        Became::Over(TakeOver::GoOn)
    }

    fn switch(&mut self, arguments: &Arguments) -> Became {
        let language = match arguments.language.as_deref() {
            Some("de") => Language::De,
            Some("en") => Language::En,
            _ => return Became::Over(TakeOver::OfferPerson),
        };
        if !self.scene.business.languages.contains(&language) {
            return Became::Over(TakeOver::OfferPerson);
        }
        if language == self.next.language {
            return Became::Fault("It is spoken already.".to_owned());
        }
        self.proposed.push(Deed::Switch(language));
        Became::Over(TakeOver::GoOn)
    }
}

/// What ends in word for the owner.
pub(super) const TO_THE_OWNER: [Intent; 6] =
    [Intent::Message, Intent::Late, Intent::Complaint, Intent::Status, Intent::Document, Intent::Privacy];

const NO_TIME: &str = "That is no time: ask the caller when.";
