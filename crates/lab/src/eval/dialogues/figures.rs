//! What is counted over rehearsals, and the bounds that the counts have to keep.

use super::stage::Stage;
use call::typed::outcome::Outcome;
use call::typed::{Act, Answer};
use dialogue::Asked;
use std::fmt;
use std::time::Duration;

/// Caller's turns to a simple booking, at the median, at most.
const TURNS_MAX: u32 = 6;
/// Time to a simple booking, at the median, at most.
const BOOKING_MAX: Duration = Duration::from_secs(75);
/// Questions asked again per call, at most.
const ASKED_AGAIN_MAX: f64 = 0.5;
/// Words per turn of the agent, at most.
const WORDS_MAX: f64 = 20.0;
/// Share of read-backs repeated only because the caller agreed early, at most.
const EARLY_MAX: f64 = 0.05;
/// From asking for a person to being connected, at most.
const PERSON_MAX: Duration = Duration::from_secs(10);

/// Counts of one or more rehearsals.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    calls: usize,
    agent_turns: usize,
    agent_words: usize,
    asked_again: usize,
    read_backs: usize,
    read_back_early: usize,
    /// Of calls that booked once and did nothing else: the caller's turns, and the time.
    bookings: Vec<(u32, Duration)>,
    /// From asking for a person to being connected; `None` when nobody was.
    persons: Vec<Option<Duration>>,
    turns: u32,
    booked: Option<(u32, Duration)>,
    person_asked: Option<Duration>,
}

impl Figures {
    /// A call that was opened with this answer.
    pub fn of_call(opening: &Answer) -> Self {
        let mut figures = Figures { calls: 1, ..Figures::default() };
        figures.count_words(&opening.say);
        figures
    }

    /// Counts a turn. `before` is what was asked and read back when the caller acted.
    pub fn count(&mut self, before: (Asked, Option<String>), act: &Act, stage: &Stage) {
        let answer = &stage.answer;
        let (asked_before, read_back_before) = before;
        let read_back = stage.read_back();
        self.turns += 1;
        self.count_words(&answer.say);
        let same_read_back = read_back.is_some() && read_back == read_back_before;
        let new_read_back = read_back.is_some() && !same_read_back;
        self.read_backs += usize::from(new_read_back);
        // An early agreement is one into the agent's words: the facts come again, and nothing else has changed.
        let early = same_read_back && matches!(act, Act::BargeIn(_)) && !answer.say.is_empty();
        self.read_back_early += usize::from(early);
        let failed = stage.session().failures() > 0 && answer.asked == asked_before;
        let again = answer.asked == Asked::Repeat || failed || same_read_back || matches!(act, Act::KeepSilent);
        self.asked_again += usize::from(again && !answer.say.is_empty() && !answer.ended);
        if !stage.session().outcome().booked.is_empty() {
            self.booked.get_or_insert((self.turns, answer.answered));
        }
        if answer.intents.iter().any(|intent| intent == "human") {
            self.person_asked.get_or_insert(answer.heard);
        }
    }

    /// Counts what came of the call.
    pub fn close(&mut self, outcome: &Outcome) {
        let simple = outcome.booked.len() == 1
            && outcome.moved.is_empty()
            && outcome.cancelled.is_empty()
            && outcome.messages.is_empty()
            && outcome.transfer.is_none();
        self.bookings.extend(self.booked.take().filter(|_| simple));
        if let Some(asked) = self.person_asked.take() {
            let connected = outcome.left_at.filter(|_| outcome.transfer.is_some());
            self.persons.push(connected.map(|at| at.saturating_sub(asked)));
        }
    }

    /// Takes another's counts in.
    pub fn add(&mut self, other: &Figures) {
        self.calls += other.calls;
        self.agent_turns += other.agent_turns;
        self.agent_words += other.agent_words;
        self.asked_again += other.asked_again;
        self.read_backs += other.read_backs;
        self.read_back_early += other.read_back_early;
        self.bookings.extend(&other.bookings);
        self.persons.extend(&other.persons);
    }

    fn count_words(&mut self, say: &str) {
        if !say.is_empty() {
            self.agent_turns += 1;
            self.agent_words += say.split_whitespace().count();
        }
    }

    /// The bounds that are not kept, in words; empty when all are.
    pub fn breaches(&self) -> Vec<String> {
        let connected = self.persons.iter().all(|after| after.is_some_and(|after| after <= PERSON_MAX));
        let bounds = [
            (self.turns_to_booking() <= TURNS_MAX, format!("more than {TURNS_MAX} caller turns to a booking")),
            (self.time_to_booking() <= BOOKING_MAX, format!("more than {} s to a booking", BOOKING_MAX.as_secs())),
            (
                self.asked_again_per_call() <= ASKED_AGAIN_MAX,
                format!("more than {ASKED_AGAIN_MAX} asked again per call"),
            ),
            (self.words_per_turn() <= WORDS_MAX, format!("more than {WORDS_MAX} words per agent turn")),
            (
                self.early_share() <= EARLY_MAX,
                format!("more than {EARLY_MAX} of read-backs repeated for early agreement"),
            ),
            (connected, format!("not everybody who asked for a person had one within {} s", PERSON_MAX.as_secs())),
        ];
        bounds.into_iter().filter(|(kept, _)| !kept).map(|(_, breach)| breach).collect()
    }

    fn turns_to_booking(&self) -> u32 {
        median(self.bookings.iter().map(|(turns, _)| *turns).collect())
    }

    fn time_to_booking(&self) -> Duration {
        median(self.bookings.iter().map(|(_, time)| *time).collect())
    }

    fn asked_again_per_call(&self) -> f64 {
        share(self.asked_again, self.calls)
    }

    fn words_per_turn(&self) -> f64 {
        share(self.agent_words, self.agent_turns)
    }

    fn early_share(&self) -> f64 {
        share(self.read_back_early, self.read_backs)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_time = self.persons.iter().filter(|after| after.is_some_and(|after| after <= PERSON_MAX)).count();
        let longest = self.persons.iter().flatten().max().copied().unwrap_or_default();
        writeln!(
            f,
            "  simple bookings: {}, at the median {} caller turns and {:.0} s",
            self.bookings.len(),
            self.turns_to_booking(),
            self.time_to_booking().as_secs_f64()
        )?;
        writeln!(f, "  questions asked again per call: {:.2}", self.asked_again_per_call())?;
        writeln!(f, "  words per agent turn: {:.1}", self.words_per_turn())?;
        writeln!(f, "  read-backs: {}, repeated for early agreement: {}", self.read_backs, self.read_back_early)?;
        write!(
            f,
            "  asked for a person: {}, connected within {} s: {in_time}, slowest {:.1} s",
            self.persons.len(),
            PERSON_MAX.as_secs(),
            longest.as_secs_f64()
        )
    }
}

fn median<T: Ord + Copy + Default>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
