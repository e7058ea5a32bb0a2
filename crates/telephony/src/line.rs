//! [`MediaLine`]: a [`Line`] over a media stream's WebSocket.

use super::inflow::Inflow;
use super::wire::ToCarrier;
use async_trait::async_trait;
use audio::LineFrame;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use call::line::{Closed, Line, LineError, LineEvent};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite;

/// Silence after which a socket counts as half-open. A carrier sends a message every 20 ms, so that 250 are missing by then;
/// a TCP connection that still lives has retransmitted several times. Pings and garbage are silence: a proxy in between pings
/// for a carrier that is gone, and who sends anything else than a call is no carrier.
pub const SILENCE_MAX: Duration = Duration::from_secs(5);

/// How long the carrier may take no data before the line counts as stuck. The caller hears nothing meanwhile, and nobody
/// should wait over 3 s unheard.
pub const SEND_LIMIT: Duration = Duration::from_secs(2);

/// How long the end of a socket may take: our close, and the carrier's answer to it.
pub const TEARDOWN_LIMIT: Duration = Duration::from_secs(2);

/// One live stream. When it is dropped, the socket goes back to whoever made the line, to be closed in good order.
#[derive(Debug)]
pub struct MediaLine {
    /// `None` only while being dropped.
    parts: Option<Parts>,
    give_back: Option<oneshot::Sender<Parts>>,
    voice: ToCarrier,
    heard_at: Instant,
}

/// What is left of a line: the socket, and what was counted on it.
#[derive(Debug)]
pub struct Parts {
    /// The socket.
    pub socket: WebSocket,
    /// The incoming half.
    pub inflow: Inflow,
}

impl MediaLine {
    /// A line over a socket whose `start` was read, and the place where its parts arrive when it is dropped.
    pub fn new(parts: Parts, stream_sid: &str) -> (Self, oneshot::Receiver<Parts>) {
        let (give_back, given_back) = oneshot::channel();
        let voice = ToCarrier::new(stream_sid);
        let line = MediaLine { parts: Some(parts), give_back: Some(give_back), voice, heard_at: Instant::now() };
        (line, given_back)
    }
}

#[async_trait]
impl Line for MediaLine {
    async fn receive(&mut self) -> LineEvent {
        let Some(parts) = &mut self.parts else { return LineEvent::Closed(Closed::Broken) };
        loop {
            // Whatever is taken from the socket is kept in `inflow` before the next await: cancelling loses nothing.
            if let Some(event) = parts.inflow.next_event() {
                return event;
            }
            let (sensible, silent_at) = (parts.inflow.sensible(), self.heard_at + SILENCE_MAX);
            let message = timeout_at(silent_at, parts.socket.recv()).await;
            if let Err(Over) = message.map_err(|_| Over).and_then(|message| parts.take(message)) {
                return LineEvent::Closed(Closed::Broken);
            }
            let now = Instant::now();
            if parts.inflow.sensible() > sensible {
                self.heard_at = now;
            } else if now >= silent_at {
                // Asked for here as well: a socket that always has something to give never runs into the timeout.
                return LineEvent::Closed(Closed::Broken);
            }
        }
    }

    async fn play(&mut self, frame: &LineFrame) -> Result<(), LineError> {
        let Some(parts) = &mut self.parts else { return Err(LineError::Closed) };
        send(&mut parts.socket, self.voice.media(frame)).await
    }

    async fn mark(&mut self, mark: u64) -> Result<(), LineError> {
        let Some(parts) = &mut self.parts else { return Err(LineError::Closed) };
        parts.inflow.mark_sent(mark);
        send(&mut parts.socket, self.voice.mark(mark)).await
    }

    async fn clear(&mut self) -> Result<(), LineError> {
        let Some(parts) = &mut self.parts else { return Err(LineError::Closed) };
        send(&mut parts.socket, self.voice.clear()).await
    }
}

impl Drop for MediaLine {
    fn drop(&mut self) {
        if let (Some(parts), Some(give_back)) = (self.parts.take(), self.give_back.take()) {
            // Nobody there to take it: the socket is dropped, which closes it.
            let _ = give_back.send(parts);
        }
    }
}

/// The socket will bring nothing more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Over;

impl Parts {
    /// Takes what the socket gave; text goes to the incoming half.
    pub(super) fn take(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), Over> {
        match message {
            Some(Ok(Message::Text(text))) => self.inflow.take(&text).map(|_| ()).map_err(|_| Over),
            Some(Ok(Message::Binary(_))) => self.inflow.take_binary().map_err(|_| Over),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(Over),
            Some(Err(error)) => {
                if is_oversized(error) {
                    self.inflow.refuse_oversized();
                }
                Err(Over)
            }
        }
    }

    /// Closes the socket within [`TEARDOWN_LIMIT`], whatever the other side does; at once where its answer is not waited for.
    pub(super) async fn close(&mut self, code: u16, reason: &'static str, waits: bool) {
        let frame = CloseFrame { code, reason: reason.into() };
        let farewell = async {
            self.socket.send(Message::Close(Some(frame))).await?;
            if !waits {
                return Ok(());
            }
            // What the other side still sends is of no use; it ends with its own close.
            while let Some(message) = self.socket.recv().await {
                message?;
            }
            Ok::<_, axum::Error>(())
        };
        let _ = timeout(TEARDOWN_LIMIT, farewell).await;
    }
}

async fn send(socket: &mut WebSocket, text: &str) -> Result<(), LineError> {
    match timeout(SEND_LIMIT, socket.send(Message::text(text))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(LineError::Closed),
        Err(_) => Err(LineError::Stuck(SEND_LIMIT.as_millis() as u64)),
    }
}

fn is_oversized(error: axum::Error) -> bool {
    let inner = error.into_inner();
    matches!(inner.downcast_ref(), Some(tungstenite::Error::Capacity(_)))
}
