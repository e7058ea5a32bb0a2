//! The table of dictated digits: all of them right, and none taken for a time.

use base::language::Language;
use jiff::Timestamp;
use understanding::{Asked, Context, parse};

const DIGITS: &str = include_str!("../../../../fixtures/understanding/digits.tsv");
const ROWS_MIN: usize = 50;

#[test]
fn dictated_digits_are_those_digits_and_no_time() {
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for row in DIGITS.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [language, asked, words, digits, number] = columns[..] else { panic!("five columns: {row}") };
        let language: Language = language.parse().unwrap();
        let asked: Asked = serde_json::from_value(asked.into()).unwrap();
        let now = now.in_tz("Europe/Berlin").unwrap();
        let says = parse(words, &Context { business: None, language, now, asked, earlier: None }).into_says();
        let found = says.digits.as_ref().map_or("-", |digits| digits.reveal());
        let called = says.number.as_ref().map_or("-", |number| number.reveal().as_str());
        count += 1;
        if (found, called) != (digits, number) || says.when.is_some() || !says.problems.is_empty() {
            wrong.push(format!("{row}\n    found {found} {called} {:?} {:?}", says.when, says.problems));
        }
    }
    assert!(count >= ROWS_MIN, "only {count} rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
