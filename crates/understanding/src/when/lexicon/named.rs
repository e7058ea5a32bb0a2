//! The lexemes that the keys of `times.txt` name.

use crate::lexicon::times::{Day, Feasts, Meridiem, Plain, Season, Term};
use crate::when::feast::Feast;
use crate::when::lexeme::Lexeme;
use crate::words::numeral::Numeral;
use jiff::civil::{Time, Weekday};

/// The lexeme of a term.
pub(super) fn lexeme(term: Term) -> Lexeme {
    match term {
        Term::Plain(plain) => self::plain(plain),
        Term::Weekday(day) => Lexeme::Weekday(weekday(day)),
        Term::Weekly(day) => Lexeme::Weekly(weekday(day)),
        Term::Month(month) => Lexeme::Month(month),
        Term::Shift(days) => Lexeme::Shift(days),
        Term::Part(part) => Lexeme::Part(part),
        Term::Parts(part) => Lexeme::Parts(part),
        Term::Hour(hour) => Lexeme::Named(Time::constant(hour, 0, 0, 0)),
        Term::Unit(unit) => Lexeme::Unit(unit),
        Term::Minutes(minutes) => Lexeme::Minutes(minutes),
        Term::Number(value) => Lexeme::Number(Numeral { value, ordinal: false, digits: 0, article: false }),
        Term::Rank(rank) => Lexeme::Rank(rank),
        Term::Portion(portion) => Lexeme::Portion(portion),
        Term::Season(season) => Lexeme::Season(season == Season::Summer),
        Term::Meridiem(half) => Lexeme::Meridiem(half == Meridiem::Pm),
        Term::Feast(feast) => Lexeme::Feast(self::feast(feast)),
        Term::Date(month, day) => Lexeme::Feast(Feast::Fixed(month, day)),
        Term::Easter(days) => Lexeme::Feast(Feast::Easter(days)),
        Term::Advent(sunday) => Lexeme::Feast(Feast::Advent(sunday)),
        Term::BeforeAdvent(days) => Lexeme::Feast(Feast::BeforeAdvent(days)),
        Term::Nth(nth, day, month) => Lexeme::Feast(Feast::Nth(nth, weekday(day), month)),
    }
}

fn feast(feast: Feasts) -> Feast {
    match feast {
        Feasts::Christmas => Feast::Christmas,
        Feasts::EasterDays => Feast::EasterDays,
        Feasts::Pentecost => Feast::Pentecost,
        Feasts::BetweenTheYears => Feast::BetweenTheYears,
    }
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Monday => Weekday::Monday,
        Day::Tuesday => Weekday::Tuesday,
        Day::Wednesday => Weekday::Wednesday,
        Day::Thursday => Weekday::Thursday,
        Day::Friday => Weekday::Friday,
        Day::Saturday => Weekday::Saturday,
        Day::Sunday => Weekday::Sunday,
    }
}

fn plain(plain: Plain) -> Lexeme {
    match plain {
        Plain::About => Lexeme::About,
        Plain::After => Lexeme::After,
        Plain::Ago => Lexeme::Ago,
        Plain::And => Lexeme::And,
        Plain::AndHalf => Lexeme::AndHalf,
        Plain::Any => Lexeme::Any,
        Plain::At => Lexeme::At,
        Plain::Before => Lexeme::Before,
        Plain::Between => Lexeme::Between,
        Plain::But => Lexeme::But,
        Plain::CalendarWeek => Lexeme::CalendarWeek,
        Plain::Cannot => Lexeme::Cannot,
        Plain::Correction => Lexeme::Correction,
        Plain::Earliest => Lexeme::Earliest,
        Plain::Early => Lexeme::Early,
        Plain::Every => Lexeme::Every,
        Plain::Except => Lexeme::Except,
        Plain::Few => Lexeme::Few,
        Plain::From => Lexeme::From,
        Plain::FromNow => Lexeme::FromNow,
        Plain::Half => Lexeme::Half,
        Plain::HalfOf => Lexeme::HalfOf,
        Plain::Halves => Lexeme::Halves,
        Plain::In => Lexeme::In,
        Plain::Instead => Lexeme::Instead,
        Plain::Late => Lexeme::Late,
        Plain::Later => Lexeme::Later,
        Plain::Latest => Lexeme::Latest,
        Plain::Likewise => Lexeme::Likewise,
        Plain::Midnight => Lexeme::Midnight,
        Plain::Morgen => Lexeme::Morgen,
        Plain::Move => Lexeme::Move,
        Plain::NameFollows => Lexeme::NameFollows,
        Plain::Not => Lexeme::Not,
        Plain::Now => Lexeme::Now,
        Plain::OClock => Lexeme::OClock,
        Plain::Of => Lexeme::Of,
        Plain::On => Lexeme::On,
        Plain::Onto => Lexeme::Onto,
        Plain::Or => Lexeme::Or,
        Plain::Other => Lexeme::Other,
        Plain::Past => Lexeme::Past,
        Plain::Quarter => Lexeme::Quarter,
        Plain::Same => Lexeme::Same,
        Plain::SameTime => Lexeme::SameTime,
        Plain::Series => Lexeme::Series,
        Plain::Sharp => Lexeme::Sharp,
        Plain::Shortly => Lexeme::Shortly,
        Plain::Since => Lexeme::Since,
        Plain::Sooner => Lexeme::Sooner,
        Plain::Soonest => Lexeme::Soonest,
        Plain::The => Lexeme::The,
        Plain::ThreeQuarters => Lexeme::ThreeQuarters,
        Plain::To => Lexeme::To,
        Plain::Until => Lexeme::Until,
        Plain::Von => Lexeme::Von,
        Plain::Wished => Lexeme::Wished,
        Plain::Within => Lexeme::Within,
        Plain::Workdays => Lexeme::Workdays,
    }
}
