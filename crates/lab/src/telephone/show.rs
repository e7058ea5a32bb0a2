//! A call as text for people: who says what, when, and how long the answer took.
//!
//! Pure: [`Happening`]s in, lines out, as they happen.

use super::Happening;
use super::events::Who;
use super::minutes::TranscriptTurn;
use super::report::{CallEnd, Figures, Split, Summary};

/// A telephone that was further behind its own time has measured itself.
const LATE_MS_MAX: u64 = 50;

/// Puts one call into words.
#[derive(Debug, Clone, Default)]
pub struct Show {
    /// Lines may be coloured.
    colour: bool,
    /// Sentences that the agent has begun to send and that cannot be heard yet.
    coming: Vec<String>,
    agent: Option<Agent>,
}

/// The agent's turn that can be heard.
#[derive(Debug, Clone, Copy)]
struct Agent {
    at_ms: u64,
    voice_to_voice_ms: Option<u64>,
    shown: bool,
}

impl Show {
    /// A call that has not begun.
    pub fn new(colour: bool) -> Self {
        Show { colour, ..Show::default() }
    }

    /// The lines that tell of what happened.
    pub fn see(&mut self, happening: &Happening) -> Vec<String> {
        match happening {
            Happening::Carrier(words) => vec![self.dim(&format!("           carrier {words}"))],
            Happening::CallerBegan { at_ms, words } => {
                let words = words.as_deref().unwrap_or("(speaks)");
                vec![format!("{} {} {words}", time(*at_ms), self.name(Who::Caller))]
            }
            Happening::AgentBegan { at_ms, voice_to_voice_ms } => {
                let (at_ms, voice_to_voice_ms) = (*at_ms, *voice_to_voice_ms);
                self.agent = Some(Agent { at_ms, voice_to_voice_ms, shown: false });
                let sentences = std::mem::take(&mut self.coming);
                sentences.iter().map(|words| self.sentence(words)).collect()
            }
            Happening::Sentence(words) if self.agent.is_some() => vec![self.sentence(words)],
            Happening::Sentence(words) => {
                self.coming.push(words.clone());
                vec![]
            }
            Happening::AgentEnded(heard) => {
                let unshown = self.agent.is_some_and(|agent| !agent.shown);
                let seconds = (heard.end_ms - heard.start_ms) as f64 / 1_000.0;
                let lines = unshown.then(|| self.sentence(&format!("(speaks for {seconds:.1} s)")));
                self.agent = None;
                lines.into_iter().collect()
            }
            Happening::Turn(turn) => misheard(turn).map(|words| self.dim(&words)).into_iter().collect(),
        }
    }

    fn sentence(&mut self, words: &str) -> String {
        let name = self.name(Who::Agent);
        match &mut self.agent {
            Some(agent) if !agent.shown => {
                agent.shown = true;
                let (begin, after) = (time(agent.at_ms), agent.voice_to_voice_ms);
                let after = after.map(|ms| self.dim(&format!("  [{ms} ms]"))).unwrap_or_default();
                format!("{begin} {name} {words}{after}")
            }
            _ => format!("           {name} {words}"),
        }
    }

    fn name(&self, who: Who) -> String {
        let (name, colour) = match who {
            Who::Caller => ("Caller ", 32),
            Who::Agent => ("Agent  ", 36),
        };
        if self.colour { format!("\x1b[{colour}m{name}\x1b[0m") } else { name.to_owned() }
    }

    fn dim(&self, text: &str) -> String {
        if self.colour { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn time(ms: u64) -> String {
    format!("{:>8.1} s", ms as f64 / 1_000.0)
}

/// What the server understood, where that differs from what was said.
fn misheard(turn: &TranscriptTurn) -> Option<String> {
    let (said, understood) = (turn.words.as_deref()?, turn.understood.as_deref()?);
    (letters(said) != letters(understood)).then(|| format!("           understood as '{understood}'"))
}

fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How a call ended, in words.
pub fn ending(outcome: &CallEnd) -> String {
    match outcome {
        CallEnd::Agent => "was ended by the agent".to_owned(),
        CallEnd::Caller => "was ended by the caller".to_owned(),
        CallEnd::Transferred(number) => format!("was handed over by the agent: the caller reached {number}"),
        CallEnd::Caught(number) => format!("lost its agent: the safety net brought the caller to {number}"),
        CallEnd::Failed(reason) => format!("failed: {reason}"),
    }
}

/// A summary as lines.
pub fn summary(summary: &Summary, calls: &[Figures]) -> Vec<String> {
    let ms = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), |ms| format!("{ms} ms"));
    let mut lines = match calls {
        [call] => vec![format!("The call {}.", ending(&call.outcome))],
        _ => many(summary, calls),
    };
    lines.push(format!(
        "First sound after {}; voice to voice p50 {}, p95 {}, p99 {}; gaps {}",
        ms(summary.disclosure_first_ms),
        ms(summary.voice_to_voice_p50_ms),
        ms(summary.voice_to_voice_p95_ms),
        ms(summary.voice_to_voice_p99_ms),
        summary.gaps,
    ));
    lines.extend(answers(summary));
    lines.extend(split(&summary.split));
    if summary.late_ms_max > LATE_MS_MAX {
        lines.push(format!(
            "This telephone itself was late by up to {} ms: the figures are doubtful",
            summary.late_ms_max
        ));
    }
    lines.extend(summary.wav.iter().map(|wav| format!("Sound: {wav} (caller left, agent right)")));
    lines
}

/// How many first sounds were fillers, and when the answers themselves came, where a server told.
fn answers(summary: &Summary) -> Option<String> {
    let (fillers, p50, p95) = (summary.fillers_percent?, summary.answer_p50_ms?, summary.answer_p95_ms?);
    Some(format!("Of the first sounds {fillers} % were fillers; the answer itself after p50 {p50} ms, p95 {p95} ms"))
}

/// Where the time went, where a server told.
fn split(split: &Split) -> Option<String> {
    let both = |p50: Option<u64>, p95: Option<u64>| Some(format!("{}/{}", p50?, p95?));
    Some(format!(
        "Of that, p50/p95 in ms: endpointing {}, recognition {}, dialogue {}, synthesis {}",
        both(split.endpointing_p50_ms, split.endpointing_p95_ms)?,
        both(split.recognition_p50_ms, split.recognition_p95_ms)?,
        both(split.dialogue_p50_ms, split.dialogue_p95_ms)?,
        both(split.synthesis_p50_ms, split.synthesis_p95_ms)?,
    ))
}

fn many(summary: &Summary, calls: &[Figures]) -> Vec<String> {
    let Summary { calls: count, completed, failed, caught, .. } = summary;
    let mut lines =
        vec![format!("{count} calls: {completed} completed, {failed} failed, of which {caught} caught by the net")];
    let endings = calls.iter().filter(|call| !call.outcome.is_complete()).map(|call| ending(&call.outcome));
    let mut counted: Vec<(String, usize)> = Vec::new();
    for ending in endings {
        match counted.iter_mut().find(|(known, _)| *known == ending) {
            Some((_, times)) => *times += 1,
            None => counted.push((ending, 1)),
        }
    }
    lines.extend(counted.into_iter().map(|(ending, times)| format!("  {times} × {ending}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephone::floor::Stretch;
    use crate::telephone::minutes::Parts;

    #[test]
    fn a_conversation_reads_like_one() {
        let mut show = Show::new(false);
        let happenings = [
            Happening::Sentence("Guten Tag.".to_owned()),
            Happening::AgentBegan { at_ms: 60, voice_to_voice_ms: None },
            Happening::Sentence("Was darf es sein?".to_owned()),
            Happening::AgentEnded(Stretch { start_ms: 60, end_ms: 3_000 }),
            Happening::CallerBegan { at_ms: 3_500, words: Some("Ein Haarschnitt.".to_owned()) },
            Happening::AgentBegan { at_ms: 6_000, voice_to_voice_ms: Some(780) },
            Happening::Sentence("Gern.".to_owned()),
            Happening::AgentEnded(Stretch { start_ms: 6_000, end_ms: 7_000 }),
            Happening::AgentBegan { at_ms: 12_000, voice_to_voice_ms: None },
            Happening::AgentEnded(Stretch { start_ms: 12_000, end_ms: 13_500 }),
            Happening::Carrier("the agent ends the call".to_owned()),
        ];
        let lines: Vec<String> = happenings.iter().flat_map(|happening| show.see(happening)).collect();
        assert_eq!(
            lines,
            [
                "     0.1 s Agent   Guten Tag.",
                "           Agent   Was darf es sein?",
                "     3.5 s Caller  Ein Haarschnitt.",
                "     6.0 s Agent   Gern.  [780 ms]",
                "    12.0 s Agent   (speaks for 1.5 s)",
                "           carrier the agent ends the call",
            ]
        );
    }

    #[test]
    fn equal_failures_of_many_calls_are_counted() {
        let call = |outcome| Figures {
            outcome,
            disclosure_first_ms: None,
            voice_to_voice_ms: vec![],
            answers: vec![],
            parts: vec![],
            gaps: 0,
            late_ms_max: 80,
        };
        let calls =
            [call(CallEnd::Agent), call(CallEnd::Failed("no".to_owned())), call(CallEnd::Failed("no".to_owned()))];
        let lines = summary(&Summary::of(&calls, Some("call.wav".to_owned())), &calls);
        assert_eq!(
            lines,
            [
                "3 calls: 1 completed, 2 failed, of which 0 caught by the net",
                "  2 × failed: no",
                "First sound after –; voice to voice p50 –, p95 –, p99 –; gaps 0",
                "This telephone itself was late by up to 80 ms: the figures are doubtful",
                "Sound: call.wav (caller left, agent right)",
            ]
        );
        let parts = Parts { endpointing_ms: 1, recognition_ms: 2, dialogue_ms: 3, synthesis_ms: 4 };
        let told = [Figures { parts: vec![parts], ..call(CallEnd::Agent) }];
        let lines = summary(&Summary::of(&told, None), &told);
        assert_eq!(lines[2], "Of that, p50/p95 in ms: endpointing 1/1, recognition 2/2, dialogue 3/3, synthesis 4/4");
    }
}
