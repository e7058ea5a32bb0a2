//! Whether a name that is said is the name that was kept. Both came through an ear and a recogniser.

use super::phonetics::sounds_like;

/// Whether `said` can be the person kept as `kept`.
///
/// Tolerant of what changes between two calls: titles and salutations, upper and lower case, umlauts written `ue`, `ü` or `u`,
/// spellings that sound the same (Meyer, Maier; Schmidt, Schmitt), a first name left out or shortened to its initial, the
/// order 'Keller, Anna', one part of a hyphenated surname, a name spelled letter by letter. Not tolerant of another surname
/// (Müller, Möller), another first name, another salutation, or a first name alone where a surname is kept.
pub fn name_matches(said: &str, kept: &str) -> bool {
    let (said, kept) = (Name::parse(said), Name::parse(kept));
    if said.words.is_empty() || kept.words.is_empty() || said.contradicts_address_of(&kept) {
        return false;
    }
    said.joined_fits(&kept) || said.is_reordered(&kept) || said.surname_fits(&kept) && said.given_names_fit(&kept)
}

/// A name taken apart: given names, then the parts of the surname.
struct Name {
    words: Vec<String>,
    /// Where the surname begins in `words`.
    surname: usize,
    address: Option<Address>,
    /// All words but titles, joined.
    whole: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Address {
    Woman,
    Man,
}

/// Words around a name that are none of it.
#[rustfmt::skip]
const TITLES: [&str; 27] = [
    "dr", "doktor", "doctor", "prof", "professor", "professorin", "dipl", "diplom", "ing", "med", "dent", "phil",
    "herr", "herrn", "hr", "mr", "mister", "frau", "fr", "mrs", "ms", "miss", "mein", "name", "ist", "my", "is",
];
/// Words that a surname may carry or not: 'Heide' is 'von der Heide'.
#[rustfmt::skip]
const PARTICLES: [&str; 20] = [
    "von", "van", "vom", "zu", "zur", "zum", "der", "den", "dem", "de", "di", "da", "du", "la", "le", "el", "al", "bin",
    "ibn", "ben",
];
const WOMAN: [&str; 5] = ["frau", "fr", "mrs", "ms", "miss"];
const MAN: [&str; 5] = ["herr", "herrn", "hr", "mr", "mister"];

impl Name {
    fn parse(text: &str) -> Self {
        let text = text.to_lowercase().replace(['\'', '’', '`'], "");
        // 'Keller, Anna' is 'Anna Keller'; a comma before a title or a spelling is none of that.
        let ordered = match text.split_once(',') {
            Some((surname, given)) if !is_spelled(given) => format!("{given} {surname}"),
            _ => text.clone(),
        };
        let all: Vec<(String, bool)> = split(&ordered);
        let says = |list: &[&str]| all.iter().any(|(word, _)| list.contains(&word.as_str()));
        let address = match (says(&WOMAN), says(&MAN)) {
            (true, false) => Some(Address::Woman),
            (false, true) => Some(Address::Man),
            _ => None,
        };
        let named: Vec<_> = all.into_iter().filter(|(word, _)| !TITLES.contains(&word.as_str())).collect();
        let whole = named.iter().map(|(word, _)| word.as_str()).collect();
        let bare: Vec<_> = named.iter().filter(|(word, _)| !PARTICLES.contains(&word.as_str())).cloned().collect();
        // 'Ben', 'Le' and 'Al' are names where nothing else is.
        let kept = unspelled(if bare.is_empty() { named } else { bare });
        let hyphens = kept.iter().rev().take_while(|(_, hyphen)| *hyphen).count();
        let surname = kept.len().saturating_sub(hyphens + 1);
        Name { words: kept.into_iter().map(|(word, _)| word).collect(), surname, address, whole }
    }

    /// One word of it all: 'Al Hassan' is 'Alhassan'.
    fn joined_fits(&self, other: &Name) -> bool {
        sounds_like(&self.whole, &other.whole) || sounds_like(&self.words.concat(), &other.words.concat())
    }

    fn contradicts_address_of(&self, other: &Name) -> bool {
        matches!((self.address, other.address), (Some(one), Some(other)) if one != other)
    }

    /// The same words in another order.
    fn is_reordered(&self, other: &Name) -> bool {
        self.words.len() == other.words.len()
            && holds_all(&self.words, &other.words)
            && holds_all(&other.words, &self.words)
            && (says_all(&self.words, &other.words[other.surname..])
                || says_all(&other.words, &self.words[self.surname..]))
    }

    /// One has all parts of the other's surname (people with two often say one).
    fn surname_fits(&self, other: &Name) -> bool {
        let (one, other) = (&self.words[self.surname..], &other.words[other.surname..]);
        says_all(one, other) || says_all(other, one)
    }

    /// One of them has none, or the one with fewer has none that the other lacks.
    fn given_names_fit(&self, other: &Name) -> bool {
        // 'Anna Meyer Landrut' may be a recogniser's way of writing 'Anna Meyer-Landrut'.
        let given = |name: &Name, other: &Name| -> Vec<String> {
            let surname = &other.words[other.surname..];
            name.words[..name.surname]
                .iter()
                .filter(|word| !surname.iter().any(|part| sounds_like(part, word)))
                .cloned()
                .collect()
        };
        let (one, two) = (given(self, other), given(other, self));
        one.is_empty() || two.is_empty() || holds_all(&one, &two) || holds_all(&two, &one)
    }
}

/// Whether every one of `few` is among `many`, by sound or as an initial.
fn holds_all(many: &[String], few: &[String]) -> bool {
    few.iter().all(|word| many.iter().any(|other| same_or_initial(word, other)))
}

/// Whether every one of `few` is among `many` by sound. A letter is no surname: half the town begins with it.
fn says_all(many: &[String], few: &[String]) -> bool {
    few.iter().all(|word| many.iter().any(|other| sounds_like(word, other)))
}

fn same_or_initial(one: &str, other: &str) -> bool {
    let initial = |short: &str, long: &str| is_letter(short) && long.starts_with(short);
    initial(one, other) || initial(other, one) || sounds_like(one, other)
}

fn is_letter(word: &str) -> bool {
    word.chars().count() == 1
}

fn is_spelled(text: &str) -> bool {
    split(text).iter().all(|(word, _)| is_letter(word))
}

/// The words, each with whether a hyphen joins it to the one before.
fn split(text: &str) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    for chunk in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '!' | '?' | '/' | '_')) {
        let parts = chunk.split(['-', '–']).filter(|part| !part.is_empty());
        words.extend(parts.enumerate().map(|(number, part)| (part.to_owned(), number > 0)));
    }
    words
}

/// Letters in a row become a word: the name itself if nothing else was said, else the correct form of the word before.
fn unspelled(words: Vec<(String, bool)>) -> Vec<(String, bool)> {
    const SPELLING_LETTERS: usize = 3;
    let letters = words.iter().rev().take_while(|(word, _)| is_letter(word)).count();
    if letters < SPELLING_LETTERS {
        return words;
    }
    let (said, spelled) = words.split_at(words.len() - letters);
    let word: String = spelled.iter().map(|(letter, _)| letter.as_str()).collect();
    let before = said.len().saturating_sub(1);
    said[..before].iter().cloned().chain([(word, false)]).collect()
}
