//! Keeping what is promised to callers: personal values that never print, pseudonyms, sealing, disclosure, retention.
//!
//! Pure but for the reading of keys. What is kept where and for how long is decided here; [`crate::store`] obeys.

pub mod personal;

pub use personal::Personal;
