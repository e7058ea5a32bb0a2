//! Whether calls are summarised when they are over, and by what.

use super::Llm;
use super::parse::choice;
use super::section::Reading;
use base::document::Fault;
use base::document::quantity::{count, duration};
use base::document::text::id;
use std::time::Duration;

/// `[summary]`.
#[derive(Debug, Clone)]
pub enum Summary {
    /// No call is.
    Off,
    /// By the rules: nothing leaves the server.
    Rules,
    /// By a language model, and by the rules where it fails.
    Llm {
        /// The model.
        llm: Box<Llm>,
        /// How long the whole summary may take.
        within: Duration,
        /// Tokens of it.
        tokens_max: u32,
    },
}

/// Kinds of summaries.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Off,
    Rules,
    Llm,
}

const KINDS: &[(&str, Kind)] = &[("off", Kind::Off), ("rules", Kind::Rules), ("llm", Kind::Llm)];

/// `[summary]`, with each `[[llm]]` by its id; `None` for one that something is wrong with.
pub(super) fn summary(reading: &Reading<'_>, llms: &[(String, Option<Llm>)]) -> Option<Summary> {
    let section = reading.section("summary");
    let kind = section.value("kind", "rules", choice(KINDS));
    let named = section.optional("llm", |text| {
        let wanted = id(text)?;
        let found = llms.iter().find(|(id, _)| *id == wanted).cloned();
        let fault = || Fault::new(format!("'{wanted}' is no language model"), "write the id of an [[llm]]");
        found.map(|(_, llm)| llm).ok_or_else(fault)
    });
    let limit = Duration::from_secs(2)..=Duration::from_secs(60);
    let within = section.value("within", "20 s", duration(limit));
    let tokens_max = section.value("tokens_max", "250", count(50..=1_000));
    let summary = match kind? {
        Kind::Off => Some(Summary::Off),
        Kind::Rules => Some(Summary::Rules),
        Kind::Llm => {
            let first = || llms.first().map(|(_, llm)| llm.clone());
            let llm = named.or_else(first);
            if llm.is_none() {
                let fault = Fault::new("`kind`: there is no [[llm]] to word it", "add one, or write kind = \"rules\"");
                section.complain_of("kind", fault);
            }
            // What is wrong with the model is said where it stands.
            let llm = Box::new(llm.flatten()?);
            Some(Summary::Llm { llm, within: within?, tokens_max: tokens_max? })
        }
    };
    section.finish();
    summary
}
