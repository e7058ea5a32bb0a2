//! Tests of dialogue by its public door.

mod understanding;
