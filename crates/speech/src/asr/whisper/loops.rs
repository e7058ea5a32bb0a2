//! Loops: Whisper says a stretch over and over, the more so the shorter its window and the smaller the model. Pure.

/// So many of the first words that come again later, or fewer if the text ends with them, but no fewer than the second
/// number, are a loop.
const FIRST_WORDS: usize = 5;
const FIRST_WORDS_MIN: usize = 3;
/// How often one word, two words, three, and four or more must come in a row to be a loop. Three words may come twice: 'L wie
/// Ludwig, L wie Ludwig'.
const TIMES: [usize; 4] = [4, 3, 3, 2];
/// How often a piece of a word must come in a row to be a loop, and how long such a piece may be.
const PIECE_TIMES: usize = 4;
const PIECE_LETTERS_MAX: usize = 8;

/// Where the text begins to repeat itself, if it does: an index into it.
pub fn first(text: &str) -> Option<usize> {
    let words = words(text);
    let word = [recurrence(&words), repetition(&words)].into_iter().flatten().min();
    let at = word.and_then(|word| words.get(word)).map(|word| word.at);
    [at, syllables(text)].into_iter().flatten().min()
}

/// A word in lower case without punctuation, and where in the text it starts.
pub struct Word {
    at: usize,
    /// Its letters and digits in lower case.
    pub plain: String,
}

impl Word {
    fn is_number(&self) -> bool {
        self.plain.chars().all(char::is_numeric)
    }
}

/// The words of a text.
pub fn words(text: &str) -> Vec<Word> {
    let mut at = 0;
    let mut words = Vec::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let plain: String = piece.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if !plain.is_empty() {
            words.push(Word { at, plain });
        }
        at += piece.len();
    }
    words
}

/// Where the text starts over.
fn recurrence(words: &[Word]) -> Option<usize> {
    (FIRST_WORDS_MIN..words.len()).find(|&at| {
        let rest = words.get(at..).unwrap_or_default();
        let (length, enough) = (rest.len().min(FIRST_WORDS), rest.len() >= FIRST_WORDS_MIN);
        let (first, again) = (words.get(..length).unwrap_or_default(), rest.get(..length).unwrap_or_default());
        enough && same(first, again) && !first.iter().all(Word::is_number)
    })
}

/// Where a stretch of words is said for the second time, if it is said often enough in a row.
fn repetition(words: &[Word]) -> Option<usize> {
    let loops = |start: usize, length: usize| {
        let times = TIMES.get(length.min(TIMES.len()) - 1).copied().unwrap_or(2);
        words.get(start..start + length * times).is_some_and(|run| {
            let (stretch, _) = run.split_at(length);
            // In a telephone number digits may repeat.
            run.chunks(length).all(|next| same(stretch, next)) && !stretch.iter().all(Word::is_number)
        })
    };
    let starts = 0..words.len();
    starts
        .flat_map(|start| (1..=words.len() / 2).map(move |length| (start, length)))
        .find_map(|(start, length)| loops(start, length).then_some(start + length))
}

/// Whether two runs of words are the same.
pub fn same(a: &[Word], b: &[Word]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.plain == b.plain)
}

/// Where a piece of one to eight letters comes for the second of four times in a row within a word ('dadadada').
fn syllables(text: &str) -> Option<usize> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let loops = |at: usize, length: usize| {
        let run = letters.get(at..at + length * PIECE_TIMES)?;
        let (piece, rest) = run.split_at(length);
        let again = rest.chunks(length).all(|next| next.iter().zip(piece).all(|((_, a), (_, b))| a == b));
        (again && piece.iter().all(|(_, letter)| letter.is_alphabetic())).then(|| rest.first().map(|(at, _)| *at))?
    };
    (0..letters.len()).find_map(|at| (1..=PIECE_LETTERS_MAX).find_map(|length| loops(at, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_cut_where_they_begin() {
        for (text, kept) in [
            ("Ich hätte gern einen Termin. Ich hätte gern einen Termin. Ich", "Ich hätte gern einen Termin."),
            ("Am Montag um drei um drei um drei um drei", "Am Montag um drei"),
            ("und und und und und", "und"),
            ("Ja, das ist gut so, ist gut so, ist gut so", "Ja, das ist gut so,"),
            ("L wie Ludwig, L wie Ludwig, E wie Emil", "L wie Ludwig, L wie Ludwig, E wie Emil"),
            ("dadadadadadada", "da"),
            (
                "Ich möchte einen Termin, ich möchte einen am Freitag",
                "Ich möchte einen Termin, ich möchte einen am Freitag",
            ),
            ("Haarschnitt am Donnerstag um 15 Uhr bei Jonas", "Haarschnitt am Donnerstag um 15 Uhr bei Jonas"),
            ("Nein, nein, nein, am Freitag", "Nein, nein, nein, am Freitag"),
            ("0 1 7 6 0 0 0 0 1 7 6", "0 1 7 6 0 0 0 0 1 7 6"),
            ("", ""),
        ] {
            assert_eq!(text[..first(text).unwrap_or(text.len())].trim(), kept, "{text}");
        }
    }
}
