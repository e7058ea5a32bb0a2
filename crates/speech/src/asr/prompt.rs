//! The text of which Whisper is told that it came before: it leans towards words and spellings that occur there.
//!
//! Made of the business's words and of what was just asked. What was learnt on the fixture utterances: answers as they are
//! said are worth more than lists of words; but a weekday or time that stands alone in a prompt is heard where another was
//! said, so all weekdays stand together and no time stands beside one. Facts only about language, none about a caller.

use crate::asr::Expectation;
use base::language::Language;

/// Most characters of the business's words: a prompt may hold 224 tokens, and each costs time. German has about three
/// characters to a token, so this is half of them.
const VOCABULARY_CHARACTERS_MAX: usize = 360;

/// The prompt for an answer of this kind.
pub fn prompt(language: Language, expectation: Expectation, vocabulary: &[String]) -> String {
    let words = listed(vocabulary);
    match language {
        Language::De => german(expectation, &words),
        Language::En => english(expectation, &words),
    }
}

fn german(expectation: Expectation, words: &str) -> String {
    const DAYS: &str = "Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag";
    const TIMES: &str = "vormittags, nachmittags, um halb zwölf, um Viertel nach acht, um Viertel vor zwei, um 14 Uhr, \
         um 16:30 Uhr";
    match expectation {
        Expectation::Open => format!(
            "Guten Tag, ich hätte gern einen Termin für {words}. {DAYS}, heute, morgen, übermorgen, nächste Woche, {TIMES}. \
             Absagen, verschieben."
        ),
        Expectation::YesNo => format!(
            "Ist das so richtig? Ja, gerne. Ja, das stimmt. Nein, danke. Nein, mein Name ist Schmidt. Nein, {words}. Nein, \
             {DAYS}. Nein, um 14 Uhr, um halb neun."
        ),
        Expectation::When => format!(
            "Wann passt es, {words}? Heute, morgen Vormittag, übermorgen Nachmittag, nächste Woche, {DAYS}, {TIMES}, gegen \
             zehn, nach 18 Uhr, zwischen 10 und 12 Uhr, am 7. Mai."
        ),
        Expectation::Choice => {
            format!("Was darf es sein, und bei wem? {words}, bitte. Den ersten Termin, den zweiten. {DAYS}, {TIMES}.")
        }
        Expectation::Name => format!("Auf welchen Namen bitte? Mein Name ist {NAMES_DE}."),
        Expectation::Spelling => format!("Bitte buchstabieren Sie. {SPELLING_DE}."),
        Expectation::Digits => "0 1 7 1, 2 8 3 5, 4 9. 0 2 2 1, 4 7 0.".to_owned(),
        Expectation::Code => {
            format!("Wie lautet es? K, L, P, 4 7 2. H, T, R, 9 8 0. Das weiß ich nicht. {SPELLING_DE}.")
        }
    }
}

fn english(expectation: Expectation, words: &str) -> String {
    const DAYS: &str = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday";
    const TIMES: &str = "in the morning, in the afternoon, half past eleven, a quarter past eight, a quarter to two, at 2 pm, \
         at 4:30 pm";
    match expectation {
        Expectation::Open => format!(
            "Hello, I'd like to book an appointment for {words}. {DAYS}, today, tomorrow, the day after tomorrow, next week, \
             {TIMES}. Cancel, move."
        ),
        Expectation::YesNo => format!(
            "Is that right? Yes, please. Yes, that's right. No, thank you. No, my name is Smith. No, {words}. No, {DAYS}. \
             No, at 2 pm, at half past eight."
        ),
        Expectation::When => format!(
            "When would suit you, {words}? Today, tomorrow morning, the day after tomorrow, next week, {DAYS}, {TIMES}, \
             around ten, after 6 pm, between 10 and 12, on the 7th of May."
        ),
        Expectation::Choice => format!(
            "What would you like, and with whom? {words}, please. The first one, the second one. {DAYS}, {TIMES}."
        ),
        Expectation::Name => format!("What name, please? My name is {NAMES_EN}."),
        Expectation::Spelling => format!("Please spell it. {SPELLING_EN}."),
        Expectation::Digits => "0 1 7 1, 2 8 3 5, 4 9. 0 2 2 1, 4 7 0.".to_owned(),
        Expectation::Code => format!("What is it? K, L, P, 4 7 2. H, T, R, 9 8 0. I don't know. {SPELLING_EN}."),
    }
}

/// Among the commonest surnames of Germany and of Britain: they set the model to names and to their spelling.
const NAMES_DE: &str = "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, \
     Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hartmann, Lange, Krause, Lehmann, \
     Köhler, Keller, Yılmaz";
const NAMES_EN: &str = "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Miller, Evans, Thomas, Roberts, \
     Walker, Wright, Robinson, Thompson, White, Hughes, Edwards, Green, Hall, Wood, Harris, Clarke, Patel, Khan";

/// The beginnings of the spelling alphabets in use (DIN 5009 of old; what people say in Britain).
const SPELLING_DE: &str = "A wie Anton, B wie Berta, E wie Emil, F wie Friedrich, H wie Heinrich, K wie Kaufmann, L wie \
     Ludwig, M wie Martha, N wie Nordpol, R wie Richard, S wie Siegfried, T wie Theodor, Doppel-T, U wie Ulrich";
const SPELLING_EN: &str = "A for alpha, B for bravo, D for David, E for Edward, F for Freddie, I for India, M for mother, N \
     for November, double O, R for Robert, S for sugar, T for Tommy. J, O, N, E, S";

/// The business's words up to the budget, the first ones first, none twice.
fn listed(vocabulary: &[String]) -> String {
    chosen(vocabulary, VOCABULARY_CHARACTERS_MAX).join(", ")
}

/// The first words, none twice, that have room in so many characters.
pub fn chosen(vocabulary: &[String], characters_max: usize) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut characters = 0;
    for word in vocabulary.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        characters += word.chars().count() + 2;
        if characters > characters_max {
            break;
        }
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_holds_the_business_and_the_question() {
        let vocabulary = ["Herrenhaarschnitt".to_owned(), "Jonas".to_owned(), "Jonas".to_owned()];
        let open = prompt(Language::De, Expectation::Open, &vocabulary);
        assert!(open.contains("Herrenhaarschnitt, Jonas. Montag"), "{open}");
        assert!(prompt(Language::En, Expectation::YesNo, &vocabulary).contains("Is that right? Yes, please."));
    }

    #[test]
    fn a_long_vocabulary_is_cut_at_a_word() {
        let vocabulary: Vec<String> = (0..500).map(|n| format!("Dienstleistung {n}")).collect();
        let open = prompt(Language::De, Expectation::Open, &vocabulary);
        assert!(
            open.chars().count() < VOCABULARY_CHARACTERS_MAX + 300 && open.contains("Dienstleistung 9, "),
            "{open}"
        );
    }
}
