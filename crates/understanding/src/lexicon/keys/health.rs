//! What says something of health.

use super::Key;

keys! {
    /// What a row of `health.txt` says, where it is no class (`class.body`).
    Statement {
        /// Each of its words says something of health by itself.
        alone => Alone,
        /// The row says something together.
        together => Together,
        /// The row is spared, though others name it.
        spared => Spared,
    }
}
