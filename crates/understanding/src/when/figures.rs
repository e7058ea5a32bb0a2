//! Numbers that are figures of something else, such as a telephone number: no times.

use super::lexeme::{Lexed, Lexeme, Unit};
use crate::lexicon::Lists;
use crate::lexicon::keys::Around;

/// Four numbers in a row are digits of something else (a telephone number), and so are those behind a zero. A recogniser writes
/// a clock time in the middle of them ('4:06'), and words of dictation part them ('double', 'Strich').
pub(super) fn silence_number_runs(lexed: &mut [Lexed], texts: &[&str]) {
    let digit = |entry: &Lexed| matches!(entry.lexeme, Lexeme::Number(number) if !number.ordinal && !number.article);
    let clock = |entry: &Lexed| matches!(entry.lexeme, Lexeme::Clock(clock) if clock.meridiem.is_none());
    let dictation = |entry: &Lexed| Around::Dictating.is(texts[entry.tokens.start]);
    let mut at = 0;
    while at < lexed.len() {
        let run = lexed[at..].iter().take_while(|entry| digit(entry) || clock(entry) || dictation(entry));
        let run: Vec<&Lexed> = run.collect();
        let digits = run.iter().filter(|entry| digit(entry)).count();
        let said = digits + run.iter().filter(|entry| dictation(entry)).count();
        let zero = matches!(lexed[at].lexeme, Lexeme::Number(number) if number.value == 0 || leads_with_zero(texts[lexed[at].tokens.start]));
        let timed = at > 0 && matches!(lexed[at - 1].lexeme, Lexeme::At | Lexeme::About | Lexeme::OClock);
        let hours = lexed.get(at + run.len()).is_some_and(|next| next.lexeme == Lexeme::Unit(Unit::Hour));
        let length = run.len();
        if digits >= 4 || said >= 6 || (digits >= 2 && zero && !timed && !hours) {
            lexed[at..at + length].iter_mut().for_each(|entry| entry.lexeme = Lexeme::Figure);
        }
        at += length.max(1);
    }
}

/// '0176': a prefix.
fn leads_with_zero(text: &str) -> bool {
    text.len() >= 3 && text.starts_with('0')
}
