//! The scripted recogniser.

use super::listening::{keeps_the_contract, setting, speak, waits_can_be_given_up, words};
use lab::scripted::recognizer::Scripted;
use speech::asr::{Expectation, Recognizer, Take};
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn it_keeps_the_contract() {
    let scripted = Scripted::new(["Guten Tag."], Duration::from_millis(300));
    keeps_the_contract(&scripted).await;
    waits_can_be_given_up(&scripted).await;
}

#[tokio::test(start_paused = true)]
async fn it_says_its_utterances_in_order_one_a_turn_after_the_delay() {
    let scripted = Scripted::new(["eins", "zwei"], Duration::from_millis(250));
    let mut ear = scripted.listen(setting()).unwrap();
    for expected in ["eins", "zwei", "eins"] {
        speak(&mut ear, 200);
        let asked_at = Instant::now();
        ear.finish(Take(1), Expectation::Open);
        assert_eq!(words(&mut ear, Take(1)).await, expected);
        assert_eq!(asked_at.elapsed(), Duration::from_millis(250));
        ear.finish(Take(2), Expectation::Open);
        assert_eq!(words(&mut ear, Take(2)).await, expected, "asked again within a turn");
        ear.forget();
    }
}
