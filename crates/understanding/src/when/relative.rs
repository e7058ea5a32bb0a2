//! Words that bear on time only beside others: directions of a move ('push it *back*', 'eine Stunde *nach hinten*'), what lies beside
//! a day or week said earlier, the first of what is free.

use super::lexeme::{Lexed, Lexeme, Unit};
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
        let lexeme = match texts[lexed[at].tokens.start] {
            "back" if pushed => Lexeme::Later,
            "forward" | "up" if pushed => Lexeme::Sooner,
            "danach" | "darauf" | "drauf" | "after" if day && lexed[at].lexeme == Lexeme::Other => Lexeme::Beside(true),
            "davor" | "zuvor" | "before" if day && lexed[at].lexeme == Lexeme::Other => Lexeme::Beside(false),
            _ => continue,
        };
        lexed[at].lexeme = lexeme;
    }
    join_amount(lexed);
    if texts.iter().any(|text| CALLING.contains(text)) {
        return;
    }
    let moved = lexed.iter().any(|entry| entry.lexeme == Lexeme::Move);
    let alone = lexed.iter().filter(|entry| entry.lexeme != Lexeme::Correction).count() == 1;
    let asks = texts.first().is_some_and(|first| ASKING.contains(first));
    for entry in lexed {
        let text = texts[entry.tokens.start];
        let later = match entry.lexeme {
            Lexeme::Later => true,
            Lexeme::Sooner => false,
            Lexeme::Early if text.starts_with("frueher") => false,
            _ => continue,
        };
        let degree = entry.tokens.start.checked_sub(1).is_some_and(|before| DEGREES.contains(&texts[before]));
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

/// Verbs of telephoning: 'can you call me back later' moves nothing.
const CALLING: [&str; 12] = [
    "call",
    "calling",
    "ring",
    "phone",
    "anrufen",
    "zurueckrufen",
    "rufe",
    "rufen",
    "ruf",
    "melde",
    "melden",
    "angerufen",
];

/// Verbs that ask for what is possible ('Geht es auch später?').
const ASKING: [&str; 14] = [
    "geht", "ginge", "haben", "haetten", "hast", "gibt", "kann", "koennen", "koennten", "can", "could", "do", "have",
    "is",
];

/// Words before 'später' that make it a wish.
const DEGREES: [&str; 20] = [
    "etwas",
    "bisschen",
    "wenig",
    "was",
    "noch",
    "viel",
    "lieber",
    "gern",
    "deutlich",
    "stueck",
    "bit",
    "little",
    "slightly",
    "somewhat",
    "tad",
    "something",
    "anything",
    "much",
    "one",
    "any",
];

/// 'The first one after Thursday', 'den ersten Termin nächste Woche': the first of what is free there.
pub(super) fn soonest(lexed: &mut [Lexed], texts: &[&str]) {
    const THINGS: [&str; 6] = ["one", "appointment", "slot", "opening", "termin", "platz"];
    const OWN: [&str; 5] = ["my", "mein", "meinen", "meinem", "our"];
    for at in 0..lexed.len().saturating_sub(2) {
        let first = matches!(lexed[at].lexeme, Lexeme::Number(number) if number.ordinal && number.value == 1 && number.digits == 0);
        let thing = THINGS.contains(&texts[lexed[at + 1].tokens.start]);
        let own = at > 0 && OWN.contains(&texts[lexed[at - 1].tokens.start]);
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
        if first && thing && bound && joined && !own {
            (lexed[at].lexeme, lexed[at + 1].lexeme) = (Lexeme::Soonest, Lexeme::Other);
        }
    }
}
