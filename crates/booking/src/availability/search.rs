//! The search for visits: at every start of the grid, who could serve what and when.
//!
//! At a start the arrangements of the parts are tried in turn, and the first that fits is kept: once for each resource that
//! could begin, with the earliest and best assigned rest. Nothing here knows what is kept in a database.

use super::arrangement::{Arrangement, arrangements};
use super::openings::Dates;
use super::taken::Taken;
use super::{VisitQuery, blocked_times, bookable_window, later, resources, slot, times};
use crate::{Blocked, Slot, Visit};
use base::business::{Assignment, Business, Resource, Service, start_of_day};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

/// What a caller can be asked to wait between two parts, minutes; a step of the grid has to be, where it is longer.
const WAIT_MINUTES_MAX: u32 = 15;

/// How long a caller waits between two parts at most, minutes.
pub(super) fn wait_minutes_max(business: &Business) -> u32 {
    WAIT_MINUTES_MAX.max(business.slot_grid_minutes)
}

/// A part as the business knows it.
struct Wanted<'q> {
    service: &'q Service,
    resources: Vec<&'q Resource>,
    window: Range<Timestamp>,
}

/// A slot for the part at this place of the wish.
type Placed = (usize, Slot);

pub(super) struct Search<'q> {
    business: &'q Business,
    from: Timestamp,
    to: Timestamp,
    wanted: Vec<Wanted<'q>>,
    arrangements: Vec<Arrangement>,
    dates: Dates<'q>,
    taken: Taken<'q>,
    /// By part, resource (its place among the part's) and date.
    known: RefCell<HashMap<(usize, usize, Date), Rc<Free>>>,
}

/// What is free of a resource for a part on a day.
struct Free {
    /// The starts that the rules allow and nothing taken forbids, earliest first.
    starts: Vec<Timestamp>,
    /// What decides between resources that are free at the same start, before the order of preference does.
    load: SignedDuration,
}

impl<'q> Search<'q> {
    /// `None` when a service or resource is unknown, or nothing is asked for.
    pub(super) fn new(business: &'q Business, query: &VisitQuery<'q>, blocked: &'q [Blocked]) -> Option<Self> {
        let wanted = query.parts.iter().map(|part| {
            let service = business.service(&part.service)?;
            let named = |resource: &&Resource| part.resource.as_ref().is_none_or(|id| resource.id == *id);
            let resources = resources(business, service).filter(named).collect();
            Some(Wanted { service, resources, window: bookable_window(business, service, query.begun_at) })
        });
        let wanted: Vec<_> = wanted.collect::<Option<_>>()?;
        let from = query.from.max(wanted.iter().map(|part| part.window.start).min()?);
        let to = query.to.min(wanted.iter().map(|part| part.window.end).max()?);
        Some(Search {
            business,
            from,
            to,
            arrangements: arrangements(query.parts, query.together),
            dates: Dates::of(business),
            taken: Taken::of(blocked),
            wanted,
            known: RefCell::default(),
        })
    }

    /// The instants at which a visit may start.
    pub(super) fn range(&self) -> Range<Timestamp> {
        self.from..self.to
    }

    /// The visits, earliest first.
    pub(super) fn visits(&self) -> impl Iterator<Item = Visit> {
        let days = self.date(self.from).series(jiff::ToSpan::days(1));
        let days = days.take_while(|day| start_of_day(*day, &self.business.zone) < self.to);
        days.flat_map(|day| self.starts_on(day)).flat_map(|start| self.visits_at(start))
    }

    /// When anything at all could begin on a day.
    fn starts_on(&self, day: Date) -> BTreeSet<Timestamp> {
        let every = self.wanted.iter().enumerate().flat_map(|(part, wanted)| {
            (0..wanted.resources.len()).flat_map(move |resource| self.free(part, resource, day).starts.clone())
        });
        every.filter(|start| self.range().contains(start)).collect()
    }

    /// The visits that begin at `start`: of the first arrangement that fits, one for each resource that could begin.
    fn visits_at(&self, start: Timestamp) -> Vec<Visit> {
        let served = |arrangement: &Arrangement| {
            let (chain, rest) = arrangement.split_first()?;
            let (part, chain) = chain.split_first()?;
            let begins = self.candidates(*part, &(start..later(start, 1)));
            let visits = begins.into_iter().filter_map(|begin| {
                let mut placed = vec![(*part, begin)];
                self.complete(start, chain, rest, &mut placed).then(|| in_order(placed)).flatten()
            });
            Some(visits.collect::<Vec<_>>()).filter(|visits| !visits.is_empty())
        };
        self.arrangements.iter().find_map(served).unwrap_or_default()
    }

    /// Places what is left of a chain after the part placed last, then the further chains, which begin at `start`.
    fn complete(&self, start: Timestamp, chain: &[usize], rest: &[Vec<usize>], placed: &mut Vec<Placed>) -> bool {
        let (part, chain, rest, window) = match (chain.split_first(), rest.split_first()) {
            (Some((part, chain)), _) => {
                let Some((_, before)) = placed.last() else { return false };
                let wait = wait_minutes_max(self.business);
                (part, chain, rest, before.end..later(later(before.end, wait), 1))
            }
            (None, Some((next, rest))) => match next.split_first() {
                Some((part, chain)) => (part, chain, rest, start..later(start, 1)),
                None => return self.complete(start, &[], rest, placed),
            },
            (None, None) => return true,
        };
        self.candidates(*part, &window).into_iter().any(|slot| {
            if self.clashes(&slot, placed) {
                return false;
            }
            placed.push((*part, slot));
            let fits = self.complete(start, chain, rest, placed);
            if !fits {
                placed.pop();
            }
            fits
        })
    }

    /// The free slots of a part that begin in `window`: earliest first; at the same start as resources are assigned.
    fn candidates(&self, part: usize, window: &Range<Timestamp>) -> Vec<Slot> {
        let wanted = &self.wanted[part];
        let mut found = Vec::new();
        let (first, last) = (self.date(window.start), self.date(window.end));
        for place in 0..wanted.resources.len() {
            for day in first.series(jiff::ToSpan::days(1)).take_while(|day| *day <= last) {
                let free = self.free(part, place, day);
                let begin = free.starts.partition_point(|start| *start < window.start);
                let within = free.starts[begin..].iter().take_while(|start| **start < window.end);
                found.extend(within.map(|start| (*start, free.load, place)));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(start, _, place)| slot(wanted.service, wanted.resources[place], start)).collect()
    }

    fn free(&self, part: usize, place: usize, day: Date) -> Rc<Free> {
        let look_up = || {
            let Wanted { service, resources, window } = &self.wanted[part];
            let resource = resources[place];
            let mut starts = self.dates.starts(service, resource, day);
            starts.retain(|start| {
                let slot = slot(service, resource, *start);
                window.contains(start) && times(service, &slot).all(|time| self.taken.leaves(&resource.id, &time))
            });
            Rc::new(Free { starts, load: self.load(resource, day) })
        };
        self.known.borrow_mut().entry((part, place, day)).or_insert_with(look_up).clone()
    }

    fn load(&self, resource: &Resource, day: Date) -> SignedDuration {
        match self.business.assignment {
            Assignment::Preference => SignedDuration::ZERO,
            Assignment::Fair => {
                let midnight = |date| start_of_day(date, &self.business.zone);
                self.taken.share(&resource.id, &(midnight(day)..midnight(day.tomorrow().unwrap_or(day))))
            }
        }
    }

    /// Whether a slot wants time of a resource that another of the same visit has.
    fn clashes(&self, slot: &Slot, placed: &[Placed]) -> bool {
        let overlap = |one: &Range<Timestamp>, other: &Range<Timestamp>| one.start < other.end && other.start < one.end;
        let others = placed.iter().filter(|(_, other)| other.resource == slot.resource);
        let mut taken = others.flat_map(|(_, other)| blocked_times(self.business, other));
        let wanted = blocked_times(self.business, slot);
        taken.any(|taken| wanted.iter().any(|time| overlap(time, &taken)))
    }

    fn date(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.business.zone.clone()).date()
    }
}

/// A visit in the order in which it is spoken: as time goes; what begins together as it was said.
fn in_order(mut placed: Vec<Placed>) -> Option<Visit> {
    placed.sort_by_key(|(part, slot)| (slot.start, *part));
    Visit::of(placed.into_iter().map(|(_, slot)| slot))
}
