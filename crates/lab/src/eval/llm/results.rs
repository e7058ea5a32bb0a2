//! The results of a stage's dialogues, one by one and together, for people to read.

use super::counts::Counts;
use crate::eval::tally::Tally;
use crate::eval::voice::judgement::Verdict;
use crate::percentile_ms;
use base::language::Language;
use dialogue::llm::watch::{Led, Took};
use std::time::Duration;

/// What is printed of a dialogue.
pub struct ModelResult {
    pub language: Language,
    pub name: String,
    pub verdict: Verdict,
    /// How often the caller spoke.
    pub turns: usize,
    /// How long the dialogue took to be played.
    pub took: Duration,
    /// Who led each turn of free words.
    pub led: Vec<Led>,
}

impl ModelResult {
    /// The dialogue in one line.
    pub fn print(&self) -> String {
        let ModelResult { language, name, verdict, turns, took, led } = self;
        let led: String = led.iter().map(letter).collect();
        format!("  {language} {name:24} {turns:2} turns {led:12} {:4} s  {verdict}", took.as_secs())
    }
}

/// A turn in one letter.
fn letter(led: &Led) -> char {
    match led {
        Led::Spoke => 'm',
        Led::Acted => 'd',
        Led::Nothing => 'n',
        Led::Broke => 'x',
        Led::Stuck => 's',
        Led::Rules => 'r',
    }
}

/// The totals of a stage.
pub fn totals(results: &[ModelResult], counts: &Counts) -> Vec<String> {
    let tally: Tally = results.iter().map(|result| result.verdict.ending()).collect();
    [format!("  {tally}"), led(&counts.all_led())].into_iter().chain(speed(&counts.requests())).collect()
}

/// Who led the turns.
fn led(turns: &[Led]) -> String {
    let count = |which: Led| turns.iter().filter(|led| **led == which).count();
    format!(
        "  {} turns: the model spoke in {} (m) and asked for a deed in {} (d); the rules took {} in which it gave nothing \
         usable (n), {} in which it failed or was late (x), {} in which it had not got on (s), and {} of their own (r)",
        turns.len(),
        count(Led::Spoke),
        count(Led::Acted),
        count(Led::Nothing),
        count(Led::Broke),
        count(Led::Stuck),
        count(Led::Rules)
    )
}

/// How fast the model was, if it answered at all.
fn speed(requests: &[Took]) -> Option<String> {
    let firsts: Vec<u64> = requests.iter().filter_map(|took| took.first).map(milliseconds).collect();
    let wholes: Vec<u64> = requests.iter().map(|took| milliseconds(took.whole)).collect();
    let counted = || requests.iter().filter(|took| took.tokens > 0);
    let writing: Duration = counted().filter_map(|took| Some(took.whole - took.first?)).sum();
    let tokens: u64 = counted().filter(|took| took.first.is_some()).map(|took| took.tokens).sum();
    let per_second = tokens as f64 / writing.as_secs_f64().max(f64::EPSILON);
    (!requests.is_empty()).then(|| {
        format!(
            "  {} replies: first token p50 {} and p95 {}, whole reply p50 {} and p95 {}, {per_second:.1} tokens/s",
            requests.len(),
            percentile_ms(&firsts, 50),
            percentile_ms(&firsts, 95),
            percentile_ms(&wholes, 50),
            percentile_ms(&wholes, 95)
        )
    })
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
