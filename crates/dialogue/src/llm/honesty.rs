//! What a model may not say: that something was done. Only the call says so, after the deed (P22); a model that claims it
//! invents. It may not deny being one either (P02).
//!
//! Takes a sentence, gives whether it may be spoken. Deeds themselves are guarded by [`crate::gate`], whatever is said.

use crate::gate::speech;
use base::language::Language;
use understanding::Claim;
use understanding::words::tokens;

/// What may not be said to be done: what the gate guards, and what is done without it and said by others all the same.
const DONE: [Claim; 2] = [Claim::Done, Claim::Noted];

/// Whether a sentence may be spoken, in whatever language it is.
pub(crate) fn is_honest(sentence: &str) -> bool {
    let claims = Language::ALL.iter().any(|language| speech::claims_a_deed(sentence, &DONE, *language));
    !claims && !Claim::Human.is_said(&tokens(sentence))
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
            assert!(!is_honest(claim), "{claim}");
        }
        for claim in ["You're booked for Thursday at three.", "I've cancelled your appointment.", "That is confirmed."]
        {
            assert!(!is_honest(claim), "{claim}");
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
            assert!(is_honest(fine), "{fine}");
        }
        for fine in ["Shall I book it?", "Thursday at three is free with Jonas.", "It is not booked yet."] {
            assert!(is_honest(fine), "{fine}");
        }
    }

    #[test]
    fn p02_it_is_not_denied() {
        for denial in [
            "Nein, ich bin ein Mensch.",
            "Ich bin keine KI-Assistentin.",
            "Nein, ich bin kein Roboter!",
            "No, I’m not an AI.",
            "I am a real person.",
        ] {
            assert!(!is_honest(denial), "{denial}");
        }
        for fine in [
            "Ja, ich bin eine KI.",
            "Ich bin ein KI-Assistent, kein Mensch.",
            "Yes, I am an AI.",
            "I'm an AI assistant.",
        ] {
            assert!(is_honest(fine), "{fine}");
        }
    }
}
