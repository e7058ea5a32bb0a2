//! OpenAI's realtime transcription: the line's μ-law over a WebSocket, words as the model writes them.
//!
//! A session of type `transcription` in G.711 μ-law, its own turn detection off: sound is appended while the caller speaks
//! and committed at each pause. A commit makes an item, whose words come in deltas and then whole; a take is answered with
//! the items of all pauses since the turn began. Prompt and log probabilities are asked of the models only for which they are
//! documented. The interface has no switch against storing; that is the account's setting (zero data retention), and the
//! European host is `wss://eu.api.openai.com/v1/realtime`.
//!
//! Source: developers.openai.com: 'Realtime transcription' (guide: `?intent=transcription`, no model in the address), API
//! reference 'Realtime', client events (`session.update`, `input_audio_buffer.append`, `.commit`, `.clear`) and server events
//! (`input_audio_buffer.committed`, `conversation.item.input_audio_transcription.delta`, `.completed`, `.failed`, `error`).

use super::deepgram::mean;
use super::prompt::chosen;
use super::socket::{self, Door, Protocol, Spoken, fault};
use super::{AsrError, Heard, Listener, Recognizer, Setting, Take};
use audio::{FRAME_MS, LineFrame, SILENT_FRAME};
use base::privacy::Personal;
use base64_simd::STANDARD;
use egress::{Egress, EgressError};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// Most characters of the business's words in a prompt: as for Whisper, which takes 224 tokens.
const PROMPT_CHARACTERS_MAX: usize = 360;
/// The least sound that may be committed, frames: 100 ms.
const COMMIT_FRAMES_MIN: u32 = 100 / FRAME_MS;
/// Items of the past that are remembered, so that what still comes of them is not taken for this turn's.
const PAST_ITEMS_MAX: usize = 16;
/// Items of a turn; nobody pauses so often, and a server that invents items is not believed.
const ITEMS_MAX: usize = 64;
/// The longest item, bytes: a spoken minute has a thousand.
const WORDS_BYTES_MAX: usize = 8 * 1024;

/// OpenAI's realtime transcription with one model.
#[derive(Debug, Clone)]
pub struct OpenAiRealtime {
    name: String,
    egress: Egress,
    url: Url,
    model: String,
    authorization: Option<SecretString>,
}

impl OpenAiRealtime {
    /// The model `model` at `url` (such as `wss://api.openai.com/v1/realtime`).
    ///
    /// # Errors
    /// When the address is not one of the processor's.
    pub fn new(egress: &Egress, url: &str, key: Option<&SecretString>, model: &str) -> Result<Self, EgressError> {
        let mut url = egress.address(url)?;
        url.query_pairs_mut().append_pair("intent", "transcription");
        let authorization = key.map(|key| SecretString::from(format!("Bearer {}", key.expose_secret())));
        let name = format!("openai realtime {model}");
        Ok(OpenAiRealtime { name, egress: egress.clone(), url, model: model.to_owned(), authorization })
    }
}

impl Recognizer for OpenAiRealtime {
    fn name(&self) -> &str {
        &self.name
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        let door = Door {
            egress: self.egress.clone(),
            address: self.url.to_string(),
            authorization: self.authorization.clone(),
        };
        Ok(Box::new(socket::listen(door, Session::new(session(&self.model, &setting)))?))
    }
}

/// The settings of a session.
fn session(model: &str, setting: &Setting) -> Value {
    let mut transcription = json!({ "model": model, "language": setting.language.code() });
    let words = chosen(&setting.vocabulary, PROMPT_CHARACTERS_MAX).join(", ");
    let (prompted, measured) = (model == "whisper-1" || model.starts_with("gpt-4o"), model.starts_with("gpt-4o"));
    if prompted && !words.is_empty() {
        transcription["prompt"] = words.into();
    }
    let input = json!({ "format": { "type": "audio/pcmu" }, "transcription": transcription, "turn_detection": null });
    let mut session = json!({ "type": "transcription", "audio": { "input": input } });
    if measured {
        session["include"] = json!(["item.input_audio_transcription.logprobs"]);
    }
    json!({ "type": "session.update", "session": session })
}

/// A message, as far as it is read.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum Event {
    #[serde(rename = "input_audio_buffer.committed")]
    Committed { item_id: String },
    #[serde(rename = "conversation.item.input_audio_transcription.delta")]
    Delta { item_id: String, delta: Option<String> },
    #[serde(rename = "conversation.item.input_audio_transcription.completed")]
    Completed { item_id: String, transcript: String, logprobs: Option<Vec<LogProbability>> },
    #[serde(rename = "conversation.item.input_audio_transcription.failed")]
    Failed { item_id: String },
    #[serde(rename = "error")]
    Error,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct LogProbability {
    logprob: f32,
}

/// What is known of an item. It holds a caller's words, and does not print.
struct Item {
    id: String,
    words: String,
    log_probabilities: Vec<f32>,
    completed: bool,
}

/// One session, as far as it matters.
struct Session {
    opening: Value,
    /// Sound that is not committed, frames.
    uncommitted: u32,
    /// Commits that have no item yet, the oldest first, and whether they are of this turn.
    unnamed: VecDeque<bool>,
    /// The items of this turn's commits, in order.
    named: Vec<String>,
    /// What came of items that are not of the past.
    items: Vec<Item>,
    /// Items of the past.
    past: VecDeque<String>,
    asked: Option<(Take, Instant)>,
}

impl Session {
    fn new(opening: Value) -> Self {
        Session {
            opening,
            uncommitted: 0,
            unnamed: VecDeque::new(),
            named: Vec::new(),
            items: Vec::new(),
            past: VecDeque::new(),
            asked: None,
        }
    }

    fn commit(&mut self) -> Vec<Message> {
        let padding = (self.uncommitted..COMMIT_FRAMES_MIN).map(|_| append(&SILENT_FRAME));
        let messages = padding.chain([Message::text(r#"{"type":"input_audio_buffer.commit"}"#)]).collect();
        self.uncommitted = 0;
        self.unnamed.push_back(true);
        messages
    }

    /// The item, if it is none of the past.
    fn item(&mut self, id: String) -> Result<Option<&mut Item>, AsrError> {
        if self.past.contains(&id) {
            return Ok(None);
        }
        let place = self.items.iter().position(|item| item.id == id).unwrap_or(self.items.len());
        if place == self.items.len() {
            self.items.push(Item { id, words: String::new(), log_probabilities: Vec::new(), completed: false });
        }
        match self.items.len() > ITEMS_MAX {
            true => Err(fault("its answer does not end")),
            false => Ok(self.items.get_mut(place)),
        }
    }

    fn bury(&mut self, id: String) {
        self.past.push_back(id);
        self.past.drain(..self.past.len().saturating_sub(PAST_ITEMS_MAX));
    }

    fn on_committed(&mut self, id: String) {
        match self.unnamed.pop_front() {
            Some(true) => self.named.push(id),
            Some(false) | None => {
                self.items.retain(|item| item.id != id);
                self.bury(id);
            }
        }
    }

    /// What was committed in this turn, in order.
    fn committed(&self) -> impl Iterator<Item = &Item> {
        self.named.iter().filter_map(|id| self.items.iter().find(|item| item.id == *id))
    }

    /// The words so far; those of sound under way come last.
    fn hypothesis(&self) -> Option<Heard> {
        let live = self.items.iter().filter(|item| !self.named.contains(&item.id));
        let words = joined(self.committed().chain(live));
        (!words.is_empty()).then(|| Heard::Hypothesis(words.into()))
    }

    /// The answer, once every pause of the turn has its words.
    fn answer(&mut self, now: Instant) -> Option<Heard> {
        let is_complete = |id: &String| self.items.iter().any(|item| item.id == *id && item.completed);
        let complete = !self.unnamed.contains(&true) && self.named.iter().all(is_complete);
        let (take, at) = self.asked.filter(|_| complete)?;
        self.asked = None;
        let took = now.saturating_duration_since(at);
        let words = joined(self.committed());
        if words.is_empty() {
            return Some(Heard::Nothing { take, took });
        }
        let logs: Vec<f32> = self.committed().flat_map(|item| item.log_probabilities.iter().copied()).collect();
        let confidence = mean(&logs).map(|log| log.exp().clamp(0.0, 1.0));
        Some(Heard::Utterance { take, words: Personal::from(words), confidence, took })
    }
}

fn append(frame: &LineFrame) -> Message {
    Message::text(format!(r#"{{"type":"input_audio_buffer.append","audio":"{}"}}"#, STANDARD.encode_to_string(frame)))
}

fn joined<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    items.map(|item| item.words.trim()).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
}

fn bounded(words: &str) -> Result<(), AsrError> {
    match words.len() > WORDS_BYTES_MAX {
        true => Err(fault("its answer does not end")),
        false => Ok(()),
    }
}

impl Protocol for Session {
    fn opening(&self) -> Option<Message> {
        Some(Message::text(self.opening.to_string()))
    }

    fn sound(&mut self, frame: &LineFrame) -> Message {
        self.uncommitted += 1;
        append(frame)
    }

    fn finish(&mut self, take: Take, now: Instant) -> Spoken {
        self.asked = Some((take, now));
        let messages = if self.uncommitted > 0 { self.commit() } else { Vec::new() };
        // Asked again, it may be known already.
        Spoken { messages, heard: self.answer(now) }
    }

    fn forget(&mut self) -> Vec<Message> {
        let clear = (self.uncommitted > 0).then(|| Message::text(r#"{"type":"input_audio_buffer.clear"}"#));
        self.uncommitted = 0;
        self.asked = None;
        self.unnamed.iter_mut().for_each(|of_turn| *of_turn = false);
        let known: Vec<String> = self.named.drain(..).chain(self.items.drain(..).map(|item| item.id)).collect();
        known.into_iter().for_each(|id| self.bury(id));
        clear.into_iter().collect()
    }

    fn keep_alive(&self) -> Message {
        Message::Ping(Default::default())
    }

    fn farewell(&self) -> Option<Message> {
        None
    }

    fn read(&mut self, text: &str, now: Instant) -> Result<Option<Heard>, AsrError> {
        match serde_json::from_str(text).map_err(|_| fault("its answer cannot be read"))? {
            Event::Committed { item_id } => {
                self.on_committed(item_id);
                Ok(self.answer(now))
            }
            Event::Delta { item_id, delta } => {
                let Some(item) = self.item(item_id)?.filter(|item| !item.completed) else { return Ok(None) };
                item.words.push_str(delta.as_deref().unwrap_or_default());
                bounded(&item.words)?;
                Ok(self.hypothesis())
            }
            Event::Completed { item_id, transcript, logprobs } => {
                bounded(&transcript)?;
                let Some(item) = self.item(item_id)? else { return Ok(None) };
                item.words = transcript;
                item.log_probabilities = logprobs.into_iter().flatten().map(|log| log.logprob).collect();
                item.completed = true;
                Ok(self.answer(now))
            }
            Event::Failed { item_id } if self.past.contains(&item_id) => Ok(None),
            Event::Failed { .. } | Event::Error => Err(fault("it reported an error")),
            Event::Other => Ok(None),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn expire(&mut self, _: Instant) -> Option<Heard> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::language::Language;

    fn committed(id: &str) -> String {
        json!({ "type": "input_audio_buffer.committed", "item_id": id, "previous_item_id": null }).to_string()
    }

    fn of_item(kind: &str, id: &str, key: &str, text: &str) -> String {
        let kind = format!("conversation.item.input_audio_transcription.{kind}");
        json!({ "type": kind, "item_id": id, "content_index": 0, key: text, "logprobs": null }).to_string()
    }

    fn speaking() -> Session {
        let mut session = Session::new(json!({}));
        (0..20).for_each(|_| drop(session.sound(&SILENT_FRAME)));
        session
    }

    fn words(heard: Option<Heard>) -> String {
        match heard {
            Some(Heard::Utterance { words, .. } | Heard::Hypothesis(words)) => words.into_inner(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_session_is_g711_without_turns_of_its_own() {
        let setting =
            Setting { language: Language::De, vocabulary: vec!["Bartschnitt".to_owned()], others: Vec::new() };
        let input = &session("gpt-4o-transcribe", &setting)["session"]["audio"]["input"];
        assert_eq!((&input["format"]["type"], &input["turn_detection"]), (&json!("audio/pcmu"), &Value::Null));
        assert_eq!(input["transcription"]["prompt"], "Bartschnitt");
        let live = session("gpt-live-transcribe", &setting);
        assert!(live["session"]["audio"]["input"]["transcription"].get("prompt").is_none(), "not documented there");
        assert!(live["session"].get("include").is_none());
    }

    #[test]
    fn parts_are_answered_together_in_the_order_of_their_pauses() {
        let (mut session, now) = (speaking(), Instant::now());
        session.finish(Take(1), now);
        session.read(&committed("a"), now).unwrap();
        session.sound(&SILENT_FRAME);
        assert_eq!(session.finish(Take(2), now).messages.len(), 5, "padded to 100 ms");
        assert_eq!(session.read(&of_item("completed", "b", "transcript", "um drei"), now).unwrap(), None);
        session.read(&committed("b"), now).unwrap();
        assert_eq!(words(session.read(&of_item("delta", "a", "delta", "Am"), now).unwrap()), "Am um drei");
        let heard = session.read(&of_item("completed", "a", "transcript", "Am Montag"), now).unwrap();
        assert!(matches!(heard, Some(Heard::Utterance { take: Take(2), .. })));
        assert_eq!(words(heard), "Am Montag um drei");
    }

    #[test]
    fn what_is_forgotten_stays_forgotten() {
        let (mut session, now) = (speaking(), Instant::now());
        session.finish(Take(1), now);
        session.forget();
        session.sound(&SILENT_FRAME);
        session.finish(Take(2), now);
        session.read(&committed("old"), now).unwrap();
        assert_eq!(session.read(&of_item("delta", "old", "delta", "Nein"), now).unwrap(), None);
        session.read(&committed("new"), now).unwrap();
        assert_eq!(session.read(&of_item("completed", "old", "transcript", "Nein"), now).unwrap(), None);
        assert_eq!(words(session.read(&of_item("completed", "new", "transcript", "Ja"), now).unwrap()), "Ja");
    }
}
