//! Free slots of the three businesses that come with Vorzimmer, against cases worked out by hand from their facts.

use super::local;
use base::business::{Business, fixtures};
use booking::availability::{SlotQuery, blocked_range, bookable, free_slots};
use booking::{Blocked, Refusal, Slot};
use jiff::{SignedDuration, Timestamp};

/// A call to a business at a moment, with what is booked there.
struct Desk {
    business: Business,
    begun_at: Timestamp,
    blocked: Vec<Blocked>,
}

fn desk(business: &str, begun_at: &str) -> Desk {
    Desk { business: fixtures::by_id(business).unwrap(), begun_at: local(begun_at), blocked: vec![] }
}

impl Desk {
    /// Free starts of a service between two local times, as `day hour:minute resource`.
    fn free(&self, service: &str, resource: Option<&str>, from: &str, to: &str) -> Vec<String> {
        let (from, to) = (local(from), local(to));
        let query = SlotQuery { service, resource, from, to, begun_at: self.begun_at, limit: usize::MAX };
        let slots = free_slots(&self.business, &query, &self.blocked);
        slots.iter().map(|slot| format!("{} {}", self.shown(slot.start), slot.resource)).collect()
    }

    /// The first free start in three months.
    fn first(&self, service: &str, resource: Option<&str>) -> Option<String> {
        let to = self.begun_at + SignedDuration::from_hours(24 * 100);
        let query = SlotQuery { service, resource, from: self.begun_at, to, begun_at: self.begun_at, limit: 1 };
        free_slots(&self.business, &query, &self.blocked).first().map(|slot| self.shown(slot.start))
    }

    fn last(&self, service: &str) -> Option<String> {
        let to = self.begun_at + SignedDuration::from_hours(24 * 100);
        let query =
            SlotQuery { service, resource: None, from: self.begun_at, to, begun_at: self.begun_at, limit: usize::MAX };
        free_slots(&self.business, &query, &self.blocked).last().map(|slot| self.shown(slot.start))
    }

    fn shown(&self, instant: Timestamp) -> String {
        instant.to_zoned(self.business.zone.clone()).strftime("%a %d.%m. %H:%M").to_string()
    }

    fn slot(&self, service: &str, resource: &str, start: &str) -> Slot {
        let minutes = self.business.service(service).unwrap().minutes;
        let start = local(start);
        let end = start + SignedDuration::from_mins(minutes.into());
        Slot { service: service.to_owned(), resource: resource.to_owned(), start, end }
    }

    fn book(&mut self, service: &str, resource: &str, start: &str) {
        let slot = self.slot(service, resource, start);
        let time = blocked_range(&self.business, &slot);
        self.blocked.push(Blocked { resource: slot.resource, time });
    }

    fn bookable(&self, service: &str, resource: &str, start: &str) -> Result<(), Refusal> {
        bookable(&self.business, &self.slot(service, resource, start), self.begun_at)
    }
}

#[test]
fn notice_in_hours_counts_from_the_begin_of_the_call() {
    // A Tuesday; two hours after ten past ten is ten past twelve.
    assert_eq!(desk("salon", "2026-12-01T10:10").first("bart", None).unwrap(), "Tue 01.12. 12:15");
    assert_eq!(desk("salon", "2026-12-01T10:00").first("bart", None).unwrap(), "Tue 01.12. 12:00");
    assert_eq!(desk("salon", "2026-12-01T10:00:01").first("bart", None).unwrap(), "Tue 01.12. 12:15");
}

#[test]
fn the_beard_waits_for_the_end_of_the_break() {
    let free = desk("salon", "2026-12-01T08:00").free("bart", None, "2026-12-01T12:00", "2026-12-01T13:30");
    assert_eq!(
        free,
        ["Tue 01.12. 12:00 jonas", "Tue 01.12. 12:15 jonas", "Tue 01.12. 13:00 jonas", "Tue 01.12. 13:15 jonas"]
    );
}

#[test]
fn equal_starts_come_in_the_order_of_preference() {
    let free = desk("salon", "2026-12-01T08:00").free("herrenschnitt", None, "2026-12-03T19:00", "2026-12-04T00:00");
    let expected = ["19:00 aylin", "19:00 jonas", "19:15 aylin", "19:15 jonas", "19:30 aylin", "19:30 jonas"];
    assert_eq!(free, expected.map(|slot| format!("Thu 03.12. {slot}")));
}

#[test]
fn jonas_never_works_on_saturday_and_nobody_on_sunday_and_monday() {
    let desk = desk("salon", "2026-12-01T08:00");
    assert_eq!(desk.first("herrenschnitt", Some("jonas")).unwrap(), "Tue 01.12. 10:00");
    assert_eq!(desk.free("herrenschnitt", Some("jonas"), "2026-12-05T00:00", "2026-12-08T00:00"), [""; 0]);
    let saturday = desk.free("herrenschnitt", None, "2026-12-05T00:00", "2026-12-08T00:00");
    assert_eq!(saturday.first().unwrap(), "Sat 05.12. 09:00 aylin");
    assert_eq!(saturday.last().unwrap(), "Sat 05.12. 13:30 aylin");
    assert_eq!(saturday.len(), 19);
}

#[test]
fn the_service_ends_by_closing_time_but_its_buffer_may_not() {
    // 45 minutes and 15 of buffer: the last one ends at closing time, its buffer after it.
    let free =
        desk("salon", "2026-12-01T08:00").free("damenschnitt", Some("aylin"), "2026-12-02T16:45", "2026-12-03T00:00");
    assert_eq!(free, ["Wed 02.12. 16:45 aylin", "Wed 02.12. 17:00 aylin", "Wed 02.12. 17:15 aylin"]);
}

#[test]
fn a_buffer_keeps_the_next_appointment_away_on_the_same_resource_only() {
    let mut desk = desk("salon", "2026-12-01T08:00");
    desk.book("damenschnitt", "aylin", "2026-12-02T10:00");
    let free = desk.free("herrenschnitt", Some("aylin"), "2026-12-02T09:00", "2026-12-02T11:30");
    let expected = ["09:00", "09:15", "09:30", "11:00", "11:15"];
    assert_eq!(free, expected.map(|start| format!("Wed 02.12. {start} aylin")));
    // The wanted one's own buffer counts as well: 45 + 15 minutes before ten.
    let free = desk.free("damenschnitt", Some("aylin"), "2026-12-02T09:00", "2026-12-02T11:15");
    assert_eq!(free, ["Wed 02.12. 09:00 aylin", "Wed 02.12. 11:00 aylin"]);
    assert_eq!(desk.free("herrenschnitt", Some("jonas"), "2026-12-02T10:00", "2026-12-02T11:00").len(), 4);
}

#[test]
fn company_and_public_holidays_close_the_salon_over_new_year() {
    let desk = desk("salon", "2026-12-22T12:00");
    // Wednesday the 23rd is the last day; the 24th to the 2nd is company holiday; the 3rd and 4th are Sunday and Monday.
    let free = desk.free("kinderschnitt", None, "2026-12-23T17:00", "2027-01-05T09:15");
    let expected = ["Wed 23.12. 17:00", "Wed 23.12. 17:15", "Wed 23.12. 17:30", "Tue 05.01. 09:00"];
    let both = expected.iter().flat_map(|start| [format!("{start} aylin"), format!("{start} jonas")]);
    assert_eq!(free, both.collect::<Vec<_>>());
    // 6 January is a holiday in Bavaria, not in North Rhine-Westphalia; Good Friday is one everywhere.
    assert_eq!(desk.bookable("bart", "jonas", "2027-01-06T10:00"), Ok(()));
    let spring = self::desk("salon", "2027-03-20T09:00");
    assert_eq!(spring.bookable("bart", "jonas", "2027-03-26T10:00"), Err(Refusal::NotBookable));
    assert_eq!(spring.bookable("bart", "jonas", "2027-03-25T10:00"), Ok(()));
}

#[test]
fn notice_in_calendar_days_is_any_hour_of_that_day() {
    // Friday evening: two calendar days on is Sunday, so Monday at eight.
    let late = desk("zahnarzt", "2026-12-04T23:59");
    assert_eq!(late.first("reinigung", None).unwrap(), "Mon 07.12. 08:00");
    // Sunday evening: Tuesday.
    assert_eq!(desk("zahnarzt", "2026-12-06T22:00").first("reinigung", None).unwrap(), "Tue 08.12. 08:00");
    assert_eq!(desk("werkstatt", "2026-12-01T23:59").first("oelwechsel", None).unwrap(), "Wed 02.12. 07:30");
}

#[test]
fn notice_in_working_days_skips_weekends_and_holidays() {
    assert_eq!(desk("zahnarzt", "2026-12-01T23:00").first("kontrolle", None).unwrap(), "Wed 02.12. 08:00");
    assert_eq!(desk("zahnarzt", "2026-12-04T07:00").first("kontrolle", None).unwrap(), "Mon 07.12. 08:00");
    assert_eq!(desk("zahnarzt", "2026-12-05T07:00").first("kontrolle", None).unwrap(), "Mon 07.12. 08:00");
    // Thursday, Christmas Eve: Friday and Saturday are Christmas, so the next working day is Monday.
    assert_eq!(desk("zahnarzt", "2026-12-24T07:00").first("kontrolle", None).unwrap(), "Mon 28.12. 08:00");
}

#[test]
fn toothache_needs_no_notice() {
    let desk = desk("zahnarzt", "2026-12-01T11:31");
    assert_eq!(desk.first("schmerzen", None).unwrap(), "Tue 01.12. 11:40");
    assert_eq!(self::desk("zahnarzt", "2026-12-01T11:41").first("schmerzen", None).unwrap(), "Tue 01.12. 14:00");
    assert_eq!(desk.bookable("schmerzen", "petersen", "2026-12-01T11:30"), Err(Refusal::NotBookable));
}

#[test]
fn the_lunch_break_is_not_run_over_and_dr_yilmaz_works_on_two_days() {
    let desk = desk("zahnarzt", "2026-11-30T09:00");
    let free = desk.free("fuellung", None, "2026-12-01T10:50", "2026-12-01T14:10");
    assert_eq!(free, ["10:50", "11:00", "11:10", "14:00"].map(|start| format!("Tue 01.12. {start} petersen")));
    assert_eq!(desk.first("kontrolle", Some("yilmaz")).unwrap(), "Thu 03.12. 08:00");
    let friday = desk.free("kontrolle", Some("yilmaz"), "2026-12-04T12:00", "2026-12-10T00:00");
    assert_eq!(friday, ["12:00", "12:10", "12:20", "12:30"].map(|start| format!("Fri 04.12. {start} yilmaz")));
}

#[test]
fn saturdays_at_the_garage_are_for_tyres_alone() {
    let desk = desk("werkstatt", "2026-12-01T09:00");
    let saturday = |service| desk.free(service, None, "2026-12-05T00:00", "2026-12-06T00:00");
    assert_eq!(saturday("oelwechsel"), [""; 0]);
    assert_eq!(saturday("inspektion"), [""; 0]);
    assert_eq!(saturday("hu"), [""; 0]);
    let tyres = saturday("raederwechsel");
    assert_eq!((tyres.len(), tyres[0].as_str()), (16, "Sat 05.12. 08:00 buehne-1"));
    assert_eq!(tyres.last().unwrap(), "Sat 05.12. 11:30 buehne-2");
}

#[test]
fn the_inspector_comes_on_wednesdays_from_nine_to_three() {
    let desk = desk("werkstatt", "2026-12-01T09:00");
    let week = desk.free("hu", None, "2026-12-01T00:00", "2026-12-09T00:00");
    assert_eq!((week.len(), week[0].as_str()), (11, "Wed 02.12. 09:00 pruefer"));
    // 45 minutes from two are over before three, from half past two they are not.
    assert_eq!(week.last().unwrap(), "Wed 02.12. 14:00 pruefer");
}

#[test]
fn bavaria_is_closed_on_epiphany() {
    let desk = desk("werkstatt", "2027-01-04T09:00");
    assert_eq!(desk.free("oelwechsel", None, "2027-01-06T00:00", "2027-01-07T00:00"), [""; 0]);
    assert_eq!(desk.first("hu", None).unwrap(), "Wed 13.01. 09:00");
}

#[test]
fn the_horizon_includes_its_last_day() {
    // 90 days after 1 December 2026 is 1 March 2027, a Monday: the salon is closed, the garage open.
    let desk = desk("werkstatt", "2026-12-01T09:00");
    assert_eq!(desk.last("raederwechsel").unwrap(), "Mon 01.03. 16:30");
    assert_eq!(desk.bookable("raederwechsel", "buehne-1", "2027-03-01T16:30"), Ok(()));
    assert_eq!(desk.bookable("raederwechsel", "buehne-1", "2027-03-02T07:30"), Err(Refusal::NotBookable));
    assert_eq!(self::desk("salon", "2026-12-01T10:00").last("bart").unwrap(), "Fri 26.02. 17:45");
}

#[test]
fn a_changed_clock_leaves_opening_hours_where_they_are() {
    // Clocks go forward on Sunday 28 March 2027 and back on Sunday 31 October 2027.
    let spring = desk("werkstatt", "2027-03-26T12:00");
    assert_eq!(spring.first("oelwechsel", None).unwrap(), "Tue 30.03. 07:30", "Easter Monday is closed");
    let autumn = desk("salon", "2027-10-30T13:00");
    assert_eq!(autumn.first("bart", None).unwrap(), "Tue 02.11. 09:00");
    assert_eq!(autumn.last("bart").unwrap(), "Fri 28.01. 17:45", "90 days of local dates, whatever the hours");
}

#[test]
fn what_the_rules_forbid_is_not_bookable() {
    let desk = desk("salon", "2026-12-01T10:00");
    assert_eq!(desk.bookable("faerben", "aylin", "2026-12-03T14:00"), Ok(()));
    for (service, resource, start, why) in [
        ("faerben", "jonas", "2026-12-03T14:00", "not his service"),
        ("faerben", "nobody", "2026-12-03T14:00", "no such resource"),
        ("herrenschnitt", "jonas", "2026-12-03T14:05", "off the grid"),
        ("herrenschnitt", "jonas", "2026-12-03T12:15", "into the break"),
        ("herrenschnitt", "jonas", "2026-12-03T19:45", "beyond closing time"),
        ("herrenschnitt", "jonas", "2026-12-07T10:00", "a Monday"),
        ("herrenschnitt", "jonas", "2026-12-01T11:45", "too soon"),
        ("herrenschnitt", "jonas", "2026-11-27T10:00", "past"),
        ("herrenschnitt", "jonas", "2027-03-02T10:00", "beyond the horizon"),
    ] {
        assert_eq!(desk.bookable(service, resource, start), Err(Refusal::NotBookable), "{why}");
    }
    let mut stretched = desk.slot("herrenschnitt", "jonas", "2026-12-03T14:00");
    stretched.end += SignedDuration::from_mins(15);
    assert_eq!(bookable(&desk.business, &stretched, desk.begun_at), Err(Refusal::NotBookable), "the wrong length");
    stretched.service = "massage".to_owned();
    assert_eq!(bookable(&desk.business, &stretched, desk.begun_at), Err(Refusal::NotBookable), "no such service");
}
