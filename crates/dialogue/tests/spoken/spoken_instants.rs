//! Whatever instant the agent speaks is understood as that instant.

use base::language::Language;
use dialogue::Asked;
use dialogue::speakable;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use proptest::prelude::*;
use understanding::when::{Kind, WhenContext, parse};

fn berlin(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get("Europe/Berlin").expect("a zone"))
}

fn comes_back(at: &Zoned, now: &Zoned, language: Language) -> Result<(), String> {
    let words = speakable::instant(at, now.date(), language);
    let context = WhenContext { now: now.clone(), language, business: None, earlier: None, asked: Asked::Wish };
    let reading = parse(&words, &context);
    let when = reading.when.as_ref().ok_or_else(|| format!("'{words}' means nothing"))?;
    let certain = reading.problems.is_empty() && when.alternatives.is_empty() && when.kind == Kind::Instant;
    if certain && when.start == at.timestamp() {
        Ok(())
    } else {
        Err(format!("'{words}', said at {now} for {at}, means {reading:?}"))
    }
}

/// Minutes of two years from a day in 2026, which hold four clock changes.
const MINUTES: i64 = 2 * 365 * 24 * 60;
const BEGIN: i64 = 1_767_225_600;

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, ..ProptestConfig::default() })]
    #[test]
    fn speaking_an_instant_and_reading_it_gives_it_back(now in 0..MINUTES, ahead in 0..MINUTES, german: bool) {
        let language = if german { Language::De } else { Language::En };
        let at = |minutes: i64| berlin(Timestamp::from_second(BEGIN + minutes * 60).expect("an instant"));
        let now = at(now);
        let at = now.checked_add(ahead.minutes()).expect("an instant");
        prop_assert_eq!(comes_back(&at, &now, language), Ok(()));
    }
}

#[test]
fn every_quarter_hour_of_both_clock_changes_comes_back() {
    for change in ["2026-10-24T00:00+02:00", "2027-03-27T00:00+01:00"] {
        let now = berlin(change.parse().expect("an instant"));
        for quarter in 1..(3 * 24 * 4) {
            let at = now.checked_add((15 * quarter).minutes()).expect("an instant");
            for language in Language::ALL {
                assert_eq!(comes_back(&at, &now, language), Ok(()));
            }
        }
    }
}

#[test]
fn what_is_written_for_the_voice_is_read_back_too() {
    let now = berlin("2026-12-01T10:00+01:00".parse().expect("an instant"));
    for days in 1..200 {
        let at = now.checked_add(days.days()).expect("an instant");
        let words = speakable::voiced(&speakable::instant(&at, now.date(), Language::De), Language::De);
        let context =
            WhenContext { now: now.clone(), language: Language::De, business: None, earlier: None, asked: Asked::Wish };
        let reading = parse(&words, &context);
        assert_eq!(reading.when.map(|when| when.start), Some(at.timestamp()), "{words}");
    }
}
