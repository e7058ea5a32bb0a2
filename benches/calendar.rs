//! How long a caller waits for the free slots of a week when the calendar holds a million appointments: the whole way through
//! `list`, database included. `cargo bench --bench calendar`.
//!
//! The business: 60 resources, half an hour each, 18 or 19 of 20 half-hours of every day taken, half a year back (as long as
//! appointments are kept) and two years ahead (the longest horizon). The million is made once and stays in `target/`; with
//! `VORZIMMER_BENCH_DATABASE` it is made in the empty PostgreSQL database that it names.

#![allow(clippy::unwrap_used, reason = "a benchmark stops where it finds something wrong")]

use base::business::{Business, toml};
use base::privacy::SystemRandom;
use booking::availability::{SlotQuery, list};
use jiff::{SignedDuration, Timestamp};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyPoolOptions;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{Address, Config, Store};
use tokio::time::Instant;

const APPOINTMENTS: i64 = 1_000_000;
const RESOURCES: usize = 60;
/// Searches of each kind, after a tenth as many to warm up.
const SEARCHES: usize = 5_000;

#[tokio::main]
async fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let file = format!("sqlite://{}", folder.join("bench-calendar-1000000.db").display());
    let url = std::env::var("VORZIMMER_BENCH_DATABASE").unwrap_or(file);
    let business = business();
    let store = seeded(&url, &folder.join("bench-calendar.key"), &business).await;
    println!("{APPOINTMENTS} appointments, {RESOURCES} resources; free slots of a week, {SEARCHES} searches each");
    for (service, what) in [("one", "one resource"), ("eight", "any of eight"), ("all", "any of sixty")] {
        for limit in [3, usize::MAX] {
            let shown = if limit == 3 { "first 3" } else { "all" };
            let mut times = measure(&store, &business, service, limit).await;
            times.sort_unstable();
            let [p50, p99, longest] = [times.len() / 2, times.len() * 99 / 100, times.len() - 1].map(|at| times[at]);
            println!("{what:>12}, {shown:>7}: p50 {p50:>9.1?}  p99 {p99:>9.1?}  longest {longest:>9.1?}");
        }
    }
    store.close().await;
}

fn now() -> Timestamp {
    "2026-12-01T09:00:00Z".parse().unwrap()
}

/// Times of searches for weeks all over the horizon, in no order that a cache could like.
async fn measure(store: &Store, business: &Business, service: &str, limit: usize) -> Vec<Duration> {
    let mut times = Vec::with_capacity(SEARCHES);
    for number in 0..SEARCHES + SEARCHES / 10 {
        let from = now() + SignedDuration::from_hours(24 * (number as i64 * 379 % 700));
        let to = from + SignedDuration::from_hours(7 * 24);
        let query = SlotQuery { service, resource: None, from, to, begun_at: now(), limit };
        let begun = Instant::now();
        let slots = list(store, business, &query, now()).await.unwrap();
        if number >= SEARCHES / 10 {
            times.push(begun.elapsed());
        }
        assert!(!slots.is_empty(), "a week without a free half-hour");
    }
    times
}

fn business() -> Business {
    let resources: Vec<String> = (0..RESOURCES).map(|number| format!("r{number}")).collect();
    let mut text = r#"
        id = "bench"
        name = "Bench"
        phones = "+49 221 4710100"
        forward = "+49 221 4710199"
        address = { street = "Weg 1", postcode = "50674", city = "Köln", state = "NW" }
        hours = { mon-sun = "08:00-18:00" }
        booking = { grid = "15 minutes", horizon = "730 days", notice = "2 hours" }
    "#
    .to_owned();
    for id in &resources {
        text.push_str(&format!("\n[[resource]]\nid = \"{id}\"\nname = \"{id}\"\n"));
    }
    for (id, count) in [("one", 1), ("eight", 8), ("all", RESOURCES)] {
        text.push_str(&format!(
            "\n[[service]]\nid = \"{id}\"\nnames.de = [\"{id}\"]\nlength = \"30 minutes\"\nresources = {:?}\n",
            &resources[..count]
        ));
    }
    toml::read(&text, "bench.toml").map_err(|errors| errors.to_string()).unwrap()
}

/// The store with the million in it, made if it is not there.
async fn seeded(url: &str, key_file: &Path, business: &Business) -> Store {
    if !key_file.exists() {
        base::privacy::KeyRing::create(key_file, &SystemRandom).unwrap();
    }
    let config = Config { address: Address::parse(url).unwrap(), key_file: Some(key_file.to_owned()), create: true };
    let store = Store::open(&config, Arc::new(SystemRandom), now()).await.unwrap();
    store.import(business, now()).await.unwrap();
    let pool = AnyPoolOptions::new().max_connections(1).connect(url).await.unwrap();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM appointments").fetch_one(&pool).await.unwrap();
    if count < APPOINTMENTS {
        let begun = Instant::now();
        sqlx::query(AssertSqlSafe(seed())).bind(vec![0u8]).execute(&pool).await.unwrap();
        println!("made {APPOINTMENTS} appointments in {:.0?}", begun.elapsed());
    }
    pool.close().await;
    store
}

/// Half-hours from 08:00 in Germany, as Unix milliseconds; two of twenty stay free, others every day.
fn seed() -> String {
    let first = (now().as_millisecond() / 86_400_000 - 183) * 86_400_000 + 7 * 3_600_000;
    format!(
        "WITH RECURSIVE
             day(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM day WHERE n < 930),
             resource(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM resource WHERE n < {RESOURCES} - 1),
             part(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM part WHERE n < 19),
             time(id, resource, starts_at) AS (
                 SELECT 'a' || day.n || '-' || resource.n || '-' || part.n, 'r' || resource.n,
                        {first} + day.n * CAST(86400000 AS BIGINT) + part.n * CAST(1800000 AS BIGINT)
                 FROM day CROSS JOIN resource CROSS JOIN part
                 WHERE part.n <> (day.n * 7 + resource.n * 3) % 20 AND part.n <> (day.n * 11 + resource.n * 5 + 9) % 20
                 LIMIT {APPOINTMENTS})
         INSERT INTO appointments (id, business, resource, service, starts_at, ends_at, blocked_from, blocked_to, state,
                                   origin, call, name, details, booked_at, expires_at)
         SELECT id, 'bench', resource, $1, starts_at, starts_at + 1800000, starts_at, starts_at + 1800000, 'booked',
                id, 'call', $1, $1, starts_at, starts_at + 20000000000
         FROM time"
    )
}
