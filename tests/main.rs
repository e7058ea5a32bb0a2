//! All integration tests, in one binary: linking once keeps the build short.

mod audio;
mod booking;
mod call;
mod cli;
mod dialogue;
mod process;
mod speech;
mod store;
mod structure;
mod support;
mod telephone;
mod telephony;
