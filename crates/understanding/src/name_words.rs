//! What names are made of, and how they are written; the words around them are in `lexicon/{de,en}/names.txt`.

use super::sentence::Utterance;
use super::spelling::dashed;
use crate::lexicon::Lists;
use crate::lexicon::keys::Naming;
use crate::words::Token;
use std::ops::Range;

/// Whether a token can be part of a name. `weak`: it has to look like one, too.
pub(super) fn is_name_word(token: &Token, weak: bool) -> bool {
    let text = token.text.as_str();
    let letters = token.raw.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let capital = token.raw.starts_with(char::is_uppercase);
    // 'weiß' is a word, 'Weiß' a name.
    let common = || is_common(text) && !Naming::Particle.is(text) && !(capital && Naming::SmallWord.is(text));
    // 'B-A-K-E-R' are letters.
    if !letters || text.len() < 2 || common() || dashed(&token.raw).is_some() {
        return false;
    }
    !weak || capital && !Naming::Noun.is(text) || Naming::Particle.is(text)
}

/// Words of which no name is made.
pub(super) fn is_common(text: &str) -> bool {
    Naming::Common.is(text) || Naming::SmallWord.is(text)
}

/// As a name is written: 'keller' → 'Keller', 'VON DER HEIDE' → 'von der Heide'; what has a capital stays.
pub(super) fn written(utterance: &Utterance, range: Range<usize>) -> String {
    let words = utterance.tokens[range].iter().filter(|token| !Naming::Title.is(&token.text));
    words.map(|token| proper(&token.raw)).collect::<Vec<_>>().join(" ")
}

pub(super) fn proper(raw: &str) -> String {
    let shouted = raw.chars().count() > 2 && raw.chars().all(|c| !c.is_lowercase());
    let lower = raw.to_lowercase();
    if Naming::AlwaysSmall.is(&lower) || (Naming::Particle.is(&lower) && *raw == lower) {
        return lower;
    }
    if raw.starts_with(char::is_uppercase) && !shouted {
        return raw.to_owned();
    }
    lower.split('-').map(capitalised).collect::<Vec<_>>().join("-")
}

/// With a capital first letter.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
