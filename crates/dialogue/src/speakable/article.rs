//! The article before the name of a service: 'die Hauptuntersuchung', 'einen Ölwechsel', 'a men's haircut'.
//!
//! Owners write names without articles, and nobody asks them for a gender. The end of a German noun tells it nearly always; where it
//! does not, and where an article would change the words after it ('großer Ölwechsel'), the name is said without one, as is
//! what is not counted ('Färben', 'physiotherapy').

use base::language::Language;

/// The gender of a German noun, as far as articles go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// What the last words of names end in; the longest that fits decides.
const GENDERS: [(Gender, &[&str]); 3] = [
    (
        Gender::Feminine,
        &[
            "ung",
            "heit",
            "keit",
            "schaft",
            "ion",
            "ie",
            "ik",
            "tät",
            "ur",
            "age",
            "pflege",
            "kontrolle",
            "vorsorge",
            "prophylaxe",
            "plombe",
            "farbe",
            "wäsche",
            "maske",
            "welle",
            "rasur",
            "hu",
            "au",
            "e",
        ],
    ),
    (
        Gender::Masculine,
        &[
            "schnitt", "wechsel", "termin", "besuch", "kurs", "check", "check-up", "dienst", "service", "test", "tüv",
            "bart", "abdruck", "einbau", "ausbau", "umbau", "verband", "tausch",
        ],
    ),
    (Gender::Neuter, &["gespräch", "peeling", "lifting", "bleaching", "styling", "öl"]),
];

/// English names that are not counted end in these.
const UNCOUNTED: [&str; 11] = [
    "therapy",
    "drainage",
    "colouring",
    "coloring",
    "cleaning",
    "tinting",
    "care",
    "maintenance",
    "storage",
    "dye",
    "advice",
];

/// Letters that are said with a vowel first, in words spelled letter by letter: 'an MOT'.
const SAID_WITH_A_VOWEL: &str = "AEFHILMNORSX";

/// A name in the nominative with the definite article, German: 'die Hauptuntersuchung'.
pub fn der(name: &str) -> String {
    let article = gender(name).map(|gender| match gender {
        Gender::Masculine => "der",
        Gender::Feminine => "die",
        Gender::Neuter => "das",
    });
    with(article, name)
}

/// A name in the accusative with the definite article, German: 'den Ölwechsel'.
pub fn den(name: &str) -> String {
    match gender(name) {
        Some(Gender::Masculine) => with(Some("den"), name),
        _ => der(name),
    }
}

/// A name in the accusative with the indefinite article, German: 'einen Ölwechsel'.
pub fn einen(name: &str) -> String {
    let article = gender(name).map(|gender| match gender {
        Gender::Masculine => "einen",
        Gender::Feminine => "eine",
        Gender::Neuter => "ein",
    });
    with(article, name)
}

/// A name with the indefinite article, English: 'an oil change'.
pub fn a(name: &str) -> String {
    let counted = name.split(" for ").next().unwrap_or(name);
    let last = last_word(counted);
    let several = last.ends_with('s') && !last.ends_with("ss");
    let named = ["a ", "an ", "the "].iter().any(|article| name.starts_with(article));
    if named || several || UNCOUNTED.iter().any(|uncounted| last.ends_with(uncounted)) {
        return name.to_owned();
    }
    with(Some(if begins_with_vowel(name) { "an" } else { "a" }), name)
}

/// A name as it is said where one such thing is wanted or had.
pub fn one(name: &str, language: Language) -> String {
    match language {
        Language::De => einen(name),
        Language::En => a(name),
    }
}

fn with(article: Option<&str>, name: &str) -> String {
    article.map_or_else(|| name.to_owned(), |article| format!("{article} {name}"))
}

fn last_word(name: &str) -> String {
    name.split_whitespace().last().unwrap_or_default().to_lowercase()
}

fn gender(name: &str) -> Option<Gender> {
    // 'Kinderhaarschnitt für Tom' is a Kinderhaarschnitt.
    let noun = name.split(" für ").next().unwrap_or(name);
    let last = last_word(noun);
    let known = GENDERS.iter().flat_map(|(gender, ends)| ends.iter().map(move |end| (*gender, *end)));
    let (gender, _) = known.filter(|(_, end)| last.ends_with(end)).max_by_key(|(_, end)| end.len())?;
    let adjective = noun.contains(' ') && noun.starts_with(char::is_lowercase);
    (gender == Gender::Feminine || !adjective).then_some(gender)
}

fn begins_with_vowel(name: &str) -> bool {
    let first = name.split([' ', '-']).next().unwrap_or_default();
    let lower = first.to_lowercase();
    if first.len() > 1 && first.chars().all(char::is_uppercase) {
        return first.starts_with(|letter| SAID_WITH_A_VOWEL.contains(letter));
    }
    let consonant = ["uni", "use", "eu", "one"].iter().any(|sound| lower.starts_with(sound));
    let silent = ["hour", "honest"].iter().any(|sound| lower.starts_with(sound));
    silent || (lower.starts_with(['a', 'e', 'i', 'o', 'u']) && !consonant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::business::fixtures;

    #[test]
    fn german_names_get_the_article_of_their_noun() {
        for (name, definite, indefinite) in [
            ("Hauptuntersuchung", "die Hauptuntersuchung", "eine Hauptuntersuchung"),
            ("Ölwechsel", "der Ölwechsel", "einen Ölwechsel"),
            ("professionelle Zahnreinigung", "die professionelle Zahnreinigung", "eine professionelle Zahnreinigung"),
            ("großer Ölwechsel", "großer Ölwechsel", "großer Ölwechsel"),
            ("Kinderhaarschnitt für Anne", "der Kinderhaarschnitt für Anne", "einen Kinderhaarschnitt für Anne"),
            ("Check-up", "der Check-up", "einen Check-up"),
            ("Färben", "Färben", "Färben"),
            ("Manuelle Therapie", "die Manuelle Therapie", "eine Manuelle Therapie"),
            ("Beratungsgespräch", "das Beratungsgespräch", "ein Beratungsgespräch"),
        ] {
            assert_eq!((der(name), einen(name)), (definite.to_owned(), indefinite.to_owned()));
            assert_eq!(den(name), definite.replacen("der ", "den ", 1));
        }
    }

    #[test]
    fn english_names_get_an_article_where_they_are_counted() {
        for (name, said) in [
            ("men's haircut", "a men's haircut"),
            ("oil change", "an oil change"),
            ("urgent appointment", "an urgent appointment"),
            ("MOT", "an MOT"),
            ("filling", "a filling"),
            ("colouring", "colouring"),
            ("manual therapy", "manual therapy"),
            ("highlights", "highlights"),
            ("children's haircut for James", "a children's haircut for James"),
            ("a wash", "a wash"),
        ] {
            assert_eq!(a(name), said);
        }
    }

    #[test]
    fn no_service_of_the_examples_is_said_wrong() {
        const BARE: [&str; 3] = ["Färben", "colouring", "professional cleaning"];
        for business in ["salon", "zahnarzt", "werkstatt"].map(|id| fixtures::by_id(id).unwrap()) {
            for (service, language) in
                business.services.iter().flat_map(|one| Language::ALL.map(|language| (one, language)))
            {
                let name = service.spoken_name(language);
                assert_eq!(one(name, language) == name, BARE.contains(&name), "{name}");
            }
        }
    }
}
