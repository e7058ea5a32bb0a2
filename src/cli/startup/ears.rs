//! Who listens: the recognisers in their order, and when a pause is noticed for them.

use crate::cli::config::{self, RemoteKind};
use anyhow::{Context, bail};
use audio::vad;
use audio::within::Within;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use egress::Egress;
use egress::processor::Region;
use speech::asr::Recognizer;
use speech::asr::deepgram::Deepgram;
use speech::asr::fallback::{FallbackRecognizer, LocatedRecognizer};
use speech::asr::models::{CATALOGUE, Choice, Machine, Offer, choose, installed};
use speech::asr::openai_realtime::OpenAiRealtime;
use speech::asr::transcriptions::Transcriptions;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The pause after which a recogniser that hears along is asked for its last words, ms. One that computes the whole turn anew
/// each time is asked after the usual pause.
const HEARS_ALONG_PAUSED_MS: i32 = 140;
/// How long the embedded recogniser may take where another comes after it: a small machine needs a second and a half.
const LOCAL_FINAL_WITHIN: Duration = Duration::from_secs(3);

/// The models that the configuration names, and for the rest the best installed that this machine carries.
///
/// # Errors
/// When one is missing; the message says what to do.
pub fn models(config: &config::Speech) -> anyhow::Result<Choice> {
    let (found, folder) = (installed(&config.models), config.models.display());
    let named = |name: &Option<String>| match name {
        None => Ok(None),
        Some(name) => {
            let model = found.iter().find(|model| model.offer.name == *name).cloned();
            let missing = || {
                remains(config, |offer| offer.name == name).unwrap_or_else(|| {
                    format!("use the speech model '{name}': it is not in {folder}; run {}", fetching(config, name))
                })
            };
            model.map(Some).with_context(missing)
        }
    };
    let (open, closed) = (named(&config.open_model)?, named(&config.closed_model)?);
    let best = choose(&found, Machine::here());
    let closed = closed.or_else(|| best.clone().and_then(|choice| choice.closed));
    if let Some(open) = open.or(best.map(|choice| choice.open)) {
        return Ok(Choice { open, closed });
    }
    let fetch = fetching(config, "base-q8_0");
    if found.is_empty() {
        if let Some(cut) = remains(config, |_| true) {
            bail!(cut);
        }
        bail!("find a speech model in {folder}: there is none; run {fetch}, or vorzimmer models add FILE");
    }
    bail!("choose a speech model in {folder}: this machine is too slow or too small for them; run {fetch}")
}

/// What is there of a wanted model that is not whole, and how to go on.
fn remains(config: &config::Speech, wanted: impl Fn(&Offer) -> bool) -> Option<String> {
    let say = |offer: &Offer, what: &str, then: &str| {
        let (name, folder, fetch) = (offer.name, config.models.display(), fetching(config, offer.name));
        format!("use the speech model '{name}' in {folder}: {what}; run {fetch}, {then}")
    };
    CATALOGUE.iter().filter(|offer| wanted(offer)).find_map(|offer| {
        let file = config.models.join(offer.file);
        if file.exists() {
            return Some(say(offer, "its file is cut short or damaged", "which fetches it anew"));
        }
        let part = config.models.join(format!("{}.part", offer.file));
        part.exists().then(|| say(offer, "only a part of it was fetched", "which goes on where it stopped"))
    })
}

/// The command that fetches a model to where it is looked for.
fn fetching(config: &config::Speech, name: &str) -> String {
    let usual = config.models == Path::new("models");
    let folder = if usual { String::new() } else { format!(" --folder {}", config.models.display()) };
    format!("vorzimmer models fetch {name}{folder}")
}

/// The recognisers, in the order in which they are tried; `here` is that of this machine, Whisper if absent.
///
/// # Errors
/// When the model is missing or damaged, or an address is not its processor's; the message says what to do.
pub fn recognizer(config: &config::Speech, here: Option<Arc<dyn Recognizer>>) -> anyhow::Result<Arc<dyn Recognizer>> {
    let local = || here.clone().map_or_else(|| whisper(config), Ok);
    if matches!(config.order.as_slice(), [config::RecogniserChoice::Here]) {
        return local();
    }
    let candidates = config.order.iter().map(|ear| match ear {
        config::RecogniserChoice::Here => {
            let ear = LocatedRecognizer { recognizer: local()?, here: true };
            Ok(Candidate::new(ear, LOCAL_FINAL_WITHIN, BreakerPolicy::default()))
        }
        config::RecogniserChoice::Remote(remote) => {
            let here = remote.processor.region == Region::Here;
            let ear = LocatedRecognizer { recognizer: remote_recognizer(remote)?, here };
            Ok(Candidate::new(ear, remote.final_within, BreakerPolicy::default()))
        }
    });
    let candidates = candidates.collect::<anyhow::Result<Vec<_>>>()?;
    let candidates = Candidates::of(candidates).context("choose a recogniser: there is none")?;
    Ok(Arc::new(FallbackRecognizer::new(candidates)))
}

/// A recogniser behind an interface.
fn remote_recognizer(remote: &config::RemoteRecogniser) -> anyhow::Result<Arc<dyn Recognizer>> {
    let egress = Egress::new(remote.processor.clone())?;
    let (url, key, model) = (&remote.url, remote.key.as_ref(), &remote.model);
    Ok(match remote.kind {
        RemoteKind::Deepgram => Arc::new(Deepgram::new(&egress, url, key, model)?),
        RemoteKind::OpenAiRealtime => Arc::new(OpenAiRealtime::new(&egress, url, key, model)?),
        RemoteKind::Transcriptions(reply) => Arc::new(Transcriptions::new(&egress, url, key, model, reply)?),
    })
}

/// The recogniser of this machine.
#[cfg(feature = "whisper")]
fn whisper(config: &config::Speech) -> anyhow::Result<Arc<dyn Recognizer>> {
    use speech::asr::pair::Pair;
    use speech::asr::whisper::{Pool, Whisper, Workers};
    let Choice { open, closed } = models(config)?;
    let machine = Machine::here();
    let usual = Workers::for_cores(machine.cores);
    let count = config.workers.unwrap_or(usual.count());
    let threads = config.threads.unwrap_or(usual.threads_total() / usual.count().max(1));
    let pool = Pool::start(Workers::new(count, threads, machine.cores))?;
    let load = |model: &speech::asr::models::Installed| {
        let whisper = Whisper::open(model.offer.name, &model.path, &pool)?;
        let every = config.hypotheses_every.and_then(|every| u32::try_from(every.as_millis()).ok());
        anyhow::Ok(Arc::new(match every {
            Some(every) => whisper.with_hypotheses(every),
            None => whisper,
        }))
    };
    let strong: Arc<dyn Recognizer> = load(&open)?;
    match closed.filter(|closed| closed.path != open.path) {
        Some(closed) => Ok(Arc::new(Pair::new(strong, load(&closed)?))),
        None => Ok(strong),
    }
}

#[cfg(not(feature = "whisper"))]
fn whisper(_: &config::Speech) -> anyhow::Result<Arc<dyn Recognizer>> {
    bail!("recognise speech: this binary was built without whisper; build it with the feature 'whisper'")
}

/// When a caller's pause is noticed: sooner where the recogniser preferred has its words ready.
pub fn vad(config: &config::Speech) -> vad::Config {
    let hears_along = |ear: &config::RecogniserChoice| match ear {
        config::RecogniserChoice::Remote(remote) => remote.kind == RemoteKind::Deepgram,
        config::RecogniserChoice::Here => false,
    };
    match config.order.first().is_some_and(hears_along) {
        true => vad::Config { paused_ms: Within::nearest(HEARS_ALONG_PAUSED_MS), ..vad::Config::default() },
        false => vad::Config::default(),
    }
}
