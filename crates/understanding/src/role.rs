//! Words that tell what part a time plays: the keys of `lexicon/{de,en}/roles.txt`, and where they stand in an utterance.

use crate::lexicon::keys::keys;
use crate::lexicon::{Key, Places};

keys! {
    /// What a phrase says of the times beside it.
    Role {
        /// An appointment that the caller has: 'mein Termin', 'I'm booked in'.
        own => Own,
        /// Since when something is.
        since => Since,
        /// Somebody has something already.
        has => Has,
        /// Something is wished for.
        wants => Wants,
        /// An appointment, by any word.
        booking => Booking,
        /// The time does not suit.
        unfit => Unfit,
        /// Before a time to which something is moved.
        onto => Onto,
        /// Something is over: 'abgelaufen', 'fell out'.
        over => Over,
        /// What a time can do: 'zehn passt'.
        suits => Suits,
        /// Before a day or a time.
        joint => Joint,
        /// A number that is often no time: 'one'.
        one => One,
        /// One of several by its place: 'the middle one'.
        one_of => OneOf,
        /// Tells when something is that was spoken of: 'das war am Freitag'.
        tells => Tells,
        /// A house is open, or closed.
        presence => Presence,
        /// Somebody is there.
        in_house => InHouse,
        /// Asks back what was said: 'ist das Donnerstag?'.
        confirming => Confirming,
        /// Something has been for some time.
        perfect => Perfect,
        /// Before how long something has been: 'for three days'.
        for => For,
        /// Whose a time is: 'my'.
        mine => Mine,
        /// Before a time that stands for an appointment: 'a (half ten)'.
        article => Article,
        /// Behind a time that was said: 'danach'.
        after => After,
        /// Ahead of a time that was said: 'davor'.
        before => Before,
        /// What was named before: 'that one'.
        named => Named,
        /// Whoever may be there.
        somebody => Somebody,
        /// Begins a question whether something is so.
        asking => Asking,
        /// The caller is elsewhere, or busy.
        away => Away,
    }
}

/// Where words stand that tell what part a time plays.
pub(crate) type Roles = Places<Role>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Phrases;

    #[test]
    fn every_line_of_the_files_is_a_list_for_a_known_key() {
        for text in [include_str!("../lexicon/de/roles.txt"), include_str!("../lexicon/en/roles.txt")] {
            assert_eq!(Phrases::<Role>::faults(text), [""; 0]);
        }
    }
}
