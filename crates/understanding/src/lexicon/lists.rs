//! The files that are plain lists, each read once for each language, and once for all of them.

use super::keys::{
    Answer, Beside, Choice, Claim, Figure, Floor, Kin, Little, Query, Refusal, Remark, Tongue, Who, Whom,
};
use super::{Folded, Key, Phrases};
use crate::clause::Part;
use crate::role::Role;
use base::language::Language;
use std::ops::Range;
use std::sync::LazyLock;

/// Keys of a file of lists.
pub(crate) trait Lists: Key + 'static {
    /// The phrases of a language.
    fn in_language(language: Language) -> &'static Phrases<Self>;

    /// The phrases of all languages, for what callers say in whichever comes to them: little words, 'okay', 'egal'.
    fn in_any_language() -> &'static Phrases<Self>;

    /// Whether a word by itself says this, in any language.
    fn is(self, word: &str) -> bool {
        Self::in_any_language().has(word, self)
    }

    /// Whether a word by itself says this in a language.
    fn is_in(self, language: Language, word: &str) -> bool {
        Self::in_language(language).has(word, self)
    }

    /// How many words the longest phrase of any language takes that says this and begins at `index`.
    fn taken<W: Folded>(self, words: &[W], index: usize) -> Option<usize> {
        Self::in_any_language().taken(words.get(index..)?, self)
    }

    /// Where the first phrase of any language stands that says this.
    fn find<W: Folded>(self, words: &[W]) -> Option<Range<usize>> {
        (0..words.len()).find_map(|index| Some(index..index + self.taken(words, index)?))
    }
}

/// The files of some keys. A new language is one more line here for all files.
macro_rules! lists {
    ($($key:ty: $file:ident,)*) => {
        $(impl Lists for $key {
            fn in_language(language: Language) -> &'static Phrases<Self> {
                static GERMAN: LazyLock<Phrases<$key>> = LazyLock::new(|| Phrases::read(german!($file)));
                static ENGLISH: LazyLock<Phrases<$key>> = LazyLock::new(|| Phrases::read(english!($file)));
                match language {
                    Language::De => &GERMAN,
                    Language::En => &ENGLISH,
                }
            }

            fn in_any_language() -> &'static Phrases<Self> {
                static ALL: LazyLock<Phrases<$key>> =
                    LazyLock::new(|| Phrases::read_all(&[german!($file), english!($file)]));
                &ALL
            }
        })*
    };
}

macro_rules! german {
    ($file:ident) => {
        include_str!(concat!("../../lexicon/de/", stringify!($file), ".txt"))
    };
}

macro_rules! english {
    ($file:ident) => {
        include_str!(concat!("../../lexicon/en/", stringify!($file), ".txt"))
    };
}

lists! {
    Answer: answers,
    Choice: choices,
    Claim: claims,
    Floor: floor,
    Little: little,
    Query: questions,
    Refusal: refusals,
    Tongue: languages,
    Beside: services,
    Figure: figures,
    Kin: people,
    Remark: remarks,
    Who: resources,
    Whom: whom,
    Part: clauses,
    Role: roles,
}
