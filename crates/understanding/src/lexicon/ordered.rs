//! Phrases of which several may stand in an utterance, where their order in the files decides which counts.

use super::{Folded, Lists};
use base::language::Language;
use std::collections::HashMap;
use std::ops::Range;

/// Phrases of all languages with their ranks, by their first words.
#[derive(Debug)]
pub(crate) struct Ordered<K> {
    by_first: HashMap<String, Vec<Ranked<K>>>,
}

#[derive(Debug)]
struct Ranked<K> {
    rank: usize,
    words: Vec<String>,
    key: K,
}

/// A phrase that stands in an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing<K> {
    /// Its place among the phrases.
    pub rank: usize,
    /// What it says.
    pub key: K,
    /// Where it stands.
    pub range: Range<usize>,
}

impl<K: Lists> Ordered<K> {
    /// The phrases that say one of these.
    pub fn of(keys: &[K]) -> Self {
        let entries = Language::ALL.into_iter().flat_map(K::entries).filter(|(key, _)| keys.contains(key));
        let phrases = entries.flat_map(|(key, phrases)| phrases.into_iter().map(move |phrase| (key, phrase)));
        let mut by_first: HashMap<String, Vec<Ranked<K>>> = HashMap::new();
        for (rank, (key, phrase)) in phrases.enumerate() {
            let words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
            by_first.entry(words[0].clone()).or_default().push(Ranked { rank, words, key });
        }
        Ordered { by_first }
    }

    /// All that stand in an utterance, in the order of their places.
    pub fn standing<'a, W: Folded>(&'a self, words: &'a [W]) -> impl Iterator<Item = Standing<K>> + 'a {
        (0..words.len()).flat_map(move |start| {
            let stands = move |ranked: &&Ranked<K>| {
                let here = words.get(start..start + ranked.words.len());
                here.is_some_and(|here| ranked.words.iter().zip(here).all(|(word, here)| word == here.folded()))
            };
            let found = self.by_first.get(words[start].folded()).into_iter().flatten().filter(stands);
            found.map(move |ranked| Standing {
                rank: ranked.rank,
                key: ranked.key,
                range: start..start + ranked.words.len(),
            })
        })
    }
}
