//! Understanding, against tables of phrases written from real usage.

mod businesses;
mod intent_table;
mod when_table;
