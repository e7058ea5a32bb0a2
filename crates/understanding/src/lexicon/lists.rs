//! The files that are plain lists, each read once for each language, and once for all of them.

use super::keys::{
    Among, Answer, Around, Aspect, Beside, Choice, Claim, Counted, Cue, CueWord, District, Figure, Floor, Hint,
    Inquiry, Kin, Lettered, Little, Naming, Need, Numbering, PlateWord, Query, Refusal, Remark, Sense, Sounding,
    Spelling, Tongue, Unlisted, Who, Whom,
};
use super::notation::{self, Phrase, Word};
use super::{Folded, Key, Phrases};
use crate::clause::Part;
use crate::role::Role;
use crate::words::fold;
use base::language::Language;
use std::ops::Range;
use std::sync::LazyLock;

/// Keys of a file of lists.
pub(crate) trait Lists: Key + 'static {
    /// The phrases of a language.
    fn in_language(language: Language) -> &'static Phrases<Self>;

    /// The phrases of all languages, for what callers say in whichever comes to them: little words, 'okay', 'egal'.
    fn in_any_language() -> &'static Phrases<Self>;

    /// The file of a language, as it is written.
    fn file(language: Language) -> &'static str;

    /// What the entries of a language say with their phrases, folded and in the order of the file: for tables that are made of them
    /// once.
    fn entries(language: Language) -> Vec<(Self, Vec<String>)> {
        let folded = |phrases: Vec<String>| phrases.iter().map(|phrase| fold(phrase)).collect();
        entries::<Self>(Self::file(language)).map(|(key, phrases)| (key, folded(phrases))).collect()
    }

    /// The phrases of a language that say this, folded and in the order of the file: for tables that are made of them once.
    fn listed(self, language: Language) -> Vec<String> {
        Self::entries(language).into_iter().filter(|(key, _)| *key == self).flat_map(|(_, phrases)| phrases).collect()
    }

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

/// The entries of a file: what each says, and its phrases as they are written, their words parted by spaces.
fn entries<K: Key>(text: &'static str) -> impl Iterator<Item = (K, Vec<String>)> {
    notation::entries(text).filter_map(Result::ok).filter_map(|(_, entry)| {
        let phrases = entry.wanted.iter().flat_map(|term| &term.0);
        Some((K::named(entry.key)?, phrases.map(written).collect()))
    })
}

/// The entries of a file that say this, each by itself and as it is written: for classes that a key has several of.
pub(crate) fn classes<K: Key>(text: &'static str, key: K) -> Vec<Vec<String>> {
    entries::<K>(text).filter(|(found, _)| *found == key).map(|(_, phrases)| phrases).collect()
}

fn written(phrase: &Phrase<'_>) -> String {
    let exact = |word: &Word<'_>| match word {
        Word::Exact(text) => Some((*text).to_owned()),
        _ => None,
    };
    phrase.words.iter().filter_map(exact).collect::<Vec<_>>().join(" ")
}

/// The files of some keys. A new language is one more line here for all files.
macro_rules! lists {
    ($($key:ty: $file:ident,)*) => {
        $(impl Lists for $key {
            fn in_language(language: Language) -> &'static Phrases<Self> {
                static GERMAN: LazyLock<Phrases<$key>> = LazyLock::new(|| Phrases::read(<$key>::file(Language::De)));
                static ENGLISH: LazyLock<Phrases<$key>> = LazyLock::new(|| Phrases::read(<$key>::file(Language::En)));
                match language {
                    Language::De => &GERMAN,
                    Language::En => &ENGLISH,
                }
            }

            fn file(language: Language) -> &'static str {
                match language {
                    Language::De => german!($file),
                    Language::En => english!($file),
                }
            }

            fn in_any_language() -> &'static Phrases<Self> {
                static ALL: LazyLock<Phrases<$key>> =
                    LazyLock::new(|| Phrases::read_all(&Language::ALL.map(<$key>::file)));
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
    Inquiry: inquiries,
    Cue: cues,
    CueWord: cues,
    Aspect: aspects,
    Floor: floor,
    Little: little,
    Query: questions,
    Refusal: refusals,
    Tongue: languages,
    Beside: services,
    Figure: figures,
    Sense: senses,
    Need: needs,
    Unlisted: unlisted,
    Kin: people,
    Remark: remarks,
    Who: resources,
    Whom: whom,
    Sounding: sounds,
    Around: around,
    Lettered: spelling,
    Spelling: spelling,
    Hint: hints,
    PlateWord: plates,
    District: plates,
    Among: parts,
    Naming: names,
    Counted: numbers,
    Numbering: numbers,
    Part: clauses,
    Role: roles,
}
