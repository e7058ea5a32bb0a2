//! A call, from the first frame to the hang-up.
//!
//! [`machine::Call`] is a pure state machine: it takes [`event::Event`]s, gives [`event::Action`]s, and names its next
//! deadline; whose turn it is ([`turn`]) and what was heard ([`playback`]) are decided in it and nowhere else.
//! [`driver`] is its shell: one task that owns the line, the ear, the voice and the engine's replies, and carries actions out.
//! The ports that a call needs from outside are [`line::Line`], [`line::Control`], [`record::CallLog`] and
//! [`record::Observers`].

pub mod line;
pub mod record;
