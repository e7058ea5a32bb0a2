//! Words beside a time that were only nearly understood: 'in zwei Wchen', 'Friday befre ten'.
//!
//! Away from a time most of these sound like ordinary words; beside one they are worth a doubt, which is asked. Which words those are:
//! `lexicon/{de,en}/sounds.txt`.

use super::lexicon;
use crate::lexicon::Lists;
use crate::lexicon::keys::Sounding;
use crate::when::lexeme::{Doubt, Lexeme};
use crate::words::sound::Sound;
use crate::words::{Mark, Token, numeral};
use base::language::Language;
use std::sync::LazyLock;

/// Least likeness; everything found is a doubt below the other.
const NEAR_MIN: f32 = 0.8;
const CERTAIN_MIN: f32 = 0.93;
/// Shorter words sound like too many others.
const LETTERS_MIN: usize = 4;

struct Candidate {
    sound: Sound,
    lexemes: Vec<Lexeme>,
}

static GERMAN_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(Language::De));
static ENGLISH_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(Language::En));

fn candidates(language: Language) -> Vec<Candidate> {
    let read = |word: String| Some(Candidate { sound: Sound::of(&word, language), lexemes: meaning(word, language)? });
    Sounding::SoughtBeside.listed(language).into_iter().filter_map(read).collect()
}

fn meaning(word: String, language: Language) -> Option<Vec<Lexeme>> {
    if let Some((lexemes, _)) = lexicon(language).longest(&[word.as_str()]).filter(|(found, _)| !found.is_empty()) {
        return Some(lexemes.to_vec());
    }
    let token = Token { raw: word.clone(), text: word, after: Mark::None, bytes: 0..0 };
    numeral::read(&token, language).map(|number| vec![Lexeme::Number(number)])
}

/// The term that a word beside a time is most like.
pub(crate) fn mended(folded: &str, language: Language) -> Option<(Lexeme, Option<Doubt>)> {
    let letters = folded.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'');
    if folded.len() < LETTERS_MIN || !letters || Sounding::UnlikeBeside.is(folded) {
        return None;
    }
    let sounds = match language {
        Language::De => &*GERMAN_SOUNDS,
        Language::En => &*ENGLISH_SOUNDS,
    };
    let heard = Sound::of(folded, language);
    let likeness = |candidate: &'static Candidate| (heard.likeness_at_least(&candidate.sound, NEAR_MIN), candidate);
    let (likeness, best) = sounds.iter().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let lexeme = *best.lexemes.first().filter(|_| likeness >= NEAR_MIN)?;
    Some((lexeme, (likeness < CERTAIN_MIN).then_some(Doubt { other: None })))
}
