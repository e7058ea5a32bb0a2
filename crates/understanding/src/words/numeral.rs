//! Number words and digits as numbers, German and English: 'dreiundzwanzigsten', 'twenty-third', '23rd', '15'.
//!
//! One token is read at a time ([`read`]); [`read_run`] joins what recognisers and speakers take apart ('twenty third',
//! 'drei und zwanzig', 'nine hundred'). Values up to 9,999; clocks, dates and telephone numbers are made of these elsewhere.

use super::table::Table;
use super::{Mark, Token};
use base::language::Language;
use std::sync::LazyLock;

/// A number as said or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    /// Its value.
    pub value: u32,
    /// An ordinal ('dritter', '3rd', '3.').
    pub ordinal: bool,
    /// How many digits it was written with; 0 when it was words.
    pub digits: u8,
    /// Only the article could be meant ('ein', 'a'): a number in few places.
    pub article: bool,
}

impl Numeral {
    fn cardinal(value: u32) -> Self {
        Numeral { value, ordinal: false, digits: 0, article: false }
    }

    fn ordinal(value: u32) -> Self {
        Numeral { ordinal: true, ..Numeral::cardinal(value) }
    }
}

/// Reads the number at the head of `tokens`, joining those that make one. Gives the number and how many tokens it took.
pub fn read_run(tokens: &[Token], language: Language) -> Option<(Numeral, usize)> {
    let first = tokens.first()?;
    let head = read(first, language)?;
    let joinable = head.digits == 0 && !head.ordinal && !first.after.ends_clause();
    let joined = if joinable {
        match language {
            Language::De => german_run(&head, tokens),
            Language::En => english_run(&head, tokens),
        }
    } else {
        None
    };
    Some(joined.unwrap_or((head, 1)))
}

/// Reads one token.
pub fn read(token: &Token, language: Language) -> Option<Numeral> {
    if token.text.starts_with(|c: char| c.is_ascii_digit()) {
        return written(token, language);
    }
    let table = match language {
        Language::De => &*GERMAN,
        Language::En => &*ENGLISH,
    };
    let found = table.get(token.text.as_str()).copied();
    found.or_else(|| (language == Language::De).then(|| german_compound(&token.text)).flatten())
}

/// What the table does not hold: 'neunhundertzwölf', 'dreitausend', and words as they are spoken or misspelt ('zwanzich',
/// 'zwoundvierzig', 'achzehn').
fn german_compound(text: &str) -> Option<Numeral> {
    const SPOKEN: [(&str, &str); 7] = [
        ("zich", "zig"),
        ("dreissich", "dreissig"),
        ("zwound", "zweiund"),
        ("achz", "achtz"),
        ("sechsz", "sechz"),
        ("siebenz", "siebz"),
        ("fuffz", "fuenfz"),
    ];
    let unusual = |part: &&str| text.contains(*part);
    if !SPOKEN.iter().map(|(spoken, _)| spoken).chain(&["hundert", "tausend"]).any(unusual) {
        return None;
    }
    let plain = SPOKEN.iter().fold(text.to_owned(), |text, (spoken, written)| text.replace(spoken, written));
    if let Some(number) = GERMAN.get(plain.as_str()).filter(|_| plain != text) {
        return Some(*number);
    }
    let (count, rest, unit) = [("tausend", 1000), ("hundert", 100)].into_iter().find_map(|(word, unit)| {
        let (count, rest) = plain.split_once(word)?;
        Some((count.to_owned(), rest.strip_prefix("und").unwrap_or(rest).to_owned(), unit))
    })?;
    let cardinal = |word: &str| {
        let number = GERMAN.get(word).copied().or_else(|| german_compound(word))?;
        (!number.ordinal).then_some(number.value)
    };
    let count = if count.is_empty() { 1 } else { cardinal(&count).filter(|count| (1..=9).contains(count))? };
    let rest = if rest.is_empty() { 0 } else { cardinal(&rest).filter(|rest| *rest < unit)? };
    Some(Numeral::cardinal(count * unit + rest))
}

/// `3`, `3.` (when the stop is not the sentence's, which nobody can know: the grammar decides), `3rd`, `3ten`.
fn written(token: &Token, language: Language) -> Option<Numeral> {
    let length = token.text.bytes().take_while(u8::is_ascii_digit).count();
    let (figures, ending) = token.text.split_at(length);
    let value = figures.parse().ok().filter(|_| length <= 4)?;
    let ordinal = match (language, ending) {
        (_, "") => language == Language::De && token.after == Mark::Stop && length <= 2,
        (Language::En, "st" | "nd" | "rd" | "th") => true,
        (Language::De, "te" | "ten" | "ter" | "ste" | "sten" | "ster") => true,
        _ => return None,
    };
    Some(Numeral { value, ordinal, digits: u8::try_from(length).ok()?, article: false })
}

/// 'drei und zwanzig(sten)': units before tens.
fn german_run(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    if let Some(joined) = german_hundreds(head, tokens) {
        return Some(joined);
    }
    let tens = tokens.get(2).and_then(|token| read(token, Language::De))?;
    let fits = (1..=9).contains(&head.value) && tokens[1].text == "und" && tokens[1].after == Mark::None;
    let round = tens.digits == 0 && tens.value % 10 == 0 && (20..=90).contains(&tens.value);
    (fits && round).then_some((Numeral { value: head.value + tens.value, ..tens }, 3))
}

/// 'neun hundert', 'zwei tausend', 'zweitausend einundvierzig'. What follows hundreds is not added: in a telephone number it is
/// a number of its own.
fn german_hundreds(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    let unit = match tokens.get(1)?.text.as_str() {
        "hundert" => 100,
        "tausend" => 1000,
        _ if head.value >= 1000 && head.value.is_multiple_of(1000) => {
            let rest =
                read(&tokens[1], Language::De).filter(|rest| !rest.ordinal && !rest.article && rest.digits == 0)?;
            return (rest.value < 100).then(|| (Numeral::cardinal(head.value + rest.value), 2));
        }
        _ => return None,
    };
    (1..=9).contains(&head.value).then(|| (Numeral::cardinal(head.value * unit), 2))
}

/// 'twenty third', 'nine hundred (and twelve)', 'two thousand (and) twenty six' ('twenty twenty-six' is left to dates).
fn english_run(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    let (tens, taken) = english_tens(head, tokens).unwrap_or((*head, 1));
    let scale = tokens.get(taken).filter(|_| !tokens[taken - 1].after.ends_clause() && !tens.ordinal);
    let (unit, least) = match scale.map(|token| token.text.as_str()) {
        Some("hundred") => (100, 1..=24),
        Some("thousand") => (1000, 1..=9),
        _ => return (taken > 1).then_some((tens, taken)),
    };
    if !least.contains(&tens.value) {
        return (taken > 1).then_some((tens, taken));
    }
    let whole = Numeral::cardinal(tens.value * unit);
    // 'nine hundred twelve' may be two numbers of a telephone number; 'nine hundred and twelve' is one.
    let and = tokens.get(taken + 1).is_some_and(|token| token.text == "and");
    let rest = (and || unit == 1000).then(|| &tokens[(taken + 1 + usize::from(and)).min(tokens.len())..]);
    let rest = rest.and_then(|rest| {
        let head = read(rest.first()?, Language::En).filter(|head| head.digits == 0 && !head.article)?;
        let (number, more) = english_tens(&head, rest).unwrap_or((head, 1));
        let fits = !number.ordinal && (1..100).contains(&number.value) && number.value < unit;
        fits.then_some((number.value, more + usize::from(and)))
    });
    let (more, further) = rest.unwrap_or((0, 0));
    Some((Numeral::cardinal(whole.value + more), taken + 1 + further))
}

/// 'twenty third'.
fn english_tens(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    let unit = tokens.get(1).and_then(|token| read(token, Language::En))?;
    let round = head.value.is_multiple_of(10) && (20..=90).contains(&head.value);
    let fits = unit.digits == 0 && !unit.article && (1..=9).contains(&unit.value);
    (round && fits).then_some((Numeral { value: head.value + unit.value, ..unit }, 2))
}

const GERMAN_UNDER_20: [&str; 20] = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fuenf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwoelf",
    "dreizehn",
    "vierzehn",
    "fuenfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const GERMAN_TENS: [&str; 10] =
    ["", "", "zwanzig", "dreissig", "vierzig", "fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
const GERMAN_ENDINGS: [&str; 5] = ["e", "en", "er", "em", "es"];

static GERMAN: LazyLock<Table<Numeral>> = LazyLock::new(|| {
    let mut table = Table::default();
    for value in 0..100u32 {
        let word = german_word(value);
        for ending in GERMAN_ENDINGS {
            table.insert(format!("{}{ending}", german_ordinal_stem(value, &word)), Numeral::ordinal(value));
        }
        for century in ["zweitausend", "zweitausendund"] {
            table.insert(format!("{century}{word}"), Numeral::cardinal(2000 + value));
        }
        table.insert(word, Numeral::cardinal(value));
    }
    for (word, value) in [("zwo", 2), ("fuffzehn", 15), ("fuffzig", 50), ("hundert", 100), ("einhundert", 100)] {
        table.insert(word.to_owned(), Numeral::cardinal(value));
    }
    for ending in GERMAN_ENDINGS {
        table.insert(format!("siebent{ending}"), Numeral::ordinal(7));
        table.insert(format!("zwot{ending}"), Numeral::ordinal(2));
        table.insert(format!("ein{ending}"), Numeral { article: true, ..Numeral::cardinal(1) });
    }
    table.insert("ein".to_owned(), Numeral { article: true, ..Numeral::cardinal(1) });
    table.insert("nem".to_owned(), Numeral { article: true, ..Numeral::cardinal(1) });
    table.insert("ner".to_owned(), Numeral { article: true, ..Numeral::cardinal(1) });
    table
});

fn german_word(value: u32) -> String {
    let (tens, unit) = (value as usize / 10, value as usize % 10);
    match (tens, unit) {
        (0 | 1, _) => GERMAN_UNDER_20[value as usize].to_owned(),
        (_, 0) => GERMAN_TENS[tens].to_owned(),
        (_, 1) => format!("einund{}", GERMAN_TENS[tens]),
        _ => format!("{}und{}", GERMAN_UNDER_20[unit], GERMAN_TENS[tens]),
    }
}

fn german_ordinal_stem(value: u32, word: &str) -> String {
    match value {
        1 => "erst".to_owned(),
        3 => "dritt".to_owned(),
        7 => "siebt".to_owned(),
        8 => "acht".to_owned(),
        0..=19 => format!("{word}t"),
        _ => format!("{word}st"),
    }
}

const ENGLISH_UNDER_20: [(&str, &str); 20] = [
    ("zero", "zeroth"),
    ("one", "first"),
    ("two", "second"),
    ("three", "third"),
    ("four", "fourth"),
    ("five", "fifth"),
    ("six", "sixth"),
    ("seven", "seventh"),
    ("eight", "eighth"),
    ("nine", "ninth"),
    ("ten", "tenth"),
    ("eleven", "eleventh"),
    ("twelve", "twelfth"),
    ("thirteen", "thirteenth"),
    ("fourteen", "fourteenth"),
    ("fifteen", "fifteenth"),
    ("sixteen", "sixteenth"),
    ("seventeen", "seventeenth"),
    ("eighteen", "eighteenth"),
    ("nineteen", "nineteenth"),
];
const ENGLISH_TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

static ENGLISH: LazyLock<Table<Numeral>> = LazyLock::new(|| {
    let mut table = Table::default();
    for (value, (cardinal, ordinal)) in (0..).zip(ENGLISH_UNDER_20) {
        table.insert(cardinal.to_owned(), Numeral::cardinal(value));
        table.insert(ordinal.to_owned(), Numeral::ordinal(value));
    }
    for (value, tens) in (0u32..).step_by(10).zip(ENGLISH_TENS).skip(2) {
        table.insert(tens.to_owned(), Numeral::cardinal(value));
        table.insert(format!("{}ieth", &tens[..tens.len() - 1]), Numeral::ordinal(value));
        for (unit, (cardinal, ordinal)) in (1..=9).zip(&ENGLISH_UNDER_20[1..10]) {
            table.insert(format!("{tens}-{cardinal}"), Numeral::cardinal(value + unit));
            table.insert(format!("{tens}-{ordinal}"), Numeral::ordinal(value + unit));
        }
    }
    table.insert("a".to_owned(), Numeral { article: true, ..Numeral::cardinal(1) });
    table.insert("an".to_owned(), Numeral { article: true, ..Numeral::cardinal(1) });
    table.insert("oh".to_owned(), Numeral { article: true, ..Numeral::cardinal(0) });
    table.insert("couple".to_owned(), Numeral::cardinal(2));
    table.insert("hundred".to_owned(), Numeral::cardinal(100));
    table.insert("thousand".to_owned(), Numeral::cardinal(1000));
    table
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tokens;

    fn value(words: &str, language: Language) -> Option<(u32, bool, usize)> {
        read_run(&tokens(words), language).map(|(n, taken)| (n.value, n.ordinal, taken))
    }

    #[test]
    fn german_numbers() {
        for (words, expected) in [
            ("eins", (1, false, 1)),
            ("zwo", (2, false, 1)),
            ("dreiundzwanzigsten", (23, true, 1)),
            ("drei und zwanzigsten", (23, true, 3)),
            ("einunddreißig", (31, false, 1)),
            ("siebten", (7, true, 1)),
            ("achten", (8, true, 1)),
            ("acht", (8, false, 1)),
            ("14.", (14, true, 1)),
            ("15", (15, false, 1)),
            ("zweitausendsechsundzwanzig", (2026, false, 1)),
            ("neunhundert", (900, false, 1)),
            ("neunhundertzwölf", (912, false, 1)),
            ("neun hundert", (900, false, 2)),
            ("dreitausendfünfhundert", (3500, false, 1)),
            ("fünfunddreißich", (35, false, 1)),
            ("sechsundzwanzichsten", (26, true, 1)),
            ("zwoundvierzig", (42, false, 1)),
            ("achzehn", (18, false, 1)),
        ] {
            assert_eq!(value(words, Language::De), Some(expected), "{words}");
        }
        assert_eq!(value("haus", Language::De), None);
    }

    #[test]
    fn english_numbers() {
        for (words, expected) in [
            ("one", (1, false, 1)),
            ("twenty third", (23, true, 2)),
            ("twenty-third", (23, true, 1)),
            ("thirtieth", (30, true, 1)),
            ("forty five", (45, false, 2)),
            ("23rd", (23, true, 1)),
            ("445", (445, false, 1)),
            ("nine hundred", (900, false, 2)),
            ("nine hundred and twelve", (912, false, 4)),
            ("fourteen hundred hours", (1400, false, 2)),
            ("two thousand twenty six", (2026, false, 4)),
        ] {
            assert_eq!(value(words, Language::En), Some(expected), "{words}");
        }
    }
}
