//! The gate alone: what counts as agreement, and when.

use super::*;
use crate::Asked;
use base::language::Language;
use booking::Slot;
use jiff::Timestamp;
use understanding::Context;
use understanding::when::{Kind, When};

fn slot(start: &str) -> Slot {
    let start: Timestamp = start.parse().expect("an instant");
    Slot {
        service: "herrenschnitt".into(),
        resource: "jonas".into(),
        start,
        end: start + jiff::Span::new().minutes(30),
    }
}

fn hold() -> Hold {
    let slot = slot("2026-12-03T14:00:00Z");
    Hold { ids: vec![AppointmentId("h1".into())], expires_at: slot.start, visit: slot.into() }
}

fn proposal() -> Proposal {
    let (guests, details) = Default::default();
    Proposal::Book { visit: hold().visit, name: "Keller".into(), guests, details }
}

fn said(words: &str) -> Utterance {
    let now: Timestamp = "2026-12-01T09:00:00Z".parse().expect("an instant");
    let (kind, start, daily, weekdays) = (Kind::Instant, hold().visit.start(), None, Vec::new());
    let spoken_of = When { kind, start, end: None, alternatives: Vec::new(), daily, weekdays };
    let now = now.in_tz("Europe/Berlin").expect("a zone");
    let (language, earlier) = (Language::De, Some(&spoken_of));
    Utterance::read(words.into(), None, &Context { business: None, language, now, asked: Asked::Confirm, earlier })
}

/// A gate whose facts were heard at 10 s.
fn read_back() -> Gate {
    let mut gate = Gate::default();
    assert_eq!(gate.propose(proposal()), Need::Hold(hold().visit, None));
    gate.held(hold());
    gate.facts_heard(Duration::from_secs(10));
    gate
}

fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn p22_agreement_after_the_facts_books_the_hold() {
    let verdict = read_back().judge(&said("Ja, das stimmt."), at(11));
    let Verdict::Agreed(Commit::Book(Booking { holds, name, .. })) = verdict else { panic!("{verdict:?}") };
    assert_eq!((holds, name.reveal().as_str()), (hold().ids, "Keller"));
}

#[test]
fn p22_agreement_in_speech_that_began_before_the_facts_were_heard_counts_for_nothing() {
    let mut gate = read_back();
    assert_eq!(gate.judge(&said("Ja."), at(9)), Verdict::Again);
    assert_eq!(gate.judge(&said("Ja."), at(12)), Verdict::Again, "the facts are to be heard again first");
    gate.facts_heard(at(15));
    assert!(matches!(gate.judge(&said("Ja."), at(16)), Verdict::Agreed(_)));
}

#[test]
fn p22_a_change_is_no_agreement() {
    for words in ["Nein.", "Ja, aber lieber um vier.", "Doch lieber am Freitag."] {
        let verdict = read_back().judge(&said(words), at(11));
        assert!(matches!(verdict, Verdict::Declined(_, Some(_))), "{words}: {verdict:?}");
    }
}

#[test]
fn p22_unclear_words_are_asked_about_and_then_count_as_no() {
    let mut gate = read_back();
    for _ in 0..UNCLEAR_MAX {
        assert_eq!(gate.judge(&said("Hm."), at(11)), Verdict::Again);
    }
    assert!(matches!(gate.judge(&said("Hm."), at(11)), Verdict::Declined(..)));
    assert!(!gate.waiting());
}

#[test]
fn p22_without_a_hold_nothing_can_be_booked() {
    let mut gate = Gate::default();
    gate.propose(proposal());
    gate.facts_heard(at(1));
    assert_eq!(gate.judge(&said("Ja."), at(2)), Verdict::Again);
}

#[test]
fn p28_an_engine_that_never_ends_books_no_more_in_a_call_than_allowed() {
    let mut gate = Gate::allowing(Allowance { bookings_per_call: 2, ..Allowance::default() });
    for _ in 0..2 {
        assert_eq!(gate.propose(proposal()), Need::Hold(hold().visit, None));
        gate.held(hold());
        assert_eq!(gate.carried_out(), Some(proposal()));
    }
    for _ in 0..5 {
        assert_eq!(gate.propose(proposal()), Need::Refuse(Refusal::TooManyInCall));
        assert!(gate.hold().is_none(), "and nothing is held");
        gate.withdraw();
    }
}
