//! How alike two words are, by spelling and by sound: recognisers write what they hear ('harschnitt', 'dernien').
//!
//! Spelling is the Damerau-Levenshtein distance on folded text; sound is the distance of phonetic codes: Kölner Phonetik
//! (Postel 1969) for German, Double Metaphone (Philips 2000) for English. Neither alone is enough: codes drop vowels and make
//! 'Montag' and 'nun tag' the same; spelling does not know that 'f' and 'v' sound alike.

use base::language::Language;
use rphonetic::{Cologne, DoubleMetaphone, Encoder};
use std::sync::OnceLock;

/// A word with its phonetic code, for repeated comparison.
#[derive(Debug, Clone)]
pub struct Sound {
    text: String,
    /// How often each letter is in it; a figure counts as some letter.
    letters: [u8; LETTERS],
    /// Which letters are in it, a bit for each.
    present: u32,
    language: Language,
    /// Encoded once needed: the spelling alone rules most other words out.
    codes: OnceLock<Vec<String>>,
}

const CODE_LENGTH_MAX: usize = 24;
const LETTERS: usize = 32;
/// Spelling counts a little more: equal codes are common among short words.
const SPELLING: f64 = 0.55;
/// More than the rounding of a likeness to single precision adds to it.
const ROUNDING: f64 = 1e-6;

impl Sound {
    /// Of a folded word (spaces are ignored).
    pub fn of(folded: &str, language: Language) -> Self {
        let mut text = String::with_capacity(folded.len());
        let (mut letters, mut present) = ([0u8; LETTERS], 0);
        for byte in folded.bytes().filter(u8::is_ascii_alphanumeric) {
            text.push(char::from(byte));
            let letter = usize::from(byte) % LETTERS;
            letters[letter] = letters[letter].saturating_add(1);
            present |= 1 << letter;
        }
        Sound { text, letters, present, language, codes: OnceLock::new() }
    }

    fn codes(&self) -> &[String] {
        self.codes.get_or_init(|| {
            let mut codes = match self.language {
                Language::De => vec![Cologne.encode(&self.text)],
                Language::En => {
                    let codes = DoubleMetaphone::new(Some(CODE_LENGTH_MAX)).double_metaphone(&self.text);
                    vec![codes.primary(), codes.alternate()]
                }
            };
            codes.dedup();
            codes
        })
    }

    /// Likeness to another of the same language, 0 (nothing in common) to 1 (same spelling).
    pub fn likeness(&self, other: &Sound) -> f32 {
        self.likeness_from(other, 0.0)
    }

    /// The same, but 0 where it is plain that it stays below `minimum`.
    pub fn likeness_from(&self, other: &Sound, minimum: f32) -> f32 {
        if self.text == other.text {
            return 1.0;
        }
        let (short, long) = (self.text.len().min(other.text.len()), self.text.len().max(other.text.len()));
        let spelling_max = short as f64 / long as f64;
        if SPELLING * spelling_max + (1.0 - SPELLING) < f64::from(minimum) {
            return 0.0;
        }
        let code = (1.0 - SPELLING) * self.code_likeness(other);
        if SPELLING * spelling_max + code < f64::from(minimum) {
            return 0.0;
        }
        self.weighed(other, code)
    }

    /// The same, but 0 wherever it stays below `minimum`. Quick where the words have few letters in common.
    pub fn likeness_at_least(&self, other: &Sound, minimum: f32) -> f32 {
        let least = f64::from(minimum) - ROUNDING;
        let length = self.text.len().max(other.text.len()) as f64;
        let lengths = self.text.len().abs_diff(other.text.len());
        let hopeless = |edits: usize| SPELLING * edits as f64 > (1.0 - least) * length;
        // Most words are told apart by which letters they have, before it is counted how often.
        let apart = (self.present ^ other.present).count_ones() as usize;
        if hopeless(lengths.max((apart + lengths) / 2)) {
            return 0.0;
        }
        if self.text == other.text {
            return 1.0;
        }
        let edits = self.edits_min(other, lengths);
        if hopeless(edits) {
            return 0.0;
        }
        let spelling_max = SPELLING * (1.0 - edits as f64 / length);
        let code = (1.0 - SPELLING) * self.code_likeness(other);
        if spelling_max + code < least {
            return 0.0;
        }
        let likeness = self.weighed(other, code);
        if likeness >= minimum { likeness } else { 0.0 }
    }

    /// How many edits lie between them at least: each letter that one of them has more often than the other takes one, and one
    /// edit settles one letter of each.
    fn edits_min(&self, other: &Sound, lengths: usize) -> usize {
        let apart: u32 =
            self.letters.iter().zip(&other.letters).map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
        (apart as usize + lengths) / 2
    }

    fn weighed(&self, other: &Sound, code: f64) -> f32 {
        let spelling = strsim::normalized_damerau_levenshtein(&self.text, &other.text);
        (SPELLING * spelling + code).min(0.99) as f32
    }

    /// Whether both have a phonetic code in common.
    pub fn sounds_same(&self, other: &Sound) -> bool {
        self.codes().iter().any(|code| !code.is_empty() && other.codes().contains(code))
    }

    fn code_likeness(&self, other: &Sound) -> f64 {
        let pairs = self.codes().iter().flat_map(|a| other.codes().iter().map(move |b| (a, b)));
        pairs.map(|(a, b)| strsim::normalized_levenshtein(a, b)).fold(0.0, f64::max)
    }
}

/// Likeness of two folded words, see [`Sound::likeness`].
pub fn likeness(a: &str, b: &str, language: Language) -> f32 {
    Sound::of(a, language).likeness(&Sound::of(b, language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_recognisers_write_is_nearest_to_what_was_said() {
        for (heard, said, other, language) in [
            ("nuntag", "montag", "sonntag", Language::De),
            ("dernien", "termin", "dienstag", Language::De),
            ("harschnitt", "haarschnitt", "kinderschnitt", Language::De),
            ("freitach", "freitag", "dreissig", Language::De),
            ("tunsday", "tuesday", "thursday", Language::En),
        ] {
            assert!(likeness(heard, said, language) > likeness(heard, other, language), "{heard}");
            assert!(likeness(heard, said, language) > 0.7, "{heard} {}", likeness(heard, said, language));
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_sound(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            for language in Language::ALL {
                let alike = likeness(&super::super::fold(&a), &super::super::fold(&b), language);
                prop_assert!((0.0..=1.0).contains(&alike));
            }
        }

        #[test]
        fn what_is_ruled_out_is_not_alike(a in "[a-e]{1,9}", b in "[a-e]{1,9}", minimum in 0.0..1.0f32) {
            for language in Language::ALL {
                let (one, other) = (Sound::of(&a, language), Sound::of(&b, language));
                let likeness = one.likeness(&other);
                let expected = if likeness >= minimum { likeness } else { 0.0 };
                prop_assert_eq!(one.likeness_at_least(&other, minimum), expected);
            }
        }
    }
}
