//! Several services, several people, and who serves them: worked out by hand on the salon's facts.

use super::local;
use base::business::{Assignment, Business, fixtures};
use booking::availability::{SlotQuery, VisitQuery, blocked_times, free_slots, visits};
use booking::{Blocked, Part, Slot, Together, Visit};
use jiff::Timestamp;

/// The salon on Thursday, 3 December 2026.
struct Thursday {
    salon: Business,
    blocked: Vec<Blocked>,
}

fn thursday() -> Thursday {
    Thursday { salon: fixtures::by_id("salon").unwrap(), blocked: vec![] }
}

fn at(time: &str) -> Timestamp {
    local(&format!("2026-12-03T{time}"))
}

/// `service` or `service@resource`, for the caller or, behind `+`, for a second person.
fn part(text: &str) -> Part {
    let (person, text) = text.strip_prefix('+').map_or((0, text), |text| (1, text));
    let (service, resource) =
        text.split_once('@').map_or((text, None), |(service, resource)| (service, Some(resource)));
    Part { service: service.to_owned(), resource: resource.map(str::to_owned), person }
}

impl Thursday {
    fn book(&mut self, service: &str, resource: &str, time: &str) {
        let start = at(time);
        let end = start + jiff::SignedDuration::from_mins(self.salon.service(service).unwrap().minutes.into());
        let slot = Slot { service: service.to_owned(), resource: resource.to_owned(), start, end };
        let times = blocked_times(&self.salon, &slot).into_iter();
        self.blocked.extend(times.map(|time| Blocked { resource: resource.to_owned(), time }));
    }

    fn visits(&self, parts: &[&str], together: Together, from: &str, to: &str) -> Vec<String> {
        let parts: Vec<Part> = parts.iter().map(|text| part(text)).collect();
        let (from, to, begun_at) = (at(from), at(to), local("2026-12-01T10:00"));
        let query = VisitQuery { parts: &parts, together, from, to, begun_at, limit: usize::MAX };
        visits(&self.salon, &query, &self.blocked).iter().map(shown).collect()
    }

    /// Who is offered first for a haircut at a time.
    fn first(&self, time: &str) -> String {
        let (from, begun_at) = (at(time), local("2026-12-01T10:00"));
        let to = from + jiff::SignedDuration::from_mins(1);
        let query = SlotQuery { service: "herrenschnitt", resource: None, from, to, begun_at, limit: 1 };
        free_slots(&self.salon, &query, &self.blocked)[0].resource.clone()
    }
}

fn shown(visit: &Visit) -> String {
    let slot = |slot: &Slot| {
        let start = slot.start.in_tz("Europe/Berlin").unwrap().strftime("%H:%M");
        format!("{start} {} {}", slot.service, slot.resource)
    };
    visit.slots().map(slot).collect::<Vec<_>>().join(", ")
}

#[test]
fn hair_and_beard_follow_each_other() {
    let found = thursday().visits(&["herrenschnitt", "bart"], Together::AsItFits, "09:00", "09:15");
    assert_eq!(
        found,
        ["09:00 herrenschnitt aylin, 09:30 bart jonas", "09:00 herrenschnitt jonas, 09:30 bart jonas"],
        "one visit for each who could begin"
    );
}

#[test]
fn nobody_waits_longer_than_a_quarter_of_an_hour_between_two_parts() {
    let mut day = thursday();
    // Jonas is taken from 09:30: the beard would have to wait until 09:45, which it may, or until 10:00, which it may not.
    day.book("bart", "jonas", "09:30");
    let found = day.visits(&["herrenschnitt@aylin", "bart"], Together::AsItFits, "09:00", "09:15");
    assert_eq!(found, ["09:00 herrenschnitt aylin, 09:45 bart jonas"]);
    day.book("bart", "jonas", "09:45");
    let found = day.visits(&["herrenschnitt@aylin", "bart"], Together::AsItFits, "09:00", "09:15");
    assert_eq!(found, ["09:00 bart jonas, 09:15 herrenschnitt aylin"], "the other order, since only that fits");
}

#[test]
fn the_buffer_of_one_part_keeps_the_next_of_the_same_resource_away() {
    let found = thursday().visits(&["damenschnitt@jonas", "bart"], Together::AsItFits, "09:00", "09:15");
    assert_eq!(found, ["09:00 damenschnitt jonas, 10:00 bart jonas"], "45 minutes and 15 to sweep");
    let found = thursday().visits(&["damenschnitt@aylin", "bart"], Together::AsItFits, "09:00", "09:15");
    assert_eq!(found, ["09:00 damenschnitt aylin, 09:45 bart jonas"]);
}

#[test]
fn two_people_sit_side_by_side_or_come_one_after_the_other() {
    let wanted = ["herrenschnitt", "+kinderschnitt"];
    let mut day = thursday();
    assert_eq!(
        day.visits(&wanted, Together::SideBySide, "09:00", "09:15"),
        [
            "09:00 herrenschnitt aylin, 09:00 kinderschnitt jonas",
            "09:00 herrenschnitt jonas, 09:00 kinderschnitt aylin"
        ]
    );
    assert_eq!(
        day.visits(&wanted, Together::OneAfterTheOther, "09:00", "09:15"),
        [
            "09:00 herrenschnitt aylin, 09:30 kinderschnitt aylin",
            "09:00 herrenschnitt jonas, 09:30 kinderschnitt aylin"
        ]
    );
    day.book("faerben", "aylin", "09:00");
    assert_eq!(day.visits(&wanted, Together::SideBySide, "09:00", "09:15"), [""; 0]);
    assert_eq!(
        day.visits(&wanted, Together::AsItFits, "09:00", "09:15"),
        ["09:00 herrenschnitt jonas, 09:30 kinderschnitt jonas"]
    );
}

#[test]
fn of_two_people_each_may_want_several_services() {
    let wanted = ["herrenschnitt@jonas", "bart", "+damenschnitt"];
    let found = thursday().visits(&wanted, Together::SideBySide, "14:00", "14:15");
    assert_eq!(found, ["14:00 herrenschnitt jonas, 14:00 damenschnitt aylin, 14:30 bart jonas"]);
}

#[test]
fn a_visit_is_over_by_closing_time() {
    let found = thursday().visits(&["herrenschnitt@jonas", "bart"], Together::AsItFits, "19:00", "20:00");
    assert_eq!(found, ["19:00 herrenschnitt jonas, 19:30 bart jonas", "19:15 herrenschnitt jonas, 19:45 bart jonas"]);
}

#[test]
fn what_nobody_does_is_no_visit() {
    for parts in [&["massage"][..], &["bart", "massage"], &["bart@aylin"], &["bart@nobody", "herrenschnitt"], &[]] {
        assert_eq!(thursday().visits(parts, Together::AsItFits, "09:00", "20:00"), [""; 0], "{parts:?}");
    }
}

#[test]
fn who_has_less_to_do_that_day_is_offered_first() {
    let mut day = thursday();
    assert_eq!(day.first("15:00"), "aylin", "on an empty day the order of preference");
    day.book("herrenschnitt", "aylin", "09:00");
    assert_eq!(day.first("15:00"), "jonas");
    day.book("herrenschnitt", "jonas", "10:00");
    assert_eq!(day.first("15:00"), "aylin", "even again");
    // Minutes count and not appointments, and of other days none.
    day.book("bart", "jonas", "11:00");
    assert_eq!(day.first("15:00"), "aylin");
    day.book("damenschnitt", "aylin", "12:00");
    assert_eq!(day.first("15:00"), "jonas");
    day.blocked
        .push(Blocked { resource: "jonas".to_owned(), time: local("2026-12-04T09:00")..local("2026-12-04T18:00") });
    assert_eq!(day.first("15:00"), "jonas");
    day.salon.assignment = Assignment::Preference;
    assert_eq!(day.first("15:00"), "aylin", "where the business says so");
}
