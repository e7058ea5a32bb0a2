//! Calls made of recorded utterances, and what came of each utterance.

use super::office::Office;
use super::utterances::Utterance;
use base::language::Language;
use lab::telephone::caller::{Caller, Manner};
use lab::telephone::carrier::Errand;
use lab::telephone::events::Who;
use lab::telephone::minutes::TranscriptTurn;
use lab::telephone::script::{self, Prepared, Script};
use lab::telephone::{Audience, Happening};
use std::collections::VecDeque;
use std::sync::Mutex;

/// What a caller says, by the utterances' numbers.
pub type Plan = Vec<usize>;

/// The salon.
const DIALLED: &str = "+492214710100";
/// The server's clock begins when it has read `start`, and what its detector takes for the end of the voice is up to so
/// much before what can be heard, ms: an utterance whose voice it found to end still earlier was taken too early.
const TAKEN_EARLY_MS: i64 = 250;

/// All calls.
pub struct Made {
    pub answers: Vec<Answer>,
    pub late_ms_max: u64,
}

/// What came of an utterance, ms; from the end of its last word where not said otherwise.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Which.
    pub utterance: usize,
    /// The server took the turn before it was over; how far it had heard it, from its begin.
    pub cut: bool,
    pub understood_ms: i64,
    /// To the first sound of the answer, as heard.
    pub heard_ms: i64,
    /// To the first frame of the answer, as the server sent it, and to what came before it.
    pub sent_ms: Option<i64>,
    pub asked_ms: Option<i64>,
    pub token_ms: Option<i64>,
    pub sentence_ms: Option<i64>,
    /// From the last voice to the commit, and from there: to the first frame, and its two parts.
    pub endpointing_ms: Option<i64>,
    pub share_ms: Option<i64>,
    pub dialogue_ms: Option<i64>,
    pub synthesis_ms: Option<i64>,
}

impl Answer {
    /// From when the engine was asked to its first sentence, ms.
    pub fn thought_ms(&self) -> Option<i64> {
        Some(self.sentence_ms? - self.asked_ms?)
    }
}

/// Makes the calls, so many at once.
pub async fn make(office: &Office, all: &[Utterance], plans: &[Plan], at_once: usize) -> Made {
    let mut waiting: VecDeque<(usize, &Plan)> = plans.iter().enumerate().collect();
    let (mut running, mut made) = (tokio::task::JoinSet::new(), Made { answers: Vec::new(), late_ms_max: 0 });
    loop {
        while running.len() < at_once
            && let Some((number, plan)) = waiting.pop_front()
        {
            let (carrier, errand, plan) = (office.carrier(), errand(number, all, plan), plan.clone());
            running.spawn(async move {
                let minutes = Minutes::default();
                let report = carrier.place(errand, &minutes).await;
                (plan, report.figures, minutes.0.into_inner().expect("no panic"))
            });
        }
        let Some(over) = running.join_next().await else { return made };
        let (plan, figures, turns) = over.expect("a call without a panic");
        made.late_ms_max = made.late_ms_max.max(figures.late_ms_max);
        let answers = answers(all, &plan, &turns);
        if answers.len() < plan.len() {
            let heard: Vec<_> = turns.iter().map(|turn| (turn.who, &turn.words, &turn.understood)).collect();
            eprintln!(
                "a call of {} utterances had {} answers: {:?}, {heard:#?}",
                plan.len(),
                answers.len(),
                figures.outcome
            );
        }
        made.answers.extend(answers);
    }
}

fn errand(number: usize, all: &[Utterance], plan: &Plan) -> Errand {
    let line = |&which: &usize| {
        let Utterance { recorded, .. } = &all[which];
        let utterance =
            script::Utterance::Speech { words: Some(recorded.words.clone()), sound: recorded.sound.clone() };
        Prepared { asked: None, unless_heard: vec![], if_heard: vec![], tries: None, utterance }
    };
    let manner =
        Manner { reaction_ms: 300, linger_ms: 1_500, give_up_ms: 15_000, call_ms_max: 600_000, ..Manner::default() };
    let script = Script::new(plan.iter().map(line).collect());
    // Callers with a British number are greeted in English.
    let from = match all[plan[0]].language {
        Language::De => "+4917604069012",
        Language::En => "+447700900123",
    };
    Errand {
        number,
        from: from.to_owned(),
        to: DIALLED.to_owned(),
        forwarded_from: None,
        caller: Caller::new(script, vec![], manner),
    }
}

/// The turns of a call, as they come out.
#[derive(Default)]
struct Minutes(Mutex<Vec<TranscriptTurn>>);

impl Audience for Minutes {
    fn see(&self, _: usize, happening: &Happening) {
        if let Happening::Turn(turn) = happening {
            self.0.lock().expect("no panic").push(turn.clone());
        }
    }
}

/// The caller's turns are the utterances in order; the agent's next turn answers.
fn answers(all: &[Utterance], plan: &Plan, turns: &[TranscriptTurn]) -> Vec<Answer> {
    let callers = turns.iter().enumerate().filter(|(_, turn)| turn.who == Who::Caller).map(|(at, _)| at);
    let answer = |(&which, at): (&usize, usize)| {
        let answer = turns[at + 1..].iter().find(|turn| turn.who == Who::Agent)?;
        Some(judged(which, &all[which], &turns[at], answer))
    };
    plan.iter().zip(callers).filter_map(answer).collect()
}

fn judged(utterance: usize, said: &Utterance, turn: &TranscriptTurn, answer: &TranscriptTurn) -> Answer {
    let signed = |ms: u64| i64::try_from(ms).expect("a call of less than an age");
    let recorded = &said.recorded;
    let begin = signed(turn.start_ms) - signed(recorded.sound.speech_ms().0);
    let end = begin + signed(recorded.end_ms());
    let after = |ms: Option<u64>| ms.map(|ms| signed(ms) - end);
    let understood = turn.understood_to_ms.map_or(end, signed);
    let heard = signed(answer.start_ms) - end;
    let (dialogue, synthesis) = (answer.timing.dialogue_ms.map(signed), answer.timing.synthesis_ms.map(signed));
    Answer {
        utterance,
        cut: understood + TAKEN_EARLY_MS < end || heard < 0,
        understood_ms: understood - begin,
        heard_ms: heard,
        sent_ms: after(answer.first_frame_ms),
        asked_ms: after(answer.timing.engine_asked_ms),
        token_ms: after(answer.timing.first_token_ms),
        sentence_ms: after(answer.timing.first_sentence_ms),
        endpointing_ms: answer.timing.endpointing_ms.map(signed),
        share_ms: dialogue.zip(synthesis).map(|(dialogue, synthesis)| dialogue + synthesis),
        dialogue_ms: dialogue,
        synthesis_ms: synthesis,
    }
}
