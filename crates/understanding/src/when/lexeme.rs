//! The terms that phrases about time are made of, the same in every language. The lexicons map words to them, the grammar
//! reads nothing else.

use super::feast::Feast;
pub(super) use crate::lexicon::times::{Part, Portion, Rank, Unit};
use crate::words::Mark;
use crate::words::numeral::Numeral;
use jiff::civil::{Time, Weekday};
use std::ops::Range;

/// One term of the language of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lexeme {
    /// A number in words or digits.
    Number(Numeral),
    /// A time written with digits: `15:30`, `3pm`, `1530`.
    Clock(WrittenClock),
    /// A date written with digits: `14.12.2026`.
    Date { day: u32, month: u32, year: Option<i16> },
    /// A day of the week.
    Weekday(Weekday),
    /// A day of every week: 'dienstags', 'Tuesdays'.
    Weekly(Weekday),
    /// Monday to Friday.
    Workdays,
    /// A series of appointments, which cannot be booked in one go: it has to be asked.
    Series,
    /// 'jeden', 'every'.
    Every,
    /// A month, 1 to 12.
    Month(i8),
    /// Days from today.
    Shift(i32),
    /// German 'morgen': tomorrow, or the morning.
    Morgen,
    /// A part of the day.
    Part(Part),
    /// A part of every day: 'mornings'.
    Parts(Part),
    /// 'früh' before a part of the day.
    Early,
    /// 'spät' before a part of the day.
    Late,
    /// A time with a name: noon.
    Named(Time),
    /// The end of a day.
    Midnight,
    /// A unit of time.
    Unit(Unit),
    /// A length of time in one word or phrase, minutes ('Viertelstunde').
    Minutes(i64),
    /// 'and a half', '-einhalb' behind a number.
    AndHalf,
    /// 'halbe' (of a unit).
    HalfOf,
    /// '-hälfte', 'Hälfte'.
    Halves,
    /// 'ein paar'.
    Few,
    /// Which of several.
    Rank(Rank),
    /// Which third of a stretch.
    Portion(Portion),
    /// 'halb', 'half'.
    Half,
    /// 'Viertel', 'quarter'.
    Quarter,
    /// 'dreiviertel'.
    ThreeQuarters,
    /// 'nach', 'after'.
    After,
    /// 'past'.
    Past,
    /// 'vor', 'before'.
    Before,
    /// English 'to'.
    To,
    /// 'kurz', 'just'.
    Shortly,
    /// 'Uhr', 'o'clock'.
    OClock,
    /// 'a.m.' (`false`) or 'p.m.' (`true`).
    Meridiem(bool),
    /// 'um', 'at'.
    At,
    /// 'gegen', 'around'.
    About,
    /// 'Punkt', 'exakt' before a clock time.
    Sharp,
    /// 'seit', 'since': what follows is over, and nothing is wished for then.
    Since,
    /// 'schönen', 'have a nice': the day that follows is wished, not wanted.
    Wished,
    /// 'am', 'on'.
    On,
    /// 'in', 'im'.
    In,
    /// 'innerhalb', 'within'.
    Within,
    /// 'ab', 'nicht vor'.
    From,
    /// 'von': from, or of.
    Von,
    /// 'bis', 'spätestens'.
    Until,
    /// 'at the earliest', before or behind.
    Earliest,
    /// 'at the latest', before or behind.
    Latest,
    /// 'zwischen'.
    Between,
    /// 'und'.
    And,
    /// 'oder'.
    Or,
    /// 'of'.
    Of,
    /// An article.
    The,
    /// A feast.
    Feast(Feast),
    /// 'Kalenderwoche'.
    CalendarWeek,
    /// Summer time (`true`) or standard time, where an hour comes twice.
    Season(bool),
    /// 'später'.
    Later,
    /// 'früher'.
    Sooner,
    /// Later (`true`) or earlier, and no more is said of it: 'etwas später', 'push it back'.
    Vaguely(bool),
    /// 'danach' (`true`), 'davor' behind a day.
    Beside(bool),
    /// 'zur gleichen Zeit'.
    SameTime,
    /// 'so bald wie möglich', 'the first available'.
    Soonest,
    /// 'vom jetzigen Zeitpunkt an', 'from now'.
    FromNow,
    /// 'vor … Tagen', 'ago'.
    Ago,
    /// 'am selben', 'the same' (day).
    Same,
    /// At once.
    Now,
    /// Any time.
    Any,
    /// What follows replaces what was said.
    Correction,
    /// 'nicht'.
    Not,
    /// 'außer'.
    Except,
    /// 'auch', 'so is': what was said of the clause before holds for this one.
    Likewise,
    /// 'kann ich nicht'.
    Cannot,
    /// A new clause that contradicts the last: 'aber'.
    But,
    /// 'statt'.
    Instead,
    /// German 'auf' in 'auf Freitag verschieben'.
    Onto,
    /// A verb of moving an appointment.
    Move,
    /// The caller names themselves: the next word is no day, even if it sounds like one.
    NameFollows,
    /// One of many figures: part of a telephone number, no time.
    Figure,
    /// Nothing about time.
    Other,
}

/// A lexeme and the tokens that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexed {
    /// The term.
    pub lexeme: Lexeme,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What stands behind it.
    pub after: Mark,
    /// It was only nearly understood.
    pub doubt: Option<Doubt>,
    /// It was written with a capital (a noun, in German).
    pub capital: bool,
}

/// What else a nearly understood word may have been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Doubt {
    /// The next best term, if it is near.
    pub other: Option<Lexeme>,
}

/// A time as written with digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WrittenClock {
    /// 0 to 24, unchecked.
    pub hour: u32,
    /// 0 to 59, unchecked.
    pub minute: u32,
    /// Half of the day, where written ('3pm').
    pub meridiem: Option<bool>,
    /// Only the 24-hour clock is written with a leading zero.
    pub leading_zero: bool,
    /// Written in a way that may be another number ('1530', '3.12'): needs 'um' or 'Uhr'.
    pub loose: bool,
}
