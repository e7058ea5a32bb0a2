//! What holds of every answer of the agent, whatever the call is about: one acknowledgement at most, as the first words; nothing
//! after a question; no sentence twice.

use base::language::Language;
use dialogue::acknowledgement::without;
use dialogue::sentences::sentences;

/// What is wrong with the manners of an answer.
///
/// # Errors
/// What breaks them.
pub fn check(said: &str, language: Language) -> Result<(), String> {
    let spoken: Vec<&str> = sentences(said).collect();
    let acknowledges = |text: &&&str| without(text, language) != **text;
    if let Some(late) = spoken.iter().skip(1).find(acknowledges) {
        return Err(format!("'{late}' acknowledges late"));
    }
    let question = spoken.iter().position(|text| text.ends_with('?'));
    if let Some(after) = question.and_then(|place| spoken.get(place + 1)) {
        return Err(format!("'{after}' follows a question"));
    }
    match spoken.iter().enumerate().find(|(place, text)| spoken[..*place].contains(text)) {
        Some((_, twice)) => Err(format!("'{twice}' is said twice")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_without_manners_are_found() {
        let check = |said| check(said, Language::De);
        assert_eq!(check("Gern. Auf welchen Namen?"), Ok(()));
        assert!(check("Das ist notiert. Gern. Wann?").is_err());
        assert!(check("Gern. Gut, wann passt es?").is_err());
        assert!(check("Wann passt es? Sag zum Beispiel: morgen.").is_err());
        assert!(check("Wie bitte? Wie bitte?").is_err());
    }
}
