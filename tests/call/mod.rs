//! Tests of the call: the machine under random events, and whole calls over an in-memory line in virtual time.

mod adversary;
mod crowd;
mod holds;
mod rehearsal;
mod reworded;
mod whole_calls;
