//! The caller's name: announced ('mein Name ist Keller', 'Jonas Keller hier'), as the answer to the question for it, or spelled.
//!
//! What clearly is something else is no name; a surname that is also a weekday or a trade is one where a name was asked for.

use super::announced::{closed, instead, introduced};
use super::name_words::{is_name_word, written};
pub(super) use super::named::Named;
use super::named::{ANSWERED, LIKELY, PERHAPS, SPELLED, is_answer, last_repeats, take};
use super::sentence::Utterance;
use super::{phrases, spelling};
use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::Naming;
use crate::when;
use crate::words::Mark;
use base::language::Language;
use std::ops::Range;

/// The name that the words give. `asked`: a name (or its spelling) was asked for; `other`: they clearly want something else.
pub(super) fn name(utterance: &Utterance, asked: bool, spelling_asked: bool, other: bool) -> Option<Named> {
    let spelled = spelling::spelled(utterance, asked || spelling_asked);
    let said = introduced(utterance).or_else(|| closed(utterance)).or_else(|| leading(utterance)).or_else(|| {
        let answers = (asked || spelling_asked) && !other;
        answers.then(|| answered(utterance).or_else(|| instead(utterance))).flatten()
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
        .find(|index| !Naming::TakesBack.is(utterance.text(*index)) && !Naming::Between.is(utterance.text(*index)))?;
    let said = (from..start).any(|index| Naming::TakesBack.is(utterance.text(index)));
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

/// 'Keller, ich möchte …': a name alone before the sentence begins.
fn leading(utterance: &Utterance) -> Option<Named> {
    let start = (0..utterance.tokens.len()).find(|index| !Naming::Opening.is(utterance.text(*index)))?;
    let taken = take(utterance, start, true)?;
    let means_something = |index: usize| phrases::meaning(utterance, index, Asked::Wish).is_some();
    let begins = Naming::Subject.is(utterance.text(taken.end));
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
    let start = (begin..count).find(|index| !Naming::Opening.is(utterance.text(*index)))?;
    let taken = take(utterance, start, false)?;
    if is_answer(utterance, taken.start) {
        return None;
    }
    // 'Keller bitte', 'Keller mit K', 'Meier, nicht Müller', 'Weber am Donnerstag' – but no sentence that goes on.
    let rest = count - taken.end;
    let refused = utterance.tokens[taken.end - 1].after == Mark::Comma && Naming::Denial.is(utterance.text(taken.end));
    let apart = refused
        || letters_begin(utterance, taken.end)
        || correction(utterance, taken.end).is_some()
        || is_time(utterance, taken.end)
        || stands_apart(utterance, &taken);
    let goes_on = rest > 0 && !Naming::Remark.is(utterance.text(taken.end)) && !apart;
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

/// Whether a name with a capital stands before something of its own: 'Keller, am Freitag', 'Keller. Und bitte …'.
fn stands_apart(utterance: &Utterance, taken: &Range<usize>) -> bool {
    let names = taken.clone().all(|index| is_name_word(&utterance.tokens[index], true));
    names && Naming::Beside.is(utterance.text(taken.end))
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
    let first = (start..count).find(|index| !Naming::Title.is(utterance.text(*index)))?;
    let taken = take(utterance, first, true)?;
    let unknown = |index: usize| {
        let token = &utterance.tokens[index];
        is_name_word(token, true)
            && !Naming::Particle.is(&token.text)
            && utterance.classes[index].is_empty()
            && phrases::meaning(utterance, index, Asked::Wish).is_none()
    };
    let fits = taken.end == count && taken.len() <= 2 && taken.clone().all(unknown);
    fits.then(|| Named { name: written(utterance, taken.clone()), certainty: PERHAPS, tokens: taken })
}

/// Nothing but a time stands from `from` on: 'Weber am Donnerstag um 15 Uhr 30' names who and when.
fn is_time(utterance: &Utterance, from: usize) -> bool {
    let Some(first) = utterance.tokens.get(from) else { return false };
    let begins = Naming::Time.is(&first.text) || utterance.tokens[from - 1].after == Mark::Comma;
    let last = utterance.tokens.last().map_or(first.bytes.end, |last| last.bytes.end);
    let timed = || when::places(&utterance.tokens[from..], utterance.language, Asked::Wish).contains(&true);
    begins && last > first.bytes.start && timed()
}
