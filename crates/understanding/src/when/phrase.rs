//! What a phrase about time says, before anyone asks which day it is: the values between grammar and resolution.

use super::feast::Feast;
use super::lexeme::{Part, Portion, Rank};
use jiff::civil::Weekday;

/// A day or a stretch of days.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// Days from today.
    Shift(i32),
    /// Months from today, the same day of the month.
    MonthsAhead(i32),
    /// A weekday, and weeks beyond it.
    Weekday { weekday: Weekday, rank: Option<Rank>, weeks: i32 },
    /// A weekday of a week, counted from this week.
    InWeek { weekday: Weekday, week: i32 },
    /// A day of a month, perhaps with its weekday.
    Date { weekday: Option<Weekday>, day: u32, month: Option<Month> },
    /// The n-th weekday of a month, -1 the last.
    Nth { nth: i8, weekday: Weekday, month: Month },
    /// The n-th seven days of a month, -1 the last.
    WeekOfMonth { nth: i8, month: Month },
    /// A feast: a day, or a few.
    Feast(Feast),
    /// The day (or weekday) next to another.
    Beside { weekday: Option<Weekday>, after: bool, anchor: Box<Place> },
    /// Days from what was said earlier.
    FromEarlier(i32),
    /// The nearest such weekday behind (or before) the day said earlier.
    WeekdayFromEarlier { weekday: Weekday, after: bool },
    /// The week so many weeks from that of the day said earlier.
    WeekFromEarlier(i32),
    /// The day said earlier.
    Same,
    /// A week, counted from this one.
    Week(i32, Option<Portion>),
    /// A third of the week spoken of, else of this one.
    PortionOfWeek(Portion),
    /// A week by its ISO number.
    CalendarWeek(u32),
    /// The week that holds a day.
    WeekOf(Box<Place>),
    /// A weekday of a week with an ISO number.
    InCalendarWeek { weekday: Weekday, week: u32 },
    /// The seven days next to a day or feast.
    WeekBeside { after: bool, anchor: Box<Place> },
    /// A Saturday and Sunday.
    Weekend(Rank),
    /// A month or a third of it.
    Month(Month, Option<Portion>),
    /// A year, counted from this one.
    Year(i32, Option<Portion>),
    /// From today, this many days.
    Within { first: i32, last: i32 },
    /// From one to another, both included; `spoken_from` if it was 'from … to' (or only 'to').
    Between { from: Box<Place>, to: Box<Place>, spoken_from: bool },
    /// From a time of one day to a time, or the end, of another.
    Span(Box<DaySpan>),
    /// From a day on.
    From { place: Box<Place>, von: bool },
    /// From the day after.
    After(Box<Place>),
    /// Until a day, included.
    Until(Box<Place>),
    /// Until the day before.
    Before(Box<Place>),
    /// The few days before another: 'kurz vor Weihnachten'.
    ShortlyBefore(Box<Place>),
    /// Certain weekdays of every week.
    Weekly(Vec<Weekday>),
}

impl Place {
    /// Whether it is said from what was said earlier.
    pub fn is_from_earlier(&self) -> bool {
        matches!(self, Place::FromEarlier(_) | Place::WeekdayFromEarlier { .. } | Place::WeekFromEarlier(_))
    }
}

/// From a time of one day to a time, or the end, of another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DaySpan {
    /// The first day.
    pub from: Place,
    /// When it begins there.
    pub opens: Edge,
    /// The last day.
    pub to: Place,
    /// When it ends there.
    pub closes: Option<Edge>,
    /// Said as 'from … to', not as 'between … and'.
    pub spoken_from: bool,
}

/// A month, as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Month {
    /// By name, perhaps with its year.
    Named(i8, Option<i16>),
    /// Months from this one.
    Ahead(i32),
    /// The first of next year.
    NewYear,
}

/// A time of day, as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 24, unchecked.
    pub hour: u32,
    /// 0 to 59, unchecked.
    pub minute: u32,
    /// Which half of the day, if said (`true`: the second).
    pub half: Option<bool>,
    /// Can only be meant on the 24-hour clock.
    pub exact: bool,
    /// Summer time (`true`) or standard time, if said.
    pub season: Option<bool>,
}

/// A time within a day.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Moment {
    /// A clock time; several if the words have several meanings.
    At(Vec<Clock>),
    /// Between two times, either may be open.
    Window { from: Option<Edge>, to: Option<Edge> },
    /// A part of the day; its first (`true`) or second half.
    Part(Part, Option<bool>),
    /// The half hour after (or before).
    Near { clock: Clock, after: bool },
    /// Minutes from now.
    Ahead(i64),
    /// From now, this many minutes.
    Within(i64),
    /// Minutes from what was said earlier.
    FromEarlier(i64),
}

/// The edge of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Edge {
    /// A clock time.
    Clock(Clock),
    /// A part of the day.
    Part(Part),
}

/// A piece of an utterance that bears on time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// A day or days.
    Place(Place),
    /// A time of day.
    Moment(Moment),
    /// What follows replaces what went before.
    Correction,
    /// What follows is as good.
    Or,
    /// What follows is not wanted.
    Not,
    /// What follows is not wanted, everything else is.
    Except,
    /// This clause's times are not possible.
    Cannot,
    /// What the clause before refuses, this one does, too.
    Likewise,
    /// A new clause that contradicts the last.
    But,
    /// What follows is where something is moved to.
    Onto,
    /// What follows is what something is moved away from.
    Instead,
    /// A verb of moving.
    Move,
    /// A series of appointments.
    Series,
    /// Any time.
    Any,
    /// The first that is free.
    Soonest,
    /// Later (`true`) or earlier, and no more.
    Vaguely(bool),
    /// At the time of day said earlier.
    SameTime,
    /// Summer time (`true`) or standard time.
    Season(bool),
    /// A word that means nothing here.
    Word,
}

/// A piece and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// The piece.
    pub piece: Piece,
    /// Its lexemes.
    pub lexemes: std::ops::Range<usize>,
    /// A clause may end behind it.
    pub ends_clause: bool,
    /// More than one meaning that cannot be put as times.
    pub ambiguous: bool,
}
