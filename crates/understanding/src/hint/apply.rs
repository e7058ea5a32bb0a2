//! Applying hints to a name: the place that a hint means is the one whose letters sound like those said.

use super::{LetterHint, Place, What};
use crate::lexicon::classes;
use crate::lexicon::keys::Hint;
use std::sync::LazyLock;

/// Letters that sound alike and are mistaken for each other.
static ALIKE: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| classes(include_str!("../../lexicon/both/hints.txt"), Hint::Alike));

/// `name` as the hints want it written; `None` where one of them fits no place of it, or several.
pub fn hinted(name: &str, hints: &[LetterHint]) -> Option<String> {
    hints.iter().try_fold(name.to_owned(), |name, hint| {
        let words: Vec<&str> = name.split(' ').collect();
        // The surname is meant, unless the hint fits another name alone.
        let (place, word) = words.iter().enumerate().rev().find_map(|(at, word)| Some((at, hint.written(word)?)))?;
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words[place] = word;
        Some(words.join(" "))
    })
}

impl LetterHint {
    /// The word with the hint applied.
    fn written(&self, word: &str) -> Option<String> {
        match &self.what {
            What::With(letters) => with(word, letters, self.place),
            What::Without(letters) => without(word, letters, self.place),
            What::Single(letter) => {
                let double = letter.to_string().repeat(2);
                let at = places(word, &[&double]);
                if at.is_empty() {
                    holds(word, &letter.to_string())
                } else {
                    replaced(word, only(&at, self.place)?, &letter.to_string())
                }
            }
            What::Instead { right, wrong } => {
                let at = places(word, &[wrong.as_str()]);
                if at.is_empty() {
                    with(word, right, self.place)
                } else {
                    replaced(word, only(&at, self.place)?, right)
                }
            }
        }
    }
}

/// Where letters stand in a word: first character, and how many.
type At = (usize, usize);

fn lower(word: &str) -> Vec<char> {
    word.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// The word itself, if it has these letters.
fn holds(word: &str, letters: &str) -> Option<String> {
    word.to_lowercase().contains(letters).then(|| word.to_owned())
}

fn with(word: &str, letters: &str, place: Place) -> Option<String> {
    let has = match place {
        Place::End => word.to_lowercase().ends_with(letters),
        Place::Begin => word.to_lowercase().starts_with(letters),
        Place::Anywhere => word.to_lowercase().contains(letters),
    };
    if has {
        return Some(word.to_owned());
    }
    if letters == "h" && place != Place::End {
        return with_h(word);
    }
    if let Some(diphthong) = diphthong(word, letters) {
        return with(word, &diphthong, place);
    }
    let holds = |class: &&Vec<String>| class.iter().any(|one| one == letters);
    let alike: Vec<&str> = ALIKE.iter().filter(holds).flatten().map(String::as_str).collect();
    let mut at = places(word, &alike);
    // Only a single letter begins a name: 'Ttheodor' is none.
    let doubled = letters.chars().count() == 2 && letters.chars().next() == letters.chars().last();
    at.retain(|(first, _)| !doubled || *first > 0);
    let count = word.chars().count();
    let at = match place {
        Place::End => at.into_iter().filter(|(first, length)| first + length == count).collect(),
        _ => at,
    };
    if at.is_empty() {
        // 'Browne with an e'.
        let appends = place == Place::End || (letters == "e" && !word.ends_with(['a', 'e', 'i', 'o', 'u']));
        return (appends && count > 1 && letters.chars().count() <= 2).then(|| format!("{word}{letters}"));
    }
    replaced(word, only(&at, place)?, letters)
}

/// 'Mit Ypsilon' of Meier means the i of its ei.
fn diphthong(word: &str, letter: &str) -> Option<String> {
    let other = match letter {
        "y" => 'i',
        "i" => 'y',
        _ => return None,
    };
    let word = word.to_lowercase();
    let vowel = ['e', 'a'].into_iter().find(|vowel| word.contains(&format!("{vowel}{other}")))?;
    Some(format!("{vowel}{letter}"))
}

/// The one place where an h is not heard: behind a vowel before l, m, n or r, or behind a t.
fn with_h(word: &str) -> Option<String> {
    let letters = lower(word);
    let silent = |at: &usize| {
        let (letter, next) = (letters[*at], letters.get(at + 1));
        let vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'ä' | 'ö' | 'ü');
        let lengthens = vowel && next.is_some_and(|next| matches!(next, 'l' | 'm' | 'n' | 'r'));
        // A diphthong's first vowel is none, and 'er' and 'en' at the end are endings.
        let ends = at + 2 >= letters.len() && letter == 'e' && letters.len() > 3;
        lengthens && !ends
    };
    let behind: Vec<At> = (0..letters.len()).filter(silent).map(|at| (at + 1, 0)).collect();
    let behind =
        if behind.is_empty() { places(word, &["t"]).into_iter().map(|(at, _)| (at + 1, 0)).collect() } else { behind };
    replaced(word, only(&behind, Place::Anywhere)?, "h")
}

fn without(word: &str, letters: &str, place: Place) -> Option<String> {
    let mut at = places(word, &[letters]);
    if letters == "h" {
        let all = lower(word);
        at.retain(|(first, _)| first.checked_sub(1).is_none_or(|before| all[before] != 'c'));
    }
    let count = word.chars().count();
    let ends = at.iter().copied().find(|(first, length)| first + length == count);
    let (first, length) = match (at.as_slice(), ends) {
        ([], _) => return Some(word.to_owned()),
        (_, Some(last)) if place != Place::Begin => last,
        _ => only(&at, place)?,
    };
    let doubled = length == 2 && letters.chars().next() == letters.chars().last();
    let left: String = if doubled { letters.chars().take(1).collect() } else { String::new() };
    replaced(word, (first, length), &left)
}

/// Where any of these stand, the longest at each place, none within another.
fn places(word: &str, any: &[&str]) -> Vec<At> {
    let letters = lower(word);
    let mut at = 0;
    let mut found = Vec::new();
    while at < letters.len() {
        let here =
            any.iter().filter(|one| one.chars().enumerate().all(|(offset, c)| letters.get(at + offset) == Some(&c)));
        match here.map(|one| one.chars().count()).max() {
            Some(length) => {
                found.push((at, length));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The only place, or the one said.
fn only(at: &[At], place: Place) -> Option<At> {
    match (at, place) {
        ([one], _) => Some(*one),
        (all, Place::End) => all.last().copied(),
        (all, Place::Begin) => all.first().copied(),
        _ => None,
    }
}

/// The word with other letters in one place; a capital stays one.
fn replaced(word: &str, (first, length): At, letters: &str) -> Option<String> {
    let all: Vec<char> = word.chars().collect();
    let capital = first == 0 && all.first().is_some_and(|c| c.is_uppercase());
    let mut written: String = all.iter().take(first).collect();
    written.push_str(letters);
    written.extend(all.iter().skip(first + length));
    let mut letters = written.chars();
    let head = letters.next()?;
    Some(if capital { head.to_uppercase().chain(letters).collect() } else { written.clone() })
}
