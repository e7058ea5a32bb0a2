//! The caller's name: announced ('mein Name ist Keller', 'Jonas Keller hier'), as the answer to the question for it, or spelled.
//!
//! What clearly is something else is no name; a surname that is also a weekday or a trade is one where a name was asked for.

use super::name_words::{
    CLOSINGS, INTRODUCTIONS, WEAK_INTRODUCTIONS, is_joint, is_name_word, is_opening, is_particle, is_remark, is_title,
    written,
};
use super::sentence::Utterance;
use super::{phrases, spelling};
use crate::dialogue::Asked;
use crate::dialogue::when;
use crate::dialogue::words::Mark;
use crate::language::Language;
use std::ops::Range;

/// A name found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// As it is written.
    pub name: String,
    /// How surely it is the caller's name and heard right.
    pub certainty: f32,
    /// Its tokens with those that announce it.
    pub tokens: Range<usize>,
}

/// How surely: spelled letter by letter, announced, answered, only likely.
const SPELLED: f32 = 0.97;
const ANNOUNCED: f32 = 0.9;
const ANSWERED: f32 = 0.8;
const LIKELY: f32 = 0.76;

/// The name that the words give. `asked`: a name (or its spelling) was asked for; `other`: they clearly want something else.
pub(super) fn name(utterance: &Utterance, asked: bool, spelling_asked: bool, other: bool) -> Option<Named> {
    let spelled = spelling::spelled(utterance, asked || spelling_asked);
    let said = introduced(utterance).or_else(|| closed(utterance)).or_else(|| leading(utterance)).or_else(|| {
        let answers = (asked || spelling_asked) && !other;
        answers.then(|| answered(utterance)).flatten()
    });
    let short = |letters: &str| letters.chars().count() < 3;
    match (said, spelled) {
        (_, Some((letters, range))) if spelling_asked && range.len() > 1 => {
            Some(Named { name: letters, certainty: SPELLED, tokens: range })
        }
        (Some(said), Some((letters, range))) if decides(&said, &letters, utterance.language) => {
            Some(with_spelling(utterance, &said, letters, &range))
        }
        (None, Some((letters, _))) if short(&letters) && !spelling_asked => None,
        (None, Some((letters, range))) if asked || spelling_asked || letters.chars().count() >= 4 => {
            Some(Named { name: letters, certainty: SPELLED, tokens: range })
        }
        (said, _) => said,
    }
}

/// Letters that are no mere remark ('with a double m') on the name said.
fn decides(said: &Named, letters: &str, language: Language) -> bool {
    let remark = letters.chars().count() < 4 && said.name.chars().count() > letters.chars().count() + 1;
    !remark || said.name.split(' ').any(|word| alike(word, letters, language))
}

/// 'Jonas Keller, K-E-L-L-E-R': the letters decide how the surname is written.
fn with_spelling(utterance: &Utterance, said: &Named, letters: String, range: &Range<usize>) -> Named {
    let before: Vec<&str> = said.name.split(' ').collect();
    let given = match before.as_slice() {
        [given @ .., last] if !given.is_empty() && alike(last, &letters, utterance.language) => given.join(" "),
        _ => String::new(),
    };
    let name = if given.is_empty() { letters } else { format!("{given} {letters}") };
    let tokens = said.tokens.start.min(range.start)..said.tokens.end.max(range.end);
    Named { name, certainty: SPELLED, tokens }
}

fn alike(a: &str, b: &str, language: Language) -> bool {
    use crate::dialogue::words::{fold, sound};
    sound::likeness(&fold(a), &fold(b), language) > 0.6
}

fn introduced(utterance: &Utterance) -> Option<Named> {
    let strong = INTRODUCTIONS.iter().filter_map(|phrase| behind(utterance, phrase, false));
    let weak = WEAK_INTRODUCTIONS.iter().filter_map(|phrase| behind(utterance, phrase, true));
    strong.max_by_key(|named| named.tokens.len()).or_else(|| weak.max_by_key(|named| named.tokens.len()))
}

/// The name behind a phrase; the last one, since people correct themselves ('nein, mein Name ist Kessler').
fn behind(utterance: &Utterance, phrase: &str, weak: bool) -> Option<Named> {
    let start = (0..utterance.tokens.len()).rev().find(|start| utterance.stands(phrase, *start))?;
    let taken = take(utterance, start + phrase.split(' ').count(), weak)?;
    let taken = last_repeats(utterance, &taken).unwrap_or(taken);
    Some(Named { name: written(utterance, taken.clone()), certainty: ANNOUNCED, tokens: start..taken.end })
}

/// 'Keller hier', 'Keller ist mein Name'.
fn closed(utterance: &Utterance) -> Option<Named> {
    CLOSINGS.iter().find_map(|phrase| {
        let Range { start: end, end: after } = utterance.find(phrase)?;
        let last = utterance.tokens.get(after - 1)?;
        // 'hier' and 'here' announce only at a clause's end, or before 'und ich …'.
        let ends = last.after.ends_clause()
            || after >= utterance.tokens.len()
            || is_joint(utterance.text(after))
            || after - end > 1;
        let belongs = |index: &usize| {
            let broken = *index + 1 < end && utterance.tokens[*index].after.ends_clause();
            is_name_word(&utterance.tokens[*index], true) && !broken
        };
        let start = (0..end).rev().take(3).take_while(belongs).last()?;
        let clause_begins =
            start == 0 || utterance.tokens[start - 1].after.ends_clause() || is_opening(utterance.text(start - 1));
        (ends && clause_begins).then(|| Named {
            name: written(utterance, start..end),
            certainty: ANNOUNCED,
            tokens: start..after,
        })
    })
}

/// 'Keller, ich möchte …': a name alone before the sentence begins.
fn leading(utterance: &Utterance) -> Option<Named> {
    let start = (0..utterance.tokens.len()).find(|index| !is_opening(utterance.text(*index)))?;
    let taken = take(utterance, start, true)?;
    let means_something = |index: usize| phrases::meaning(utterance, index, Asked::Wish).is_some();
    let begins = matches!(utterance.text(taken.end), "ich" | "wir" | "i" | "i'd" | "i'm" | "we");
    let fits = taken.len() <= 2 && utterance.tokens[taken.end - 1].after == Mark::Comma && begins;
    (fits && !taken.clone().any(means_something)).then(|| Named {
        name: written(utterance, taken.clone()),
        certainty: LIKELY,
        tokens: taken,
    })
}

/// The whole utterance as a name: 'Ja, Keller.', 'Frau Dr. Yıldız', 'von der Heide'.
fn answered(utterance: &Utterance) -> Option<Named> {
    const WORDS_MAX: usize = 5;
    let count = utterance.tokens.len();
    let start = (0..count).find(|index| !is_opening(utterance.text(*index)))?;
    let taken = take(utterance, start, false)?;
    // 'Keller bitte', 'Keller mit K', 'Meier, nicht Müller', 'Weber am Donnerstag' – but no sentence that goes on.
    let rest = count - taken.end;
    let refused =
        utterance.tokens[taken.end - 1].after == Mark::Comma && matches!(utterance.text(taken.end), "nicht" | "not");
    let goes_on = rest > 0 && !is_remark(utterance.text(taken.end)) && !refused && !is_time(utterance, taken.end);
    let doubled = last_repeats(utterance, &taken);
    let fits = taken.len() <= WORDS_MAX && (!goes_on || doubled.is_some());
    let range = doubled.unwrap_or(taken);
    fits.then(|| Named { name: written(utterance, range.clone()), certainty: ANSWERED, tokens: start..range.end })
}

/// Nothing but a time stands from `from` on: 'Weber am Donnerstag um 15 Uhr 30' names who and when.
fn is_time(utterance: &Utterance, from: usize) -> bool {
    let Some(first) = utterance.tokens.get(from) else { return false };
    let begins = matches!(
        first.text.as_str(),
        "am" | "um" | "heute" | "morgen" | "uebermorgen" | "on" | "at" | "today" | "tomorrow"
    ) || utterance.tokens[from - 1].after == Mark::Comma;
    let last = utterance.tokens.last().map_or(first.bytes.end, |last| last.bytes.end);
    let rest: Vec<&str> = utterance.tokens[from..].iter().map(|token| token.text.as_str()).collect();
    let shape = when::shape(&rest.join(" "), utterance.language, Asked::Wish);
    begins && last > first.bytes.start && (shape.day || shape.time)
}

/// 'Keller, Jonas Keller': the fuller form.
fn last_repeats(utterance: &Utterance, taken: &Range<usize>) -> Option<Range<usize>> {
    let second = taken.end;
    let more = take(utterance, second, false)?;
    let repeats = (more.start..more.end).any(|index| utterance.text(index) == utterance.text(taken.start));
    repeats.then_some(more)
}

/// The name's tokens from `start` on: up to four, until a clause ends or a word that no name has.
fn take(utterance: &Utterance, start: usize, weak: bool) -> Option<Range<usize>> {
    const WORDS_MAX: usize = 4;
    let mut start = start;
    // 'auf den Namen meiner Frau, Sabine Krause'
    let kin = matches!(utterance.text(start), "meiner" | "meines");
    if kin && utterance.tokens.get(start + 1).is_some_and(|token| token.after.ends_clause()) {
        start += 2;
    }
    while is_title(utterance.text(start)) || (utterance.text(start) == "ja" && !weak) {
        start += 1;
    }
    let mut end = start;
    while let Some(token) =
        utterance.tokens.get(end).filter(|token| end - start < WORDS_MAX && is_name_word(token, weak))
    {
        end += 1;
        if token.after.ends_clause() && !(token.after == Mark::Stop && token.raw.len() <= 2) {
            break;
        }
    }
    // Particles alone are no name.
    let meat = (start..end).any(|index| !is_particle(utterance.text(index)));
    (end > start && meat).then_some(start..end)
}
