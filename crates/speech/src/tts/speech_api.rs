//! A voice behind OpenAI's speech interface: OpenAI's own, or a server of one's own that speaks it (Kokoro, Piper, others).
//!
//! `POST {base}/audio/speech` with `model`, `input`, `voice` and `response_format: "pcm"`; the reply is bare samples, mono, 16
//! bits, signed, the lower byte first, sent while they are made. OpenAI and Kokoro give 24,000 Hz; Piper's voices have
//! 16,000 or 22,050 Hz. Which language is spoken follows from the text and the voice; there is no field for it. Fields that
//! only some servers know are not sent. The interface keeps nothing and has no switch for it: what a provider does with the
//! text is in its agreement (P24).
//!
//! Sources: OpenAI, 'API reference', 'Create speech', and 'Text to speech' guide, 'Supported output formats' ("raw samples in
//! 24kHz (16-bit signed, low-endian), without the header"); Kokoro-FastAPI, `api/src/routers/openai_compatible.py` (streams
//! `audio/pcm` at 24 kHz); Piper, the voices' `audio.sample_rate`.

use super::reply::{self, Coding, Wanted};
use super::{Speech, Synthesizer, TtsError};
use async_trait::async_trait;
use base::language::{Language, Localised};
use egress::{Egress, EgressError};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// Sampling rate of OpenAI's and Kokoro's samples, Hz.
pub const SAMPLE_HZ: u32 = 24_000;

/// A model on a server, with a voice for each language.
#[derive(Debug, Clone)]
pub struct SpeechApi {
    egress: Egress,
    address: String,
    key: Option<SecretString>,
    model: String,
    voice: Localised<String>,
    sample_hz: u32,
    name: String,
}

impl SpeechApi {
    /// The model `model` at `base_url` (with the version, such as `/v1`), whose samples come at `sample_hz`.
    ///
    /// # Errors
    /// When the address is not one of the processor's.
    pub fn new(
        egress: Egress,
        base_url: &str,
        key: Option<SecretString>,
        model: String,
        voice: Localised<String>,
        sample_hz: u32,
    ) -> Result<Self, EgressError> {
        let address = format!("{}/audio/speech", egress.address(base_url)?.as_str().trim_end_matches('/'));
        let name = format!("{model} at {}", egress.processor().id);
        Ok(SpeechApi { egress, address, key, model, voice, sample_hz, name })
    }
}

#[async_trait]
impl Synthesizer for SpeechApi {
    fn name(&self) -> &str {
        &self.name
    }

    fn voice(&self, language: Language) -> String {
        format!("speech-api {} {} {}", self.address, self.model, self.voice.get(language))
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let text_bytes = reply::measured(text)?;
        let request = self.egress.request(Method::POST, &self.address);
        let request = request.map_err(|error| TtsError::Synthesis(error.to_string()))?;
        let request = request.json(&json!({
            "model": self.model,
            "input": text,
            "voice": self.voice.get(language),
            "response_format": "pcm",
        }));
        let request = match &self.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        };
        let (voice, sample_hz) = (self.voice(language), self.sample_hz);
        reply::speak(request, Wanted { voice, sample_hz, coding: Coding::Linear, text_bytes }).await
    }
}
