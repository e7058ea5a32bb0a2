//! Faults on demand: what can go wrong between a caller and a server, and the chance that some of it needs.
//!
//! A fault is written as its name, with its measure where it has one: `drop-at=3000`. [`Faults`] is what a call looks at.

use std::fmt;
use std::str::FromStr;

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The webhook cannot be reached.
    WebhookDown,
    /// The webhook's request carries no signature.
    Unsigned,
    /// Requests carry a signature of another token.
    WrongSignature,
    /// The stream cannot be opened.
    Handshake,
    /// The socket breaks at this time, without a word.
    DropAt(u64),
    /// The caller hangs up at this time.
    HangUpAt(u64),
    /// From this time on nothing moves on the socket, though it stays open.
    HalfOpenAt(u64),
    /// Marks never come back.
    NoMarks,
    /// The caller's frames are late by up to so many ms.
    Jitter(u64),
    /// So many of a hundred of the caller's frames are lost.
    Loss(u64),
    /// The REST interface cannot be reached.
    RestDown,
    /// The REST interface answers 500.
    RestError,
    /// The REST interface does not answer.
    RestTimeout,
    /// Nobody answers at the number of a `<Dial>`.
    DialUnanswered,
}

/// How the stand-in's REST interface fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestFault {
    /// Nobody listens.
    Down,
    /// Status 500.
    Error,
    /// No answer.
    Timeout,
}

/// Everything that goes wrong in a call; times in ms since the stream's start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the fault of the same name")]
pub struct Faults {
    pub webhook_down: bool,
    pub unsigned: bool,
    pub wrong_signature: bool,
    pub handshake: bool,
    pub drop_at_ms: Option<u64>,
    pub hang_up_at_ms: Option<u64>,
    pub half_open_at_ms: Option<u64>,
    pub no_marks: bool,
    pub jitter_ms: u64,
    pub loss_percent: u64,
    pub rest: Option<RestFault>,
    pub dial_unanswered: bool,
}

impl Faults {
    /// The names of all faults, as they are written.
    pub const NAMES: &'static str = "webhook-down, unsigned, wrong-signature, handshake, drop-at=MS, hang-up-at=MS, \
                                     half-open-at=MS, no-marks, jitter=MS, loss=PERCENT, rest-down, rest-500, \
                                     rest-timeout, dial-unanswered";
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut all = Faults::default();
        for fault in faults {
            match fault {
                Fault::WebhookDown => all.webhook_down = true,
                Fault::Unsigned => all.unsigned = true,
                Fault::WrongSignature => all.wrong_signature = true,
                Fault::Handshake => all.handshake = true,
                Fault::DropAt(ms) => all.drop_at_ms = Some(ms),
                Fault::HangUpAt(ms) => all.hang_up_at_ms = Some(ms),
                Fault::HalfOpenAt(ms) => all.half_open_at_ms = Some(ms),
                Fault::NoMarks => all.no_marks = true,
                Fault::Jitter(ms) => all.jitter_ms = ms,
                Fault::Loss(percent) => all.loss_percent = percent,
                Fault::RestDown => all.rest = Some(RestFault::Down),
                Fault::RestError => all.rest = Some(RestFault::Error),
                Fault::RestTimeout => all.rest = Some(RestFault::Timeout),
                Fault::DialUnanswered => all.dial_unanswered = true,
            }
        }
        all
    }
}

/// Not a fault that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFault(String);

impl std::error::Error for UnknownFault {}

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is none of: {}", self.0, Faults::NAMES)
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let unknown = || UnknownFault(text.to_owned());
        let (name, measure) = match text.split_once('=') {
            Some((name, measure)) => (name, Some(measure.parse::<u64>().map_err(|_| unknown())?)),
            None => (text, None),
        };
        match (name, measure) {
            ("webhook-down", None) => Ok(Fault::WebhookDown),
            ("unsigned", None) => Ok(Fault::Unsigned),
            ("wrong-signature", None) => Ok(Fault::WrongSignature),
            ("handshake", None) => Ok(Fault::Handshake),
            ("drop-at", Some(ms)) => Ok(Fault::DropAt(ms)),
            ("hang-up-at", Some(ms)) => Ok(Fault::HangUpAt(ms)),
            ("half-open-at", Some(ms)) => Ok(Fault::HalfOpenAt(ms)),
            ("no-marks", None) => Ok(Fault::NoMarks),
            ("jitter", Some(ms)) => Ok(Fault::Jitter(ms)),
            ("loss", Some(percent @ 0..=100)) => Ok(Fault::Loss(percent)),
            ("rest-down", None) => Ok(Fault::RestDown),
            ("rest-500", None) => Ok(Fault::RestError),
            ("rest-timeout", None) => Ok(Fault::RestTimeout),
            ("dial-unanswered", None) => Ok(Fault::DialUnanswered),
            _ => Err(unknown()),
        }
    }
}

/// Chance that can be repeated: the same seed gives the same noise, jitter and losses (SplitMix64).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Chance from a seed.
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to and without `end`; 0 when that is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits().checked_rem(end).unwrap_or(0)
    }

    /// A number from −1 to 1.
    pub fn sample(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}

/// The seed of a call's chance: the one given, or one by chance.
///
/// # Errors
/// When the system gives no randomness.
#[expect(clippy::disallowed_methods, reason = "chance enters here, as a parameter of everything below")]
pub fn seed(given: Option<u64>) -> anyhow::Result<[u8; 32]> {
    let mut seed = [0; 32];
    match given {
        Some(number) => seed[..8].copy_from_slice(&number.to_le_bytes()),
        None => getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("get randomness: {error}"))?,
    }
    Ok(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_that_help_names_is_understood() {
        for name in Faults::NAMES.split(", ") {
            let text = name.trim().replace("MS", "50").replace("PERCENT", "50");
            let fault: Fault = text.parse().expect(&text);
            assert_ne!(Faults::from_iter([fault]), Faults::default(), "{text}");
        }
    }

    #[test]
    fn what_is_no_fault_is_refused_with_the_list() {
        for text in ["", "drop-at", "drop-at=soon", "no-marks=1", "loss=101", "Handshake"] {
            let error = text.parse::<Fault>().expect_err(text).to_string();
            assert!(error.contains("webhook-down"), "{error}");
        }
    }

    #[test]
    fn chance_is_even_and_repeats() {
        let mut chance = Chance::new(7);
        let hits = (0..10_000).filter(|_| chance.below(100) < 20).count();
        assert!((1_800..2_200).contains(&hits), "{hits}");
        assert!((0..1_000).all(|_| (-1.0..=1.0).contains(&chance.sample())));
        assert_eq!(Chance::new(7).bits(), Chance::new(7).bits());
        assert_eq!(Chance::new(7).below(0), 0);
    }
}
