//! The telephone against a small server of its own: what a carrier does, in real time, and what it does when things fail.

mod agent;
mod calls;
mod command;
mod faults;
mod ours;
mod told;
