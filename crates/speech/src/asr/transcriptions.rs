//! Recognisers behind OpenAI's `POST /audio/transcriptions`: whole utterances as WAV, for Whisper servers of one's own
//! (Speaches, whisper.cpp's server, vLLM, LocalAI) and for OpenAI.
//!
//! A take is one request: the turn's sound at 16 kHz, the language, and the prompt that the embedded Whisper gets as well.
//! There are no hypotheses, and a new take breaks the request of the old one off. A server that says how sure it is (`verbose_json`)
//! is believed by Whisper's own rule; one that is busy (429, 503) says so without being dead. The interface knows no switch
//! against storing.
//!
//! Source: OpenAI, 'API reference', 'Create transcription' (`file`, `model`, `language`, `prompt`, `response_format`,
//! `temperature`; `TranscriptionVerbose` with `avg_logprob` and `no_speech_prob`); the form is that of RFC 7578; the rule is
//! `transcribe` of openai/whisper (`no_speech_threshold` 0.6, `logprob_threshold` −1.0).

use super::prompt::prompt;
use super::recording::Recording;
use super::socket::fault;
use super::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use async_trait::async_trait;
use audio::{EAR_HZ, EarFrame};
use base::privacy::Personal;
use egress::{Egress, EgressError};
use futures_util::StreamExt;
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// How long a request may take at the most, whoever waits for it.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
/// The longest answer, bytes: half a minute's words with segments and times are a tenth of it.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Separates the fields of the form. Sound that holds these 40 bytes by chance is not to be expected.
const BOUNDARY: &str = "vorzimmer-2f6d1e9c8a7b4053-b1c2d3e4f5a6f";
/// A segment that is more likely than this to be no speech, and less likely than that to be these words, is none.
const NO_SPEECH_MAX: f32 = 0.6;
const LOG_PROBABILITY_MIN: f32 = -1.0;

/// How a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// With the words alone: every server can.
    Json,
    /// With probabilities as well: Whisper's servers can; OpenAI's `gpt-4o-transcribe` models cannot.
    VerboseJson,
}

/// A model on a server.
#[derive(Debug, Clone)]
pub struct Transcriptions {
    name: String,
    server: Arc<Server>,
}

#[derive(Debug)]
struct Server {
    egress: Egress,
    address: String,
    key: Option<SecretString>,
    model: String,
    reply: Reply,
}

impl Transcriptions {
    /// The model `model` at `base_url` (with the version, such as `http://127.0.0.1:8000/v1`).
    ///
    /// # Errors
    /// When the address is not one of the processor's.
    pub fn new(
        egress: &Egress,
        base_url: &str,
        key: Option<&SecretString>,
        model: &str,
        reply: Reply,
    ) -> Result<Self, EgressError> {
        let base = egress.address(base_url)?;
        let address = format!("{}/audio/transcriptions", base.as_str().trim_end_matches('/'));
        let (egress, model) = (egress.clone(), model.to_owned());
        let name = format!("transcriptions {model}");
        Ok(Transcriptions { name, server: Arc::new(Server { egress, address, key: key.cloned(), model, reply }) })
    }
}

impl Recognizer for Transcriptions {
    fn name(&self) -> &str {
        &self.name
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        let (answers_to, answers) = mpsc::unbounded_channel();
        let recording = Recording::default();
        Ok(Box::new(Ear { server: self.server.clone(), setting, recording, asking: None, answers_to, answers }))
    }
}

/// The ear of one call.
struct Ear {
    server: Arc<Server>,
    setting: Setting,
    recording: Recording,
    asking: Option<(Take, AbortHandle)>,
    /// No bound is needed: each take has one answer at most.
    answers_to: mpsc::UnboundedSender<Heard>,
    answers: mpsc::UnboundedReceiver<Heard>,
}

impl Ear {
    fn break_off(&mut self) {
        if let Some((_, request)) = self.asking.take() {
            request.abort();
        }
        while self.answers.try_recv().is_ok() {}
    }
}

#[async_trait]
impl Listener for Ear {
    fn hear(&mut self, frame: &EarFrame) {
        self.recording.hear(frame);
    }

    fn speech_started(&mut self, ago_ms: u32) {
        self.recording.speech_started(ago_ms);
    }

    fn finish(&mut self, take: Take, expectation: Expectation) {
        self.break_off();
        let (answers_to, asked_at) = (self.answers_to.clone(), Instant::now());
        let samples = self.recording.samples();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return drop(answers_to.send(Heard::Failed(fault("there is no runtime for the request"))));
        };
        if samples.is_empty() {
            return drop(answers_to.send(Heard::Nothing { take, took: Duration::ZERO }));
        }
        let prompt = prompt(self.setting.language, expectation, &self.setting.vocabulary);
        let (server, language) = (self.server.clone(), self.setting.language.code());
        let request = runtime.spawn(async move {
            let answer = server.transcribe(&samples, language, &prompt).await;
            // Fails only when the call is over.
            answers_to.send(heard(answer, take, asked_at.elapsed())).ok();
        });
        self.asking = Some((take, request.abort_handle()));
    }

    fn forget(&mut self) {
        self.break_off();
        self.recording.forget();
    }

    async fn next(&mut self) -> Heard {
        // The ear holds a sender itself, so that there is always a next one.
        self.answers.recv().await.unwrap_or(Heard::Failed(fault("the request is gone")))
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.break_off();
    }
}

enum Answer {
    /// The words with their mean log probability, where it is known.
    Words(String, Option<f32>),
    Busy,
}

fn heard(answer: Result<Answer, AsrError>, take: Take, took: Duration) -> Heard {
    match answer {
        Ok(Answer::Words(words, _)) if words.is_empty() => Heard::Nothing { take, took },
        Ok(Answer::Words(words, log)) => {
            let confidence = log.map(|log| log.exp().clamp(0.0, 1.0));
            Heard::Utterance { take, words: Personal::from(words), confidence, took }
        }
        Ok(Answer::Busy) => Heard::Busy { take },
        Err(error) => Heard::Failed(error),
    }
}

/// An answer, as far as it is read.
#[derive(Deserialize)]
struct Transcription {
    text: String,
    segments: Option<Vec<Segment>>,
}

#[derive(Deserialize)]
struct Segment {
    text: String,
    avg_logprob: Option<f32>,
    no_speech_prob: Option<f32>,
}

impl Server {
    async fn transcribe(&self, samples: &[i16], language: &str, prompt: &str) -> Result<Answer, AsrError> {
        let form = self.form(&wave(samples)?, language, prompt);
        let request = self.egress.request(Method::POST, &self.address);
        // Speaks of addresses only.
        let request = request.map_err(|error| AsrError::Recognition(error.to_string()))?;
        let request = request
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .timeout(REQUEST_LIMIT)
            .body(form);
        let request = match &self.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        };
        let response = request.send().await.map_err(|error| broken(&error))?;
        match response.status() {
            StatusCode::OK => read(&body(response).await?),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Ok(Answer::Busy),
            status => Err(fault(&format!("it refused with status {}", status.as_u16()))),
        }
    }

    /// The form of RFC 7578.
    fn form(&self, wave: &[u8], language: &str, prompt: &str) -> Vec<u8> {
        let reply = match self.reply {
            Reply::Json => "json",
            Reply::VerboseJson => "verbose_json",
        };
        let fields = [
            ("model", self.model.as_str()),
            ("language", language),
            ("prompt", prompt),
            ("response_format", reply),
            ("temperature", "0"),
        ];
        let mut form = Vec::with_capacity(wave.len() + 2_048);
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            form.extend(head.as_bytes());
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"take.wav\"\r\nContent-Type: audio/wav";
        form.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
        form.extend(wave);
        form.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        form
    }
}

fn wave(samples: &[i16]) -> Result<Vec<u8>, AsrError> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: EAR_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Vec::with_capacity(44 + 2 * samples.len());
    let written = hound::WavWriter::new(Cursor::new(&mut bytes), spec).and_then(|mut writer| {
        samples.iter().try_for_each(|&sample| writer.write_sample(sample))?;
        writer.finalize()
    });
    written.map_err(|_| fault("the sound could not be written"))?;
    Ok(bytes)
}

/// The body, up to its bound.
async fn body(response: reqwest::Response) -> Result<Vec<u8>, AsrError> {
    let (mut bytes, mut pieces) = (Vec::new(), response.bytes_stream());
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.map_err(|error| broken(&error))?);
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(fault("its answer does not end"));
        }
    }
    Ok(bytes)
}

fn read(body: &[u8]) -> Result<Answer, AsrError> {
    let Transcription { text, segments } =
        serde_json::from_slice(body).map_err(|_| fault("its answer cannot be read"))?;
    let Some(segments) = segments.filter(|segments| !segments.is_empty()) else {
        return Ok(Answer::Words(said(&text), None));
    };
    let is_speech = |segment: &&Segment| {
        segment.no_speech_prob.unwrap_or(0.0) <= NO_SPEECH_MAX
            || segment.avg_logprob.unwrap_or(0.0) >= LOG_PROBABILITY_MIN
    };
    let spoken: Vec<_> = segments.iter().filter(is_speech).collect();
    let words = said(&spoken.iter().map(|segment| segment.text.as_str()).collect::<String>());
    let logs: Vec<f32> = spoken.iter().filter_map(|segment| segment.avg_logprob).collect();
    Ok(Answer::Words(words, super::deepgram::mean(&logs)))
}

/// The words, if there are any: not punctuation alone, nor a note such as '\[Musik\]'.
fn said(text: &str) -> String {
    let mut depth = 0i32;
    let outside = text.chars().filter(|character| {
        depth += i32::from(matches!(character, '[' | '(')) - i32::from(matches!(character, ']' | ')'));
        depth == 0 && character.is_alphanumeric()
    });
    if outside.count() > 0 { text.trim().to_owned() } else { String::new() }
}

/// What went wrong with a connection, without its address and content.
fn broken(error: &reqwest::Error) -> AsrError {
    fault(if error.is_timeout() {
        "it does not answer"
    } else if error.is_connect() {
        "it cannot be reached"
    } else {
        "the connection broke"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(body: &str) -> Option<(String, Option<f32>)> {
        match read(body.as_bytes()) {
            Ok(Answer::Words(words, log)) => Some((words, log)),
            _ => None,
        }
    }

    #[test]
    fn a_segment_that_is_no_speech_is_left_out() {
        let body = r#"{"text":"Ja. Vielen Dank.","segments":[
            {"text":" Ja.","avg_logprob":-0.2,"no_speech_prob":0.1},
            {"text":" Vielen Dank.","avg_logprob":-1.4,"no_speech_prob":0.9}]}"#;
        assert_eq!(words(body), Some(("Ja.".to_owned(), Some(-0.2))));
        assert_eq!(words(r#"{"text":" [Musik] "}"#), Some((String::new(), None)));
        assert_eq!(words(r#"{"text":" Ja, (lacht) gern. "}"#), Some(("Ja, (lacht) gern.".to_owned(), None)));
    }

    #[test]
    fn p26_what_it_answers_is_no_part_of_an_error() {
        for body in [r#"{"text":7,"note":"Zwetschge"}"#, "Zwetschge", "{\"text\":\"Zwetschge"] {
            let Err(error) = read(body.as_bytes()) else { panic!("{body}") };
            assert!(!error.to_string().contains("Zwetschge"), "{error}");
        }
    }

    #[test]
    fn a_wave_is_16_bit_at_16_khz() {
        let wave = wave(&[1, -2, 3]).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(wave)).unwrap();
        assert_eq!(reader.spec().sample_rate, 16_000);
        assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), [1, -2, 3]);
    }
}
