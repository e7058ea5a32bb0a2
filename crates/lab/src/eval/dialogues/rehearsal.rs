//! Plays a script against the whole machine and checks what was said and what came of it.

use super::figures::Figures;
use super::manners;
use super::script::{Script, Step};
use super::stage::{Stage, name};
use call::typed::Act;
use dialogue::phrases::Phrases;

/// A rehearsal that went as it should.
#[derive(Debug)]
pub struct Rehearsed {
    /// What was counted.
    pub figures: Figures,
    /// All that was said.
    pub transcript: String,
}

/// Plays a dialogue.
///
/// # Errors
/// What went wrong, with the dialogue up to there.
pub async fn rehearse(text: &str, phrases: &Phrases) -> Result<Rehearsed, String> {
    let script = Script::parse(text)?;
    let mut stage = Stage::open(&script, phrases).await?;
    let mut figures = Figures::of_call(&stage.answer);
    let played = play(&script, &mut stage, &mut figures).await;
    stage.close().await;
    figures.close(stage.session().outcome());
    let checked = played.and_then(|()| check_outcome(&script, &stage.came()));
    match checked {
        Ok(()) => Ok(Rehearsed { figures, transcript: stage.transcript() }),
        Err(fault) => Err(format!("{fault}\n{}", stage.transcript())),
    }
}

/// Plays a dialogue until the call is over, whatever becomes of it. Returns the outcomes.
///
/// # Errors
/// When the agent did what it must never do, with the dialogue up to there.
pub async fn improvise(text: &str, phrases: &Phrases) -> Result<Vec<String>, String> {
    let script = Script::parse(text)?;
    let mut stage = Stage::open(&script, phrases).await?;
    for step in &script.steps {
        if stage.answer.ended {
            break;
        }
        if let Step::Caller(act) = step {
            stage.act(act.clone()).await;
            check_answer(&script, &stage, act).map_err(|fault| format!("{fault}\n{}", stage.transcript()))?;
        }
    }
    stage.close().await;
    Ok(stage.came())
}

async fn play(script: &Script, stage: &mut Stage, figures: &mut Figures) -> Result<(), String> {
    for step in &script.steps {
        match step {
            Step::Caller(act) => caller(script, stage, figures, act).await?,
            Step::Says(parts) => expect(stage, parts, true)?,
            Step::Lacks(parts) => expect(stage, parts, false)?,
            Step::Asked(wanted) => expect_asked(stage, wanted)?,
            Step::Taken(text) => stage.take(text).await?,
        }
    }
    Ok(())
}

async fn caller(script: &Script, stage: &mut Stage, figures: &mut Figures, act: &Act) -> Result<(), String> {
    if stage.answer.ended {
        return Err(format!("the call was over before {act:?}"));
    }
    let before = (stage.answer.asked, stage.read_back());
    stage.act(act.clone()).await;
    figures.count(before, act, stage);
    check_answer(script, stage, act)
}

/// The agent always answers, but for a word said into its own, and never says what it must not.
fn check_answer(script: &Script, stage: &Stage, act: &Act) -> Result<(), String> {
    let answer = &stage.answer;
    if answer.say.is_empty() && !answer.ended && !matches!(act, Act::BargeIn(_)) {
        return Err("the agent said nothing".to_owned());
    }
    manners::check(&answer.say, stage.answer.language)?;
    let said = answer.say.to_lowercase();
    match script.never.iter().find(|never| said.contains(*never)) {
        Some(never) => Err(format!("the agent must never say '{never}'")),
        None => Ok(()),
    }
}

fn expect(stage: &Stage, parts: &[String], present: bool) -> Result<(), String> {
    let said = stage.answer.say.to_lowercase();
    match (parts.iter().find(|part| said.contains(*part)), present) {
        (None, true) => Err(format!("expected one of {parts:?}")),
        (Some(part), false) => Err(format!("unexpected '{part}'")),
        _ => Ok(()),
    }
}

fn expect_asked(stage: &Stage, wanted: &str) -> Result<(), String> {
    let asked = name(&stage.answer.asked);
    if asked == wanted { Ok(()) } else { Err(format!("expected to be asked for {wanted}, not for {asked}")) }
}

fn check_outcome(script: &Script, came: &[String]) -> Result<(), String> {
    let fits =
        script.wanted.len() == came.len() && script.wanted.iter().zip(came).all(|(wanted, came)| fits(wanted, came));
    if fits { Ok(()) } else { Err(format!("expected {:#?}\ngot      {came:#?}", script.wanted)) }
}

/// Whether an outcome is the one wanted. A message is wanted by its beginning: kind, name, number and how the text begins.
pub fn fits(wanted: &str, came: &str) -> bool {
    if wanted.starts_with("message") { came.to_lowercase().starts_with(&wanted.to_lowercase()) } else { wanted == came }
}
