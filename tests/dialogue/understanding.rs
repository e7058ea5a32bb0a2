//! Understanding, against tables of phrases written from real usage.

mod businesses;
mod when_table;
