//! Whatever a recogniser writes, understanding gives an answer, and never one that nobody could have meant.

use super::cases::cases;
use base::business::Slot;
use base::business::{Business, fixtures};
use base::language::Language;
use jiff::Timestamp;
use proptest::prelude::*;
use understanding::when::Kind;
use understanding::{Agreement, Asked, Context, Stated, WishKind, parse};

/// Words that mean something to the readers, in orders that mean nothing.
const WORDS: &str = "am um halb drei viertel nach vor Montag Dienstag nächsten Freitag Woche in acht Tagen zehn Uhr 15 30 \
    14. Dezember 3.12. 10:30 pm am der die den ersten März und oder nein nicht aber ja genau gern Keller K E L wie Kaufmann \
    doppel null eins sieben at punkt de bei Jonas Haarschnitt Herren Termin absagen verschieben statt auf von bis ab morgen \
    früh abends Ostern zwischen past quarter to half next week on Thursday the 3rd of noon twenty five thirty o'clock 445 -1 \
    99 2026 … ? ! İ ß 漢字 '' - +49 @ . , 25:99 0.0. 31.31. 1/1/1 M-ü-l 9999999999 11. 1. 2.2.2";

fn business() -> Option<Business> {
    fixtures::by_id("salon")
}

fn utterance() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mixed = proptest::collection::vec(proptest::sample::select(words), 0..9).prop_map(|words| words.join(" "));
    prop_oneof![3 => mixed, 1 => "\\PC{0,40}"]
}

fn asked() -> impl Strategy<Value = Asked> {
    let all = [
        Asked::Wish,
        Asked::Date,
        Asked::Time,
        Asked::Name,
        Asked::Spelling,
        Asked::Phone,
        Asked::Choice,
        Asked::Confirm,
    ];
    proptest::sample::select(all.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn any_words_are_read(words in utterance(), asked in asked(), german: bool) {
        let language = if german { Language::De } else { Language::En };
        let business = business();
        let now: Timestamp = "2026-12-01T10:00+01:00".parse().expect("an instant");
        let now = now.in_tz("Europe/Berlin").expect("a zone");
        let context = Context { business: business.as_ref(), language, now, asked, earlier: None };
        let parsed = parse(&words, &context);
        let says = parsed.says();
        if let Some(when) = &says.when {
            prop_assert!(when.end.is_none_or(|end| when.start < end), "{words}: {when:?}");
            prop_assert_eq!(when.end.is_none(), when.kind == Kind::Instant, "{}: {:?}", words, when);
        }
        if let Some(service) = &says.service {
            prop_assert!((0.0..=1.0).contains(&service.certainty), "{words}: {service:?}");
        }
        parsed.completeness();
    }

    /// P22: without a word of agreement there is none.
    #[test]
    fn p22_no_words_agree_by_accident(words in utterance(), german: bool) {
        let language = if german { Language::De } else { Language::En };
        let business = business();
        let now: Timestamp = "2026-12-01T10:00+01:00".parse().expect("an instant");
        let start: Timestamp = "2026-12-03T15:00+01:00".parse().expect("an instant");
        let slot = Slot { service: "herrenschnitt".into(), resource: "jonas".into(), start, end: start };
        let zoned = now.in_tz("Europe/Berlin").expect("a zone");
        let context = Context { business: business.as_ref(), language, now: zoned, asked: Asked::Confirm, earlier: None };
        let stated = Stated { kind: WishKind::Book, slots: vec![&slot], names: vec!["Keller"], details: vec![] };
        if parse(&words, &context).agreement(Some(&stated)) == Agreement::Yes {
            let says_yes = words.split_whitespace().any(|word| {
                ["ja", "genau", "gern", "ok"].contains(&word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
            });
            prop_assert!(says_yes && !words.contains("nein") && !words.contains("nicht"), "{words}");
        }
    }
}
