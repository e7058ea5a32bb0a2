//! Counts readings, for the test that nobody reads an utterance twice. Only with the feature `count`, which ships in nothing: what
//! is counted is named by the caller's words.

use crate::Context;
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static READINGS: RefCell<BTreeMap<String, BTreeMap<String, usize>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The words are read in a context.
pub(crate) fn note(words: &str, context: &Context<'_>) {
    let Context { language, asked, earlier, .. } = context;
    let context = format!("{language} {asked:?} {earlier:?}");
    READINGS.with_borrow_mut(|readings| {
        *readings.entry(words.to_owned()).or_default().entry(context).or_default() += 1;
    });
}

/// How often this thread has read which words in which context since it was last asked.
pub fn take() -> BTreeMap<String, BTreeMap<String, usize>> {
    READINGS.take()
}
