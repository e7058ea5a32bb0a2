//! E-mail addresses as they are said: 'jonas punkt keller at gmx punkt de', 'walker underscore seven at gmail dot com'.

use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::Figure;
use crate::words::numeral;
use base::language::Language;
use std::ops::Range;

/// The address in the words, in lower case, and its tokens.
pub(super) fn email(utterance: &Utterance) -> Option<(String, Range<usize>)> {
    written(utterance).or_else(|| said(utterance))
}

/// With its signs, as some recognisers write it.
fn written(utterance: &Utterance) -> Option<(String, Range<usize>)> {
    let raw = |index: usize| utterance.tokens[index].raw.to_lowercase();
    (0..utterance.tokens.len()).find(|index| is_address(&raw(*index))).map(|index| (raw(index), index..index + 1))
}

/// With its signs as words: what stands around the 'at' until something that no address holds.
fn said(utterance: &Utterance) -> Option<(String, Range<usize>)> {
    let at =
        (1..utterance.tokens.len()).find(|index| is_at(utterance.text(*index)) && has_domain(utterance, index + 1))?;
    let mut local: Vec<String> = Vec::new();
    for index in (0..at).rev() {
        match piece(utterance, index) {
            Some(piece) if !Figure::Lead.is(utterance.text(index)) => local.insert(0, piece),
            _ => break,
        }
    }
    let domain: Vec<String> =
        (at + 1..utterance.tokens.len()).map_while(|index| domain_piece(utterance, index)).collect();
    let address = format!("{}@{}", local.concat(), domain.concat());
    is_address(&address).then_some((address, at - local.len()..at + 1 + domain.len()))
}

/// The domain's pieces; it ends where two words stand without a dot between them.
fn domain_piece(utterance: &Utterance, index: usize) -> Option<String> {
    let dot = |text: &str| Figure::Dot.is(text) || Figure::Hyphen.is(text);
    let joined = dot(utterance.text(index))
        || dot(utterance.text(index - 1))
        || utterance.text(index - 1).starts_with("at")
        || !is_word(utterance.text(index - 1));
    let before_is_at = is_at(utterance.text(index - 1));
    (joined || before_is_at).then(|| piece(utterance, index)).flatten()
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn has_domain(utterance: &Utterance, from: usize) -> bool {
    let text = |index: usize| utterance.text(index);
    (from..(from + 6).min(utterance.tokens.len()))
        .any(|index| Figure::Dot.is(text(index)) || text(index).contains('.') && !text(index).ends_with('.'))
}

fn piece(utterance: &Utterance, index: usize) -> Option<String> {
    let token = utterance.tokens.get(index)?;
    const SIGNS: [(Figure, &str); 5] = [
        (Figure::Dot, "."),
        (Figure::Hyphen, "-"),
        (Figure::Dash, "-"),
        (Figure::Underscore, "_"),
        (Figure::Plus, "+"),
    ];
    if let Some((_, sign)) = SIGNS.iter().find(|(figure, _)| figure.is(&token.text)) {
        return Some((*sign).to_owned());
    }
    let words = [Language::De, Language::En];
    if let Some(number) = words
        .iter()
        .find_map(|language| numeral::read(token, *language))
        .filter(|number| !number.article && !number.ordinal)
    {
        return Some(if number.digits > 0 { token.text.clone() } else { number.value.to_string() });
    }
    token.text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).then(|| token.text.clone())
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let Some((host, top)) = domain.rsplit_once('.') else { return false };
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'));
    !local.is_empty()
        && !host.is_empty()
        && plain(local)
        && plain(host)
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_at(text: &str) -> bool {
    text == "@" || Figure::At.is(text)
}
