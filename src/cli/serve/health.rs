//! `/healthz` and `/readyz`: whether the process lives, and whether it can take calls. Open to anybody, and without data.
//!
//! A monitor or a container's runtime asks `/healthz` and starts the process anew when it does not answer; a proxy or a
//! deployment asks `/readyz` before it sends calls. Neither looks at providers: a provider that fails is the call's to handle.

use crate::cli::startup::Switchboard;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// The process lives.
const LIVE_PATH: &str = "/healthz";
/// It can take calls.
const READY_PATH: &str = "/readyz";
/// The database answers within milliseconds; one that takes as long as this cannot serve calls.
const DATABASE_MAX: Duration = Duration::from_secs(2);
/// How long an answer of the database holds: whoever asks in a loop costs one look a second.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What readiness is made of.
struct Health {
    store: Store,
    switchboard: Arc<Switchboard>,
    seen: Mutex<Option<(Instant, bool)>>,
}

/// The routes.
pub(super) fn routes(store: Store, switchboard: Arc<Switchboard>) -> Router {
    let health = Arc::new(Health { store, switchboard, seen: Mutex::default() });
    Router::new().route(LIVE_PATH, get(async || "ok\n")).route(READY_PATH, get(ready)).with_state(health)
}

async fn ready(State(health): State<Arc<Health>>) -> (StatusCode, &'static str) {
    if health.switchboard.is_closing() {
        (StatusCode::SERVICE_UNAVAILABLE, "closing\n")
    } else if health.reads().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be read\n")
    }
}

impl Health {
    /// Whether the database can be read.
    async fn reads(&self) -> bool {
        let mut seen = self.seen.lock().await;
        match *seen {
            Some((at, readable)) if at.elapsed() < LOOK_EVERY => readable,
            _ => {
                let readable = matches!(timeout(DATABASE_MAX, self.store.probe()).await, Ok(Ok(())));
                *seen = Some((Instant::now(), readable));
                readable
            }
        }
    }
}
