//! Understanding, against tables of phrases written from real usage.

mod businesses;
mod intent_table;
mod spoken_instants;
mod when_table;
