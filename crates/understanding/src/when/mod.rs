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
mod terms;
mod wishes;
mod written;

use crate::Asked;
use crate::words::tokens;
use base::business::{Business, Span};
use base::language::Language;
use jiff::civil::Weekday;
use jiff::{Timestamp, Zoned};
use std::ops::Range;

pub use shift::Shift;
pub(crate) use terms::{Terms, TimeWords, places};

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
    Terms::of(&tokens(words), context.language).reading(context)
}

/// Which parts of a time are in the words, whatever they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// A day or days.
    pub day: bool,
    /// A time or part of the day.
    pub time: bool,
}
