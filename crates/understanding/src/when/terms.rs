//! Words as terms of the language of time: what they say in a context, and which of them belong to a time.
//!
//! Looking the words up costs more than reading the terms, so the same words are looked up once for all their readings.

use super::lexeme::{Lexed, Lexeme};
use super::{Problem, Shape, When, WhenContext, WhenReading, assemble, grammar, lexer, phrase, refusal, resolve};
use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::{Around, Floor};
use crate::words::Token;
use base::language::Language;
use jiff::Timestamp;
use std::borrow::Cow;

/// Words as terms of the language of time: made once for all the contexts in which the same words are read.
#[derive(Debug)]
pub(crate) struct Terms {
    lexed: Vec<Lexed>,
    /// How many words they are.
    count: usize,
    language: Language,
    question: refusal::Question,
}

impl Terms {
    /// Looks the words up.
    pub fn of(tokens: &[Token], language: Language) -> Self {
        let question = refusal::Question(asks_politely(tokens));
        Terms { lexed: lexer::lex(tokens, language), count: tokens.len(), language, question }
    }

    /// What they say about time.
    pub fn reading(&self, context: &WhenContext<'_>) -> WhenReading {
        let Terms { lexed, question, .. } = self;
        let mut reading = read(lexed, context, question);
        for index in used_doubts(lexed, &reading) {
            add_problem(&mut reading.problems, Problem::Ambiguous);
            if let Some(other) = lexed[index].doubt.and_then(|doubt| doubt.other) {
                let mut instead = lexed.clone();
                (instead[index].lexeme, instead[index].doubt) = (other, None);
                add_other(&mut reading, read(&instead, context, question));
            }
        }
        reading
    }

    /// For each word, whether it belongs to a time.
    pub fn places(&self, asked: Asked) -> Vec<bool> {
        let (days, moments) = self.parts(asked);
        days.iter().zip(&moments).map(|(day, moment)| *day || *moment).collect()
    }

    /// For each word, whether it belongs to a day, and whether to a time of day.
    fn parts(&self, asked: Asked) -> (Vec<bool>, Vec<bool>) {
        let (mut days, mut moments) = (vec![false; self.count], vec![false; self.count]);
        for placed in grammar::pieces(&self.lexed, self.language, asked, false) {
            let part = match placed.piece {
                phrase::Piece::Place(_) => &mut days,
                phrase::Piece::Moment(_) => &mut moments,
                _ => continue,
            };
            let of = |lexeme: &Lexed| lexeme.tokens.clone();
            self.lexed[placed.lexemes].iter().flat_map(of).for_each(|index| part[index] = true);
        }
        (days, moments)
    }
}

/// Which words belong to a time, and to which part of one.
#[derive(Debug)]
pub(crate) struct TimeWords {
    /// The words, without the 's' of contractions.
    pub terms: Terms,
    days: Vec<bool>,
    moments: Vec<bool>,
}

impl TimeWords {
    /// Looks the words up.
    pub fn of(tokens: &[Token], language: Language, asked: Asked) -> Self {
        // 'tomorrow's', 'ten's'
        let mut plain = Cow::Borrowed(tokens);
        if tokens.iter().any(Token::is_contracted) {
            plain.to_mut().iter_mut().for_each(Token::drop_contraction);
        }
        let terms = Terms::of(&plain, language);
        let (days, moments) = terms.parts(asked);
        TimeWords { terms, days, moments }
    }

    /// For each word, whether it belongs to a time.
    pub fn places(&self) -> Vec<bool> {
        self.days.iter().zip(&self.moments).map(|(day, moment)| *day || *moment).collect()
    }

    /// Which parts of a time they hold; for endpointing, which needs no meaning. A greeting names none: 'Guten Morgen' is not
    /// tomorrow.
    pub fn shape(&self, tokens: &[Token]) -> Shape {
        let greeting = Floor::Greeting.taken(tokens, 0).unwrap_or(0);
        let holds = |part: &[bool]| part.iter().skip(greeting).any(|word| *word);
        Shape { day: holds(&self.days), time: holds(&self.moments) }
    }
}

/// Which tokens belong to a time, whatever it means.
pub(crate) fn places(tokens: &[Token], language: Language, asked: Asked) -> Vec<bool> {
    TimeWords::of(tokens, language, asked).places()
}

/// 'Geht Donnerstag nicht auch?' refuses nothing.
fn asks_politely(tokens: &[Token]) -> bool {
    tokens.first().is_some_and(|token| Around::Polite.is(&token.text))
}

fn read(lexed: &[Lexed], context: &WhenContext<'_>, question: &refusal::Question) -> WhenReading {
    let content = lexed.iter().filter(|entry| entry.lexeme != Lexeme::Correction).count();
    let bare = content == 1 && context.earlier.is_some();
    let pieces = grammar::pieces(lexed, context.language, context.asked, bare);
    let wishes = assemble::assemble(&pieces, question);
    resolve::reading(&wishes, lexed, context)
}

/// Lexemes in doubt that the reading rests on.
fn used_doubts(lexed: &[Lexed], reading: &WhenReading) -> Vec<usize> {
    let used = |entry: &Lexed| {
        reading.consumed.iter().any(|range| range.start <= entry.tokens.start && entry.tokens.end <= range.end)
    };
    (0..lexed.len()).filter(|index| lexed[*index].doubt.is_some() && used(&lexed[*index])).collect()
}

/// What the words may mean besides; first, if what they seem to mean is over.
fn add_other(reading: &mut WhenReading, mut other: WhenReading) {
    let over = |reading: &WhenReading| reading.problems.contains(&Problem::Past);
    if over(reading) && !over(&other) && other.when.is_some() {
        add_problem(&mut other.problems, Problem::Ambiguous);
        std::mem::swap(reading, &mut other);
    }
    add_alternative(reading, other.when);
}

fn add_alternative(reading: &mut WhenReading, other: Option<When>) {
    let (Some(when), Some(other)) = (&mut reading.when, other) else { return };
    let known = |bounds: &(Timestamp, Option<Timestamp>)| {
        *bounds == (when.start, when.end) || when.alternatives.contains(bounds)
    };
    let bounds = (other.start, other.end);
    if when.kind == other.kind && !known(&bounds) {
        when.alternatives.push(bounds);
    }
}

fn add_problem(problems: &mut Vec<Problem>, problem: Problem) {
    if !problems.contains(&problem) {
        problems.push(problem);
        problems.sort();
    }
}
