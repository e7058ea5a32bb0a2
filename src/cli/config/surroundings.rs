//! What a configuration names on this machine, and whether it is there.
//!
//! Looked at by `config check` alone: a command that needs one of these things says so itself, and one that does not need it
//! must not fail for it. What nobody wrote is left to `vorzimmer doctor`, which says what to install.

use super::{Config, RecogniserChoice, Setting, Source, Speaker, Synthesiser, SynthesiserKind};
use crate::cli::startup;
use crate::cli::told::told;
use base::document::{Complaint, Fault, Place};
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use store::Address;

/// Everything that was written and is not there, by the places of the settings.
pub(super) fn missing(config: &Config, settings: &[Setting], path: Option<&OsStr>) -> Vec<Complaint> {
    let checks = [prompts(config), database(config), keys(config), voice(config, path)].into_iter().flatten();
    let checks = checks.chain(models(config, settings)).chain(picos(config, path));
    checks.filter_map(|(name, fault)| Some(Complaint { place: written(settings, &name)?, fault })).collect()
}

/// Where a setting was written; `None` where nobody did.
fn written(settings: &[Setting], name: &str) -> Option<Place> {
    match &settings.iter().find(|setting| setting.name == name)?.source {
        Source::Default => None,
        Source::File { line } => Some(Place::File { line: *line, column: 1 }),
        Source::Environment(variable) => Some(Place::Environment(variable.clone())),
    }
}

/// A setting's name, and what is wrong with its value.
type Found = (String, Fault);

fn found(name: &str, problem: String, remedy: &str) -> Found {
    let key = name.rsplit('.').next().unwrap_or(name);
    let section = name.strip_suffix(key).unwrap_or(name).trim_end_matches('.');
    (name.to_owned(), Fault::new(format!("[{section}] `{key}`: {problem}"), remedy))
}

fn folder(name: &str, path: &Path, remedy: &str) -> Option<Found> {
    let shown = path.display();
    match (path.is_dir(), path.exists()) {
        (true, _) => None,
        (false, true) => Some(found(name, format!("'{shown}' is no folder"), remedy)),
        (false, false) => Some(found(name, format!("there is no folder '{shown}'"), remedy)),
    }
}

/// The wordings, which must be whole.
fn prompts(config: &Config) -> Option<Found> {
    const NAME: &str = "prompts.folder";
    let path = config.prompts.folder.as_ref()?;
    let remedy = "write a folder that holds all wordings, such as a copy of prompts/, or leave it out";
    let unread = || {
        let error = startup::phrases(&config.prompts).err()?;
        Some(found(NAME, told(&error), remedy))
    };
    folder(NAME, path, remedy).or_else(unread)
}

/// The folder in which the database is, or is made.
fn database(config: &Config) -> Option<Found> {
    let Address::File(file) = &config.database.address else { return None };
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty())?;
    folder("database.url", parent, "make the folder, or write another file")
}

fn keys(config: &Config) -> Option<Found> {
    let file = config.keys.file.as_ref().filter(|file| !file.is_file())?;
    let remedy = format!("make one with: (umask 077; openssl rand -hex 32 > {})", file.display());
    Some(found("keys.file", format!("there is no file '{}'", file.display()), &remedy))
}

/// The speech models, where this machine is to listen.
fn models(config: &Config, settings: &[Setting]) -> Option<Found> {
    if !config.speech.order.iter().any(|ear| matches!(ear, RecogniserChoice::Here)) {
        return None;
    }
    let remedy = "write the folder with the models, or run `vorzimmer models fetch base-q8_0`, which makes it";
    let named = ["speech.open_model", "speech.closed_model"].into_iter().find(|name| written(settings, name).is_some());
    folder("speech.models", &config.speech.models, remedy)
        .filter(|_| written(settings, "speech.models").is_some())
        .or_else(|| {
            let error = startup::models(&config.speech).err()?;
            Some(found(named?, told(&error), "or leave it out, to have the best of those that are there"))
        })
}

fn voice(config: &Config, path: Option<&OsStr>) -> Option<Found> {
    // A library that is linked in needs no program.
    if cfg!(feature = "espeak-linked") || !config.voice.order.iter().any(|one| matches!(one, Speaker::BuiltIn)) {
        return None;
    }
    let Synthesiser::Espeak { program: name, .. } = &config.voice.synthesiser;
    program("voice.program", name, path)
}

fn picos(config: &Config, path: Option<&OsStr>) -> Vec<Found> {
    let pico = |speaker: &Speaker| match speaker {
        Speaker::BuiltIn => None,
        Speaker::Other(other) => match &other.kind {
            SynthesiserKind::Pico { program: name, .. } => {
                program(&format!("synthesiser.{}.program", other.id), name, path)
            }
            _ => None,
        },
    };
    config.voice.order.iter().filter_map(pico).collect()
}

/// A program: a name is looked for in `PATH`, as the system does.
fn program(name: &str, program: &Path, path: Option<&OsStr>) -> Option<Found> {
    let places: Vec<PathBuf> = match program.components().count() > 1 {
        true => vec![program.to_owned()],
        false => path.map(std::env::split_paths).into_iter().flatten().map(|folder| folder.join(program)).collect(),
    };
    let files: Vec<_> = places.iter().filter(|place| place.is_file()).collect();
    let shown = program.display();
    match (files.iter().any(|file| is_executable(file)), files.is_empty()) {
        (true, _) => None,
        (false, true) => {
            Some(found(name, format!("there is no program '{shown}'"), "install it, or write where it is"))
        }
        (false, false) => Some(found(
            name,
            format!("'{shown}' cannot be run: it is not executable"),
            &format!("run: chmod +x {shown}"),
        )),
    }
}

fn is_executable(file: &Path) -> bool {
    file.metadata().is_ok_and(|about| about.permissions().mode() & 0o111 != 0)
}
