//! A spelled name in which some letters could not be made out, and how they are found: by how the name sounded when it was said.
//!
//! Over a telephone line a name is misheard as a whole ('Rieber' for Weber) and letter by letter ('W, E, B, E, da wir ich
//! aus'), but seldom in the same place. The letters are believed; what they leave open is taken from the sound. Pure.

use crate::words::fold;
use base::privacy::Personal;

/// Stands for a letter that could not be made out.
pub(super) const GAP: char = '\u{FFFD}';

/// The letters of a spelled name, some of them perhaps unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    letters: Personal<String>,
    /// The name as it was said before its letters, in the same breath.
    said: Option<Personal<String>>,
}

impl Letters {
    pub(super) fn new(letters: String, said: Option<String>) -> Self {
        Letters { letters: letters.into(), said: said.map(Personal::new) }
    }

    /// Whether letters are missing.
    pub fn has_gaps(&self) -> bool {
        self.letters.reveal().contains(GAP)
    }

    /// The name, its gaps closed by how it was said before its letters, or else by how it was `heard` earlier.
    pub fn name(&self, heard: Option<&str>) -> Personal<String> {
        let letters: Vec<char> = self.letters.reveal().chars().collect();
        let heard = self.said.as_ref().map(|said| said.reveal().as_str()).or(heard);
        let heard: Vec<char> = heard.map(surname).unwrap_or_default().chars().collect();
        let pairs =
            if self.has_gaps() { align(&letters, &heard) } else { letters.iter().map(|c| (Some(*c), None)).collect() };
        let closed = pairs.into_iter().filter_map(|(letter, heard)| match letter? {
            GAP => heard,
            letter => Some(letter),
        });
        Personal::new(closed.collect())
    }
}

/// The last word of a name, as letters without marks.
fn surname(name: &str) -> String {
    fold(name.split_whitespace().next_back().unwrap_or_default())
}

/// The cheapest way to lay the letters beside those heard: each letter with what was heard in its place, if anything was.
fn align(letters: &[char], heard: &[char]) -> Vec<(Option<char>, Option<char>)> {
    let mut costs = vec![vec![0u32; heard.len() + 1]; letters.len() + 1];
    for row in 0..=letters.len() {
        for column in 0..=heard.len() {
            costs[row][column] = steps(letters, heard, row, column)
                .into_iter()
                .flatten()
                .map(|(cost, (row, column))| cost + costs[row][column])
                .min()
                .unwrap_or(0);
        }
    }
    let (mut row, mut column) = (letters.len(), heard.len());
    let mut pairs = Vec::new();
    while (row, column) != (0, 0) {
        let ways = steps(letters, heard, row, column);
        let best = ways.into_iter().flatten().min_by_key(|(cost, (row, column))| cost + costs[*row][*column]);
        let Some((_, (before, left))) = best else { break };
        pairs.push(((before < row).then(|| letters[before]), (left < column).then(|| heard[left])));
        (row, column) = (before, left);
    }
    pairs.reverse();
    pairs
}

/// What the last step to a place may have been, with its cost: both sides, the letters alone, what was heard alone.
fn steps(letters: &[char], heard: &[char], row: usize, column: usize) -> [Option<(u32, (usize, usize))>; 3] {
    let letter = row.checked_sub(1).map(|before| (before, letters[before]));
    let sound = column.checked_sub(1).map(|before| (before, heard[before]));
    let both = letter.zip(sound).map(|((row, letter), (column, sound))| {
        let cost = match letter {
            GAP => 1,
            letter if letter.to_lowercase().eq(std::iter::once(sound)) => 0,
            _ => 3,
        };
        (cost, (row, column))
    });
    let alone = letter.map(|(row, letter)| (if letter == GAP { 2 } else { 3 }, (row, column)));
    let unheard = sound.map(|(column, _)| (3, (row, column)));
    [both, alone, unheard]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn closed(letters: &str, heard: &str) -> String {
        let letters = Letters::new(letters.replace('?', &GAP.to_string()), None);
        letters.name(Some(heard)).into_inner()
    }

    #[test]
    fn what_the_letters_leave_open_is_taken_from_the_sound() {
        for (letters, heard, name) in [
            ("Webe?", "Rieber", "Weber"),
            ("Web?r", "Mein Rieber", "Weber"),
            ("K?ll?r", "Kelder", "Keller"),
            ("Hof?mann", "Hofmann", "Hofmann"),
            ("Schm?dt", "", "Schmdt"),
            ("Weber", "Rieber", "Weber"),
        ] {
            assert_eq!(closed(letters, heard), name, "{letters} {heard}");
        }
    }

    proptest! {
        #[test]
        fn letters_that_were_made_out_stay(letters in "[A-Z][a-z]{1,8}", heard in "[A-Za-z ]{0,12}") {
            prop_assert_eq!(closed(&letters, &heard), letters);
        }
    }
}
