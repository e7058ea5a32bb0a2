//! The table of names: announced, taken back for another, and explained by their letters.

use base::business::fixtures;
use base::language::Language;
use jiff::Timestamp;
use understanding::{Asked, Context, hinted, parse};

const NAMES: &str = include_str!("../../../../fixtures/understanding/names.tsv");
const ROWS_MIN: usize = 50;

#[test]
fn names_are_those_that_callers_mean() {
    let salon = fixtures::by_id("salon").unwrap();
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().unwrap();
    let garage = fixtures::by_id("werkstatt").unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for row in NAMES.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [language, asked, known, words, name] = columns[..] else { panic!("five columns: {row}") };
        let language: Language = language.parse().unwrap();
        let asked: Asked = serde_json::from_value(asked.into()).unwrap();
        let business = if words.contains("Räder") { &garage } else { &salon };
        let now = now.in_tz("Europe/Berlin").unwrap();
        let says = parse(words, &Context { business: Some(business), language, now, asked, earlier: None }).into_says();
        let said = says.name.map(|found| found.value.into_inner());
        let before = said.clone().or_else(|| (known != "-").then(|| known.to_owned()));
        let hinted = before.as_deref().filter(|_| !says.hints.is_empty()).and_then(|name| hinted(name, &says.hints));
        let found = hinted.or(said).unwrap_or_else(|| "-".to_owned());
        count += 1;
        if found != name {
            wrong.push(format!("{row}\n    found {found} {:?}", says.hints));
        }
    }
    assert!(count >= ROWS_MIN, "only {count} rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
