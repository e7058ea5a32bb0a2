//! Finding hints on letters in an utterance.

use super::super::sentence::Utterance;
use super::super::spelling;
use super::{LetterHint, Place, What};
use crate::lexicon::Lists;
use crate::lexicon::keys::{Hint, Spelling};
use base::language::Language;
use std::ops::Range;

/// Letters of a hint, at most: more of them spell a name.
const LETTERS_MAX: usize = 3;

/// The hints that the words give, and where. `bare`: the name's letters are what is spoken of, so that no 'mit' is needed.
pub(in super::super) fn hints(utterance: &Utterance, bare: bool) -> Vec<(LetterHint, Range<usize>)> {
    let said = Said { utterance, bare, replaces: Hint::Instead.find(&utterance.tokens).is_some() };
    let mut found = Vec::new();
    let mut at = 0;
    while at < utterance.tokens.len() {
        match hint(said, at) {
            Some((hint, end)) => {
                found.push((hint, at..end));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// An utterance, and what of it is known before any place is looked at.
#[derive(Clone, Copy)]
struct Said<'a> {
    utterance: &'a Utterance,
    bare: bool,
    /// Some word says that one thing stands for another; few utterances have one, and only they are searched for letters.
    replaces: bool,
}

fn hint(said: Said<'_>, at: usize) -> Option<(LetterHint, usize)> {
    let utterance = said.utterance;
    let says = |hint: Hint| hint.is(utterance.text(at));
    let (what, end) = match () {
        () if says(Hint::With) || says(Hint::Has) => with(said, at + 1)?,
        () if says(Hint::Without) => {
            let (letters, end) = letters(utterance, skip(utterance, at + 1))?;
            (What::Without(letters), end)
        }
        () if says(Hint::Only) && is_one(utterance.text(at + 1)) => single(utterance, at + 2)?,
        () => instead(said, at).or_else(|| said.bare.then(|| doubled(utterance, at)).flatten())?,
    };
    let (place, end) = place(utterance, end);
    Some((LetterHint { what, place }, end))
}

/// Behind 'mit': the letters, or those that replace others ('mit K, nicht mit C').
fn with(said: Said<'_>, at: usize) -> Option<(What, usize)> {
    let utterance = said.utterance;
    if Hint::Only.is(utterance.text(at)) || Hint::Single.is(utterance.text(at)) {
        let one = at + usize::from(is_one(utterance.text(at + 1)));
        return single(utterance, one + 1);
    }
    let at = skip(utterance, at);
    if let Some(instead) = instead(said, at) {
        return Some(instead);
    }
    let (letters, end) = letters(utterance, at)?;
    Some((What::With(letters), end))
}

fn is_one(text: &str) -> bool {
    Hint::One.is(text)
}

fn single(utterance: &Utterance, at: usize) -> Option<(What, usize)> {
    let (letters, end) = letters(utterance, at)?;
    let mut all = letters.chars();
    let letter = all.next().filter(|_| all.next().is_none())?;
    Some((What::Single(letter), end))
}

/// 'K N, not K L', 'N statt M'.
fn instead(said: Said<'_>, at: usize) -> Option<(What, usize)> {
    let utterance = Some(said.utterance).filter(|_| said.replaces)?;
    let (right, end) = letters(utterance, at)?;
    let behind = end + Hint::Instead.taken(&utterance.tokens, end)?;
    let behind = behind + usize::from(Hint::With.is(utterance.text(behind)));
    let (wrong, end) = letters(utterance, skip(utterance, behind))?;
    Some((What::Instead { right, wrong }, end))
}

/// 'Doppel-T' without anything before it.
fn doubled(utterance: &Utterance, at: usize) -> Option<(What, usize)> {
    let (letters, end) = double(utterance, at)?;
    let alone =
        letter(utterance, end).is_none() && at.checked_sub(1).is_none_or(|before| letter(utterance, before).is_none());
    alone.then_some((What::With(letters), end))
}

/// Behind articles and the like before letters. A German 'a' is a letter, and so is an English one before a vowel ('with a i').
fn skip(utterance: &Utterance, at: usize) -> usize {
    let small = |index: &usize| match utterance.text(*index) {
        "a" => utterance.language == Language::En && !utterance.text(index + 1).starts_with(['a', 'e', 'i', 'o', 'u']),
        text => Hint::Article.is(text),
    };
    (at..at + 2).find(|index| !small(index)).unwrap_or(at + 2)
}

/// Up to three letters that stand together, as they are said: 'ie', 'e i', 'Doppel-T', 'K wie Konrad'.
fn letters(utterance: &Utterance, at: usize) -> Option<(String, usize)> {
    if let Some(double) = double(utterance, at) {
        return Some(double);
    }
    if let Some(cluster) = cluster(utterance, at) {
        return Some((cluster, at + 1));
    }
    let mut letters = String::new();
    let mut end = at;
    while let Some((letter, taken)) = letter(utterance, end) {
        letters.push_str(&letter);
        end += taken;
    }
    let count = letters.chars().count();
    (1..=LETTERS_MAX).contains(&count).then_some((letters, end))
}

/// 'Doppel-T', 'double n', 'zwei L', 'two Ts'.
fn double(utterance: &Utterance, at: usize) -> Option<(String, usize)> {
    let text = utterance.text(at);
    let hyphened = || text.split_once('-').filter(|(double, _)| Hint::HyphenedDouble.is(double)).map(|(_, rest)| rest);
    if let Some(letter) = spelling::doubled(text).or_else(hyphened).and_then(one_letter) {
        return Some((letter.repeat(2), at + 1));
    }
    if !Hint::Twice.is(text) {
        return None;
    }
    let plural = utterance.text(at + 1);
    let plural = plural.strip_suffix("'s").or_else(|| plural.strip_suffix('s')).and_then(one_letter);
    if let Some(letter) = plural {
        return Some((letter.repeat(2), at + 2));
    }
    let (letter, taken) = letter(utterance, at + 1)?;
    (letter.chars().count() == 1).then(|| (letter.repeat(2), at + 1 + taken))
}

fn one_letter(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let letter = letters.next().filter(|c| c.is_alphabetic())?;
    letters.next().is_none().then(|| letter.to_string())
}

/// Letters written in one: 'ie', 'dt', 'e-i'.
fn cluster(utterance: &Utterance, at: usize) -> Option<String> {
    let raw = utterance.tokens.get(at)?.raw.to_lowercase().replace('-', "");
    Hint::Cluster.is(&raw).then_some(raw)
}

/// One letter, and the tokens it took; no word that is a letter's name, too.
fn letter(utterance: &Utterance, at: usize) -> Option<(String, usize)> {
    let token = utterance.tokens.get(at)?;
    if let Some(letter) = spelling::plain_name(&token.text) {
        return Some((letter, 1));
    }
    if Spelling::Sharp.is(&token.text) || Spelling::WithSharp.is(&token.text) {
        return (utterance.text(at + 1) == "s").then(|| ("ß".to_owned(), 2));
    }
    let (letters, taken) = spelling::letter(utterance, at, false)?;
    (one_letter(&token.raw).is_some() && letters.chars().all(char::is_alphabetic)).then_some((letters, taken))
}

/// 'Am Ende', 'at the beginning'.
fn place(utterance: &Utterance, at: usize) -> (Place, usize) {
    const PLACES: [(Hint, Place); 3] =
        [(Hint::AtEnd, Place::End), (Hint::AtBegin, Place::Begin), (Hint::Anywhere, Place::Anywhere)];
    let said = PLACES.iter().filter_map(|(hint, place)| Some((hint.taken(&utterance.tokens, at)?, *place)));
    said.max_by_key(|(taken, _)| *taken).map_or((Place::Anywhere, at), |(taken, place)| (place, at + taken))
}
