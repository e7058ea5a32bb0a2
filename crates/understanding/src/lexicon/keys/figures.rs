//! Digits and addresses.

use super::Key;

keys! {
    /// Digits and addresses: `figures.txt`.
    Figure {
        /// Once the digit behind it.
        once => Once,
        /// Twice.
        twice => Twice,
        /// Three times.
        thrice => Thrice,
        /// Four times.
        four_times => FourTimes,
        /// Behind a number: so often.
        times => Times,
        /// May stand before a digit.
        article => Article,
        /// Begins a word: twice what follows.
        double => Double,
        /// 0
        zero => Zero,
        /// 1
        one => One,
        /// 2
        two => Two,
        /// 3
        three => Three,
        /// 4
        four => Four,
        /// 5
        five => Five,
        /// 6
        six => Six,
        /// 7
        seven => Seven,
        /// 8
        eight => Eight,
        /// 9
        nine => Nine,
        /// 0, by any of its names.
        nought => Nought,
        /// Takes 'es' in the plural.
        es_plural => EsPlural,
        /// An article that may be a 1.
        indefinite => Indefinite,
        /// The plus sign.
        plus => Plus,
        /// Stands between groups.
        between => Between,
        /// The sign '@', by its names.
        at => At,
        /// The sign '.'.
        dot => Dot,
        /// The sign '-', also in a domain.
        hyphen => Hyphen,
        /// The sign '-' before the '@' alone.
        dash => Dash,
        /// The sign '_'.
        underscore => Underscore,
        /// Announces an address.
        lead => Lead,
    }
}
