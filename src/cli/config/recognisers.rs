//! Recognisers behind interfaces, and the order in which all are tried.

use super::llm::{listed, processor, url};
use super::parse::{choice, word};
use super::section::{Reading, Section};
use base::document::Fault;
use base::document::quantity::duration;
use egress::processor::{DataClass, Processor};
use reqwest::Url;
use secrecy::SecretString;
use speech::asr::transcriptions::Reply;
use std::sync::Arc;
use std::time::Duration;

/// `[[recogniser]]`.
#[derive(Debug, Clone)]
pub struct RemoteRecogniser {
    /// Id.
    pub id: String,
    /// What it understands.
    pub kind: RemoteKind,
    /// Who is sent callers' voices.
    pub processor: Arc<Processor>,
    /// Address of the interface.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// The key; absent where the server wants none.
    pub key: Option<SecretString>,
    /// How long it may take from a pause to the final words.
    pub final_within: Duration,
}

/// An interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoteKind {
    /// Deepgram's live interface.
    Deepgram,
    /// OpenAI's realtime transcription.
    OpenAiRealtime,
    /// OpenAI-compatible `/audio/transcriptions`.
    Transcriptions(Reply),
}

/// One of `[speech] order`.
#[derive(Debug, Clone)]
pub enum RecogniserChoice {
    /// The recogniser of this machine.
    Here,
    /// One behind an interface.
    Remote(RemoteRecogniser),
}

const KINDS: &[(&str, RemoteKind)] = &[
    ("deepgram", RemoteKind::Deepgram),
    ("openai-realtime", RemoteKind::OpenAiRealtime),
    ("transcriptions", RemoteKind::Transcriptions(Reply::VerboseJson)),
];
const REPLIES: &[(&str, Reply)] = &[("verbose_json", Reply::VerboseJson), ("json", Reply::Json)];

/// `[[recogniser]]`, each with its id; `None` for one that something is wrong with.
pub(super) type Recognisers = [(String, Option<RemoteRecogniser>)];

pub(super) fn recognisers(reading: &Reading<'_>, processors: &[Arc<Processor>]) -> Box<Recognisers> {
    let sections = reading.sections("recogniser").into_iter();
    sections.map(|(id, section)| (id.clone(), recogniser(id, section, processors))).collect()
}

fn recogniser(id: String, section: Section<'_, '_>, processors: &[Arc<Processor>]) -> Option<RemoteRecogniser> {
    let kind = section.required("kind", "\"deepgram\"", choice(KINDS));
    let processor = section.required("processor", "\"ear\"", processor(processors));
    let url = section.required("url", "\"wss://api.eu.deepgram.com/v1/listen\"", url);
    let model = section.required("model", "\"nova-3\"", word);
    let key = section.secrets("key", "key_files", &["key", "api_key", "token"]);
    let limit = Duration::from_millis(500)..=Duration::from_secs(10);
    let final_within = section.value("final_within", "1500 ms", duration(limit));
    let reply = section.optional("reply", choice(REPLIES));
    if let (Some(processor), Some(url)) = (&processor, &url) {
        listed(&section, processor, url);
    }
    if let Some(processor) = &processor {
        hears(&section, processor);
    }
    if let (Some(kind), Some(url)) = (kind, &url) {
        fits(&section, kind, url);
    }
    if id == "whisper" {
        let fault = Fault::new("`id`: 'whisper' is the recogniser of this machine", "write another id");
        section.complain_of("id", fault);
    }
    section.finish();
    let kind = match (kind?, reply) {
        (RemoteKind::Transcriptions(_), Some(reply)) => RemoteKind::Transcriptions(reply),
        (kind, _) => kind,
    };
    Some(RemoteRecogniser {
        id,
        kind,
        processor: processor?,
        url: url?.to_string(),
        model: model?,
        key: key?.into_iter().next(),
        final_within: final_within?,
    })
}

/// What a notice says of the processor must be what it is sent.
fn hears(section: &Section<'_, '_>, processor: &Processor) {
    if !processor.data.contains(&DataClass::Voice) {
        let problem =
            format!("`processor`: '{}' is sent callers' voices, and its `data` does not say so", processor.id);
        section.complain_of("processor", Fault::new(problem, "write \"voice\" into the processor's `data`"));
    }
}

/// A socket for what streams, requests for the rest.
fn fits(section: &Section<'_, '_>, kind: RemoteKind, url: &Url) {
    let schemes = match kind {
        RemoteKind::Deepgram | RemoteKind::OpenAiRealtime => ["wss", "ws"],
        RemoteKind::Transcriptions(_) => ["https", "http"],
    };
    if !schemes.contains(&url.scheme()) {
        let problem = format!("`url`: '{}' is not how this kind is spoken to", url.scheme());
        section.complain_of("url", Fault::new(problem, format!("write {}://HOST/PATH", schemes[0])));
    }
}

/// `[speech] order`.
pub(super) fn order(section: &Section<'_, '_>, remote: &Recognisers) -> Option<Vec<RecogniserChoice>> {
    // What is wrong with a recogniser is said where it stands.
    let one = |text: &str| match text {
        "whisper" => Ok((text.to_owned(), Some(RecogniserChoice::Here))),
        text => {
            let found = remote.iter().find(|(id, _)| id == text).cloned();
            let remedy = "write whisper, or the id of a [[recogniser]]";
            let fault = || Fault::new(format!("'{text}' is no recogniser"), remedy);
            found.map(|(id, remote)| (id, remote.map(RecogniserChoice::Remote))).ok_or_else(fault)
        }
    };
    let order = section.list("order", one)?;
    let twice =
        order.iter().enumerate().find(|(place, (id, _))| order.iter().take(*place).any(|(other, _)| other == id));
    if let Some((_, (id, _))) = twice {
        let fault = Fault::new(format!("`order`: '{id}' stands in it twice"), "leave one out");
        section.complain_of("order", fault);
    }
    let ears: Vec<RecogniserChoice> = order.into_iter().map(|(_, ear)| ear).collect::<Option<_>>()?;
    Some(if ears.is_empty() { vec![RecogniserChoice::Here] } else { ears })
}
