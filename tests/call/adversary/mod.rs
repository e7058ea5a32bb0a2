//! An engine that proposes and claims at random, against callers at random, in virtual time: nothing is booked, moved, cancelled, told
//! of or handed over without the gates.
//!
//! What is checked is not what the gate says of itself: the calendar afterwards, and what was said and heard by then.
//! `VORZIMMER_CASES` sets the number of calls (200 by default, 10,000 at most; `make test-long` runs these).

pub mod chance;
mod check;
mod engine;
mod model;
pub mod scene;

use self::scene::{Over, Scene};
use crate::providers::llm::{SETTINGS, engine};
use dialogue::llm::chat::{Dialect, Mode};
use dialogue::llm::{Allowance, Settings};
use std::sync::{Arc, Mutex};

/// Calls by default, and at most.
const CALLS: u64 = 200;
const CALLS_MAX: u64 = 10_000;
/// So many at the same time.
const THREADS: u64 = 2;

fn calls() -> u64 {
    let wanted = std::env::var("VORZIMMER_CASES").ok().and_then(|text| text.parse().ok());
    wanted.unwrap_or(CALLS).min(CALLS_MAX)
}

#[test]
fn p22_an_engine_that_invents_deeds_and_claims_does_nothing_without_the_gates() {
    let judged = Mutex::new(Judged::default());
    std::thread::scope(|scope| {
        for first in 1..=THREADS {
            let judged = &judged;
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                for seed in (first..=calls()).step_by(THREADS as usize) {
                    let over = runtime.block_on(Scene::new(seed).play());
                    judged.lock().unwrap().add(seed, &over);
                }
            });
        }
    });
    let judged = judged.into_inner().unwrap();
    let seen = judged.close("in this process");
    assert!(seen.reached_all(), "the calls must reach every kind of deed, or the test proves nothing: {seen:?}");
}

/// A twentieth of the calls, over sockets: a model that calls every tool with any arguments, and claims, in either mode.
#[tokio::test]
async fn p22_a_model_that_calls_any_tool_with_anything_does_nothing_without_the_gates() {
    for mode in [Mode::Tools, Mode::Schema] {
        let server = model::start(mode).await;
        let allowance = Allowance { requests: 1_000, tokens: 10_000_000 };
        let engine = Arc::new(engine(&server, Settings { mode, allowance, ..SETTINGS }, Dialect::Common));
        let mut judged = Judged::default();
        for seed in 1..=calls() / 20 {
            judged.add(seed, &Scene::new(seed).with_helpful_caller().play_with(engine.clone()).await);
        }
        let seen = judged.close(&format!("{mode:?}, {} requests", server.requests().len()));
        assert!(!server.requests().is_empty() && seen.reached_deeds(), "no deed was reached: {seen:?}");
    }
}

/// Calls judged so far.
#[derive(Default)]
struct Judged {
    calls: u64,
    seen: check::Seen,
    wrong: Vec<String>,
}

impl Judged {
    fn add(&mut self, seed: u64, over: &Over) {
        self.calls += 1;
        if let Err(fault) = check::check(over, &mut self.seen) {
            self.wrong.push(format!("── call {seed} ──\n{fault}\n{}", over.transcript()));
        }
    }

    fn close(self, what: &str) -> check::Seen {
        let Judged { calls, seen, wrong } = self;
        println!("{calls} calls ({what}): {seen:?}");
        assert!(wrong.is_empty(), "{} calls are wrong:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
        seen
    }
}
