//! Random businesses: hours, breaks, absences, holidays, notice, grids and zones as no owner would dare to combine them.

use base::business::*;
use base::language::{Language, Localised};
use base::number::Number;
use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// Zones with ordinary, half-hour and midnight clock changes, odd offsets, and none.
pub(super) const ZONES: [&str; 7] = [
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "UTC",
];

/// Days that are searched: clock changes of the zones above, New Year, Easter, a leap day, and a plain day.
pub(super) const DAYS: [Date; 13] = [
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

/// Whole days or parts of them, around the days that are searched.
fn absence() -> impl Strategy<Value = Absence> {
    let whole = (select(DAYS.to_vec()), -2..3i64, 0..3i64).prop_map(|(day, from, length)| {
        let first = day + from.days();
        Absence::days(first, first + length.days())
    });
    let part = (select(DAYS.to_vec()), -200..2000i64, 1..2500i64).prop_map(|(day, from, length)| {
        let from = day.to_datetime(Time::midnight()) + from.minutes();
        Absence { from, until: from + length.minutes() }
    });
    prop_oneof![whole, part]
}

fn holidays() -> impl Strategy<Value = Holidays> {
    let day = (1..=12i8, 1..=28i8);
    let period = (day.clone(), day).prop_map(|(from, to)| AnnualPeriod { from, to });
    let winter = Just(AnnualPeriod { from: (12, 24), to: (1, 2) });
    let company =
        prop_oneof![2 => Just(vec![]), 1 => winter.prop_map(|one| vec![one]), 1 => period.prop_map(|one| vec![one])];
    let closed = proptest::collection::vec(absence(), 0..3);
    (any::<bool>(), company, closed).prop_map(|(public, company, closed)| Holidays { public, company, closed })
}

fn resource() -> impl Strategy<Value = Resource> {
    let pauses = proptest::collection::vec(pause(), 0..3);
    let absences = proptest::collection::vec(absence(), 0..3);
    (proptest::option::weighted(0.3, week()), pauses, absences).prop_map(|(hours, breaks, absences)| Resource {
        id: String::new(),
        name: "Resource".to_owned(),
        spoken: None,
        hours,
        breaks,
        absences,
    })
}

/// A service of some of the resources.
fn service() -> impl Strategy<Value = (Service, [Index; 2])> {
    let buffers = (0..40u32, 0..40u32);
    let idle = proptest::option::weighted(0.4, (any::<Index>(), any::<Index>()));
    let rules = (proptest::option::weighted(0.3, week()), proptest::option::of(notice()));
    (1..150u32, buffers, idle, rules, any::<[Index; 2]>()).prop_map(
        |(minutes, (before, after), idle, (hours, notice), resources)| {
            let service = Service {
                id: String::new(),
                names: Localised::default(),
                minutes,
                buffer_before_minutes: before,
                buffer_after_minutes: after,
                idle: idle.filter(|_| minutes >= 3).map(|(first, second)| {
                    let after_minutes = 1 + first.index(minutes as usize - 2) as u32;
                    let rest = (minutes - after_minutes - 1) as usize;
                    Idle { after_minutes, minutes: 1 + second.index(rest) as u32 }
                }),
                price: None,
                resources: vec![],
                hours,
                notice,
            };
            (service, resources)
        },
    )
}

/// A business with up to three services and resources; its names and texts are bare.
pub(super) fn business() -> impl Strategy<Value = Business> {
    let grid = select(vec![5u32, 10, 15, 30, 45, 60, 120]);
    let resources = proptest::collection::vec(resource(), 1..=3);
    let services = proptest::collection::vec(service(), 1..=3);
    let assignment = prop_oneof![2 => Just(Assignment::Fair), 1 => Just(Assignment::Preference)];
    let rules = (week(), holidays(), grid, 0..5u32, notice(), select(State::ALL.to_vec()), assignment);
    (rules, resources, services, select(ZONES.to_vec())).prop_map(
        |(
            (hours, holidays, slot_grid_minutes, horizon_days, notice, state, assignment),
            mut resources,
            services,
            zone,
        )| {
            for (number, resource) in resources.iter_mut().enumerate() {
                resource.id = format!("r{number}");
            }
            let services = services.into_iter().enumerate().map(|(number, (service, [turn, count]))| {
                // The preference need not be the order in which the resources are listed, nor need all do everything.
                let mut ids: Vec<_> = resources.iter().map(|resource| resource.id.clone()).collect();
                ids.rotate_left(turn.index(resources.len()));
                ids.truncate(1 + count.index(resources.len()).max(resources.len() / 2));
                let names = Localised { de: vec![format!("Dienst {number}")], en: vec![format!("service {number}")] };
                Service { id: format!("s{number}"), names, resources: ids, ..service }
            });
            let services = services.collect();
            Business {
                id: BusinessId("oracle".to_owned()),
                name: "Oracle".to_owned(),
                address: Address { street: String::new(), postcode: String::new(), city: String::new(), state },
                phones: vec![],
                forward: Number::parse("+492214710199").unwrap(),
                forward_abroad: false,
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
                assignment,
                transcript_days: 30,
                resources,
                services,
                questions: vec![],
                details: vec![],
            }
        },
    )
}
