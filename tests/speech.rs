//! Tests of speech by its public door.
