//! The text of which Whisper is told that it came before: it leans towards words and spellings that occur there.
//!
//! Made of the business's words and of what was just asked; a prompt for the question is worth more to short answers than
//! any other setting. Facts only about language, none about a caller.

use crate::asr::Expectation;
use crate::language::Language;

/// Most characters of the business's words: a prompt may hold 224 tokens, and each costs time. German has about three
/// characters to a token, so this is half of them.
const VOCABULARY_CHARACTERS_MAX: usize = 360;

/// The prompt for an answer of this kind.
pub fn prompt(language: Language, expectation: Expectation, vocabulary: &[String]) -> String {
    let words = listed(vocabulary);
    if let Ok(file) = std::env::var("PROMPTS") {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let key = format!("{language}.{expectation:?}=");
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix(&key) {
                return rest.replace("{words}", &words);
            }
        }
    }
    match language {
        Language::De => german(expectation, &words),
        Language::En => english(expectation, &words),
    }
}

fn german(expectation: Expectation, words: &str) -> String {
    const DAYS: &str = "Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag";
    const TIMES: &str = "vormittags, nachmittags, halb zehn, Viertel nach drei, um 15 Uhr, um 15:30 Uhr";
    match expectation {
        Expectation::Open => format!("Termin buchen, absagen, verschieben: {words}. {DAYS}, {TIMES}."),
        Expectation::YesNo => "Soll ich das so eintragen, ja oder nein? Ja, gerne. Nein, danke. Ja, genau.".to_owned(),
        Expectation::When => format!(
            "Wann passt es Ihnen? Heute, morgen, übermorgen, nächste Woche. {DAYS}, {TIMES}, am 3. Dezember, egal."
        ),
        Expectation::Choice => format!("Was darf es sein? {words}. Das erste, das zweite. {DAYS}, um 15 Uhr."),
        Expectation::Name => format!("Auf welchen Namen bitte? Mein Name ist {NAMES_DE}."),
        Expectation::Digits => {
            "Wie ist Ihre Nummer? 0176 040 69 12, null, eins, zwei, zwo, drei, 30, 47, 89.".to_owned()
        }
    }
}

fn english(expectation: Expectation, words: &str) -> String {
    const DAYS: &str = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday";
    const TIMES: &str = "in the morning, in the afternoon, half past nine, a quarter past three, at 3 pm, at 3:30 pm";
    match expectation {
        Expectation::Open => format!("Book, cancel or move an appointment: {words}. {DAYS}, {TIMES}."),
        Expectation::YesNo => "Shall I book that, yes or no? Yes, please. No, thank you. Yes, that's right.".to_owned(),
        Expectation::When => format!(
            "When would suit you? Today, tomorrow, next week. {DAYS}, {TIMES}, on the 3rd of December, any time."
        ),
        Expectation::Choice => format!("What would you like? {words}. The first one, the second one. {DAYS}, at 3 pm."),
        Expectation::Name => format!("What name, please? My name is {NAMES_EN}."),
        Expectation::Digits => "What is your number? 0770 090 0123, oh, one, two, double three, 47, 89.".to_owned(),
    }
}

/// The commonest surnames of Germany and of Britain: they set the model to names and to their spelling.
const NAMES_DE: &str = "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, \
     Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hartmann, Lange, Krause, Lehmann, \
     Köhler, Keller, Yılmaz";
const NAMES_EN: &str = "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Miller, Evans, Thomas, Roberts, \
     Walker, Wright, Robinson, Thompson, White, Hughes, Edwards, Green, Hall, Wood, Harris, Clarke, Patel, Khan";

/// The business's words up to the budget, the first ones first, none twice.
fn listed(vocabulary: &[String]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut characters = 0;
    for word in vocabulary.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        characters += word.chars().count() + 2;
        if characters > VOCABULARY_CHARACTERS_MAX {
            break;
        }
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_holds_the_business_and_the_question() {
        let vocabulary = ["Herrenhaarschnitt".to_owned(), "Jonas".to_owned(), "Jonas".to_owned()];
        let open = prompt(Language::De, Expectation::Open, &vocabulary);
        assert!(open.contains("Herrenhaarschnitt, Jonas. Montag"), "{open}");
        assert!(prompt(Language::En, Expectation::YesNo, &vocabulary).contains("yes or no"));
    }

    #[test]
    fn a_long_vocabulary_is_cut_at_a_word() {
        let vocabulary: Vec<String> = (0..500).map(|n| format!("Dienstleistung {n}")).collect();
        let open = prompt(Language::De, Expectation::Open, &vocabulary);
        assert!(
            open.chars().count() < VOCABULARY_CHARACTERS_MAX + 200 && open.contains("Dienstleistung 9, "),
            "{open}"
        );
    }
}
