//! Where everything is built: each adapter behind its port, from the configuration. Nothing else constructs anything.

mod voices;

pub use voices::{voice, voices};

use crate::asr::deepgram::Deepgram;
use crate::asr::ladder::Ear;
use crate::asr::models::{Choice, Machine, choose, installed};
use crate::asr::openai_realtime::OpenAiRealtime;
use crate::asr::transcriptions::Transcriptions;
use crate::asr::{self, Recognizer, scripted};
use crate::audio::vad;
use crate::audio::within::Within;
use crate::booking::{CallId, Pseudonym};
use crate::business::{Business, BusinessId};
use crate::call::desk::{Desk, Pseudonymise};
use crate::call::driver;
use crate::call::line::{Control, Line};
use crate::call::record::{CallLog, Incoming, Observers, Record};
use crate::call::settings::Settings;
use crate::call::summaries::Summarising;
use crate::call::typed::clock::VirtualClock;
use crate::cli::config::{self, Config, Engine as EngineChoice, Recogniser, RemoteKind};
use crate::clock::Clock;
use crate::dialogue::ladder::Ladder;
use crate::dialogue::llm::LlmEngine;
use crate::dialogue::llm::chat::Server;
use crate::dialogue::llm::prompt::{self, Prompt};
use crate::dialogue::phrases::{Phrase, Phrases};
use crate::dialogue::rules::RulesEngine;
use crate::dialogue::scripted::ScriptedEngine;
use crate::dialogue::summary::Summariser;
use crate::dialogue::summary::model::Model;
use crate::dialogue::{Asked, Engine, acknowledgement, scripted as script};
use crate::fallback::{Patience, Rung, Rungs};
use crate::number::Number;
use crate::privacy::SystemRandom;
use crate::privacy::egress::Egress;
use crate::privacy::processor::Region;
use crate::store::{self, Store};
use crate::telephony::{self, Events, Reception};
use crate::tts;
use crate::tts::voice::Voice;
use anyhow::{Context, bail};
use async_trait::async_trait;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// Variants of a fixed phrase that are rendered before the first call.
const WARM_VARIANTS: u64 = 3;
/// The pause after which a recogniser that hears along is asked for its last words, ms. One that computes the whole turn anew
/// each time is asked after the usual pause.
const HEARS_ALONG_PAUSED_MS: i32 = 140;
/// How long the embedded recogniser may take where another comes after it: a small machine needs a second and a half.
const LOCAL_FINAL_WITHIN: Duration = Duration::from_secs(3);

/// A server, ready to listen.
pub struct Office {
    /// What is kept.
    pub store: Store,
    /// Calls being answered, and whether more are taken.
    pub switchboard: Arc<Switchboard>,
    /// The routes.
    pub routes: axum::Router,
}

/// Builds a server.
///
/// # Errors
/// When anything that it needs is missing or wrong; the message says what to do.
pub async fn office(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Office> {
    let store = store(config, clock.as_ref()).await?;
    let phrases = phrases(&config.prompts)?;
    let voice = voice(&config.voice)?;
    warm(&voice, &phrases, &store).await?;
    if matches!(config.engine, EngineChoice::Llm) {
        warm_acknowledgements(&voice, &store).await?;
    }
    let events = Arc::new(Events::for_listener(config.server.listen, &config.server.public_url));
    let tasks = TaskTracker::new();
    let desk = Arc::new(Desk {
        recognizer: recognizer(&config.speech)?,
        voice,
        engine: engine(config, &phrases)?,
        calendar: Arc::new(store.clone()),
        messages: Arc::new(store.clone()),
        directory: Arc::new(store.clone()),
        pseudonymise: Arc::new(Keys(store.clone())),
        log: call_log(&store, summariser(config)?, &tasks),
        observers: events.clone(),
        clock: clock.clone(),
        phrases,
        settings: config.call,
        vad: vad(&config.speech),
        tasks,
    });
    let switchboard = Arc::new(Switchboard::new(desk, config.limits.concurrent_calls as usize));
    let routes = telephony::router(Reception {
        public_url: config.server.public_url.clone(),
        carriers: config.carriers.clone(),
        directory: Arc::new(store.clone()),
        desk: switchboard.clone(),
        events,
        traffic: Arc::default(),
        clock,
        random: Arc::new(SystemRandom),
    })?;
    Ok(Office { store, switchboard, routes })
}

/// Opens the database that the configuration names.
///
/// # Errors
/// When it cannot be opened.
pub async fn store(config: &Config, clock: &dyn Clock) -> anyhow::Result<Store> {
    let database =
        store::Config { address: config.database.address.clone(), key_file: config.keys.file.clone(), create: true };
    Ok(Store::open(&database, Arc::new(SystemRandom), clock.now()).await?)
}

/// The wordings.
///
/// # Errors
/// When a configured folder does not hold them whole.
pub fn phrases(config: &config::Prompts) -> anyhow::Result<Phrases> {
    Ok(match &config.folder {
        Some(folder) => Phrases::read(folder)?,
        None => Phrases::built_in()?,
    })
}

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
            let missing = || format!("the model '{name}' is not in {folder}: run {}", fetching(config, name));
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
        bail!("there is no speech model in {folder}: run {fetch}, or vorzimmer models add FILE");
    }
    bail!("this machine is too slow or too small for the speech models in {folder}: run {fetch}")
}

/// The command that fetches a model to where it is looked for.
fn fetching(config: &config::Speech, name: &str) -> String {
    let usual = config.models == Path::new("models");
    let folder = if usual { String::new() } else { format!(" --folder {}", config.models.display()) };
    format!("vorzimmer models fetch {name}{folder}")
}

/// The recognisers, in the order in which they are tried.
///
/// # Errors
/// When the model is missing or damaged, or an address is not its processor's; the message says what to do.
pub fn recognizer(config: &config::Speech) -> anyhow::Result<Arc<dyn Recognizer>> {
    if matches!(config.order.as_slice(), [config::Ear::Here]) {
        return local_recognizer(config);
    }
    let rungs = config.order.iter().map(|ear| match ear {
        config::Ear::Here => {
            let ear = Ear { recognizer: local_recognizer(config)?, here: true };
            Ok(Rung::new(ear, LOCAL_FINAL_WITHIN, Patience::default()))
        }
        config::Ear::Remote(remote) => {
            let here = remote.processor.region == Region::Here;
            let ear = Ear { recognizer: remote_recognizer(remote)?, here };
            Ok(Rung::new(ear, remote.final_within, Patience::default()))
        }
    });
    let rungs = rungs.collect::<anyhow::Result<Vec<_>>>()?;
    let rungs = Rungs::of(rungs).context("there is no recogniser")?;
    Ok(Arc::new(asr::ladder::Ladder::new(rungs)))
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
fn local_recognizer(config: &config::Speech) -> anyhow::Result<Arc<dyn Recognizer>> {
    match &config.recogniser {
        Recogniser::Whisper => whisper(config),
        Recogniser::Scripted { words, delay } => Ok(Arc::new(scripted::Scripted::new(words.clone(), *delay))),
    }
}

#[cfg(feature = "whisper")]
fn whisper(config: &config::Speech) -> anyhow::Result<Arc<dyn Recognizer>> {
    use crate::asr::pair::Pair;
    use crate::asr::whisper::{Pool, Whisper, Workers};
    let Choice { open, closed } = models(config)?;
    let machine = Machine::here();
    let usual = Workers::for_cores(machine.cores);
    let count = config.workers.unwrap_or(usual.count());
    let threads = config.threads.unwrap_or(usual.threads_total() / usual.count().max(1));
    let pool = Pool::start(Workers::new(count, threads, machine.cores))?;
    let load = |model: &crate::asr::models::Installed| {
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
    bail!("this binary was built without whisper: build it with the feature 'whisper'")
}

/// The engine that the configuration names.
///
/// # Errors
/// When a model's address is not its processor's, or its instruction is none.
pub fn engine(config: &Config, phrases: &Phrases) -> anyhow::Result<Arc<dyn Engine>> {
    engine_of(config.engine, config, phrases)
}

/// An engine, with the models of the configuration.
///
/// # Errors
/// As [`engine`].
pub fn engine_of(choice: EngineChoice, config: &Config, phrases: &Phrases) -> anyhow::Result<Arc<dyn Engine>> {
    let rules = RulesEngine::new(phrases.clone());
    Ok(match choice {
        EngineChoice::Rules => Arc::new(rules),
        EngineChoice::Llm => {
            let models = config
                .llms
                .iter()
                .map(|llm| model(llm, &config.prompts, &rules))
                .collect::<anyhow::Result<Vec<_>>>()?;
            // The rules need no limit: nothing comes after them, and they ask nobody.
            let last: Rung<Arc<dyn Engine>> = Rung::new(Arc::new(rules), Duration::from_secs(10), Patience::default());
            let rungs = Rungs::of(models.into_iter().chain([last])).context("there is no engine")?;
            Arc::new(Ladder::new(rungs))
        }
        EngineChoice::Scripted { delay } => {
            let line = |on, say| script::Line::new(on, say, Asked::Wish).after(delay);
            let lines = vec![
                line(script::On::Opening, "Was kann ich für Sie tun?"),
                line(script::On::Anything, "Danke. Was kann ich noch für Sie tun?"),
            ];
            Arc::new(ScriptedEngine { lines })
        }
    })
}

/// What words summaries; `None` where none are wanted.
///
/// # Errors
/// When the model's address is not its processor's.
pub fn summariser(config: &Config) -> anyhow::Result<Option<Summariser>> {
    Ok(match &config.summary {
        config::Summary::Off => None,
        config::Summary::Rules => Some(Summariser::by_rules()),
        config::Summary::Llm { llm, within, tokens_max } => {
            let egress = Egress::new(llm.processor.clone())?;
            let server = Server::new(&egress, &llm.url, llm.key.as_ref(), &llm.model, llm.dialect, *tokens_max)?;
            Some(Summariser::by_model(Model::new(server, *within)))
        }
    })
}

/// The log of calls, which has them summarised if that is wanted.
fn call_log(store: &Store, summariser: Option<Summariser>, tasks: &TaskTracker) -> Arc<dyn CallLog> {
    let store = Arc::new(store.clone());
    match summariser {
        None => store,
        Some(summariser) => Arc::new(Summarising::new(store.clone(), store, summariser, tasks.clone())),
    }
}

/// A language model as an engine.
fn model(llm: &config::Llm, prompts: &config::Prompts, rules: &RulesEngine) -> anyhow::Result<Rung<Arc<dyn Engine>>> {
    let engine = llm_engine(llm, prompts, rules)?;
    Ok(Rung::new(Arc::new(engine), llm.first_word_within, Patience::default()))
}

/// The server of a language model.
///
/// # Errors
/// When its address is not its processor's.
pub fn llm_server(llm: &config::Llm) -> anyhow::Result<Server> {
    let egress = Egress::new(llm.processor.clone())?;
    Ok(Server::new(&egress, &llm.url, llm.key.as_ref(), &llm.model, llm.dialect, llm.reply_tokens_max)?)
}

/// A language model's engine, alone.
///
/// # Errors
/// When its address is not its processor's, or its instruction is none.
pub fn llm_engine(llm: &config::Llm, prompts: &config::Prompts, rules: &RulesEngine) -> anyhow::Result<LlmEngine> {
    let own = prompts.folder.as_ref().map(|folder| folder.join(prompt::FILE)).filter(|file| file.exists());
    let prompt = match own {
        Some(file) => {
            Prompt::read(std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?)?
        }
        None => Prompt::built_in()?,
    };
    Ok(LlmEngine::new(llm_server(llm)?, prompt, rules.clone(), llm.settings))
}

/// A desk for one typed call: the store behind every port, no ear and no voice. The call moves `clock` on. Whoever wants the
/// summary closes the desk's tasks and waits for them.
pub fn typed_desk(
    store: &Store,
    clock: &Arc<VirtualClock>,
    phrases: &Phrases,
    engine: Arc<dyn Engine>,
    summariser: Option<Summariser>,
) -> Desk {
    let tasks = TaskTracker::new();
    let soundless = tts::scripted::Scripted { delay_ms: 0, character_ms: 0 };
    Desk {
        recognizer: Arc::new(scripted::Scripted::new(Vec::<String>::new(), Duration::ZERO)),
        voice: Voice::new(Arc::new(soundless), tts::phrases::Phrases::new(None)),
        engine,
        calendar: Arc::new(store.clone()),
        messages: Arc::new(store.clone()),
        directory: Arc::new(store.clone()),
        pseudonymise: Arc::new(Keys(store.clone())),
        log: call_log(store, summariser, &tasks),
        observers: Arc::new(Nobody),
        clock: clock.clone(),
        phrases: phrases.clone(),
        settings: Settings::default(),
        vad: Default::default(),
        tasks,
    }
}

/// Nobody watches.
struct Nobody;

impl Observers for Nobody {
    fn see(&self, _: &CallId, _: &Record) {}
}

/// Renders what is said in fixed words before anybody waits for it.
async fn warm(voice: &Voice, phrases: &Phrases, store: &Store) -> anyhow::Result<()> {
    for business in store.businesses().await? {
        for language in &business.languages {
            for pick in 0..WARM_VARIANTS {
                for phrase in [Phrase::Disclosure, Phrase::SpokeEarly, Phrase::Filler, Phrase::Apology] {
                    let values = [("business", business.name.as_str())];
                    let text = phrases.say(phrase, *language, business.address_form, pick, &values);
                    voice.render(&text, *language).await.context("the voice does not speak")?;
                }
            }
        }
    }
    Ok(())
}

/// Renders what models begin with.
async fn warm_acknowledgements(voice: &Voice, store: &Store) -> anyhow::Result<()> {
    for business in store.businesses().await? {
        for language in &business.languages {
            for text in acknowledgement::all(*language) {
                voice.render(text, *language).await.context("the voice does not speak")?;
            }
        }
    }
    Ok(())
}

/// When a caller's pause is noticed: sooner where the recogniser preferred has its words ready.
fn vad(config: &config::Speech) -> vad::Config {
    let hears_along = |ear: &config::Ear| match ear {
        config::Ear::Remote(remote) => remote.kind == RemoteKind::Deepgram,
        config::Ear::Here => false,
    };
    match config.order.first().is_some_and(hears_along) {
        true => vad::Config { paused_ms: Within::nearest(HEARS_ALONG_PAUSED_MS), ..vad::Config::default() },
        false => vad::Config::default(),
    }
}

/// Pseudonyms under the keys of the store.
struct Keys(Store);

impl Pseudonymise for Keys {
    fn pseudonyms(&self, business: &Business, number: &Number) -> Vec<Pseudonym> {
        let BusinessId(id) = &business.id;
        self.0.keys().business(id).pseudonyms(number)
    }
}

/// Gives calls to the desk as long as there is room.
pub struct Switchboard {
    desk: Arc<Desk>,
    calls_max: usize,
    calls: AtomicUsize,
    closing: std::sync::atomic::AtomicBool,
}

impl Switchboard {
    fn new(desk: Arc<Desk>, calls_max: usize) -> Self {
        Switchboard { desk, calls_max, calls: AtomicUsize::new(0), closing: false.into() }
    }

    /// Takes no more calls; new ones go to the owner.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Calls being answered.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Waits until the tasks of all calls are done.
    pub async fn settle(&self) {
        self.desk.tasks.close();
        self.desk.tasks.wait().await;
    }
}

#[async_trait]
impl telephony::Desk for Switchboard {
    async fn answer(&self, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>) {
        /// Gives the place back even when the call's task is dropped.
        struct Place<'a>(&'a AtomicUsize);
        impl Drop for Place<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.calls.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.calls);
        driver::answer(self.desk.clone(), incoming, line, control).await;
    }

    fn has_room(&self) -> bool {
        !self.closing.load(Ordering::Relaxed) && self.calls() < self.calls_max
    }
}
