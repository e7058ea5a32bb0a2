//! Room for connections: how many may be open, how many of them may still owe their request, and who goes first.
//!
//! Gives a place to each connection that is accepted, and takes it back when the connection's socket is closed, be it a
//! WebSocket by then. Where there is no room, the connection that has owed its request for longest is turned out. Reads and
//! writes nothing itself.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

/// How long a connection is left alone, however many wait behind it. A legitimate request comes with the packet after the
/// handshake's last; the rest is what a busy machine needs to read it. A thousand places are given ten thousand times a
/// second so.
const GRACE: Duration = Duration::from_millis(100);
/// How long one who is turned out may take to leave: its task needs only to be run once.
const LEAVING_MAX: Duration = Duration::from_secs(1);

/// Room for connections.
pub(super) struct Room {
    /// All that are open.
    open: Arc<Semaphore>,
    /// Those that owe their request.
    owing: Arc<Semaphore>,
    queue: Mutex<Queue>,
    closed: [AtomicU64; 4],
}

/// Those that owe their request, in the order in which they came.
#[derive(Default)]
struct Queue {
    next: u64,
    owing: BTreeMap<u64, Owing>,
}

struct Owing {
    since: Instant,
    turn_out: oneshot::Sender<()>,
}

/// Why a connection was closed without having been served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// Its request did not come whole in time, or was too long.
    Late,
    /// It owed its request for longest when another came.
    TurnedOut,
    /// All that are open are being served.
    Refused,
    /// The system could not accept it.
    NotAccepted,
}

/// A connection's place.
pub(super) struct Place {
    /// What it holds.
    pub ticket: Ticket,
    /// Whether it has to go.
    pub turned_out: TurnedOut,
}

/// What a connection holds as long as it is open. Clones are the same place.
#[derive(Clone)]
pub(super) struct Ticket(Arc<Held>);

struct Held {
    room: Arc<Room>,
    number: u64,
    owing: Mutex<Option<OwnedSemaphorePermit>>,
    _open: OwnedSemaphorePermit,
}

/// Tells a connection that it has to go.
pub(super) struct TurnedOut(oneshot::Receiver<()>);

impl Room {
    /// Room for `open_max` connections; `owing_max` of them may owe their request.
    pub fn new(open_max: usize, owing_max: usize) -> Arc<Self> {
        Arc::new(Room {
            open: Arc::new(Semaphore::new(open_max)),
            owing: Arc::new(Semaphore::new(owing_max)),
            queue: Mutex::default(),
            closed: Default::default(),
        })
    }

    /// A place for a connection that was accepted. `None` when all are taken by those who are served.
    pub async fn enter(self: &Arc<Self>) -> Option<Place> {
        let permits = async { Some((self.permit(&self.owing).await?, self.permit(&self.open).await?)) };
        let Some((owing, open)) = permits.await else {
            self.count(Closed::Refused);
            return None;
        };
        let (turn_out, turned_out) = oneshot::channel();
        let number = {
            let mut queue = self.queue();
            queue.next += 1;
            let number = queue.next;
            queue.owing.insert(number, Owing { since: Instant::now(), turn_out });
            number
        };
        let held = Held { room: self.clone(), number, owing: Mutex::new(Some(owing)), _open: open };
        Some(Place { ticket: Ticket(Arc::new(held)), turned_out: TurnedOut(turned_out) })
    }

    /// A permit; where there is none, the next to be free, for which one who owes its request is turned out if need be.
    async fn permit(&self, permits: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = permits.clone().try_acquire_owned() {
            return Some(permit);
        }
        let oldest = self.queue().owing.first_key_value().map(|(_, oldest)| oldest.since)?;
        let mut free = std::pin::pin!(permits.clone().acquire_owned());
        if let Ok(permit) = timeout_at(oldest + GRACE, &mut free).await {
            return permit.ok();
        }
        self.turn_out_the_oldest();
        timeout(LEAVING_MAX, free).await.ok()?.ok()
    }

    /// Closes the connection that has owed its request for longest; `false` if there is none.
    pub fn turn_out_the_oldest(&self) -> bool {
        let Some((_, oldest)) = self.queue().owing.pop_first() else { return false };
        if oldest.turn_out.send(()).is_ok() {
            self.count(Closed::TurnedOut);
        }
        true
    }

    /// Counts a connection that was closed.
    pub fn count(&self, closed: Closed) {
        self.closed[closed as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How many were closed since this was asked last, in the order of [`Closed`].
    pub fn take_closed(&self) -> [u64; 4] {
        self.closed.each_ref().map(|count| count.swap(0, Ordering::Relaxed))
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// The request has come whole: the connection owes nothing any more.
    pub fn served(&self) {
        self.0.pay();
    }

    /// The connection's socket, which holds the place until it is closed.
    pub fn over(self, stream: TcpStream) -> Placed {
        Placed { stream, _ticket: self }
    }
}

impl Held {
    fn pay(&self) {
        self.room.queue().owing.remove(&self.number);
        self.owing.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.pay();
    }
}

impl TurnedOut {
    /// Waits until the connection has to go; for ever if it need not.
    pub async fn wait(self) {
        if self.0.await.is_err() {
            std::future::pending().await
        }
    }
}

/// A socket that holds its place. Fields are dropped in this order: the place is free when the socket is closed.
pub(super) struct Placed {
    stream: TcpStream,
    _ticket: Ticket,
}

impl AsyncRead for Placed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Placed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN_MAX: usize = 4;
    const OWING_MAX: usize = 2;

    async fn enter(room: &Arc<Room>) -> Place {
        room.enter().await.expect("a place")
    }

    #[tokio::test(start_paused = true)]
    async fn who_owes_a_request_for_longest_makes_room() {
        let room = Room::new(OPEN_MAX, OWING_MAX);
        let (first, second) = (enter(&room).await, enter(&room).await);
        let leaving = tokio::spawn(async move {
            first.turned_out.wait().await;
            drop(first.ticket);
        });
        let begun_at = Instant::now();
        let third = enter(&room).await;
        assert!(begun_at.elapsed() >= GRACE, "it had time to send its request");
        leaving.await.expect("the first left");
        assert_eq!(room.take_closed(), [0, 1, 0, 0]);
        drop((second, third));
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_served_is_never_turned_out() {
        let room = Room::new(OPEN_MAX, OWING_MAX);
        let mut served = Vec::new();
        for _ in 0..OPEN_MAX {
            let place = enter(&room).await;
            place.ticket.served();
            served.push(place);
        }
        assert!(room.enter().await.is_none(), "all places are taken by those who are served");
        assert_eq!(room.take_closed(), [0, 0, 1, 0]);
        // Its connection closes.
        served.pop();
        enter(&room).await;
        assert!(!room.turn_out_the_oldest(), "it has gone, and nobody else owes anything");
    }
}
