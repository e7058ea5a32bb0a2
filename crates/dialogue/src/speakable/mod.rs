//! Wording values so that a synthesiser reads them right and [`understanding::when`] reads them back: dates, times, prices,
//! durations, digits, names. Pure; knows nothing of the conversation.
//!
//! The words are written as a person would write them ('den 3. Dezember'), for transcripts and screens read them too.
//! [`voiced`] turns them into what a synthesiser needs, as the last step before it.

mod article;
mod time;
mod voice;

pub use article::{a, den, der, einen, one};
pub use time::{instant, relative_day, time_of_day, weekday_date};
pub use voice::voiced;

use base::business::Price;
use base::language::Language;

/// A text that is to stand within a sentence.
pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A price: 'ab 95 Euro', '32 euros 50'.
pub fn price(price: Price, language: Language) -> String {
    let (euros, cents) = (price.cents / 100, price.cents % 100);
    let amount = match (euros, cents, language) {
        (0, cents, Language::De) => format!("{cents} Cent"),
        (0, cents, Language::En) => format!("{cents} cents"),
        (1, 0, Language::De) => "1 Euro".to_owned(),
        (1, 0, Language::En) => "1 euro".to_owned(),
        (euros, 0, Language::De) => format!("{euros} Euro"),
        (euros, 0, Language::En) => format!("{euros} euros"),
        (euros, cents, Language::De) => format!("{euros} Euro {cents}"),
        // '32 euros 5' could be taken for 32.50.
        (euros, cents @ ..10, Language::En) => format!("{euros} euros and {cents} cents"),
        (euros, cents, Language::En) => format!("{euros} euros {cents}"),
    };
    match (price.from, language) {
        (false, _) => amount,
        (true, Language::De) => format!("ab {amount}"),
        (true, Language::En) => format!("from {amount}"),
    }
}

/// A length of time: '45 Minuten', 'anderthalb Stunden', '2 hours'.
pub fn duration(minutes: u32, language: Language) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let counted = |count: u32, one: &str, several: &str| {
        if count == 1 { one.to_owned() } else { format!("{count} {several}") }
    };
    let (whole, odd, and) = match language {
        Language::De => (counted(hours, "eine Stunde", "Stunden"), counted(rest, "eine Minute", "Minuten"), "und"),
        Language::En => (counted(hours, "one hour", "hours"), counted(rest, "one minute", "minutes"), "and"),
    };
    match (hours, rest, language) {
        (0, _, _) => odd,
        (1, 30, Language::De) => "anderthalb Stunden".to_owned(),
        (1, 30, Language::En) => "an hour and a half".to_owned(),
        (_, 0, _) => whole,
        _ => format!("{whole} {and} {odd}"),
    }
}

/// Digits one by one, in groups with a pause between them: '0 1 7 6, 0 4 0, 6 9 0 0 1'. A `+` is 'plus'.
pub fn digits(digits: &str, language: Language) -> String {
    let (international, national) = match digits.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let figures: Vec<String> = national.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_string()).collect();
    let groups: Vec<String> = groups(&figures).iter().map(|group| group.join(" ")).collect();
    let plus = match language {
        Language::De | Language::En if international => "plus ",
        _ => "",
    };
    format!("{plus}{}", groups.join(", "))
}

/// A code of letters and digits, such as a number plate: 'M, A, B, 1 2 3 4'. Anything else stays as it is.
pub fn code(value: &str) -> String {
    const CODE_MAX: usize = 14;
    let is_code = value.len() <= CODE_MAX
        && value.chars().any(|c| c.is_ascii_digit())
        && value.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '-'));
    if !is_code {
        return value.to_owned();
    }
    let mut said = String::new();
    let mut before: Option<char> = None;
    for c in value.chars().filter(|c| c.is_alphanumeric()) {
        match before {
            None => {}
            Some(before) if before.is_ascii_digit() && c.is_ascii_digit() => said.push(' '),
            Some(_) => said.push_str(", "),
        }
        said.push(c);
        before = Some(c);
    }
    said
}

/// The first four (a prefix) alone where there are many, then threes; no figure is left alone.
fn groups(figures: &[String]) -> Vec<Vec<String>> {
    const ALONE_MAX: usize = 5;
    if figures.len() <= ALONE_MAX {
        return vec![figures.to_vec()];
    }
    let (prefix, mut rest) = figures.split_at(if figures.len() >= 10 { 4 } else { 3 });
    let mut groups = vec![prefix.to_vec()];
    while !rest.is_empty() {
        let size = if matches!(rest.len(), 2 | 4) { 2 } else { rest.len().min(3) };
        let (group, more) = rest.split_at(size);
        groups.push(group.to_vec());
        rest = more;
    }
    groups
}

/// A name letter by letter: 'K, E, Doppel L, E, R'. Letters that German and English have no name for lose their accents.
pub fn spelled(name: &str, language: Language) -> String {
    let mut letters: Vec<(String, usize)> = Vec::new();
    for c in name.chars() {
        let letter = letter(c, language);
        match letters.last_mut() {
            Some((last, count)) if *last == letter && c.is_alphabetic() && *count == 1 => *count = 2,
            _ => letters.push((letter, 1)),
        }
    }
    let double = match language {
        Language::De => "Doppel",
        Language::En => "double",
    };
    let said =
        |(letter, count): &(String, usize)| if *count == 2 { format!("{double} {letter}") } else { letter.clone() };
    letters.iter().map(said).collect::<Vec<_>>().join(", ")
}

fn letter(c: char, language: Language) -> String {
    let german = language == Language::De;
    match c {
        '-' => if german { "Bindestrich" } else { "hyphen" }.to_owned(),
        ' ' => if german { "Leerzeichen" } else { "space" }.to_owned(),
        '\'' | '’' => if german { "Apostroph" } else { "apostrophe" }.to_owned(),
        '.' => if german { "Punkt" } else { "dot" }.to_owned(),
        'ß' => if german { "scharfes S" } else { "double S" }.to_owned(),
        'ä' | 'Ä' | 'ö' | 'Ö' | 'ü' | 'Ü' if german => c.to_uppercase().collect(),
        'ä' | 'Ä' => "A umlaut".to_owned(),
        'ö' | 'Ö' => "O umlaut".to_owned(),
        'ü' | 'Ü' => "U umlaut".to_owned(),
        _ => understanding::words::fold(&c.to_string()).to_uppercase(),
    }
}

/// Items as a spoken list: 'A, B oder C' (`or`) or 'A, B und C'.
pub fn list<S: AsRef<str>>(items: &[S], or: bool, language: Language) -> String {
    let joint = match (language, or) {
        (Language::De, true) => "oder",
        (Language::De, false) => "und",
        (Language::En, true) => "or",
        (Language::En, false) => "and",
    };
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let head = first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
            format!("{head} {joint} {}", last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{De, En};

    #[test]
    fn prices_and_lengths() {
        let euros = |cents, from| Price { cents, from };
        assert_eq!(price(euros(3200, false), De), "32 Euro");
        assert_eq!(price(euros(9500, true), De), "ab 95 Euro");
        assert_eq!(price(euros(3250, false), En), "32 euros 50");
        assert_eq!(price(euros(3205, false), En), "32 euros and 5 cents");
        assert_eq!(price(euros(3205, false), De), "32 Euro 5");
        assert_eq!(duration(45, De), "45 Minuten");
        assert_eq!(duration(90, De), "anderthalb Stunden");
        assert_eq!(duration(120, En), "2 hours");
        assert_eq!(duration(75, De), "eine Stunde und 15 Minuten");
    }

    #[test]
    fn digits_come_in_groups_of_which_none_is_one_figure() {
        assert_eq!(digits("017604069001", De), "0 1 7 6, 0 4 0, 6 9 0, 0 1");
        assert_eq!(digits("+4917604069001", De), "plus 4 9 1 7, 6 0 4, 0 6 9, 0 0 1");
        assert_eq!(digits("1234", En), "1 2 3 4");
        for length in 1..20 {
            let said = digits(&"7".repeat(length), En);
            assert!(length == 1 || said.split(", ").all(|group| group.len() > 1), "{said}");
        }
    }

    #[test]
    fn a_number_plate_is_said_letter_by_letter_and_figure_by_figure() {
        assert_eq!(code("M-AB 1234"), "M, A, B, 1 2 3 4");
        assert_eq!(code("MTK-X 5"), "M, T, K, X, 5");
        assert_eq!(code("ein grüner Golf, 20 Jahre alt"), "ein grüner Golf, 20 Jahre alt");
        assert_eq!(code("unbekannt"), "unbekannt");
    }

    #[test]
    fn names_are_spelled_so_that_double_letters_are_heard() {
        assert_eq!(spelled("Keller", De), "K, E, Doppel L, E, R");
        assert_eq!(spelled("Müller", De), "M, Ü, Doppel L, E, R");
        assert_eq!(spelled("Groß-Yıldız", De), "G, R, O, scharfes S, Bindestrich, Y, I, L, D, I, Z");
        assert_eq!(spelled("O'Connor", En), "O, apostrophe, C, O, double N, O, R");
    }

    #[test]
    fn lists_end_in_a_conjunction() {
        assert_eq!(list(&["a", "b", "c"], true, De), "a, b oder c");
        assert_eq!(list(&["a", "b"], false, En), "a and b");
        assert_eq!(list::<&str>(&[], false, En), "");
    }
}
