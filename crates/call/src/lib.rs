//! A call, from the first frame to the hang-up.
//!
//! [`machine::Call`] is a pure state machine: it takes [`event::Event`]s, gives [`event::Action`]s, and names its next
//! deadline; the caller's turn ([`turn`]) and what was heard of the agent ([`playback`]) are kept in it and nowhere else.
//! [`driver`] is its shell: one task that owns the line, the ear, the [`playout`] and the engine's replies, and carries actions
//! out. [`desk`] is what all calls share. [`typed`] is a call without sound: the same machine, text in and text out. [`summaries`] has a call that is over summarised. The ports
//! that a call needs from outside are [`line::Line`], [`line::Control`], [`record::CallLog`], [`record::Observers`],
//! [`limiter::Usages`] and [`summaries::Summaries`].

pub mod attestation;
pub mod desk;
pub mod driver;
pub mod event;
pub mod limiter;
pub mod line;
pub mod machine;
pub mod playout;
pub mod playback;
pub mod record;
pub mod settings;
pub mod summaries;
pub mod tasks;
pub mod turn;
pub mod typed;
pub mod writing;
