//! Speech: recognition ([`asr`]) and synthesis ([`tts`]).
//!
//! Each is a port and one file per adapter. Samples come from and go to `audio`; providers elsewhere are reached through
//! `egress` alone. What is said, and when, is not known here.

pub mod asr;
pub mod tts;
