//! `vorzimmer config check`: what is in force, where each value comes from, and everything that is wrong.

use super::{ConfigArguments, FILE, Found, Setting, Source, surroundings};
use crate::cli::listing::{remark, say};
use base::document::{Complaint, Complaints, Place};
use base::printable;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Look at the configuration.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what is in force, secrets hidden, and everything that is wrong, files and programs that are named and not there
    /// too. Exit code 2 if anything is.
    Check {
        #[command(flatten)]
        config: ConfigArguments,
        /// One JSON object a line: {"setting": …} for each value, {"problem": …} for each mistake.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// When nothing can be printed.
pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Command::Check { config, json } = arguments.command;
    let found = match config.find() {
        Ok(found) => looked_around(found),
        Err(error) => {
            remark(&format!("vorzimmer: failed to {error}"));
            return Ok(ExitCode::from(2));
        }
    };
    let sound = found.config.is_ok();
    let text = if json { as_json(&found) } else { as_text(&found) };
    say(&printable::lines(&text))?;
    if let (Err(complaints), false) = (&found.config, json) {
        remark(&format!("{complaints}"));
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// What was found, with what is named and not there among what is wrong.
fn looked_around(found: Found) -> Found {
    let path = std::env::var_os("PATH");
    let config = found.config.and_then(|config| {
        let list = surroundings::missing(&config, &found.settings, path.as_deref());
        let file = found.file.as_ref().map_or_else(String::new, |file| file.display().to_string());
        if list.is_empty() { Ok(config) } else { Err(Complaints { file, list }) }
    });
    Found { config, ..found }
}

fn as_text(found: &Found) -> String {
    let file = found.file.as_ref().map_or_else(|| format!("no {FILE}"), |file| file.display().to_string());
    let width = found.settings.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    let mut text = format!("# {file}\n");
    for Setting { name, value, source } in &found.settings {
        let value = value.as_deref().map_or_else(|| "–".to_owned(), |value| format!("\"{value}\""));
        let source = match source {
            Source::Default => "default".to_owned(),
            Source::File { line } => format!("line {line}"),
            Source::Environment(variable) => variable.clone(),
        };
        text += &format!("{name:width$} = {value:32} # {source}\n");
    }
    if found.config.is_ok() {
        text += "# all well\n";
    }
    text
}

fn as_json(found: &Found) -> String {
    let settings = found.settings.iter().map(setting);
    let problems = found
        .config
        .as_ref()
        .err()
        .into_iter()
        .flat_map(|Complaints { file, list }| list.iter().map(move |complaint| problem(file, complaint)));
    settings.chain(problems).map(|line| format!("{line}\n")).collect()
}

fn setting(setting: &Setting) -> Value {
    let (source, line, variable) = match &setting.source {
        Source::Default => ("default", None, None),
        Source::File { line } => ("file", Some(line), None),
        Source::Environment(variable) => ("environment", None, Some(variable)),
    };
    json!({"setting": setting.name, "value": setting.value, "source": source, "line": line, "variable": variable})
}

fn problem(file: &str, Complaint { place, fault }: &Complaint) -> Value {
    let (file, line, column, variable) = match place {
        Place::File { line, column } => (Some(file), Some(line), Some(column), None),
        Place::Environment(variable) => (None, None, None, Some(variable)),
    };
    json!({
        "problem": fault.problem,
        "remedy": fault.remedy,
        "file": file,
        "line": line,
        "column": column,
        "variable": variable,
    })
}
