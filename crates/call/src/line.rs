//! The ports towards the carrier: [`Line`] (one phone connection) and [`Control`] (what is done to the call from outside it).

use async_trait::async_trait;
use audio::LineFrame;

/// One phone connection. Implemented by `telephony`, and in memory by tests.
#[async_trait]
pub trait Line: Send {
    /// The next thing from the carrier. Cancel-safe. After [`LineEvent::Closed`] it is not asked again.
    async fn receive(&mut self) -> LineEvent;

    /// Sends 20 ms of sound. The driver paces; the carrier buffers and plays in order.
    ///
    /// # Errors
    /// When the line is gone or stuck; the call then ends.
    async fn play(&mut self, frame: &LineFrame) -> Result<(), LineError>;

    /// Asks the carrier to report when all sound sent so far has played, as [`LineEvent::Mark`] with the same number.
    ///
    /// # Errors
    /// When the line is gone or stuck.
    async fn mark(&mut self, mark: u64) -> Result<(), LineError>;

    /// Drops what the carrier has buffered. Pending marks come back at once though their sound was not played.
    ///
    /// # Errors
    /// When the line is gone or stuck.
    async fn clear(&mut self) -> Result<(), LineError>;

    /// Whether [`Line::clear`] really drops buffered sound; if not, the driver keeps a short lead.
    fn clears(&self) -> bool {
        true
    }
}

/// What comes in on a line.
#[derive(Debug, Clone, PartialEq)]
pub enum LineEvent {
    /// 20 ms of the caller's sound.
    Frame(Box<LineFrame>),
    /// A key was pressed: `0`–`9`, `*`, `#`.
    Digit(char),
    /// A mark came back.
    Mark(u64),
    /// The line is over.
    Closed(Closed),
}

/// Why a line is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The carrier said `stop`: somebody hung up, or the call was ended or redirected.
    Stopped,
    /// The connection broke or fell silent without a `stop`.
    Broken,
}

/// What is done to a call from outside its media: Twilio does this by REST.
#[async_trait]
pub trait Control: Send + Sync {
    /// Ends the call. A call that is over already counts as ended.
    ///
    /// # Errors
    /// When the carrier could not be reached or refused (after one retry).
    async fn hang_up(&self) -> Result<(), LineError>;

    /// Connects the caller to the owner's number and leaves the call.
    ///
    /// # Errors
    /// When the carrier could not be reached or refused (after one retry).
    async fn transfer(&self) -> Result<(), LineError>;
}

/// Failed to use the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It is closed.
    #[error("send on the line: it is closed")]
    Closed,
    /// It took no data for too long.
    #[error("send on the line: it took no data for {0} ms")]
    Stuck(u64),
    /// The carrier's REST interface failed.
    #[error("control the call: {0}")]
    Carrier(String),
}
