//! The table of number plates: all of them right, none in a sentence, and no digit of one taken for a time.

use base::business::fixtures;
use base::language::Language;
use jiff::Timestamp;
use understanding::{Asked, Context, parse};

const PLATES: &str = include_str!("../../../../fixtures/understanding/plates.tsv");
const ROWS_MIN: usize = 50;

#[test]
fn number_plates_are_read_and_no_time_with_them() {
    let garage = fixtures::by_id("werkstatt").unwrap();
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for row in PLATES.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [language, asked, words, plate] = columns[..] else { panic!("four columns: {row}") };
        let language: Language = language.parse().unwrap();
        let asked: Asked = serde_json::from_value(asked.into()).unwrap();
        let now = now.in_tz("Europe/Berlin").unwrap();
        let says = parse(words, &Context { business: Some(&garage), language, now, asked, earlier: None }).into_says();
        let found = says.plate.as_ref().map_or("-".to_owned(), |plate| plate.reveal().to_string());
        let timed = says.when.is_some() || !says.problems.is_empty();
        count += 1;
        if found != plate || (timed && plate != "-" && asked != Asked::Wish) {
            wrong.push(format!("{row}\n    found {found} {:?}", says.when));
        }
    }
    assert!(count >= ROWS_MIN, "only {count} rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
