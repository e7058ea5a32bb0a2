//! Tests of booking by its public door.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod edges;
mod facts;
mod files;
mod listing;
mod oracle;
mod random;
mod together;

/// An instant from local time in Germany, such as `2026-12-01T10:00`.
fn local(text: &str) -> jiff::Timestamp {
    text.parse::<jiff::civil::DateTime>().unwrap().in_tz("Europe/Berlin").unwrap().timestamp()
}
