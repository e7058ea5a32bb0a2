//! The configuration: `vorzimmer.toml`, overridden by the environment, and the command that shows what is in force.
//!
//! Every value has a type, a unit and bounds; [`load`] gives the typed [`Config`] or everything that is wrong, each with file,
//! line, column and what to write instead. A variable `VORZIMMER_` + section + `_` + key, in capitals, overrides the file:
//! `VORZIMMER_SERVER_LISTEN`, `VORZIMMER_CALL_SILENCE`, `VORZIMMER_CARRIER_MAIN_REGION` (a `[[carrier]]`'s id stands between);
//! lists are separated by commas, an empty variable is none. `VORZIMMER_CONFIG` names the file itself. Secrets stand in the environment
//! (`VORZIMMER_CARRIER_MAIN_TOKENS`, `VORZIMMER_DATABASE_PASSWORD`) or in files that the configuration names, never in the
//! configuration itself. Paths are relative to the folder in which Vorzimmer is started. Businesses are not configured here:
//! they are data in the database ([`base::business::toml`]).

mod call;
mod carriers;
mod kind;
mod llm;
mod parse;
mod processors;
mod recognisers;
mod section;
mod server;
mod show;
mod speech;
mod summary;
mod surroundings;
mod synthesisers;

pub use kind::is_configuration;
pub use llm::Llm;
pub use processors::Privacy;
pub use recognisers::{RecogniserChoice, RemoteKind, RemoteRecogniser};
pub use server::{Database, Keys, Limits, LogFormat, Logs, Prompts, Server};
pub use show::{Arguments, run};
pub use speech::{Engine, Speech, Synthesiser, Voice};
pub use summary::Summary;
pub use synthesisers::{Other as OtherSynthesiser, Remote, Speaker, SynthesiserKind};

use super::bad_input::BadInput;
use ::call::settings::Settings;
use base::document::{Complaints, Document, Fault, Place, read_file};
use egress::processor::Processor;
use section::Reading;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use telephony::Carrier;

/// Names the configuration: the same rule for every command, which [`find`] keeps.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ConfigArguments {
    /// The configuration [default: the file that VORZIMMER_CONFIG names, else vorzimmer.toml in this folder, if it is there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl ConfigArguments {
    /// The configuration in force.
    ///
    /// # Errors
    /// [`BadInput`] when the file cannot be read or anything in it or in the environment is wrong.
    pub fn load(&self) -> Result<Config, BadInput> {
        load(self.config.as_deref(), &environment()).map_err(|error| BadInput(error.into()))
    }

    /// The configuration as it is found.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find(&self) -> Result<Found, ConfigError> {
        find(self.config.as_deref(), &environment())
    }
}

/// The variable that names the file where no argument does.
const NAMED: &str = "VORZIMMER_CONFIG";

/// The file that is read when none is named, if it is there.
pub const FILE: &str = "vorzimmer.toml";

/// What our variables begin with.
const PREFIX: &str = "VORZIMMER_";

const SECTIONS: [&str; 17] = [
    "server",
    "database",
    "keys",
    "privacy",
    "carrier",
    "processor",
    "recogniser",
    "speech",
    "voice",
    "synthesiser",
    "engine",
    "llm",
    "summary",
    "call",
    "limits",
    "logs",
    "prompts",
];

/// The environment, by name. A parameter, so that tests have their own.
pub type Environment = BTreeMap<String, String>;

/// All that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the server listens and how it is reached.
    pub server: Server,
    /// Where the database is.
    pub database: Database,
    /// Where the master keys are.
    pub keys: Keys,
    /// What is admitted.
    pub privacy: Privacy,
    /// Who may be sent callers' data.
    pub processors: Vec<Arc<Processor>>,
    /// Accounts at the carrier.
    pub carriers: Vec<Carrier>,
    /// How callers are heard.
    pub speech: Speech,
    /// How the agent speaks.
    pub voice: Voice,
    /// What decides what is said.
    pub engine: Engine,
    /// Language models, in the order in which they are tried.
    pub llms: Vec<Llm>,
    /// What is made of calls that are over.
    pub summary: Summary,
    /// The times of a call.
    pub call: Settings,
    /// How much is taken on at once.
    pub limits: Limits,
    /// What is logged.
    pub logs: Logs,
    /// Whose wordings are spoken.
    pub prompts: Prompts,
}

/// A value in force, as it is written, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Section and key, such as `server.listen`.
    pub name: String,
    /// The value; secrets are hidden.
    pub value: Option<String>,
    /// Where it came from.
    pub source: Source,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The file.
    File {
        /// Line, from 1.
        line: usize,
    },
    /// A variable.
    Environment(String),
}

/// A configuration as it was found.
#[derive(Debug)]
pub struct Found {
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// Every value in force, faulty ones as they are written.
    pub settings: Vec<Setting>,
    /// The configuration, or everything that is wrong with it.
    pub config: Result<Config, Complaints>,
}

/// Failed to read the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("read the configuration {file}: {error}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        error: std::io::Error,
    },
    /// Values are wrong.
    #[error("read the configuration:\n{0}")]
    Wrong(Complaints),
}

/// The process's environment, as far as it is ours.
pub fn environment() -> Environment {
    let ours = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PREFIX);
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os().filter(|(name, _)| ours(name)).map(|(name, value)| (text(name), text(value))).collect()
}

/// The configuration in force, for commands that need one.
///
/// # Errors
/// When the file cannot be read or anything in it or in the environment is wrong.
pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Config, ConfigError> {
    find(file, environment)?.config.map_err(ConfigError::Wrong)
}

/// Reads `file` (else the one that `VORZIMMER_CONFIG` names, else [`FILE`], if it is there) and the environment.
///
/// # Errors
/// When the file cannot be read; what is wrong in it is part of what is found.
pub fn find(file: Option<&Path>, environment: &Environment) -> Result<Found, ConfigError> {
    let usual = Path::new(FILE);
    let named = environment.get(NAMED).filter(|name| !name.trim().is_empty()).map(Path::new);
    let path = file.or(named).or_else(|| usual.exists().then_some(usual));
    let text = path.map_or(Ok(String::new()), |path| {
        let file = path.display().to_string();
        read_file(path).map_err(|error| ConfigError::Unreadable { file, error })
    })?;
    let name = path.map_or_else(|| "no configuration file".to_owned(), |path| path.display().to_string());
    let (settings, config) = read(&text, &name, environment);
    Ok(Found { file: path.map(Path::to_owned), settings, config })
}

/// Reads a configuration's text; `file` is its name in what is said of it.
pub fn read(text: &str, file: &str, environment: &Environment) -> (Vec<Setting>, Result<Config, Complaints>) {
    let document = match Document::parse(text, file) {
        Ok(document) => document,
        Err(complaints) => return (Vec::new(), Err(complaints)),
    };
    if kind::is_business(&document) {
        let remedy =
            "take it in with `vorzimmer business import FILE`, and name one written after vorzimmer.example.toml";
        let fault = Fault::new("this is a business's file, not a configuration", remedy);
        document.complain(Place::File { line: 1, column: 1 }, fault);
        return (Vec::new(), document.finish(None));
    }
    let reading = Reading::new(&document, environment);
    let config = config(&reading);
    let settings = reading.finish(&SECTIONS);
    (settings, document.finish(config))
}

/// `None` only where something was complained of.
fn config(reading: &Reading<'_>) -> Option<Config> {
    let server = server::server(reading);
    let (database, keys) = (server::database(reading), server::keys(reading));
    let privacy = processors::privacy(reading);
    // While the policy is faulty, nothing is judged by it.
    let policy = privacy.unwrap_or(Privacy { eu_only: false });
    let (carriers, processors) = (carriers::carriers(reading, policy), processors::processors(reading, policy));
    let recognisers = recognisers::recognisers(reading, &processors);
    let speech = speech::speech(reading, &recognisers);
    let synthesisers = synthesisers::synthesisers(reading, &processors);
    let voice = speech::voice(reading, &synthesisers);
    let models = llm::llms(reading, &processors);
    let llms: Vec<Llm> = models.iter().filter_map(|(_, llm)| llm.clone()).collect();
    let engine = speech::engine(reading, &llms);
    let summary = summary::summary(reading, &models);
    let call = call::call(reading);
    let (limits, logs, prompts) = (server::limits(reading), server::logs(reading), server::prompts(reading));
    Some(Config {
        server: server?,
        database: database?,
        keys,
        privacy: privacy?,
        processors,
        carriers,
        speech: speech?,
        voice: voice?,
        engine: engine?,
        llms,
        summary: summary?,
        call: call?,
        limits: limits?,
        logs: logs?,
        prompts,
    })
}
