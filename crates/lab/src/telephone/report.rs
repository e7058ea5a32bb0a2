//! What a telephone has to tell of its calls in figures: how they ended, how long answers took, and one summary of all.
//!
//! Pure. How it is shown is the command's ([`super::show`] has the words).

use super::answers::AnswerDelay;
use super::minutes::Parts;
use crate::percentile;
use serde::Serialize;

/// How a call came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEnd {
    /// The agent ended it.
    Agent,
    /// The caller hung up.
    Caller,
    /// The agent handed the caller to this number.
    Transferred(String),
    /// The agent was gone, and the verbs after the stream or the fallback brought the caller to this number.
    Caught(String),
    /// It failed; says how.
    Failed(String),
}

impl CallEnd {
    /// Whether it ended as calls should.
    pub fn is_complete(&self) -> bool {
        matches!(self, CallEnd::Agent | CallEnd::Caller | CallEnd::Transferred(_))
    }
}

/// What a call comes to, besides its turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// How it ended.
    pub outcome: CallEnd,
    /// From `start` to the agent's first frame.
    pub disclosure_first_ms: Option<u64>,
    /// Of every turn that answers the caller.
    pub voice_to_voice_ms: Vec<u64>,
    /// What ended those waits: the first sound, which may be a filler, and the answer.
    pub answers: Vec<AnswerDelay>,
    /// Where that time went, as far as the server told.
    pub parts: Vec<Parts>,
    /// Gaps in the agent's speech.
    pub gaps: usize,
    /// The most that this telephone was behind its own time; above 50 its other figures are doubtful.
    pub late_ms_max: u64,
}

/// All calls together, as `vorzimmer-lab call --json` prints it at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Calls made.
    pub calls: usize,
    /// Ended by the agent or the caller, or handed to a person by the agent.
    pub completed: usize,
    /// The others.
    pub failed: usize,
    /// Of the failed, those that reached a person by the safety net.
    pub caught: usize,
    /// The latest of all calls.
    pub disclosure_first_ms: Option<u64>,
    /// Half of the first sounds came within this; they may be fillers.
    pub voice_to_voice_p50_ms: Option<u64>,
    /// 95 % did.
    pub voice_to_voice_p95_ms: Option<u64>,
    /// 99 % did.
    pub voice_to_voice_p99_ms: Option<u64>,
    /// How many of a hundred first sounds were fillers, as far as servers told.
    pub fillers_percent: Option<u64>,
    /// Half of the answers themselves came within this, as far as servers told.
    pub answer_p50_ms: Option<u64>,
    /// 95 % did.
    pub answer_p95_ms: Option<u64>,
    /// Where that time went, as far as servers told.
    #[serde(flatten)]
    pub split: Split,
    /// Gaps in the agents' speech.
    pub gaps: usize,
    /// See [`Figures::late_ms_max`].
    pub late_ms_max: u64,
    /// Where the sound lies.
    pub wav: Option<String>,
}

/// Half and 95 % of each part of the time from voice to voice. The parts of one answer add up to its time; their percentiles
/// do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a percentile of the part of that name in `Parts`")]
pub struct Split {
    pub endpointing_p50_ms: Option<u64>,
    pub endpointing_p95_ms: Option<u64>,
    pub recognition_p50_ms: Option<u64>,
    pub recognition_p95_ms: Option<u64>,
    pub dialogue_p50_ms: Option<u64>,
    pub dialogue_p95_ms: Option<u64>,
    pub synthesis_p50_ms: Option<u64>,
    pub synthesis_p95_ms: Option<u64>,
}

impl Split {
    fn of(parts: &[Parts]) -> Self {
        let both = |part: fn(&Parts) -> u64| {
            let times: Vec<u64> = parts.iter().map(part).collect();
            (percentile(&times, 50), percentile(&times, 95))
        };
        let (endpointing_p50_ms, endpointing_p95_ms) = both(|parts| parts.endpointing_ms);
        let (recognition_p50_ms, recognition_p95_ms) = both(|parts| parts.recognition_ms);
        let (dialogue_p50_ms, dialogue_p95_ms) = both(|parts| parts.dialogue_ms);
        let (synthesis_p50_ms, synthesis_p95_ms) = both(|parts| parts.synthesis_ms);
        Split {
            endpointing_p50_ms,
            endpointing_p95_ms,
            recognition_p50_ms,
            recognition_p95_ms,
            dialogue_p50_ms,
            dialogue_p95_ms,
            synthesis_p50_ms,
            synthesis_p95_ms,
        }
    }
}

impl Summary {
    /// Adds calls up.
    pub fn of(calls: &[Figures], wav: Option<String>) -> Self {
        let count = |wanted: fn(&CallEnd) -> bool| calls.iter().filter(|call| wanted(&call.outcome)).count();
        let completed = count(CallEnd::is_complete);
        let times: Vec<u64> = calls.iter().flat_map(|call| &call.voice_to_voice_ms).copied().collect();
        let answers = || calls.iter().flat_map(|call| &call.answers);
        let told: Vec<bool> = answers().filter_map(|answer| answer.filler).collect();
        let fillers = told.iter().filter(|filler| **filler).count() as u64;
        let answered: Vec<u64> = answers().filter_map(|answer| answer.answer_ms).collect();
        let parts: Vec<Parts> = calls.iter().flat_map(|call| &call.parts).copied().collect();
        Summary {
            calls: calls.len(),
            completed,
            failed: calls.len() - completed,
            caught: count(|outcome| matches!(outcome, CallEnd::Caught(_))),
            disclosure_first_ms: calls.iter().filter_map(|call| call.disclosure_first_ms).max(),
            voice_to_voice_p50_ms: percentile(&times, 50),
            voice_to_voice_p95_ms: percentile(&times, 95),
            voice_to_voice_p99_ms: percentile(&times, 99),
            fillers_percent: (fillers * 100).checked_div(told.len() as u64),
            answer_p50_ms: percentile(&answered, 50),
            answer_p95_ms: percentile(&answered, 95),
            split: Split::of(&parts),
            gaps: calls.iter().map(|call| call.gaps).sum(),
            late_ms_max: calls.iter().map(|call| call.late_ms_max).max().unwrap_or(0),
            wav,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_adds_up() {
        let call = |outcome, voice_to_voice_ms: Vec<u64>, gaps| Figures {
            outcome,
            disclosure_first_ms: Some(40 + gaps as u64),
            voice_to_voice_ms,
            answers: vec![],
            parts: vec![Parts {
                endpointing_ms: 300 + gaps as u64,
                recognition_ms: 2,
                dialogue_ms: 3,
                synthesis_ms: 4,
            }],
            gaps,
            late_ms_max: 3,
        };
        let calls = [
            call(CallEnd::Agent, (1..=98).collect(), 0),
            call(CallEnd::Caught("+49".to_owned()), vec![500, 900], 2),
            call(CallEnd::Failed("no".to_owned()), vec![], 0),
        ];
        let summary = Summary::of(&calls, None);
        assert_eq!((summary.calls, summary.completed, summary.failed, summary.caught), (3, 1, 2, 1));
        assert_eq!((summary.disclosure_first_ms, summary.gaps, summary.late_ms_max), (Some(42), 2, 3));
        let percentiles = (summary.voice_to_voice_p50_ms, summary.voice_to_voice_p95_ms, summary.voice_to_voice_p99_ms);
        assert_eq!(percentiles, (Some(50), Some(95), Some(500)));
        let Split { endpointing_p50_ms, endpointing_p95_ms, synthesis_p95_ms, .. } = summary.split;
        assert_eq!((endpointing_p50_ms, endpointing_p95_ms, synthesis_p95_ms), (Some(300), Some(302), Some(4)));
        assert_eq!(Summary::of(&[], None).voice_to_voice_p50_ms, None);
    }
}
