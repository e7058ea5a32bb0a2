//! Vorzimmer answers a small business's phone: it says that it is an AI, understands German and English, books the
//! appointment, and forgets what it must forget.
//!
//! The modules, in the order a call passes through them:
//!
//! 1. [`telephony`] takes a carrier's WebSocket and yields 20 ms μ-law frames;
//! 2. [`audio`] decodes and resamples them and finds speech;
//! 3. [`asr`] turns speech into words;
//! 4. [`call`] decides whose turn it is, what was heard, and when to speak;
//! 5. [`dialogue`] decides what to say and which deeds to propose;
//! 6. [`booking`] knows which slots are free, by the facts of the [`business`];
//! 7. [`tts`] gives the reply a voice, which goes back over the line.
//!
//! [`privacy`] and [`store`] stand at the side; [`telephone`] is the caller's side of the line; [`cli`] puts it together.
//! [`language`], [`number`] and [`clock`] are vocabulary that every module may use; [`document`] reads the files that people
//! write; [`fallback`] puts several providers of one role in order. Which module may import which is in `ARCHITECTURE.md`, and a test holds it.

pub mod asr;
pub mod audio;
pub mod booking;
pub mod business;
pub mod call;
pub mod cli;
pub mod dialogue;
pub mod privacy;
pub mod store;
pub mod telephone;
pub mod telephony;
pub mod tts;

pub mod clock;
pub mod document;
pub mod fallback;
pub mod language;
pub mod number;
