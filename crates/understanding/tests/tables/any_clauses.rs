//! Whatever is said, its clauses cover all its words in order, and none is empty.

use super::cases::cases;
use base::business::fixtures;
use base::language::Language;
use jiff::Timestamp;
use proptest::prelude::*;
use understanding::words::tokens;
use understanding::{Asked, Context, parse};

/// Words that begin, join, deny and take back clauses, in orders that mean nothing.
const WORDS: &str = "ich du er wir Sie das der den die was wann wie wenn weil dass ob und aber oder sondern dann sonst kann will \
    hab ist geht geht's sagt gesagt absagen verschieben nicht nichts kein nur lieber nein nee doch äh halt warte mein ich Termin \
    Tim Keller Frau Doktor Freitag zehn um am bei für also so bitte ja genau I it's that's can could don't not no if unless then \
    because what when said told wait sorry actually make it instead of and but or is there name's speaking K E L 15 , . ? ! …";

fn utterance() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mixed = proptest::collection::vec(proptest::sample::select(words), 0..24).prop_map(|words| words.join(" "));
    prop_oneof![4 => mixed, 1 => "\\PC{0,60}"]
}

fn asked() -> impl Strategy<Value = Asked> {
    proptest::sample::select(vec![Asked::Wish, Asked::Time, Asked::Name, Asked::Spelling, Asked::Confirm, Asked::More])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn clauses_cover_all_words_in_order(words in utterance(), asked in asked(), german: bool) {
        let language = if german { Language::De } else { Language::En };
        let business = fixtures::by_id("salon");
        let now: Timestamp = "2026-12-01T10:00+01:00".parse().expect("an instant");
        let now = now.in_tz("Europe/Berlin").expect("a zone");
        let context = Context { business: business.as_ref(), language, now, asked, earlier: None };
        let parsed = parse(&words, &context);
        let mut rest = parsed.clauses.iter().map(|clause| clause.bytes.clone()).peekable();
        for token in tokens(&words) {
            while rest.next_if(|clause| clause.end <= token.bytes.start).is_some() {}
            let clause = rest.peek();
            prop_assert!(clause.is_some_and(|clause| clause.start <= token.bytes.start && token.bytes.end <= clause.end));
        }
        let starts = parsed.clauses.windows(2).all(|pair| pair[0].bytes.end <= pair[1].bytes.start);
        prop_assert!(starts && parsed.clauses.iter().all(|clause| !clause.bytes.is_empty()), "{:?}", parsed.clauses);
    }
}
