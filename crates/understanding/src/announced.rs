//! Names that are announced: 'mein Name ist Keller', 'Jonas Keller hier'.

use super::name_words::{is_name_word, written};
use super::named::{ANNOUNCED, Named, is_answer, last_repeats, take};
use super::sentence::Utterance;
use crate::lexicon::keys::Naming;
use crate::lexicon::{Lists, Ordered, Standing};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Phrases behind which a name stands.
static INTRODUCTIONS: LazyLock<Ordered<Naming>> = LazyLock::new(|| Ordered::of(&[Naming::Introduction, Naming::Topic]));
/// Phrases behind which a word stands that must look like one.
static WEAK_INTRODUCTIONS: LazyLock<Ordered<Naming>> = LazyLock::new(|| Ordered::of(&[Naming::WeakIntroduction]));
/// Words behind which another name stands than before.
static INSTEAD: LazyLock<Ordered<Naming>> = LazyLock::new(|| Ordered::of(&[Naming::Instead]));
/// Phrases before which a name stands.
static CLOSINGS: LazyLock<Ordered<Naming>> = LazyLock::new(|| Ordered::of(&[Naming::Closing, Naming::ClosingApart]));

/// The last place of each phrase, in the order of the phrases: people correct themselves ('nein, mein Name ist Kessler').
fn last_of_each(phrases: &Ordered<Naming>, utterance: &Utterance) -> impl Iterator<Item = Standing<Naming>> + use<> {
    let standing = phrases.standing(&utterance.tokens).map(|phrase| (phrase.rank, phrase));
    standing.collect::<BTreeMap<_, _>>().into_values()
}

/// 'Mein Name ist Keller': the name behind the phrase that reaches farthest.
pub(super) fn introduced(utterance: &Utterance) -> Option<Named> {
    let longest = |phrases: &Ordered<Naming>, weak: bool| {
        let found = last_of_each(phrases, utterance).filter_map(|phrase| behind(utterance, &phrase, weak));
        found.max_by_key(|named| named.tokens.len())
    };
    longest(&INTRODUCTIONS, false).or_else(|| longest(&WEAK_INTRODUCTIONS, true))
}

/// 'Nicht Meier, sondern Maier'.
pub(super) fn instead(utterance: &Utterance) -> Option<Named> {
    last_of_each(&INSTEAD, utterance).find_map(|phrase| behind(utterance, &phrase, true))
}

/// The name behind a phrase.
fn behind(utterance: &Utterance, phrase: &Standing<Naming>, weak: bool) -> Option<Named> {
    let start = phrase.range.start;
    let taken = take(utterance, phrase.range.end, weak)?;
    // 'Der Name stimmt nicht' announces none.
    if phrase.key == Naming::Topic && is_answer(utterance, taken.start) {
        return None;
    }
    let taken = last_repeats(utterance, &taken).unwrap_or(taken);
    Some(Named { name: written(utterance, taken.clone()), certainty: ANNOUNCED, tokens: start..taken.end })
}

/// 'Keller hier', 'Keller ist mein Name'.
pub(super) fn closed(utterance: &Utterance) -> Option<Named> {
    let mut first: BTreeMap<usize, Standing<Naming>> = BTreeMap::new();
    for phrase in CLOSINGS.standing(&utterance.tokens) {
        first.entry(phrase.rank).or_insert(phrase);
    }
    first.into_values().find_map(|phrase| {
        let Range { start: end, end: after } = phrase.range;
        let last = utterance.tokens.get(after - 1)?;
        // 'hier' and 'here' announce only at a clause's end, or before 'und ich …'.
        let ends = last.after.ends_clause()
            || after >= utterance.tokens.len()
            || Naming::Joint.is(utterance.text(after))
            || after - end > 1;
        let belongs = |index: &usize| {
            let broken = *index + 1 < end && utterance.tokens[*index].after.ends_clause();
            is_name_word(&utterance.tokens[*index], true) && !broken
        };
        let start = (0..end).rev().take(3).take_while(belongs).last()?;
        // 'Am Mittwoch um neun Schröder der Name': only such a phrase makes a name of it.
        let apart = phrase.key == Naming::ClosingApart
            && utterance.tokens[start.saturating_sub(1)].raw.starts_with(char::is_lowercase);
        let clause_begins = start == 0
            || utterance.tokens[start - 1].after.ends_clause()
            || Naming::Opening.is(utterance.text(start - 1))
            || apart;
        (ends && clause_begins).then(|| Named {
            name: written(utterance, start..end),
            certainty: ANNOUNCED,
            tokens: start..after,
        })
    })
}
