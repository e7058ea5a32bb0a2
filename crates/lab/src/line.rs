//! A telephone line in memory, in virtual time: every 20 ms a frame of the caller's comes in and one of the agent's is played,
//! by the playback model of the product's own telephone.

use crate::telephone::playback::Playback;
use async_trait::async_trait;
use audio::{LINE_FRAME, LineFrame};
use call::line::{Closed, Control, Line, LineError, LineEvent};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

/// μ-law of silence (G.711).
const SILENCE: u8 = 0xFF;

/// What the test and the line share.
#[derive(Default)]
pub struct Wire {
    speech: VecDeque<LineFrame>,
    digits: VecDeque<char>,
    hung_up: bool,
    cut: bool,
    keep_marks: bool,
    control_down: bool,
    /// When frames left for the caller.
    pub sent: Vec<Instant>,
    /// When the line was cleared.
    pub cleared: Vec<Instant>,
    /// What was asked of the carrier.
    pub control: Vec<&'static str>,
}

/// The test's end of the line.
#[derive(Clone, Default)]
pub struct Caller(pub Arc<Mutex<Wire>>);

impl Caller {
    fn wire(&self) -> std::sync::MutexGuard<'_, Wire> {
        self.0.lock().expect("no test panics while it holds the wire")
    }

    /// Speaks: 8 kHz μ-law, cut into frames; the last one is padded.
    pub fn speak(&self, sound: &[u8]) {
        let frames = sound.chunks(LINE_FRAME).map(|chunk| {
            let mut frame = [SILENCE; LINE_FRAME];
            frame[..chunk.len()].copy_from_slice(chunk);
            frame
        });
        self.wire().speech.extend(frames);
    }

    /// Presses keys.
    pub fn press(&self, keys: &str) {
        self.wire().digits.extend(keys.chars());
    }

    /// Hangs up.
    pub fn hang_up(&self) {
        self.wire().hung_up = true;
    }

    /// The connection breaks without a word.
    pub fn cut(&self) {
        self.wire().cut = true;
    }

    /// From now on no mark comes back.
    pub fn lose_marks(&self) {
        self.wire().keep_marks = true;
    }

    /// From now on the carrier's REST interface is down.
    pub fn break_control(&self) {
        self.wire().control_down = true;
    }

    /// The two ends that the call is given.
    pub fn line(&self) -> (Box<dyn Line>, Arc<dyn Control>) {
        let mut tick = interval(Duration::from_millis(20));
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let line = MemoryLine { caller: self.clone(), tick, playback: Playback::default(), pending: VecDeque::new() };
        (Box::new(line), Arc::new(MemoryControl(self.clone())))
    }
}

struct MemoryLine {
    caller: Caller,
    tick: Interval,
    playback: Playback,
    pending: VecDeque<LineEvent>,
}

impl MemoryLine {
    fn return_marks(&mut self, marks: Vec<String>) {
        if !self.caller.wire().keep_marks {
            self.pending.extend(marks.iter().filter_map(|mark| mark.parse().ok()).map(LineEvent::Mark));
        }
    }

    fn pass_20_ms(&mut self) {
        let played = self.playback.play();
        self.return_marks(played.marks);
        let mut wire = self.caller.wire();
        let frame = wire.speech.pop_front().unwrap_or([SILENCE; LINE_FRAME]);
        self.pending.push_back(LineEvent::Frame(Box::new(frame)));
        if let Some(key) = wire.digits.pop_front() {
            self.pending.push_back(LineEvent::Digit(key));
        }
        if wire.cut {
            self.pending.push_back(LineEvent::Closed(Closed::Broken));
        } else if wire.hung_up {
            self.pending.push_back(LineEvent::Closed(Closed::Stopped));
        }
    }
}

#[async_trait]
impl Line for MemoryLine {
    async fn receive(&mut self) -> LineEvent {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return event;
            }
            self.tick.tick().await;
            self.pass_20_ms();
        }
    }

    async fn play(&mut self, frame: &LineFrame) -> Result<(), LineError> {
        self.playback.media(frame);
        self.caller.wire().sent.push(Instant::now());
        Ok(())
    }

    async fn mark(&mut self, mark: u64) -> Result<(), LineError> {
        self.playback.mark(mark.to_string());
        Ok(())
    }

    async fn clear(&mut self) -> Result<(), LineError> {
        self.caller.wire().cleared.push(Instant::now());
        let marks = self.playback.clear();
        self.return_marks(marks);
        Ok(())
    }
}

struct MemoryControl(Caller);

impl MemoryControl {
    fn obey(&self, what: &'static str) -> Result<(), LineError> {
        let mut wire = self.0.wire();
        wire.control.push(what);
        if wire.control_down {
            return Err(LineError::Carrier("it is down".into()));
        }
        wire.hung_up = true;
        Ok(())
    }
}

#[async_trait]
impl Control for MemoryControl {
    async fn hang_up(&self) -> Result<(), LineError> {
        self.obey("hang up")
    }

    async fn transfer(&self) -> Result<(), LineError> {
        self.obey("transfer")
    }
}
