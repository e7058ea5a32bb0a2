//! The keys of the lexicon's files, by which `build.rs` checks every file and the loader reads it.
//!
//! Stands on nothing, so that the build script can take it in.

use std::fmt::Debug;

/// What a key of a file stands for.
pub trait Key: Copy + Eq + Debug {
    /// The key of this name.
    fn named(name: &str) -> Option<Self>;
}

/// Keys, each by its name in the files.
macro_rules! keys {
    ($(#[$of:meta])* $name:ident { $($(#[$about:meta])* $key:ident => $variant:ident,)* }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$about])* $variant,)* }

        impl Key for $name {
            fn named(name: &str) -> Option<Self> {
                $(if name == stringify!($key) { return Some($name::$variant); })*
                None
            }
        }
    };
}

mod answers;
mod numbers;
mod names;
mod parts;
mod plates;
pub(crate) mod letters;
mod around;
mod sounds;
mod claims;
mod cues;
mod figures;
mod health;
mod people;
mod senses;
mod wishes;

pub use answers::{Answer, Choice, Floor, Little, Query, Tongue};
pub use around::Around;
pub use claims::{Claim, Inquiry};
pub use cues::{Aspect, Cue, CueWord};
pub use figures::Figure;
pub use health::Statement;
pub(crate) use keys;
pub use letters::{Hint, Lettered, Spelling};
pub use names::Naming;
pub use numbers::{Counted, Numbering};
pub use parts::Among;
pub use people::{Kin, Who, Whom};
pub use plates::{District, PlateWord};
pub use senses::{Need, Sense, Unlisted};
pub use sounds::Sounding;
pub use wishes::{Beside, Recognised, Refusal, Remark};
