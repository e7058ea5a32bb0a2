//! Tests of call by its public door.
