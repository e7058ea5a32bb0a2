//! Tests of telephony by its public door.
