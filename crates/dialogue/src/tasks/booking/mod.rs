//! A booking: what, for whom, when, with whom, and what the business asks besides. Each step asks only for what is not known
//! yet; the last proposes it.

mod answers;
mod change;
mod details;
mod hear;
mod parts;
mod questions;
mod several;

pub(crate) use details::noted;
use hear::told_apart;
pub(crate) use parts::sought;
pub use parts::{PartWish, Parts, ServiceWish};

use super::target::{PersonWish, Sought, Target};
use super::{CallerName, Step};
use crate::phrases::Phrase;
use crate::turn::Turn;
use crate::{Asked, EngineError, Proposal, REMARK, speakable};
use base::business::{Business, Details, Service};
use base::privacy::Personal;
use booking::{Together, Visit};

/// A booking under way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Booking {
    /// What is to be done for whom.
    pub parts: Parts,
    /// When and with whom.
    pub target: Target,
    /// Further details by id.
    pub details: Personal<Details>,
    /// What the business is told with it, in the caller's words.
    pub remark: Option<Personal<String>>,
    /// How often what was read back was called wrong.
    pub(crate) disputed: Disputed,
}

/// How often what was read back of a booking was called wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Disputed {
    /// The name.
    pub(crate) names: u32,
    /// Details.
    pub(crate) details: u32,
    /// All of it.
    pub(crate) read_backs: u32,
}

impl Booking {
    /// What is missing, or the proposal.
    pub(crate) async fn next(&mut self, turn: &mut Turn<'_>) -> Result<Step, EngineError> {
        if !self.parts.settle(turn.business()) {
            return Ok(Step::Ask(Asked::Service));
        }
        self.settle_person(turn);
        if !self.target.person.meant().is_empty() {
            return Ok(Step::Ask(Asked::Resource));
        }
        let sought = self.sought(turn.business());
        let visit = match self.target.settle(&sought, turn).await? {
            Ok(visit) => visit,
            Err(step) => return Ok(step),
        };
        let name = match &turn.next.caller.name {
            CallerName::Unknown | CallerName::Doubted(_) => return Ok(Step::Ask(Asked::Name)),
            CallerName::Heard(_) => return Ok(Step::Ask(Asked::Spelling)),
            CallerName::Known(name) => name.clone(),
        };
        if self.missing_detail(turn.business()).is_some() {
            return Ok(Step::Ask(Asked::Detail));
        }
        Ok(Step::Propose(self.proposal(visit, name)))
    }

    fn proposal(&self, visit: Visit, name: Personal<String>) -> Proposal {
        let guests = self.parts.guests_of(&visit, name.reveal());
        Proposal::Book { visit, name, guests, details: noted(&self.details, self.remark.as_ref()) }
    }

    /// Brings it back to what was proposed; gives how often that was declined.
    pub(crate) fn restore(&mut self, visit: &Visit, details: &Personal<Details>) -> u32 {
        // The parts are those of the visit already, unless another engine proposed it.
        if self.parts.all().any(|part| part.service.known().is_none()) {
            self.parts.take_visit(visit);
        }
        self.target.choose(visit.clone());
        let mut details = details.reveal().clone();
        self.remark = details.remove(REMARK).map(Personal::new).or(self.remark.take());
        self.details = Personal::new(details);
        self.disputed.read_backs += 1;
        self.disputed.read_backs
    }

    /// What the calendar is asked for.
    pub(crate) fn sought(&self, business: &Business) -> Sought<'static> {
        let parts = self.parts.sought(business, self.target.person.one());
        Sought { parts, together: self.parts.together.unwrap_or(Together::AsItFits), moved: None }
    }

    /// Somebody who does none of the services cannot be had for them.
    fn settle_person(&mut self, turn: &mut Turn<'_>) {
        let Some(id) = self.target.person.one() else { return };
        let business = turn.business();
        let services = self.services(business);
        let Some(service) = services.first() else { return };
        if services.iter().any(|service| service.resources.iter().any(|one| one == id)) {
            return;
        }
        let names = service.resources.iter().filter_map(|id| business.resource(id)).map(|one| one.spoken_name());
        let resources = speakable::list(&names.collect::<Vec<_>>(), false, turn.language());
        let service = service.spoken_name(turn.language());
        turn.say(Phrase::OfferedBy, &[("service", service), ("resources", &resources)]);
        self.target.person = PersonWish::Unsaid;
    }

    /// The services wished for, as far as they are known.
    fn services<'b>(&self, business: &'b Business) -> Vec<&'b Service> {
        self.parts.services().filter_map(|service| business.service(service)).collect()
    }

    /// Everybody who does all services wished for, as far as they are known.
    fn who_does_all(&self, business: &Business) -> Vec<String> {
        let services = self.services(business);
        let does_all = |id: &&String| services.iter().all(|service| service.resources.contains(id));
        business.resources.iter().map(|one| &one.id).filter(does_all).cloned().collect()
    }

    /// Whether a visit was found or offered: what is said now is about that.
    pub(crate) fn is_under_way(&self) -> bool {
        self.target.chosen().is_some() || !self.target.offered().is_empty()
    }
}
