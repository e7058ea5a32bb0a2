//! Tests of the product as a whole, in one binary: linking once keeps the build short.
//!
//! What one room does alone is tested in its crate; what is here needs several of them, the program, or the laboratory.

#![allow(clippy::unwrap_used, reason = "in a test, helpers too, it is an assertion")]

mod call;
mod cli;
mod dialogue;
mod models;
mod process;
mod providers;
mod speech;
mod store;
mod structure;
mod telephony;
