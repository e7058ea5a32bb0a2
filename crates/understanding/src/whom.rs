//! For whom something is: words that tell services of one kind apart ('Herrenhaarschnitt', 'a haircut for my son').

use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::Whom;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ForWhom {
    Man,
    Woman,
    Child,
}

/// A word goes on behind its prefix by so many letters at least.
const REST_MIN: usize = 3;

/// 'herrenhaarschnitt' → ('herren', 'haarschnitt'); the first is empty where nothing is to be cut off.
pub(super) fn cut(text: &str) -> (&str, &str) {
    static PREFIXES: LazyLock<Vec<&str>> = LazyLock::new(prefixes);
    let longest = text.len().saturating_sub(REST_MIN);
    let prefix = PREFIXES.iter().find(|prefix| prefix.len() <= longest && text.starts_with(*prefix));
    let (whom, rest) = text.split_at(prefix.map_or(0, |prefix| prefix.len()));
    (whom, rest.trim_start_matches('-'))
}

/// The prefixes of all languages, the longest first.
fn prefixes() -> Vec<&'static str> {
    let mut prefixes = Whom::in_any_language().single(Whom::Prefix);
    prefixes.sort_by_key(|prefix| Reverse(prefix.len()));
    prefixes
}

/// For whom a word is, or its first part.
pub(super) fn of_word(text: &str) -> Option<ForWhom> {
    alone(text).or_else(|| alone(cut(text).0))
}

/// For whom a word is that says nothing else.
pub(super) fn alone(text: &str) -> Option<ForWhom> {
    let kind = |(whom, _)| match whom {
        Whom::Man => Some(ForWhom::Man),
        Whom::Woman => Some(ForWhom::Woman),
        Whom::Child => Some(ForWhom::Child),
        _ => None,
    };
    Whom::in_any_language().at(&[text]).filter_map(kind).min()
}

/// For whom the words say that it is. 'Frau Keller' is a title, not a customer.
pub(super) fn said(utterance: &Utterance, answering: bool) -> BTreeSet<ForWhom> {
    let title = |index: usize| Whom::Title.is(utterance.text(index)) && !answering && is_title(utterance, index);
    let words = (0..utterance.tokens.len()).filter(|index| !title(*index));
    words.filter_map(|index| of_word(utterance.text(index))).collect()
}

fn is_title(utterance: &Utterance, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| utterance.text(before));
    let possessed = before.is_some_and(|before| Whom::NoTitle.is(before));
    let next = utterance.tokens.get(index + 1).filter(|_| !utterance.tokens[index].after.ends_clause());
    !possessed && next.is_some_and(|token| token.raw.starts_with(char::is_uppercase))
}

/// The tokens that say so.
pub(super) fn tokens(utterance: &Utterance, wanted: ForWhom) -> Vec<usize> {
    (0..utterance.tokens.len()).filter(|index| of_word(utterance.text(*index)) == Some(wanted)).collect()
}
