//! Plays a dialogue again as a poor recogniser would have heard the caller: a tenth of the words dropped, doubled or replaced by
//! near-sounding ones ([`confusion`]).
//!
//! The caller is one who pays attention: answers what is asked with the script's line for it, agrees to a read-back only where
//! its facts are those of the script's outcome, says no to any other, and hangs up when it leads nowhere.

pub mod confusion;

use super::rehearsal::fits;
use super::script::{Script, Step};
use super::stage::Stage;
use crate::eval::tally::Ending;
use base::language::Language;
use base::privacy::Personal;
use call::typed::Act;
use confusion::Confusion;
use dialogue::Asked;
use dialogue::phrases::Phrases;

/// Turns that a caller has patience for beyond those of the script.
const PATIENCE: usize = 12;
/// How often a caller says the same line again before giving up.
const SAME_LINE_MAX: u32 = 4;

/// A call with noise.
#[derive(Debug)]
pub struct Played {
    /// How it ended.
    pub ending: Ending,
    /// Something was to be booked, moved or cancelled.
    pub deed_wanted: bool,
    /// All that was said.
    pub transcript: String,
}

/// A line of the caller and what it answered in the rehearsal without noise.
#[derive(Debug, Clone)]
struct Cue {
    asked: Asked,
    read_back: Option<String>,
    act: Act,
    /// What somebody else books just before.
    taken: Vec<String>,
}

/// Plays a dialogue with noise drawn from `seed`.
///
/// # Errors
/// When the dialogue is no script.
pub async fn play(text: &str, seed: u64, phrases: &Phrases) -> Result<Played, String> {
    let script = Script::parse(text)?;
    let cues = cues(&script, phrases).await?;
    let mut stage = Stage::open(&script, phrases).await?;
    let mut caller = Caller::new(&script, &cues, Confusion::seeded(text, seed));
    for _ in 0..cues.len() + PATIENCE {
        if stage.answer.ended {
            break;
        }
        let Some(act) = caller.next(&mut stage).await else { break };
        stage.act(act).await;
    }
    stage.close().await;
    let ending = judge(&script, &stage.came());
    let deed_wanted = script.wanted.iter().any(|wanted| is_deed(wanted));
    Ok(Played { ending, deed_wanted, transcript: stage.transcript() })
}

/// The script's lines with what they answer.
async fn cues(script: &Script, phrases: &Phrases) -> Result<Vec<Cue>, String> {
    let mut stage = Stage::open(script, phrases).await?;
    let (mut cues, mut taken) = (Vec::new(), Vec::new());
    for step in &script.steps {
        match step {
            Step::Caller(act) if !stage.answer.ended => {
                let (asked, read_back) = (stage.answer.asked, stage.read_back());
                cues.push(Cue { asked, read_back, act: act.clone(), taken: std::mem::take(&mut taken) });
                stage.act(act.clone()).await;
            }
            Step::Taken(text) => {
                stage.take(text).await?;
                taken.push(text.clone());
            }
            _ => {}
        }
    }
    stage.close().await;
    Ok(cues)
}

/// Somebody who wants what the script wants.
struct Caller<'a> {
    script: &'a Script,
    cues: &'a [Cue],
    /// The next line of the script.
    next: usize,
    last: Option<usize>,
    repeated: u32,
    confusion: Confusion,
}

impl<'a> Caller<'a> {
    fn new(script: &'a Script, cues: &'a [Cue], confusion: Confusion) -> Self {
        Caller { script, cues, next: 0, last: None, repeated: 0, confusion }
    }

    /// What the caller does next; `None` is hanging up.
    async fn next(&mut self, stage: &mut Stage) -> Option<Act> {
        let line = match stage.read_back() {
            Some(facts) => self.answer_read_back(&facts),
            None => self.answer_question(stage.answer.asked)?,
        };
        match line {
            Line::Cue(at) => {
                self.repeated = if self.last == Some(at) { self.repeated + 1 } else { 0 };
                if self.repeated > SAME_LINE_MAX {
                    return None;
                }
                if at >= self.next {
                    for text in self.cues[self.next..=at].iter().flat_map(|cue| &cue.taken) {
                        // In another course of the call it may be taken already.
                        stage.take(text).await.ok();
                    }
                    self.next = at + 1;
                }
                self.last = Some(at);
                Some(self.heard(&self.cues[at].act.clone()))
            }
            Line::Own(words) => Some(self.heard(&Act::Say { words: words.into(), confidence: None })),
        }
    }

    /// Agrees to the right facts and to no others.
    fn answer_read_back(&mut self, facts: &str) -> Line {
        let scripted = (self.next..self.cues.len()).find(|at| self.cues[*at].read_back.as_deref() == Some(facts));
        let is_wanted = |fact: &str| self.script.wanted.iter().any(|wanted| is_fact(wanted, fact));
        let right = facts.lines().all(is_wanted) && !self.is_less(facts);
        match (scripted, right, self.script.language) {
            (Some(at), _, _) => Line::Cue(at),
            (None, true, Language::De) => Line::Own("Ja, das ist richtig."),
            (None, true, Language::En) => Line::Own("Yes, that's right."),
            (None, false, Language::De) => Line::Own("Nein, das ist falsch."),
            (None, false, Language::En) => Line::Own("No, that's wrong."),
        }
    }

    /// Only a part of what is read back together in the script.
    fn is_less(&self, facts: &str) -> bool {
        let whole = self.cues.iter().filter_map(|cue| cue.read_back.as_deref());
        let holds = |whole: &str| facts.lines().all(|fact| whole.lines().any(|line| line == fact));
        whole.into_iter().any(|whole| whole != facts && holds(whole))
    }

    /// The script's line for what is asked: the next one, a later one, an earlier one again.
    fn answer_question(&self, asked: Asked) -> Option<Line> {
        let fits = |at: &usize| self.cues[*at].read_back.is_none() && self.cues[*at].asked == asked;
        let found = (self.next..self.cues.len()).find(fits).or_else(|| (0..self.next).rev().find(fits));
        if asked == Asked::More && !(self.next..self.cues.len()).any(|at| fits(&at)) {
            return Some(Line::Own(match self.script.language {
                Language::De => "Nein danke, tschüss.",
                Language::En => "No thank you, goodbye.",
            }));
        }
        let open = || self.last.or_else(|| (!self.cues.is_empty()).then_some(0));
        match asked {
            Asked::Repeat => open().map(Line::Cue),
            // What was wanted in the first place says most.
            _ => found.or_else(|| (!self.cues.is_empty()).then_some(0)).map(Line::Cue),
        }
    }

    /// What is heard of what the caller does.
    fn heard(&mut self, act: &Act) -> Act {
        let mut garbled = |words: &Personal<String>| self.confusion.mishear(words.reveal());
        match act {
            Act::Say { words, confidence } => match garbled(words) {
                nothing if nothing.is_empty() => Act::Mumble,
                words => Act::Say { words: words.into(), confidence: *confidence },
            },
            Act::BargeIn(words) => Act::BargeIn(garbled(words).into()),
            act => act.clone(),
        }
    }
}

/// A line to be said.
enum Line {
    /// One of the script.
    Cue(usize),
    /// One that any caller would say.
    Own(&'static str),
}

/// Whether an outcome wanted is that of the facts read back (details apart, case aside).
fn is_fact(wanted: &str, facts: &str) -> bool {
    let (wanted, facts) = (wanted.to_lowercase(), facts.to_lowercase());
    wanted == facts || wanted.starts_with(&format!("{facts} "))
}

/// Whether an outcome is a booking, a move or a cancellation.
fn is_deed(outcome: &str) -> bool {
    ["booked", "moved", "cancelled"].iter().any(|deed| outcome.starts_with(deed))
}

fn judge(script: &Script, came: &[String]) -> Ending {
    let deed = |line: &&String| is_deed(line);
    let facts =
        |line: &str| line.split(' ').filter(|word| !word.contains('=')).collect::<Vec<_>>().join(" ").to_lowercase();
    let mut wanted: Vec<String> =
        script.wanted.iter().filter(deed).map(|line| without_details(&facts(line), line)).collect();
    for done in came.iter().filter(deed).map(|line| without_details(&facts(line), line)) {
        match wanted.iter().position(|one| *one == done) {
            Some(at) => drop(wanted.remove(at)),
            None => return Ending::Wrong,
        }
    }
    let kind = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let others = script.wanted.iter().filter(|line| line.starts_with("message") || line.starts_with("transfer"));
    let all_others =
        others.into_iter().all(|wanted| came.iter().any(|one| fits(wanted, one) || kind(wanted) == kind(one)));
    let handed = came.iter().any(|one| one.starts_with("message") || one.starts_with("transfer"));
    match (wanted.is_empty() && all_others, handed) {
        (true, _) => Ending::Right,
        (false, true) => Ending::Handed,
        (false, false) => Ending::Undone,
    }
}

/// A booking without its details: what they are is not read back word for word.
fn without_details(facts: &str, line: &str) -> String {
    match line.find('=') {
        // The value of a detail may have spaces in it: everything from the first key on goes.
        Some(at) => line[..at].rsplit_once(' ').map_or(facts, |(before, _)| before).to_lowercase(),
        None => facts.to_owned(),
    }
}
