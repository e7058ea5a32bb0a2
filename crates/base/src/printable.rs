//! Text that is safe to show: without the characters that steer a terminal or turn its lines around.
//!
//! What callers say, models word and carriers report comes from strangers. On a terminal, control characters (C0 and C1, ECMA-48)
//! move the cursor, set titles or answer as if typed, and bidirectional ones (Unicode Standard Annex #9) show words in another
//! order than they stand in. None of them is speech. Pure.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';
/// Control Sequence Introducer and Operating System Command, each as one character (ECMA-48, 5.4 and 5.6).
const CSI: char = '\u{9b}';
const OSC: char = '\u{9d}';
const STRING_TERMINATOR: char = '\u{9c}';

/// Whether a character is seen and steers nothing.
pub fn is_printable(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// The text as one line: breaks and tabs are spaces; escape sequences and what steers are gone.
pub fn line(text: &str) -> Cow<'_, str> {
    cleaned(text, |_| false)
}

/// The text with its line breaks; the rest as in [`line()`].
pub fn lines(text: &str) -> Cow<'_, str> {
    cleaned(text, |c| c == '\n')
}

fn cleaned(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(|c| is_printable(c) || stays(c)) {
        return Cow::Borrowed(text);
    }
    let (mut clean, mut rest) = (String::with_capacity(text.len()), text.chars().peekable());
    while let Some(c) = rest.next() {
        match c {
            c if is_printable(c) || stays(c) => clean.push(c),
            '\n' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            CSI => skip_sequence(&mut rest),
            OSC => skip_string(&mut rest),
            ESCAPE => match rest.next_if(|&c| c == '[' || c == ']') {
                Some('[') => skip_sequence(&mut rest),
                Some(_) => skip_string(&mut rest),
                None => {}
            },
            _ => {}
        }
    }
    Cow::Owned(clean)
}

/// Leaves out a control sequence: parameters, then one final character.
fn skip_sequence(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|c| matches!(c, '\u{20}'..='\u{3f}')).is_some() {}
    rest.next_if(|c| matches!(c, '\u{40}'..='\u{7e}'));
}

/// Leaves out a command to its end. One that has no end is words that somebody put behind its beginning: they stay.
fn skip_string(rest: &mut Peekable<Chars<'_>>) {
    let mut ahead = rest.clone();
    while let Some(c) = ahead.next() {
        let ends = c == BELL || c == STRING_TERMINATOR || (c == ESCAPE && ahead.next_if_eq(&'\\').is_some());
        if ends {
            *rest = ahead;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_steers_goes_and_words_stay() {
        for (text, shown) in [
            ("Keller", "Keller"),
            ("Grüße,\r\nKeller\t!", "Grüße, Keller !"),
            ("\u{1b}[31mrot\u{1b}[0m", "rot"),
            ("\u{1b}]0;Titel\u{7}Keller", "Keller"),
            ("\u{1b}]8;;https://x.example\u{1b}\\Keller", "Keller"),
            ("\u{9d}0;Titel\u{9c}Keller\u{9b}2J", "Keller"),
            ("\u{1b}]0;ohne Ende", "0;ohne Ende"),
            ("Kel\u{8}\u{7f}ler\u{0}", "Keller"),
            ("\u{202e}relleK\u{202c}\u{2066}\u{200f}", "relleK"),
            ("👩‍🦰 नमस्ते", "👩‍🦰 नमस्ते"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
        }
        assert_eq!(lines("a\nb\tc\u{1b}[1m"), "a\nb c");
    }

    proptest! {
        #[test]
        fn nothing_that_steers_is_left_of_any_text(text in any::<String>(), steering in "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\\[\\]\\\\0-9;mz]{0,20}") {
            let text = format!("{text}{steering}{text}");
            let shown = line(&text);
            prop_assert!(shown.chars().all(is_printable));
            prop_assert_eq!(line(&shown), shown.clone());
            prop_assert!(lines(&text).chars().all(|c| is_printable(c) || c == '\n'));
        }
    }
}
