//! The letters of a plate in the groups in which they are said, and its digits.

use super::super::name_words::is_common;
use super::super::sentence::Utterance;
use super::super::{digits, spelling};
use super::districts::district;
use crate::lexicon::Lists;
use crate::lexicon::keys::{PlateWord, Spelling};
use crate::words::Mark;

/// In which ways letters may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grouping {
    /// As capitals alone: 'M PL'.
    Written,
    /// With code words, districts and small letters, too: 'Munich, Alpha Bravo', 'm pl'.
    Spelled,
    /// By the names of letters as recognisers write them, too: 'em pe el'.
    Named,
}

/// Letters that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub letters: String,
}

/// The letters said, and what is left of the token in which they end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letters {
    pub groups: Vec<Group>,
    /// Digits glued to the last letters: '45' of 'M-PL45'.
    pub rest: String,
    /// The token behind.
    pub end: usize,
}

/// Letters of a group at most; a plate has five in all, before it is known where they are divided.
const GROUP_MAX: usize = 5;

/// A piece of the letters, as one token or code word gives it.
struct Piece {
    letters: String,
    /// It stands apart from what follows: a district's name, several letters in one, or a dash behind it.
    whole: bool,
    /// A comma or stop behind it.
    comma: bool,
}

/// The letters that begin at `start`.
pub(super) fn letters(utterance: &Utterance, start: usize, way: Grouping) -> Option<Letters> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut at, mut rest) = (start, String::new());
    while at < utterance.tokens.len() {
        if is_dash(utterance.text(at)) && !pieces.is_empty() {
            pieces.iter_mut().next_back().into_iter().for_each(|last| last.whole = true);
            at += 1;
            continue;
        }
        if is_filler(utterance.text(at)) && !pieces.is_empty() {
            at += 1;
            continue;
        }
        let (parts, glued, taken) = match written(utterance, at, pieces.is_empty(), way) {
            Some((parts, glued)) => (parts, glued, 1),
            None => {
                let Some((letters, whole, taken)) = spoken(utterance, at, pieces.is_empty(), way) else { break };
                (vec![(letters, whole)], String::new(), taken)
            }
        };
        at += taken;
        let comma = utterance.tokens.get(at - 1).is_some_and(|token| matches!(token.after, Mark::Comma | Mark::Stop));
        let count = parts.len();
        for (place, (letters, whole)) in parts.into_iter().enumerate() {
            pieces.push(Piece { letters, whole: whole || place + 1 < count, comma: comma && place + 1 == count });
        }
        if !glued.is_empty() {
            rest = glued;
            break;
        }
    }
    let groups = grouped(&pieces);
    let fits = !groups.is_empty() && groups.len() <= 2;
    let fits = fits && groups.iter().all(|group| group.letters.chars().count() <= GROUP_MAX);
    fits.then_some(Letters { groups, rest, end: at })
}

/// Pieces as groups: single letters stand together until a comma, a dash, or several letters said as one. Commas between all
/// of them divide nothing.
fn grouped(pieces: &[Piece]) -> Vec<Group> {
    let between = pieces.len().saturating_sub(1);
    let commas = pieces.iter().take(between).filter(|piece| piece.comma).count();
    let commas_divide = commas < between || between == 1;
    let mut groups: Vec<Group> = Vec::new();
    let mut open = false;
    for piece in pieces {
        let many = piece.letters.chars().count() > 1;
        match groups.last_mut().filter(|_| open && !many) {
            Some(group) => group.letters.push_str(&piece.letters),
            None => groups.push(Group { letters: piece.letters.clone() }),
        }
        open = !(many || piece.whole || (piece.comma && commas_divide));
    }
    groups
}

/// A token of letters, perhaps with dashes and digits in it: 'M-PL', 'PL45'. With the digits behind.
fn written(utterance: &Utterance, at: usize, first: bool, way: Grouping) -> Option<(Vec<(String, bool)>, String)> {
    let token = utterance.tokens.get(at)?;
    let cut = token.raw.find(|c: char| c.is_ascii_digit()).unwrap_or(token.raw.len());
    let (letters, digits) = token.raw.split_at(cut);
    let rest_fits = digits.is_empty() || is_figures(digits);
    let parts: Vec<&str> = letters.split(['-', '.', '–']).filter(|part| !part.is_empty()).collect();
    let alphabetic = |part: &&str| part.chars().all(char::is_alphabetic) && part.chars().count() <= GROUP_MAX;
    if !rest_fits || parts.is_empty() || parts.len() > 5 || !parts.iter().all(alphabetic) {
        return None;
    }
    let capital = parts.iter().all(|part| part.chars().all(char::is_uppercase));
    // 'm ab 123': small letters behind a single one, or single ones; no words.
    let alone = parts.len() == 1 && token.text.len() == 1;
    let before = at.checked_sub(1).map_or("", |before| utterance.text(before));
    let short = token.text.chars().count() <= 3;
    let behind_letter = !first && before.chars().count() <= 1;
    let small = way != Grouping::Written
        && (alone || !digits.is_empty() || (short && (behind_letter || (parts.len() > 1 && !is_common(&token.text)))));
    // A stated letter with its code word is read as one.
    let coded = parts.len() == 1 && alone && Spelling::Link.taken(&utterance.tokens, at + 1).is_some();
    let article = alone && !capital && matches!(token.text.as_str(), "a" | "i" | "o");
    if coded || !(capital || small) || (article && first) {
        return None;
    }
    let many = parts.len() > 1;
    Some((parts.into_iter().map(|part| (upper(part), many && !all_single(letters))).collect(), digits.to_owned()))
}

/// 'M-A-B' divides nothing.
fn all_single(letters: &str) -> bool {
    let parts: Vec<&str> = letters.split('-').filter(|part| !part.is_empty()).collect();
    parts.len() > 2 && parts.iter().all(|part| part.chars().count() == 1)
}

/// A district by its name, a code word, or a letter with one: the letters, whether they stand apart, the tokens taken.
fn spoken(utterance: &Utterance, at: usize, first: bool, way: Grouping) -> Option<(String, bool, usize)> {
    if way == Grouping::Written {
        // 'Nein, M wie Martha …' is spelled.
        return None;
    }
    let text = utterance.text(at);
    if let Some(district) = district(text).filter(|_| first) {
        return Some((district, true, 1));
    }
    let (letters, taken) = spelling::letter(utterance, at, true)?;
    let named = taken == 1 && spelling::is_letter_name(text, utterance.language);
    let fits = letters.chars().all(char::is_alphabetic) && (!named || way == Grouping::Named);
    // 'es', 'er' and 'a' begin sentences more often than plates.
    let word = first && taken == 1 && PlateWord::Beginning.is(text);
    (fits && !word).then(|| (upper(&letters), false, taken))
}

fn upper(letters: &str) -> String {
    letters.to_uppercase()
}

fn is_dash(text: &str) -> bool {
    PlateWord::Dash.is(text)
}

fn is_filler(text: &str) -> bool {
    PlateWord::Filler.is(text)
}

/// Digits, perhaps with E or H behind them.
fn is_figures(text: &str) -> bool {
    let text = text.trim_start_matches('-');
    let figures = text.trim_end_matches(['e', 'E', 'h', 'H']);
    !figures.is_empty() && text.len() - figures.len() <= 1 && figures.bytes().all(|b| b.is_ascii_digit())
}

/// The digits behind the letters, the E or H behind those, and the token behind all.
pub(super) fn digits(utterance: &Utterance, letters: &Letters) -> Option<(String, Option<char>, usize)> {
    let glued = letters.rest.trim_start_matches('-');
    if !glued.is_empty() {
        let figures = glued.trim_end_matches(['e', 'E', 'h', 'H']);
        let suffix = glued[figures.len()..].chars().next().map(|c| c.to_ascii_uppercase());
        return Some((figures.to_owned(), suffix, letters.end)).map(|found| with_suffix(utterance, found));
    }
    let token = utterance.tokens.get(letters.end)?;
    if token.text.ends_with(['e', 'h']) && is_figures(&token.text) && !token.text.starts_with('-') {
        let figures = &token.text[..token.text.len() - 1];
        let suffix = token.text.chars().next_back().map(|c| c.to_ascii_uppercase());
        return Some((figures.to_owned(), suffix, letters.end + 1));
    }
    let digits = digits::beginning_at(utterance, letters.end)?;
    let plain = hundreds(utterance, letters.end, digits.plain());
    Some(with_suffix(utterance, (plain, None, digits.tokens.end)))
}

/// 'Seven hundred thirteen' and 'seven hundred and five' are one number: 713, 705.
fn hundreds(utterance: &Utterance, at: usize, digits: String) -> String {
    let begin = digits.find("00").filter(|_| PlateWord::Hundred.is(utterance.text(at + 1)));
    let rest = begin.map(|begin| (&digits[..begin], &digits[begin + 2..]));
    match rest {
        Some((count, rest)) if (1..=2).contains(&rest.len()) => format!("{count}{rest:0>2}"),
        _ => digits,
    }
}

/// 'E wie Emil', 'H' or 'Elektro' behind the digits, at the end of what is said.
fn with_suffix(utterance: &Utterance, found: (String, Option<char>, usize)) -> (String, Option<char>, usize) {
    let (digits, suffix, end) = found;
    let word = utterance.tokens.get(end).filter(|_| suffix.is_none());
    let letter = match word {
        Some(word) if PlateWord::Electric.is(&word.text) => 'E',
        Some(word) if PlateWord::Historic.is(&word.text) => 'H',
        _ => return (digits, suffix, end),
    };
    let behind = Spelling::Link.taken(&utterance.tokens, end + 1).map_or(1, |link| 1 + link + 1);
    let last = end + behind >= utterance.tokens.len()
        || utterance.tokens.get(end + behind - 1).is_some_and(|token| token.after.ends_clause());
    if last { (digits, Some(letter), (end + behind).min(utterance.tokens.len())) } else { (digits, suffix, end) }
}
