//! How the fixed wordings are declared.

/// Declares `Phrase`: a variant, its key in the files, and the values that its templates may use.
macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $key:literal [$($value:literal),*];)*) => {
        /// A fixed wording. Its values are listed with [`Phrase::values`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Phrase { $($(#[$doc])* $name,)* }

        impl Phrase {
            /// All of them.
            pub const ALL: &'static [Phrase] = &[$(Phrase::$name,)*];

            /// Its key in `prompts/*.toml`.
            pub fn key(self) -> &'static str {
                match self { $(Phrase::$name => $key,)* }
            }

            /// The values that it is given.
            pub fn values(self) -> &'static [&'static str] {
                match self { $(Phrase::$name => &[$($value),*],)* }
            }
        }
    };
}

pub(super) use phrases;
