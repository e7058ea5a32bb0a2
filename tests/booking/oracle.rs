//! Free slots against a brute-force oracle, which asks of every single minute whether the business is open.
//!
//! A few cases run always; with `VORZIMMER_CASES` a fifth of as many as it says, since each looks at thousands of minutes.

use jiff::civil::{Date, Time, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use std::ops::Range;
use vorzimmer::booking::availability::{SlotQuery, blocked_range, bookable, free_slots};
use vorzimmer::booking::{AppointmentId, Blocked, Slot};
use vorzimmer::business::*;
use vorzimmer::language::{Language, Localised};
use vorzimmer::number::Number;

/// Zones with ordinary, half-hour and midnight clock changes, odd offsets, and none.
const ZONES: [&str; 7] = [
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "UTC",
];

/// Days that are searched: clock changes of the zones above, New Year, Easter, a leap day, and a plain day.
const DAYS: [Date; 13] = [
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 4, 4),
    date(2026, 10, 4),
    date(2026, 11, 1),
    date(2027, 3, 14),
    date(2025, 3, 30),
    date(2026, 10, 24),
    date(2026, 12, 24),
    date(2026, 12, 31),
    date(2027, 3, 26),
    date(2028, 2, 28),
    date(2027, 6, 15),
];

/// What is searched: a business, its taken times, and a question about its only service.
#[derive(Debug, Clone)]
struct Case {
    business: Business,
    blocked: Vec<Blocked>,
    from: Timestamp,
    to: Timestamp,
    begun_at: Timestamp,
}

fn span(from: u32, to: u32) -> Span {
    let time = |minute: u32| match minute {
        1440 => Span::END_OF_DAY,
        _ => Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).unwrap(),
    };
    Span { from: time(from), to: time(to) }
}

/// Up to three spans on quarters of an hour, sorted, perhaps touching; often from or to midnight.
fn spans() -> impl Strategy<Value = Vec<Span>> {
    let bound = prop_oneof![6 => 0..=96u32, 1 => Just(0u32), 1 => Just(96u32)];
    proptest::collection::vec(bound, 2..=6).prop_map(|mut bounds| {
        bounds.sort_unstable();
        let pairs = bounds.chunks_exact(2).filter(|pair| pair[0] < pair[1]);
        pairs.map(|pair| span(pair[0] * 15, pair[1] * 15)).collect()
    })
}

fn week() -> impl Strategy<Value = WeekHours> {
    let all_day = Just(WeekHours(std::array::from_fn(|_| vec![span(0, 1440)])));
    let mixed = proptest::array::uniform7(spans()).prop_map(WeekHours);
    prop_oneof![1 => all_day, 5 => mixed]
}

fn pause() -> impl Strategy<Value = Break> {
    let weekdays: Vec<_> = Weekday::Monday.cycle_forward().take(7).collect();
    let times = (0..1439u32).prop_flat_map(|from| (Just(from), from + 1..=1440));
    (subsequence(weekdays, 0..=7), times).prop_map(|(weekdays, (from, to))| Break { weekdays, span: span(from, to) })
}

fn notice() -> impl Strategy<Value = Notice> {
    prop_oneof![
        Just(Notice::None),
        (0..60u32).prop_map(Notice::Hours),
        (0..4u32).prop_map(Notice::CalendarDays),
        (0..4u32).prop_map(Notice::WorkingDays),
    ]
}

fn holidays() -> impl Strategy<Value = Holidays> {
    let day = (1..=12i8, 1..=28i8);
    let period = (day.clone(), day).prop_map(|(from, to)| AnnualPeriod { from, to });
    let winter = Just(AnnualPeriod { from: (12, 24), to: (1, 2) });
    let company =
        prop_oneof![2 => Just(vec![]), 1 => winter.prop_map(|one| vec![one]), 1 => period.prop_map(|one| vec![one])];
    (any::<bool>(), company).prop_map(|(public, company)| Holidays { public, company })
}

fn resource() -> impl Strategy<Value = Resource> {
    (proptest::option::weighted(0.3, week()), proptest::collection::vec(pause(), 0..3)).prop_map(|(hours, breaks)| {
        Resource { id: String::new(), name: "Resource".to_owned(), spoken: None, hours, breaks }
    })
}

fn service() -> impl Strategy<Value = Service> {
    let buffers = (0..40u32, 0..40u32);
    (1..150u32, buffers, proptest::option::weighted(0.3, week()), proptest::option::of(notice())).prop_map(
        |(minutes, (before, after), hours, notice)| Service {
            id: "service".to_owned(),
            names: Localised { de: vec!["Dienst".to_owned()], en: vec!["service".to_owned()] },
            minutes,
            buffer_before_minutes: before,
            buffer_after_minutes: after,
            price: None,
            resources: vec![],
            hours,
            notice,
        },
    )
}

/// A business with one service; its names and texts are bare.
pub(super) fn business() -> impl Strategy<Value = Business> {
    let grid = select(vec![5u32, 10, 15, 30, 45, 60, 120]);
    let resources = proptest::collection::vec(resource(), 1..=3);
    let rules = (week(), holidays(), grid, 0..5u32, notice(), select(State::ALL.to_vec()));
    (rules, resources, service(), select(ZONES.to_vec()), any::<Index>()).prop_map(
        |(
            (hours, holidays, slot_grid_minutes, horizon_days, notice, state),
            mut resources,
            mut service,
            zone,
            turn,
        )| {
            for (number, resource) in resources.iter_mut().enumerate() {
                resource.id = format!("r{number}");
            }
            service.resources = resources.iter().map(|resource| resource.id.clone()).collect();
            // The preference need not be the order in which the resources are listed.
            let turns = turn.index(service.resources.len());
            service.resources.rotate_left(turns);
            Business {
                id: BusinessId("oracle".to_owned()),
                name: "Oracle".to_owned(),
                address: Address { street: String::new(), postcode: String::new(), city: String::new(), state },
                phones: vec![],
                forward: Number::parse("+492214710199").unwrap(),
                carrier: None,
                languages: vec![Language::De],
                zone: TimeZone::get(zone).unwrap(),
                address_form: AddressForm::Sie,
                secrecy: false,
                health_mode: false,
                greeting: None,
                hours,
                holidays,
                slot_grid_minutes,
                horizon_days,
                notice,
                transcript_days: 30,
                resources,
                services: vec![service],
                questions: vec![],
                details: vec![],
            }
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    // Minutes from the searched day's midnight: the query, the call's begin, taken times.
    let question = (-300..1800i64, 0..2400i64, -2500..400i64);
    let taken = proptest::collection::vec((any::<Index>(), -300..3000i64, 1..200i64), 0..8);
    (business(), select(DAYS.to_vec()), question, taken).prop_map(|(business, day, (from, length, begun), taken)| {
        let midnight = start_of_day(day, &business.zone);
        let at = |minutes: i64| midnight + SignedDuration::from_mins(minutes);
        let blocked = taken.into_iter().map(|(who, start, length)| Blocked {
            resource: business.resources[who.index(business.resources.len())].id.clone(),
            time: at(start)..at(start + length),
            by: AppointmentId("taken".to_owned()),
        });
        let blocked = blocked.collect();
        Case { blocked, from: at(from), to: at(from + length), begun_at: at(begun), business }
    })
}

/// Whether the business, the resource and the service are all open in the minute that begins at `minute`.
fn is_open(business: &Business, resource: &Resource, service: &Service, minute: Timestamp) -> bool {
    let local = minute.to_zoned(business.zone.clone());
    let of_day = local.hour() as u32 * 60 + local.minute() as u32;
    let within = |spans: &[Span]| spans.iter().any(|span| span.from_minute() <= of_day && of_day < span.to_minute());
    let hours = |own: &Option<WeekHours>| within(own.as_ref().unwrap_or(&business.hours).on(local.weekday()));
    let paused = resource.breaks.iter().any(|pause| {
        let span = std::slice::from_ref(&pause.span);
        pause.weekdays.contains(&local.weekday()) && within(span)
    });
    business.closure(local.date()).is_none() && hours(&resource.hours) && hours(&service.hours) && !paused
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

fn minutes(range: Range<Timestamp>) -> impl Iterator<Item = Timestamp> {
    let first = Timestamp::from_second(range.start.as_second().div_euclid(60) * 60).unwrap();
    (0..).map(move |minute| first + SignedDuration::from_mins(minute)).take_while(move |minute| *minute < range.end)
}

/// All slots that may be booked, and those of them that are free: minute by minute, in no clever way.
fn brute_force(case: &Case) -> (Vec<Slot>, Vec<Slot>) {
    let business = &case.business;
    let service = &business.services[0];
    let length = SignedDuration::from_mins(service.minutes.into());
    let all: Vec<Timestamp> = minutes(case.from..case.to + length).collect();
    let mut bookable = Vec::new();
    for id in &service.resources {
        let resource = business.resource(id).unwrap();
        let open: Vec<bool> = all.iter().map(|minute| is_open(business, resource, service, *minute)).collect();
        for (index, start) in all.iter().enumerate().filter(|(_, start)| (case.from..case.to).contains(start)) {
            let local = start.to_zoned(business.zone.clone());
            let on_grid = (local.hour() as u32 * 60 + local.minute() as u32).is_multiple_of(business.slot_grid_minutes);
            let open_throughout = open[index..].iter().take(service.minutes as usize).all(|open| *open);
            if on_grid && open_throughout && in_time(business, service, case.begun_at, *start) {
                let end = *start + length;
                bookable.push(Slot { service: service.id.clone(), resource: id.clone(), start: *start, end });
            }
        }
    }
    bookable.sort_by_key(|slot| slot.start);
    let buffers = |slot: &Slot| {
        let minutes = |count: u32| SignedDuration::from_mins(count.into());
        slot.start - minutes(service.buffer_before_minutes)..slot.end + minutes(service.buffer_after_minutes)
    };
    let free = bookable.iter().filter(|slot| {
        let needed = buffers(slot);
        let mut others = case.blocked.iter().filter(|taken| taken.resource == slot.resource);
        others.all(|taken| taken.time.end <= needed.start || needed.end <= taken.time.start)
    });
    let free = free.cloned().collect();
    (bookable, free)
}

fn query(case: &Case, limit: usize) -> SlotQuery<'_> {
    SlotQuery { service: "service", resource: None, from: case.from, to: case.to, begun_at: case.begun_at, limit }
}

pub(super) fn cases() -> u32 {
    std::env::var("VORZIMMER_CASES").ok().and_then(|count| count.parse::<u32>().ok()).map_or(150, |count| count / 5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn free_slots_are_those_that_brute_force_finds(case in case(), limit in 0..40usize) {
        let (bookable_slots, free) = brute_force(&case);
        prop_assert_eq!(&free_slots(&case.business, &query(&case, usize::MAX), &case.blocked), &free);
        let first: Vec<_> = free.iter().take(limit).cloned().collect();
        prop_assert_eq!(free_slots(&case.business, &query(&case, limit), &case.blocked), first);

        // Of one resource alone: the same, without the others.
        let one = &case.business.resources[0].id;
        let of_one: Vec<_> = free.iter().filter(|slot| slot.resource == *one).cloned().collect();
        let query = SlotQuery { resource: Some(one), ..query(&case, usize::MAX) };
        prop_assert_eq!(free_slots(&case.business, &query, &case.blocked), of_one);

        // The check before booking agrees with the listing, on every minute around and not only on what was listed.
        for id in &case.business.services[0].resources {
            for start in minutes(case.from..case.to) {
                let end = start + SignedDuration::from_mins(case.business.services[0].minutes.into());
                let slot = Slot { service: "service".to_owned(), resource: id.clone(), start, end };
                let listed = bookable_slots.contains(&slot);
                if listed || start.as_second() % 300 == 0 && start >= case.from {
                    prop_assert_eq!(bookable(&case.business, &slot, case.begun_at).is_ok(), listed, "{:?}", slot);
                }
            }
        }
    }

    #[test]
    fn what_was_booked_is_free_no_longer_and_nothing_booked_overlaps(case in case(), picks in proptest::collection::vec(any::<Index>(), 1..12)) {
        let mut blocked = case.blocked.clone();
        for pick in picks {
            let free = free_slots(&case.business, &query(&case, usize::MAX), &blocked);
            if free.is_empty() { break }
            let slot = pick.get(&free);
            let time = blocked_range(&case.business, slot);
            let clash = |taken: &Blocked| taken.resource == slot.resource && taken.time.start < time.end && time.start < taken.time.end;
            prop_assert!(!blocked.iter().any(clash));
            blocked.push(Blocked { resource: slot.resource.clone(), time, by: AppointmentId("booked".to_owned()) });
        }
    }
}
