//! Words that tell what part a time plays: the keys of `lexicon/{de,en}/roles.txt`, and where they stand in an utterance.

use crate::lexicon::{Key, Phrases, Places};
use base::language::Language;
use std::sync::LazyLock;

/// What a phrase says of the times beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// An appointment that the caller has: 'mein Termin', 'I'm booked in'.
    Own,
    /// Since when something is.
    Since,
    /// Somebody has something already.
    Has,
    /// Something is wished for.
    Wants,
    /// An appointment, by any word.
    Booking,
    /// The time does not suit.
    Unfit,
    /// Before a time to which something is moved.
    Onto,
    /// Something is over: 'abgelaufen', 'fell out'.
    Over,
    /// What a time can do: 'zehn passt'.
    Suits,
    /// Before a day or a time.
    Joint,
    /// A number that is often no time: 'one'.
    One,
    /// One of several by its place: 'the middle one'.
    OneOf,
    /// Tells when something is that was spoken of: 'das war am Freitag'.
    Tells,
    /// A house is open, or closed.
    Presence,
    /// Somebody is there.
    InHouse,
    /// Asks back what was said: 'ist das Donnerstag?'.
    Confirming,
    /// Something has been for some time.
    Perfect,
    /// Before how long something has been: 'for three days'.
    For,
    /// Whoever may be there.
    Somebody,
    /// Begins a question whether something is so.
    Asking,
    /// The caller is elsewhere, or busy.
    Away,
}

impl Key for Role {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "own" => Role::Own,
            "since" => Role::Since,
            "has" => Role::Has,
            "wants" => Role::Wants,
            "booking" => Role::Booking,
            "unfit" => Role::Unfit,
            "onto" => Role::Onto,
            "over" => Role::Over,
            "suits" => Role::Suits,
            "joint" => Role::Joint,
            "one" => Role::One,
            "one_of" => Role::OneOf,
            "tells" => Role::Tells,
            "presence" => Role::Presence,
            "in_house" => Role::InHouse,
            "confirming" => Role::Confirming,
            "perfect" => Role::Perfect,
            "for" => Role::For,
            "somebody" => Role::Somebody,
            "asking" => Role::Asking,
            "away" => Role::Away,
            _ => return None,
        })
    }
}

const GERMAN_LINES: &str = include_str!("../lexicon/de/roles.txt");
const ENGLISH_LINES: &str = include_str!("../lexicon/en/roles.txt");
static GERMAN: LazyLock<Phrases<Role>> = LazyLock::new(|| Phrases::read(GERMAN_LINES));
static ENGLISH: LazyLock<Phrases<Role>> = LazyLock::new(|| Phrases::read(ENGLISH_LINES));

/// Where words stand that tell what part a time plays.
pub(crate) type Roles = Places<Role>;

/// Looks the folded words of an utterance up.
pub(crate) fn roles(words: &[&str], language: Language) -> Roles {
    match language {
        Language::De => Places::of(words, &GERMAN),
        Language::En => Places::of(words, &ENGLISH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_a_list_for_a_known_key() {
        for text in [GERMAN_LINES, ENGLISH_LINES] {
            assert_eq!(Phrases::<Role>::faults(text), [""; 0]);
        }
    }
}
