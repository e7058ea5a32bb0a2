//! Plays a dialogue again as a poor recogniser would have heard the caller: a tenth of the words dropped, doubled or replaced by
//! near-sounding ones ([`confusion`]).
//!
//! The [`caller`] is one who pays attention and knows what they [`wish`] for.

pub mod caller;
pub mod confusion;
pub mod wish;

use super::rehearsal::fits;
use super::script::{Script, Step};
use super::stage::Stage;
use crate::eval::tally::Ending;
use call::typed::Act;
use caller::NoisyCaller;
use confusion::Confusion;
use dialogue::Asked;
use dialogue::phrases::Phrases;

/// Turns that a caller has patience for beyond those of the script.
const PATIENCE: usize = 12;

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
pub struct Cue {
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
    let mut caller = NoisyCaller::new(&script, &cues, Confusion::seeded(text, seed));
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
