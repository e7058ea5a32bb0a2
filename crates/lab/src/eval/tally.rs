//! How calls of an evaluation ended, and how many did so.

use std::fmt;

/// How a call ended, judged by what its caller wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As wanted.
    Right,
    /// With a message or a person instead.
    Handed,
    /// Without all that was wanted being done.
    Undone,
    /// With a deed that the caller did not want.
    Wrong,
}

/// Counts of endings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that ended [`Ending::Right`].
    pub right: usize,
    /// … [`Ending::Handed`].
    pub handed: usize,
    /// … [`Ending::Undone`].
    pub undone: usize,
    /// … [`Ending::Wrong`].
    pub wrong: usize,
}

impl Tally {
    /// Counts an ending.
    pub fn add(&mut self, ending: Ending) {
        match ending {
            Ending::Right => self.right += 1,
            Ending::Handed => self.handed += 1,
            Ending::Undone => self.undone += 1,
            Ending::Wrong => self.wrong += 1,
        }
    }

    /// All calls.
    pub fn calls(&self) -> usize {
        self.right + self.handed + self.undone + self.wrong
    }
}

impl FromIterator<Ending> for Tally {
    fn from_iter<I: IntoIterator<Item = Ending>>(endings: I) -> Self {
        let mut tally = Tally::default();
        endings.into_iter().for_each(|ending| tally.add(ending));
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = 100.0 * self.right as f64 / self.calls().max(1) as f64;
        let Tally { right, handed, undone, wrong } = self;
        write!(
            f,
            "{right} of {} right ({percent:.1} %), {handed} a message or a person instead, {undone} undone, {wrong} WRONG",
            self.calls()
        )
    }
}
