//! Language models that may choose the words, in the order in which they are tried.

use super::parse::{choice, word};
use super::section::{Reading, Section};
use base::document::Fault;
use base::document::quantity::{count, duration};
use base::document::text::id;
use dialogue::llm::chat::{Dialect, Mode};
use dialogue::llm::{Allowance, Settings};
use egress::processor::{DataClass, Host, Processor};
use reqwest::Url;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// `[[llm]]`.
#[derive(Debug, Clone)]
pub struct Llm {
    /// Id.
    pub id: String,
    /// Who is asked.
    pub processor: Arc<Processor>,
    /// Address of the interface, version included.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// The key; absent where the server wants none.
    pub key: Option<SecretString>,
    /// What the server understands.
    pub dialect: Dialect,
    /// How long it may take to its first sentence, and between sentences.
    pub first_word_within: Duration,
    /// Tokens of a reply.
    pub reply_tokens_max: u32,
    /// The rest.
    pub settings: Settings,
}

const MODES: &[(&str, Mode)] = &[("tools", Mode::Tools), ("schema", Mode::Schema)];
const DIALECTS: &[(&str, Dialect)] = &[("openai", Dialect::OpenAi), ("common", Dialect::Common)];

/// `[[llm]]`, each with its id; `None` for one that something is wrong with.
pub(super) fn llms(reading: &Reading<'_>, processors: &[Arc<Processor>]) -> Vec<(String, Option<Llm>)> {
    let sections = reading.sections("llm").into_iter();
    sections.map(|(id, section)| (id.clone(), llm(id, section, processors))).collect()
}

fn llm(id: String, section: Section<'_, '_>, processors: &[Arc<Processor>]) -> Option<Llm> {
    let processor = section.required("processor", "\"brain\"", processor(processors));
    let url = section.required("url", "\"https://api.example.com/v1\"", url);
    let model = section.required("model", "\"example-large\"", word);
    let key = section.secrets("key", "key_files", &["key", "api_key", "token"]);
    let dialect = section.value("dialect", "common", choice(DIALECTS));
    let mode = section.value("deeds", "tools", choice(MODES));
    let limit = Duration::from_millis(500)..=Duration::from_secs(10);
    let first_word_within = section.value("first_word_within", "2500 ms", duration(limit));
    let reply_tokens_max = section.value("reply_tokens_max", "300", count(50..=2_000));
    let history_tokens_max = section.value("history_tokens_max", "1500", count(200..=20_000));
    let requests = section.value("call_requests_max", "120", count(1..=1_000));
    let tokens = section.value("call_tokens_max", "300000", count(1_000..=10_000_000));
    if let (Some(processor), Some(url)) = (&processor, &url) {
        listed(&section, processor, url);
    }
    if let Some(processor) = &processor {
        reads(&section, processor);
    }
    section.finish();
    let allowance = Allowance { requests: requests?, tokens: tokens? };
    Some(Llm {
        id,
        processor: processor?,
        url: url?.to_string(),
        model: model?,
        key: key?.into_iter().next(),
        dialect: dialect?,
        first_word_within: first_word_within?,
        reply_tokens_max: reply_tokens_max?,
        settings: Settings { mode: mode?, history_tokens_max: history_tokens_max?, allowance },
    })
}

/// What a notice says of the processor must be what it is sent (P25).
fn reads(section: &Section<'_, '_>, processor: &Processor) {
    if !processor.data.contains(&DataClass::Words) {
        let problem = format!("`processor`: '{}' is sent what was said, and its `data` does not say so", processor.id);
        section.complain_of("processor", Fault::new(problem, "write \"words\" into the processor's `data`"));
    }
}

/// The processor that an adapter names.
pub(super) fn processor(listed: &[Arc<Processor>]) -> impl Fn(&str) -> Result<Arc<Processor>, Fault> {
    move |text| {
        let wanted = id(text)?;
        listed.iter().find(|processor| processor.id == wanted).cloned().ok_or_else(|| {
            let remedy = "write the id of a [[processor]]: who is sent callers' data must be listed";
            Fault::new(format!("'{wanted}' is no processor that can be used"), remedy)
        })
    }
}

/// An address of an interface: whose it may be is seen when the processor is known.
pub(super) fn url(text: &str) -> Result<Url, Fault> {
    let fault =
        || Fault::new(format!("'{text}' is no address"), "write https://HOST/PATH, without anything secret in it");
    let url = Url::parse(text).map_err(|_| fault())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if plain && url.host_str().is_some() { Ok(url) } else { Err(fault()) }
}

/// The host must be the processor's, so that the fault is seen before the first call.
pub(super) fn listed(section: &Section<'_, '_>, processor: &Processor, url: &Url) {
    // `url` lets none pass that has no host.
    let Some(host) = Host::of(url) else { return };
    if !processor.hosts.contains(&host) {
        let problem = format!("`url`: '{host}' is not among the hosts of the processor '{}'", processor.id);
        section.complain_of("url", Fault::new(problem, "add it to the processor's `hosts`, if it is theirs"));
    } else if !matches!(url.scheme(), "https" | "wss") && !host.is_local() {
        let problem = "`url`: what callers say must not travel unencrypted";
        section.complain_of("url", Fault::new(problem, "write https"));
    }
}
