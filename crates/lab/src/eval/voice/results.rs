//! The results of dialogues by voice, one by one and together.

use super::judgement::Verdict;
use crate::eval::tally::Tally;
use crate::{percentile, percentile_ms};

/// What is printed of a dialogue.
pub struct VoiceResult {
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

impl VoiceResult {
    /// The dialogue in one line.
    pub fn print(&self) -> String {
        let VoiceResult { name, verdict, turns, seconds, .. } = self;
        let half = percentile_ms(&self.voice_to_voice_ms, 50);
        let caught = if self.caught > 0 { format!(", {} caught at the read-back", self.caught) } else { String::new() };
        format!("  {name:24} {turns:2} turns {seconds:4} s  voice to voice {half}  {verdict}{caught}")
    }
}

/// The totals for people to read.
pub fn totals(results: &[VoiceResult]) -> Vec<String> {
    let tally: Tally = results.iter().map(|result| result.verdict.ending()).collect();
    let all = |value: fn(&VoiceResult) -> u64| -> Vec<u64> { results.iter().map(value).collect() };
    let median = |values: &[u64]| percentile(values, 50).unwrap_or(0);
    let times: Vec<u64> = results.iter().flat_map(|result| &result.voice_to_voice_ms).copied().collect();
    let (turns, seconds) = (median(&all(|result| result.turns as u64)), median(&all(|result| result.seconds)));
    let caught: usize = results.iter().map(|result| result.caught).sum();
    vec![
        format!("  {tally}"),
        format!(
            "  {caught} wrong slots caught at the read-back; median {turns} turns of the caller, {seconds} s; voice to \
             voice {} (95 of 100 within {})",
            percentile_ms(&times, 50),
            percentile_ms(&times, 95)
        ),
    ]
}
