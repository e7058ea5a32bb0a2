//! Tests of booking by its public door.
