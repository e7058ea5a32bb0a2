//! The store contract: the same tests against an SQLite file and a PostgreSQL cluster of the tests' own.

mod businesses;
mod calendar;
mod calls;
mod canaries;
mod commands;
mod edges;
mod edits;
mod keys;
mod locked;
mod origin;
pub(crate) mod place;
mod purge;
mod race;
mod redacted;
mod summaries;
mod unproved;
mod usages;
mod visits;

/// Runs each test of a module against both databases.
macro_rules! on_both {
    ($($(#[$attribute:meta])* $test:ident),* $(,)?) => {
        mod on_sqlite {
            $( $(#[$attribute])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test(crate::store::place::Place::sqlite()).await; } )*
        }
        mod on_postgres {
            $( $(#[$attribute])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test(crate::store::place::Place::postgres()).await; } )*
        }
    };
}
use on_both;
