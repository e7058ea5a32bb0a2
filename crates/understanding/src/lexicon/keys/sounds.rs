//! What is known by its sound.

use super::Key;

keys! {
    /// Which words sound like one about time: `sounds.txt`.
    Sounding {
        /// Is looked for wherever a word was only nearly understood.
        sought => Sought,
        /// Sounds like one of them and is none.
        unlike => Unlike,
        /// Is looked for beside a time only.
        sought_beside => SoughtBeside,
        /// An ordinary word that stands beside times and sounds like one of those.
        unlike_beside => UnlikeBeside,
    }
}
