//! A code of letters and digits as it is to be written: a customer's number, a registration.
//!
//! Takes what was read; gives the code, or nothing where no digit was said. Number plates proper are read by [`crate::plate`].

use crate::lexicon::Lists;
use crate::lexicon::keys::Spelling;
use crate::read::Read;
use crate::words::{Token, fold};
use base::privacy::Personal;

/// Letters in a group of a code, at most ('MTK' is the longest district code of a number plate).
const GROUP_MAX: usize = 3;

/// The code said: letters that were dictated, else those that stand before the first digit, and the digits.
pub(super) fn code(read: &Read) -> Option<Personal<String>> {
    let says = &read.understanding;
    let digits = says.digits.as_ref().map(Personal::reveal).filter(|digits| !digits.is_empty())?;
    let code = match &says.letters {
        Some(letters) => format!("{} {digits}", letters.name(None).reveal().to_uppercase()),
        None => written(&read.utterance.tokens, digits),
    };
    Some(Personal::new(code))
}

/// Letter groups said before the first digit, then the digits: 'M-AB 1234'.
fn written(words: &[Token], digits: &str) -> String {
    let groups = groups(words);
    match groups.as_slice() {
        [] => digits.to_owned(),
        [first, rest @ ..] if first.len() > 1 || groups.len() <= 2 => format!("{} {digits}", join(first, rest)),
        spelled => format!("{} {digits}", spelled.join(" ")),
    }
}

/// Letters in capitals, or single ones, before the first digit; not those of code words ('A wie Anton').
fn groups(words: &[Token]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut linked = false;
    for word in words.iter().flat_map(|token| token.raw.split(['-', ',', '.', ':'])) {
        let letters: String = word.chars().take_while(|c| c.is_alphabetic()).collect();
        let spelled = std::mem::replace(&mut linked, Spelling::Link.is(&fold(word)));
        let is_group = !letters.is_empty() && letters.chars().count() <= GROUP_MAX && !linked && !spelled;
        let capital = letters.chars().all(char::is_uppercase) || letters.chars().count() == 1;
        if is_group && capital {
            groups.push(letters.to_uppercase());
        }
        if word.chars().any(|c| c.is_ascii_digit()) {
            break;
        }
    }
    groups
}

fn join(district: &str, rest: &[String]) -> String {
    if rest.is_empty() { district.to_owned() } else { format!("{district}-{}", rest.concat()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tokens;

    #[test]
    fn a_number_plate_is_written_as_on_the_plate() {
        for (words, digits, expected) in [
            ("M-AB 1234", "1234", "M-AB 1234"),
            ("M AB 1234", "1234", "M-AB 1234"),
            ("das ist M AB eins zwei drei vier", "1234", "M-AB 1234"),
            ("MTK X 5", "5", "MTK-X 5"),
            ("M wie Martha, A wie Anton, B wie Berta, 1234", "1234", "M A B 1234"),
            ("1234", "1234", "1234"),
        ] {
            assert_eq!(written(&tokens(words), digits), expected, "{words}");
        }
    }
}
