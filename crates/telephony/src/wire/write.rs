//! Writing: what a server sends, and what a carrier sends.

use super::Start;
use std::fmt::{Display, Write};

/// What a server sends on one stream. Each call returns the text to send, valid until the next.
#[derive(Debug, Clone)]
pub struct ToCarrier {
    /// Always begins with the first part of a `media` message, `prefix_len` bytes; only what follows is rewritten.
    media: String,
    prefix_len: usize,
    mark: String,
    clear: String,
    stream_sid: String,
}

impl ToCarrier {
    /// A writer for the stream with this id.
    pub fn new(stream_sid: &str) -> Self {
        let stream_sid = quoted(stream_sid);
        let media = format!(r#"{{"event":"media","streamSid":{stream_sid},"media":{{"payload":""#);
        let clear = format!(r#"{{"event":"clear","streamSid":{stream_sid}}}"#);
        ToCarrier { prefix_len: media.len(), media, mark: String::new(), clear, stream_sid }
    }

    /// Sound to be played after what was sent before, μ-law.
    pub fn media(&mut self, sound: &[u8]) -> &str {
        self.media.truncate(self.prefix_len);
        base64_simd::STANDARD.encode_append(sound, &mut self.media);
        self.media.push_str("\"}}");
        &self.media
    }

    /// Asks to be told, by the same name, when all sound so far has played.
    pub fn mark(&mut self, name: u64) -> &str {
        self.mark.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.mark, r#"{{"event":"mark","streamSid":{},"mark":{{"name":"{name}"}}}}"#, self.stream_sid);
        &self.mark
    }

    /// Drops the sound not yet played.
    pub fn clear(&self) -> &str {
        &self.clear
    }
}

/// What a carrier sends on one stream. Each call returns the text to send, valid until the next, and counts it.
#[derive(Debug, Clone)]
pub struct ToServer {
    stream_sid: String,
    sequence: u64,
    chunk: u64,
    text: String,
}

impl ToServer {
    /// The first message on a socket.
    pub const CONNECTED: &'static str = r#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#;

    /// A writer for the stream with this id.
    pub fn new(stream_sid: &str) -> Self {
        ToServer { stream_sid: quoted(stream_sid), sequence: 0, chunk: 0, text: String::new() }
    }

    /// The stream begins.
    pub fn start(&mut self, start: &Start) -> &str {
        // A struct of strings and numbers always has a JSON form.
        let start = serde_json::to_string(start).unwrap_or_default();
        self.message("start", format_args!(r#""start":{start}"#))
    }

    /// The caller's sound, μ-law; `timestamp_ms` is its time since the stream's start.
    pub fn media(&mut self, timestamp_ms: u64, sound: &[u8]) -> &str {
        self.chunk += 1;
        let chunk = self.chunk;
        self.open("media");
        let _ = write!(
            self.text,
            r#","media":{{"track":"inbound","chunk":"{chunk}","timestamp":"{timestamp_ms}","payload":""#
        );
        base64_simd::STANDARD.encode_append(sound, &mut self.text);
        self.text.push_str("\"}}");
        &self.text
    }

    /// A key was pressed.
    pub fn digit(&mut self, key: char) -> &str {
        self.message("dtmf", format_args!(r#""dtmf":{{"track":"inbound_track","digit":"{key}"}}"#))
    }

    /// All sound before the server's mark of this name has played, or was cleared.
    pub fn mark(&mut self, name: &str) -> &str {
        let name = quoted(name);
        self.message("mark", format_args!(r#""mark":{{"name":{name}}}"#))
    }

    /// The stream is over.
    pub fn stop(&mut self, account_sid: &str, call_sid: &str) -> &str {
        let (account_sid, call_sid) = (quoted(account_sid), quoted(call_sid));
        self.message("stop", format_args!(r#""stop":{{"accountSid":{account_sid},"callSid":{call_sid}}}"#))
    }

    fn message(&mut self, event: &str, body: impl Display) -> &str {
        self.open(event);
        let _ = write!(self.text, ",{body}}}");
        &self.text
    }

    fn open(&mut self, event: &str) {
        self.sequence += 1;
        self.text.clear();
        let (sequence, stream_sid) = (self.sequence, &self.stream_sid);
        let _ = write!(self.text, r#"{{"event":"{event}","sequenceNumber":"{sequence}","streamSid":{stream_sid}"#);
    }
}

/// As a JSON string, quotes included.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{MediaFormat, Message, Track, read};

    #[test]
    fn a_server_writes_what_twilio_documents() {
        let mut writer = ToCarrier::new("MZ1");
        assert_eq!(writer.media(&[0xff; 3]), r#"{"event":"media","streamSid":"MZ1","media":{"payload":"////"}}"#);
        assert_eq!(writer.media(&[0]), r#"{"event":"media","streamSid":"MZ1","media":{"payload":"AA=="}}"#);
        assert_eq!(writer.mark(17), r#"{"event":"mark","streamSid":"MZ1","mark":{"name":"17"}}"#);
        assert_eq!(writer.clear(), r#"{"event":"clear","streamSid":"MZ1"}"#);
    }

    #[test]
    fn what_a_carrier_writes_a_server_reads() {
        let mut writer = ToServer::new("MZ\"1");
        let start = Start {
            stream_sid: "MZ\"1".to_owned(),
            account_sid: "AC1".to_owned(),
            call_sid: "CA1".to_owned(),
            tracks: vec!["inbound".to_owned()],
            media_format: MediaFormat::mulaw(),
            custom_parameters: [("token".to_owned(), "t".to_owned())].into(),
        };
        assert_eq!(read(ToServer::CONNECTED).expect("connected").message, Message::Connected);
        let envelope = read(writer.start(&start)).expect("start");
        assert_eq!((envelope.sequence, &*envelope.stream_sid), (Some(1), "MZ\"1"));
        assert_eq!(envelope.message, Message::Start(Box::new(start)));

        let sound: Vec<u8> = (0..160).collect();
        let envelope = read(writer.media(40, &sound)).expect("media");
        let Message::Media(media) = envelope.message else { panic!() };
        assert_eq!((media.track, media.chunk, media.timestamp_ms), (Track::Inbound, Some(1), Some(40)));
        let mut heard = Vec::new();
        media.decode(&mut heard).expect("sound");
        assert_eq!(heard, sound);

        assert_eq!(read(writer.digit('*')).expect("digit").message, Message::Digit('*'));
        assert_eq!(read(writer.mark("a \"b\"")).expect("mark").message, Message::Mark("a \"b\"".into()));
        let envelope = read(writer.stop("AC1", "CA1")).expect("stop");
        assert_eq!((envelope.sequence, envelope.message), (Some(5), Message::Stop));
    }

    #[test]
    fn writing_sound_reuses_its_buffer() {
        let mut writer = ToCarrier::new("MZ1");
        let first = writer.media(&[0xff; 160]).as_ptr();
        assert!((0..100).all(|value| writer.media(&[value; 160]).as_ptr() == first));
    }
}
