//! Deepgram's live recogniser: the line's μ-law over a WebSocket, words while the caller speaks.
//!
//! The line's own bytes are sent ([`audio::inbound::line_frame`]), from an onset of speech to the pause after it; a
//! `Finalize` at the pause asks for what is left. Results come in segments, each final once; a take is answered with all of
//! them since the turn began. When the provider's own pause detection is off, segments are as long as it likes, and a
//! `Finalize` that finds nothing left may stay unanswered: then the take is answered from the segments, after a while.
//! Requests opt out of Deepgram's model improvement, so that nothing is retained; at `wss://api.eu.deepgram.com/v1/listen`
//! nothing leaves the European Union (P24, P25).
//!
//! Source: developers.deepgram.com: 'Live Audio' (reference, `GET /v1/listen`: query, `Results`, `Error`), 'Finalize', 'Audio
//! Keep Alive', 'Close Stream', 'Keyterm Prompting' (Nova-3; 500 tokens), 'Regional Endpoints', 'Your Data at Deepgram'
//! (`mip_opt_out`).

use super::prompt::chosen;
use super::socket::{self, Door, Protocol, Spoken, fault};
use super::{AsrError, Heard, Listener, Recognizer, Setting, Take};
use audio::{LINE_HZ, LineFrame};
use base::privacy::Personal;
use egress::{Egress, EgressError};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// Most characters of the business's words: 500 tokens are the limit, beyond which nothing is recognised at all, and German
/// has about three characters to a token; this is two thirds of them.
const KEYTERM_CHARACTERS_MAX: usize = 1_000;
/// How long a `Finalize` may stay unanswered when nothing seems to be left.
const FINALIZE_LIMIT: Duration = Duration::from_millis(500);
/// Sound that may be left without being worth an answer, s: the pause before a `Finalize` is 0.2 s of silence.
const SILENCE_SECONDS: f64 = 0.3;
/// How exactly places in the stream are known, s.
const PLACE_SECONDS: f64 = 0.1;
/// The longest turn's words, bytes: a spoken minute has a thousand.
const WORDS_BYTES_MAX: usize = 8 * 1024;

/// Deepgram with one model.
#[derive(Debug, Clone)]
pub struct Deepgram {
    name: String,
    egress: Egress,
    url: Url,
    model: String,
    authorization: Option<SecretString>,
}

impl Deepgram {
    /// The model `model` (such as `nova-3`) at `url` (such as `wss://api.eu.deepgram.com/v1/listen`).
    ///
    /// # Errors
    /// When the address is not one of the processor's.
    pub fn new(egress: &Egress, url: &str, key: Option<&SecretString>, model: &str) -> Result<Self, EgressError> {
        let url = egress.address(url)?;
        let authorization = key.map(|key| SecretString::from(format!("Token {}", key.expose_secret())));
        Ok(Deepgram {
            name: format!("deepgram {model}"),
            egress: egress.clone(),
            url,
            model: model.to_owned(),
            authorization,
        })
    }

    /// The address for a call: all options stand in its query.
    fn address(&self, setting: &Setting) -> String {
        let mut url = self.url.clone();
        let mut query = url.query_pairs_mut();
        query
            .append_pair("model", &self.model)
            .append_pair("language", setting.language.code())
            .append_pair("encoding", "mulaw")
            .append_pair("sample_rate", &LINE_HZ.to_string())
            .append_pair("channels", "1")
            .append_pair("interim_results", "true")
            .append_pair("punctuate", "true")
            .append_pair("endpointing", "false")
            .append_pair("mip_opt_out", "true");
        // Other models refuse key terms.
        if self.model.starts_with("nova-3") {
            for word in chosen(&setting.vocabulary, KEYTERM_CHARACTERS_MAX) {
                query.append_pair("keyterm", word);
            }
        }
        drop(query);
        url.to_string()
    }
}

impl Recognizer for Deepgram {
    fn name(&self) -> &str {
        &self.name
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        let door = Door {
            egress: self.egress.clone(),
            address: self.address(&setting),
            authorization: self.authorization.clone(),
        };
        Ok(Box::new(socket::listen(door, Stream::default())?))
    }
}

/// A message, as far as it is read.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum Event {
    Results(Results),
    Error,
    #[serde(other)]
    Other,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Results {
    /// Place in the stream, s.
    start: f64,
    duration: f64,
    is_final: bool,
    from_finalize: bool,
    channel: Channel,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Channel {
    alternatives: Vec<Alternative>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alternative {
    transcript: String,
    words: Vec<Word>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Word {
    word: String,
    punctuated_word: Option<String>,
    start: f64,
    confidence: Option<f32>,
}

/// One stream, as far as it matters: places in it are seconds of sound sent. It holds a caller's words, and does not print.
#[derive(Default)]
struct Stream {
    sent_samples: u64,
    /// Where the turn began.
    turn_from: f64,
    /// Until where words are final.
    final_to: f64,
    /// Until where `Finalize` was sent, and how many of them are unanswered.
    finalized_to: f64,
    unanswered: u32,
    /// The final words of the turn.
    words: String,
    confidences: Vec<f32>,
    /// There are words beyond them that may still change.
    more: bool,
    asked: Option<Asked>,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    take: Take,
    at: Instant,
    /// The place of the question.
    to: f64,
}

impl Stream {
    fn place(&self) -> f64 {
        self.sent_samples as f64 / f64::from(LINE_HZ)
    }

    fn finalize(&mut self) -> Message {
        self.finalized_to = self.place();
        self.unanswered += 1;
        Message::text(r#"{"type":"Finalize"}"#)
    }

    /// Takes the words of a segment that are of this turn.
    fn take_words(&mut self, start: f64, alternative: Alternative) -> Result<(), AsrError> {
        let of_turn = |word: &&Word| word.start + PLACE_SECONDS >= self.turn_from;
        let straddles = start + PLACE_SECONDS < self.turn_from && !alternative.words.is_empty();
        let text = match straddles {
            false => alternative.transcript,
            true => {
                let words = alternative.words.iter().filter(of_turn);
                words
                    .map(|word| word.punctuated_word.as_ref().unwrap_or(&word.word).as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            }
        };
        let confidences: Vec<f32> =
            alternative.words.iter().filter(of_turn).filter_map(|word| word.confidence).collect();
        self.confidences.extend(confidences);
        append(&mut self.words, &text);
        match self.words.len() > WORDS_BYTES_MAX {
            true => Err(fault("its answer does not end")),
            false => Ok(()),
        }
    }

    fn answer(&mut self, now: Instant) -> Option<Heard> {
        let Asked { take, at, .. } = self.asked.take()?;
        let took = now.saturating_duration_since(at);
        if self.words.is_empty() {
            return Some(Heard::Nothing { take, took });
        }
        let confidence = mean(&self.confidences).map(|mean| mean.clamp(0.0, 1.0));
        Some(Heard::Utterance { take, words: Personal::from(self.words.clone()), confidence, took })
    }

    fn on_results(&mut self, results: Results, now: Instant) -> Result<Option<Heard>, AsrError> {
        let end = results.start + results.duration;
        let alternative = results.channel.alternatives.into_iter().next().unwrap_or_default();
        let of_turn = end > self.turn_from + PLACE_SECONDS;
        if !results.is_final {
            let said = of_turn && !alternative.transcript.trim().is_empty();
            self.more |= said;
            let mut words = self.words.clone();
            append(&mut words, &alternative.transcript);
            // What is too long is told of its final words.
            return Ok((said && words.len() <= WORDS_BYTES_MAX).then(|| Heard::Hypothesis(words.into())));
        }
        self.final_to = self.final_to.max(end);
        if of_turn {
            self.more = false;
            self.take_words(results.start, alternative)?;
        }
        if !results.from_finalize {
            return Ok(None);
        }
        self.unanswered = self.unanswered.saturating_sub(1);
        let answered = self.asked.is_some_and(|asked| self.unanswered == 0 || end + PLACE_SECONDS >= asked.to);
        Ok(if answered { self.answer(now) } else { None })
    }
}

fn append(words: &mut String, more: &str) {
    let more = more.trim();
    if !words.is_empty() && !more.is_empty() {
        words.push(' ');
    }
    words.push_str(more);
}

/// Mean; of nothing, nothing.
pub(super) fn mean(values: &[f32]) -> Option<f32> {
    (!values.is_empty()).then(|| values.iter().sum::<f32>() / values.len() as f32)
}

impl Protocol for Stream {
    fn opening(&self) -> Option<Message> {
        None
    }

    fn sound(&mut self, frame: &LineFrame) -> Message {
        self.sent_samples += frame.len() as u64;
        Message::binary(frame.to_vec())
    }

    fn finish(&mut self, take: Take, now: Instant) -> Spoken {
        let to = self.place();
        self.asked = Some(Asked { take, at: now, to });
        if to <= self.turn_from {
            return Spoken { messages: Vec::new(), heard: self.answer(now) };
        }
        Spoken { messages: vec![self.finalize()], heard: None }
    }

    fn forget(&mut self) -> Vec<Message> {
        let unfinished = self.place() > self.finalized_to;
        let messages = unfinished.then(|| self.finalize()).into_iter().collect();
        self.turn_from = self.place();
        self.words.clear();
        self.confidences.clear();
        (self.more, self.asked) = (false, None);
        messages
    }

    fn keep_alive(&self) -> Message {
        Message::text(r#"{"type":"KeepAlive"}"#)
    }

    fn farewell(&self) -> Option<Message> {
        Some(Message::text(r#"{"type":"CloseStream"}"#))
    }

    fn read(&mut self, text: &str, now: Instant) -> Result<Option<Heard>, AsrError> {
        match serde_json::from_str(text).map_err(|_| fault("its answer cannot be read"))? {
            Event::Results(results) => self.on_results(results, now),
            Event::Error => Err(fault("it reported an error")),
            Event::Other => Ok(None),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let asked = self.asked?;
        let nothing_left = !self.more && self.final_to + SILENCE_SECONDS >= asked.to;
        nothing_left.then(|| asked.at + FINALIZE_LIMIT)
    }

    fn expire(&mut self, now: Instant) -> Option<Heard> {
        self.answer(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio::SILENT_FRAME;
    use serde_json::json;

    fn results(start: f64, end: f64, words: &str, fields: serde_json::Value) -> String {
        let each = words.split_whitespace().map(|word| json!({ "word": word, "start": end - 0.3, "confidence": 0.9 }));
        let mut results = json!({
            "type": "Results", "start": start, "duration": end - start,
            "channel": { "alternatives": [{ "transcript": words, "words": each.collect::<Vec<_>>() }] },
        });
        results.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
        results.to_string()
    }

    fn speak(stream: &mut Stream, seconds: f64) {
        (0..(seconds * 50.0) as usize).for_each(|_| drop(stream.sound(&SILENT_FRAME)));
    }

    fn utterance(heard: Option<Heard>) -> (Take, String) {
        match heard {
            Some(Heard::Utterance { take, words, .. }) => (take, words.into_inner()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn segments_of_a_turn_are_joined_and_those_of_the_last_turn_left_out() {
        let (mut stream, now) = (Stream::default(), Instant::now());
        let (is_final, last) = (json!({ "is_final": true }), json!({ "is_final": true, "from_finalize": true }));
        speak(&mut stream, 2.0);
        stream.finish(Take(1), now);
        assert_eq!(stream.read(&results(0.0, 1.0, "Am Montag", is_final), now).unwrap(), None);
        let heard = stream.read(&results(1.0, 2.0, "um drei.", last.clone()), now).unwrap();
        assert_eq!(utterance(heard), (Take(1), "Am Montag um drei.".to_owned()));
        speak(&mut stream, 1.0);
        assert_eq!(stream.forget().len(), 1, "what was not finished belongs to the past");
        speak(&mut stream, 1.0);
        stream.finish(Take(2), now);
        assert_eq!(stream.read(&results(2.0, 3.0, "Ach so.", last.clone()), now).unwrap(), None);
        let straddling = stream.read(&results(2.9, 4.0, "Ja.", last), now).unwrap();
        assert_eq!(utterance(straddling), (Take(2), "Ja.".to_owned()));
    }

    #[test]
    fn an_answer_to_an_older_question_does_not_answer_a_newer_one() {
        let (mut stream, now) = (Stream::default(), Instant::now());
        let last = json!({ "is_final": true, "from_finalize": true });
        speak(&mut stream, 1.0);
        stream.finish(Take(1), now);
        speak(&mut stream, 1.0);
        stream.finish(Take(2), now);
        assert_eq!(stream.read(&results(0.0, 1.0, "Am Montag", last.clone()), now).unwrap(), None);
        let heard = stream.read(&results(1.0, 2.0, "um drei.", last), now).unwrap();
        assert_eq!(utterance(heard), (Take(2), "Am Montag um drei.".to_owned()));
    }

    #[test]
    fn a_finalize_that_finds_nothing_left_is_not_waited_for() {
        let (mut stream, now) = (Stream::default(), Instant::now());
        speak(&mut stream, 2.0);
        stream.read(&results(0.0, 1.9, "Ja, gern.", json!({ "is_final": true })), now).unwrap();
        stream.finish(Take(1), now);
        assert_eq!(stream.deadline(), Some(now + FINALIZE_LIMIT));
        assert_eq!(utterance(stream.expire(now)), (Take(1), "Ja, gern.".to_owned()));
        speak(&mut stream, 2.0);
        stream.finish(Take(2), now);
        assert_eq!(stream.deadline(), None, "two seconds of speech are something left");
    }

    #[test]
    fn p26_what_it_answers_is_no_part_of_an_error() {
        for text in
            ["Zwetschge", r#"{"type":"Error","description":"Zwetschge"}"#, r#"{"type":"Results","start":"Zwetschge"}"#]
        {
            let error = Stream::default().read(text, Instant::now()).expect_err(text).to_string();
            assert!(!error.contains("Zwetschge"), "{error}");
        }
        for text in [r#"{"type":"UtteranceEnd","channel":[0,1]}"#, r#"{"type":"Metadata","channels":1}"#] {
            assert_eq!(Stream::default().read(text, Instant::now()).unwrap(), None, "{text}");
        }
    }
}
