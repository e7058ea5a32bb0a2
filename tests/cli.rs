//! Tests of cli by its public door.
