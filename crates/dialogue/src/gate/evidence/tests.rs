//! What a caller's words prove, and which hand-over they ask for.

use super::*;
use base::business::fixtures;
use booking::{AppointmentId, AppointmentState, Slot};

fn salon() -> Business {
    fixtures::by_id("salon").unwrap()
}

fn heard(turns: &[(Asked, &str)]) -> Evidence {
    let mut evidence = Evidence::default();
    for (asked, words) in turns {
        evidence.hear_words(words, *asked, &[]);
    }
    evidence.read_claims(&salon());
    evidence
}

impl Evidence {
    fn hear_words(&mut self, words: &str, asked: Asked, history: &[Said]) {
        let (business, now) = (salon(), "2026-12-01T10:00:00+01:00".parse().unwrap());
        let conversation = Conversation { asked, ..Conversation::new(Language::De) };
        let hearing = Hearing { conversation: &conversation, proposal: None, business: &business, now };
        self.hear(&hearing.read(&words.into(), None, None), &hearing, history);
    }
}

fn appointment(name: &str, start: &str) -> Appointment {
    let start: Timestamp = start.parse().unwrap();
    let end = start + SignedDuration::from_mins(30);
    Appointment {
        id: AppointmentId("a".into()),
        slot: Slot { service: "herrenschnitt".into(), resource: "jonas".into(), start, end },
        name: name.into(),
        details: Default::default(),
        state: AppointmentState::Booked,
    }
}

fn names(evidence: &Evidence, claimed: &Appointment) -> Vec<String> {
    let queries = evidence.queries(&salon(), claimed, &[], claimed.slot.start);
    queries.into_iter().map(|query| query.name.into_inner()).collect()
}

#[test]
fn a_name_counts_only_when_the_caller_has_said_or_spelled_it() {
    let claimed = appointment("Anna Keller", "2026-12-04T15:00:00+01:00");
    assert_eq!(names(&heard(&[(Asked::Wish, "Ich möchte den Termin absagen.")]), &claimed), [""; 0]);
    assert_eq!(names(&heard(&[(Asked::Name, "Becker.")]), &claimed), [""; 0]);
    assert!(!names(&heard(&[(Asked::Name, "Keller.")]), &claimed).is_empty());
    assert!(!names(&heard(&[(Asked::Wish, "Hier ist Anna Keller, ich will absagen.")]), &claimed).is_empty());
    let spelled = heard(&[(Asked::Spelling, "K wie Kaufmann, E wie Emil, L wie Ludwig, L, E, R.")]);
    assert!(!names(&spelled, &claimed).is_empty());
}

#[test]
fn letters_that_were_not_made_out_are_those_that_the_caller_said() {
    let claimed = appointment("Weber", "2026-12-04T15:00:00+01:00");
    let spelled = (Asked::Spelling, "W wie Willem, E wie Emil, B wie Bata, E wie Emil, da wir ich aus.");
    assert_eq!(names(&heard(&[spelled]), &claimed), [""; 0]);
    assert_eq!(names(&heard(&[(Asked::Name, "Rieber."), spelled]), &claimed), ["Weber"]);
}

#[test]
fn day_and_time_count_as_far_as_they_were_said_in_whatever_turn() {
    let claimed = appointment("Keller", "2026-12-04T15:00:00+01:00");
    let length = |turns: &[(Asked, &str)]| {
        let within = heard(turns).within(&salon(), claimed.slot.start);
        within.map(|range| range.end.duration_since(range.start).as_mins())
    };
    assert_eq!(length(&[(Asked::Wish, "Ich möchte absagen.")]), None);
    assert_eq!(length(&[(Asked::Date, "Am Freitag.")]), Some(24 * 60));
    assert_eq!(length(&[(Asked::Date, "Am Donnerstag.")]), None);
    assert_eq!(length(&[(Asked::Date, "Am Freitag."), (Asked::Time, "Um drei.")]), Some(1));
    assert_eq!(length(&[(Asked::Time, "Um drei.")]), None, "a time alone names no day");
    assert_eq!(length(&[(Asked::Wish, "Freitag um 15 Uhr absagen")]), Some(1));
}

#[test]
fn a_person_takes_a_wish_an_agreement_to_an_offer_or_an_emergency() {
    let allows = Evidence::allows;
    let all = [TransferReason::Wish, TransferReason::Agreed, TransferReason::Emergency, TransferReason::Failure];
    let plain = heard(&[(Asked::Transfer, "Ja.")]);
    assert!(all.iter().all(|reason| !allows(&plain, *reason)), "nothing was offered");
    assert!(all.iter().all(|reason| !allows(&Evidence::default(), *reason)));
    assert!(allows(&heard(&[(Asked::Wish, "Ich möchte mit einem Menschen sprechen.")]), TransferReason::Wish));
    assert!(allows(&heard(&[(Asked::Wish, "Hilfe, er atmet nicht mehr!")]), TransferReason::Emergency));
    let offer = Said::by_agent("Whatever the owner has made of it", &[Role::Plain, Role::Offer]);
    let no_offer = Said::by_agent("Soll ich dich verbinden?", &[Role::Plain]);
    for (words, agrees) in [("Ja, bitte.", true), ("Nein.", false), ("Hm.", false)] {
        let mut evidence = Evidence::default();
        evidence.hear_words(words, Asked::Transfer, &[offer.clone(), Said::by_caller(words)]);
        assert_eq!(allows(&evidence, TransferReason::Agreed), agrees, "{words}");
        let mut evidence = Evidence::default();
        evidence.hear_words(words, Asked::Transfer, &[no_offer.clone(), Said::by_caller(words)]);
        assert!(!allows(&evidence, TransferReason::Agreed), "words alone offer nobody: {words}");
    }
    let mut pressed = Evidence::default();
    pressed.press("0", &[]);
    assert!(allows(&pressed, TransferReason::Wish) && !allows(&pressed, TransferReason::Emergency));
    let mut unclear = Evidence::default();
    unclear.hear_nothing(&[offer]);
    assert!(allows(&unclear, TransferReason::Failure) && !allows(&unclear, TransferReason::Agreed));
}
