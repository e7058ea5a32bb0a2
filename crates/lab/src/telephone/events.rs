//! The server's own account of a call, where it gives one: what it says, what it asks, where the time went.
//!
//! A Vorzimmer on this machine offers each call's events to the holder of the call's stream token as JSON lines. The caller of
//! a rehearsal knows by them what it was asked, and the report gets the parts of the voice-to-voice time that cannot be
//! heard. Other servers have no such door: then there are no events, and that is no fault.

use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use telephony::{EVENTS_PATH, MEDIA_PATH};
use tokio::sync::mpsc;

/// Events that wait for the call's task, which takes them within a frame; a call has about 40 a minute.
const WAITING_MAX: usize = 256;
/// A call is watched no longer than this.
const WATCH_LIMIT: Duration = Duration::from_secs(3_600);
/// The longest line that is read, bytes; a sentence with its times has some hundred.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Something that the server tells of a call. Times are ms since the stream's start, by the server's clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// The agent begins to say this.
    Say {
        /// A sentence.
        words: String,
        /// It fills a wait and answers nothing.
        #[serde(default)]
        filler: bool,
        /// When.
        #[serde(default)]
        at_ms: u64,
    },
    /// The agent waits for an answer.
    Asked {
        /// To this, by the names of `vorzimmer chat --json`.
        asked: String,
    },
    /// A turn is over.
    Turn(Told),
    /// Whatever else there is to tell.
    #[serde(other)]
    Other,
}

/// A turn as the server tells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// `caller` or `agent`.
    pub who: Who,
    /// The words: the caller's as understood, the agent's as heard.
    pub words: String,
    /// Begin of its sound.
    pub start_ms: u64,
    /// End of its sound.
    pub end_ms: u64,
    /// Where the time went before it.
    #[serde(flatten)]
    pub timing: Timing,
}

/// Where the time between two turns went, as a server tells it, ms; `null` where it does not. The last three are times since the
/// stream's start, by the server's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, Deserialize)]
pub struct Timing {
    /// The caller's pause until the server took the turn.
    pub endpointing_ms: Option<u64>,
    /// Recognition.
    pub recognition_ms: Option<u64>,
    /// Finding a reply.
    pub dialogue_ms: Option<u64>,
    /// Its first sound.
    pub synthesis_ms: Option<u64>,
    /// When the engine was asked, perhaps before the turn was its own.
    pub engine_asked_ms: Option<u64>,
    /// When a model's first token came.
    pub first_token_ms: Option<u64>,
    /// When the first sentence was whole.
    pub first_sentence_ms: Option<u64>,
}

impl Timing {
    /// What was learnt later comes before what was known.
    pub fn learn(&mut self, later: Timing) {
        self.endpointing_ms = later.endpointing_ms.or(self.endpointing_ms);
        self.recognition_ms = later.recognition_ms.or(self.recognition_ms);
        self.dialogue_ms = later.dialogue_ms.or(self.dialogue_ms);
        self.synthesis_ms = later.synthesis_ms.or(self.synthesis_ms);
        // The three belong together: they are of one reply.
        if later.engine_asked_ms.is_some() {
            self.engine_asked_ms = later.engine_asked_ms;
            self.first_token_ms = later.first_token_ms;
            self.first_sentence_ms = later.first_sentence_ms;
        }
    }
}

/// A party to the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// The person who calls.
    Caller,
    /// The one who answers.
    Agent,
}

/// The address of the door that belongs to a stream; `None` when the stream is no Vorzimmer's on this machine.
pub fn door(stream: &reqwest::Url) -> Option<reqwest::Url> {
    let mut door = stream.clone();
    // Behind the path of the streams comes the token of this one.
    let (before, token) = door.path().rsplit_once(MEDIA_PATH)?;
    let path = (token.is_empty() || token.starts_with('/')).then(|| before.to_owned() + EVENTS_PATH)?;
    let scheme = if stream.scheme() == "wss" { "https" } else { "http" };
    // A URL with a host may change between these schemes, but not from ws to http by this crate's rules: write it anew.
    let rest = stream.as_str().split_once("://")?.1;
    door = reqwest::Url::parse(&format!("{scheme}://{rest}")).ok()?;
    door.set_path(&path);
    super::webhook::is_loopback(&door).then_some(door)
}

/// Watches a call. The channel closes when the server has no more to tell, or offers no events.
pub fn watch(client: reqwest::Client, door: reqwest::Url, token: SecretString) -> mpsc::Receiver<Event> {
    let (sender, events) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        if let Err(error) = read(&client, door, &token, &sender).await {
            tracing::debug!(%error, "the server's events ended");
        }
    });
    events
}

async fn read(
    client: &reqwest::Client,
    door: reqwest::Url,
    token: &SecretString,
    events: &mpsc::Sender<Event>,
) -> Result<(), reqwest::Error> {
    let request = client.get(door).bearer_auth(token.expose_secret()).timeout(WATCH_LIMIT);
    let response = request.send().await?.error_for_status()?;
    let mut body = response.bytes_stream();
    let mut lines = Lines::default();
    while let Some(chunk) = body.next().await {
        for event in lines.push(&chunk?) {
            if events.send(event).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Cuts bytes into lines and reads them.
#[derive(Debug, Default)]
struct Lines(Vec<u8>);

impl Lines {
    fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.0.extend_from_slice(bytes);
        let Some(end) = self.0.iter().rposition(|&byte| byte == b'\n') else {
            if self.0.len() > LINE_BYTES_MAX {
                self.0.clear();
            }
            return vec![];
        };
        let whole: Vec<u8> = self.0.drain(..=end).collect();
        // A line that is not understood is of a newer server: it is not for us.
        whole.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> reqwest::Url {
        text.parse().expect("a URL")
    }

    #[test]
    fn the_door_lies_beside_the_stream_on_this_machine_only() {
        for (stream, expected) in [
            ("ws://127.0.0.1:8080/twilio/media", Some("http://127.0.0.1:8080/calls/events")),
            ("ws://127.0.0.1:8080/twilio/media/t0ken", Some("http://127.0.0.1:8080/calls/events")),
            ("ws://127.0.0.1:8080/twilio/mediation", None),
            ("wss://localhost/office/twilio/media", Some("https://localhost/office/calls/events")),
            ("ws://127.0.0.1:8080/media", None),
            ("wss://example.org/twilio/media", None),
        ] {
            assert_eq!(door(&url(stream)).map(String::from).as_deref(), expected);
        }
    }

    #[test]
    fn lines_are_read_however_they_are_cut() {
        let text = "{\"event\":\"say\",\"words\":\"Grüß Gott\",\"at_ms\":5}\n{\"event\":\"booked\",\"start\":\"x\"}\nnoise\n\
                    {\"event\":\"asked\",\"asked\":\"wish\",\"offered\":[],\"at_ms\":9}\n\
                    {\"event\":\"turn\",\"turn\":1,\"who\":\"caller\",\"words\":\"Ja\",\"interrupted\":false,\"start_ms\":1,\
                    \"end_ms\":2,\"intents\":[],\"voice_to_voice_ms\":null,\"endpointing_ms\":null,\"recognition_ms\":3,\
                    \"dialogue_ms\":null,\"synthesis_ms\":null}\n";
        for size in [1, 7, 1_000] {
            let mut lines = Lines::default();
            let events: Vec<Event> = text.as_bytes().chunks(size).flat_map(|chunk| lines.push(chunk)).collect();
            assert_eq!(events.len(), 4, "{events:?}");
            assert!(matches!(&events[0], Event::Say { words, filler: false, .. } if words == "Grüß Gott"));
            assert_eq!(events[1], Event::Other);
            assert_eq!(events[2], Event::Asked { asked: "wish".to_owned() });
            assert!(matches!(
                &events[3],
                Event::Turn(Told { who: Who::Caller, timing: Timing { recognition_ms: Some(3), .. }, .. })
            ));
        }
    }
}
