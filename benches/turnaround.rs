//! How long callers wait for an answer. `cargo bench --bench turnaround`, or with `-- share`, `-- complete` for one part,
//! with `each` to see every answer.
//!
//! A server in a process of its own (`vorzimmer serve`) hears, thinks and speaks by providers' interfaces: Deepgram's live
//! recognition, an OpenAI-compatible chat with streamed tokens, and OpenAI's speech, each played by a test server of this
//! process over loopback sockets. The telephone of `vorzimmer-lab call` speaks recorded utterances to it in real time. The
//! recogniser knows of a word only once its sound has arrived, and lags behind it.
//!
//! `share`: providers that answer at once, one call at a time: from the commit of a turn until the first frame of the answer
//! has left, by the server's account. `VORZIMMER_TURNS` (300 by default) are measured.
//!
//! `complete`: a model's first token after 200 ms and a token each 12 ms, sound after 150 ms, words 150 ms after they were
//! said, final words after 150 ms: from the last sample of the caller's speech to the first sound of the answer, over the
//! whole fixture set, and with it how many of its utterances the server took to be over before they were. Four calls at
//! once.

#![allow(clippy::unwrap_used, reason = "a measurement stops where it finds something wrong")]

#[path = "turnaround/calls.rs"]
mod calls;
#[path = "turnaround/office.rs"]
mod office;
#[path = "turnaround/utterances.rs"]
mod utterances;

use base::language::Language;
use calls::{Answer, Plan, make};
use dialogue::Asked;
use lab::provider::attentive::{AttentiveServer, Lag};
use lab::provider::chat::{self, ChatServer};
use lab::provider::recorded::Recorded;
use lab::provider::speech::{self, SpeechServer};
use office::{Office, Providers};
use serde_json::Value;
use std::time::Duration;
use understanding::Completeness;
use utterances::{Utterance, question};

/// Sound of each sentence that is spoken.
const SENTENCE_MS: usize = 300;
/// Turns of a call when only the server's share is measured.
const TURNS_A_CALL: usize = 20;
/// Utterances of a call over the fixture set.
const UTTERANCES_A_CALL: usize = 5;
/// Calls at once over the fixture set.
const CALLS_AT_ONCE: usize = 4;

/// How slow the providers are.
#[derive(Clone, Copy)]
struct Slowness {
    first_token: Duration,
    token: Duration,
    first_sound: Duration,
    lag: Lag,
}

const AT_ONCE: Slowness = Slowness {
    first_token: Duration::ZERO,
    token: Duration::ZERO,
    first_sound: Duration::ZERO,
    lag: Lag { interim: Duration::ZERO, last: Duration::ZERO },
};

const REAL: Slowness = Slowness {
    first_token: Duration::from_millis(200),
    token: Duration::from_millis(12),
    first_sound: Duration::from_millis(150),
    lag: Lag { interim: Duration::from_millis(150), last: Duration::from_millis(150) },
};

fn main() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| asked.iter().all(|asked| asked == "each") || asked.iter().any(|asked| asked == name);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("Load of this machine before: {}", load());
    if wanted("share") {
        runtime.block_on(share());
    }
    if wanted("complete") {
        runtime.block_on(complete(true));
        runtime.block_on(complete(false));
    }
    println!("Load of this machine after: {}", load());
}

/// Runnable tasks, averaged over 1, 5 and 15 minutes.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let averages: Vec<&str> = load.split_whitespace().take(3).collect();
    match averages.is_empty() {
        true => "not known".to_owned(),
        false => averages.join(", "),
    }
}

async fn share() {
    let turns: usize = std::env::var("VORZIMMER_TURNS").ok().and_then(|turns| turns.parse().ok()).unwrap_or(300);
    // Answers to 'anything else?' end calls.
    let short = |utterance: &Utterance| {
        utterance.language == Language::De && utterance.recorded.end_ms() < 1_800 && utterance.asked != Asked::More
    };
    let short: Vec<Utterance> = utterances::all().into_iter().filter(short).collect();
    let plan: Plan = (0..TURNS_A_CALL).map(|turn| turn % short.len()).collect();
    let plans = vec![plan; turns.div_ceil(TURNS_A_CALL)];
    let office = open(&short, &plans, AT_ONCE, true).await;
    let made = make(&office, &short, &plans, 1).await;
    let answers: Vec<&Answer> = made.answers.iter().filter(|answer| answer.share_ms.is_some()).collect();
    each(&made.answers, &short);
    let of = |part: fn(&Answer) -> Option<i64>| line(answers.iter().filter_map(|answer| part(answer)).collect());
    println!("\nServer's own share: providers that answer at once, one call at a time");
    println!("  {} turns in {} calls; telephone late by {} ms at most", answers.len(), plans.len(), made.late_ms_max);
    println!("  commit of the turn → first frame has left   {}", of(|answer| answer.share_ms));
    println!("    of that until the first sentence          {}", of(|answer| answer.dialogue_ms));
    println!("    and from there to its sound               {}", of(|answer| answer.synthesis_ms));
    println!("  last sample → first sound, as heard         {}", of(|answer| Some(answer.heard_ms)));
    println!("  engine asked → first sentence, thought ahead {}", of(Answer::thought_ms));
    println!("  wanted: p50 ≤ 10 ms, p99 ≤ 30 ms from commit to frame");
}

async fn complete(acknowledged: bool) {
    let all = utterances::all();
    let plans: Vec<Plan> = Language::ALL
        .into_iter()
        .flat_map(|language| {
            let own: Plan = (0..all.len()).filter(|&index| all[index].language == language).collect();
            own.chunks(UTTERANCES_A_CALL).map(<[usize]>::to_vec).collect::<Vec<_>>()
        })
        .collect();
    let office = open(&all, &plans, REAL, acknowledged).await;
    let made = make(&office, &all, &plans, CALLS_AT_ONCE).await;
    let said = if acknowledged { "replies begin with an acknowledgement" } else { "replies begin with their question" };
    println!("\nFirst token 200 ms, first sound 150 ms, words 150 ms, final words 150 ms; {said}");
    println!("  {} of {} utterances; telephone late by {} ms at most", made.answers.len(), all.len(), made.late_ms_max);
    each(&made.answers, &all);
    let kinds: [(&str, &[Completeness]); 3] = [
        ("complete", &[Completeness::Complete, Completeness::Answered]),
        ("complete, and nothing is likely to follow", &[Completeness::Complete]),
        ("perhaps complete, and names and numbers", &[Completeness::Neutral]),
    ];
    for (name, kinds) in kinds {
        let of_kind = |answer: &&Answer| !answer.cut && kinds.contains(&all[answer.utterance].completeness());
        let own: Vec<&Answer> = made.answers.iter().filter(of_kind).collect();
        let of = |part: fn(&Answer) -> Option<i64>| line(own.iter().filter_map(|answer| part(answer)).collect());
        println!("  {} utterances that are {name}", own.len());
        println!("    last sample → first sound, as heard       {}", of(|answer| Some(answer.heard_ms)));
        println!("    last sample → first frame has left        {}", of(|answer| answer.sent_ms));
        println!("    last sample → engine asked                {}", of(|answer| answer.asked_ms));
        println!("    last sample → first token                 {}", of(|answer| answer.token_ms));
        println!("    last sample → first sentence              {}", of(|answer| answer.sentence_ms));
        println!("    last voice → turn taken                   {}", of(|answer| answer.endpointing_ms));
    }
    let cut: Vec<&Answer> = made.answers.iter().filter(|answer| answer.cut).collect();
    let percent = 100.0 * cut.len() as f64 / made.answers.len().max(1) as f64;
    let pauses = all.iter().filter(|utterance| utterance.recorded.pause_ms_max() >= 200).count();
    println!("  taken before it was over: {} of {} ({percent:.1} %)", cut.len(), made.answers.len());
    println!("    ({pauses} of the set have a pause of 200 ms or more inside)");
    for answer in cut {
        let utterance = &all[answer.utterance];
        println!("    {} after {} ms: {}", utterance.language, answer.understood_ms, utterance.recorded.words);
    }
    println!("  wanted: p50 ≤ 400 ms from the last sample for complete utterances, ≤ 5 % taken too early");
}

/// Every answer on a line of its own, where that is asked for (`-- each`).
fn each(answers: &[Answer], all: &[Utterance]) {
    if !std::env::args().any(|argument| argument == "each") {
        return;
    }
    println!("  asked token sentence  sent heard | voice → taken");
    for answer in answers {
        let of = |part: Option<i64>| part.map_or("-".to_owned(), |ms| ms.to_string());
        let parts =
            [answer.asked_ms, answer.token_ms, answer.sentence_ms, answer.sent_ms, Some(answer.heard_ms)].map(of);
        let utterance = &all[answer.utterance];
        println!(
            "  {} | {:>5} {} {:?} {:?} {}",
            parts.map(|part| format!("{part:>5}")).join(" "),
            of(answer.endpointing_ms),
            if answer.cut { "cut" } else { "   " },
            utterance.completeness(),
            utterance.asked,
            utterance.recorded.words
        );
    }
}

/// A server with providers that know these utterances and ask as the calls need it.
async fn open(all: &[Utterance], plans: &[Plan], slowness: Slowness, acknowledged: bool) -> Office {
    let recordings: Vec<Recorded> = all.iter().map(|utterance| utterance.recorded.clone()).collect();
    let script = script(all, plans, slowness, acknowledged);
    let providers = Providers {
        ear: AttentiveServer::start(&recordings, slowness.lag).await,
        brain: ChatServer::start(move |_, body| script(body)).await,
        voice: SpeechServer::start(move |_| {
            vec![speech::SoundStep::Wait(slowness.first_sound), speech::SoundStep::Sound(speech::linear(SENTENCE_MS))]
        })
        .await,
    };
    Office::open(&providers).await
}

/// A model that asks for what the caller says next.
fn script(
    all: &[Utterance],
    plans: &[Plan],
    slowness: Slowness,
    acknowledged: bool,
) -> impl Fn(&Value) -> Vec<chat::ChatStep> + Send + Sync + use<> {
    let next = |plan: &Plan, turn: usize| plan.get(turn + 1).map_or(Asked::Wish, |&next| all[next].asked);
    let known: Vec<(String, Language, Asked)> = plans
        .iter()
        .flat_map(|plan| plan.iter().enumerate().map(move |(turn, &which)| (which, next(plan, turn))))
        .map(|(which, asked)| (letters(&all[which].recorded.words), all[which].language, asked))
        .collect();
    move |body| {
        let last = body["messages"].as_array().and_then(|messages| messages.last()?["content"].as_str());
        // What the server tells the model of the turn stands before the caller's words, on a line of its own.
        let words = letters(last.and_then(|last| last.lines().last()).unwrap_or_default());
        let said = known.iter().find(|(known, ..)| *known == words);
        let said = said.or_else(|| known.iter().find(|(known, ..)| !words.is_empty() && known.starts_with(&words)));
        let Some((_, language, asked)) = said else {
            // Half an utterance, or two at once: it was taken too early.
            return vec![chat::ChatStep::Finish];
        };
        let (language, asked) = (*language, *asked);
        let tokens = question(asked, language, acknowledged).into_iter().enumerate();
        let token = |(number, token): (usize, &'static str)| {
            let wait = if number == 0 { slowness.first_token } else { slowness.token };
            [chat::ChatStep::Wait(wait), chat::ChatStep::Text(token.to_owned())]
        };
        tokens.flat_map(token).chain([chat::ChatStep::Finish]).collect()
    }
}

fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Percentiles by nearest rank, ms.
fn line(mut values: Vec<i64>) -> String {
    values.sort_unstable();
    let rank = |percent: usize| values.get((values.len() * percent).div_ceil(100).saturating_sub(1));
    match (rank(50), rank(95), rank(99), values.last()) {
        (Some(p50), Some(p95), Some(p99), Some(most)) => {
            format!("p50 {p50:4}  p95 {p95:4}  p99 {p99:4}  most {most:4} ms")
        }
        _ => "not known".to_owned(),
    }
}
