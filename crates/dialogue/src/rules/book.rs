//! Booking: what, when, name, details, then the proposal. Each step asks only for what is not known yet.

use super::turn::Turn;
use crate::phrases::Phrase;
use crate::tools::{self, VisitAnswer, VisitWish, WhyNot};
use crate::{Asked, Deed, EngineError, Proposal, ResourceWish, WishKind, speakable, wording};
use base::business::Detail;
use booking::{Part, Together, Visit};
use jiff::civil::Weekday;
use understanding::when::{Kind, When};

/// The same visits are offered again so often in place of a time that cannot be had, before a person is.
const OFFERED_AGAIN_MAX: u32 = 1;

impl Turn<'_> {
    pub(super) async fn book(&mut self) -> Result<(), EngineError> {
        if !self.settle_services() {
            self.ask(Asked::Service);
            return Ok(());
        }
        self.settle_resource();
        if !self.next.wish.people_meant.is_empty() {
            self.ask(Asked::Resource);
            return Ok(());
        }
        let resource = match &self.next.wish.resource {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            _ => None,
        };
        let Some(visit) = self.settle_visit(resource).await? else { return Ok(()) };
        let Some(name) = self.next.wish.name.clone() else {
            self.ask(Asked::Name);
            return Ok(());
        };
        if !self.next.wish.name_checked {
            self.ask(Asked::Spelling);
            return Ok(());
        }
        if self.missing_detail().is_some() {
            self.ask(Asked::Detail);
            return Ok(());
        }
        let (guests, details) = (self.guests_of(&visit, &name), self.next.wish.details.clone());
        self.propose(Proposal::Book { visit, name, guests, details });
        Ok(())
    }

    pub(super) fn propose(&mut self, proposal: Proposal) {
        self.wait_for(Asked::Confirm);
        self.deeds.push(Deed::Propose(proposal));
    }

    /// Whether all services are known; the only one there is needs no asking.
    fn settle_services(&mut self) -> bool {
        let only = match self.business().services.as_slice() {
            [only] => Some(only.id.clone()),
            _ => None,
        };
        while let Some(open) = self.next.wish.open_part() {
            match &only {
                Some(only) => open.service = Some(only.clone()),
                None => return false,
            }
        }
        true
    }

    /// Somebody who does not do the service cannot be had for it.
    fn settle_resource(&mut self) {
        let Some(ResourceWish::One(id)) = &self.next.wish.resource else { return };
        let business = self.business();
        let services = self.next.wish.parts().filter_map(|part| business.service(part.service.as_deref()?));
        let services: Vec<_> = services.collect();
        let Some(service) = services.first() else { return };
        if services.iter().any(|service| service.resources.contains(id)) {
            return;
        }
        let names = service.resources.iter().filter_map(|id| business.resource(id)).map(|one| one.spoken_name());
        let resources = speakable::list(&names.collect::<Vec<_>>(), false, self.language());
        self.say(Phrase::OfferedBy, &[("service", service.spoken_name(self.language())), ("resources", &resources)]);
        self.next.wish.resource = None;
    }

    /// The visit chosen, or the question that leads to one.
    pub(super) async fn settle_visit(&mut self, resource: Option<String>) -> Result<Option<Visit>, EngineError> {
        if let Some(visit) = &self.next.wish.visit {
            return Ok(Some(visit.clone()));
        }
        if !self.next.offered.is_empty() {
            self.ask(Asked::Choice);
            return Ok(None);
        }
        let Some(when) = self.next.wish.when.clone() else {
            self.ask(Asked::Date);
            return Ok(None);
        };
        if self.next.wish.when_unclear {
            let asked = self.say_readings();
            self.wait_for(asked);
            return Ok(None);
        }
        if self.next.wish.day_open {
            self.ask(Asked::Date);
            return Ok(None);
        }
        self.search(&when, resource).await
    }

    async fn search(&mut self, when: &When, resource: Option<String>) -> Result<Option<Visit>, EngineError> {
        match self.find(when, resource.as_deref()).await? {
            VisitAnswer::Free(visit) => {
                self.next.wish.visit = Some(visit.clone());
                self.found = Some(visit.clone());
                return Ok(Some(visit));
            }
            VisitAnswer::Within(visits) => self.offer(visits),
            VisitAnswer::Near(_, visits) if self.goes_in_circles(&visits) => {
                self.offer_transfer(Phrase::OfferTransfer);
            }
            VisitAnswer::Near(why, visits) => {
                self.say_why_not(when, &why, resource.as_deref());
                self.offer_near(why, visits);
            }
        }
        Ok(None)
    }

    /// Whether the same visits were offered again and again in place of a time that cannot be had: it is not heard right, or the
    /// offer is not, and saying it once more will not help.
    fn goes_in_circles(&mut self, visits: &[Visit]) -> bool {
        let (before, again) = &mut self.next.wish.instead;
        if before != visits {
            (*before, *again) = (visits.to_vec(), 0);
            return false;
        }
        *again += 1;
        *again > OFFERED_AGAIN_MAX
    }

    pub(super) async fn find(&self, when: &When, resource: Option<&str>) -> Result<VisitAnswer, EngineError> {
        let wish = &self.next.wish;
        let moved = wish.appointment.as_ref().filter(|_| wish.kind == Some(WishKind::Move));
        let parts = match moved {
            Some(own) => vec![self.part(0, &own.slot.service, resource)],
            None => {
                let known = wish.parts().filter_map(|part| Some((part.person, part.service.as_deref()?)));
                known.map(|(person, service)| self.part(person, service, resource)).collect()
            }
        };
        let visits = VisitWish {
            parts: &parts,
            together: wish.together.unwrap_or(Together::AsItFits),
            when,
            excluded: &wish.excluded,
            declined: &wish.declined,
            moved: moved.map(|own| &own.id),
        };
        tools::find_visits(self.scene, &visits).await
    }

    /// A part of what is wanted, by the resource wished for where that can do it.
    fn part(&self, person: usize, service: &str, resource: Option<&str>) -> Part {
        let does = |id: &&str| {
            self.business().service(service).is_some_and(|service| service.resources.iter().any(|one| one == id))
        };
        Part { service: service.to_owned(), resource: resource.filter(does).map(str::to_owned), person }
    }

    fn offer(&mut self, visits: Vec<Visit>) {
        self.next.offered = visits;
        self.ask(Asked::Choice);
    }

    /// Offers what is near the wish; when there is nothing, asks for another time or, if nothing is left, for a message.
    pub(super) fn offer_near(&mut self, why: WhyNot, visits: Vec<Visit>) {
        if !visits.is_empty() {
            return self.offer(visits);
        }
        let bound = |when: &When| when.daily.is_some() || !when.weekdays.is_empty();
        let narrowed = !self.next.wish.excluded.is_empty()
            || !self.next.wish.declined.is_empty()
            || self.next.wish.when.as_ref().is_some_and(bound);
        self.next.wish.when = None;
        match why {
            WhyNot::Past | WhyNot::TooFar => self.ask(Asked::Date),
            // 'Nothing at all' would be untrue of what the caller has ruled out.
            _ if narrowed => {
                self.next.wish.excluded.clear();
                self.next.wish.declined.clear();
                self.say(Phrase::AskOtherTime, &[]);
                self.wait_for(Asked::Date);
            }
            _ => {
                self.say(Phrase::NothingFreeAtAll, &[]);
                self.wait_for(Asked::Message);
            }
        }
    }

    fn say_why_not(&mut self, when: &When, why: &WhyNot, resource: Option<&str>) {
        let (business, language) = (self.business(), self.language());
        let date = wording::local_date(business, when.start);
        let day = wording::on_day(date, self.today(), language);
        match why {
            WhyNot::Past => self.say(Phrase::Past, &[]),
            WhyNot::TooSoon => self.say(Phrase::TooSoon, &[]),
            WhyNot::TooFar => self.say(Phrase::TooFar, &[]),
            WhyNot::OutsideHours => self.say(Phrase::OutsideHours, &[]),
            WhyNot::Closed(closure) => self.say_closed(date, closure.clone()),
            WhyNot::NotThere(resource, days) => {
                let who = business.resource(resource).map_or("", |resource| resource.spoken_name()).to_owned();
                self.say_other_days((Phrase::NotThere, Phrase::ThereOn), ("resource", &who), &day, days);
            }
            WhyNot::NotOnThatDay(service, days) => {
                let what = wording::service_name(business, service, language).to_owned();
                self.say_other_days((Phrase::NotOnThatDay, Phrase::OfferedOn), ("service", &what), &day, days);
            }
            WhyNot::NotThen(Some(resource), _) => {
                let who = business.resource(resource).map_or("", |resource| resource.spoken_name());
                self.say(Phrase::NotThereThen, &[("resource", who)]);
            }
            WhyNot::NotThen(None, service) => {
                let what = wording::service_name(business, service, language);
                self.say(Phrase::NotThen, &[("service", &what)]);
            }
            WhyNot::OffGrid => {
                let time = speakable::time_of_day(wording::local_time(business, when.start), language);
                self.say(Phrase::OffGrid, &[("time", &time)]);
            }
            WhyNot::Taken if when.kind == Kind::Instant => {
                let time = speakable::time_of_day(wording::local_time(business, when.start), language);
                let name = resource.and_then(|id| business.resource(id)).map_or("", |resource| resource.spoken_name());
                self.say(Phrase::Taken, &[("day", &day), ("time", &time), ("resource", name)]);
            }
            WhyNot::Taken if self.spans_one_day(when) => self.say(Phrase::NothingFree, &[("day", &day)]),
            WhyNot::Taken => self.say(Phrase::NothingFreeThen, &[]),
        }
    }

    /// That somebody or something cannot be had on a day, and on which weekdays it can, where that is known.
    fn say_other_days(&mut self, phrases: (Phrase, Phrase), what: (&str, &str), day: &str, days: &[Weekday]) {
        let (without, with) = phrases;
        let weekdays = wording::on_weekdays(days, self.language());
        match days {
            [] => self.say(without, &[what, ("day", day)]),
            _ => self.say(with, &[what, ("day", day), ("weekdays", &weekdays)]),
        }
    }

    /// The first detail that the business asks for and the caller has not given.
    pub(super) fn missing_detail(&self) -> Option<&Detail> {
        let given = self.next.wish.details.reveal();
        self.scene.business.details.iter().find(|detail| !given.contains_key(&detail.id))
    }
}
