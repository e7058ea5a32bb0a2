//! What reading one utterance costs.
//!
//!     cargo bench --bench parsing
//!
//! Reads each utterance of the tables of clauses (fixtures/understanding/parsed*.tsv), as it would be read in a call, 20 times,
//! and prints the median, the 99th percentile and the worst of the utterances' medians; then how the time grows with the length
//! of one utterance, which has to be linear.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark that cannot start shall say where")]

use base::business::fixtures;
use base::language::Language;
use jiff::Zoned;
use std::hint::black_box;
use std::time::Duration;
use tokio::time::Instant;
use understanding::{Asked, Context, parse};

const TABLES: [(Language, &str); 2] = [
    (Language::De, include_str!("../fixtures/understanding/parsed.de.tsv")),
    (Language::En, include_str!("../fixtures/understanding/parsed.en.tsv")),
];
const TIMES: usize = 20;

fn main() {
    let now: Zoned = "2026-12-01T10:00+01:00[Europe/Berlin]".parse().unwrap();
    let salon = fixtures::by_id("salon").unwrap();
    for (language, table) in TABLES {
        let context = Context { business: Some(&salon), language, now: now.clone(), asked: Asked::Wish, earlier: None };
        let mut medians: Vec<Duration> = utterances(table).map(|words| median(&words, &context)).collect();
        medians.sort();
        let at = |share: usize| medians[(medians.len() - 1) * share / 100];
        println!("{language}: {} utterances, p50 {:?}, p99 {:?}, worst {:?}", medians.len(), at(50), at(99), at(100));
        let sentence = utterances(table).next().unwrap();
        for repeats in [1, 10, 100] {
            let words = vec![sentence.as_str(); repeats].join(" ");
            println!("{language}: {:5} words in {:?}", words.split(' ').count(), median(&words, &context));
        }
    }
}

fn utterances(table: &str) -> impl Iterator<Item = String> {
    let rows = table.lines().filter(|line| !line.starts_with(['#', '@']));
    rows.filter_map(|line| Some(line.split_once('\t')?.0.replace(" / ", " ")))
}

fn median(words: &str, context: &Context<'_>) -> Duration {
    let time = |_| {
        let begun = Instant::now();
        black_box(parse(black_box(words), context));
        begun.elapsed()
    };
    let mut times: Vec<Duration> = (0..TIMES).map(time).collect();
    times.sort();
    times[TIMES / 2]
}
