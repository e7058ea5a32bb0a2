//! What a server sends on a media stream, as the carrier takes it: one WebSocket text in, one [`Outbound`] out.
//!
//! Reading is [`wire`]'s. Only its bounds are widened: they protect a server from a carrier, while agents that speak without
//! pacing send whole sentences in one message, which Twilio takes.

use serde_json::Value;
use telephony::wire::{self, Message, WireError};

/// The longest message that is taken, bytes; one minute of sound.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// A message of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outbound {
    /// Sound to be played, μ-law; it lies in the buffer given.
    Media,
    /// A mark to be sent back.
    Mark(String),
    /// The buffer is to be dropped.
    Clear,
    /// Something that the carrier does not take.
    Foreign,
}

/// Reads a message of the stream with this id. Sound is put into `sound`.
pub fn read(text: &str, stream_sid: &str, sound: &mut Vec<u8>) -> Outbound {
    let envelope = match wire::read(text) {
        Ok(envelope) if envelope.stream_sid == stream_sid => envelope,
        Err(WireError::Oversized) => return read_long(text, stream_sid, sound).unwrap_or(Outbound::Foreign),
        _ => return Outbound::Foreign,
    };
    match envelope.message {
        Message::Media(media) => match media.decode(sound) {
            Ok(()) => Outbound::Media,
            Err(_) => read_long(text, stream_sid, sound).unwrap_or(Outbound::Foreign),
        },
        Message::Mark(name) => Outbound::Mark(name.into_owned()),
        Message::Clear => Outbound::Clear,
        _ => Outbound::Foreign,
    }
}

/// A `media` message beyond the server's bounds.
fn read_long(text: &str, stream_sid: &str, sound: &mut Vec<u8>) -> Option<Outbound> {
    let value: Value = serde_json::from_str(text).ok()?;
    if text.len() > MESSAGE_BYTES_MAX || value["event"] != "media" || value["streamSid"] != stream_sid {
        return None;
    }
    *sound = base64_simd::STANDARD.decode_to_vec(value["media"]["payload"].as_str()?).ok()?;
    Some(Outbound::Media)
}

#[cfg(test)]
mod tests {
    use super::*;
    use telephony::wire::ToCarrier;

    #[test]
    fn what_a_server_writes_is_read() {
        let mut writer = ToCarrier::new("MZ1");
        let mut sound = Vec::new();
        for length in [160, 3_999, 8_001, 100_000] {
            assert_eq!(read(writer.media(&vec![7; length]), "MZ1", &mut sound), Outbound::Media);
            assert_eq!(sound, vec![7; length]);
        }
        assert_eq!(read(writer.mark(4), "MZ1", &mut sound), Outbound::Mark("4".to_owned()));
        assert_eq!(read(writer.clear(), "MZ1", &mut sound), Outbound::Clear);
    }

    #[test]
    fn what_is_for_another_stream_or_no_message_is_foreign() {
        let mut sound = Vec::new();
        let mut other = ToCarrier::new("MZ2");
        assert_eq!(read(other.media(&[7; 160]), "MZ1", &mut sound), Outbound::Foreign);
        assert_eq!(read(other.media(&[7; 20_000]), "MZ1", &mut sound), Outbound::Foreign);
        for text in
            ["", "{}", "{\"event\":\"stop\",\"streamSid\":\"MZ1\"}", "{\"event\":\"media\",\"streamSid\":\"MZ1\"}"]
        {
            assert_eq!(read(text, "MZ1", &mut sound), Outbound::Foreign, "{text}");
        }
    }
}
