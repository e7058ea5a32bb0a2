//! What a poor recogniser makes of words: some are dropped, doubled, or replaced by near-sounding ones.
//!
//! Every choice follows from a seed, so that a call can be played again.

/// One word in so many is misheard.
const ONE_IN: u64 = 10;
/// Sounds that are taken for one another on the phone.
const NEAR: [(char, char); 13] = [
    ('b', 'p'),
    ('d', 't'),
    ('g', 'k'),
    ('m', 'n'),
    ('f', 'w'),
    ('s', 'f'),
    ('v', 'w'),
    ('a', 'o'),
    ('e', 'i'),
    ('u', 'o'),
    ('ä', 'e'),
    ('ö', 'e'),
    ('ü', 'i'),
];
/// Sounds that are swallowed: 'harschnitt' for Haarschnitt, 'termi' for Termin.
const SWALLOWED: [char; 6] = ['h', 'r', 'a', 'e', 'n', 't'];

/// A source of mishearings.
pub struct Confusion {
    random: blake3::OutputReader,
}

impl Confusion {
    /// The mishearings of a text under a seed.
    pub fn seeded(text: &str, seed: u64) -> Self {
        let mut hash = blake3::Hasher::new();
        hash.update(&seed.to_le_bytes()).update(text.as_bytes());
        Confusion { random: hash.finalize_xof() }
    }

    /// The words as they are heard; nothing may be left of them.
    pub fn mishear(&mut self, words: &str) -> String {
        let mut heard: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            if self.below(ONE_IN) > 0 {
                heard.push(word.to_owned());
                continue;
            }
            match self.below(4) {
                0 => {}
                1 => heard.extend([word.to_owned(), word.to_owned()]),
                _ => heard.push(self.near(word)),
            }
        }
        heard.join(" ")
    }

    /// A word that sounds nearly the same.
    fn near(&mut self, word: &str) -> String {
        let letters: Vec<char> = word.chars().collect();
        match self.below(4) {
            // 'nun tag' for Montag: heard as two words.
            0 if letters.len() > 5 => {
                let at = letters.len() / 2;
                let (first, second): (String, String) =
                    (letters[..at].iter().collect(), letters[at..].iter().collect());
                format!("{} {second}", self.swap(&first))
            }
            1 if letters.len() > 3 => self.swallow(&letters),
            _ => self.swap(word),
        }
    }

    /// One sound is taken for another.
    fn swap(&mut self, word: &str) -> String {
        let other = |letter: char| {
            let lower = letter.to_lowercase().next().unwrap_or(letter);
            NEAR.iter().find_map(|(one, two)| match lower {
                lower if lower == *one => Some(*two),
                lower if lower == *two => Some(*one),
                _ => None,
            })
        };
        let places: Vec<usize> =
            word.chars().enumerate().filter(|(_, letter)| other(*letter).is_some()).map(|(at, _)| at).collect();
        let Some(place) = self.one_of(&places) else { return word.to_owned() };
        let changed = |(at, letter)| if at == place { other(letter).unwrap_or(letter) } else { letter };
        word.chars().enumerate().map(changed).collect()
    }

    /// One sound is swallowed, never the first.
    fn swallow(&mut self, letters: &[char]) -> String {
        let weak = |at: &usize| SWALLOWED.contains(&letters[*at]);
        let places: Vec<usize> = (1..letters.len()).filter(weak).collect();
        let gone = self.one_of(&places);
        letters.iter().enumerate().filter(|(at, _)| Some(*at) != gone).map(|(_, letter)| letter).collect()
    }

    fn one_of(&mut self, places: &[usize]) -> Option<usize> {
        let count = u64::try_from(places.len()).unwrap_or(0);
        if count == 0 { None } else { places.get(self.below(count) as usize).copied() }
    }

    fn below(&mut self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "ich hätte gern am Montag um fünfzehn Uhr einen Herrenhaarschnitt bei Jonas";

    #[test]
    fn a_seed_always_gives_the_same() {
        let heard = |seed| Confusion::seeded(WORDS, seed).mishear(WORDS);
        assert_eq!(heard(1), heard(1));
        assert!((0..20).map(heard).any(|heard| heard != WORDS));
    }

    #[test]
    fn about_a_tenth_of_the_words_is_misheard() {
        let mut confusion = Confusion::seeded(WORDS, 0);
        let words = "wort ".repeat(10_000);
        let heard = confusion.mishear(&words);
        let unchanged = heard.split(' ').filter(|word| *word == "wort").count();
        // A doubled word counts as two unchanged ones, and one that nothing sounds like stays.
        assert!((9_000..9_900).contains(&unchanged), "{unchanged}");
    }
}
