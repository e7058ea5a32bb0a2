//! Where schedulers go wrong: clock changes, odd zones, ends of months, midnight, absences, idle parts; each worked out by hand.

use base::business::{Absence, Business, State, toml};
use booking::availability::{SlotQuery, blocked_times, bookable, free_slots};
use booking::{Blocked, Slot};
use jiff::Timestamp;
use jiff::civil::date;

/// An hour with Ada or Ben, at any time of any day; what is said differs, is changed.
const PROBE: &str = r#"
id = "probe"
name = "Probe"
phones = "+49 221 4710100"
forward = "+49 221 4710199"
zone = "Europe/Berlin"
address = { street = "Weg 1", postcode = "50674", city = "Ort", state = "NW" }
hours = { mon-sun = "00:00-24:00" }
holidays = { public = false }
booking = { grid = "30 minutes", horizon = "90 days", notice = "none" }

[[resource]]
id = "ada"
name = "Ada"

[[resource]]
id = "ben"
name = "Ben"

[[service]]
id = "hour"
names.de = ["Stunde"]
length = "1 hour"
resources = ["ada", "ben"]

[[service]]
id = "colour"
names.de = ["Farbe"]
length = "2 hours"
idle = { after_minutes = 45, minutes = 45 }
resources = ["ada"]

[[service]]
id = "trim"
names.de = ["Spitzen"]
length = "30 minutes"
resources = ["ada"]
"#;

fn probe(changes: &[(&str, &str)]) -> Business {
    read(PROBE, changes)
}

/// With nothing but the hour.
fn hourly(changes: &[(&str, &str)]) -> Business {
    read(PROBE.split("\n[[service]]\nid = \"colour\"").next().unwrap(), changes)
}

fn read(text: &str, changes: &[(&str, &str)]) -> Business {
    let text = changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    });
    toml::read(&text, "probe.toml").map_err(|errors| errors.to_string()).unwrap()
}

/// A local time of the business; of a repeated hour the first.
fn at(business: &Business, local: &str) -> Timestamp {
    local.parse::<jiff::civil::DateTime>().unwrap().to_zoned(business.zone.clone()).unwrap().timestamp()
}

/// Free starts between two local times as `day hour:minute offset`, of whichever resource comes first.
fn free(business: &Business, service: &str, begun: &str, from: &str, to: &str, blocked: &[Blocked]) -> Vec<String> {
    let (from, to, begun_at) = (at(business, from), at(business, to), at(business, begun));
    let query = SlotQuery { service, resource: None, from, to, begun_at, limit: usize::MAX };
    let slots = free_slots(business, &query, blocked);
    let mut starts: Vec<_> = slots.iter().map(|slot| slot.start).collect();
    starts.dedup();
    let shown = |start: Timestamp| start.to_zoned(business.zone.clone()).strftime("%d.%m. %H:%M %:z").to_string();
    starts.into_iter().map(shown).collect()
}

/// Free starts with one resource as `hour:minute`.
fn of(business: &Business, service: &str, resource: &str, day: &str, blocked: &[Blocked]) -> Vec<String> {
    let from = at(business, &format!("{day}T00:00"));
    let to = from + jiff::SignedDuration::from_hours(24);
    let query = SlotQuery { service, resource: Some(resource), from, to, begun_at: from, limit: usize::MAX };
    let starts = free_slots(business, &query, blocked).into_iter().map(|slot| slot.start);
    starts.map(|start| start.to_zoned(business.zone.clone()).strftime("%H:%M").to_string()).collect()
}

fn slot(business: &Business, service: &str, resource: &str, start: &str) -> Slot {
    let minutes = business.service(service).unwrap().minutes;
    let start = at(business, start);
    let end = start + jiff::SignedDuration::from_mins(minutes.into());
    Slot { service: service.to_owned(), resource: resource.to_owned(), start, end }
}

fn booked(business: &Business, service: &str, resource: &str, start: &str) -> Vec<Blocked> {
    let slot = slot(business, service, resource, start);
    let times = blocked_times(business, &slot).into_iter();
    times.map(|time| Blocked { resource: resource.to_owned(), time }).collect()
}

#[test]
fn when_clocks_go_forward_nothing_starts_in_the_skipped_hour() {
    let probe = probe(&[]);
    let night = free(&probe, "hour", "2027-03-27T12:00", "2027-03-28T01:00", "2027-03-28T04:00", &[]);
    assert_eq!(
        night,
        ["01:00 +01:00", "01:30 +01:00", "03:00 +02:00", "03:30 +02:00"].map(|one| format!("28.03. {one}"))
    );
    // Half past one to half past three is one hour.
    let slot = slot(&probe, "hour", "ada", "2027-03-28T01:30");
    assert_eq!(slot.end, at(&probe, "2027-03-28T03:30"));
    assert_eq!(bookable(&probe, &slot, at(&probe, "2027-03-27T12:00")), Ok(()));
}

#[test]
fn when_clocks_go_back_the_repeated_hour_is_offered_twice() {
    let probe = probe(&[]);
    let night = free(&probe, "hour", "2026-10-24T12:00", "2026-10-25T01:30", "2026-10-25T03:30", &[]);
    let expected = ["01:30 +02:00", "02:00 +02:00", "02:30 +02:00", "02:00 +01:00", "02:30 +01:00", "03:00 +01:00"];
    assert_eq!(night, expected.map(|one| format!("25.10. {one}")));
    // What is booked in the first of them leaves the second free.
    let first = booked(&probe, "hour", "ada", "2026-10-25T02:00");
    let ada = of(&probe, "hour", "ada", "2026-10-25", &first);
    assert_eq!(ada[..6], ["00:00", "00:30", "01:00", "02:00", "02:30", "03:00"]);
}

#[test]
fn notice_in_hours_is_real_time_on_the_day_of_a_clock_change() {
    let probe = probe(&[("notice = \"none\"", "notice = \"3 hours\"")]);
    // Three hours after midnight the clock shows four in spring and two, for the second time, in autumn.
    let spring = free(&probe, "hour", "2027-03-28T00:00", "2027-03-28T00:00", "2027-03-28T05:00", &[]);
    assert_eq!(spring[0], "28.03. 04:00 +02:00");
    let autumn = free(&probe, "hour", "2026-10-25T00:00", "2026-10-25T00:00", "2026-10-25T05:00", &[]);
    assert_eq!(autumn[0], "25.10. 02:00 +01:00");
}

#[test]
fn notice_in_days_is_dates_on_the_day_of_a_clock_change() {
    // Both changes fall on Sundays. The Monday after the one in spring is Easter Monday, no working day.
    for (notice, today, first) in [
        ("1 calendar day", "2027-03-28", "2027-03-29"),
        ("1 working day", "2027-03-28", "2027-03-30"),
        ("1 calendar day", "2026-10-25", "2026-10-26"),
        ("1 working day", "2026-10-25", "2026-10-26"),
    ] {
        let probe = probe(&[("notice = \"none\"", &format!("notice = \"{notice}\""))]);
        let (from, begun_at) = (at(&probe, &format!("{today}T00:00")), at(&probe, &format!("{today}T23:59")));
        let to = from + jiff::SignedDuration::from_hours(72);
        let query = SlotQuery { service: "hour", resource: None, from, to, begun_at, limit: 1 };
        let slots = free_slots(&probe, &query, &[]);
        assert_eq!(slots[0].start, at(&probe, &format!("{first}T00:00")), "{notice} from {today}");
    }
}

#[test]
fn the_grid_of_a_half_hour_zone_is_that_of_its_own_wall_clock() {
    let kolkata =
        probe(&[("Europe/Berlin", "Asia/Kolkata"), ("00:00-24:00", "09:00-11:00"), ("30 minutes\", h", "1 hour\", h")]);
    let day = free(&kolkata, "hour", "2026-12-01T08:00", "2026-12-02T00:00", "2026-12-03T00:00", &[]);
    assert_eq!(day, ["02.12. 09:00 +05:30", "02.12. 10:00 +05:30"]);
    // Adelaide: half an hour off, and clocks go forward on 4 October 2026 at two.
    let adelaide = probe(&[
        ("Europe/Berlin", "Australia/Adelaide"),
        ("00:00-24:00", "01:00-04:00"),
        ("30 minutes\", h", "1 hour\", h"),
    ]);
    let day = free(&adelaide, "hour", "2026-10-03T08:00", "2026-10-04T00:00", "2026-10-05T00:00", &[]);
    assert_eq!(day, ["04.10. 01:00 +09:30", "04.10. 03:00 +10:30"]);
}

#[test]
fn an_absence_takes_one_resource_away_and_leaves_the_others() {
    let away = "name = \"Ada\"\nabsences = [{ from = \"2026-12-10\", to = \"2026-12-12\" }]";
    let probe = probe(&[("name = \"Ada\"", away), ("00:00-24:00", "09:00-11:00")]);
    for (day, ada) in [("2026-12-09", 3), ("2026-12-10", 0), ("2026-12-11", 0), ("2026-12-12", 0), ("2026-12-13", 3)] {
        assert_eq!(of(&probe, "hour", "ada", day, &[]).len(), ada, "{day}");
        assert_eq!(of(&probe, "hour", "ben", day, &[]).len(), 3, "{day}");
    }
    // And what is away cannot be booked, whatever was listed before.
    let slot = slot(&probe, "hour", "ada", "2026-12-10T09:00");
    assert!(bookable(&probe, &slot, at(&probe, "2026-12-01T09:00")).is_err());
}

#[test]
fn absences_may_overlap_and_have_times() {
    let away = "name = \"Ada\"\nabsences = [
        { from = \"2026-12-10 10:00\", to = \"2026-12-11 09:30\" },
        { from = \"2026-12-10 09:30\", to = \"2026-12-10 11:00\" },
        { from = 2026-12-14, to = 2026-12-16 },
        { from = 2026-12-15, to = 2026-12-15 }]";
    let probe = probe(&[("name = \"Ada\"", away), ("00:00-24:00", "08:00-12:00")]);
    let ada = |day: &str| of(&probe, "hour", "ada", day, &[]);
    assert_eq!(ada("2026-12-10"), ["08:00", "08:30"], "over by half past nine");
    assert_eq!(ada("2026-12-11"), ["09:30", "10:00", "10:30", "11:00"]);
    assert_eq!([ada("2026-12-13").len(), ada("2026-12-15").len(), ada("2026-12-17").len()], [7, 0, 7]);
}

#[test]
fn a_day_without_an_hour_is_absent_like_any_other() {
    // Whole days in the business's zone, 23 and 25 hours long; the neighbours' last and first hours stay.
    let away =
        "name = \"Ada\"\nabsences = [{ from = 2027-03-28, to = 2027-03-28 }, { from = 2026-10-25, to = 2026-10-25 }]";
    let probe = probe(&[("name = \"Ada\"", away)]);
    for (before, day, after) in [("2027-03-27", "2027-03-28", "2027-03-29"), ("2026-10-24", "2026-10-25", "2026-10-26")]
    {
        assert_eq!(of(&probe, "hour", "ada", before, &[]).last().unwrap(), "23:00");
        assert_eq!(
            of(&probe, "hour", "ada", day, &[]).first().map(String::as_str),
            (day == "2027-03-28").then_some("00:00")
        );
        assert_eq!(of(&probe, "hour", "ada", after, &[]).first().unwrap(), "00:00");
    }
}

#[test]
fn closed_days_close_the_whole_business_once() {
    let mut probe = probe(&[("00:00-24:00", "09:00-11:00")]);
    probe.holidays.closed = vec![
        Absence::days(date(2026, 12, 10), date(2026, 12, 11)),
        Absence { from: date(2026, 12, 14).at(9, 30, 0, 0), until: date(2026, 12, 14).at(18, 0, 0, 0) },
    ];
    let days = free(&probe, "trim", "2026-12-09T12:00", "2026-12-10T00:00", "2026-12-15T00:00", &[]);
    let open: Vec<_> = days.iter().map(|day| &day[..12]).collect();
    let whole =
        ["12.12.", "13.12."].map(|day| ["09:00", "09:30", "10:00", "10:30"].map(|time| format!("{day} {time}")));
    assert_eq!(open, [whole.concat(), vec!["14.12. 09:00".to_owned()]].concat());
    // Company holidays return; these do not.
    assert_eq!(of(&probe, "trim", "ada", "2027-12-10", &[]).len(), 4);
}

#[test]
fn another_caller_fits_into_an_idle_part_and_no_further() {
    let probe = probe(&[("00:00-24:00", "08:00-13:00"), ("grid = \"30 minutes\"", "grid = \"15 minutes\"")]);
    // Ada works from 09:00 to 09:45 and from 10:30 to 11:00.
    let colour = booked(&probe, "colour", "ada", "2026-12-02T09:00");
    let times = [("09:00", "09:45"), ("10:30", "11:00")];
    let times =
        times.map(|(from, to)| at(&probe, &format!("2026-12-02T{from}"))..at(&probe, &format!("2026-12-02T{to}")));
    assert_eq!(colour.iter().map(|blocked| blocked.time.clone()).collect::<Vec<_>>(), times);
    let trim = of(&probe, "trim", "ada", "2026-12-02", &colour);
    let before = ["08:00", "08:15", "08:30"];
    let after = ["11:00", "11:15", "11:30", "11:45", "12:00", "12:15", "12:30"];
    assert_eq!(trim, [&before[..], &["09:45", "10:00"], &after].concat());
    // An hour does not fit; a second colour neither begins nor ends in the first one's work.
    assert_eq!(
        of(&probe, "hour", "ada", "2026-12-02", &colour),
        ["08:00", "11:00", "11:15", "11:30", "11:45", "12:00"]
    );
    assert_eq!(of(&probe, "colour", "ada", "2026-12-02", &colour), ["08:15", "09:45", "11:00"]);
}

#[test]
fn the_ends_of_months_and_years_are_days_like_others() {
    let probe = hourly(&[
        ("00:00-24:00", "09:00-10:00"),
        ("\"90 days\"", "\"31 days\""),
        ("notice = \"none\"", "notice = \"1 calendar day\""),
    ]);
    let month = free(&probe, "hour", "2027-01-31T18:00", "2027-01-31T00:00", "2027-04-01T00:00", &[]);
    // 31 days after 31 January is 3 March: February has 28.
    assert_eq!((month.len(), month[0].as_str()), (31, "01.02. 09:00 +01:00"));
    assert_eq!(month.last().unwrap(), "03.03. 09:00 +01:00");
    let year = free(&probe, "hour", "2026-12-31T18:00", "2026-12-31T00:00", "2027-01-02T00:00", &[]);
    assert_eq!(year, ["01.01. 09:00 +01:00"]);
    let april = free(&probe, "hour", "2027-03-31T18:00", "2027-03-31T00:00", "2027-06-01T00:00", &[]);
    assert_eq!((april.len(), april.last().unwrap().as_str()), (31, "01.05. 09:00 +02:00"));
}

#[test]
fn the_29th_of_february_is_there_every_four_years() {
    let probe =
        hourly(&[("00:00-24:00", "09:00-10:00"), ("\"90 days\"", "\"2 days\""), ("\"none\"", "\"1 calendar day\"")]);
    let leap = free(&probe, "hour", "2028-02-28T12:00", "2028-02-28T00:00", "2028-03-05T00:00", &[]);
    assert_eq!(leap, ["29.02. 09:00 +01:00", "01.03. 09:00 +01:00"]);
    let plain = free(&probe, "hour", "2027-02-28T12:00", "2027-02-28T00:00", "2027-03-05T00:00", &[]);
    assert_eq!(plain, ["01.03. 09:00 +01:00", "02.03. 09:00 +01:00"]);
    let after = free(&probe, "hour", "2028-02-29T12:00", "2028-02-29T00:00", "2028-03-05T00:00", &[]);
    assert_eq!(after, ["01.03. 09:00 +01:00", "02.03. 09:00 +01:00"]);
}

#[test]
fn a_holiday_closes_the_states_that_have_it() {
    let closed = |state: State, day: &str| {
        let mut probe = probe(&[("public = false", "public = true")]);
        probe.address.state = state;
        of(&probe, "hour", "ada", day, &[]).is_empty()
    };
    // Repentance day, Epiphany, Corpus Christi, Reformation day, All Saints', women's day, children's day.
    for (day, having, lacking) in [
        ("2026-11-18", State::SN, State::TH),
        ("2027-01-06", State::BW, State::NW),
        ("2027-05-27", State::HE, State::HH),
        ("2026-10-31", State::HH, State::NW),
        ("2026-11-01", State::NW, State::BE),
        ("2027-03-08", State::BE, State::BB),
        ("2027-09-20", State::TH, State::SN),
    ] {
        assert!(closed(having, day), "{day} in {having:?}");
        assert!(!closed(lacking, day), "{day} in {lacking:?}");
    }
}

#[test]
fn the_half_of_a_service_before_a_closed_midnight_is_no_slot() {
    let late =
        probe(&[("mon-sun = \"00:00-24:00\"", "tue = \"22:00-24:00\", wed = \"00:00-02:00\", thu = \"22:00-24:00\"")]);
    // From Tuesday into Wednesday it goes on over midnight, from Thursday into closed Friday it does not.
    assert_eq!(of(&late, "hour", "ada", "2026-12-01", &[]), ["22:00", "22:30", "23:00", "23:30"]);
    assert_eq!(of(&late, "hour", "ada", "2026-12-02", &[]), ["00:00", "00:30", "01:00"]);
    assert_eq!(of(&late, "hour", "ada", "2026-12-03", &[]), ["22:00", "22:30", "23:00"]);
    // What was booked over midnight is taken on both days.
    let over = booked(&late, "hour", "ada", "2026-12-01T23:30");
    assert_eq!(of(&late, "hour", "ada", "2026-12-01", &over), ["22:00", "22:30"]);
    assert_eq!(of(&late, "hour", "ada", "2026-12-02", &over), ["00:30", "01:00"]);
    // An absence that begins at midnight ends what would run over it.
    let mut away = late;
    away.resources[0].absences = vec![Absence::days(date(2026, 12, 2), date(2026, 12, 2))];
    assert_eq!(of(&away, "hour", "ada", "2026-12-01", &[]), ["22:00", "22:30", "23:00"]);
}
