//! Where everything is built: each adapter behind its port, from the configuration. Nothing else constructs anything.

mod ears;
mod engines;
mod switchboard;
mod voices;

pub use ears::{models, recognizer};
pub use engines::{engine, engine_of, llm_engine, llm_server, rules, summariser};
pub use switchboard::Switchboard;
pub use voices::{voice, voices};

use crate::cli::bad_input::BadInput;
use crate::cli::config::{self, Config, Engine as EngineChoice};
use anyhow::Context;
use base::business::{Business, BusinessId};
use base::clock::Clock;
use base::limits::Allowance;
use base::number::Number;
use base::privacy::SystemRandom;
use booking::{CallId, Pseudonym};
use call::desk::{Desk, Pseudonymise};
use call::limiter::Limiter;
use call::record::{CallLog, Observers, Record};
use call::settings::Settings;
use call::summaries::Summarising;
use call::typed::clock::VirtualClock;
use dialogue::phrases::{Phrase, Phrases};
use dialogue::summary::Summariser;
use dialogue::{Engine, acknowledgement};
use ears::vad;
use jiff::Timestamp;
use speech::asr::{self, Recognizer};
use speech::tts::voice::Voice;
use speech::tts::{self, Synthesizer};
use std::sync::Arc;
use store::{Store, StoreError};
use telephony::{Events, Reception};
use tokio_util::task::TaskTracker;

/// Variants of a fixed phrase that are rendered before the first call.
const WARM_VARIANTS: u64 = 3;

/// A server, ready to listen.
pub struct Application {
    /// What is kept.
    pub store: Store,
    /// Calls being answered, and whether more are taken.
    pub switchboard: Arc<Switchboard>,
    /// The routes.
    pub routes: axum::Router,
}

/// Adapters that stand for this machine's own, whatever the configuration says: a laboratory hands them in. None, usually.
#[derive(Clone, Default)]
pub struct Adapters {
    /// Hears where `whisper` stands in `[speech] order`.
    pub recognizer: Option<Arc<dyn Recognizer>>,
    /// Speaks where `espeak` stands in `[voice] order`.
    pub synthesizer: Option<Arc<dyn Synthesizer>>,
    /// Thinks instead of `[engine]`.
    pub engine: Option<Arc<dyn Engine>>,
}

/// Builds a server. The database comes last: where anything else is missing, none is made.
///
/// # Errors
/// When anything that it needs is missing or wrong; the message says what to do.
pub async fn office(config: &Config, clock: Arc<dyn Clock>, further: Adapters) -> anyhow::Result<Application> {
    let phrases = phrases(&config.prompts)?;
    let voice = voice(&config.voice, further.synthesizer)?;
    let recognizer = recognizer(&config.speech, further.recognizer)?;
    let engine = further.engine.map_or_else(|| engine(config, &phrases), Ok)?;
    let summariser = summariser(config)?;
    let store = store(config, clock.as_ref()).await?;
    warn_of_owners(&store).await?;
    warm(&voice, &phrases, &store).await?;
    if matches!(config.engine, EngineChoice::Llm) {
        warm_acknowledgements(&voice, &store).await?;
    }
    let events = Arc::new(Events::for_listener(config.server.listen, &config.server.public_url));
    let tasks = TaskTracker::new();
    let desk = Arc::new(Desk {
        recognizer,
        voice,
        engine,
        calendar: Arc::new(store.clone()),
        messages: Arc::new(store.clone()),
        directory: Arc::new(store.clone()),
        pseudonymise: Arc::new(Keys(store.clone())),
        limiter: limiter(&store, config.limits.allowance, &tasks),
        log: call_log(&store, summariser, &tasks),
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
        past_calls: Arc::new(store.clone()),
        desk: switchboard.clone(),
        events,
        traffic: Arc::default(),
        clock,
        random: Arc::new(SystemRandom),
    })?;
    Ok(Application { store, switchboard, routes })
}

/// Opens the database that the configuration names.
///
/// # Errors
/// When it cannot be opened.
pub async fn store(config: &Config, clock: &dyn Clock) -> anyhow::Result<Store> {
    let database =
        store::Config { address: config.database.address.clone(), key_file: config.keys.file.clone(), create: true };
    Ok(open(&database, clock.now()).await?)
}

/// Opens a database.
///
/// # Errors
/// When it cannot be opened.
pub async fn open(database: &store::Config, now: Timestamp) -> Result<Store, StoreError> {
    Store::open(database, Arc::new(SystemRandom), now).await
}

/// The wordings.
///
/// # Errors
/// [`BadInput`] when a configured folder does not hold them whole.
pub fn phrases(config: &config::Prompts) -> anyhow::Result<Phrases> {
    Ok(match &config.folder {
        Some(folder) => Phrases::read(folder).map_err(|error| BadInput(error.into()))?,
        None => Phrases::built_in()?,
    })
}

/// What keeps callers within an allowance; what they use of it is in the store.
pub fn limiter(store: &Store, allowance: Allowance, tasks: &TaskTracker) -> Arc<Limiter> {
    Arc::new(Limiter::new(allowance, Arc::new(store.clone()), tasks.clone()))
}

/// The log of calls, which has them summarised if that is wanted.
fn call_log(store: &Store, summariser: Option<Summariser>, tasks: &TaskTracker) -> Arc<dyn CallLog> {
    let store = Arc::new(store.clone());
    match summariser {
        None => store,
        Some(summariser) => Arc::new(Summarising::new(store.clone(), store, summariser, tasks.clone())),
    }
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
    Desk {
        recognizer: Arc::new(asr::silent::Silent),
        voice: Voice::new(Arc::new(tts::silent::Silent), tts::phrases::Phrases::new(None)),
        engine,
        calendar: Arc::new(store.clone()),
        messages: Arc::new(store.clone()),
        directory: Arc::new(store.clone()),
        pseudonymise: Arc::new(Keys(store.clone())),
        limiter: limiter(store, Allowance::default(), &tasks),
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

/// Warns of businesses whose callers cannot be handed over.
async fn warn_of_owners(store: &Store) -> anyhow::Result<()> {
    for business in store.businesses().await? {
        if let Some(fault) = business.forward_fault() {
            let (business, remedy) = (&business.id.0, fault.remedy());
            tracing::warn!(business, "nobody is rung: the forward number {fault}; {remedy}, and import it again");
        }
    }
    Ok(())
}

/// Renders what is said in fixed words before anybody waits for it.
async fn warm(voice: &Voice, phrases: &Phrases, store: &Store) -> anyhow::Result<()> {
    for business in store.businesses().await? {
        for language in &business.languages {
            for pick in 0..WARM_VARIANTS {
                for phrase in [Phrase::Disclosure, Phrase::SpokeEarly, Phrase::Filler, Phrase::Apology] {
                    let values = [("business", business.name.as_str())];
                    let text = phrases.say(phrase, *language, business.address_form, pick, &values);
                    voice.render(&text, *language).await.context("try the voice out")?;
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
                voice.render(text, *language).await.context("try the voice out")?;
            }
        }
    }
    Ok(())
}

/// Pseudonyms under the keys of the store.
struct Keys(Store);

impl Pseudonymise for Keys {
    fn pseudonyms(&self, business: &Business, number: &Number) -> Vec<Pseudonym> {
        let BusinessId(id) = &business.id;
        self.0.keys().business(id).pseudonyms(number)
    }
}
