//! The guard of what a model says: the one place that decides whether words which no maker vouches for may be spoken.
//!
//! Our own sentences carry what they are for ([`Role`]) and are never searched. A model's prose ([`Sentence::prose`]) has none of
//! that, so it is read: it may hold no time, date, price, number, address, service or person that is not spoken of in the
//! conversation ([`Conversation::times_spoken_of`]), in what the business and its owner say, or in the caller's words; and
//! it may not claim a deed, tell what is in the calendar, offer a person, or deny being an AI. Else ours is said instead.
//!
//! It is the second line: the first is that no engine is given another caller's data, and that words book nothing. It goes by words,
//! so that whoever means to get past it will; what a model makes up by mistake is stopped here.

mod claims;
mod figures;
mod known;
mod names;
mod state;
mod times;

pub(crate) use claims::is_honest;

use self::known::Known;
use crate::{Conversation, Role, Sentence};
use base::business::Business;
use jiff::Zoned;
use understanding::words::{Token, tokens};

/// What a model may speak of at one point of a call.
pub struct Guard<'a> {
    business: &'a Business,
    conversation: &'a Conversation,
    now: Zoned,
    known: Known,
}

impl<'a> Guard<'a> {
    /// A guard for a conversation that has come as far as this, with a caller who has said these words, turn by turn.
    pub fn new<'w>(
        business: &'a Business,
        conversation: &'a Conversation,
        now: Zoned,
        said: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        Guard { business, conversation, now, known: Known::of(business, said) }
    }

    /// The words as a sentence that is said, if a model may say them.
    pub fn pass(&self, prose: &str) -> Option<Sentence> {
        self.may_say(prose).then(|| Sentence::ours(prose, Role::Plain))
    }

    /// Whether a model may say this.
    pub fn may_say(&self, prose: &str) -> bool {
        let words = tokens(prose);
        let allowed = is_honest(prose)
            && !claims::offers_person(&words)
            && !self.tells_of_appointment(prose, &words)
            && !self.names_somebody(&words);
        allowed && self.speaks_of_what_is_known(prose, &words)
    }

    /// Whether all times, figures and things in it are known.
    fn speaks_of_what_is_known(&self, prose: &str, words: &[Token]) -> bool {
        let Some(timed) = self.known_times(prose, words) else { return false };
        self.has_known_figures(words, &timed) && self.has_known_prices(words) && self.has_known_things(words, &timed)
    }
}

#[cfg(test)]
mod tests;
