//! Connections: accepted, limited in number and in time, and each given to the routes with one whole request.
//!
//! Whoever connects may be anybody, and has proved nothing until the routes have seen a whole request. So a connection has
//! [`HEADER_LIMIT`] and [`BODY_LIMIT`] to send one; few may take that long at once; and where there is no room, the one that has
//! taken longest goes (`room`). A legitimate webhook needs milliseconds, and finds a place however many dawdle.
//!
//! A connection carries one request. Then it is closed, or it has become a WebSocket, whose own limits are its route's. An
//! idle connection that is kept for a next request would need a limit too, and a proxy that sends a webhook on it in the
//! moment it expires loses the call. A handshake costs a proxy on the same machine less than a millisecond.

use super::room::{Closed, Place, Room};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONNECTION, HOST};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Request, Response, StatusCode, Version};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// How long the head of a request may take from the connection's begin; of a WebSocket's handshake too, which is one. A
/// carrier sends it with the first packet; 5 s are two lost packets sent again (1 s, 2 s; RFC 6298) and a slow line.
const HEADER_LIMIT: Duration = Duration::from_secs(5);
/// How long the body may take after the head: as long, and both together are less than the 15 s that Twilio waits.
const BODY_LIMIT: Duration = Duration::from_secs(5);
/// The longest head, bytes. Twilio's have one thousand, and a proxy adds some hundreds.
const HEADER_BYTES_MAX: usize = 16 * 1024;
/// The longest body that is read for any route, bytes: twice what telephony takes, so that its own limit answers first.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// After a failed `accept` (no descriptor, no memory): long enough that it does not spin, short beside a webhook's patience.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How often it is logged that connections were closed: a flood writes six lines a minute.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// Accepts connections and gives their requests to the routes, for ever.
pub(super) async fn attend(listener: TcpListener, routes: Router, room: Arc<Room>) {
    let log = tokio::spawn(log_closed(room.clone()));
    let _log = AbortOnDrop(log);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Some(place) = room.enter().await {
                    tokio::spawn(converse(stream, place, routes.clone(), room.clone()));
                }
            }
            Err(error) => refused_by_the_system(&error, &room).await,
        }
    }
}

/// What `accept` complains of is one connection's, which is gone, or the machine's, which needs time and descriptors.
async fn refused_by_the_system(error: &io::Error, room: &Room) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::debug!(%error, "a connection could not be accepted");
    room.count(Closed::NotAccepted);
    room.turn_out_the_oldest();
    sleep(ACCEPT_PAUSE).await;
}

/// One connection: its request, the answer, and what becomes of it.
async fn converse(stream: TcpStream, place: Place, routes: Router, room: Arc<Room>) {
    // Nagle's algorithm would hold a 20 ms frame back until the one before is acknowledged.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let Place { ticket, turned_out } = place;
    let io = TokioIo::new(ticket.clone().over(stream));
    let routes = TowerToHyperService::new(routes);
    let answer = service_fn(|request: Request<Incoming>| {
        let (routes, ticket, room) = (routes.clone(), ticket.clone(), room.clone());
        async move {
            let response = match whole(request).await {
                Ok(request) => {
                    ticket.served();
                    match names_one_host(&request) {
                        true => routes.call(request).await?,
                        false => StatusCode::BAD_REQUEST.into_response(),
                    }
                }
                Err(status) => {
                    room.count(Closed::Late);
                    status.into_response()
                }
            };
            Ok::<_, Infallible>(last(response))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_LIMIT)
        .max_buf_size(HEADER_BYTES_MAX)
        .serve_connection(io, answer)
        .with_upgrades();
    tokio::select! {
        ended = connection => match ended {
            Err(error) if error.is_timeout() => room.count(Closed::Late),
            Err(error) => tracing::debug!(%error, "a connection broke"),
            Ok(()) => {}
        },
        () = turned_out.wait() => {}
    }
}

/// The response, as the last on its connection. (hyper's own setting for that also closes what has become a WebSocket.)
fn last(mut response: Response<Body>) -> Response<Body> {
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Whether a request says for which host it is, once and in the form of one (RFC 9112, section 3.2); before HTTP/1.1 it need not.
/// Two proxies that choose differently between two names would take one request for two different ones.
fn names_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => {
            host.is_empty() || Authority::try_from(host.as_bytes()).is_ok_and(|host| !host.as_str().contains('@'))
        }
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// The request with its body, read to the end.
async fn whole(request: Request<Incoming>) -> Result<Request<Body>, StatusCode> {
    let (head, body) = request.into_parts();
    let read = timeout(BODY_LIMIT, to_bytes(Body::new(body), BODY_BYTES_MAX)).await;
    let body = read.map_err(|_| StatusCode::REQUEST_TIMEOUT)?.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok(Request::from_parts(head, Body::from(body)))
}

/// Says how many connections were closed before they were served, and why; nothing while there were none.
async fn log_closed(room: Arc<Room>) {
    let mut every = interval(LOG_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let closed = room.take_closed();
        if closed.iter().any(|count| *count > 0) {
            let [late, turned_out, refused, not_accepted] = closed;
            tracing::warn!(late, turned_out, refused, not_accepted, "connections were closed without a whole request");
        }
    }
}

/// Ends a task with its owner.
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
