//! Understanding dates and times: phrase + now + zone + language → a typed value, with what is ambiguous said as such.
//!
//! [`parse`] takes the caller's words and a [`WhenContext`] and gives a [`WhenReading`]. It is pure and knows no calendar:
//! whether anything is free then is `booking`'s business. It never chooses between two honest readings without
//! saying so ([`Problem::Ambiguous`]).

mod assemble;
mod choice;
mod feast;
mod figures;
mod grammar;
mod lexeme;
mod lexer;
mod lexicon;
mod merge;
mod phrase;
mod refusal;
mod relative;
mod resolve;
mod shift;
mod wishes;
mod written;

use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::{Around, Floor};
use crate::words::{Token, tokens};
use base::business::{Business, Span};
use base::language::Language;
use jiff::civil::Weekday;
use jiff::{Timestamp, Zoned};
use lexeme::{Lexed, Lexeme};
use std::borrow::Cow;
use std::ops::Range;

pub use shift::Shift;

/// When something is wanted, as said. Instants are UTC; the business's zone gave them meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// What kind of answer it is.
    pub kind: Kind,
    /// Begin, inclusive.
    pub start: Timestamp,
    /// End, exclusive; `None` for an instant.
    pub end: Option<Timestamp>,
    /// Other readings of the same kind, when it should be asked which is meant (or, with [`WhenReading::either`], when the
    /// caller is content with any of them).
    pub alternatives: Vec<(Timestamp, Option<Timestamp>)>,
    /// Within a range of several days only these local times of each day ('nächste Woche vormittags').
    pub daily: Option<Span>,
    /// Within a range of several days only these weekdays ('dienstags'); empty means every one.
    pub weekdays: Vec<Weekday>,
}

impl When {
    /// A point in time.
    pub fn instant(start: Timestamp) -> Self {
        When { kind: Kind::Instant, start, end: None, alternatives: Vec::new(), daily: None, weekdays: Vec::new() }
    }

    /// A whole day.
    pub fn day(span: Range<Timestamp>) -> Self {
        When { kind: Kind::Day, ..When::range(span) }
    }

    /// A stretch.
    pub fn range(span: Range<Timestamp>) -> Self {
        When { kind: Kind::Range, end: Some(span.end), ..When::instant(span.start) }
    }
}

/// The shape of a [`When`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A point in time.
    Instant,
    /// A stretch: part of a day, several days, open ends cut at midnight.
    Range,
    /// A whole day.
    Day,
}

/// Why a time cannot simply be taken as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// More than one reading, or words that were only nearly understood: ask.
    Ambiguous,
    /// No such date or time (30 February, 25 o'clock).
    Impossible,
    /// Two parts that exclude each other (Monday the 8th when the 8th is a Tuesday).
    Contradictory,
    /// Over already.
    Past,
}

/// What the meaning of a phrase depends on besides its words.
#[derive(Debug, Clone)]
pub struct WhenContext<'a> {
    /// Now, in the business's zone.
    pub now: Zoned,
    /// The language spoken.
    pub language: Language,
    /// Whose opening hours decide what a bare hour means.
    pub business: Option<&'a Business>,
    /// What was said before, so that 'um drei' keeps the day and 'am Freitag' keeps the hour.
    pub earlier: Option<&'a When>,
    /// What the agent has asked: a bare number is an hour after 'at what time?', a day after 'on which day?'.
    pub asked: Asked,
}

/// What a phrase says about time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WhenReading {
    /// The time wanted; `None` when nothing about time was said, or nothing possible.
    pub when: Option<When>,
    /// What stands in the way of taking it as said; sorted, each once.
    pub problems: Vec<Problem>,
    /// The alternatives of [`WhenReading::when`] are as welcome as the first ('Dienstag oder Mittwoch').
    pub either: bool,
    /// A day (or week, month …) was said, now or earlier. Otherwise the next day that fits was assumed.
    pub day_said: bool,
    /// A time or part of the day was said, now or earlier.
    pub time_said: bool,
    /// Any time will do ('egal wann').
    pub any: bool,
    /// The first that is free is wanted ('so bald wie möglich'), within [`WhenReading::when`] if that says anything ('the first
    /// one after Thursday').
    pub first_free: bool,
    /// A move from a time that is known ('eine Stunde später'). Where that time was said earlier
    /// ([`WhenContext::earlier`]), [`WhenReading::when`] is the time meant, unless the shift says none ([`Shift::Later`],
    /// [`Shift::Earlier`]).
    pub shift: Option<Shift>,
    /// The time wanted is a weekday by its name and nothing else: which week is meant depends on what is spoken of.
    pub weekday: Option<Weekday>,
    /// Times that the caller cannot or will not come ('Dienstag geht nicht').
    pub excluded: Vec<When>,
    /// The time from which the caller wants to move away ('statt Dienstag', 'von Dienstag auf Freitag verlegen').
    pub instead_of: Option<When>,
    /// Ranges of the words' tokens ([`crate::words::tokens`]) that the reading rests on, in order.
    pub consumed: Vec<Range<usize>>,
}

impl Problem {
    /// The name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Problem::Ambiguous => "ambiguous",
            Problem::Impossible => "impossible",
            Problem::Contradictory => "contradictory",
            Problem::Past => "past",
        }
    }
}

impl Kind {
    /// The name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Instant => "instant",
            Kind::Range => "range",
            Kind::Day => "day",
        }
    }
}

/// Reads what `words` say about time.
pub fn parse(words: &str, context: &WhenContext<'_>) -> WhenReading {
    parse_tokens(&tokens(words), context)
}

/// Reads what words say about time that are tokens already.
pub(crate) fn parse_tokens(tokens: &[Token], context: &WhenContext<'_>) -> WhenReading {
    let lexed = lexer::lex(tokens, context.language);
    let question = refusal::Question(asks_politely(tokens));
    let mut reading = read(&lexed, context, &question);
    let doubts: Vec<usize> = used_doubts(&lexed, &reading);
    for index in doubts {
        add_problem(&mut reading.problems, Problem::Ambiguous);
        if let Some(other) = lexed[index].doubt.and_then(|doubt| doubt.other) {
            let mut instead = lexed.clone();
            (instead[index].lexeme, instead[index].doubt) = (other, None);
            add_other(&mut reading, read(&instead, context, &question));
        }
    }
    reading
}

/// Which parts of a time are in the words, whatever they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// A day or days.
    pub day: bool,
    /// A time or part of the day.
    pub time: bool,
}

/// Which words belong to a time, and to which part of one.
#[derive(Debug, Default)]
pub(crate) struct TimeWords {
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
        let lexed = lexer::lex(&plain, language);
        let none = vec![false; tokens.len()];
        let mut words = TimeWords { days: none.clone(), moments: none };
        for placed in grammar::pieces(&lexed, language, asked, false) {
            let part = match placed.piece {
                phrase::Piece::Place(_) => &mut words.days,
                phrase::Piece::Moment(_) => &mut words.moments,
                _ => continue,
            };
            let of = |lexeme: &Lexed| lexeme.tokens.clone();
            lexed[placed.lexemes].iter().flat_map(of).for_each(|index| part[index] = true);
        }
        words
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
