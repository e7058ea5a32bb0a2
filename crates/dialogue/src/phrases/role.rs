//! What each fixed wording is for.

use super::Phrase;
use crate::Role;

impl Phrase {
    /// What a sentence of this phrase is for, however an owner words it.
    pub fn role(self) -> Role {
        match self {
            Phrase::Disclosure => Role::Disclosure,
            Phrase::Filler => Role::Filler,
            Phrase::Goodbye
            | Phrase::GoodbyeUnfinished
            | Phrase::CallbackGoodbye
            | Phrase::AbuseGoodbye
            | Phrase::SilenceGoodbye
            | Phrase::LimitGoodbye => Role::Goodbye,
            Phrase::ReadBackBook | Phrase::ReadBackMove | Phrase::ReadBackCancel => Role::Facts,
            Phrase::OfferTransfer => Role::Offer,
            Phrase::Booked
            | Phrase::Moved
            | Phrase::Cancelled
            | Phrase::MessageLeft
            | Phrase::CallbackLeft
            | Phrase::PrivacyLeft => Role::Claim,
            _ => Role::Plain,
        }
    }
}
