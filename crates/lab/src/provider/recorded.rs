//! Recorded utterances, and when each of their words has been spoken.
//!
//! The recordings of `fixtures/` say what is said in them and not when. Where each word ends is estimated: pauses of 200 ms and
//! more part the words into groups, so that the groups' lengths fit the words and, best, end at punctuation; within a group
//! words take time by their letters. The last word ends with the last voiced sample. An estimate is within about 100 ms of
//! the truth in the middle of a group, and exact at pauses, which is where it matters here.

use crate::telephone::wav::Sound;
use audio::{LINE_HZ, mulaw};
use std::path::Path;
use std::sync::Arc;

/// Samples in the 10 ms by which loudness is judged.
const STEP: usize = LINE_HZ as usize / 100;
/// A silence that parts two groups of words, steps.
const PAUSE: usize = 20;
/// A silence that is no part of a word's voice, steps.
const CLOSURE: usize = 8;
/// What a group that ends without punctuation counts against it, as a squared share of the whole.
const UNMARKED: f64 = 0.004;

/// An utterance and its sound.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What is said.
    pub words: String,
    /// Its sound.
    pub sound: Arc<Sound>,
    /// Each word, punctuation behind it included, and where it ends, samples from the begin.
    pub ends: Vec<(String, usize)>,
}

impl Recorded {
    /// Opens a recording of `words`.
    pub fn open(path: &Path, words: &str) -> Self {
        let sound = Sound::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let samples: Vec<i16> = sound.frames().iter().flatten().map(|&code| mulaw::decode(code)).collect();
        let ends = ends(&voiced(&samples), words);
        Recorded { words: words.to_owned(), sound: Arc::new(sound), ends }
    }

    /// Where the last word ends, ms from the begin.
    pub fn end_ms(&self) -> u64 {
        let end = self.ends.last().expect("words").1;
        end as u64 * 1_000 / u64::from(LINE_HZ)
    }

    /// The longest pause inside, ms.
    pub fn pause_ms_max(&self) -> u64 {
        let samples: Vec<i16> = self.sound.frames().iter().flatten().map(|&code| mulaw::decode(code)).collect();
        let voiced = voiced(&samples);
        let pauses = voiced.windows(2).map(|pair| pair[1].0 - pair[0].1);
        pauses.max().unwrap_or(0) as u64 * 10
    }
}

/// Stretches of voice, in steps.
fn voiced(samples: &[i16]) -> Vec<(usize, usize)> {
    let level = |step: &[i16]| {
        let power = step.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / step.len() as f64;
        10.0 * (power + 1.0).log10()
    };
    let levels: Vec<f64> = samples.chunks_exact(STEP).map(level).collect();
    let mut sorted = levels.clone();
    sorted.sort_by(f64::total_cmp);
    // Quieter than the loudest by as much, and no louder than the noise by as much: no voice.
    let threshold = (sorted[sorted.len() * 95 / 100] - 30.0).max(sorted[sorted.len() / 20] + 6.0);
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (step, _) in levels.iter().enumerate().filter(|(_, level)| **level > threshold) {
        match stretches.last_mut().filter(|last| step - last.1 < CLOSURE) {
            Some(last) => last.1 = step + 1,
            None => stretches.push((step, step + 1)),
        }
    }
    stretches
}

/// Where the words end, given the stretches of voice.
fn ends(voiced: &[(usize, usize)], words: &str) -> Vec<(String, usize)> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for &(from, to) in voiced {
        match groups.last_mut().filter(|last| from - last.1 < PAUSE) {
            Some(last) => last.1 = to,
            None => groups.push((from, to)),
        }
    }
    // A click before or after is no group of its own.
    groups.truncate(words.len());
    let cuts = cuts(&groups, &words);
    let mut ends = Vec::new();
    for (group, pair) in groups.iter().zip(cuts.windows(2)) {
        let own = &words[pair[0]..pair[1]];
        let (whole, mut before) = (own.iter().map(|word| letters(word)).sum::<f64>(), 0.0);
        for word in own {
            before += letters(word);
            let step = group.0 as f64 + (group.1 - group.0) as f64 * before / whole;
            ends.push(((*word).to_owned(), (step * STEP as f64) as usize));
        }
    }
    ends
}

/// How long a word takes, in letters.
fn letters(word: &str) -> f64 {
    1.0 + word.chars().filter(|c| c.is_alphanumeric()).count() as f64
}

/// Which words belong to which group: where each begins, and the end of the last.
fn cuts(groups: &[(usize, usize)], words: &[&str]) -> Vec<usize> {
    let time: f64 = groups.iter().map(|(from, to)| (to - from) as f64).sum();
    let weight: f64 = words.iter().map(|word| letters(word)).sum();
    let cost = |group: (usize, usize), from: usize, to: usize| {
        let share = words[from..to].iter().map(|word| letters(word)).sum::<f64>() / weight;
        let marked = to == words.len() || words[to - 1].ends_with([',', '.', '?', '!', ';']);
        ((group.1 - group.0) as f64 / time - share).powi(2) + if marked { 0.0 } else { UNMARKED }
    };
    // best[n]: the least cost of the groups so far with the first n words, and the cuts that cost so much.
    let mut best: Vec<Option<(f64, Vec<usize>)>> = vec![None; words.len() + 1];
    best[0] = Some((0.0, vec![0]));
    for &group in groups {
        let mut next: Vec<Option<(f64, Vec<usize>)>> = vec![None; words.len() + 1];
        for (from, so_far) in best.iter().enumerate() {
            let Some((cost_so_far, cuts)) = so_far else { continue };
            for (to, known) in next.iter_mut().enumerate().skip(from + 1) {
                let cost = cost_so_far + cost(group, from, to);
                if known.as_ref().is_none_or(|(known, _)| cost < *known) {
                    *known = Some((cost, [cuts.as_slice(), &[to]].concat()));
                }
            }
        }
        best = next;
    }
    best.pop().flatten().expect("as many words as groups at least").1
}
