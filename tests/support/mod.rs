//! What several tests need to stand on.

pub mod postgres;
pub mod line;
