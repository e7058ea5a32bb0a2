//! What is counted while a model is watched: who led each turn, and how long its replies took.

use dialogue::llm::watch::{Led, Took, Watch};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Counts of a stage.
#[derive(Debug, Default)]
pub struct Counts(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    requests: Vec<Took>,
    led: Vec<Led>,
    /// Where the turns of the present call begin.
    call: usize,
}

impl Counts {
    /// A call begins.
    pub fn begin_call(&self) {
        let mut seen = self.seen();
        seen.call = seen.led.len();
    }

    /// Who led the turns of the present call.
    pub fn led(&self) -> Vec<Led> {
        let seen = self.seen();
        seen.led[seen.call..].to_vec()
    }

    /// Who led all turns.
    pub fn all_led(&self) -> Vec<Led> {
        self.seen().led.clone()
    }

    /// All requests.
    pub fn requests(&self) -> Vec<Took> {
        self.seen().requests.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Counts {
    fn request(&self, took: Took) {
        self.seen().requests.push(took);
    }

    fn turn(&self, led: Led) {
        self.seen().led.push(led);
    }
}
