//! Booking: service, slot, name, details, then the proposal. Each step asks only for what is not known yet.

use super::turn::Turn;
use crate::booking::Slot;
use crate::business::Detail;
use crate::dialogue::phrases::Phrase;
use crate::dialogue::tools::{self, SlotAnswer, SlotWish, WhyNot};
use crate::dialogue::when::{Kind, When};
use crate::dialogue::{Asked, Deed, EngineError, Proposal, ResourceWish, WishKind, speakable, wording};

impl Turn<'_> {
    pub(super) async fn book(&mut self) -> Result<(), EngineError> {
        if !self.settle_service() {
            self.ask(Asked::Service);
            return Ok(());
        }
        self.settle_resource();
        let resource = match &self.next.wish.resource {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            _ => None,
        };
        let Some(slot) = self.settle_slot(resource).await? else { return Ok(()) };
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
        let details = self.next.wish.details.clone();
        self.propose(Proposal::Book { slot, name, details });
        Ok(())
    }

    pub(super) fn propose(&mut self, proposal: Proposal) {
        self.wait_for(Asked::Confirm);
        self.deeds.push(Deed::Propose(proposal));
    }

    /// Whether the service is known; the only one there is needs no asking.
    fn settle_service(&mut self) -> bool {
        if let ([only], None) = (self.business().services.as_slice(), &self.next.wish.service) {
            self.next.wish.service = Some(only.id.clone());
        }
        self.next.wish.service.is_some()
    }

    /// Somebody who does not do the service cannot be had for it.
    fn settle_resource(&mut self) {
        let Some(ResourceWish::One(id)) = &self.next.wish.resource else { return };
        let Some(service) = self.next.wish.service.as_deref().and_then(|id| self.business().service(id)) else {
            return;
        };
        if service.resources.contains(id) {
            return;
        }
        let business = self.business();
        let names = service.resources.iter().filter_map(|id| business.resource(id)).map(|one| one.spoken_name());
        let resources = speakable::list(&names.collect::<Vec<_>>(), false, self.language());
        self.say(Phrase::OfferedBy, &[("service", service.spoken_name(self.language())), ("resources", &resources)]);
        self.next.wish.resource = None;
    }

    /// The slot chosen, or the question that leads to one.
    pub(super) async fn settle_slot(&mut self, resource: Option<String>) -> Result<Option<Slot>, EngineError> {
        if let Some(slot) = &self.next.wish.slot {
            return Ok(Some(slot.clone()));
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

    async fn search(&mut self, when: &When, resource: Option<String>) -> Result<Option<Slot>, EngineError> {
        match self.find(when, resource.as_deref()).await? {
            SlotAnswer::Free(slot) => {
                self.next.wish.slot = Some(slot.clone());
                self.found = Some(slot.clone());
                return Ok(Some(slot));
            }
            SlotAnswer::Within(slots) => self.offer(slots),
            SlotAnswer::Near(why, slots) => {
                self.say_why_not(when, &why, resource.as_deref());
                self.offer_near(why, slots);
            }
        }
        Ok(None)
    }

    pub(super) async fn find(&self, when: &When, resource: Option<&str>) -> Result<SlotAnswer, EngineError> {
        let wish = &self.next.wish;
        let moved = wish.appointment.as_ref().filter(|_| wish.kind == Some(WishKind::Move));
        let service = moved.map(|own| own.slot.service.as_str()).or(wish.service.as_deref()).unwrap_or_default();
        let slots = SlotWish {
            service,
            resource,
            when,
            excluded: &wish.excluded,
            declined: &wish.declined,
            moved: moved.map(|own| &own.id),
        };
        tools::find_slots(self.scene, &slots).await
    }

    fn offer(&mut self, slots: Vec<Slot>) {
        self.next.offered = slots;
        self.ask(Asked::Choice);
    }

    /// Offers what is near the wish; when there is nothing, asks for another time or, if nothing is left, for a message.
    pub(super) fn offer_near(&mut self, why: WhyNot, slots: Vec<Slot>) {
        if !slots.is_empty() {
            return self.offer(slots);
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
            WhyNot::Taken if when.kind == Kind::Instant => {
                let time = speakable::time_of_day(wording::local_time(business, when.start), language);
                let name = resource.and_then(|id| business.resource(id)).map_or("", |resource| resource.spoken_name());
                self.say(Phrase::Taken, &[("day", &day), ("time", &time), ("resource", name)]);
            }
            WhyNot::Taken if self.spans_one_day(when) => self.say(Phrase::NothingFree, &[("day", &day)]),
            WhyNot::Taken => self.say(Phrase::NothingFreeThen, &[]),
        }
    }

    /// The first detail that the business asks for and the caller has not given.
    pub(super) fn missing_detail(&self) -> Option<&Detail> {
        let given = self.next.wish.details.reveal();
        self.scene.business.details.iter().find(|detail| !given.contains_key(&detail.id))
    }
}
