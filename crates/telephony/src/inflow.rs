//! What comes in on one media stream: texts become [`LineEvent`]s, whatever their order and quality.
//!
//! Pure: it knows no socket and no clock. It waits for `start`, takes sound of the caller's track in payloads of any size and
//! gives it on in frames of 20 ms, and counts what is malformed, oversized, out of order, foreign or unknown. None of that
//! ends the stream, unless messages of no use outnumber those of use by [`GARBAGE_LEAD_MAX`]. How long a message may be,
//! [`wire::MESSAGE_BYTES_MAX`] says; nothing of one that is not understood is kept.

use super::wire::{self, Counters, Envelope, Framer, Media, Message, Start, Track, WireError};
use call::line::{Closed, LineEvent};
use std::collections::VecDeque;

/// How many messages of no use may outnumber those of use: what makes no sense, what has an unknown event, what is another
/// stream's, what comes again or too early. A live line brings 50 good messages a second, so that only a sender of more garbage
/// than sound, or one that never says anything sensible, comes to the bound.
pub const GARBAGE_LEAD_MAX: u32 = 100;

/// How many keys of a call are given on. Only numbers are typed, of at most 15 digits, and a finger presses four keys a second.
pub const DIGITS_MAX: u32 = 256;

/// A stream's incoming half.
#[derive(Debug, Default)]
pub struct Inflow {
    stream_sid: Option<String>,
    order: Order,
    frames: Framer,
    sound: Vec<u8>,
    /// The highest mark that was sent; `None` before the first.
    mark_sent: Option<u64>,
    events: VecDeque<LineEvent>,
    counters: Counters,
    garbage_lead: u32,
    sensible: u64,
    digits: u32,
}

/// The sender has sent so much garbage that its socket should be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read the stream: too much of it is garbage")]
pub struct Flood;

impl Inflow {
    /// Takes one text. The first `start` is given back, for it is for the caller to decide whether it may begin; the rest
    /// becomes events.
    ///
    /// # Errors
    /// When garbage outnumbers sense by more than [`GARBAGE_LEAD_MAX`].
    pub fn take(&mut self, text: &str) -> Result<Option<Box<Start>>, Flood> {
        self.counters.messages += 1;
        match wire::read(text).and_then(|envelope| self.accept(envelope)) {
            Ok(Taken::Used(start)) => {
                self.sensible += 1;
                self.garbage_lead = self.garbage_lead.saturating_sub(1);
                Ok(start)
            }
            Ok(Taken::Useless) => self.garbage(),
            Err(WireError::Malformed) => {
                self.counters.malformed += 1;
                self.garbage()
            }
            Err(WireError::Oversized) => {
                self.counters.oversized += 1;
                self.garbage()
            }
        }
    }

    /// Counts a WebSocket message that is no text.
    ///
    /// # Errors
    /// As [`Inflow::take`].
    pub fn take_binary(&mut self) -> Result<(), Flood> {
        self.counters.messages += 1;
        self.counters.malformed += 1;
        self.garbage().map(|_| ())
    }

    /// Counts a WebSocket message that was refused for its length before it was read.
    pub fn refuse_oversized(&mut self) {
        self.counters.messages += 1;
        self.counters.oversized += 1;
    }

    /// Marks up to this number have been sent; others that come back are not ours.
    pub fn mark_sent(&mut self, mark: u64) {
        self.mark_sent = self.mark_sent.max(Some(mark));
    }

    /// The next event of what was taken so far.
    pub fn next_event(&mut self) -> Option<LineEvent> {
        self.events.pop_front()
    }

    /// Messages of use so far: the signs of life of a carrier.
    pub fn sensible(&self) -> u64 {
        self.sensible
    }

    /// What was counted so far.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    fn garbage(&mut self) -> Result<Option<Box<Start>>, Flood> {
        self.garbage_lead += 1;
        if self.garbage_lead > GARBAGE_LEAD_MAX { Err(Flood) } else { Ok(None) }
    }

    fn accept(&mut self, envelope: Envelope<'_>) -> Result<Taken, WireError> {
        let useless = match (&self.stream_sid, envelope.message) {
            (None, Message::Connected) => return Ok(Taken::Used(None)),
            (None, Message::Start(start)) => {
                self.order.sequence(envelope.sequence);
                self.stream_sid = Some(start.stream_sid.clone());
                return Ok(Taken::Used(Some(start)));
            }
            (Some(_), Message::Start(_)) => &mut self.counters.repeated_starts,
            (_, Message::Unknown | Message::Clear | Message::Connected) => &mut self.counters.unknown,
            (None, _) => &mut self.counters.early,
            (Some(ours), _) if **ours != *envelope.stream_sid => &mut self.counters.foreign_stream,
            (Some(_), message) => {
                if !self.order.sequence(envelope.sequence) {
                    self.counters.out_of_order += 1;
                }
                return self.accept_in_stream(message);
            }
        };
        *useless += 1;
        Ok(Taken::Useless)
    }

    fn accept_in_stream(&mut self, message: Message<'_>) -> Result<Taken, WireError> {
        let useless = match message {
            Message::Media(media) => {
                // A second track is as long as the first: it is foreign, but no garbage.
                match media.track {
                    Track::Inbound => self.accept_sound(&media)?,
                    Track::Other => self.counters.foreign_track += 1,
                }
                return Ok(Taken::Used(None));
            }
            Message::Digit(key) if self.digits < DIGITS_MAX => {
                self.digits += 1;
                self.events.push_back(LineEvent::Digit(key));
                return Ok(Taken::Used(None));
            }
            Message::Digit(_) => &mut self.counters.surplus_digits,
            Message::Mark(name) => match name.parse() {
                Ok(mark) if Some(mark) <= self.mark_sent => {
                    self.events.push_back(LineEvent::Mark(mark));
                    return Ok(Taken::Used(None));
                }
                _ => &mut self.counters.unknown_marks,
            },
            Message::Stop => {
                self.events.push_back(LineEvent::Closed(Closed::Stopped));
                return Ok(Taken::Used(None));
            }
            Message::Connected | Message::Start(_) | Message::Clear | Message::Unknown => &mut self.counters.unknown,
        };
        *useless += 1;
        Ok(Taken::Useless)
    }

    fn accept_sound(&mut self, media: &Media<'_>) -> Result<(), WireError> {
        media.decode(&mut self.sound)?;
        match self.order.sound(media) {
            Some(missing) => self.counters.missing_chunks += missing,
            None => self.counters.out_of_order += 1,
        }
        self.frames.push(&self.sound, |frame| {
            self.counters.frames += 1;
            self.events.push_back(LineEvent::Frame(Box::new(*frame)));
        });
        Ok(())
    }
}

/// What became of a message that could be read.
enum Taken {
    /// It was of use; the first `start` is given back.
    Used(Option<Box<Start>>),
    /// It was counted and dropped.
    Useless,
}

/// The numbers that a sender counts by.
#[derive(Debug, Default)]
struct Order {
    sequence: u64,
    chunk: u64,
    timestamp_ms: u64,
}

impl Order {
    /// Whether a message's number follows those before it; messages without one always do.
    fn sequence(&mut self, sequence: Option<u64>) -> bool {
        let Some(sequence) = sequence else { return true };
        let follows = sequence > self.sequence;
        self.sequence = self.sequence.max(sequence);
        follows
    }

    /// How many chunks are missing before this one; `None` if it comes too late.
    fn sound(&mut self, media: &Media<'_>) -> Option<u64> {
        let timestamp_ms = media.timestamp_ms.unwrap_or(self.timestamp_ms);
        let next = self.chunk.saturating_add(1);
        let chunk = media.chunk.unwrap_or(next);
        let follows = chunk >= next && timestamp_ms >= self.timestamp_ms;
        self.timestamp_ms = self.timestamp_ms.max(timestamp_ms);
        self.chunk = self.chunk.max(chunk);
        follows.then(|| chunk - next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{MESSAGE_BYTES_MAX, MediaFormat, ToServer};
    use proptest::prelude::*;

    fn start(stream_sid: &str) -> Start {
        Start {
            stream_sid: stream_sid.to_owned(),
            account_sid: "AC1".to_owned(),
            call_sid: "CA1".to_owned(),
            tracks: Vec::new(),
            media_format: MediaFormat::mulaw(),
            custom_parameters: Default::default(),
        }
    }

    fn started() -> (Inflow, ToServer) {
        let (mut inflow, mut carrier) = (Inflow::default(), ToServer::new("MZ1"));
        assert_eq!(inflow.take(ToServer::CONNECTED), Ok(None));
        assert!(inflow.take(carrier.start(&start("MZ1"))).expect("no flood").is_some());
        (inflow, carrier)
    }

    fn events(inflow: &mut Inflow) -> Vec<LineEvent> {
        std::iter::from_fn(|| inflow.next_event()).collect()
    }

    #[test]
    fn a_stream_becomes_events_in_order() {
        let (mut inflow, mut carrier) = started();
        inflow.mark_sent(3);
        for text in
            [carrier.media(0, &[7; 160]).to_owned(), carrier.digit('5').to_owned(), carrier.mark("3").to_owned()]
        {
            assert_eq!(inflow.take(&text), Ok(None));
        }
        inflow.take(carrier.stop("AC1", "CA1")).expect("no flood");
        let frame = LineEvent::Frame(Box::new([7; 160]));
        let stop = LineEvent::Closed(Closed::Stopped);
        assert_eq!(events(&mut inflow), [frame, LineEvent::Digit('5'), LineEvent::Mark(3), stop]);
        assert_eq!(inflow.counters(), Counters { messages: 6, frames: 1, ..Counters::default() });
    }

    #[test]
    fn oddities_are_counted_and_harm_nothing() {
        let (mut inflow, mut carrier) = started();
        let (mut foreign, sound) = (ToServer::new("MZ2"), [0; 160]);
        inflow.take(foreign.media(0, &sound)).expect("no flood");
        inflow.take(carrier.start(&start("MZ9"))).expect("no flood");
        inflow.take(carrier.mark("0")).expect("no flood");
        inflow.take(carrier.mark("greeting")).expect("no flood");
        inflow
            .take(r#"{"event":"media","streamSid":"MZ1","media":{"track":"outbound","payload":""}}"#)
            .expect("no flood");
        inflow.take(r#"{"event":"weather","streamSid":"MZ1"}"#).expect("no flood");
        inflow.take("not json").expect("no flood");
        inflow.take(&"x".repeat(MESSAGE_BYTES_MAX + 1)).expect("no flood");
        inflow.take_binary().expect("no flood");
        let first = carrier.media(0, &sound).to_owned();
        let _lost = carrier.media(20, &sound);
        let third = carrier.media(40, &sound).to_owned();
        for text in [&first, &third, &first] {
            inflow.take(text).expect("no flood");
        }
        assert_eq!(events(&mut inflow).len(), 3);
        let expected = Counters {
            messages: 14,
            frames: 3,
            malformed: 2,
            oversized: 1,
            unknown: 1,
            foreign_stream: 1,
            foreign_track: 1,
            // The late message is late by its sequence number and by its chunk.
            out_of_order: 2,
            missing_chunks: 1,
            repeated_starts: 1,
            unknown_marks: 2,
            surplus_digits: 0,
            early: 0,
        };
        assert_eq!(inflow.counters(), expected);
    }

    #[test]
    fn nothing_counts_before_the_start() {
        let (mut inflow, mut carrier) = (Inflow::default(), ToServer::new("MZ1"));
        inflow.take(carrier.media(0, &[0; 160])).expect("no flood");
        inflow.take(carrier.stop("AC1", "CA1")).expect("no flood");
        assert_eq!((events(&mut inflow), inflow.counters().early), (vec![], 2));
    }

    #[test]
    fn a_flood_of_garbage_is_noticed_and_a_drizzle_is_not() {
        let (mut inflow, mut carrier) = started();
        for _ in 0..1_000 {
            assert_eq!(inflow.take("{"), Ok(None));
            assert_eq!(inflow.take(carrier.media(0, &[0; 160])), Ok(None));
        }
        let until_flood = (0..1_000).take_while(|_| inflow.take("{").is_ok()).count();
        assert_eq!(until_flood, GARBAGE_LEAD_MAX as usize);
    }

    #[test]
    fn a_flood_of_what_is_well_formed_and_of_no_use_is_noticed_too() {
        let foreign = ToServer::new("MZ2").media(0, &[0; 160]).to_owned();
        let again = started().1.start(&start("MZ1")).to_owned();
        let long = format!(r#"{{"event":"{}","streamSid":"MZ1"}}"#, "weather".repeat(2_000));
        for text in [r#"{"event":"weather","streamSid":"MZ1"}"#, ToServer::CONNECTED, &foreign, &again, &long] {
            let mut inflow = started().0;
            let until_flood = (0..1_000).take_while(|_| inflow.take(text).is_ok()).count();
            assert_eq!(until_flood, GARBAGE_LEAD_MAX as usize, "{}", &text[..30]);
        }
    }

    #[test]
    fn a_call_has_so_many_keys_and_no_more() {
        let (mut inflow, mut carrier) = started();
        for _ in 0..1_000 {
            assert_eq!(inflow.take(carrier.digit('5')), Ok(None));
            assert_eq!(inflow.take(carrier.media(0, &[0; 160])), Ok(None));
        }
        let keys = events(&mut inflow).into_iter().filter(|event| matches!(event, LineEvent::Digit(_))).count();
        assert_eq!(keys, DIGITS_MAX as usize);
        assert_eq!(inflow.counters().surplus_digits, 1_000 - u64::from(DIGITS_MAX));
        assert!(
            (0..=GARBAGE_LEAD_MAX).any(|_| inflow.take(carrier.digit('5')).is_err()),
            "without sound it is a flood"
        );
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut inflow = started().0;
            let _ = inflow.take(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn damaged_messages_never_panic(at in 0_usize..260, byte in any::<u8>(), cut in 0_usize..300, kind in 0..5) {
            let (mut inflow, mut carrier) = started();
            inflow.mark_sent(9);
            let text = match kind {
                0 => carrier.media(0, &[0x55; 90]),
                1 => carrier.mark("9"),
                2 => carrier.digit('1'),
                3 => carrier.stop("AC1", "CA1"),
                _ => carrier.start(&start("MZ1")),
            };
            let mut bytes = text.as_bytes().to_vec();
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(cut.max(1));
            let _ = inflow.take(&String::from_utf8_lossy(&bytes));
        }
    }
}
