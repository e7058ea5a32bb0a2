//! What a model may ask for: the deeds of the rules, typed and checked.
//!
//! Two kinds: look-ups, whose short answer goes back to the model, and steps, which fill in the wish and hand the turn to the
//! rules, so that a model's booking takes the rules' way to the gate. Nothing that a model says counts as said by the
//! caller: names and times that prove who somebody is must stand in the caller's own words.

use super::said::Said;
use super::tool::{Arguments, Tool};
use crate::rules::Step;
use crate::tools::{self, VisitAnswer, VisitWish};
use crate::{Conversation, Deed, EngineError, MessageKind, PartWish, ResourceWish, Scene, WishKind, wording};
use base::business::Resource;
use base::language::Language;
use booking::{Part, Together, Visit};
use jiff::civil::DateTime;
use understanding::Intent;
use understanding::when::{self, Kind, When, WhenContext};

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
    Over(Step),
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
            Tool::OfferPerson => Became::Over(Step::OfferPerson),
            Tool::SwitchLanguage => self.switch(arguments),
            Tool::EndCall if self.said.may_part(self.next.asked) => Became::Over(Step::Part),
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
        // Whom the caller wants stays wanted, though the model may not say it again.
        let resource = self.resource(arguments).or_else(|| self.next.wish.resource.clone());
        let one = match &resource {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            _ => None,
        };
        let part = |service: &String| Part { service: service.clone(), resource: one.clone(), person: 0 };
        let parts: Vec<Part> = services.iter().map(part).collect();
        let wish = &mut self.next.wish;
        // Another wish is not given up by looking.
        let books = matches!(wish.kind, None | Some(WishKind::Book));
        if books {
            wish.kind = Some(WishKind::Book);
            wish.take_parts(services.into_iter().map(wanted));
            // A time that the model came up with may be looked at, and is no wish of the caller's.
            wish.when = own.or(wish.when.take());
            (wish.resource, wish.visit) = (resource, None);
        }
        let (excluded, declined) = (wish.excluded.as_slice(), wish.declined.as_slice());
        let together = Together::AsItFits;
        let search = VisitWish { parts: &parts, together, when: &when, excluded, declined, moved: None };
        let (text, visits) = match tools::find_visits(self.scene, &search).await? {
            VisitAnswer::Free(visit) => ("Free as wished", vec![visit]),
            VisitAnswer::Within(visits) => ("Free", visits),
            VisitAnswer::Near(_, visits) if visits.is_empty() => ("Nothing is free near that time", visits),
            VisitAnswer::Near(_, visits) => ("Not free as wished; nearest", visits),
        };
        let list: Vec<_> = visits.iter().map(|visit| self.spoken(visit)).collect();
        if books {
            self.next.offered = visits;
        }
        Ok(Became::Told(format!("{text}: {}", list.join("; "))))
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
        let (when, resource) = (self.wished_time(arguments), self.resource(arguments));
        self.begin(WishKind::Book);
        let wish = &mut self.next.wish;
        if !wish.parts().filter_map(|part| part.service.as_ref()).eq(&services) {
            wish.take_parts(services.into_iter().map(wanted));
            wish.visit = None;
        }
        if when.is_some() && wish.when != when {
            (wish.when, wish.visit) = (when, None);
        }
        if resource.is_some() && wish.resource != resource {
            (wish.resource, wish.visit) = (resource, None);
        }
        self.name(arguments);
        Became::Over(Step::GoOn)
    }

    fn own(&mut self, kind: WishKind, arguments: &Arguments) -> Became {
        if !self.may_turn_to(kind) {
            return Became::Refused;
        }
        self.begin(kind);
        // What proves who somebody is counts only when the caller has said it.
        let appointment = arguments.appointment.as_deref().filter(|words| self.said.contains(words));
        let (own, when) = (self.when(appointment), self.wished_time(arguments));
        let wish = &mut self.next.wish;
        wish.own = own.or(wish.own.take());
        if kind == WishKind::Move {
            wish.when = when.or(wish.when.take());
        }
        self.name(arguments);
        Became::Over(Step::GoOn)
    }

    fn message(&mut self, arguments: &Arguments) -> Became {
        if !self.may_turn_to(WishKind::Message) || (self.said.asks_what_is_known() && !self.said.wants(&TO_THE_OWNER)) {
            return Became::Refused;
        }
        self.begin(WishKind::Message);
        let text = arguments.text.as_deref().map(|text| self.said.own_words(text));
        let wish = &mut self.next.wish;
        wish.message = text.map(Into::into).or(wish.message.take());
        wish.message_kind.get_or_insert(MessageKind::Message);
        self.name(arguments);
        Became::Over(Step::GoOn)
    }

    fn switch(&mut self, arguments: &Arguments) -> Became {
        let language = match arguments.language.as_deref() {
            Some("de") => Language::De,
            Some("en") => Language::En,
            _ => return Became::Over(Step::OfferPerson),
        };
        if !self.scene.business.languages.contains(&language) {
            return Became::Over(Step::OfferPerson);
        }
        if language == self.next.language {
            return Became::Fault("It is spoken already.".to_owned());
        }
        self.proposed.push(Deed::Switch(language));
        Became::Over(Step::GoOn)
    }

    /// Whether the caller may be taken to want this. What is under way is given up by the caller's own words alone.
    fn may_turn_to(&self, kind: WishKind) -> bool {
        if (self.next.wish.kind, kind) == (Some(WishKind::Move), WishKind::Book) {
            // Who moves an appointment says what a booking would be made of too.
            return false;
        }
        let intents: &[Intent] = match kind {
            WishKind::Book => &[Intent::Book, Intent::Availability],
            WishKind::Move => &[Intent::Move],
            WishKind::Cancel => &[Intent::Cancel],
            WishKind::Mine => &[Intent::Mine],
            WishKind::Message => &TO_THE_OWNER,
        };
        self.next.wish.kind.is_none_or(|under_way| under_way == kind) || self.said.wants(intents)
    }

    /// The time of a deed. What was understood of the caller's own words comes first; a time of which neither side has spoken
    /// is the model's invention.
    fn wished_time(&self, arguments: &Arguments) -> Option<When> {
        if self.said.names_time() {
            return self.next.wish.when.clone();
        }
        let words = arguments.when.as_deref()?;
        let when = self.when(Some(words))?;
        let Conversation { wish, offered, .. } = self.before;
        let mut spoken_of = wish.when.iter().map(|when| when.start).chain(offered.iter().map(Visit::start));
        let is_spoken_of = spoken_of.any(|start| start == when.start);
        let speaks_of_time = || self.said.any_word_now(|word| self.when(Some(word)).is_some());
        (is_spoken_of || self.said.contains(words) || speaks_of_time()).then_some(when)
    }

    /// A wish of another kind begins anew, but for the name.
    fn begin(&mut self, kind: WishKind) {
        let wish = &mut self.next.wish;
        if wish.kind.is_some_and(|before| before != kind) {
            let (name, name_checked) = (wish.name.take(), wish.name_checked);
            *wish = crate::Wish { name, name_checked, ..Default::default() };
        }
        wish.kind = Some(kind);
    }

    /// The name, if the caller said it. Whether it must be spelled is for the rules to see.
    fn name(&mut self, arguments: &Arguments) {
        let Some(name) = arguments.name.as_deref().map(str::trim).filter(|name| self.said.contains(name)) else {
            return;
        };
        let wish = &mut self.next.wish;
        if wish.name.as_ref().is_none_or(|known| known.reveal() != name) {
            wish.name = Some(name.to_owned().into());
            wish.name_checked = self.said.is_sure_of_name(name);
        }
    }

    /// Ids of the services named, or of those already wanted: those also where the caller has just named them for certain.
    fn services(&self, arguments: &Arguments) -> Result<Vec<String>, String> {
        let wanted: Vec<String> = match &arguments.service {
            Some(named) if !self.said.names_service() => named.split(',').map(|name| name.trim().to_owned()).collect(),
            _ => self.next.wish.parts().filter_map(|part| part.service.clone()).collect(),
        };
        let found: Option<Vec<_>> = wanted.iter().map(|named| self.service(named)).collect();
        found.filter(|found| !found.is_empty()).ok_or_else(|| {
            let ids: Vec<_> = self.scene.business.services.iter().map(|service| service.id.as_str()).collect();
            format!("Which service? One of: {}", ids.join(", "))
        })
    }

    fn service(&self, named: &str) -> Option<String> {
        let by_name = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(named));
        let mut services = self.scene.business.services.iter();
        let found = services.find(|service| {
            service.id == named || Language::ALL.iter().any(|language| by_name(service.names.get(*language)))
        });
        found.map(|service| service.id.clone())
    }

    fn resource(&self, arguments: &Arguments) -> Option<ResourceWish> {
        let named = arguments.resource.as_deref()?;
        let resources = &self.scene.business.resources;
        let found = resources.iter().find(|resource| resource.id == named || resource.name.eq_ignore_ascii_case(named));
        // Whom nobody named is not asked for: anyone may have time.
        let said = |resource: &&Resource| {
            [&resource.id, &resource.name].into_iter().any(|name| self.said.contains(name))
                || self.said.contains(resource.spoken_name())
        };
        found.filter(said).map(|resource| ResourceWish::One(resource.id.clone()))
    }

    /// A time as a model gives it: a local date and time, or the caller's words.
    fn when(&self, words: Option<&str>) -> Option<When> {
        let words = words?.trim();
        let zone = &self.scene.business.zone;
        // Models mark local time as UTC now and then: what they were told are local times.
        if let Ok(local) = words.trim_end_matches('Z').parse::<DateTime>()
            && words.contains(':')
        {
            let start = local.to_zoned(zone.clone()).ok()?.timestamp();
            let (daily, weekdays) = (None, Vec::new());
            return Some(When { kind: Kind::Instant, start, end: None, alternatives: Vec::new(), daily, weekdays });
        }
        let context = WhenContext {
            now: self.scene.now.to_zoned(zone.clone()),
            language: self.next.language,
            business: Some(&self.scene.business),
            earlier: None,
            asked: self.next.asked,
        };
        when::parse(words, &context).when
    }
}

/// What ends in word for the owner.
const TO_THE_OWNER: [Intent; 6] =
    [Intent::Message, Intent::Late, Intent::Complaint, Intent::Status, Intent::Document, Intent::Privacy];

/// A part of a wish for the caller.
fn wanted(service: String) -> PartWish {
    PartWish { service: Some(service), ..PartWish::default() }
}

const NO_TIME: &str = "That is no time: ask the caller when.";
