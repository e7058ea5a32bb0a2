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

/// The tables, indexes, triggers and constraints against overlap that the steps up to `last` make.
pub(super) fn made_by(server: bool, last: i64) -> impl Iterator<Item = &'static str> {
    let texts = if server { &POSTGRES } else { &SQLITE };
    let taken = STEPS.iter().zip(texts).filter(move |((step, _), _)| *step <= last);
    taken.flat_map(|(_, text)| text.lines()).filter_map(name_made)
}

/// The name of what a line begins to make.
fn name_made(line: &'static str) -> Option<&'static str> {
    let mut words = line.split_whitespace().filter(|word| *word != "UNIQUE");
    match (words.next()?, words.next()?) {
        ("CREATE", "TABLE" | "INDEX" | "TRIGGER") => words.next(),
        ("CONSTRAINT", name) if words.next() == Some("EXCLUDE") => Some(name),
        _ => None,
    }
}

fn migrator(steps: &[&'static str; STEPS.len()]) -> Migrator {
    let migration = |(&(version, name), &sql): (&(i64, &'static str), &&'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().zip(steps).map(migration).collect())
}
