//! Whether a reply begun to one input may be given to another: a recogniser's words may still change when the reply is begun.
//!
//! Utterances are the same that mean the same: wordings of one time, courtesies and fillers make no difference, so a reply may be
//! begun while the caller is still speaking. Pure.

use super::Input;
use super::tasks::NAME_CONFIDENCE_MIN;
use understanding::Utterance;

/// Whether a reply to one is a reply to the other.
pub fn same_input(left: &Input, right: &Input) -> bool {
    match (left, right) {
        (Input::Utterance(left), Input::Utterance(right)) => same_utterance(left, right),
        _ => left == right,
    }
}

/// Whether a reply to one utterance is a reply to the other.
pub fn same_utterance(left: &Utterance, right: &Utterance) -> bool {
    doubtful(left.confidence) == doubtful(right.confidence) && left.means_the_same(right)
}

/// Doubtful words are answered in another way.
fn doubtful(confidence: Option<f32>) -> bool {
    confidence.is_some_and(|confidence| confidence < NAME_CONFIDENCE_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asked, Conversation, Hearing};
    use base::business::fixtures;
    use base::language::Language;

    fn words(words: &str, confidence: Option<f32>) -> Input {
        answer(words, Asked::Wish, confidence)
    }

    fn answer(words: &str, asked: Asked, confidence: Option<f32>) -> Input {
        let (business, now) = (fixtures::by_id("salon").unwrap(), "2026-12-01T10:00:00+01:00".parse().unwrap());
        let english = words.contains("Saturday") || words.contains("half");
        let language = if english { Language::En } else { Language::De };
        let conversation = Conversation { asked, ..Conversation::new(language) };
        let hearing = Hearing { conversation: &conversation, proposal: None, business: &business, now };
        Input::Utterance(Box::new(hearing.read(&words.into(), confidence, None)))
    }

    #[test]
    fn wordings_of_the_same_make_no_difference() {
        for (left, right) in [
            ("am donnerstag um drei", "Am Donnerstag, um drei."),
            ("Bei Aylin", "Bei Aylin, bitte."),
            ("on Saturday at ten", "On Saturday at ten, if that's possible, please."),
            ("Am Samstag um zehn", "Am Samstag um zehn, wenn es geht. Vielen Dank!"),
            ("bitte", "Bitte."),
            ("bitte am Samstag um drei", "am Samstag um drei"),
            ("am Samstag um 15 Uhr", "Ähm, am Samstag um fünfzehn Uhr."),
            ("on Saturday at half ten", "on Saturday at 10:30"),
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
            ("Am Samstag um drei", "Am Samstag um vier"),
            ("Am Samstag für mich", "Am Samstag, mein Hund kommt mit"),
        ] {
            assert!(!same_input(&words(left, None), &words(right, None)), "{left} / {right}");
        }
        let name = |words, confidence| answer(words, Asked::Name, confidence);
        assert!(!same_input(&name("Keller", None), &name("Keller", Some(0.1))), "a doubtful name is asked for again");
        assert!(!same_input(&name("Keller", None), &name("Heller", None)));
        let message = |words| answer(words, Asked::Message, None);
        assert!(
            !same_input(&message("Am Samstag um 15 Uhr"), &message("Am Samstag um drei")),
            "it is kept as it was said"
        );
        assert!(!same_input(&words("", None), &Input::Opening));
    }
}
