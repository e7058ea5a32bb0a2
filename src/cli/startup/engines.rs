//! Who thinks: the engines in their order, and who words summaries.

use crate::cli::config::{self, Config, Engine as EngineChoice};
use anyhow::Context;
use base::document;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use dialogue::Engine;
use dialogue::fallback::FallbackEngine;
use dialogue::llm::LlmEngine;
use dialogue::llm::chat::Server;
use dialogue::llm::prompt::{self, Prompt};
use dialogue::phrases::Phrases;
use dialogue::rules::RulesEngine;
use dialogue::summary::Summariser;
use dialogue::summary::model::Model;
use egress::Egress;
use std::sync::Arc;
use std::time::Duration;

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
            let last: Candidate<Arc<dyn Engine>> =
                Candidate::new(Arc::new(rules), Duration::from_secs(10), BreakerPolicy::default());
            let candidates =
                Candidates::of(models.into_iter().chain([last])).context("choose an engine: there is none")?;
            Arc::new(FallbackEngine::new(candidates))
        }
    })
}

/// The rules, which need no model.
pub fn rules(phrases: &Phrases) -> Arc<dyn Engine> {
    Arc::new(RulesEngine::new(phrases.clone()))
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

/// A language model as an engine.
fn model(
    llm: &config::Llm,
    prompts: &config::Prompts,
    rules: &RulesEngine,
) -> anyhow::Result<Candidate<Arc<dyn Engine>>> {
    let engine = llm_engine(llm, prompts, rules)?;
    Ok(Candidate::new(Arc::new(engine), llm.first_word_within, BreakerPolicy::default()))
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
        Some(file) => Prompt::read(document::read_file(&file).with_context(|| format!("read {}", file.display()))?)?,
        None => Prompt::built_in()?,
    };
    Ok(LlmEngine::new(llm_server(llm)?, prompt, rules.clone(), llm.settings))
}
