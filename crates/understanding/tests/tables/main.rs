//! Understanding, against tables of phrases written from real usage.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod agreement_table;
mod any_clauses;
mod any_words;
mod businesses;
mod cases;
mod cues_table;
mod digits_table;
mod endpointing;
mod heard_words;
mod intent_table;
mod parsed_facts;
mod names_table;
mod parsed_table;
mod parts_table;
mod plates_table;
mod scene;
mod signs_table;
mod spelled_names;
mod unlisted_table;
mod when_table;
