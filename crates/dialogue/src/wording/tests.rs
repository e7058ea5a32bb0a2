//! How what was found is worded.

use super::*;
use base::business::fixtures;
use jiff::SignedDuration;
use jiff::civil::DateTime;

fn slots(service: &str, starts: &[(&str, &str)]) -> (Business, Vec<Slot>) {
    let business = fixtures::by_id("salon").unwrap();
    let slot = |(resource, start): &(&str, &str)| {
        let start = business.zone.to_zoned(start.parse::<DateTime>().unwrap()).unwrap().timestamp();
        let end = start.checked_add(SignedDuration::from_mins(30)).unwrap();
        Slot { service: service.into(), resource: (*resource).into(), start, end }
    };
    let slots = starts.iter().map(slot).collect();
    (business, slots)
}

#[test]
fn machines_and_the_only_person_are_not_named() {
    let (salon, slots) = slots("faerben", &[("aylin", "2026-12-04T09:00")]);
    assert_eq!(spoken_resource(&salon, &slots[0]), None);
    let garage = fixtures::by_id("werkstatt").unwrap();
    let slot = Slot { service: "oelwechsel".into(), resource: "buehne-1".into(), ..slots[0].clone() };
    assert_eq!(spoken_resource(&garage, &slot), None);
}

#[test]
fn a_week_is_said_by_days_with_the_same_hours() {
    let garage = fixtures::by_id("werkstatt").unwrap();
    let week = super::super::tools::opening_week(&garage);
    assert_eq!(
        super::week(&week, Language::De),
        "Montag bis Freitag von 7 Uhr 30 bis 17 Uhr und Samstag von 8 bis 12 Uhr"
    );
}

#[test]
fn p35_the_service_of_an_own_appointment_is_never_spoken_under_secrecy() {
    let surgery = fixtures::by_id("zahnarzt").unwrap();
    let (_, slots) = slots("fuellung", &[("petersen", "2026-12-08T09:00")]);
    let appointment = booking::Appointment {
        id: booking::AppointmentId("0".repeat(32)),
        slot: slots[0].clone(),
        name: "Lehmann".into(),
        details: Default::default(),
        state: booking::AppointmentState::Booked,
    };
    let phrases = Phrases::built_in().unwrap();
    let proposals = [
        Proposal::Cancel { appointment: appointment.clone() },
        Proposal::Move { from: appointment.clone(), to: appointment.slot.clone() },
    ];
    for (proposal, pick) in proposals.iter().flat_map(|proposal| (0..4).map(move |pick| (proposal, pick))) {
        let said = read_back(&phrases, &surgery, proposal, Language::De, pick);
        assert!(!said.facts.contains("Füllung"), "{}", said.facts);
        assert!(said.facts.contains("Dienstag, den 8. Dezember") && said.facts.contains("9 Uhr"), "{}", said.facts);
        assert!(!said.facts.contains('?') && said.question.ends_with('?'));
    }
}
