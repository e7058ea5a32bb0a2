//! Word error rate: how many words must be changed, dropped or added to turn what was heard into what was said.
//!
//! Writing is no error: case, punctuation, 'Dr.', 'Uhr' between hours and minutes, and figures for number words are brought
//! to one form first, in which each digit counts as a word.

use base::language::Language;

/// Errors, and words that were said.
pub fn errors(said: &str, heard: &str, language: Language) -> (usize, usize) {
    let (said, heard) = (normalise(said, language), normalise(heard, language));
    (strsim::generic_levenshtein(&said, &heard), said.len())
}

/// The words of a text, each figure a word.
pub fn normalise(text: &str, language: Language) -> Vec<String> {
    let text = text.to_lowercase().replace("p.m.", "pm").replace("a.m.", "am").replace('’', "'");
    let raw = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    raw.flat_map(|word| split_figures(word.trim_matches('\''), language)).collect()
}

/// '3pm' is a figure and a unit, '4th' a figure; figures become single digits.
fn split_figures(word: &str, language: Language) -> Vec<String> {
    let at = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (figures, rest) = word.split_at(at);
    let digits = |figures: &str| figures.chars().map(String::from).collect::<Vec<_>>();
    match rest {
        "" | "st" | "nd" | "rd" | "th" | "uhr" => digits(figures),
        "doktor" | "doctor" => vec!["dr".to_owned()],
        _ if !figures.is_empty() => [digits(figures), vec![rest.to_owned()]].concat(),
        _ => number(rest, language).map_or_else(|| vec![rest.to_owned()], |number| digits(&number.to_string())),
    }
}

const GERMAN: [&str; 20] = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const GERMAN_TENS: [&str; 8] = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
const ENGLISH: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of a number word below a hundred, cardinal or ordinal.
fn number(word: &str, language: Language) -> Option<usize> {
    let position = |words: &[&str], word: &str| words.iter().position(|other| *other == word);
    match language {
        Language::De => {
            let ordinal = match word {
                "erste" | "ersten" => Some(1),
                "dritte" | "dritten" => Some(3),
                "siebte" | "siebten" => Some(7),
                "achte" | "achten" => Some(8),
                _ => None,
            };
            let tens = |word: &str| position(&GERMAN_TENS, word).map(|tens| 20 + 10 * tens);
            let compound = || {
                let (units, tens_word) = word.split_once("und")?;
                Some(position(&GERMAN, units).or((units == "ein").then_some(1))? + tens(tens_word)?)
            };
            let cardinal = |word| position(&GERMAN, word).or_else(|| tens(word));
            let stem = || ["sten", "ten", "ste", "te"].iter().find_map(|end| cardinal(word.strip_suffix(end)?));
            ordinal.or_else(|| cardinal(word)).or_else(stem).or_else(compound)
        }
        Language::En => {
            let ordinal = match word {
                "oh" => Some(0),
                "first" => Some(1),
                "second" => Some(2),
                "third" => Some(3),
                "fifth" => Some(5),
                "ninth" => Some(9),
                _ => None,
            };
            let stem = word.strip_suffix("th").unwrap_or(word);
            let tens = || position(&ENGLISH_TENS, word).map(|tens| 20 + 10 * tens);
            ordinal.or_else(|| position(&ENGLISH, stem)).or_else(tens)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_is_no_error() {
        for (language, said, heard) in [
            (Language::De, "Am vierten Dezember um fünfzehn Uhr dreißig.", "am 4. dezember um 15:30 Uhr"),
            (Language::De, "Null eins sieben sechs, vier null.", "0176 40"),
            (Language::De, "Zur Kontrolle bei Doktor Petersen", "zur Kontrolle bei Dr. Petersen"),
            (Language::De, "einundzwanzig", "21"),
            (
                Language::De,
                "am dritten, am sechsten und am zwanzigsten, neunzig Euro",
                "am 3., am 6. und am 20., 90 Euro",
            ),
            (Language::En, "Thursday at three p.m.", "Thursday at 3pm"),
            (Language::En, "on the ninth of December", "On the 9th of December."),
        ] {
            assert_eq!(errors(said, heard, language).0, 0, "{said} / {heard}");
        }
    }

    #[test]
    fn changes_drops_and_additions_count_one_each() {
        assert_eq!(errors("bei Jonas bitte", "bei Ballunas bitte", Language::De), (1, 3));
        assert_eq!(errors("bei Jonas bitte", "Jonas bitte", Language::De), (1, 3));
        assert_eq!(errors("Jonas", "bei der Jonas", Language::De), (2, 1));
        assert_eq!(errors("Ja gerne", "", Language::De), (2, 2));
    }
}
