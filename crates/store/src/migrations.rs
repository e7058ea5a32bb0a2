//! The steps that make our tables, on SQLite and on PostgreSQL.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Their numbers and names, the same on both.
pub(super) const STEPS: [(i64, &str); 4] =
    [(1, "front office"), (2, "summaries"), (3, "carrier calls"), (4, "tallies")];
const SQLITE: [&str; STEPS.len()] = [
    include_str!("../../../migrations/sqlite/0001_front_office.sql"),
    include_str!("../../../migrations/sqlite/0002_summaries.sql"),
    include_str!("../../../migrations/sqlite/0003_carrier_calls.sql"),
    include_str!("../../../migrations/sqlite/0004_tallies.sql"),
];
const POSTGRES: [&str; STEPS.len()] = [
    include_str!("../../../migrations/postgres/0001_front_office.sql"),
    include_str!("../../../migrations/postgres/0002_summaries.sql"),
    include_str!("../../../migrations/postgres/0003_carrier_calls.sql"),
    include_str!("../../../migrations/postgres/0004_tallies.sql"),
];

/// The last step.
pub(super) const LAST: i64 = STEPS[STEPS.len() - 1].0;

/// Those of SQLite.
pub(super) fn sqlite() -> Migrator {
    migrator(&SQLITE)
}

/// Those of PostgreSQL.
pub(super) fn postgres() -> Migrator {
    migrator(&POSTGRES)
}

fn migrator(steps: &[&'static str; STEPS.len()]) -> Migrator {
    let migration = |(&(version, name), &sql): (&(i64, &'static str), &&'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().zip(steps).map(migration).collect())
}
