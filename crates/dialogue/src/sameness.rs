//! Whether a reply begun to one input may be given to another: a recogniser's words may still change when the reply is begun.
//!
//! Words are the same but for case, punctuation, spacing, and courtesies at the end ('bitte', 'if that's possible'), which no
//! reply depends on; so a reply may be begun while the caller is still saying them. Pure.

use super::Input;
use super::rules::NAME_CONFIDENCE_MIN;

/// What may end an utterance without changing what is wanted. Longer ones first.
const COURTESIES: [&[&str]; 14] = [
    &["wenn", "das", "möglich", "ist"],
    &["if", "that", "s", "possible"],
    &["wenn", "es", "geht"],
    &["wenn", "das", "geht"],
    &["if", "you", "could"],
    &["wenn", "möglich"],
    &["if", "possible"],
    &["vielen", "dank"],
    &["danke", "schön"],
    &["thank", "you"],
    &["bitte"],
    &["danke"],
    &["please"],
    &["thanks"],
];

/// Whether a reply to one is a reply to the other.
pub fn same_input(left: &Input, right: &Input) -> bool {
    match (left, right) {
        (Input::Words { words: left, confidence: sure }, Input::Words { words: right, confidence: as_sure }) => {
            doubtful(*sure) == doubtful(*as_sure) && same_words(left.reveal(), right.reveal())
        }
        _ => left == right,
    }
}

/// Whether words say the same to a reply.
fn same_words(left: &str, right: &str) -> bool {
    let (left, right) = (normalised(left), normalised(right));
    core(&left) == core(&right)
}

/// Doubtful words are answered in another way.
fn doubtful(confidence: Option<f32>) -> bool {
    confidence.is_some_and(|confidence| confidence < NAME_CONFIDENCE_MIN)
}

fn normalised(words: &str) -> Vec<String> {
    let words = words.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The words without the courtesies at their end. Courtesy alone stays as it is: it is all that was said.
fn core(words: &[String]) -> &[String] {
    let mut core = words;
    while let Some(courtesy) = COURTESIES.iter().find(|courtesy| ends_with(core, courtesy)) {
        core = &core[..core.len() - courtesy.len()];
    }
    if core.is_empty() { words } else { core }
}

fn ends_with(words: &[String], end: &[&str]) -> bool {
    words.len() >= end.len() && words[words.len() - end.len()..].iter().zip(end).all(|(word, end)| word == end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str, confidence: Option<f32>) -> Input {
        Input::Words { words: words.into(), confidence }
    }

    #[test]
    fn spelling_and_trailing_courtesy_make_no_difference() {
        for (left, right) in [
            ("am donnerstag um drei", "Am Donnerstag, um drei."),
            ("Bei Aylin", "Bei Aylin, bitte."),
            ("on Saturday at ten", "On Saturday at ten, if that's possible, please."),
            ("Am Samstag um zehn", "Am Samstag um zehn, wenn es geht. Vielen Dank!"),
            ("bitte", "Bitte."),
        ] {
            assert!(same_input(&words(left, None), &words(right, Some(0.9))), "{left} / {right}");
        }
    }

    #[test]
    fn every_other_word_makes_one() {
        for (left, right) in [
            ("Ja", "Ja, aber um vier"),
            ("Am Samstag", "Am Samstag, wenn Jonas da ist"),
            ("danke", "bitte"),
            ("", "bitte"),
            ("bitte um drei", "um drei"),
            ("nein", "nein nein"),
        ] {
            assert!(!same_input(&words(left, None), &words(right, None)), "{left} / {right}");
        }
        assert!(!same_input(&words("Keller", None), &words("Keller", Some(0.1))), "a doubtful name is asked for again");
        assert!(!same_input(&words("", None), &Input::Opening));
    }
}
