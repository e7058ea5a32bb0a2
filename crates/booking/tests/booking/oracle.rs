//! Free slots and visits against a brute-force oracle, which asks of every single minute whether the business is open, and
//! of every combination of free slots whether it is a visit.
//!
//! A hundred random businesses always; with `VORZIMMER_CASES` as many as it says.

use super::random::{DAYS, business};
use base::business::*;
use booking::availability::{SlotQuery, VisitQuery, blocked_times, bookable, free_slots, visits};
use booking::{Blocked, Part, Slot, Together, Visit};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// What is searched: a business, its taken times, and what somebody wants.
#[derive(Debug, Clone)]
struct Case {
    business: Business,
    blocked: Vec<Blocked>,
    parts: Vec<Part>,
    together: Together,
    from: Timestamp,
    to: Timestamp,
    begun_at: Timestamp,
}

fn case() -> impl Strategy<Value = Case> {
    // Minutes from the searched day's midnight: the query, the call's begin, taken times.
    let question = (-300..1800i64, 0..2400i64, -2500..400i64);
    let taken = proptest::collection::vec((any::<Index>(), -300..3000i64, 1..200i64), 0..8);
    let part = (any::<Index>(), proptest::option::weighted(0.2, any::<Index>()), 0..2usize);
    let parts =
        prop_oneof![2 => proptest::collection::vec(part.clone(), 1), 3 => proptest::collection::vec(part, 2..=3)];
    let together = select(vec![Together::SideBySide, Together::OneAfterTheOther, Together::AsItFits]);
    (business(), select(DAYS.to_vec()), question, taken, parts, together).prop_map(
        |(business, day, (from, length, begun), taken, parts, together)| {
            let midnight = start_of_day(day, &business.zone);
            let at = |minutes: i64| midnight + SignedDuration::from_mins(minutes);
            let resource = |which: &Index| which.get(&business.resources).id.clone();
            let blocked = taken
                .iter()
                .map(|(who, start, length)| Blocked { resource: resource(who), time: at(*start)..at(start + length) });
            let parts = parts.iter().map(|(service, named, person)| Part {
                service: service.get(&business.services).id.clone(),
                resource: named.as_ref().map(resource),
                person: *person,
            });
            let (blocked, parts) = (blocked.collect(), parts.collect());
            Case { blocked, parts, together, from: at(from), to: at(from + length), begun_at: at(begun), business }
        },
    )
}

/// Every minute around the query, with what the clock on the wall shows.
struct Oracle<'c> {
    case: &'c Case,
    minutes: Vec<(Timestamp, DateTime)>,
    closed: HashMap<Date, bool>,
}

/// A free slot with what its resource is assigned by: minutes taken on that day, and the order of preference.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Free {
    slot: Slot,
    key: (Timestamp, usize, usize),
}

impl<'c> Oracle<'c> {
    fn of(case: &'c Case) -> Self {
        let services = case.parts.iter().map(|part| case.business.service(&part.service).unwrap());
        let reach = services.map(|service| i64::from(service.minutes) + wait(&case.business)).sum::<i64>() + 300;
        let first = Timestamp::from_second(case.from.as_second().div_euclid(60) * 60).unwrap();
        let end = case.to + SignedDuration::from_mins(reach);
        let minutes = (0..).map(|minute| first + SignedDuration::from_mins(minute)).take_while(|minute| *minute < end);
        let minutes: Vec<_> =
            minutes.map(|minute| (minute, minute.to_zoned(case.business.zone.clone()).datetime())).collect();
        let dates: BTreeSet<Date> = minutes.iter().map(|(_, local)| local.date()).collect();
        let closed = dates.into_iter().map(|date| (date, case.business.closure(date).is_some())).collect();
        Oracle { case, minutes, closed }
    }

    /// Whether the business, the resource and the service are all open in a minute.
    fn is_open(&self, resource: &Resource, service: &Service, local: DateTime) -> bool {
        let business = &self.case.business;
        let of_day = local.hour() as u32 * 60 + local.minute() as u32;
        let within = |spans: &[Span]| spans.iter().any(|span| (span.from_minute()..span.to_minute()).contains(&of_day));
        let hours = |own: &Option<WeekHours>| within(own.as_ref().unwrap_or(&business.hours).on(local.weekday()));
        let paused = resource.breaks.iter().any(|pause| {
            let span = std::slice::from_ref(&pause.span);
            pause.weekdays.contains(&local.weekday()) && within(span)
        });
        let mut absences = resource.absences.iter().chain(&business.holidays.closed);
        let away = absences.any(|absence| absence.from <= local && local < absence.until);
        !self.closed[&local.date()] && hours(&resource.hours) && hours(&service.hours) && !paused && !away
    }

    /// All slots of a service with a resource that may be booked, taken or not.
    fn bookable(&self, service: &Service, resource: &Resource) -> Vec<Slot> {
        let (business, length) = (&self.case.business, service.minutes as usize);
        let open: Vec<bool> = self.minutes.iter().map(|(_, local)| self.is_open(resource, service, *local)).collect();
        let mut slots = Vec::new();
        for (index, (start, local)) in
            self.minutes.iter().enumerate().filter(|(_, (start, _))| *start >= self.case.from)
        {
            let on_grid = (local.hour() as u32 * 60 + local.minute() as u32).is_multiple_of(business.slot_grid_minutes);
            // What the minutes reach beyond is asked of nobody.
            let open_throughout = open.get(index..index + length).is_some_and(|open| open.iter().all(|open| *open));
            if on_grid && open_throughout && in_time(business, service, self.case.begun_at, *start) {
                let end = *start + SignedDuration::from_mins(service.minutes.into());
                slots.push(Slot { service: service.id.clone(), resource: resource.id.clone(), start: *start, end });
            }
        }
        slots
    }

    /// The free slots for a part, in the order in which they are offered.
    fn free(&self, part: &Part) -> Vec<Free> {
        let business = &self.case.business;
        let service = business.service(&part.service).unwrap();
        let named = |id: &&String| part.resource.as_ref().is_none_or(|named| named == *id);
        let mut free = Vec::new();
        for (place, id) in service.resources.iter().filter(named).enumerate() {
            let mut loads: BTreeMap<Date, usize> = BTreeMap::new();
            for slot in self.bookable(service, business.resource(id).unwrap()) {
                let needed = work(service, &slot);
                let mut others = self.case.blocked.iter().filter(|taken| taken.resource == *id);
                if others.all(|taken| needed.iter().all(|needed| !overlap(needed, &taken.time))) {
                    let date = slot.start.to_zoned(business.zone.clone()).date();
                    let load = *loads.entry(date).or_insert_with(|| self.minutes_taken(id, date));
                    let load = if business.assignment == Assignment::Fair { load } else { 0 };
                    free.push(Free { key: (slot.start, load, place), slot });
                }
            }
        }
        free.sort_by_key(|free| free.key);
        free
    }

    /// The minutes of a date in which a resource is taken.
    fn minutes_taken(&self, resource: &str, date: Date) -> usize {
        let zone = &self.case.business.zone;
        let (start, end) = (start_of_day(date, zone), start_of_day(date.tomorrow().unwrap(), zone));
        let minutes = (0..).map(|minute| start + SignedDuration::from_mins(minute)).take_while(|minute| *minute < end);
        let own = || self.case.blocked.iter().filter(|taken| taken.resource == resource);
        minutes.filter(|minute| own().any(|taken| taken.time.contains(minute))).count()
    }

    /// The visits, by trying every combination of free slots at every start.
    fn visits(&self) -> Vec<Visit> {
        let case = self.case;
        let free: Vec<Vec<Free>> = case.parts.iter().map(|part| self.free(part)).collect();
        let starts: BTreeSet<Timestamp> = free.iter().flatten().map(|free| free.slot.start).collect();
        let mut found = Vec::new();
        for start in starts.into_iter().filter(|start| (case.from..case.to).contains(start)) {
            for chains in arrangements(&case.parts, case.together) {
                let order: Vec<usize> = chains.concat();
                let firsts: Vec<usize> = chains.iter().map(|chain| chain[0]).collect();
                let mut all = Vec::new();
                self.combine(&free, &order, &firsts, start, &mut Vec::new(), &mut all);
                all.sort_by_key(|combination: &Vec<&Free>| combination.iter().map(|free| free.key).collect::<Vec<_>>());
                // Of each resource that could begin, the best.
                all.dedup_by_key(|combination| combination[0].slot.resource.clone());
                if !all.is_empty() {
                    found.extend(all.into_iter().map(|combination| spoken(&order, &combination)));
                    break;
                }
            }
        }
        found
    }

    fn combine<'f>(
        &self,
        free: &'f [Vec<Free>],
        order: &[usize],
        firsts: &[usize],
        start: Timestamp,
        chosen: &mut Vec<&'f Free>,
        all: &mut Vec<Vec<&'f Free>>,
    ) {
        let Some(part) = order.get(chosen.len()) else { return all.push(chosen.clone()) };
        for one in &free[*part] {
            let in_turn = match chosen.last() {
                Some(before) if !firsts.contains(part) => {
                    let wait = one.slot.start.duration_since(before.slot.end).as_secs();
                    (0..=wait_seconds(&self.case.business)).contains(&wait)
                }
                _ => one.slot.start == start,
            };
            let work = |free: &Free| work(self.case.business.service(&free.slot.service).unwrap(), &free.slot);
            let clash = |other: &&Free| {
                other.slot.resource == one.slot.resource
                    && work(other).iter().any(|other| work(one).iter().any(|one| overlap(one, other)))
            };
            if in_turn && !chosen.iter().any(clash) {
                chosen.push(one);
                self.combine(free, order, firsts, start, chosen, all);
                chosen.pop();
            }
        }
    }
}

fn wait(business: &Business) -> i64 {
    15.max(i64::from(business.slot_grid_minutes))
}

fn wait_seconds(business: &Business) -> i64 {
    60 * wait(business)
}

/// What a slot takes of its resource's time.
fn work(service: &Service, slot: &Slot) -> Vec<Range<Timestamp>> {
    let minutes = |count: u32| SignedDuration::from_mins(count.into());
    let all = slot.start - minutes(service.buffer_before_minutes)..slot.end + minutes(service.buffer_after_minutes);
    match service.idle {
        None => vec![all],
        Some(Idle { after_minutes, minutes: idle }) => {
            let pause = slot.start + minutes(after_minutes);
            vec![all.start..pause, pause + minutes(idle)..all.end]
        }
    }
}

fn overlap(one: &Range<Timestamp>, other: &Range<Timestamp>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Notice and horizon, each as the sentence that states it.
fn in_time(business: &Business, service: &Service, begun_at: Timestamp, start: Timestamp) -> bool {
    let day = |instant: Timestamp| instant.to_zoned(business.zone.clone()).date();
    let (today, wanted) = (day(begun_at), day(start));
    let days = i64::from((wanted - today).get_days());
    let working = || {
        let between = today.series(1.day()).skip(1).take_while(|date| *date <= wanted);
        between.filter(|date| holidays::is_working_day(business.address.state, *date)).count() as u32
    };
    let notice = match service.notice.unwrap_or(business.notice) {
        Notice::None => true,
        Notice::Hours(hours) => start.duration_since(begun_at) >= SignedDuration::from_hours(hours.into()),
        Notice::CalendarDays(wanted) => days >= i64::from(wanted),
        Notice::WorkingDays(wanted) => wanted == 0 || working() >= wanted,
    };
    start >= begun_at && notice && days <= i64::from(business.horizon_days)
}

/// The orders in which the parts may be served, from all orders there are; those of one kind sorted by whose turn it is, and
/// then by what is said first.
fn arrangements(parts: &[Part], together: Together) -> Vec<Vec<Vec<usize>>> {
    let people: BTreeSet<usize> = parts.iter().map(|part| part.person).collect();
    let own = |order: &[usize], person: usize| -> Vec<usize> {
        order.iter().copied().filter(|part| parts[*part].person == person).collect()
    };
    let orders = permutations(parts.len());
    let side_by_side: BTreeSet<Vec<Vec<usize>>> =
        orders.iter().map(|order| people.iter().map(|person| own(order, *person)).collect()).collect();
    let in_turn: BTreeSet<(Vec<usize>, Vec<Vec<usize>>)> = orders
        .iter()
        .filter_map(|order| {
            let mut turns: Vec<usize> = order.iter().map(|part| parts[*part].person).collect();
            turns.dedup();
            let chains = turns.iter().map(|person| own(order, *person)).collect();
            (turns.len() == people.len()).then_some((turns, chains))
        })
        .collect();
    let side_by_side: Vec<_> = side_by_side.into_iter().collect();
    let in_turn: Vec<_> = in_turn.into_iter().map(|(_, chains)| vec![chains.concat()]).collect();
    match together {
        Together::SideBySide => side_by_side,
        Together::OneAfterTheOther => in_turn,
        Together::AsItFits => [side_by_side, in_turn].concat(),
    }
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    match count {
        0 => vec![vec![]],
        _ => permutations(count - 1)
            .iter()
            .flat_map(|order| {
                (0..count).map(|place| {
                    let mut order = order.clone();
                    order.insert(place, count - 1);
                    order
                })
            })
            .collect(),
    }
}

/// As time goes; what begins together as it was said.
fn spoken(order: &[usize], combination: &[&Free]) -> Visit {
    let mut slots: Vec<(Timestamp, usize, Slot)> =
        order.iter().zip(combination).map(|(part, free)| (free.slot.start, *part, free.slot.clone())).collect();
    slots.sort_by_key(|(start, part, _)| (*start, *part));
    Visit::of(slots.into_iter().map(|(_, _, slot)| slot)).unwrap()
}

fn query(case: &Case, limit: usize) -> VisitQuery<'_> {
    let Case { parts, together, from, to, begun_at, .. } = case;
    VisitQuery { parts, together: *together, from: *from, to: *to, begun_at: *begun_at, limit }
}

pub(super) fn cases() -> u32 {
    std::env::var("VORZIMMER_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn visits_and_slots_are_those_that_brute_force_finds(case in case(), limit in 0..40usize) {
        let oracle = Oracle::of(&case);
        let all = oracle.visits();
        prop_assert_eq!(&visits(&case.business, &query(&case, usize::MAX), &case.blocked), &all);
        let first: Vec<_> = all.iter().take(limit).cloned().collect();
        prop_assert_eq!(visits(&case.business, &query(&case, limit), &case.blocked), first);

        // The slots of one part: what the oracle finds free, and what is listed for the part alone.
        let part = &case.parts[0];
        let free = oracle.free(part).into_iter().map(|free| free.slot);
        let free: Vec<Slot> = free.filter(|slot| (case.from..case.to).contains(&slot.start)).collect();
        let slots = SlotQuery {
            service: &part.service,
            resource: part.resource.as_deref(),
            from: case.from,
            to: case.to,
            begun_at: case.begun_at,
            limit: usize::MAX,
        };
        prop_assert_eq!(free_slots(&case.business, &slots, &case.blocked), free);

        // The check before booking agrees with the listing, on every minute around and not only on what was listed.
        let service = case.business.service(&part.service).unwrap();
        for id in &service.resources {
            let listed: BTreeSet<Timestamp> =
                oracle.bookable(service, case.business.resource(id).unwrap()).iter().map(|slot| slot.start).collect();
            for (start, _) in oracle.minutes.iter().filter(|(start, _)| (case.from..case.to).contains(start)) {
                let end = *start + SignedDuration::from_mins(service.minutes.into());
                let slot = Slot { service: service.id.clone(), resource: id.clone(), start: *start, end };
                let is_listed = listed.contains(start);
                if is_listed || start.as_second() % 300 == 0 {
                    prop_assert_eq!(bookable(&case.business, &slot, case.begun_at).is_ok(), is_listed, "{:?}", slot);
                }
            }
        }
    }

    #[test]
    fn what_was_booked_is_free_no_longer_and_nothing_booked_overlaps(case in case(), picks in proptest::collection::vec(any::<Index>(), 1..12)) {
        let mut blocked = case.blocked.clone();
        for pick in picks {
            let free = visits(&case.business, &query(&case, usize::MAX), &blocked);
            if free.is_empty() { break }
            for slot in pick.get(&free).slots() {
                for time in blocked_times(&case.business, slot) {
                    let clash = |taken: &Blocked| taken.resource == slot.resource && overlap(&taken.time, &time);
                    prop_assert!(!blocked.iter().any(clash));
                    blocked.push(Blocked { resource: slot.resource.clone(), time });
                }
            }
        }
    }
}
