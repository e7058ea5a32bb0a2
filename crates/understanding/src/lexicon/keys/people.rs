//! People: for whom something is, who comes, and whose time is asked for.

use super::Key;

keys! {
    /// For whom a service is: `whom.txt`.
    Whom {
        /// A man.
        man => Man,
        /// A woman.
        woman => Woman,
        /// A child.
        child => Child,
        /// Begins a word that says what is done.
        prefix => Prefix,
        /// A title before a name.
        title => Title,
        /// Before a title it makes that none.
        no_title => NoTitle,
    }
}

keys! {
    /// Who comes: `people.txt`.
    Kin {
        /// A son.
        son => Son,
        /// Several.
        sons => Sons,
        /// A daughter.
        daughter => Daughter,
        /// Several.
        daughters => Daughters,
        /// A child.
        child => Child,
        /// Several.
        children => Children,
        /// A husband.
        husband => Husband,
        /// A wife.
        wife => Wife,
        /// A mother.
        mother => Mother,
        /// A father.
        father => Father,
        /// A brother.
        brother => Brother,
        /// A sister.
        sister => Sister,
        /// A grandmother.
        grandmother => Grandmother,
        /// A grandfather.
        grandfather => Grandfather,
        /// A friend or a colleague.
        friend => Friend,
        /// The caller.
        caller => Caller,
        /// Whose somebody is.
        possessive => Possessive,
        /// Says that somebody is not the caller: belongs to a relative, or is an office's patient.
        theirs => Theirs,
        /// Stands before a relative.
        adjective => Adjective,
        /// Two.
        two => Two,
        /// Three.
        three => Three,
        /// Four.
        four => Four,
        /// The caller and one more.
        we_two => WeTwo,
        /// The caller and two more.
        we_three => WeThree,
        /// The caller and three more.
        we_four => WeFour,
        /// Joins two people.
        joint => Joint,
        /// May stand between two.
        between => Between,
        /// Stands before those for whom something is.
        recipient => Recipient,
        /// May stand behind that.
        small => Small,
        /// Somebody comes on top.
        also => Also,
        /// Ends a sentence that says so.
        along => Along,
        /// At the same time.
        side_by_side => SideBySide,
        /// One after the other.
        in_turn => InTurn,
    }
}

keys! {
    /// Whose time is asked for: `resources.txt`.
    Who {
        /// Stands before the one asked for.
        with => With,
        /// Stands there and is nobody.
        nobody => Nobody,
        /// Stands behind one.
        please => Please,
        /// Denies a read-back.
        denial => Denial,
        /// Stands before a name.
        title => Title,
        /// Anyone.
        anyone => Anyone,
        /// Anyone, as an answer.
        no_matter => NoMatter,
        /// Something else is spoken of.
        elsewhere => Elsewhere,
    }
}
