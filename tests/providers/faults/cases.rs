//! The cases of the matrix: which provider fails, in which way, from which moment on.

use std::fmt;

/// A provider's interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// A language model asked for tool calls.
    Tools,
    /// A language model asked for JSON.
    Schema,
    Deepgram,
    Realtime,
    Transcriptions,
    SpeechApi,
    ElevenLabs,
}

/// What a provider is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Engine,
    Recogniser,
    Synthesiser,
}

/// From when on a provider fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// At the caller's first words and the answer to them.
    FirstTurn,
    /// When the wish is half told.
    MidCall,
    /// While an appointment is read back and agreed to; for the engine, whom nobody asks then, when it is corrected.
    Booking,
    /// When it is said that it is booked.
    Booked,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    SlowStart,
    Stall,
    Refused429,
    Refused500,
    Cut,
    Malformed,
    HalfUtf8,
    /// The bytes are right, and cut in the middle of characters.
    CutCharacters,
    WrongToolJson,
    OthersData,
    Endless,
    /// Sentences without end.
    EndlessSentences,
    Claim,
    /// It says itself that something is wrong.
    OwnError,
    /// It answers, and there is nothing in it.
    Empty,
}

/// A call in which something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    pub wire: Wire,
    pub fault: Fault,
    pub moment: Moment,
    /// Nobody comes after the provider that fails.
    pub alone: bool,
}

use Fault::*;
use Moment::{Booked, Booking, FirstTurn, MidCall};

const ENGINE: [Fault; 13] = [
    SlowStart,
    Stall,
    Refused429,
    Refused500,
    Cut,
    Malformed,
    HalfUtf8,
    CutCharacters,
    WrongToolJson,
    OthersData,
    Endless,
    EndlessSentences,
    Claim,
];
const SOCKET: [Fault; 9] = [SlowStart, Stall, Refused429, Refused500, Cut, Malformed, HalfUtf8, Endless, OwnError];
const REQUEST: [Fault; 9] = [SlowStart, Stall, Refused429, Refused500, Cut, Malformed, HalfUtf8, Endless, Empty];
const SPEECH: [Fault; 8] = [SlowStart, Stall, Refused429, Refused500, Cut, Malformed, Endless, Empty];

impl Wire {
    pub const ALL: [Wire; 7] = [
        Wire::Tools,
        Wire::Schema,
        Wire::Deepgram,
        Wire::Realtime,
        Wire::Transcriptions,
        Wire::SpeechApi,
        Wire::ElevenLabs,
    ];

    pub fn role(self) -> Role {
        match self {
            Wire::Tools | Wire::Schema => Role::Engine,
            Wire::Deepgram | Wire::Realtime | Wire::Transcriptions => Role::Recogniser,
            Wire::SpeechApi | Wire::ElevenLabs => Role::Synthesiser,
        }
    }

    /// What can go wrong on it.
    fn faults(self) -> &'static [Fault] {
        match self {
            Wire::Tools | Wire::Schema => &ENGINE,
            Wire::Deepgram | Wire::Realtime => &SOCKET,
            Wire::Transcriptions => &REQUEST,
            Wire::SpeechApi | Wire::ElevenLabs => &SPEECH,
        }
    }

    fn moments(self) -> &'static [Moment] {
        match self.role() {
            Role::Synthesiser => &[FirstTurn, MidCall, Booking, Booked],
            _ => &[FirstTurn, MidCall, Booking],
        }
    }
}

/// Every fault of every wire at every moment, and what is left when nobody comes after the one that fails.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for wire in Wire::ALL {
        for &fault in wire.faults() {
            cases.extend(wire.moments().iter().map(|&moment| Case { wire, fault, moment, alone: false }));
        }
    }
    // The rules come after every model, so that there is always an engine.
    for (wire, fault) in [(Wire::Deepgram, Cut), (Wire::Transcriptions, Refused500), (Wire::SpeechApi, Refused500)] {
        cases.extend(wire.moments().iter().map(|&moment| Case { wire, fault, moment, alone: true }));
    }
    cases
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = if self.alone { ", with nobody after it" } else { "" };
        write!(f, "{:?} ({:?}): {:?} from {:?} on{alone}", self.wire.role(), self.wire, self.fault, self.moment)
    }
}
