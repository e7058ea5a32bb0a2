//! All integration tests, in one binary: linking once keeps the build short.

#![allow(clippy::unwrap_used, reason = "in a test, helpers too, it is an assertion")]

mod audio;
mod booking;
mod call;
mod cli;
mod dialogue;
mod models;
mod process;
mod providers;
mod speech;
mod store;
mod structure;
mod support;
mod telephone;
mod telephony;
