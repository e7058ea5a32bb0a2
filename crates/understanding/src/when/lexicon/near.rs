//! Words about time that were only nearly understood: 'nun tag', 'Tunsday', 'Freitach'.
//!
//! Only words that carry the meaning of a phrase are looked for; a match that another word comes close to is a doubt, which
//! has to be asked. Which words those are: `lexicon/{de,en}/sounds.txt`.

use super::lexicon;
use crate::lexicon::Lists;
use crate::lexicon::keys::Sounding;
use crate::when::lexeme::{Doubt, Lexeme};
use crate::words::sound::Sound;
use base::language::Language;
use std::sync::LazyLock;

/// A match: the terms, and the doubt if there is one.
pub(crate) type Near = (&'static [Lexeme], Option<Doubt>);

/// Least likeness of a match, and of one that is beyond doubt.
const NEAR_MIN: f32 = 0.77;
const CERTAIN_MIN: f32 = 0.87;
/// Enough where both sound the same.
const SAME_SOUND_MIN: f32 = 0.85;
/// A second candidate this close to the first makes the first doubtful.
const MARGIN: f32 = 0.22;
/// Shorter words sound like too many others.
const LETTERS_MIN: usize = 5;

struct Candidate {
    sound: Sound,
    lexemes: &'static [Lexeme],
}

static GERMAN_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(Language::De));
static ENGLISH_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(Language::En));

fn candidates(language: Language) -> Vec<Candidate> {
    let read = |word: String| {
        let (lexemes, _) = lexicon(language).longest(&[word.as_str()])?;
        Some(Candidate { sound: Sound::of(&word, language), lexemes })
    };
    Sounding::Sought.listed(language).into_iter().filter_map(read).collect()
}

/// The term that `folded` (one word, or two written apart) is most like.
pub(crate) fn nearest(folded: &str, language: Language) -> Option<Near> {
    let letters = folded.bytes().all(|b| b.is_ascii_lowercase());
    if folded.len() < LETTERS_MIN || !letters || Sounding::Unlike.is_in(language, folded) {
        return None;
    }
    let sounds = match language {
        Language::De => &*GERMAN_SOUNDS,
        Language::En => &*ENGLISH_SOUNDS,
    };
    let heard = Sound::of(folded, language);
    let near = |candidate: &Candidate| heard.likeness_at_least(&candidate.sound, NEAR_MIN) > 0.0;
    if !sounds.iter().any(near) {
        return None;
    }
    let mut ranked: Vec<(f32, &Candidate)> =
        sounds.iter().map(|candidate| (heard.likeness_from(&candidate.sound, NEAR_MIN - MARGIN), candidate)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (likeness, best) = ranked.first().filter(|(likeness, _)| *likeness >= NEAR_MIN)?;
    let rival = ranked.get(1).filter(|(second, _)| likeness - second < MARGIN && *second >= NEAR_MIN - MARGIN);
    let same_sound = heard.sounds_same(&best.sound) && *likeness >= SAME_SOUND_MIN;
    let certain =
        (*likeness >= CERTAIN_MIN || same_sound) && rival.is_none_or(|(second, _)| likeness - second >= MARGIN / 2.0);
    let other = rival.and_then(|(_, candidate)| candidate.lexemes.first().copied());
    Some((best.lexemes, (!certain).then_some(Doubt { other })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    #[test]
    fn a_doubtful_match_says_so() {
        let (lexemes, doubt) = nearest("nuntag", Language::De).expect("near to Montag");
        assert_eq!(lexemes, [Lexeme::Weekday(Weekday::Monday)]);
        assert_eq!(doubt, Some(Doubt { other: Some(Lexeme::Weekday(Weekday::Sunday)) }));
        let (lexemes, doubt) = nearest("freitach", Language::De).expect("near to Freitag");
        assert_eq!((lexemes, doubt), (&[Lexeme::Weekday(Weekday::Friday)][..], None));
    }

    #[test]
    fn ordinary_words_are_not_taken_for_days() {
        for word in ["haarschnitt", "moechte", "termin", "bitte", "danke", "machen", "mantel", "vertrag", "kosten"] {
            assert_eq!(nearest(word, Language::De), None, "{word}");
        }
        for word in ["something", "haircut", "appointment", "please", "number", "women"] {
            assert_eq!(nearest(word, Language::En), None, "{word}");
        }
    }
}
