//! Letters as they are said, and what is said of them.

use super::Key;

/// Letters that a key names behind its dot, three at most: `code.sch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Written(pub [Option<char>; 3]);

impl Written {
    /// Reads letters.
    pub fn named(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        let written = Written([letters.next(), letters.next(), letters.next()]);
        let fits = !text.is_empty() && letters.next().is_none() && text.chars().all(char::is_alphabetic);
        fits.then_some(written)
    }
}

/// What stands for letters: the keys with a dot of `spelling.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lettered {
    /// A code word.
    Code(Written),
    /// The name of a letter, as recognisers write it, that may be a word.
    Name(Written),
    /// The name of a letter that is no other word.
    Plain(Written),
}

impl Key for Lettered {
    fn named(name: &str) -> Option<Self> {
        let (kind, letters) = name.split_once('.')?;
        let letters = Written::named(letters)?;
        match kind {
            "code" => Some(Lettered::Code(letters)),
            "name" => Some(Lettered::Name(letters)),
            "plain" => Some(Lettered::Plain(letters)),
            _ => None,
        }
    }
}

keys! {
    /// What is said beside letters that are spelled: `spelling.txt`.
    Spelling {
        /// A remark between or behind the letters.
        remark => Remark,
        /// The letter behind it stands twice.
        twice => Twice,
        /// It stands three times.
        thrice => Thrice,
        /// Begins a word: the letter that follows in it stands twice.
        double => Double,
        /// Links a letter to a code word.
        link => Link,
        /// The sign '-'.
        hyphen => Hyphen,
        /// The sign '''.
        apostrophe => Apostrophe,
        /// The sign ' '.
        space => Space,
        /// The letter 'ß', by its name.
        sharp_s => SharpS,
        /// The letter 'ß', by the letters that it is made of.
        sz => Sz,
        /// Makes an 'ß' of the letter behind it.
        sharp => Sharp,
        /// The same, inflected: 'mit scharfem S'.
        with_sharp => WithSharp,
        /// Puts dots on the letter beside it.
        umlaut => Umlaut,
        /// Letters, an entry for each class, whose names sound alike.
        rhyming => Rhyming,
    }
}

keys! {
    /// What is said of the letters of a name that is known: `hints.txt`.
    Hint {
        /// Before letters that the name has.
        with => With,
        /// Before them too, where nothing else can be meant: 'hat ein H'.
        has => Has,
        /// Before letters that it has not.
        without => Without,
        /// Before a letter that stands once: 'nur ein L'.
        only => Only,
        /// The same behind what says that the name has it: 'with one L'.
        single => Single,
        /// Behind 'only': one.
        one => One,
        /// Between the right letters and the wrong ones.
        instead => Instead,
        /// May stand before letters.
        article => Article,
        /// Before a letter that stands twice.
        twice => Twice,
        /// Begins a word with a hyphen: the letter behind that stands twice.
        hyphened_double => HyphenedDouble,
        /// Letters that are written in one.
        cluster => Cluster,
        /// The end of the name is meant.
        at_end => AtEnd,
        /// Its begin.
        at_begin => AtBegin,
        /// Any place of it.
        anywhere => Anywhere,
        /// Letters, an entry for each class, that sound alike and are mistaken for each other.
        alike => Alike,
    }
}
