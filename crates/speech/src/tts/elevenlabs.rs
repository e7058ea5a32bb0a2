//! ElevenLabs: a voice streamed as the line's own μ-law.
//!
//! `POST {base}/text-to-speech/{voice_id}/stream` with the key in `xi-api-key`, `output_format=ulaw_8000` (G.711 μ-law at 8,000
//! Hz, which costs nothing to resample) and `enable_logging=false`, which ElevenLabs calls zero retention mode: nothing of the
//! request is kept (P24). ElevenLabs grants it to enterprise accounts; others are refused, which `vorzimmer doctor` shows, and
//! there is no way here to send callers' names without it. `language_code` makes the models of version 2.5 read dates and
//! figures in the right language; others refuse it and tell the language by the text. European accounts use
//! `https://api.eu.residency.elevenlabs.io/v1`.
//!
//! Source: ElevenLabs, 'API reference', 'Text to Speech', 'Stream speech' (query parameters `enable_logging` and
//! `output_format`, body `text`, `model_id`, `language_code`), and its list of servers.

use super::reply::{self, Coding, Wanted};
use super::{Speech, Synthesizer, TtsError};
use async_trait::async_trait;
use audio::LINE_HZ;
use base::language::{Language, Localised};
use egress::{Egress, EgressError};
use reqwest::Method;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// What models that can be told the language end with.
const TOLD_LANGUAGE: &str = "_v2_5";

/// A model at ElevenLabs, with a voice for each language.
#[derive(Debug, Clone)]
pub struct ElevenLabs {
    egress: Egress,
    base: String,
    key: SecretString,
    model: String,
    voice: Localised<String>,
    name: String,
}

impl ElevenLabs {
    /// The model `model` at `base_url` (with the version, such as `/v1`); `voice` holds the voices' ids.
    ///
    /// # Errors
    /// When the address is not one of the processor's.
    pub fn new(
        egress: Egress,
        base_url: &str,
        key: SecretString,
        model: String,
        voice: Localised<String>,
    ) -> Result<Self, EgressError> {
        let base = egress.address(base_url)?.as_str().trim_end_matches('/').to_owned();
        let name = format!("{model} at {}", egress.processor().id);
        Ok(ElevenLabs { egress, base, key, model, voice, name })
    }

    fn address(&self, language: Language) -> String {
        let voice = self.voice.get(language);
        format!("{}/text-to-speech/{voice}/stream?output_format=ulaw_8000&enable_logging=false", self.base)
    }
}

#[async_trait]
impl Synthesizer for ElevenLabs {
    fn name(&self) -> &str {
        &self.name
    }

    fn voice(&self, language: Language) -> String {
        format!("elevenlabs {} {}", self.model, self.voice.get(language))
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let text_bytes = reply::measured(text)?;
        let request = self.egress.request(Method::POST, &self.address(language));
        let request = request.map_err(|error| TtsError::Synthesis(error.to_string()))?;
        let mut key = HeaderValue::from_str(self.key.expose_secret())
            .map_err(|_| TtsError::Synthesis("the key is not one that can be sent".to_owned()))?;
        key.set_sensitive(true);
        let mut body = json!({ "text": text, "model_id": self.model });
        if self.model.ends_with(TOLD_LANGUAGE) {
            body["language_code"] = language.code().into();
        }
        let wanted = Wanted { voice: self.voice(language), sample_hz: LINE_HZ, coding: Coding::MuLaw, text_bytes };
        reply::speak(request.header("xi-api-key", key).json(&body), wanted).await
    }
}
