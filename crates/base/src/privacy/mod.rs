//! Keeping what is promised to callers: personal values that never print, pseudonyms, sealing, disclosure, retention.
//!
//! Pure but for the reading of keys and the `egress`. What is kept where and for how long is decided here; `store` obeys.

pub mod consent;
pub mod keys;
pub mod personal;
pub mod pseudonym;
pub mod random;
pub mod retention;
pub mod seal;
pub mod secret_file;
pub mod wiping;

pub use keys::{BusinessKeys, KeyError, KeyId, KeyRing};
pub use personal::Personal;
pub use pseudonym::Pseudonym;
pub use random::{Random, SystemRandom};
pub use seal::{Place, SealError, Sealed};
