//! What of a reading can be believed: loops are cut, and noise that became words is refused. Pure.
//!
//! Whisper always writes something: silence becomes 'Vielen Dank.', noise 'und'. Its own `no_speech_thold` does nothing in
//! whisper.cpp 1.8; the two figures used here were measured on speech and on noise over a phone channel.

/// Lowest mean log probability of words that are believed. Speech on a bad line stays above, noise mostly below.
const LOG_PROBABILITY_MIN: f32 = -1.2;
/// Below this, words are believed only if the model did not take the sound for 'no speech'.
const LOG_PROBABILITY_SURE: f32 = -0.5;
/// Highest probability of 'no speech' of doubtful words.
const NO_SPEECH_MAX: f32 = 0.5;
/// So many of the first words that come again later, or fewer if the text ends with them, but no fewer than the second
/// number, are a loop.
const FIRST_WORDS: usize = 5;
const FIRST_WORDS_MIN: usize = 3;
/// How often one word, two words, and three or more must come in a row to be a loop.
const TIMES: [usize; 3] = [4, 3, 2];
/// How often a piece of a word must come in a row to be a loop, and how long such a piece may be.
const PIECE_TIMES: usize = 4;
const PIECE_LETTERS_MAX: usize = 8;

/// Whether words with these figures may be taken for the caller's.
pub fn credible(log_probability: f32, no_speech: f32) -> bool {
    log_probability >= LOG_PROBABILITY_MIN && (log_probability >= LOG_PROBABILITY_SURE || no_speech <= NO_SPEECH_MAX)
}

/// The text up to where it begins to repeat itself.
pub fn cut_loops(text: &str) -> &str {
    let words = words(text);
    let cut = [recurrence(&words), repetition(&words)].into_iter().flatten().min();
    let end = cut.and_then(|word| words.get(word)).map_or(text.len(), |word| word.at);
    cut_syllables(text.get(..end).unwrap_or(text)).trim()
}

/// Whether nothing is left but punctuation or a note such as '[Musik]' or '(applause)'.
pub fn is_empty(text: &str) -> bool {
    let mut depth = 0i32;
    !text.chars().any(|character| {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && character.is_alphanumeric()
    })
}

/// A word in lower case without punctuation, and where in the text it starts.
struct Word {
    at: usize,
    plain: String,
}

impl Word {
    fn is_number(&self) -> bool {
        self.plain.chars().all(char::is_numeric)
    }
}

fn words(text: &str) -> Vec<Word> {
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

fn same(a: &[Word], b: &[Word]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.plain == b.plain)
}

/// Cuts a piece of one to eight letters that comes four times in a row within a word ('dadadada').
fn cut_syllables(text: &str) -> &str {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for at in 0..letters.len() {
        for length in 1..=PIECE_LETTERS_MAX {
            let Some(run) = letters.get(at..at + length * PIECE_TIMES) else { break };
            let (piece, rest) = run.split_at(length);
            let loops = rest.iter().enumerate().all(|(i, (_, c))| piece.get(i % length).is_some_and(|(_, p)| p == c));
            if loops && piece.iter().all(|(_, c)| c.is_alphabetic()) {
                let end = letters.get(at + length).map_or(text.len(), |(index, _)| *index);
                return text.get(..end).unwrap_or(text);
            }
        }
    }
    text
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
            ("Ja, das ist das ist gut das ist gut", "Ja, das ist das ist gut"),
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
            assert_eq!(cut_loops(text), kept, "{text}");
        }
    }

    #[test]
    fn notes_and_punctuation_are_no_words() {
        for text in ["", " ...", "[Musik]", "(applause)", "* *", "[BLANK_AUDIO] "] {
            assert!(is_empty(text), "{text}");
        }
        for text in ["Ja.", "[Musik] Hallo", "15"] {
            assert!(!is_empty(text), "{text}");
        }
    }

    #[test]
    fn noise_is_refused_and_speech_believed() {
        assert!(credible(-0.2, 0.9), "sure words outweigh the token");
        assert!(credible(-0.8, 0.3), "speech on a bad line");
        assert!(!credible(-0.8, 0.7) && !credible(-1.3, 0.0) && !credible(f32::NEG_INFINITY, 0.0));
    }
}
