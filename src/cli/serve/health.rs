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
use tokio_util::task::AbortOnDropHandle;

/// The process lives.
const LIVE_PATH: &str = "/healthz";
/// It can take calls.
const READY_PATH: &str = "/readyz";
/// The database answers within milliseconds; one that takes as long as this, or is held by another for as long, cannot serve calls.
const DATABASE_MAX: Duration = Duration::from_secs(2);
/// How long an answer of the database holds: whoever asks in a loop costs one look a second.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What readiness is made of.
struct Health {
    store: Store,
    switchboard: Arc<Switchboard>,
    looks: Mutex<Looks>,
}

/// What was seen of the database last, and a look that has not come to its end.
#[derive(Default)]
struct Looks {
    seen: Option<(Instant, bool)>,
    running: Option<AbortOnDropHandle<bool>>,
}

/// The routes.
pub(super) fn routes(store: Store, switchboard: Arc<Switchboard>) -> Router {
    let health = Arc::new(Health { store, switchboard, looks: Mutex::default() });
    Router::new().route(LIVE_PATH, get(async || "ok\n")).route(READY_PATH, get(ready)).with_state(health)
}

async fn ready(State(health): State<Arc<Health>>) -> (StatusCode, &'static str) {
    if health.switchboard.is_closing() {
        (StatusCode::SERVICE_UNAVAILABLE, "closing\n")
    } else if health.works().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be written\n")
    }
}

impl Health {
    /// Whether the database can be read and written.
    async fn works(&self) -> bool {
        let mut looks = self.looks.lock().await;
        if let Some((at, works)) = looks.seen
            && at.elapsed() < LOOK_EVERY
        {
            return works;
        }
        let store = self.store.clone();
        let look = async move { store.probe().await.is_ok() };
        let running = looks.running.get_or_insert_with(|| AbortOnDropHandle::new(tokio::spawn(look)));
        let works = match timeout(DATABASE_MAX, running).await {
            Ok(done) => {
                looks.running = None;
                done.unwrap_or(false)
            }
            // It goes on: who waits for a lock keeps a connection, and a second one would keep another.
            Err(_) => false,
        };
        looks.seen = Some((Instant::now(), works));
        works
    }
}
