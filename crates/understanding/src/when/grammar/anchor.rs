//! Where a time can begin, told before any rule is tried: most words are no part of one, and the rules are many.
//!
//! No rule reads over a word that says nothing about time, and none makes a time of links alone ('am', 'der', 'bis'): one needs an
//! anchor, which is any other lexeme ('Dienstag', 'zehn', 'Woche').

use crate::when::lexeme::{Lexed, Lexeme as L};

/// For each lexeme whether a time can begin there: with an anchor before the next word that says nothing about time.
pub(super) fn beginnings(lexed: &[Lexed]) -> Vec<bool> {
    let mut beginnings = vec![false; lexed.len()];
    let (mut anchored, mut article) = (false, false);
    for (at, entry) in lexed.iter().enumerate().rev() {
        match entry.lexeme {
            lexeme if parts(lexeme) => (anchored, article) = (false, false),
            // 'ein' counts something, or needs another number beside it ('ein nach ein').
            L::Number(number) if number.article => (anchored, article) = (anchored || article, true),
            lexeme => anchored |= !links(lexeme),
        }
        beginnings[at] = anchored;
    }
    beginnings
}

/// What no rule takes.
fn parts(lexeme: L) -> bool {
    matches!(
        lexeme,
        L::Other
            | L::Figure
            | L::NameFollows
            | L::Correction
            | L::Likewise
            | L::But
            | L::Instead
            | L::Onto
            | L::Move
            | L::Any
            | L::Soonest
            | L::SameTime
            | L::Series
    )
}

/// What stands before a time, behind it or within, and is none.
fn links(lexeme: L) -> bool {
    matches!(
        lexeme,
        L::The
            | L::And
            | L::Or
            | L::Of
            | L::In
            | L::On
            | L::At
            | L::To
            | L::From
            | L::Von
            | L::Until
            | L::Before
            | L::After
            | L::About
            | L::Between
            | L::Within
            | L::Not
            | L::Except
            | L::Cannot
            | L::Early
            | L::Late
            | L::Later
            | L::Sooner
            | L::Vaguely(_)
            | L::Earliest
            | L::Latest
            | L::Since
            | L::Wished
            | L::Rank(_)
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Cursor, idle, placed, timed};
    use super::*;
    use crate::Asked;
    use crate::when::feast::Feast;
    use crate::when::lexeme::{Part, Portion, Rank, Unit, WrittenClock};
    use crate::words::Mark;
    use crate::words::numeral::Numeral;
    use base::language::Language;
    use jiff::civil::{Time, Weekday};
    use proptest::prelude::*;

    fn number(value: u32, ordinal: bool, article: bool) -> L {
        L::Number(Numeral { value, ordinal, digits: 0, article })
    }

    /// Lexemes of all kinds that rules take, with those that end a time.
    fn lexemes() -> Vec<L> {
        let clock = WrittenClock { hour: 15, minute: 30, meridiem: None, leading_zero: false, loose: false };
        let numbers = [(0, false, false), (1, false, true), (1, true, false), (3, false, false), (20, false, false)];
        let times = [
            L::Clock(clock),
            L::Date { day: 14, month: 12, year: None },
            L::Weekday(Weekday::Tuesday),
            L::Weekly(Weekday::Friday),
            L::Workdays,
            L::Every,
            L::Month(12),
            L::Shift(1),
            L::Morgen,
            L::Part(Part::Morning),
            L::Parts(Part::Evening),
            L::Named(Time::constant(12, 0, 0, 0)),
            L::Midnight,
            L::Unit(Unit::Hour),
            L::Unit(Unit::Day),
            L::Unit(Unit::Week),
            L::Unit(Unit::Month),
            L::Unit(Unit::Year),
            L::Minutes(15),
            L::Feast(Feast::Christmas),
            L::Now,
            L::CalendarWeek,
            L::Portion(Portion::Begin),
        ];
        let parts = [L::AndHalf, L::HalfOf, L::Halves, L::Few, L::Half, L::Quarter, L::ThreeQuarters, L::OClock];
        let links = [L::The, L::And, L::Or, L::Of, L::In, L::On, L::At, L::To, L::From, L::Von, L::Until, L::Before];
        let more = [L::After, L::About, L::Between, L::Within, L::Not, L::Except, L::Cannot, L::Early, L::Late];
        let rest = [L::Later, L::Sooner, L::Vaguely(true), L::Earliest, L::Latest, L::Since, L::Wished, L::Same];
        let others = [L::Rank(Rank::Next), L::Rank(Rank::Last), L::Beside(true), L::FromNow, L::Ago, L::Past, L::Sharp];
        let ends = [L::Shortly, L::Season(true), L::Meridiem(true), L::Other, L::Onto, L::Figure];
        let numbers = numbers.into_iter().map(|(value, ordinal, article)| number(value, ordinal, article));
        let known = numbers.chain(times).chain(parts).chain(links).chain(more).chain(rest);
        known.chain(others).chain(ends).collect()
    }

    fn lexed(lexemes: Vec<L>) -> Vec<Lexed> {
        let entry = |(at, lexeme)| Lexed { lexeme, tokens: at..at + 1, after: Mark::None, doubt: None, capital: false };
        lexemes.into_iter().enumerate().map(entry).collect()
    }

    #[test]
    fn words_beside_no_time_begin_none() {
        let begun = |lexemes: &[L]| beginnings(&lexed(lexemes.to_vec()));
        assert_eq!(begun(&[L::At, L::The, number(1, false, true), L::Other]), [false; 4]);
        assert_eq!(begun(&[L::At, L::Other, L::On, L::Morgen]), [false, false, true, true]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn no_rule_reads_a_time_that_cannot_begin(
            lexemes in prop::collection::vec(prop::sample::select(lexemes()), 1..7),
            english: bool,
            licensed: bool,
            asked in prop::sample::select(vec![Asked::Wish, Asked::Date, Asked::Time]),
        ) {
            let language = if english { Language::En } else { Language::De };
            let lexed = lexed(lexemes);
            for (at, begins) in beginnings(&lexed).into_iter().enumerate() {
                let mut cursor = Cursor { lexed: &lexed, at, language, asked, licensed, ambiguous: false };
                prop_assert!(begins || cursor.longest(&[idle, timed, placed]).is_none(), "{at} in {lexed:?}");
            }
        }
    }
}
