//! The door for watchers: a call's events as they happen, for the holder of its stream token, on loopback only.
//!
//! `GET /calls/events` with `Authorization: Bearer TOKEN` (the token of the TwiML's `<Parameter>`, never in the URL) answers
//! with JSON lines ([`lines`] lists them), from the call's beginning to its end; the token is known from the webhook's answer
//! on, so that a watcher may come before the stream begins. It is there for the demonstration's caller, which has to know
//! what it was asked. A server that can be reached from elsewhere has no such door: there the answer is 404, and nothing is
//! kept.
//!
//! It never holds a call up: a watcher who is slow loses lines, and is told how many.

pub mod lines;

use super::public_url::PublicUrl;
use super::token::{self, TokenHash};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::business::Business;
use call::record::{CallId, Observers, Record};
use futures_util::stream;
use jiff::tz::TimeZone;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// Lines of a call that are kept for a watcher who comes late. A call of 15 minutes has about 600.
pub const LINES_KEPT_MAX: usize = 1_024;

/// Lines that may wait for a watcher before the oldest is lost. Allocated at once for each call: 3 KiB.
pub const LINES_WAITING_MAX: usize = 64;

/// Calls that are kept at the same time; the oldest makes room.
pub const CALLS_KEPT_MAX: usize = 1_024;

/// The events of all calls. Made by [`Events::for_listener`].
#[derive(Debug)]
pub struct Events {
    /// `None` when the door is shut.
    calls: Option<Mutex<VecDeque<Watched>>>,
}

#[derive(Debug)]
struct Watched {
    call: CallId,
    token: TokenHash,
    zone: TimeZone,
    past: VecDeque<Arc<str>>,
    live: broadcast::Sender<Arc<str>>,
}

/// That a call can be watched. When it is dropped, nothing more happens in the call: its watchers come to the end, and its
/// lines are forgotten.
#[derive(Debug)]
pub(super) struct Watch {
    events: Arc<Events>,
    call: CallId,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.events.with_calls(|calls| calls.retain(|watched| watched.call != self.call));
    }
}

struct Watcher {
    past: VecDeque<Arc<str>>,
    live: broadcast::Receiver<Arc<str>>,
}

impl Watcher {
    /// The next line, or the end of the call.
    async fn next(&mut self) -> Option<String> {
        if let Some(line) = self.past.pop_front() {
            return Some(line.to_string());
        }
        match self.live.recv().await {
            Ok(line) => Some(line.to_string()),
            Err(broadcast::error::RecvError::Lagged(count)) => Some(lines::lost(count)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl Events {
    /// The door of a server that listens at `listening` and is known as `public_url`: open if both are loopback, so that a
    /// server behind a proxy on the same machine has none.
    pub fn for_listener(listening: SocketAddr, public_url: &PublicUrl) -> Self {
        let open = listening.ip().is_loopback() && public_url.is_loopback();
        Events { calls: open.then(Mutex::default) }
    }

    /// A door that stays shut.
    pub fn shut() -> Self {
        Events { calls: None }
    }

    /// Whether anybody can watch.
    pub fn is_open(&self) -> bool {
        self.calls.is_some()
    }

    /// The holder of the token may watch this call until the [`Watch`] is dropped.
    pub(super) fn admit(self: &Arc<Self>, token: TokenHash, call: CallId, business: &Business) -> Watch {
        let watch = Watch { events: self.clone(), call: call.clone() };
        self.with_calls(|calls| {
            if calls.len() >= CALLS_KEPT_MAX {
                calls.pop_front();
            }
            let live = broadcast::Sender::new(LINES_WAITING_MAX);
            calls.push_back(Watched { call, token, zone: business.zone.clone(), past: VecDeque::new(), live });
        });
        watch
    }

    fn with_calls<T>(&self, work: impl FnOnce(&mut VecDeque<Watched>) -> T) -> Option<T> {
        let calls = self.calls.as_ref()?;
        Some(work(&mut calls.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// What has happened in the call of this token, and what will.
    fn watch(&self, token: TokenHash) -> Option<Watcher> {
        self.with_calls(|calls| {
            let watched = calls.iter().find(|watched| watched.token == token)?;
            Some(Watcher { past: watched.past.clone(), live: watched.live.subscribe() })
        })
        .flatten()
    }
}

impl Observers for Events {
    fn see(&self, call: &CallId, record: &Record) {
        self.with_calls(|calls| {
            let Some(watched) = calls.iter_mut().find(|watched| watched.call == *call) else { return };
            for line in lines::lines(record, &watched.zone) {
                let line: Arc<str> = line.into();
                if watched.past.len() >= LINES_KEPT_MAX {
                    watched.past.pop_front();
                }
                watched.past.push_back(line.clone());
                // Nobody listening is no fault.
                let _ = watched.live.send(line);
            }
        });
    }
}

/// `GET /calls/events`.
pub(super) async fn watch(State(events): State<Arc<Events>>, headers: HeaderMap) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(|token| token::hash(&token.into()));
    // Without a token, with a wrong one, and with the door shut, the answer is the same.
    let Some(watcher) = token.and_then(|token| events.watch(token)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let lines = stream::unfold(watcher, |mut watcher| async move {
        let line = watcher.next().await?;
        Some((Ok::<_, Infallible>(line), watcher))
    });
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_is_open_on_loopback_only() {
        let local = PublicUrl::parse("http://127.0.0.1:8080").expect("url");
        let public = PublicUrl::parse("https://phone.example.org").expect("url");
        let (inside, outside) = (([127, 0, 0, 1], 8080).into(), ([0, 0, 0, 0], 8080).into());
        assert!(Events::for_listener(inside, &local).is_open());
        assert!(!Events::for_listener(outside, &local).is_open());
        assert!(!Events::for_listener(inside, &public).is_open());
        assert!(!Events::shut().is_open());
    }
}
