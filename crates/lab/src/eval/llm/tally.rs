//! The results of a stage's dialogues, one by one and together, for people to read.

use super::counts::Counts;
use crate::eval::voice::judgement::Verdict;
use base::language::Language;
use dialogue::llm::watch::{Led, Took};
use std::time::Duration;

/// What is printed of a dialogue.
pub struct Line {
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

impl Line {
    /// The dialogue in one line.
    pub fn print(&self) -> String {
        let verdict = match &self.verdict {
            Verdict::Right => "right".to_owned(),
            Verdict::Handed => "message or person".to_owned(),
            Verdict::Nothing(how) => how.clone(),
            Verdict::Wrong(what) => format!("WRONG: {what}"),
        };
        let led: String = self.led.iter().map(letter).collect();
        let (name, turns, seconds) = (&self.name, self.turns, self.took.as_secs());
        format!("  {} {name:24} {turns:2} turns {led:12} {seconds:4} s  {verdict}", self.language)
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

/// All dialogues of a stage.
#[derive(Default)]
pub struct Tally(Vec<Line>);

impl Tally {
    /// Takes another one in.
    pub fn add(&mut self, line: Line) {
        self.0.push(line);
    }

    /// How many went wrong.
    pub fn wrong(&self) -> usize {
        self.count(|verdict| matches!(verdict, Verdict::Wrong(_)))
    }

    fn count(&self, which: fn(&Verdict) -> bool) -> usize {
        self.0.iter().filter(|line| which(&line.verdict)).count()
    }

    /// The totals.
    pub fn lines(&self, counts: &Counts) -> Vec<String> {
        let (of, right) = (self.0.len(), self.count(|verdict| *verdict == Verdict::Right));
        let outcomes = format!(
            "  {right} of {of} right ({} %), {} message or person, {} ended without deed, {} WRONG",
            right * 100 / of.max(1),
            self.count(|verdict| *verdict == Verdict::Handed),
            self.count(|verdict| matches!(verdict, Verdict::Nothing(_))),
            self.wrong()
        );
        [outcomes, led(&counts.all_led())].into_iter().chain(speed(&counts.requests())).collect()
    }
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
            quantile(&firsts, 50),
            quantile(&firsts, 95),
            quantile(&wholes, 50),
            quantile(&wholes, 95)
        )
    })
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The smallest value that so many of a hundred do not exceed.
fn quantile(values: &[u64], percent: usize) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).checked_sub(1);
    place.and_then(|place| sorted.get(place)).map_or_else(|| "–".to_owned(), |value| format!("{value} ms"))
}
