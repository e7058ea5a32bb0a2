//! Tests of telephone by its public door.
