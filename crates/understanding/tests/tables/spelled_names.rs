//! Names spelled over the phone, as Whisper wrote them: `fixtures/understanding/spelled.tsv`.

use base::business::fixtures;
use base::language::Language;
use std::collections::BTreeMap;
use understanding::Asked;
use understanding::{Context, Understanding, parse};

const SPELLED: &str = include_str!("../../../../fixtures/understanding/spelled.tsv");
/// Of a hundred names, so many that come out of their letters right, by language and model. What does not is read back wrong,
/// and the caller objects.
const RIGHT_MIN: [((&str, &str), usize); 4] =
    [(("de", "small"), 86), (("de", "base"), 52), (("en", "small"), 90), (("en", "base"), 62)];

fn read(words: &str, language: Language, asked: Asked) -> Understanding {
    let salon = fixtures::by_id("salon").unwrap();
    let now: jiff::Timestamp = "2026-12-01T10:00+01:00".parse().unwrap();
    let now = now.in_tz("Europe/Berlin").unwrap();
    parse(words, &Context { business: Some(&salon), language, now, asked, earlier: None }).into_says()
}

#[test]
fn spelled_names_come_out_right_though_the_name_was_misheard() {
    let mut tally: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for row in SPELLED.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [language, model, voice, name, said, letters] = columns[..] else { panic!("six columns: {row}") };
        let spoken: Language = language.parse().unwrap();
        let heard = read(said, spoken, Asked::Name).name.map(|found| found.value);
        let spelled = read(letters, spoken, Asked::Spelling);
        let heard = heard.as_ref().map(|heard| heard.reveal().as_str());
        let understood = match (&spelled.letters, &spelled.name) {
            (Some(letters), _) => Some(letters.name(heard)),
            (None, name) => name.as_ref().map(|name| name.value.clone()),
        };
        let understood = understood.map(|name| name.into_inner()).unwrap_or_default();
        let (right, all) = tally.entry((language, model)).or_default();
        *all += 1;
        if understood == name {
            *right += 1;
        } else {
            println!("{language} {model} {voice} {name}: '{understood}' of '{letters}' ('{said}')");
        }
    }
    for (key, least) in RIGHT_MIN {
        let (right, all) = tally[&key];
        println!("{} {}: {right} of {all} spelled names right", key.0, key.1);
        assert!(right * 100 >= least * all, "{key:?}: {right} of {all}");
    }
}
