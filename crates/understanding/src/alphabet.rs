//! Code words for letters, by `lexicon/{de,en}/spelling.txt`.

use crate::lexicon::Lists;
use crate::lexicon::keys::Lettered;
use crate::words::sound::Sound;
use base::language::Language;
use std::sync::LazyLock;

/// A code word of a language.
pub(super) struct CodeWord {
    /// Its sound.
    pub sound: Sound,
    /// The letter (or 'sch') that it stands for, as it is written.
    pub letters: String,
}

/// The code words of a language: those that are known by their sound. People mix them, but what is misheard is guessed at
/// within one.
pub(super) fn code_words(language: Language) -> &'static [CodeWord] {
    static GERMAN: LazyLock<Vec<CodeWord>> = LazyLock::new(|| sounds(Language::De));
    static ENGLISH: LazyLock<Vec<CodeWord>> = LazyLock::new(|| sounds(Language::En));
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

fn sounds(language: Language) -> Vec<CodeWord> {
    let entries = Lettered::entries(language).into_iter();
    let codes = entries.filter_map(|(lettered, words)| match lettered {
        Lettered::Code(letters) => Some((letters.text(), words)),
        Lettered::Name(_) | Lettered::Plain(_) => None,
    });
    let sounds = |(letters, words): (String, Vec<String>)| {
        let sound = move |word: String| CodeWord { sound: Sound::of(&word, language), letters: letters.clone() };
        words.into_iter().map(sound)
    };
    codes.flat_map(sounds).collect()
}

/// The letter (or 'sch') that a code word stands for, as it is written.
pub(super) fn code_word(text: &str) -> Option<String> {
    Lettered::in_any_language().at(&[text]).find_map(|(lettered, _)| match lettered {
        Lettered::Code(letters) => Some(letters.text()),
        Lettered::Name(_) | Lettered::Plain(_) => None,
    })
}
