//! A server that speaks Deepgram's live interface and hears: it knows recordings and finds, in the sound that it is sent, which
//! of them is being said and how far. What it was not sent, it does not hear.
//!
//! It lags as real recognisers do: a word is part of an interim result only so long after its last sound has arrived
//! ([`Lag::interim`]), and the final words come so long after a `Finalize` ([`Lag::last`]), interim ones until then; what had
//! not been said by the `Finalize` is not among them. Interim results come with each word and lack the punctuation behind the last one; final ones end with
//! a full stop or, where a clause begins like a question, with a question mark, since nobody can hear that more is to come.
//! It is kinder than real ones in one point: it never mishears, and does not take back what it has said.

use super::recorded::Recorded;
use audio::half_band::DELAY;
use audio::{LINE_FRAME, LINE_HZ, LineFrame, mulaw};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

/// How far it lags.
#[derive(Debug, Clone, Copy)]
pub struct Lag {
    /// From a word's last sound to an interim result with it.
    pub interim: Duration,
    /// From a `Finalize` to the final result.
    pub last: Duration,
}

/// A server on this machine; it ends with the test's runtime.
pub struct AttentiveServer {
    /// `127.0.0.1:PORT`.
    pub host: String,
}

impl AttentiveServer {
    /// Hears `known` recordings.
    pub async fn start(known: &[Recorded], lag: Lag) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let memory = Arc::new(Memory::new(known));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                tokio::spawn(attend(stream, memory.clone(), lag));
            }
        });
        AttentiveServer { host }
    }

    /// Its interface.
    pub fn url(&self) -> String {
        format!("ws://{}/v1/listen", self.host)
    }
}

/// A place in a recording: which, and how many of its samples were heard.
type Place = (usize, usize);

/// All recordings, by each 20 ms of their sound as it comes out of a server's inbound chain.
struct Memory {
    places: HashMap<LineFrame, Vec<Place>>,
    ends: Vec<Vec<(String, usize)>>,
}

impl Memory {
    fn new(known: &[Recorded]) -> Self {
        let mut places: HashMap<LineFrame, Vec<Place>> = HashMap::new();
        for (which, recorded) in known.iter().enumerate() {
            let silence = [mulaw::SILENCE; LINE_FRAME];
            let sound = recorded.sound.frames().iter().chain([&silence]).flatten().copied();
            let delayed: Vec<u8> = std::iter::repeat_n(mulaw::SILENCE, DELAY).chain(sound).collect();
            for (number, frame) in delayed.as_chunks::<LINE_FRAME>().0.iter().enumerate() {
                let heard = ((number + 1) * LINE_FRAME).saturating_sub(DELAY);
                places.entry(same(frame)).or_default().push((which, heard));
            }
        }
        places.remove(&[mulaw::SILENCE; LINE_FRAME]);
        Memory { places, ends: known.iter().map(|recorded| recorded.ends.clone()).collect() }
    }

    /// Where 20 ms of sound are: behind the last place, if they can be.
    fn find(&self, frame: &LineFrame, last: Option<Place>) -> Option<Place> {
        let places = self.places.get(&same(frame))?;
        let next = last.map(|(which, heard)| (which, heard + LINE_FRAME));
        places.iter().copied().find(|place| Some(*place) == next).or_else(|| places.first().copied())
    }
}

/// Negative zero comes out of the chain as zero.
fn same(frame: &LineFrame) -> LineFrame {
    frame.map(|code| if code == 0x7f { mulaw::SILENCE } else { code })
}

/// A word that was heard.
#[derive(Clone)]
struct Word {
    text: String,
    /// Its end in the stream, s.
    end: f64,
    /// When an interim result has it.
    due: Instant,
}

/// One connection.
struct Ear {
    memory: Arc<Memory>,
    lag: Lag,
    /// Samples received.
    received: usize,
    place: Option<Place>,
    /// Where the present segment begins, s.
    segment_from: f64,
    /// Words of the segment that interim results have, and those that are not in one yet.
    said: Vec<Word>,
    coming: VecDeque<Word>,
    /// Final results to be sent: when, and up to where, s.
    finals: VecDeque<(Instant, f64)>,
}

async fn attend(stream: TcpStream, memory: Arc<Memory>, lag: Lag) {
    let Ok(mut socket) = accept_async(stream).await else { return };
    let mut ear = Ear {
        memory,
        lag,
        received: 0,
        place: None,
        segment_from: 0.0,
        said: Vec::new(),
        coming: VecDeque::new(),
        finals: VecDeque::new(),
    };
    while step(&mut socket, &mut ear).await.is_some() {}
}

/// Takes a message or sends what is due; `None` when the connection is over.
async fn step(socket: &mut WebSocketStream<TcpStream>, ear: &mut Ear) -> Option<()> {
    let due = ear.due();
    tokio::select! {
        message = socket.next() => match message?.ok()? {
            Message::Binary(sound) => sound.as_chunks::<LINE_FRAME>().0.iter().for_each(|frame| ear.hear(frame)),
            Message::Text(text) => {
                let said: Value = serde_json::from_str(&text).ok()?;
                match said["type"].as_str()? {
                    "Finalize" => ear.finalize(),
                    "CloseStream" => return None,
                    _ => {}
                }
            }
            Message::Close(_) => return None,
            _ => {}
        },
        () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
            if let Some(result) = ear.results() {
                socket.send(Message::text(result.to_string())).await.ok()?;
            }
        }
    }
    Some(())
}

impl Ear {
    fn hear(&mut self, frame: &LineFrame) {
        self.received += frame.len();
        let Some(place) = self.memory.find(frame, self.place) else {
            self.place = None;
            return;
        };
        let (which, to) = place;
        let from = to.saturating_sub(LINE_FRAME);
        let ended = self.memory.ends[which].iter().filter(|(_, end)| (from + 1..=to).contains(end));
        let due = Instant::now() + self.lag.interim;
        let end = self.seconds();
        self.coming.extend(ended.map(|(text, _)| Word { text: text.clone(), end, due }));
        self.place = Some(place);
    }

    fn seconds(&self) -> f64 {
        self.received as f64 / f64::from(LINE_HZ)
    }

    fn finalize(&mut self) {
        self.finals.push_back((Instant::now() + self.lag.last, self.seconds()));
    }

    fn due(&self) -> Option<Instant> {
        let last = self.finals.front().map(|(due, _)| *due);
        let next = self.coming.front().filter(|word| word.end <= self.segment_to()).map(|word| word.due);
        last.into_iter().chain(next).min()
    }

    /// Where the present segment ends, s. Results come in order: what was said later waits for its final one.
    fn segment_to(&self) -> f64 {
        self.finals.front().map_or(f64::INFINITY, |(_, to)| *to)
    }

    fn results(&mut self) -> Option<Value> {
        let (now, to) = (Instant::now(), self.segment_to());
        let before = self.said.len();
        while let Some(word) = self.coming.pop_front_if(|word| word.due <= now && word.end <= to) {
            self.said.push(word);
        }
        if self.finals.pop_front_if(|(due, _)| *due <= now).is_some() {
            while let Some(word) = self.coming.pop_front_if(|word| word.end <= to) {
                self.said.push(word);
            }
            let words = std::mem::take(&mut self.said);
            return Some(results(std::mem::replace(&mut self.segment_from, to), to, &words, true));
        }
        (self.said.len() > before).then(|| results(self.segment_from, self.seconds(), &self.said, false))
    }
}

const MARKS: [char; 5] = [',', '.', '?', '!', ';'];

/// What questions begin with.
#[rustfmt::skip]
const QUESTIONS: [&str; 26] = [
    "wann", "wo", "wie", "was", "wer", "kann", "könnte", "habt", "haben", "geht", "ist", "nehmen", "gibt",
    "when", "where", "how", "what", "who", "can", "could", "do", "does", "is", "are", "have", "would",
];

/// Whether its last clause begins like a question.
fn asks(transcript: &str) -> bool {
    let clause = transcript.rsplit(MARKS).next().unwrap_or_default();
    let first = clause.split_whitespace().next().unwrap_or_default().to_lowercase();
    QUESTIONS.contains(&first.as_str())
}

/// `Results` of a segment.
fn results(from: f64, to: f64, words: &[Word], last: bool) -> Value {
    let mut transcript = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    transcript.truncate(transcript.trim_end_matches(MARKS).len());
    if last && !transcript.is_empty() {
        transcript.push(if asks(&transcript) { '?' } else { '.' });
    }
    let each = words.iter().map(|word| {
        let start = (word.end - 0.2).max(from);
        json!({ "word": word.text, "punctuated_word": word.text, "start": start, "end": word.end, "confidence": 0.9 })
    });
    json!({
        "type": "Results", "channel_index": [0, 1], "start": from, "duration": to - from,
        "is_final": last, "speech_final": false, "from_finalize": last,
        "channel": { "alternatives": [{ "transcript": transcript, "confidence": 0.9, "words": each.collect::<Vec<_>>() }] },
    })
}
