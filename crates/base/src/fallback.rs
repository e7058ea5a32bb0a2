//! Several providers for one role, tried in order, and none of them asked again and again while it fails.
//!
//! Takes adapters in the order of preference and what became of each attempt; gives those that are worth an attempt now. It
//! knows nothing of what is asked of them: the fallbacks of each role (`speech::asr::fallback`, `dialogue::fallback`,
//! `speech::tts::fallback`) do. The breaker is the one of Nygard, 'Release It!', chapter 5.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// When a provider is given a rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// Failures in a row after which it rests.
    pub failures_max: u32,
    /// How long it rests; then one attempt decides.
    pub rest: Duration,
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        BreakerPolicy { failures_max: 3, rest: Duration::from_secs(20) }
    }
}

/// Remembers how a provider did.
#[derive(Debug)]
pub struct Breaker {
    policy: BreakerPolicy,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// So many failures in a row, fewer than would be too many.
    Closed(u32),
    /// It rests until then.
    Open(Instant),
    /// One attempt is under way that decides; another may begin from then on, should the first never end.
    Trying(Instant),
}

impl Breaker {
    /// A breaker for a provider that has not failed yet.
    pub fn new(policy: BreakerPolicy) -> Self {
        Breaker { policy, state: Mutex::new(State::Closed(0)) }
    }

    /// Whether an attempt is worth making at `now`. After a rest one caller alone is told yes.
    pub fn admits(&self, now: Instant) -> bool {
        let mut state = self.state();
        match *state {
            State::Closed(_) => true,
            State::Open(until) | State::Trying(until) if now >= until => {
                *state = State::Trying(now + self.policy.rest);
                true
            }
            State::Open(_) | State::Trying(_) => false,
        }
    }

    /// Whether it rests at `now`. Unlike [`Breaker::admits`], asking makes nobody the one whose attempt decides.
    pub fn is_resting(&self, now: Instant) -> bool {
        matches!(*self.state(), State::Open(until) | State::Trying(until) if now < until)
    }

    /// The provider did what was asked.
    pub fn succeeded(&self) {
        *self.state() = State::Closed(0);
    }

    /// The provider failed, or took too long.
    pub fn failed(&self, now: Instant) {
        let mut state = self.state();
        let failures = match *state {
            State::Closed(failures) => failures + 1,
            State::Open(_) | State::Trying(_) => self.policy.failures_max,
        };
        *state = match failures >= self.policy.failures_max {
            true => State::Open(now + self.policy.rest),
            false => State::Closed(failures),
        };
    }

    /// The provider failed so that it is not to be asked again at once, however well it did before.
    pub fn broke_off(&self, now: Instant) {
        *self.state() = State::Open(now + self.policy.rest);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A state is a plain value: there is no half-written one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adapters of one role in the order of preference. There is at least one.
#[derive(Debug)]
pub struct Candidates<A> {
    first: Candidate<A>,
    further: Vec<Candidate<A>>,
}

/// An adapter with its limits.
#[derive(Debug)]
pub struct Candidate<A> {
    /// The adapter.
    pub adapter: A,
    /// How long an attempt may take until its first result.
    pub limit: Duration,
    /// How it did. Shared with attempts that outlive the asking.
    pub breaker: Arc<Breaker>,
}

impl<A> Candidate<A> {
    /// An adapter that has not failed yet.
    pub fn new(adapter: A, limit: Duration, policy: BreakerPolicy) -> Self {
        Candidate { adapter, limit, breaker: Arc::new(Breaker::new(policy)) }
    }
}

impl<A> Candidates<A> {
    /// These, in this order.
    pub fn new(first: Candidate<A>, further: Vec<Candidate<A>>) -> Self {
        Candidates { first, further }
    }

    /// These, in this order; `None` when there are none.
    pub fn of(candidates: impl IntoIterator<Item = Candidate<A>>) -> Option<Self> {
        let mut candidates = candidates.into_iter();
        Some(Candidates { first: candidates.next()?, further: candidates.collect() })
    }

    /// All of them.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Candidate<A>> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// The candidate at `place`, from 0.
    pub fn at(&self, place: usize) -> Option<&Candidate<A>> {
        self.all().nth(place)
    }

    /// The place of the last.
    pub fn last(&self) -> usize {
        self.further.len()
    }

    /// The first place from `from` on that is worth an attempt now; the last one always is.
    pub fn admitted_from(&self, from: usize) -> Option<usize> {
        let mut candidates = self.all().enumerate().skip(from);
        let found =
            candidates.find(|(place, candidate)| candidate.breaker.admits(Instant::now()) || *place == self.last());
        found.map(|(place, _)| place)
    }

    /// Those worth an attempt, in order, each judged when its turn comes. The last is always among them: whoever owes an
    /// answer rather asks a provider that may fail than none.
    pub fn admitted(&self) -> impl Iterator<Item = &Candidate<A>> {
        let last = self.further.len();
        let numbered = self.all().enumerate();
        numbered
            .filter(move |(place, candidate)| candidate.breaker.admits(Instant::now()) || *place == last)
            .map(|(_, candidate)| candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(20);

    fn candidate(name: &'static str) -> Candidate<&'static str> {
        Candidate::new(name, Duration::from_secs(1), BreakerPolicy { failures_max: 2, rest: REST })
    }

    #[tokio::test(start_paused = true)]
    async fn who_fails_rests_and_is_then_tried_by_one_alone() {
        let candidates = Candidates::new(candidate("far"), vec![candidate("near")]);
        let names = || candidates.admitted().map(|candidate| candidate.adapter).collect::<Vec<_>>();
        let far = &candidates.all().next().expect("the first").breaker;
        far.failed(Instant::now());
        assert_eq!(names(), ["far", "near"], "one failure is no habit");
        far.failed(Instant::now());
        assert_eq!(names(), ["near"]);
        tokio::time::advance(REST).await;
        assert_eq!(names(), ["far", "near"]);
        assert_eq!(names(), ["near"], "the attempt under way decides");
        far.failed(Instant::now());
        tokio::time::advance(REST / 2).await;
        assert_eq!(names(), ["near"], "one more failure is another rest");
        tokio::time::advance(REST / 2).await;
        assert_eq!(names(), ["far", "near"]);
        far.succeeded();
        assert_eq!(names(), ["far", "near"]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_breaks_off_rests_at_once_and_asking_changes_nothing() {
        let breaker = Breaker::new(BreakerPolicy { failures_max: 3, rest: REST });
        breaker.broke_off(Instant::now());
        assert!(breaker.is_resting(Instant::now()) && !breaker.admits(Instant::now()));
        tokio::time::advance(REST).await;
        for _ in 0..2 {
            assert!(!breaker.is_resting(Instant::now()));
        }
        assert!(breaker.admits(Instant::now()) && breaker.is_resting(Instant::now()), "the attempt under way decides");
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_is_always_asked() {
        let candidates = Candidates::new(candidate("alone"), Vec::new());
        for _ in 0..5 {
            assert_eq!(candidates.admitted().count(), 1);
            candidates.all().for_each(|candidate| candidate.breaker.failed(Instant::now()));
        }
    }
}
