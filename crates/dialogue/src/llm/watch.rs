//! Who watches how a model does: how fast it is, and what becomes of the turns that it is given. Nothing of what was said or
//! written is told.

use std::time::Duration;

/// Watches one engine; shared by all its calls.
pub trait Watch: Send + Sync {
    /// A request was answered to its end.
    fn request(&self, took: Took);
    /// A turn has come to its end.
    fn turn(&self, led: Led);
}

/// How long a request took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Took {
    /// To the first piece of text; `None` when there was none, as with a tool call alone.
    pub first: Option<Duration>,
    /// To the end.
    pub whole: Duration,
    /// Tokens of the reply; its pieces of text where the server does not say, or was not waited for to the end: servers send
    /// a piece for each token, unless one is part of a letter.
    pub tokens: u64,
}

/// Who led a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Led {
    /// The model spoke by itself.
    Spoke,
    /// The model asked for a deed, and the rules went on with it.
    Acted,
    /// The model was asked and gave nothing that could be used; the rules took the words.
    Nothing,
    /// The model failed, was late, or was dropped.
    Broke,
    /// The model was not asked: fixed words, dictated answers, what became of a deed.
    Rules,
    /// The model was not asked because it had not got on with the caller; the rules took the turn.
    Stuck,
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn request(&self, _: Took) {}
    fn turn(&self, _: Led) {}
}

/// A turn being watched: whoever drops it before it was told what became of it tells that it broke.
pub(super) struct Watched<'a>(&'a dyn Watch, Option<Led>);

impl<'a> Watched<'a> {
    pub(super) fn new(watch: &'a dyn Watch) -> Self {
        Watched(watch, Some(Led::Broke))
    }

    /// What became of the turn.
    pub(super) fn came(mut self, led: Led) {
        self.1 = None;
        self.0.turn(led);
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Some(led) = self.1 {
            self.0.turn(led);
        }
    }
}
