//! What of a reading can be believed: noise that became words is refused, and of a loop only what came before it is kept. Pure.
//!
//! Whisper always writes something: silence becomes 'Vielen Dank.', noise 'und', or it says the prompt over again. Its own
//! `no_speech_thold` does nothing in whisper.cpp 1.8. The figures here were measured on the fixture utterances and noises:
//! 'no speech' is below 0.3 for speech and above 0.32 for noise, but for spelled letters and digits, of which the
//! model is sure.

use super::full::Decoding;
use super::loops::{self, same, words};

/// Lowest mean log probability of words that are believed. Speech on a bad line stays above, noise mostly below.
const LOG_PROBABILITY_MIN: f32 = -1.2;
/// Words are believed whatever the sound seemed to be from here on.
const LOG_PROBABILITY_SURE: f32 = -0.4;
/// Highest probability of 'no speech' of words that are not sure.
const NO_SPEECH_MAX: f32 = 0.35;
/// The same for what noise likes to become: a loop, words of the prompt, an answer by grammar.
const NO_SPEECH_MAX_DUBIOUS: f32 = 0.3;
/// Lowest probability that the first token had before the grammar favoured it: 0.7 and more when people say yes or no, 0.45
/// and less for noise.
const UNFORCED_MIN: f32 = 0.5;

/// From this probability on another language is plain; then a second reading decides.
const OTHER_LANGUAGE_MIN: f32 = 0.9;

/// So many words of the prompt at the beginning are more than chance; with a loop after them they are certainly noise.
const ECHO_WORDS: usize = 4;
/// What tones and keys are written as.
const SOUNDS: [&str; 6] = ["beep", "piep", "bip", "buzz", "ding", "brr"];

/// The words of a reading with their mean probability, or nothing if they cannot be the caller's.
pub fn believed<'a>(reading: &'a Decoding, prompt: &str) -> Option<(&'a str, f32)> {
    let end = loops::first(&reading.text).unwrap_or(reading.text.len());
    let words = reading.text.get(..end).unwrap_or_default().trim();
    let log_probability = mean(reading.tokens.iter().take_while(|(at, _)| *at <= end).map(|(_, log)| *log));
    let looped = end < reading.text.len();
    let echo = echo_words(words, prompt);
    let dubious = looped || reading.unforced < 1.0 || echo > 0;
    let no_speech_max = if dubious {
        NO_SPEECH_MAX_DUBIOUS
    } else if log_probability < LOG_PROBABILITY_SURE {
        NO_SPEECH_MAX
    } else {
        1.0
    };
    let believed = log_probability >= LOG_PROBABILITY_MIN
        && reading.no_speech <= no_speech_max
        && !is_forced(reading)
        && !(looped && echo == ECHO_WORDS)
        && !is_empty(words);
    believed.then(|| (words, log_probability.exp().min(1.0)))
}

/// Whether a grammar made the answer: without it something else would have been read.
pub fn is_forced(reading: &Decoding) -> bool {
    reading.unforced < UNFORCED_MIN
}

/// Whether it is plain that another language is spoken than the reading was made in.
pub fn is_foreign(reading: &Decoding) -> bool {
    reading.other_language >= OTHER_LANGUAGE_MIN
}

/// Whether a reading in another language is the better one: its words are surer.
pub fn is_surer(reading: &Decoding, than: &Decoding) -> bool {
    let surety = |reading: &Decoding| mean(reading.tokens.iter().map(|(_, log)| *log));
    surety(reading) > surety(than)
}

/// Mean; of nothing, minus infinity.
fn mean(logs: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = logs.fold((0.0, 0u16), |(sum, count), log| (sum + log, count + 1));
    if count == 0 { f32::NEG_INFINITY } else { sum / f32::from(count) }
}

/// How many words of the prompt, following each other there, the text begins with: four, all that it has, or none.
fn echo_words(text: &str, prompt: &str) -> usize {
    let (mut text, prompt) = (words(text), words(prompt));
    text.truncate(ECHO_WORDS);
    let echo = !text.is_empty() && prompt.windows(text.len()).any(|run| same(run, &text));
    if echo { text.len() } else { 0 }
}

/// Whether nothing is said: punctuation, a note such as '\[Musik\]' or '(applause)', the name of a sound.
fn is_empty(text: &str) -> bool {
    let mut depth = 0i32;
    let outside = |character: &char| {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    };
    let said: String = text.chars().filter(outside).collect();
    words(&said).iter().all(|word| SOUNDS.contains(&word.plain.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_punctuation_are_no_words() {
        for text in ["", " ...", "[Musik]", "(applause)", "* *", "[BLANK_AUDIO] ", "Beep, beep."] {
            assert!(is_empty(text), "{text}");
        }
        for text in ["Ja.", "[Musik] Hallo", "15"] {
            assert!(!is_empty(text), "{text}");
        }
    }

    fn reading(text: &str, log_probability: f32, no_speech: f32) -> Decoding {
        let tokens = text.char_indices().map(|(at, _)| (at + 1, log_probability)).collect();
        Decoding { text: text.to_owned(), tokens, unforced: 1.0, no_speech, other_language: 0.0 }
    }

    fn heard(reading: &Decoding) -> Option<&str> {
        believed(reading, "Is that right? Yes, please. The day after tomorrow.").map(|(words, _)| words)
    }

    #[test]
    fn noise_is_refused_and_speech_believed() {
        assert_eq!(heard(&reading(" Hello.", -0.2, 0.9)), Some("Hello."), "sure words outweigh the token");
        assert_eq!(heard(&reading(" Hello.", -0.8, 0.3)), Some("Hello."), "speech on a bad line");
        assert_eq!(heard(&reading(" Hello.", -0.8, 0.7)), None);
        assert_eq!(heard(&reading(" Hello.", -1.3, 0.0)), None);
        assert_eq!(heard(&reading("", 0.0, 0.0)), None);
        assert_eq!(heard(&reading(" The day after tomorrow,", -0.3, 0.5)), None, "the prompt said over again");
        assert_eq!(heard(&reading(" Yes, please.", -0.3, 0.1)), Some("Yes, please."));
    }

    #[test]
    fn a_loop_is_judged_by_what_came_before_it() {
        let mut looped = reading(" No, no, no, no, no", -0.1, 0.1);
        assert_eq!(heard(&looped), Some("No,"));
        assert_eq!(heard(&reading(" The day after tomorrow, the day after tomorrow", -0.1, 0.1)), None);
        looped.tokens.iter_mut().take(4).for_each(|(_, log)| *log = -3.0);
        assert_eq!(heard(&looped), None, "later rounds are sure of themselves");
    }

    #[test]
    fn a_forced_answer_must_have_been_possible() {
        let forced = Decoding { unforced: 0.4, ..reading(" Ja.", -0.1, 0.1) };
        assert_eq!(heard(&forced), None);
    }
}
