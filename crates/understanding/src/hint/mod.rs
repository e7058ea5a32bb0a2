//! What callers say of the letters of a name that is known: 'mit Doppel-T am Ende', 'with a double n', 'K N, not K L', 'mit ie',
//! 'ohne h'. A hint is no name: it changes the one that was heard, where it can mean one place of it only.

mod apply;
mod read;

pub use apply::hinted;
pub(super) use read::hints;

/// A remark on how a name is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterHint {
    what: What,
    place: Place,
}

/// What is said of the letters; all in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// 'Mit th', 'with a double n'.
    With(String),
    /// 'Ohne h'.
    Without(String),
    /// 'Nur ein l'.
    Single(char),
    /// 'K N, not K L'.
    Instead { right: String, wrong: String },
}

/// Where in the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Begin,
    End,
    Anywhere,
}
