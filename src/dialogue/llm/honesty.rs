//! What a model may not say: that something was done. Only the call says so, after the deed (P22); a model that claims it
//! invents. It may not deny being one either (P02).
//!
//! Takes a sentence, gives whether it may be spoken. Deeds themselves are guarded by [`crate::dialogue::gate`], whatever is said.

use crate::dialogue::words::{fold, tokens};
use crate::language::Language;

/// Participles of the deeds.
const DONE_DE: [&str; 14] = [
    "gebucht",
    "eingebucht",
    "eingetragen",
    "reserviert",
    "vorgemerkt",
    "notiert",
    "bestätigt",
    "storniert",
    "abgesagt",
    "gestrichen",
    "gelöscht",
    "verschoben",
    "verlegt",
    "umgebucht",
];
const DONE_EN: [&str; 12] = [
    "booked",
    "reserved",
    "scheduled",
    "confirmed",
    "cancelled",
    "canceled",
    "deleted",
    "moved",
    "rescheduled",
    "noted",
    "registered",
    "arranged",
];
/// What makes of a participle a question or a thing to come.
const OPEN_DE: [&str; 9] = ["soll", "sollen", "kann", "könnte", "möchtest", "möchten", "wird", "werden", "nicht"];
const OPEN_EN: [&str; 12] =
    ["shall", "should", "can", "could", "would", "will", "want", "like", "be", "not", "haven't", "isn't"];
/// What denies being an AI.
const DENIALS: [&str; 10] = [
    "ich bin ein mensch",
    "ich bin eine echte",
    "ich bin kein computer",
    "ich bin keine ki",
    "ich bin keine maschine",
    "i am a human",
    "i'm a human",
    "i am not an ai",
    "i'm not an ai",
    "i am a real person",
];

/// Whether a sentence may be spoken.
pub(in crate::dialogue) fn is_honest(sentence: &str, language: Language) -> bool {
    !claims_a_deed(sentence, language) && !denies_being_an_ai(sentence)
}

fn claims_a_deed(sentence: &str, language: Language) -> bool {
    let words: Vec<String> = tokens(sentence).iter().map(|token| fold(&token.text)).collect();
    let any = |list: &[&str]| words.iter().any(|word| list.iter().any(|listed| fold(listed) == *word));
    let (done, open): (&[&str], &[&str]) = match language {
        Language::De => (&DONE_DE, &OPEN_DE),
        Language::En => (&DONE_EN, &OPEN_EN),
    };
    any(done) && !any(open) && !sentence.trim_end().ends_with('?')
}

fn denies_being_an_ai(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase().replace('’', "'");
    DENIALS.iter().any(|denial| sentence.contains(denial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p22_a_claim_of_a_deed_is_not_spoken() {
        for claim in [
            "Ihr Termin ist gebucht.",
            "Ich habe dich für Donnerstag eingetragen.",
            "Erledigt, der Termin wurde storniert!",
            "Perfekt, ich habe alles notiert.",
        ] {
            assert!(!is_honest(claim, Language::De), "{claim}");
        }
        for claim in ["You're booked for Thursday at three.", "I've cancelled your appointment.", "That is confirmed."]
        {
            assert!(!is_honest(claim, Language::En), "{claim}");
        }
    }

    #[test]
    fn questions_and_offers_are_spoken() {
        for fine in [
            "Soll ich den Termin so eintragen?",
            "Am Donnerstag um 15 Uhr ist bei Jonas frei.",
            "Der Termin ist noch nicht gebucht.",
            "Möchten Sie, dass er verschoben wird?",
        ] {
            assert!(is_honest(fine, Language::De), "{fine}");
        }
        for fine in ["Shall I book it?", "Thursday at three is free with Jonas.", "It is not booked yet."] {
            assert!(is_honest(fine, Language::En), "{fine}");
        }
    }

    #[test]
    fn p02_it_is_not_denied() {
        assert!(!is_honest("Nein, ich bin ein Mensch.", Language::De));
        assert!(!is_honest("No, I’m not an AI.", Language::En));
    }
}
