//! What the agent says of appointments and numbers is understood as the same appointments and numbers: days and times as they
//! are said in passing, offers, telephone numbers, number plates.

use base::business::{Business, fixtures};
use base::language::Language;
use base::number::Number;
use booking::{Slot, Visit};
use dialogue::{Asked, speakable, wording};
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use proptest::prelude::*;
use std::collections::BTreeSet;
use understanding::Context;
use understanding::when::{Kind, WhenContext, WhenReading, parse};

const DAYS: i32 = 120;
const QUARTERS: i32 = 24 * 4;

fn salon() -> Business {
    fixtures::by_id("salon").unwrap()
}

/// Tuesday, 1 December 2026, in the business's zone, and days after it.
fn now(business: &Business, days: i32) -> Zoned {
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().unwrap();
    now.to_zoned(business.zone.clone()).checked_add(days.days()).unwrap()
}

/// A start in opening hours, so many days and quarters of an hour after `now`, or the next one.
fn start(business: &Business, now: &Zoned, days: i32, quarter: i32) -> Timestamp {
    let first = now.date().checked_add((1 + days).days()).unwrap().at(0, 0, 0, 0);
    let quarters = (quarter..).map(|quarter| first.checked_add((15 * quarter).minutes()).unwrap());
    let open = |at: &jiff::civil::DateTime| {
        business.hours.on(at.weekday()).iter().any(|span| (span.from..span.to).contains(&at.time()))
    };
    business.zone.to_timestamp(quarters.into_iter().find(open).unwrap()).unwrap()
}

fn read(words: &str, business: &Business, now: &Zoned, language: Language) -> WhenReading {
    let now = now.clone();
    parse(words, &WhenContext { now, language, business: Some(business), earlier: None, asked: Asked::Wish })
}

fn visit(start: Timestamp) -> Visit {
    let end = start.checked_add(SignedDuration::from_mins(30)).unwrap();
    Slot { service: "faerben".into(), resource: "aylin".into(), start, end }.into()
}

fn language() -> impl Strategy<Value = Language> {
    proptest::sample::select(Language::ALL.to_vec())
}

fn at(language: Language) -> &'static str {
    match language {
        Language::De => "um",
        Language::En => "at",
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_day_and_time_said_in_passing_come_back(
        today in 0..400, days in 0..DAYS, quarter in 0..QUARTERS, language in language(),
    ) {
        let business = salon();
        let now = now(&business, today);
        let start = start(&business, &now, days, quarter);
        let (day, time) = wording::day_and_time(&business, start, now.date(), language);
        let words = format!("{day} {} {time}", at(language));
        let reading = read(&words, &business, &now, language);
        let when = reading.when.as_ref();
        let certain = reading.problems.is_empty() && when.is_some_and(|when| when.alternatives.is_empty());
        prop_assert_eq!(when.map(|when| when.start), Some(start), "{}: {:?}", words, reading);
        prop_assert!(certain, "{words}: {reading:?}");
        let voiced = read(&speakable::voiced(&words, language), &business, &now, language);
        prop_assert_eq!(voiced.when.map(|when| when.start), Some(start), "{} for the voice", words);
    }

    #[test]
    fn offers_come_back_as_the_starts_offered(
        today in 0..400,
        days in proptest::collection::btree_set((0..DAYS, 0..QUARTERS), 1..4),
        near: bool,
        language in language(),
    ) {
        let business = salon();
        let now = now(&business, today);
        let starts: BTreeSet<Timestamp> = days
            .iter()
            .map(|(days, quarter)| start(&business, &now, if near { days % 6 } else { *days }, *quarter))
            .collect();
        // Behind a date that is far away a weekday alone is that of its week to the agent, and may be this week's to a caller.
        let first = starts.first().map(|start| wording::local_date(&business, *start));
        let weekday_alone = starts.iter().any(|start| {
            let date = wording::local_date(&business, *start);
            let behind = first.map_or(0, |first| (date - first).get_days());
            (1..=6).contains(&behind) && (date - now.date()).get_days() > 6
        });
        prop_assume!(!weekday_alone);
        let visits: Vec<Visit> = starts.iter().map(|start| visit(*start)).collect();
        let words = wording::offers(&business, &visits, now.date(), language);
        let reading = read(&words, &business, &now, language);
        prop_assert!(reading.problems.is_empty(), "{words}: {reading:?}");
        let when = reading.when.clone();
        let when = when.filter(|when| when.kind == Kind::Instant);
        let read: BTreeSet<Timestamp> = when
            .iter()
            .flat_map(|when| std::iter::once(when.start).chain(when.alternatives.iter().map(|(start, _)| *start)))
            .collect();
        prop_assert_eq!(read, starts, "{}: {:?}", words, reading);
    }

    #[test]
    fn telephone_numbers_come_back(figures in "0[1-9][0-9]{5,10}", plus: bool, language in language()) {
        let dialled = if plus { format!("+49{}", &figures[1..]) } else { figures.clone() };
        let words = speakable::digits(&dialled, language);
        let says = understood(&words, language, Asked::Phone);
        let number = says.number.map(|number| number.into_inner());
        prop_assert_eq!(number, Number::dialled(&dialled, language), "{}", words);
    }

    #[test]
    fn number_plates_come_back(letters in "[A-Z]{1,3}-[A-Z]{1,2}", figures in "[1-9][0-9]{1,3}", language in language()) {
        // An 'O' that begins them may be a zero.
        prop_assume!(!letters.starts_with('O'));
        let words = speakable::code(&format!("{letters} {figures}"));
        let says = understood(&words, language, Asked::Detail);
        prop_assert_eq!(says.digits.map(|digits| digits.into_inner()), Some(figures), "{}", words);
    }
}

fn understood(words: &str, language: Language, asked: Asked) -> understanding::Understanding {
    let business = salon();
    let now = now(&business, 0);
    let context = Context { business: Some(&business), language, now, asked, earlier: None };
    understanding::parse(words, &context).into_says()
}
