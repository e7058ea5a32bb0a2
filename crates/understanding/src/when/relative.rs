//! Words that bear on time only beside others: directions of a move ('push it *back*', 'eine Stunde *nach hinten*'), what lies beside
//! a day or week said earlier, the first of what is free.

use super::lexeme::{Lexed, Lexeme, Unit};
use crate::lexicon::Lists;
use crate::lexicon::keys::Around;
use crate::words::Mark;

/// Words that say a direction or a neighbour only beside a move, a day or a week: 'push it *back*', 'am Tag *danach*'; and
/// 'später' where it is all that is said.
pub(super) fn moves(lexed: &mut [Lexed], texts: &[&str]) {
    const REACH: usize = 4;
    for at in 1..lexed.len() {
        let before = &lexed[at.saturating_sub(REACH)..at];
        let mut clause = before.iter().rev().take_while(|entry| matches!(entry.after, Mark::None | Mark::Comma));
        let pushed = clause.any(|entry| entry.lexeme == Lexeme::Move);
        let day =
            matches!(lexed[at - 1].lexeme, Lexeme::Weekday(_) | Lexeme::Unit(Unit::Week | Unit::Day | Unit::Month));
        let day = day && lexed[at - 1].after == Mark::None;
        let beside = day && lexed[at].lexeme == Lexeme::Other;
        if let Some(direction) = direction(texts[lexed[at].tokens.start], pushed, beside) {
            lexed[at].lexeme = direction;
        }
    }
    join_amount(lexed);
    wish_vaguely(lexed, texts);
}

/// Where a word points to: `pushed` beside a move, `beside` a day.
fn direction(text: &str, pushed: bool, beside: bool) -> Option<Lexeme> {
    match () {
        () if pushed && Around::Back.is(text) => Some(Lexeme::Later),
        () if pushed && Around::Forward.is(text) => Some(Lexeme::Sooner),
        () if beside && Around::Behind.is(text) => Some(Lexeme::Beside(true)),
        () if beside && Around::Ahead.is(text) => Some(Lexeme::Beside(false)),
        () => None,
    }
}

/// 'Later' and 'earlier' as a wish by themselves.
fn wish_vaguely(lexed: &mut [Lexed], texts: &[&str]) {
    let later = |entry: &Lexed| match entry.lexeme {
        Lexeme::Later => Some(true),
        Lexeme::Sooner => Some(false),
        Lexeme::Early if Around::Earlier.is(texts[entry.tokens.start]) => Some(false),
        _ => None,
    };
    if !lexed.iter().any(|entry| later(entry).is_some()) || texts.iter().any(|text| Around::Calling.is(text)) {
        return;
    }
    let moved = lexed.iter().any(|entry| entry.lexeme == Lexeme::Move);
    let alone = lexed.iter().filter(|entry| entry.lexeme != Lexeme::Correction).count() == 1;
    let asks = texts.first().is_some_and(|first| Around::Asking.is(first));
    for entry in lexed {
        let Some(later) = later(entry) else { continue };
        let degree = entry.tokens.start.checked_sub(1).is_some_and(|before| Around::Degree.is(texts[before]));
        if moved || alone || degree || asks {
            entry.lexeme = Lexeme::Vaguely(later);
        }
    }
}

/// 'Push back the appointment by a week': the direction belongs to the amount.
fn join_amount(lexed: &mut [Lexed]) {
    const REACH: usize = 4;
    for at in 0..lexed.len() {
        let direction = lexed[at].lexeme;
        if !matches!(direction, Lexeme::Later | Lexeme::Sooner) {
            continue;
        }
        let behind = at + 1..lexed.len().min(at + 1 + REACH);
        let by = behind.into_iter().find(|by| matches!(lexed[*by].lexeme, Lexeme::Until | Lexeme::At));
        let amount = |by: &usize| {
            let mut amount = lexed[by + 1..].iter().take(3).map(|entry| entry.lexeme);
            amount.any(|lexeme| matches!(lexeme, Lexeme::Unit(_) | Lexeme::Minutes(_)))
        };
        if let Some(by) = by.filter(amount) {
            (lexed[at].lexeme, lexed[by].lexeme) = (Lexeme::Other, direction);
        }
    }
}

/// 'The first one after Thursday', 'den ersten Termin nächste Woche': the first of what is free there.
pub(super) fn soonest(lexed: &mut [Lexed], texts: &[&str]) {
    for at in 0..lexed.len().saturating_sub(2) {
        let first = matches!(lexed[at].lexeme, Lexeme::Number(number) if number.ordinal && number.value == 1 && number.digits == 0);
        let thing = || Around::Bookable.is(texts[lexed[at + 1].tokens.start]);
        let own = || at > 0 && Around::Own.is(texts[lexed[at - 1].tokens.start]);
        let bound = matches!(
            lexed[at + 2].lexeme,
            Lexeme::On
                | Lexeme::In
                | Lexeme::After
                | Lexeme::From
                | Lexeme::Within
                | Lexeme::Rank(_)
                | Lexeme::The
                | Lexeme::Weekday(_)
                | Lexeme::Shift(_)
                | Lexeme::Morgen
        );
        let joined = lexed[at].after == Mark::None && lexed[at + 1].after == Mark::None;
        if first && bound && joined && thing() && !own() {
            (lexed[at].lexeme, lexed[at + 1].lexeme) = (Lexeme::Soonest, Lexeme::Other);
        }
    }
}
