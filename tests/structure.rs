//! Tests of structure by its public door.
