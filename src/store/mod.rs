//! The store: what is kept, in SQLite or PostgreSQL, behind the ports of those who need it kept.
//!
//! [`Store`] implements [`crate::booking::Calendar`] and [`crate::booking::Messages`], [`crate::call::record::CallLog`] and
//! [`crate::business::Directory`], one aggregate per file, and lists what it keeps for the command line. What is personal
//! is sealed before it reaches the database and opened after it left it; [`crate::privacy`] decides how, and for how long
//! each row stays. It decides nothing about calls, and which slots exist is [`crate::booking`]'s to say; that no two of them
//! overlap the database itself enforces.

mod address;
mod database;
mod error;

pub use address::Address;
pub use error::StoreError;
