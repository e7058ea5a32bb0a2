//! The parts that a disclosure must have, whatever its wording (P01; AI Act Art. 50(1), GDPR Art. 13).

use base::language::Language;

/// A part that a disclosure lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// It does not say that an AI speaks.
    #[error("say in the disclosure that an AI speaks: write one of {0}")]
    Ai(String),
    /// It does not name the business.
    #[error("name the business in the disclosure: write {0}")]
    Business(String),
    /// It does not say that the conversation is written down.
    #[error("say in the disclosure that the conversation is written down: write one of {0}")]
    WrittenDown(String),
    /// It does not say where the privacy notice is.
    #[error("say in the disclosure where the privacy notice is: write one of {0}")]
    Notice(String),
}

/// What counts as each part: whole words for the AI, beginnings of words or phrases for the others.
struct Parts {
    ai: &'static [&'static str],
    written_down: &'static [&'static str],
    notice: &'static [&'static str],
}

const GERMAN: Parts = Parts {
    ai: &["KI", "künstliche Intelligenz", "KI-Assistent", "KI-Assistentin", "KI-Assistenz", "KI-Stimme"],
    written_down: &["schreibe mit", "schreibt mit", "mitgeschrieben", "aufgeschrieben", "mitschreib", "Mitschrift"],
    notice: &["Datenschutz"],
};

const ENGLISH: Parts = Parts {
    ai: &["AI", "artificial intelligence"],
    // Not 'takes notes': whoever does that need not write down what was said.
    written_down: &["written down", "write down", "writes down", "write this down", "writes this down"],
    notice: &["privacy"],
};

/// Checks that `text`, with the business's name filled in, names the AI and the business, says that the conversation is
/// written down, and says where the notice is.
///
/// # Errors
/// The first part that is missing, with what to write.
pub fn check_disclosure(text: &str, business_name: &str, language: Language) -> Result<(), DisclosureError> {
    let parts = match language {
        Language::De => GERMAN,
        Language::En => ENGLISH,
    };
    let list = |words: &[&str]| words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
    if !parts.ai.iter().any(|word| has_words(text, word)) {
        return Err(DisclosureError::Ai(list(parts.ai)));
    }
    if business_name.trim().is_empty() || !has(text, business_name) {
        return Err(DisclosureError::Business("{{ business }}".into()));
    }
    if !parts.written_down.iter().any(|word| has(text, word)) || denies(text, language) {
        return Err(DisclosureError::WrittenDown(list(parts.written_down)));
    }
    if !parts.notice.iter().any(|word| has(text, word)) {
        return Err(DisclosureError::Notice(list(parts.notice)));
    }
    Ok(())
}

fn has(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// Whether `part` stands in `text` as words of its own, capitals as written: 'KI' is not in 'Kind', 'AI' not in 'maid'.
fn has_words(text: &str, part: &str) -> bool {
    text.match_indices(part).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + part.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// 'Kein KI-Assistent', 'not an AI', 'nichts wird mitgeschrieben': the words are there and say the contrary.
fn denies(text: &str, language: Language) -> bool {
    let denials: &[&str] = match language {
        Language::De => &["kein", "keine", "keinen", "nicht", "nichts", "nie", "niemals"],
        Language::En => &["no", "not", "nothing", "never", "isn't", "don't", "doesn't"],
    };
    text.to_lowercase().split(|c: char| !c.is_alphabetic() && c != '\'').any(|word| denials.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p01_all_parts_are_required() {
        let check = |text: &str| check_disclosure(text, "Salon Morgenrot", Language::De);
        let good = "Salon Morgenrot, hier spricht eine KI und schreibt mit. Mehr dazu: sag „Datenschutz“.";
        assert_eq!(check(good), Ok(()));
        assert_eq!(
            check(
                "Guten Tag, hier ist der KI-Assistent von Salon Morgenrot, ich schreibe mit; mehr unter Datenschutz."
            ),
            Ok(())
        );
        assert!(matches!(check(&good.replace("KI", "Assistentin")), Err(DisclosureError::Ai(_))));
        assert!(matches!(check(&good.replace("KI", "Kindheit")), Err(DisclosureError::Ai(_))));
        assert!(matches!(check(&good.replace("Morgenrot", "Abendrot")), Err(DisclosureError::Business(_))));
        assert!(matches!(check(&good.replace("schreibt mit", "grüßt")), Err(DisclosureError::WrittenDown(_))));
        assert!(matches!(
            check(&good.replace("schreibt mit", "schreibt nicht mit")),
            Err(DisclosureError::WrittenDown(_))
        ));
        assert!(matches!(check(&good.replace("Datenschutz", "Hilfe")), Err(DisclosureError::Notice(_))));
    }

    #[test]
    fn p01_english_needs_the_same_parts() {
        let check = |text: &str| check_disclosure(text, "Salon", Language::En);
        let good = "Salon, this is an AI and it writes down what you say. For more, say “privacy”.";
        assert_eq!(check(good), Ok(()));
        assert!(matches!(check(&good.replace("an AI", "a maid")), Err(DisclosureError::Ai(_))));
        assert!(matches!(check(&good.replace("writes down", "hears")), Err(DisclosureError::WrittenDown(_))));
        assert!(matches!(check(&good.replace("it writes", "never writes")), Err(DisclosureError::WrittenDown(_))));
        assert!(matches!(check("Salon, an AI takes notes; say privacy."), Err(DisclosureError::WrittenDown(_))));
        assert!(matches!(check(&good.replace("privacy", "more")), Err(DisclosureError::Notice(_))));
    }
}
