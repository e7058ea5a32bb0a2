//! The caller's name: announced ('mein Name ist Keller', 'Jonas Keller hier'), as the answer to the question for it, or spelled.
//!
//! What clearly is something else is no name; a surname that is also a weekday or a trade is one where a name was asked for.

use super::letters::Letters;
use super::name_words::{
    CLOSINGS, INTRODUCTIONS, WEAK_INTRODUCTIONS, is_between_names, is_joint, is_name_word, is_opening, is_particle,
    is_remark, is_title, takes_back, written,
};
use super::sentence::Utterance;
use super::{phrases, spelling};
use crate::Asked;
use crate::when;
use crate::words::Mark;
use base::language::Language;
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

impl Named {
    /// A name that was spelled letter by letter.
    pub(super) fn spelled(letters: &Letters, tokens: Range<usize>) -> Self {
        Named { name: letters.name(None).into_inner(), certainty: SPELLED, tokens }
    }
}

/// How surely: spelled letter by letter, announced, answered, only likely, and perhaps none at all.
const SPELLED: f32 = 0.97;
const ANNOUNCED: f32 = 0.9;
const ANSWERED: f32 = 0.8;
const LIKELY: f32 = 0.76;
const PERHAPS: f32 = 0.7;

/// The name that the words give. `asked`: a name (or its spelling) was asked for; `other`: they clearly want something else.
pub(super) fn name(utterance: &Utterance, asked: bool, spelling_asked: bool, other: bool) -> Option<Named> {
    let spelled = spelling::spelled(utterance, asked || spelling_asked);
    let said = introduced(utterance).or_else(|| closed(utterance)).or_else(|| leading(utterance)).or_else(|| {
        let answers = (asked || spelling_asked) && !other;
        let instead = || behind(utterance, "sondern", true).or_else(|| behind(utterance, "but", true));
        answers.then(|| answered(utterance).or_else(instead)).flatten()
    });
    let said = said.map(|said| corrected(utterance, said));
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

/// 'Rose, no sorry, Ross': the name said last counts; a given name before it stays.
fn corrected(utterance: &Utterance, said: Named) -> Named {
    let mut said = said;
    while let Some(taken) = correction(utterance, said.tokens.end) {
        let name = written(utterance, taken.clone());
        let given = said
            .name
            .rsplit_once(' ')
            .filter(|(_, surname)| !name.contains(' ') && alike(surname, &name, utterance.language));
        let name = given.map_or(name.clone(), |(given, _)| format!("{given} {name}"));
        said = Named { name, certainty: said.certainty, tokens: said.tokens.start..taken.end };
    }
    said
}

/// The name behind words that take back what was said before them: 'no sorry', 'äh nein, ich meine'.
fn correction(utterance: &Utterance, from: usize) -> Option<Range<usize>> {
    let start = (from..utterance.tokens.len())
        .find(|index| !takes_back(utterance.text(*index)) && !is_between_names(utterance.text(*index)))?;
    let said = (from..start).any(|index| takes_back(utterance.text(index)));
    let taken = take(utterance, start, true).filter(|_| said)?;
    (!is_answer(utterance, taken.start)).then_some(taken)
}

/// 'Joe Baker, B-A-K-E-R': the name spelled stands there.
fn letters_begin(utterance: &Utterance, at: usize) -> bool {
    let single = |index: usize| utterance.tokens.get(index).is_some_and(|token| token.raw.chars().count() == 1);
    let dashed = utterance.tokens.get(at).is_some_and(|token| spelling::dashed(&token.raw).is_some());
    dashed || (single(at) && single(at + 1))
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
    use crate::words::{fold, sound};
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
    // 'Der Name stimmt nicht' announces none.
    if !weak && phrase.ends_with("name") && is_answer(utterance, taken.start) {
        return None;
    }
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
        // 'Am Mittwoch um neun Schröder der Name': only such a phrase makes a name of it.
        let apart =
            *phrase == "der name" && utterance.tokens[start.saturating_sub(1)].raw.starts_with(char::is_lowercase);
        let clause_begins = start == 0
            || utterance.tokens[start - 1].after.ends_clause()
            || is_opening(utterance.text(start - 1))
            || apart;
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

/// The whole utterance as a name, or its last sentence: 'Oh, I see. Keller.'
fn answered(utterance: &Utterance) -> Option<Named> {
    answered_from(utterance, 0).or_else(|| {
        let last = utterance.sentences().pop().filter(|last| last.start > 0 && last.len() <= 3)?;
        let looks = last.clone().all(|index| is_name_word(&utterance.tokens[index], true));
        // 'Huk hes, Joseph. Joseph.': what is only said again is not the whole of it.
        let again =
            last.clone().all(|index| (0..last.start).any(|before| utterance.text(before) == utterance.text(index)));
        (looks && !again).then(|| answered_from(utterance, last.start)).flatten()
    })
}

/// From a token on, a name: 'Ja, Keller.', 'Frau Dr. Yıldız', 'von der Heide', or its begin: 'Keller, am Freitag'.
fn answered_from(utterance: &Utterance, begin: usize) -> Option<Named> {
    const WORDS_MAX: usize = 5;
    let count = utterance.tokens.len();
    let start = (begin..count).find(|index| !is_opening(utterance.text(*index)))?;
    let taken = take(utterance, start, false)?;
    if is_answer(utterance, taken.start) {
        return None;
    }
    // 'Keller bitte', 'Keller mit K', 'Meier, nicht Müller', 'Weber am Donnerstag' – but no sentence that goes on.
    let rest = count - taken.end;
    let refused =
        utterance.tokens[taken.end - 1].after == Mark::Comma && matches!(utterance.text(taken.end), "nicht" | "not");
    let apart = refused
        || letters_begin(utterance, taken.end)
        || correction(utterance, taken.end).is_some()
        || is_time(utterance, taken.end)
        || stands_apart(utterance, &taken);
    let goes_on = rest > 0 && !is_remark(utterance.text(taken.end)) && !apart;
    // 'Hughes, Joseph', also where the last word is said twice.
    let ends =
        |given: &Range<usize>| (given.end..count).all(|index| utterance.text(index) == utterance.text(given.start));
    if let Some(given) = given_behind(utterance, &taken).filter(ends) {
        let name = format!("{} {}", written(utterance, given.clone()), written(utterance, taken));
        return Some(Named { name, certainty: ANSWERED, tokens: start..given.end });
    }
    let doubled = last_repeats(utterance, &taken);
    let fits = taken.len() <= WORDS_MAX && (!goes_on || doubled.is_some());
    let range = doubled.unwrap_or(taken);
    fits.then(|| Named { name: written(utterance, range.clone()), certainty: ANSWERED, tokens: start..range.end })
}

/// Whether the word means yes, no or the like, and so is no name.
fn is_answer(utterance: &Utterance, index: usize) -> bool {
    let meaning = phrases::meaning(utterance, index, Asked::Wish).map(|(meaning, _)| meaning);
    matches!(meaning, Some(meaning) if meaning != phrases::Meaning::Neutral)
}

/// Whether a name with a capital stands before something of its own: 'Keller, am Freitag', 'Keller. Und bitte …'.
fn stands_apart(utterance: &Utterance, taken: &Range<usize>) -> bool {
    const BEGINNINGS: [&str; 10] = ["am", "um", "und", "aber", "lieber", "doch", "on", "at", "and", "but"];
    let names = taken.clone().all(|index| is_name_word(&utterance.tokens[index], true));
    names && BEGINNINGS.contains(&utterance.text(taken.end))
}

/// 'Huber, Josef': the given name behind the comma.
fn given_behind(utterance: &Utterance, taken: &Range<usize>) -> Option<Range<usize>> {
    let comma = utterance.tokens.get(taken.end.checked_sub(1)?)?.after == Mark::Comma && taken.len() == 1;
    let given = taken.end..taken.end + 1;
    let fits = comma && is_name_word(utterance.tokens.get(given.start)?, true) && !is_answer(utterance, given.start);
    (fits && utterance.text(given.start) != utterance.text(taken.start)).then_some(given)
}

/// 'Ich muss absagen, Keller.': a name alone behind the sentence. What it is else (a service, a time) is the caller's to see.
pub(super) fn trailing(utterance: &Utterance) -> Option<Named> {
    let count = utterance.tokens.len();
    let start = (1..count).rev().find(|index| utterance.tokens[index - 1].after.ends_clause())?;
    let first = (start..count).find(|index| !is_title(utterance.text(*index)))?;
    let taken = take(utterance, first, true)?;
    let unknown = |index: usize| {
        let token = &utterance.tokens[index];
        is_name_word(token, true)
            && !is_particle(&token.text)
            && utterance.classes[index].is_empty()
            && phrases::meaning(utterance, index, Asked::Wish).is_none()
    };
    let fits = taken.end == count && taken.len() <= 2 && taken.clone().all(unknown);
    fits.then(|| Named { name: written(utterance, taken.clone()), certainty: PERHAPS, tokens: taken })
}

/// Nothing but a time stands from `from` on: 'Weber am Donnerstag um 15 Uhr 30' names who and when.
fn is_time(utterance: &Utterance, from: usize) -> bool {
    let Some(first) = utterance.tokens.get(from) else { return false };
    let begins = matches!(
        first.text.as_str(),
        "am" | "um" | "heute" | "morgen" | "uebermorgen" | "on" | "at" | "today" | "tomorrow"
    ) || utterance.tokens[from - 1].after == Mark::Comma;
    let last = utterance.tokens.last().map_or(first.bytes.end, |last| last.bytes.end);
    let timed = || when::places(&utterance.tokens[from..], utterance.language, Asked::Wish).contains(&true);
    begins && last > first.bytes.start && timed()
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
