//! Numbers.

use super::Key;

/// What a number word stands for: the keys with a dot of `numbers.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// A cardinal; in German the first one makes the numbers that it is part of.
    Cardinal(u32),
    /// An ordinal; in German without its ending, and only where it is not the cardinal with a 't' or 'st'.
    Ordinal(u32),
    /// An article, which may be this number.
    Article(u32),
}

impl Key for Counted {
    fn named(name: &str) -> Option<Self> {
        let (kind, value) = name.split_once('.')?;
        let value = value.parse().ok()?;
        match kind {
            "cardinal" => Some(Counted::Cardinal(value)),
            "ordinal" => Some(Counted::Ordinal(value)),
            "article" => Some(Counted::Article(value)),
            _ => None,
        }
    }
}

keys! {
    /// What numbers are made of: `numbers.txt`.
    Numbering {
        /// Between the parts of a number.
        and => And,
        /// One, as the first part of a number.
        one_before => OneBefore,
        /// A hundred times what stands before it.
        hundred => Hundred,
        /// A thousand times.
        thousand => Thousand,
        /// Ends an ordinal.
        ending => Ending,
        /// Behind figures: an ordinal.
        ordinal_mark => OrdinalMark,
        /// Two words: how a part of a number is spoken or misspelt, and how it is written.
        spoken => Spoken,
    }
}
