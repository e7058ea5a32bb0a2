//! The workers that all calls share: OS threads with a bounded queue in front of them.
//!
//! A worker keeps one [`State`] per model, so that two models never compute on more threads than one would. Takes in, readings
//! out; what a reading is worth is not decided here.

use super::doubt;
use super::full::{Decoding, Request};
use super::grammar::Grammar;
use super::idle;
use super::model::{Model, State};
use crate::asr::AsrError;
use base::language::Language;
use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Takes that may wait per worker. One takes about 0.7 s (base on two cores), so the last of four waits 2.8 s: longer
/// silence is not to be asked of a caller, who is better told at once that it takes a moment.
const WAITING_PER_WORKER: usize = 4;

/// How many workers compute with how many threads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workers {
    count: usize,
    threads: usize,
    cores: usize,
}

impl Workers {
    /// Most workers, and most threads of one: more gain nothing.
    pub const MAX: usize = 16;

    /// So many workers with so many threads each, both kept within 1 and [`Workers::MAX`], on a machine of `cores`. While
    /// something else keeps cores busy, a worker takes fewer.
    pub fn new(count: usize, threads: usize, cores: usize) -> Self {
        Workers { count: count.clamp(1, Workers::MAX), threads: threads.clamp(1, Workers::MAX), cores: cores.max(1) }
    }

    /// What suits a machine of `cores`: workers × threads never above them, since waiting threads spin (2 × 2 threads on two
    /// cores take 19 s for what 1 × 2 does in 0.3 s). Two threads a worker rather than twice the workers: of two takes that
    /// come together the second is answered as early, the first in half the time. From three cores on one is left to media;
    /// on two, media needs little of them, and a run takes fewer threads while something else is busy.
    pub fn for_cores(cores: usize) -> Self {
        let (count, threads) = match cores {
            0 | 1 => (1, 1),
            2 | 3 => (1, 2),
            4 => (1, 3),
            _ => ((cores - 1) / 2, 2),
        };
        Workers::new(count, threads, cores)
    }

    /// Threads that compute at the same moment at most.
    pub fn threads_total(self) -> usize {
        self.count * self.threads
    }

    /// Number of workers.
    pub fn count(self) -> usize {
        self.count
    }
}

/// Which call a take comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ear(pub u64);

/// One stretch of speech to be recognised.
pub(super) struct Job {
    pub ear: Ear,
    pub model: Arc<Model>,
    pub samples: Vec<f32>,
    pub language: Language,
    pub prompt: String,
    /// The other language that may be spoken, with the prompt for it.
    pub other: Option<(Language, String)>,
    pub grammar: Option<(Grammar, f32)>,
    pub audio_context: usize,
    pub tokens_max: usize,
    pub void: Arc<AtomicBool>,
    /// Takes the reading and the language in which it was made.
    pub answer: Box<dyn FnOnce(Result<Decoding, AsrError>, Language) + Send>,
}

/// The queue was full.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Worker threads and their queue; dropped, it lets the running takes end and drops the waiting ones.
pub struct Pool {
    shared: Arc<Shared>,
    workers: Workers,
    ears: AtomicU64,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

struct Queue {
    waiting: VecDeque<Job>,
    waiting_max: usize,
    idle: usize,
    closed: bool,
}

impl Pool {
    /// Starts the workers.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(workers: Workers) -> Result<Arc<Self>, AsrError> {
        let waiting_max = workers.count * WAITING_PER_WORKER;
        let queue =
            Queue { waiting: VecDeque::with_capacity(waiting_max), waiting_max, idle: workers.count, closed: false };
        let shared = Arc::new(Shared { queue: Mutex::new(queue), wake: Condvar::new() });
        let pool = Pool { shared: Arc::clone(&shared), workers, ears: AtomicU64::new(0) };
        for number in 0..workers.count {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new()
                .name(format!("whisper-{number}"))
                .spawn(move || work(&shared, workers))
                .map_err(|error| AsrError::Model(format!("no thread to run it: {error}")))?;
        }
        Ok(Arc::new(pool))
    }

    /// The workers it was started with.
    pub fn workers(&self) -> Workers {
        self.workers
    }

    /// A number for one more ear.
    pub(super) fn ear(&self) -> Ear {
        Ear(self.ears.fetch_add(1, Ordering::Relaxed))
    }

    /// Queues a take. One of the same call that has not begun gives up its place to it.
    pub(super) fn submit(&self, job: Job) -> Result<(), Full> {
        let mut queue = self.shared.lock();
        if let Some(waiting) = queue.waiting.iter_mut().find(|waiting| waiting.ear == job.ear) {
            *waiting = job;
        } else if queue.waiting.len() < queue.waiting_max + queue.idle {
            queue.waiting.push_back(job);
        } else {
            return Err(Full);
        }
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Queues work that is worth doing only if a worker has nothing else to do.
    pub(super) fn submit_if_idle(&self, job: Job) {
        let mut queue = self.shared.lock();
        if queue.idle > queue.waiting.len() {
            queue.waiting.push_back(job);
            self.shared.wake.notify_one();
        }
    }

    /// Drops what a call has waiting.
    pub(super) fn withdraw(&self, ear: Ear) {
        self.shared.lock().waiting.retain(|waiting| waiting.ear != ear);
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("workers", &self.workers).finish_non_exhaustive()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        queue.waiting.clear();
        self.shared.wake.notify_all();
    }
}

impl Shared {
    /// No code panics while it holds the lock, so a poisoned one is as good as a whole one.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.waiting.pop_front() {
                queue.idle -= 1;
                return Some(job);
            }
            queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A worker's life; it counts as idle from the pool's start on.
fn work(shared: &Shared, workers: Workers) {
    let mut states: Vec<State> = Vec::new();
    while let Some(job) = shared.next() {
        let result = recognise(&mut states, &job, idle::threads(workers.threads, workers.cores));
        let (result, language) = match result {
            Ok(Some((reading, language))) => (Some(Ok(reading)), language),
            Ok(None) => (None, job.language),
            Err(error) => (Some(Err(error)), job.language),
        };
        if let Some(result) = result
            && !job.void.load(Ordering::Relaxed)
        {
            (job.answer)(result, language);
        }
        shared.lock().idle += 1;
    }
}

/// Reads a take, and once more in the other language where that is plainly spoken; of the two the surer counts.
fn recognise(states: &mut Vec<State>, job: &Job, threads: usize) -> Result<Option<(Decoding, Language)>, AsrError> {
    let state = state_for(states, &job.model)?;
    let request = Request {
        samples: &job.samples,
        language: job.language,
        other: job.other.as_ref().map(|(language, _)| *language),
        prompt: &job.prompt,
        grammar: job.grammar.as_ref().map(|(grammar, penalty)| (grammar, *penalty)),
        audio_context: job.audio_context,
        tokens_max: job.tokens_max,
        threads,
    };
    let Some(mut reading) = state.run(&request, &job.void)? else { return Ok(None) };
    if doubt::is_forced(&reading) {
        match state.run(&Request { grammar: None, ..request }, &job.void)? {
            Some(free) => reading = free,
            None => return Ok(None),
        }
    }
    if let Some((language, prompt)) = job.other.as_ref().filter(|_| doubt::is_foreign(&reading)) {
        let foreign = Request { language: *language, other: None, prompt, grammar: None, ..request };
        match state.run(&foreign, &job.void)? {
            Some(foreign) if doubt::is_surer(&foreign, &reading) => return Ok(Some((foreign, *language))),
            Some(_) => {}
            None => return Ok(None),
        }
    }
    Ok(Some((reading, job.language)))
}

/// The worker's state for a model, made at its first take.
fn state_for<'a>(states: &'a mut Vec<State>, model: &Arc<Model>) -> Result<&'a mut State, AsrError> {
    let known = states.iter().position(|state| Arc::ptr_eq(&state.model, model));
    let index = match known {
        Some(index) => index,
        None => {
            states.push(State::new(model)?);
            states.len() - 1
        }
    };
    states.get_mut(index).ok_or_else(|| AsrError::Recognition("no state".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_never_exceed_the_cores() {
        for cores in 0..100 {
            let workers = Workers::for_cores(cores);
            assert!(workers.threads_total() <= cores.max(1) && workers.count >= 1, "{cores}: {workers:?}");
            assert!(cores < 3 || workers.threads_total() < cores, "a core is left to media");
        }
        assert_eq!(Workers::new(0, 99, 0), Workers { count: 1, threads: 16, cores: 1 });
    }
}
