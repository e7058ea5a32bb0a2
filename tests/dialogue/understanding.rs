//! Understanding, against tables of phrases written from real usage.

mod agreement_table;
mod businesses;
mod intent_table;
mod spoken_instants;
mod when_table;
