//! Words that run into others, before them or behind.

use crate::lexicon::Lists;
use crate::lexicon::keys::Around;
use base::language::Language;
use std::sync::LazyLock;

/// What runs into a word, by language.
pub(crate) struct Affixes(Vec<(Language, String)>);

/// Ends of times that are not meant exactly: 'ish'.
pub(crate) static VAGUE: LazyLock<Affixes> = LazyLock::new(|| Affixes::of(Around::Vague));
/// Ends of numbers: 'einhalb'.
pub(crate) static AND_HALF: LazyLock<Affixes> = LazyLock::new(|| Affixes::of(Around::AndHalf));
/// What runs into the name of a day: 'am'.
pub(crate) static GLUED: LazyLock<Affixes> = LazyLock::new(|| Affixes::of(Around::Glued));

impl Affixes {
    fn of(key: Around) -> Self {
        let of = |language: Language| key.listed(language).into_iter().map(move |affix| (language, affix));
        Affixes(Language::ALL.into_iter().flat_map(of).collect())
    }

    /// The text without one of them at its begin.
    pub fn begun<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.0.iter().find_map(|(_, affix)| text.strip_prefix(affix.as_str()))
    }

    /// The text without one of a language at its end.
    pub fn ended<'a>(&self, text: &'a str, language: Language) -> Option<&'a str> {
        let mut own = self.0.iter().filter(|(of, _)| *of == language);
        own.find_map(|(_, affix)| text.strip_suffix(affix.as_str()))
    }

    /// The text without any at its end, however often it stands there.
    pub fn trimmed<'a>(&self, text: &'a str) -> &'a str {
        self.0.iter().fold(text, |text, (_, affix)| text.trim_end_matches(affix.as_str()))
    }
}
