//! Tests of audio by its public door.
