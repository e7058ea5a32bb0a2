//! Vorzimmer answers a small business's phone: it says that it is an AI, understands German and English, books the
//! appointment, and forgets what it must forget.
//!
//! This package is the server and what owners and operators use: [`cli`]. The rooms behind it are crates of their own, in the
//! order a call passes through them:
//!
//! 1. `telephony` takes a carrier's WebSocket and yields 20 ms μ-law frames;
//! 2. `audio` decodes and resamples them and finds speech;
//! 3. `speech` turns speech into words, and later words into speech;
//! 4. `call` decides whose turn it is, what was heard, and when to speak;
//! 5. `understanding` says what the words mean, and `dialogue` what to say and which deeds to propose;
//! 6. `booking` knows which slots are free, by the facts of the business.
//!
//! `store` stands at the side, `egress` is the one way out, and `base` is what all may use. Which room may use which is cargo's
//! to hold; `ARCHITECTURE.md` says why.

// They panic where nobody reads any more (`2>&1 | head`): `cli::listing::{say, remark}` do not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
