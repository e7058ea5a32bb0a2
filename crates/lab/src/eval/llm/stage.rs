//! The stages of an evaluation: how the model is asked, how long it is waited for, and how many dialogues that takes.

use dialogue::llm::chat::{Dialect, Mode};
use dialogue::llm::{Allowance, Settings};
use egress::processor::{Host, Processor};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use vorzimmer::cli::config::Llm;

/// How long a model is waited for whose words are to be judged, however slow the machine is. In a call it has 2.5 s.
const PATIENT: Duration = Duration::from_secs(90);
/// Less than any model on a CPU needs for a sentence: the shortest limit that can be configured.
const HURRIED: Duration = Duration::from_millis(500);
/// Nobody listens there: the port of 'discard' (RFC 863), which no usual installation serves.
const NOBODY: &str = "127.0.0.1:9";

/// A stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Stage {
    /// Deeds by a reply that follows a schema.
    Schema,
    /// Deeds by tool calls.
    Tools,
    /// The model is late.
    Hurried,
    /// The server is not there.
    Gone,
}

impl Stage {
    /// All, in the order in which they are played: the short ones, which must not be left out, first.
    pub const ALL: [Stage; 4] = [Stage::Gone, Stage::Hurried, Stage::Tools, Stage::Schema];

    /// What the stage shows, for people.
    pub fn describe(self) -> String {
        match self {
            Stage::Schema => {
                "schema: replies that follow a JSON schema; the model is waited for as long as it takes".to_owned()
            }
            Stage::Tools => "tools: tool calls; the model is waited for as long as it takes".to_owned(),
            Stage::Hurried => {
                let limit = HURRIED.as_millis();
                format!("hurried: the model has {limit} ms to its first sentence, then the rules answer")
            }
            Stage::Gone => "gone: nobody listens where the model should be".to_owned(),
        }
    }

    /// Dialogues of a language, where the largest stage has `most`.
    pub fn dialogues(self, most: usize) -> usize {
        match self {
            Stage::Schema => most,
            Stage::Tools => most.div_ceil(4),
            Stage::Hurried | Stage::Gone => most.min(2),
        }
    }

    /// Whether the model is waited for.
    pub fn is_patient(self) -> bool {
        matches!(self, Stage::Schema | Stage::Tools)
    }

    /// The model as this stage asks it.
    pub fn of(self, server: &Llm) -> Llm {
        let mut llm = server.clone();
        match self {
            Stage::Schema => {}
            Stage::Tools => llm.settings.mode = Mode::Tools,
            Stage::Hurried => llm.first_word_within = HURRIED,
            Stage::Gone => {
                let hosts = NOBODY.parse::<Host>().into_iter().collect();
                llm.processor = Arc::new(Processor { hosts, ..Processor::clone(&llm.processor) });
                llm.url = format!("http://{NOBODY}/v1");
            }
        }
        llm
    }
}

/// The model as the configuration has it at its defaults, but for how long it is waited for.
pub fn llm(processor: Processor, url: &str, model: &str, key: Option<SecretString>) -> Llm {
    let allowance = Allowance { requests: 120, tokens: 300_000 };
    Llm {
        id: processor.id.clone(),
        processor: Arc::new(processor),
        url: url.to_owned(),
        model: model.to_owned(),
        key,
        dialect: Dialect::Common,
        first_word_within: PATIENT,
        reply_tokens_max: 300,
        settings: Settings { mode: Mode::Schema, history_tokens_max: 1_500, allowance },
    }
}
