//! The results of dialogues, one by one and together.

use super::judgement::Verdict;

/// What is printed of a dialogue.
pub struct Line {
    pub name: String,
    pub verdict: Verdict,
    /// Wrong slots that the caller corrected at the read-back.
    pub caught: usize,
    /// How often the caller spoke.
    pub turns: usize,
    pub seconds: u64,
    /// Of every answer.
    pub voice_to_voice_ms: Vec<u64>,
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
        let half = quantile(&self.voice_to_voice_ms, 50);
        let caught = if self.caught > 0 { format!(", {} caught at the read-back", self.caught) } else { String::new() };
        format!(
            "  {:24} {:2} turns {:4} s  voice to voice {half}  {verdict}{caught}",
            self.name, self.turns, self.seconds
        )
    }
}

/// All dialogues of a model and language.
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

    /// The totals for people to read.
    pub fn lines(&self) -> Vec<String> {
        let (of, right) = (self.0.len(), self.count(|verdict| *verdict == Verdict::Right));
        let all = |value: fn(&Line) -> u64| -> Vec<u64> { self.0.iter().map(value).collect() };
        let times: Vec<u64> = self.0.iter().flat_map(|line| &line.voice_to_voice_ms).copied().collect();
        let (turns, seconds) = (median(&all(|line| line.turns as u64)), median(&all(|line| line.seconds)));
        let caught: usize = self.0.iter().map(|line| line.caught).sum();
        vec![
            format!(
                "  {right} of {of} right ({} %), {} message or person, {} ended without deed, {} WRONG",
                right * 100 / of.max(1),
                self.count(|verdict| *verdict == Verdict::Handed),
                self.count(|verdict| matches!(verdict, Verdict::Nothing(_))),
                self.wrong()
            ),
            format!(
                "  {caught} wrong slots caught at the read-back; median {turns} turns of the caller, {seconds} s; voice to \
                 voice {} (95 of 100 within {})",
                quantile(&times, 50),
                quantile(&times, 95)
            ),
        ]
    }
}

fn median(values: &[u64]) -> u64 {
    rank(values, 50).unwrap_or(0)
}

fn quantile(values: &[u64], percent: usize) -> String {
    rank(values, percent).map_or_else(|| "–".to_owned(), |value| format!("{value} ms"))
}

/// The smallest value that so many of a hundred do not exceed.
fn rank(values: &[u64], percent: usize) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}
