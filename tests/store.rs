//! Tests of store by its public door.
