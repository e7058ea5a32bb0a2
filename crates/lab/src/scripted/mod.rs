//! Adapters that do what a script says: a recogniser, an engine and a synthesiser. They know nothing of a caller.

pub mod engine;
pub mod recognizer;
pub mod synthesizer;
