//! Tests of dialogue by its public door.
