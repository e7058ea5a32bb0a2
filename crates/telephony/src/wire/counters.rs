//! What came in on a socket, counted. Numbers only: they may be logged and shown.

use std::ops::AddAssign;
use std::sync::{Mutex, PoisonError};

/// Counts of one socket, or of many added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages of any kind.
    pub messages: u64,
    /// Frames of 20 ms given on.
    pub frames: u64,
    /// Messages that could not be read: no JSON, fields missing, bad base64, binary.
    pub malformed: u64,
    /// Messages above [`super::MESSAGE_BYTES_MAX`].
    pub oversized: u64,
    /// Well-formed messages of a kind not known here, or not sent in this direction.
    pub unknown: u64,
    /// Messages for another stream.
    pub foreign_stream: u64,
    /// Sound of another direction than the caller's.
    pub foreign_track: u64,
    /// Messages whose sequence number, chunk or timestamp went backwards. Their sound is played all the same: the socket
    /// keeps order, so the numbers are wrong and not the sound.
    pub out_of_order: u64,
    /// Chunks of sound that never came, by their numbers.
    pub missing_chunks: u64,
    /// Messages of a stream before its `start`.
    pub early: u64,
    /// Further `start` messages.
    pub repeated_starts: u64,
    /// Marks that came back and were never sent by us.
    pub unknown_marks: u64,
    /// Keys pressed beyond [`super::super::inflow::DIGITS_MAX`].
    pub surplus_digits: u64,
}

impl AddAssign for Counters {
    /// A sender chooses its chunk numbers, so what is missing between them may be any number: the sum stays at the highest.
    fn add_assign(&mut self, other: Counters) {
        self.messages = self.messages.saturating_add(other.messages);
        self.frames = self.frames.saturating_add(other.frames);
        self.malformed = self.malformed.saturating_add(other.malformed);
        self.oversized = self.oversized.saturating_add(other.oversized);
        self.unknown = self.unknown.saturating_add(other.unknown);
        self.foreign_stream = self.foreign_stream.saturating_add(other.foreign_stream);
        self.foreign_track = self.foreign_track.saturating_add(other.foreign_track);
        self.out_of_order = self.out_of_order.saturating_add(other.out_of_order);
        self.missing_chunks = self.missing_chunks.saturating_add(other.missing_chunks);
        self.early = self.early.saturating_add(other.early);
        self.repeated_starts = self.repeated_starts.saturating_add(other.repeated_starts);
        self.unknown_marks = self.unknown_marks.saturating_add(other.unknown_marks);
        self.surplus_digits = self.surplus_digits.saturating_add(other.surplus_digits);
    }
}

/// The counts of all sockets that are over, added up as each ends.
#[derive(Debug, Default)]
pub struct Traffic(Mutex<Counters>);

impl Traffic {
    /// Adds a socket's counts.
    pub fn add(&self, counters: Counters) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += counters;
    }

    /// The sum so far.
    pub fn counters(&self) -> Counters {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
