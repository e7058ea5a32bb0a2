//! Reading: one WebSocket text becomes an [`Envelope`].

use super::{MESSAGE_BYTES_MAX, PAYLOAD_BYTES_MAX, Start};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A message and what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The stream it belongs to; empty in `connected`.
    pub stream_sid: Cow<'a, str>,
    /// Counts a carrier's messages from 1; absent in a server's.
    pub sequence: Option<u64>,
    /// The message.
    pub message: Message<'a>,
}

/// A message of either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message<'a> {
    /// The socket is open (carrier to server, first).
    Connected,
    /// The stream begins (carrier to server, once).
    Start(Box<Start>),
    /// Sound (both directions).
    Media(Media<'a>),
    /// A key was pressed: `0`–`9`, `*`, `#` (carrier to server).
    Digit(char),
    /// To the carrier: say when all sound so far has played. From it: it has. The name is the server's.
    Mark(Cow<'a, str>),
    /// Drop the sound not yet played (server to carrier).
    Clear,
    /// The stream is over (carrier to server, last).
    Stop,
    /// Well-formed, but not known here.
    Unknown,
}

/// Sound, still in base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media<'a> {
    /// Whose sound.
    pub track: Track,
    /// Counts the track's messages from 1.
    pub chunk: Option<u64>,
    /// Time since the stream's start.
    pub timestamp_ms: Option<u64>,
    payload: Cow<'a, str>,
}

impl Media<'_> {
    /// Replaces the content of `bytes` by the sound, μ-law. Allocates only while `bytes` grows to its largest size.
    ///
    /// # Errors
    /// When the payload is longer than [`PAYLOAD_BYTES_MAX`] or is no base64.
    pub fn decode(&self, bytes: &mut Vec<u8>) -> Result<(), WireError> {
        bytes.clear();
        if self.payload.len() > PAYLOAD_BYTES_MAX.div_ceil(3) * 4 {
            return Err(WireError::Oversized);
        }
        let base64 = base64_simd::STANDARD;
        base64.decode_append(self.payload.as_bytes(), bytes).map_err(|_| WireError::Malformed)
    }
}

/// A direction of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    /// The caller's voice; also sound on its way to the carrier, which names no track.
    Inbound,
    /// What the caller hears, or anything else.
    Other,
}

/// Failed to read a message. Says nothing of its content, which may be a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Above a bound.
    #[error("read a stream message: it is too long")]
    Oversized,
    /// Not a message of Media Streams.
    #[error("read a stream message: it is malformed")]
    Malformed,
}

/// Reads one WebSocket text.
///
/// # Errors
/// When the text is above [`MESSAGE_BYTES_MAX`], is no JSON, or lacks what its kind of message needs.
pub fn read(text: &str) -> Result<Envelope<'_>, WireError> {
    if text.len() > MESSAGE_BYTES_MAX {
        return Err(WireError::Oversized);
    }
    let flat: Flat<'_> = serde_json::from_str(text).map_err(|_| WireError::Malformed)?;
    let message = match &*flat.event {
        "media" => flat.media.map(FlatMedia::into_message),
        "mark" => flat.mark.map(|mark| Message::Mark(mark.name)),
        "dtmf" => flat.dtmf.and_then(|dtmf| dtmf.key()).map(Message::Digit),
        "start" => flat.start.map(Message::Start),
        "connected" => Some(Message::Connected),
        "clear" => Some(Message::Clear),
        "stop" => Some(Message::Stop),
        _ => Some(Message::Unknown),
    };
    let message = message.ok_or(WireError::Malformed)?;
    Ok(Envelope { stream_sid: flat.stream_sid, sequence: flat.sequence_number, message })
}

/// All messages in one struct: an enum tagged by `event` costs serde a copy of the whole message (604 ns against 245).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flat<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow, default)]
    stream_sid: Cow<'a, str>,
    #[serde(default, deserialize_with = "count")]
    sequence_number: Option<u64>,
    #[serde(borrow, default)]
    media: Option<FlatMedia<'a>>,
    #[serde(borrow, default)]
    mark: Option<FlatMark<'a>>,
    #[serde(borrow, default)]
    dtmf: Option<FlatDtmf<'a>>,
    #[serde(default)]
    start: Option<Box<Start>>,
}

#[derive(Deserialize)]
struct FlatMedia<'a> {
    #[serde(borrow, default)]
    track: Cow<'a, str>,
    #[serde(default, deserialize_with = "count")]
    chunk: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    timestamp: Option<u64>,
    #[serde(borrow)]
    payload: Cow<'a, str>,
}

impl<'a> FlatMedia<'a> {
    fn into_message(self) -> Message<'a> {
        let track = if matches!(&*self.track, "" | "inbound") { Track::Inbound } else { Track::Other };
        Message::Media(Media { track, chunk: self.chunk, timestamp_ms: self.timestamp, payload: self.payload })
    }
}

#[derive(Deserialize)]
struct FlatMark<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct FlatDtmf<'a> {
    #[serde(borrow)]
    digit: Cow<'a, str>,
}

impl FlatDtmf<'_> {
    fn key(&self) -> Option<char> {
        let mut characters = self.digit.chars();
        let key = characters.next().filter(|key| matches!(key, '0'..='9' | '*' | '#'))?;
        characters.next().is_none().then_some(key)
    }
}

/// Twilio writes its numbers as strings; others write them as numbers. What is neither is no number.
fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    struct Count;

    impl Visitor<'_> for Count {
        type Value = Option<u64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number or a string of digits")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(text.parse().ok())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(Count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::MediaFormat;

    #[test]
    fn the_messages_of_twilios_documentation_are_read() {
        let connected = read(r#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#).expect("connected");
        assert_eq!((connected.message, &*connected.stream_sid), (Message::Connected, ""));

        let start = read(
            r#"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1","callSid":"CA1",
            "tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},
            "customParameters":{"token":"secret","more":"1"}},"streamSid":"MZ1"}"#,
        );
        let Ok(Envelope { message: Message::Start(start), sequence: Some(1), .. }) = start else { panic!("{start:?}") };
        assert_eq!((start.call_sid.as_str(), start.account_sid.as_str()), ("CA1", "AC1"));
        assert_eq!(start.media_format, MediaFormat::mulaw());
        assert_eq!(start.custom_parameters["token"], "secret");
        assert!(!format!("{start:?}").contains("secret"));

        let media = read(
            r#"{"event":"media","sequenceNumber":"4","media":{"track":"inbound","chunk":"2","timestamp":"25",
            "payload":"AP9/gA=="},"streamSid":"MZ1"}"#,
        );
        let Ok(Envelope { message: Message::Media(media), sequence: Some(4), .. }) = media else { panic!("{media:?}") };
        let mut bytes = vec![1, 2, 3];
        assert_eq!(media.decode(&mut bytes), Ok(()));
        assert_eq!(bytes, [0x00, 0xff, 0x7f, 0x80]);
        assert_eq!((media.track, media.chunk, media.timestamp_ms), (Track::Inbound, Some(2), Some(25)));

        let dtmf =
            r##"{"event":"dtmf","streamSid":"MZ1","sequenceNumber":"5","dtmf":{"track":"inbound_track","digit":"#"}}"##;
        assert_eq!(read(dtmf).expect("dtmf").message, Message::Digit('#'));
        let mark = r#"{"event":"mark","sequenceNumber":"4","streamSid":"MZ1","mark":{"name":"7"}}"#;
        assert_eq!(read(mark).expect("mark").message, Message::Mark("7".into()));
        let stop =
            r#"{"event":"stop","sequenceNumber":"5","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}}"#;
        assert_eq!(read(stop).expect("stop").message, Message::Stop);
        assert_eq!(read(r#"{"event":"clear","streamSid":"MZ1"}"#).expect("clear").message, Message::Clear);
        assert_eq!(read(r#"{"event":"news","x":{"y":[1]}}"#).expect("news").message, Message::Unknown);
    }

    #[test]
    fn sound_is_borrowed_and_escaped_slashes_are_understood() {
        let plain = read(r#"{"event":"media","streamSid":"M","media":{"payload":"//8="}}"#).expect("media");
        let escaped = read(r#"{"event":"media","streamSid":"M","media":{"payload":"\/\/8="}}"#).expect("media");
        let mut both = [Vec::new(), Vec::new()];
        for (envelope, bytes) in [plain, escaped].iter().zip(&mut both) {
            let Message::Media(media) = &envelope.message else { panic!("{envelope:?}") };
            media.decode(bytes).expect("sound");
        }
        assert_eq!(both, [[0xff, 0xff], [0xff, 0xff]]);
    }

    #[test]
    fn numbers_may_be_numbers() {
        let media = read(r#"{"event":"media","sequenceNumber":9,"media":{"chunk":3,"timestamp":null,"payload":""}}"#);
        let Ok(Envelope { message: Message::Media(media), sequence, .. }) = media else { panic!("{media:?}") };
        assert_eq!((sequence, media.chunk, media.timestamp_ms), (Some(9), Some(3), None));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            "{\"event\":7}",
            "{\"event\":\"media\"}",
            "{\"event\":\"media\",\"media\":{}}",
            "{\"event\":\"start\",\"start\":{\"streamSid\":\"M\"}}",
            "{\"event\":\"mark\",\"mark\":null}",
            "{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"12\"}}",
            "{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"x\"}}",
            "{\"event\":\"stop\",\"event\":\"stop\"}",
            "{\"event\":\"stop\"} trailing",
        ] {
            assert_eq!(read(text), Err(WireError::Malformed), "{text}");
        }
        let deep = format!("{{\"event\":\"stop\",\"x\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
        assert_eq!(
            read(&deep).map(|envelope| envelope.message),
            Ok(Message::Stop),
            "depth is skipped without recursion"
        );
        assert_eq!(read(&" ".repeat(MESSAGE_BYTES_MAX + 1)), Err(WireError::Oversized));
    }

    #[test]
    fn a_payload_above_the_bound_is_refused() {
        let payload = base64_simd::STANDARD.encode_to_string(vec![0; PAYLOAD_BYTES_MAX + 3]);
        let text = format!(r#"{{"event":"media","media":{{"payload":"{payload}"}}}}"#);
        let Ok(Envelope { message: Message::Media(media), .. }) = read(&text) else { panic!() };
        assert_eq!(media.decode(&mut Vec::new()), Err(WireError::Oversized));
    }
}
