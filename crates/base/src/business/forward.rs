//! Whom callers are handed to: a machine rings this number for whoever calls, so that it must neither lead back, nor earn from
//! it, nor lie abroad unasked (P28).
//!
//! A file with another number is refused. A business that was taken in before there was such a rule is kept: its number is not
//! rung.

use super::{Business, Phone};
use crate::number::Number;
use crate::tariff::{self, Dear};
use std::fmt;

/// Why no call is handed over to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwardFault {
    /// The business answers it itself.
    Answered,
    /// It costs whom it is rung by.
    Dear(Dear),
    /// It lies in another country, and nothing says that this is meant.
    Abroad,
}

impl ForwardFault {
    /// What is wrong with a number for a business that answers these; `abroad` says that another country is meant.
    pub fn of(number: &Number, phones: &[Phone], abroad: bool) -> Option<Self> {
        if phones.iter().any(|phone| phone.number == *number) {
            return Some(ForwardFault::Answered);
        }
        if let Some(why) = tariff::dear(number) {
            return Some(ForwardFault::Dear(why));
        }
        let at_home = |phone: &Phone| tariff::country(&phone.number) == tariff::country(number);
        (!abroad && !phones.is_empty() && !phones.iter().any(at_home)).then_some(ForwardFault::Abroad)
    }

    /// What to write instead.
    pub fn remedy(self) -> &'static str {
        match self {
            ForwardFault::Answered => "write a number that Vorzimmer does not answer",
            ForwardFault::Dear(_) => "write the number of an ordinary landline or mobile",
            ForwardFault::Abroad => "write a number of the same country, or forward_abroad = true if that is meant",
        }
    }
}

/// Goes on after the number.
impl fmt::Display for ForwardFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForwardFault::Answered => f.write_str("is among `phones`, so that calls handed over would come back"),
            ForwardFault::Dear(why) => write!(f, "is {why}, to which no call is handed over"),
            ForwardFault::Abroad => {
                f.write_str("is in another country than all of `phones`, and each call handed over is one abroad")
            }
        }
    }
}

impl Business {
    /// What is wrong with its forward number, if it was taken in before that was refused.
    pub fn forward_fault(&self) -> Option<ForwardFault> {
        ForwardFault::of(&self.forward, &self.phones, self.forward_abroad)
    }

    /// The owner's number, if a machine may ring it. `None`: nobody can be rung, and callers leave messages.
    pub fn owner(&self) -> Option<&Number> {
        self.forward_fault().is_none().then_some(&self.forward)
    }
}
