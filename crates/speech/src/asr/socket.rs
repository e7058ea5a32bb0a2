//! The ear of one call at a provider that streams: a task that owns the socket, and a [`Listener`] that talks to it.
//!
//! What differs between providers is a [`Protocol`], a plain state machine; here is what they share: connecting while the
//! caller already speaks, keeping the socket open while nobody does, and an end to everything (a write, a message, a queue).
//! Nothing that a provider answers is part of an error (P26).

use super::attention::Attention;
use super::{AsrError, Expectation, Heard, Listener, Take};
use async_trait::async_trait;
use audio::inbound::line_frame;
use audio::{EarFrame, FRAME_MS, LineFrame};
use egress::{Egress, EgressError, Socket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Frames and requests that wait for the socket: a whole turn that another recogniser failed at (29 s), and what comes while the
/// connection opens.
const WAITING_MAX: usize = 35_000 / FRAME_MS as usize;
/// Answers that wait for the call, which reads them at once; a provider that sends more is not read meanwhile.
const ANSWERS_MAX: usize = 64;
/// How long one message may take to be written; a frame is due every 20 ms.
const WRITE_LIMIT: Duration = Duration::from_secs(2);
/// How long the end of a call waits for the provider's farewell.
const FAREWELL_LIMIT: Duration = Duration::from_secs(1);
/// Something is sent at least this often: Deepgram closes after ten seconds without, and recommends three to five.
const KEEP_ALIVE: Duration = Duration::from_secs(4);
/// The longest message read, bytes: the words of half a minute with all their times are a tenth of it.
const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// What a provider wants to be told, and what its answers mean. Pure.
pub(super) trait Protocol: Send + 'static {
    /// The first message, if there is one.
    fn opening(&self) -> Option<Message>;
    /// 20 ms of a caller who speaks.
    fn sound(&mut self, frame: &LineFrame) -> Message;
    /// The caller paused; `now` begins the wait for `take`.
    fn finish(&mut self, take: Take, now: Instant) -> Spoken;
    /// The turn is over.
    fn forget(&mut self) -> Vec<Message>;
    /// Keeps the socket open.
    fn keep_alive(&self) -> Message;
    /// The call is over.
    fn farewell(&self) -> Option<Message>;
    /// Reads a message.
    fn read(&mut self, text: &str, now: Instant) -> Result<Option<Heard>, AsrError>;
    /// When [`Protocol::expire`] is to be called, whatever comes until then.
    fn deadline(&self) -> Option<Instant>;
    /// The deadline is over.
    fn expire(&mut self, now: Instant) -> Option<Heard>;
}

/// What follows from a request: messages to the provider, perhaps an answer that needs none.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub messages: Vec<Message>,
    pub heard: Option<Heard>,
}

/// Where a provider is.
#[derive(Debug, Clone)]
pub(super) struct Door {
    pub egress: Egress,
    pub address: String,
    /// The header `Authorization`; absent where none is wanted.
    pub authorization: Option<secrecy::SecretString>,
}

enum Command {
    Sound(LineFrame),
    Finish(Take),
    Forget,
}

/// An answer, with the number of the turn that it belongs to.
type Answer = (u64, Heard);

/// The ear of one call.
pub(super) struct SocketListener {
    attention: Attention<LineFrame>,
    commands: mpsc::Sender<Command>,
    answers: mpsc::Receiver<Answer>,
    turn: u64,
    /// The task fell behind: its queue is full.
    behind: bool,
    /// It was said that the ear is dead; it says no more.
    dead: bool,
}

/// Opens an ear; the connection opens meanwhile.
pub(super) fn listen(door: Door, protocol: impl Protocol) -> Result<SocketListener, AsrError> {
    let runtime = tokio::runtime::Handle::try_current()
        .map_err(|_| AsrError::Recognition("there is no runtime for the connection".to_owned()))?;
    let (commands, pending) = mpsc::channel(WAITING_MAX);
    let (answers_to, answers) = mpsc::channel(ANSWERS_MAX);
    runtime.spawn(async move {
        if let Err(error) = Talk::run(door, protocol, pending, &answers_to).await {
            // Fails only when the call is over.
            answers_to.send((0, Heard::Failed(error))).await.ok();
        }
    });
    Ok(SocketListener { attention: Attention::default(), commands, answers, turn: 0, behind: false, dead: false })
}

impl SocketListener {
    fn tell(&mut self, command: Command) {
        // A closed channel is no news: its task has said why it ended.
        self.behind |= matches!(self.commands.try_send(command), Err(mpsc::error::TrySendError::Full(_)));
    }
}

#[async_trait]
impl Listener for SocketListener {
    fn hear(&mut self, frame: &EarFrame) {
        if let Some(frame) = self.attention.hear(line_frame(frame)) {
            self.tell(Command::Sound(frame));
        }
    }

    fn speech_started(&mut self, ago_ms: u32) {
        for frame in self.attention.speech_started(ago_ms) {
            self.tell(Command::Sound(frame));
        }
    }

    fn finish(&mut self, take: Take, _: Expectation) {
        self.attention.paused();
        self.tell(Command::Finish(take));
    }

    fn forget(&mut self) {
        self.attention.paused();
        self.turn += 1;
        self.tell(Command::Forget);
    }

    async fn next(&mut self) -> Heard {
        loop {
            if self.dead {
                return std::future::pending().await;
            }
            if self.behind {
                self.dead = true;
                return Heard::Failed(fault("it takes the sound too slowly"));
            }
            match self.answers.recv().await {
                Some((_, heard @ Heard::Failed(_))) => {
                    self.dead = true;
                    return heard;
                }
                Some((turn, heard)) if turn == self.turn => return heard,
                Some(_) => {}
                None => {
                    self.dead = true;
                    return Heard::Failed(fault("the connection broke"));
                }
            }
        }
    }
}

/// The talk of one call with a provider.
struct Talk<'a, P> {
    protocol: P,
    to: SplitSink<Socket, Message>,
    from: SplitStream<Socket>,
    answers: &'a mpsc::Sender<Answer>,
    turn: u64,
    sent_at: Instant,
}

impl<'a, P: Protocol> Talk<'a, P> {
    async fn run(
        door: Door,
        protocol: P,
        mut commands: mpsc::Receiver<Command>,
        answers: &'a mpsc::Sender<Answer>,
    ) -> Result<(), AsrError> {
        let socket = open(&door).await?;
        if commands.is_closed() {
            // The call is over, or another took its place: what was said is no longer this provider's business.
            return Ok(());
        }
        let (to, from) = socket.split();
        let mut talk = Talk { protocol, to, from, answers, turn: 0, sent_at: Instant::now() };
        let opening = talk.protocol.opening();
        talk.send(opening).await?;
        while talk.step(&mut commands).await? {}
        Ok(())
    }

    /// Does whatever comes first; `false` when the call is over.
    async fn step(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<bool, AsrError> {
        let keep_alive_at = self.sent_at + KEEP_ALIVE;
        let deadline = self.protocol.deadline();
        tokio::select! {
            command = commands.recv() => match command {
                Some(command) => self.obey(command).await?,
                None => {
                    self.say_farewell().await;
                    return Ok(false);
                }
            },
            message = self.from.next() => self.read(message).await?,
            () = sleep_until(deadline.unwrap_or(keep_alive_at)), if deadline.is_some() => {
                let heard = self.protocol.expire(Instant::now());
                self.pass_on(heard).await;
            }
            () = sleep_until(keep_alive_at) => {
                let message = self.protocol.keep_alive();
                self.send([message]).await?;
            }
        }
        Ok(true)
    }

    async fn obey(&mut self, command: Command) -> Result<(), AsrError> {
        match command {
            Command::Sound(frame) => {
                let message = self.protocol.sound(&frame);
                self.send([message]).await
            }
            Command::Finish(take) => {
                let spoken = self.protocol.finish(take, Instant::now());
                self.pass_on(spoken.heard).await;
                self.send(spoken.messages).await
            }
            Command::Forget => {
                self.turn += 1;
                let messages = self.protocol.forget();
                self.send(messages).await
            }
        }
    }

    async fn read(&mut self, message: Option<Result<Message, Error>>) -> Result<(), AsrError> {
        let text = match message {
            Some(Ok(Message::Text(text))) if text.len() <= MESSAGE_BYTES_MAX => text,
            Some(Ok(Message::Text(_))) => return Err(fault("its answer does not end")),
            Some(Ok(Message::Close(_))) | None => return Err(fault("it closed the connection")),
            Some(Ok(_)) => return Ok(()),
            Some(Err(Error::Utf8(_))) => return Err(fault("its answer cannot be read")),
            Some(Err(_)) => return Err(fault("the connection broke")),
        };
        let heard = self.protocol.read(&text, Instant::now())?;
        self.pass_on(heard).await;
        Ok(())
    }

    async fn pass_on(&mut self, heard: Option<Heard>) {
        if let Some(heard) = heard {
            // Fails only when the call is over.
            self.answers.send((self.turn, heard)).await.ok();
        }
    }

    async fn send(&mut self, messages: impl IntoIterator<Item = Message>) -> Result<(), AsrError> {
        for message in messages {
            let sending = timeout(WRITE_LIMIT, self.to.send(message)).await;
            sending.map_err(|_| fault("it takes the sound too slowly"))?.map_err(|_| fault("the connection broke"))?;
            self.sent_at = Instant::now();
        }
        Ok(())
    }

    /// The call is over; what the provider makes of it is its own affair.
    async fn say_farewell(&mut self) {
        let farewell = self.protocol.farewell();
        let leaving = async {
            self.send(farewell).await.ok();
            self.to.close().await.ok();
            while self.from.next().await.is_some_and(|message| message.is_ok()) {}
        };
        timeout(FAREWELL_LIMIT, leaving).await.ok();
    }
}

async fn open(door: &Door) -> Result<Socket, AsrError> {
    use secrecy::ExposeSecret;
    let header = door.authorization.as_ref().map(|value| ("authorization", value.expose_secret()));
    door.egress.socket(&door.address, header.as_slice()).await.map_err(|error| match error {
        EgressError::Socket { error, .. } => match *error {
            Error::Http(refused) => fault(&format!("it refused with status {}", refused.status().as_u16())),
            _ => fault("it cannot be reached"),
        },
        EgressError::Silent(_) => fault("it does not answer"),
        // Speaks of addresses only.
        error => AsrError::Recognition(error.to_string()),
    })
}

/// What went wrong, in our own words.
pub(super) fn fault(what: &str) -> AsrError {
    AsrError::Recognition(what.to_owned())
}
