//! Number plates.

use super::Key;
use super::letters::Written;

keys! {
    /// What is said around a number plate: `plates.txt`.
    PlateWord {
        /// Announces a plate.
        announced => Announced,
        /// Stands between the letters and parts them.
        dash => Dash,
        /// Stands between them and parts nothing.
        filler => Filler,
        /// Begins a sentence, though it may be a letter's name.
        beginning => Beginning,
        /// Behind the digits: an electric car's.
        electric => Electric,
        /// Behind them: an old car's.
        historic => Historic,
        /// Between a count of hundreds and the rest.
        hundred => Hundred,
        /// Behind the digits: they are a clock time.
        clock => Clock,
        /// In capitals, but no letters of a plate.
        no_letters => NoLetters,
    }
}

/// The letters of a district, which its city's name stands for: `district.HH` of `plates.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct District(pub Written);

impl Key for District {
    fn named(name: &str) -> Option<Self> {
        name.strip_prefix("district.").and_then(Written::named).map(District)
    }
}
