//! One stream from `connected` to its end: the loop, and what it does at each step.

use super::{End, Ended, Socket, Stream};
use crate::telephone::Happening;
use crate::telephone::caller::Why;
use crate::telephone::events::Event;
use crate::telephone::fault::Faults;
use crate::telephone::handset::Tick;
use crate::telephone::outbound::{self, Outbound};
use crate::telephone::rest::Order;
use audio::{FRAME_MS, LineFrame};
use futures_util::{SinkExt, StreamExt};
use std::collections::VecDeque;
use std::time::Duration;
use telephony::wire::{Start, ToServer};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{self, Message};

/// A server that takes no data for so long is gone.
const SEND_LIMIT: Duration = Duration::from_secs(5);
/// A server has so long to close its end after `stop`, and to tell the rest of the call.
const FAREWELL_LIMIT: Duration = Duration::from_secs(2);
/// A half-open socket is held so long before the carrier notices.
const HALF_OPEN_HOLD: Duration = Duration::from_secs(30);
/// Messages taken before the next tick gets its turn, so that a flood cannot stop the clock; a paced server sends one or two.
const MESSAGES_PER_TICK_MAX: u32 = 500;

/// A stream under way.
pub(super) struct Session<'a> {
    socket: Socket,
    writer: ToServer,
    stream: Stream<'a>,
    begun_at: Instant,
    /// The sound of the last message.
    sound: Vec<u8>,
    /// Frames that are late on purpose: when they go out, and their time.
    late: VecDeque<(Instant, u64, LineFrame)>,
    first_frame_ms: Option<u64>,
    late_ms_max: u64,
    /// Messages that a carrier does not take.
    foreign: u64,
}

/// What comes next.
enum Step {
    Message(Option<Result<Message, tungstenite::Error>>),
    Order(Option<Order>),
    Event(Option<Event>),
    Release,
    Tick(Instant),
}

impl<'a> Session<'a> {
    /// A stream whose socket is open.
    pub fn new(socket: Socket, stream: Stream<'a>) -> Self {
        Session {
            socket,
            writer: ToServer::new(&stream.start.stream_sid),
            stream,
            begun_at: Instant::now(),
            sound: Vec::new(),
            late: VecDeque::new(),
            first_frame_ms: None,
            late_ms_max: 0,
            foreign: 0,
        }
    }

    /// What is left of it.
    pub fn ended(self, end: End) -> Ended {
        let Session { stream, first_frame_ms, late_ms_max, .. } = self;
        Ended { end, handset: stream.handset, first_frame_ms, late_ms_max }
    }

    /// Talks until the end.
    pub async fn run(&mut self) -> End {
        match self.talk().await {
            Ok(end) | Err(end) => end,
        }
    }

    async fn talk(&mut self) -> Result<End, End> {
        self.send(ToServer::CONNECTED.to_owned()).await?;
        let start = self.writer.start(&self.stream.start).to_owned();
        self.send(start).await?;
        self.begun_at = Instant::now();
        let mut ticks = interval_at(self.begun_at, Duration::from_millis(u64::from(FRAME_MS)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut messages = 0;
        loop {
            let release = self.late.front().map(|(at, _, _)| *at);
            let step = tokio::select! {
                biased;
                message = self.socket.next(), if messages < MESSAGES_PER_TICK_MAX => Step::Message(message),
                order = self.stream.orders.order() => Step::Order(order),
                event = next(&mut self.stream.events) => Step::Event(event),
                () = until(release) => Step::Release,
                at = ticks.tick() => Step::Tick(at),
            };
            let end = match step {
                Step::Message(message) => {
                    messages += 1;
                    self.take(message).await?
                }
                Step::Order(order) => order.map(End::Ordered),
                Step::Event(event) => self.learn(event),
                Step::Release => self.release().await?,
                Step::Tick(at) => {
                    messages = 0;
                    self.tick(at).await?
                }
            };
            self.tell();
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }

    /// Takes what came over the socket.
    async fn take(&mut self, message: Option<Result<Message, tungstenite::Error>>) -> Result<Option<End>, End> {
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => return Ok(None),
            Some(Ok(Message::Binary(_))) => {
                self.meet_foreign();
                return Ok(None);
            }
            Some(Ok(Message::Close(frame))) => {
                let said = frame.map(|frame| format!("{} {}", u16::from(frame.code), frame.reason));
                return Ok(Some(End::Closed(said.unwrap_or_default().trim().to_owned())));
            }
            Some(Err(error)) => return Err(End::Broken(error.to_string())),
            None => return Err(End::Broken("it ended without a word".to_owned())),
        };
        let message = outbound::read(&text, &self.stream.start.stream_sid, &mut self.sound);
        match message {
            Outbound::Media => {
                let since_ms = self.begun_at.elapsed().as_millis() as u64;
                self.first_frame_ms.get_or_insert(since_ms);
            }
            Outbound::Foreign => self.meet_foreign(),
            Outbound::Mark(_) | Outbound::Clear => {}
        }
        let marks = self.stream.handset.take(message, &self.sound);
        self.send_marks(marks).await?;
        Ok(None)
    }

    fn meet_foreign(&mut self) {
        self.foreign += 1;
        if self.foreign == 1 {
            self.see(Happening::Carrier("a message that Twilio would not take".to_owned()));
        }
    }

    fn learn(&mut self, event: Option<Event>) -> Option<End> {
        match event {
            Some(event) => {
                self.stream.handset.inform();
                self.stream.handset.learn(event);
            }
            None => self.stream.events = None,
        }
        None
    }

    /// The next 20 ms.
    async fn tick(&mut self, due_at: Instant) -> Result<Option<End>, End> {
        self.late_ms_max = self.late_ms_max.max(due_at.elapsed().as_millis() as u64);
        let faults = self.stream.faults;
        let now_ms = self.stream.handset.now_ms();
        let reached = |at_ms: Option<u64>| at_ms.is_some_and(|at_ms| now_ms >= at_ms);
        if reached(faults.drop_at_ms) {
            return Ok(Some(End::Broken("it was cut, as ordered".to_owned())));
        }
        if reached(faults.half_open_at_ms) {
            return Ok(Some(self.hold_half_open().await));
        }
        let Tick { frame, key, marks, hang_up } = self.stream.handset.tick();
        if let Some((since_ms, frame)) = frame {
            self.say(since_ms, frame).await?;
        }
        if let Some(key) = key {
            let text = self.writer.digit(key).to_owned();
            self.send(text).await?;
        }
        self.send_marks(marks).await?;
        if reached(faults.hang_up_at_ms) {
            return Ok(Some(End::HungUp(Why::AsOrdered)));
        }
        Ok(hang_up.map(End::HungUp))
    }

    /// Neither sends nor reads; orders by REST come another way.
    async fn hold_half_open(&mut self) -> End {
        match timeout(HALF_OPEN_HOLD, self.stream.orders.order()).await {
            Ok(Some(order)) => End::Ordered(order),
            _ => End::Broken("it was half-open, as ordered".to_owned()),
        }
    }

    /// Sends the caller's sound: now, late, or never.
    async fn say(&mut self, since_ms: u64, frame: LineFrame) -> Result<(), End> {
        let Faults { jitter_ms, loss_percent, .. } = self.stream.faults;
        if self.stream.chance.below(100) < loss_percent {
            return Ok(());
        }
        if jitter_ms == 0 {
            let text = self.writer.media(since_ms, &frame).to_owned();
            return self.send(text).await;
        }
        let delay = Duration::from_millis(self.stream.chance.below(jitter_ms + 1));
        // A TCP connection delays, it does not reorder.
        let last = self.late.back().map(|(at, _, _)| *at);
        let at = last.into_iter().fold(Instant::now() + delay, Instant::max);
        self.late.push_back((at, since_ms, frame));
        Ok(())
    }

    async fn release(&mut self) -> Result<Option<End>, End> {
        if let Some((_, since_ms, frame)) = self.late.pop_front() {
            let text = self.writer.media(since_ms, &frame).to_owned();
            self.send(text).await?;
        }
        Ok(None)
    }

    async fn send_marks(&mut self, marks: Vec<String>) -> Result<(), End> {
        if self.stream.faults.no_marks {
            return Ok(());
        }
        for mark in marks {
            let text = self.writer.mark(&mark).to_owned();
            self.send(text).await?;
        }
        Ok(())
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        match timeout(SEND_LIMIT, self.socket.send(Message::text(text))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(End::Broken(error.to_string())),
            Err(_) => Err(End::Broken(format!("the server took no data for {} s", SEND_LIMIT.as_secs()))),
        }
    }

    /// Says goodbye where there is somebody to say it to, and listens to what the server still tells of the call.
    pub async fn part(&mut self, end: &End) {
        if matches!(end, End::Ordered(_) | End::HungUp(_)) {
            let Start { account_sid, call_sid, .. } = &self.stream.start;
            let stop = self.writer.stop(account_sid, call_sid).to_owned();
            let _ = self.send(stop).await;
            let _ = timeout(FAREWELL_LIMIT, self.socket.close(None)).await;
        }
        if !matches!(end, End::Broken(_)) {
            let _ = timeout(FAREWELL_LIMIT, self.learn_the_rest()).await;
        }
        self.tell();
    }

    async fn learn_the_rest(&mut self) {
        let Some(mut events) = self.stream.events.take() else { return };
        while let Some(event) = events.recv().await {
            self.stream.handset.learn(event);
        }
    }

    fn tell(&mut self) {
        for happening in self.stream.handset.happenings() {
            self.stream.audience.see(self.stream.number, &happening);
        }
    }

    fn see(&self, happening: Happening) {
        self.stream.audience.see(self.stream.number, &happening);
    }
}

async fn next(events: &mut Option<mpsc::Receiver<Event>>) -> Option<Event> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
