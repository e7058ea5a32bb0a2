//! What is wanted for whom.

use super::Key;

keys! {
    /// What stands among several services: `parts.txt`.
    Among {
        /// Joins two.
        joint => Joint,
        /// Joins two things in the name of one service.
        name_joint => NameJoint,
        /// Opens a clause of its own behind a joint.
        opening => Opening,
        /// Begins the next of several.
        once => Once,
        /// Counts one.
        one => One,
        /// What follows is for somebody of their own.
        led => Led,
        /// What follows is no longer wanted.
        without => Without,
        /// What stands before it comes on top.
        added => Added,
        /// Says somewhere that something comes on top.
        more => More,
    }
}
