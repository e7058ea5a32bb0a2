//! The last step before a synthesiser: what is written right and read wrong.
//!
//! espeak-ng reads 'den 3. Dezember' as 'den drei, Dezember' and '1 Uhr' as 'eins Uhr'; SVOX Pico reads neither German ordinals
//! nor clock times with a colon reliably. Emergency numbers are no quantities: 'eins eins zwei', 'one one two'. Quotation marks
//! are for the eye.

use super::time::GERMAN_MONTHS;
use base::language::Language;

const UNDER_20: [&str; 20] = [
    "nullte",
    "erste",
    "zweite",
    "dritte",
    "vierte",
    "fünfte",
    "sechste",
    "siebte",
    "achte",
    "neunte",
    "zehnte",
    "elfte",
    "zwölfte",
    "dreizehnte",
    "vierzehnte",
    "fünfzehnte",
    "sechzehnte",
    "siebzehnte",
    "achtzehnte",
    "neunzehnte",
];
const UNITS: [&str; 10] = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];

const QUOTATION_MARKS: &str = "„“”«»\"";

/// `text` as a synthesiser reads it right.
pub fn voiced(text: &str, language: Language) -> String {
    let text: String = text.chars().filter(|c| !QUOTATION_MARKS.contains(*c)).collect();
    let text = emergency_numbers(&text, language);
    match language {
        Language::De => german(&text),
        Language::En => text,
    }
}

/// '112' where it is dialled, and '116 117', figure by figure.
fn emergency_numbers(text: &str, language: Language) -> String {
    let (dialled, figures, service): (&[&str], _, _) = match language {
        Language::De => (&["die", "der"], "eins eins zwei", "eins eins sechs, eins eins sieben"),
        Language::En => (&["dial", "call", "ring"], "one one two", "one one six, one one seven"),
    };
    let said = dialled.iter().fold(text.to_owned(), |text, before| {
        let number = format!(" {before} 112");
        match text.find(&number).map(|at| at + number.len()) {
            Some(end) if !is_counted(&text[end..]) => {
                format!("{}{figures}{}", &text[..end - "112".len()], &text[end..])
            }
            _ => text,
        }
    });
    said.replace("116 117", service).replace("116117", service)
}

/// Whether a number goes on, or counts what follows it.
fn is_counted(after: &str) -> bool {
    after.starts_with(|c: char| c.is_alphanumeric())
        || [" Euro", " euro", " Minute", " minute"].iter().any(|unit| after.starts_with(unit))
}

fn german(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut spoken: Vec<String> = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| words[before]);
        let next = words.get(index + 1).copied();
        spoken.push(german_word(word, before, next));
    }
    spoken
        .into_iter()
        .zip(&words)
        // What was left out leaves its mark to the word before.
        .fold(String::new(), |text, (word, written)| match word.is_empty() {
            true => text + written.trim_start_matches("Uhr"),
            false if text.is_empty() => word,
            false => text + " " + &word,
        })
}

fn german_word(word: &str, before: Option<&str>, next: Option<&str>) -> String {
    let next = next.map(|next| next.trim_matches(|c: char| !c.is_alphanumeric()));
    let month = next.is_some_and(|next| GERMAN_MONTHS.contains(&next));
    if let Some(day) =
        word.strip_suffix('.').and_then(|day| day.parse::<usize>().ok()).filter(|day| month && *day <= 31)
    {
        return ordinal(day, before);
    }
    match (word, next) {
        ("1", Some("Uhr" | "Euro" | "Cent" | "Tag" | "Monat")) => "ein".to_owned(),
        ("1", Some("Stunde" | "Minute" | "Woche")) => "eine".to_owned(),
        _ if before.and_then(clock).is_some() && word.starts_with("Uhr") => String::new(),
        _ => clock(word).unwrap_or_else(|| word.to_owned()),
    }
}

/// A time with a colon, as it is said: '9:30' is '9 Uhr 30', whether or not 'Uhr' follows, which is left out then.
fn clock(word: &str) -> Option<String> {
    let (time, mark) = word.split_at(word.trim_end_matches(['.', ',', '?', '!']).len());
    let (hour, minute) = time.split_once(':').filter(|(_, minute)| minute.len() == 2)?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = if hour == 1 { "ein".to_owned() } else { hour.to_string() };
    (minute < 60).then(|| if minute == 0 { format!("{hour} Uhr{mark}") } else { format!("{hour} Uhr {minute}{mark}") })
}

/// 'dritten' behind 'den', 'am', 'vom'; 'dritte' behind 'der'; 'dritter' alone.
fn ordinal(day: usize, before: Option<&str>) -> String {
    let stem = if day < 20 {
        UNDER_20[day].to_owned()
    } else {
        let tens = if day < 30 { "zwanzigste" } else { "dreißigste" };
        let unit = UNITS[day % 10];
        if unit.is_empty() { tens.to_owned() } else { format!("{unit}und{tens}") }
    };
    let ending = match before.map(str::to_lowercase).as_deref() {
        Some("den" | "dem" | "am" | "vom" | "zum" | "beim" | "bis" | "ab" | "im" | "diesen" | "des") => "n",
        Some("der" | "die" | "das") => "",
        _ => "r",
    };
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_ordinals_and_ones_are_written_out() {
        for (written, spoken) in [
            ("am Donnerstag, den 3. Dezember um 1 Uhr", "am Donnerstag, den dritten Dezember um ein Uhr"),
            ("Der 23. Dezember.", "Der dreiundzwanzigste Dezember."),
            ("21. Mai, 30. Juni", "einundzwanzigster Mai, dreißigster Juni"),
            ("Es kostet 32 Euro, das sind 3.", "Es kostet 32 Euro, das sind 3."),
            ("ab 7 Uhr 30", "ab 7 Uhr 30"),
            ("Um 9:30 oder um 15:00 Uhr?", "Um 9 Uhr 30 oder um 15 Uhr?"),
            ("Ab 9:30 Uhr.", "Ab 9 Uhr 30."),
            ("Mehr dazu: sag „Datenschutz“.", "Mehr dazu: sag Datenschutz."),
            ("Bitte wähl die 112.", "Bitte wähl die eins eins zwei."),
            ("Es sind die 112 Euro.", "Es sind die 112 Euro."),
            ("unter 116 117", "unter eins eins sechs, eins eins sieben"),
        ] {
            assert_eq!(voiced(written, Language::De), spoken);
        }
        assert_eq!(voiced("the 3rd of December at 9:30 am", Language::En), "the 3rd of December at 9:30 am");
        assert_eq!(voiced("Please dial 112 now.", Language::En), "Please dial one one two now.");
    }
}
