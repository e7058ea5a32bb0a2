//! Names.

use super::Key;

keys! {
    /// Words around names: `names.txt`.
    Naming {
        /// A name stands behind it, whatever that looks like.
        introduction => Introduction,
        /// The same, unless it is spoken of: 'der Name (stimmt nicht)'.
        topic => Topic,
        /// A name stands behind it, if that looks like one.
        weak_introduction => WeakIntroduction,
        /// A name stands before it.
        closing => Closing,
        /// The same, also in the middle of a clause.
        closing_apart => ClosingApart,
        /// May stand before a name without being part of it.
        opening => Opening,
        /// Begins what follows a closing.
        joint => Joint,
        /// Takes back the name before it.
        takes_back => TakesBack,
        /// May stand beside that.
        between => Between,
        /// May follow a name in an answer.
        remark => Remark,
        /// A title.
        title => Title,
        /// A particle of names: 'von'.
        particle => Particle,
        /// One that is never written with a capital, however it is said.
        always_small => AlwaysSmall,
        /// Is no name unless it has a capital.
        small_word => SmallWord,
        /// No name is made of it.
        common => Common,
        /// With a capital, and no name.
        noun => Noun,
        /// Between what is no name and the name.
        instead => Instead,
        /// Denies a name.
        denial => Denial,
        /// Behind a name alone: begins the sentence.
        subject => Subject,
        /// Behind a name: begins what is said beside it.
        beside => Beside,
        /// Behind a name: begins a time.
        time => Time,
        /// Before a relative whose name follows.
        relative => Relative,
        /// May stand before a name that was asked for.
        yes => Yes,
        /// Stands in place of a remark on letters.
        stand_in => StandIn,
    }
}
