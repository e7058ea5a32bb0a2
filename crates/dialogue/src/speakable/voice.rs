//! The last step before a synthesiser: what is written right and read wrong.
//!
//! espeak-ng reads 'den 3. Dezember' as 'den drei, Dezember' and '1 Uhr' as 'eins Uhr'; SVOX Pico reads neither German ordinals
//! nor clock times with a colon reliably. English needs nothing.

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

/// `text` as a synthesiser reads it right.
pub fn voiced(text: &str, language: Language) -> String {
    match language {
        Language::De => german(text),
        Language::En => text.to_owned(),
    }
}

fn german(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut spoken: Vec<String> = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| words[before]);
        let next = words.get(index + 1).copied();
        spoken.push(german_word(word, before, next));
    }
    spoken.join(" ")
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
        (_, Some("Uhr")) => clock(word).unwrap_or_else(|| word.to_owned()),
        _ => word.to_owned(),
    }
}

/// '15:30 Uhr' → '15 Uhr 30' would leave 'Uhr' twice: the hour and minutes as they are said before it.
fn clock(word: &str) -> Option<String> {
    let (hour, minute) = word.split_once(':')?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    Some(if minute == 0 { hour.to_string() } else { format!("{hour} Uhr {minute},") })
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
        ] {
            assert_eq!(voiced(written, Language::De), spoken);
        }
        assert_eq!(voiced("the 3rd of December", Language::En), "the 3rd of December");
    }
}
