//! Understanding, against tables of phrases written from real usage.

mod agreement_table;
mod any_words;
mod businesses;
mod endpointing;
mod health_table;
mod heard_words;
mod intent_table;
mod parts_table;
mod spoken_instants;
mod spelled_names;
mod surnames;
mod when_table;
