//! The list of fixture utterances with what is to be understood of them.

use anyhow::Context;
use base::language::Language;
use dialogue::Asked;
use serde::Deserialize;
use std::path::Path;

/// `manifest.toml`.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    #[serde(rename = "utterance")]
    pub utterances: Vec<Utterance>,
    #[serde(rename = "noise")]
    pub noises: Vec<Noise>,
}

/// Something said.
#[derive(Debug, Deserialize)]
pub struct Utterance {
    pub file: String,
    pub language: Language,
    pub business: String,
    pub asked: String,
    pub words: String,
    #[serde(default)]
    pub intents: Vec<String>,
    pub service: Option<String>,
    pub resource: Option<String>,
    pub when: Option<When>,
    pub name: Option<String>,
    pub digits: Option<String>,
}

/// A time to be understood.
#[derive(Debug, Deserialize)]
pub struct When {
    pub kind: String,
    pub start: String,
    pub end: Option<String>,
}

/// A sound without speech.
#[derive(Debug, Deserialize)]
pub struct Noise {
    pub file: String,
}

impl Manifest {
    /// Reads `manifest.toml` in `folder`.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("manifest.toml");
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("understand {}", path.display()))
    }
}

impl Utterance {
    /// What the agent was waiting for.
    pub fn asked(&self) -> anyhow::Result<Asked> {
        serde_json::from_value(self.asked.clone().into()).with_context(|| format!("know the question {}", self.asked))
    }
}
