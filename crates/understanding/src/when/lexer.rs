//! From tokens to lexemes: phrases of the lexicon, numbers, times and dates written with digits, compounds
//! ('Donnerstagnachmittag'), and words only nearly understood.

use super::figures::silence_number_runs;
use super::lexeme::{Doubt, Lexed, Lexeme};
use super::lexicon::affixes::{AND_HALF, GLUED, VAGUE};
use super::lexicon::mend::mended;
use super::lexicon::{lexicon, near};
use super::relative::{moves, soonest};
use super::written;
use crate::lexicon::Lists;
use crate::lexicon::keys::Around;
use crate::words::{Mark, Token, numeral};
use base::language::Language;

/// Reads all of `tokens`. Fillers leave no lexeme.
pub(super) fn lex(tokens: &[Token], language: Language) -> Vec<Lexed> {
    let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let ends = phrase_ends(tokens);
    let mut lexed: Vec<Lexed> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_doubled(&texts, at) {
            at += 1;
            continue;
        }
        let found = if named(&lexed, at) { None } else { read(tokens, &texts, (at, ends[at]), language) };
        let found = found.unwrap_or_else(|| Reading::certain(vec![Lexeme::Other], 1));
        push(&mut lexed, found, tokens, &mut at);
    }
    silence_number_runs(&mut lexed, &texts);
    articles(&mut lexed, &texts);
    moves(&mut lexed, &texts);
    soonest(&mut lexed, &texts);
    mend(&mut lexed, &texts, language);
    reorder(&mut lexed);
    lexed
}

/// What was read at one place.
struct Reading {
    lexemes: Vec<Lexeme>,
    taken: usize,
    doubt: Option<Doubt>,
}

impl Reading {
    fn certain(lexemes: Vec<Lexeme>, taken: usize) -> Self {
        Reading { lexemes, taken, doubt: None }
    }
}

/// Reads at a place; no phrase there runs over `end`.
fn read(tokens: &[Token], texts: &[&str], (at, end): (usize, usize), language: Language) -> Option<Reading> {
    if is_capitals(&tokens[at]) && language == Language::De {
        return None;
    }
    if at == 0 && greets(texts) {
        return None;
    }
    if let Some(reading) = taken_apart(tokens, texts, at, language) {
        return Some(reading);
    }
    let rest = &texts[at..end];
    if let Some(reading) = contracted(texts, at, rest, language) {
        return Some(reading);
    }
    if let Some((lexemes, taken)) = lexicon(language).longest(rest) {
        return Some(Reading::certain(lexemes.to_vec(), taken));
    }
    if let Some((lexemes, doubt)) = written::read(tokens, at, language) {
        return Some(Reading { lexemes, taken: 1, doubt });
    }
    if let Some((number, taken)) = numeral::read_run(&tokens[at..], language) {
        return Some(Reading::certain(vec![Lexeme::Number(number)], taken));
    }
    compound(texts[at], language).or_else(|| nearly(tokens, texts, at, language))
}

/// 'Thursday's out': the 'is' of a phrase that stands at the end of the word before.
fn contracted(texts: &[&str], at: usize, rest: &[&str], language: Language) -> Option<Reading> {
    let day = at.checked_sub(1).map(|before| texts[before]).filter(|_| language == Language::En)?;
    Around::Contracted.is_in(language, day).then_some(())?;
    let phrase: Vec<&str> = std::iter::once("is").chain(rest.iter().copied()).collect();
    let (lexemes, taken) = lexicon(language).longest(&phrase).filter(|(_, taken)| *taken > 1)?;
    Some(Reading::certain(lexemes.to_vec(), taken - 1))
}

/// 'M AB 1234': capitals are no preposition.
fn is_capitals(token: &Token) -> bool {
    (2..=3).contains(&token.raw.len())
        && token.raw.bytes().all(|b| b.is_ascii_uppercase())
        && !Around::Capitals.is(&token.text)
}

/// For each token where the phrases end that begin there: they do not run over the end of a clause.
fn phrase_ends(tokens: &[Token]) -> Vec<usize> {
    let mut ends = vec![tokens.len(); tokens.len()];
    for at in (0..tokens.len()).rev() {
        ends[at] = if ends_phrase(&tokens[at]) { at + 1 } else { ends.get(at + 1).copied().unwrap_or(at + 1) };
    }
    ends
}

fn ends_phrase(token: &Token) -> bool {
    let ordinal = token.after == Mark::Stop && token.text.starts_with(|c: char| c.is_ascii_digit());
    token.after.ends_clause() && !ordinal
}

/// 'Morgen, ich wollte fragen': where German would put the verb next, the subject makes 'Morgen' a greeting.
fn greets(texts: &[&str]) -> bool {
    texts.get(1).is_some_and(|next| Around::Greeting.is(texts[0]) && Around::Greeted.is(next))
}

/// 'nun tag': a filler before a 'Tag' that belongs to it.
fn taken_apart(tokens: &[Token], texts: &[&str], at: usize, language: Language) -> Option<Reading> {
    let next = texts.get(at + 1).filter(|_| tokens[at].after == Mark::None)?;
    let filler = lexicon(language).longest(&texts[at..=at]).is_some_and(|(lexemes, _)| lexemes.is_empty());
    if !filler || !Around::DayEnd.is(next) {
        return None;
    }
    let (lexemes, doubt) = near::nearest(&format!("{}{next}", texts[at]), language)?;
    Some(Reading { lexemes: lexemes.to_vec(), taken: 2, doubt })
}

/// 'Donnerstagnachmittag', 'Montag-Morgen', 'mid-December', 'threeish': two terms in one token.
fn compound(text: &str, language: Language) -> Option<Reading> {
    let term = |word: &str| -> Option<Vec<Lexeme>> {
        let (lexemes, _) = lexicon(language).longest(&[word])?;
        (!lexemes.is_empty()).then(|| lexemes.to_vec())
    };
    let number = |word: &str| {
        let token = Token { raw: word.to_owned(), text: word.to_owned(), after: Mark::None, bytes: 0..0 };
        numeral::read(&token, language).map(Lexeme::Number)
    };
    if let Some(hour) = VAGUE.ended(text, language) {
        return Some(Reading::certain(vec![Lexeme::About, number(hour.trim_end_matches('-'))?], 1));
    }
    if let Some(count) = AND_HALF.ended(text, language) {
        return Some(Reading::certain(vec![number(count)?, Lexeme::AndHalf], 1));
    }
    // 'two-thirty'
    let hyphenated = text.split_once('-').filter(|_| language == Language::En);
    if let Some((hour, minute)) = hyphenated.and_then(|(hour, minute)| Some((number(hour)?, number(minute)?))) {
        return Some(Reading::certain(vec![hour, minute], 1));
    }
    let split = |at: usize| {
        let (head, tail) = (text.get(..at)?, text.get(at..)?);
        let (head, tail) = (term(head.trim_end_matches('-'))?, term(tail.trim_start_matches('-'))?);
        let joins = matches!(
            (head.first(), tail.first()),
            (Some(Lexeme::Weekday(_) | Lexeme::Month(_) | Lexeme::Portion(_)), _)
                | (Some(Lexeme::Early | Lexeme::Late), Some(Lexeme::Part(_)))
        );
        joins.then(|| Reading::certain([head, tail].concat(), 1))
    };
    (3..text.len().saturating_sub(2)).rev().find_map(split)
}

/// One word, or two that the recogniser took apart.
fn nearly(tokens: &[Token], texts: &[&str], at: usize, language: Language) -> Option<Reading> {
    let known = |word: &str| lexicon(language).knows(word);
    let pair = texts.get(at + 1).filter(|next| tokens[at].after == Mark::None && !next.contains('-'));
    if let Some(joined) = pair.map(|next| format!("{}{next}", texts[at])) {
        if let Some((lexemes, _)) = lexicon(language).longest(&[joined.as_str()]).filter(|(found, _)| !found.is_empty())
        {
            return Some(Reading::certain(lexemes.to_vec(), 2));
        }
        // Only a second half that means nothing by itself, or 'Tag' ('nun tag'), belongs to the first.
        let half = texts[at + 1];
        if (!known(half) || Around::SecondHalf.is(half))
            && texts[at].len() <= 7
            && let Some((lexemes, doubt)) = near::nearest(&joined, language)
        {
            return Some(Reading { lexemes: lexemes.to_vec(), taken: 2, doubt });
        }
    }
    let found = near::nearest(texts[at], language).or_else(|| glued(texts[at], language));
    found.map(|(lexemes, doubt)| Reading { lexemes: lexemes.to_vec(), taken: 1, doubt })
}

/// 'ansammtag': a preposition that ran into the day. Always a doubt.
fn glued(text: &str, language: Language) -> Option<near::Near> {
    let rest = GLUED.begun(text)?;
    let (lexemes, doubt) = near::nearest(rest, language)?;
    let is_day = matches!(lexemes.first(), Some(Lexeme::Weekday(_)));
    is_day.then_some((lexemes, Some(doubt.unwrap_or(Doubt { other: None }))))
}

fn push(lexed: &mut Vec<Lexed>, found: Reading, tokens: &[Token], at: &mut usize) {
    let range = *at..*at + found.taken;
    let after = tokens[range.end - 1].after;
    let capital = tokens[range.start].raw.starts_with(char::is_uppercase);
    match (found.lexemes.len(), lexed.last_mut()) {
        // A filler passes its punctuation on to what stands before it.
        (0, Some(last)) if last.after == Mark::None => last.after = after,
        (count, _) => lexed.extend(found.lexemes.into_iter().enumerate().map(|(index, lexeme)| Lexed {
            lexeme,
            tokens: range.clone(),
            after: if index + 1 == count { after } else { Mark::None },
            doubt: found.doubt,
            capital,
        })),
    }
    *at = range.end;
}

/// The word behind 'mein Name ist', 'Herr' is a name, whatever it sounds like.
fn named(lexed: &[Lexed], at: usize) -> bool {
    lexed.last().is_some_and(|last| last.lexeme == Lexeme::NameFollows && last.tokens.end == at)
}

/// 'am am Donnerstag': a word said twice. Numbers are kept: 'drei drei' is part of a number.
fn is_doubled(texts: &[&str], at: usize) -> bool {
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    texts.get(at + 1).is_some_and(|next| *next == texts[at] && !number(next) && Around::Repeated.is(next))
}

/// ''ne Stunde früher': before a length 'ne' is no 'no'.
fn articles(lexed: &mut [Lexed], texts: &[&str]) {
    for at in 1..lexed.len() {
        let length = matches!(lexed[at].lexeme, Lexeme::Unit(_) | Lexeme::HalfOf | Lexeme::Minutes(_));
        let before = &mut lexed[at - 1];
        if length && before.after == Mark::None && Around::Article.is(texts[before.tokens.start]) {
            before.lexeme = Lexeme::Number(numeral::Numeral { value: 1, ordinal: false, digits: 0, article: true });
        }
    }
}

/// Reads words that mean nothing but stand beside a time once more: they may be part of it.
fn mend(lexed: &mut [Lexed], texts: &[&str], language: Language) {
    let is_time = |entry: &Lexed| {
        !matches!(entry.lexeme, Lexeme::Other | Lexeme::Figure | Lexeme::NameFollows | Lexeme::The | Lexeme::Any)
    };
    for at in 0..lexed.len() {
        let named = at > 0 && lexed[at - 1].lexeme == Lexeme::NameFollows;
        let beside = (at > 0 && is_time(&lexed[at - 1])) || lexed.get(at + 1).is_some_and(is_time);
        let single = lexed[at].tokens.len() == 1;
        if lexed[at].lexeme != Lexeme::Other || !beside || !single || named {
            continue;
        }
        if let Some((lexeme, doubt)) = mended(texts[lexed[at].tokens.start], language) {
            (lexed[at].lexeme, lexed[at].doubt) = (lexeme, doubt);
        }
    }
}

/// English puts 'late' before the day ('late Friday morning').
fn reorder(lexed: &mut [Lexed]) {
    let is_day = |lexeme: Lexeme| matches!(lexeme, Lexeme::Shift(_) | Lexeme::Weekday(_));
    for at in 0..lexed.len() {
        let next = |by: usize| lexed.get(at + by).map(|entry| entry.lexeme);
        let shade = matches!(lexed[at].lexeme, Lexeme::Early | Lexeme::Late);
        if shade && next(1).is_some_and(is_day) && matches!(next(2), Some(Lexeme::Part(_))) {
            let shade = std::mem::replace(&mut lexed[at].lexeme, Lexeme::Other);
            lexed[at].lexeme = std::mem::replace(&mut lexed[at + 1].lexeme, shade);
        }
    }
}
