//! How many files and sockets the process may have open, and what they are for.
//!
//! Debian and systemd start processes with a soft limit of 1,024, for the sake of old programs that use `select`, and a hard
//! limit that is far higher; the soft one is for a program to raise. Takes and gives numbers; opens nothing.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What the process needs before the first call: standard streams, listener, lock and runtime (16), 8 connections to an SQLite
/// database with up to three files each (24), or 16 to PostgreSQL, and as many again for looking up and loading.
const KEPT: u64 = 80;
/// What a call needs besides its stream: a recogniser's and a voice's socket, a model's and the carrier's REST, each with one
/// more while it falls back to the next provider (8), or a spoken sentence's three pipes.
const A_CALL: u64 = 8;
/// The most connections: a call has one stream, and one webhook or status report at a time; a thousand calls are the most
/// that may be configured.
const CONNECTIONS_MAX: u64 = 2_048;
/// The fewest: what one call needs, and as many who dawdle.
const CONNECTIONS_MIN: u64 = 8;

/// What the limit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptors {
    /// The limit, files and sockets.
    pub limit: u64,
    /// What so many calls want.
    pub wanted: u64,
    /// How many connections may be open.
    pub connections: usize,
    /// How many of them may owe their request.
    pub owing: usize,
}

impl Descriptors {
    /// Under this limit, with so many calls at once.
    fn under(limit: u64, calls: u32) -> Self {
        let besides = KEPT + A_CALL * u64::from(calls);
        let connections = limit.saturating_sub(besides).clamp(CONNECTIONS_MIN, CONNECTIONS_MAX);
        // A call's stream, and a webhook or status report of the same call or the next.
        let served = 2 * u64::from(calls);
        let owing = connections.saturating_sub(served).max(connections / 4);
        let wanted = besides + 2 * served.max(CONNECTIONS_MIN);
        let number = |count| usize::try_from(count).unwrap_or(usize::MAX);
        Descriptors { limit, wanted, connections: number(connections), owing: number(owing) }
    }

    /// Whether so many calls can be answered.
    pub fn suffice(&self) -> bool {
        self.limit >= self.wanted
    }
}

/// What the hard limit allows for so many calls at once.
pub fn allowed(calls: u32) -> Descriptors {
    Descriptors::under(getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX), calls)
}

/// Raises the soft limit to the hard one, and gives what is allowed then.
pub(super) fn raise(calls: u32) -> Descriptors {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => Descriptors::under(maximum.unwrap_or(u64::MAX), calls),
        Err(error) => {
            tracing::warn!(%error, "the limit of open files could not be raised");
            Descriptors::under(current.unwrap_or(u64::MAX), calls)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_limit_leaves_room_for_calls() {
        let tight = Descriptors::under(256, 10);
        assert_eq!((tight.connections, tight.owing, tight.suffice()), (96, 76, true));
        let too_tight = Descriptors::under(128, 10);
        assert_eq!((too_tight.connections, too_tight.owing, too_tight.suffice()), (8, 2, false));
        assert_eq!(Descriptors::under(u64::MAX, 1_000).owing, 512);
    }
}
