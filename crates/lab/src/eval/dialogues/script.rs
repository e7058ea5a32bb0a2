//! A dialogue written as text, to be rehearsed:
//!
//! ```text
//! # what it is about
//! business: salon
//! now: 2026-12-01T10:00:00+01:00
//! number: +4917604069001              (default: withheld)
//! forwarded: +49221471010             (the number that forwarded the call)
//! language: de
//! appointment: herrenschnitt jonas 2026-12-03T15:00 Keller          (of the caller's number)
//! foreign: herrenschnitt jonas 2026-12-03T15:00 Weber               (of somebody else's)
//! never: Keller | 15 Uhr                                            (in no sentence of the agent)
//!
//! caller: Ich hätte gern einen Termin.           (also: barge: words, mumble, silence, keys: 12, unsure: words, hangup)
//! agent: was | worum                                                (one of these is in the answer, whatever the case)
//! lacks: Sie
//! asked: service
//! taken: herrenschnitt jonas 2026-12-03T15:00                       (somebody else books this now)
//!
//! booked: herrenschnitt jonas 2026-12-03T15:00 Keller kennzeichen=M-AB 1234
//! moved: 2026-12-03T15:00 to 2026-12-04T09:00 jonas
//! cancelled: 2026-12-03T15:00
//! message: callback Keller +4917604069001 Text
//! transfer: wish
//! spoken: en                                                        (a language that was switched to)
//! ended: yes                                                        (by the agent, after a goodbye)
//! ```
//!
//! What is not named among the outcomes must not have happened.

use base::language::Language;
use base::number::Number;
use call::typed::Act;
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// The keys that name an outcome.
const OUTCOMES: [&str; 7] = ["booked", "moved", "cancelled", "message", "transfer", "spoken", "ended"];

/// A dialogue to be rehearsed.
#[derive(Debug, Clone)]
pub struct Script {
    /// The business's id.
    pub business: String,
    /// When the call begins.
    pub now: Timestamp,
    /// The caller's number; `None` when withheld.
    pub number: Option<Number>,
    /// The number that forwarded the call.
    pub forwarded: Option<Number>,
    /// The language in which it begins.
    pub language: Language,
    /// Appointments that are there before: of the caller's number or not, and `service resource start name`.
    pub before: Vec<(bool, String)>,
    /// What the agent must never say, in lower case.
    pub never: Vec<String>,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// What has to come of it, as `key: value`, sorted.
    pub wanted: Vec<String>,
}

/// A line of a dialogue.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The caller acts.
    Caller(Act),
    /// The last answer has one of these in it.
    Says(Vec<String>),
    /// The last answer has none of these in it.
    Lacks(Vec<String>),
    /// The agent waits for this.
    Asked(String),
    /// Somebody else books: `service resource start`.
    Taken(String),
}

/// The dialogues of a folder's file or of all its files, by name.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn read_folder(folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let read = |file: &PathBuf| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, std::fs::read_to_string(file)?))
    };
    files.iter().map(read).collect()
}

impl Script {
    /// Parses a dialogue.
    ///
    /// # Errors
    /// What is wrong with which line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut script = Script {
            business: String::new(),
            now: Timestamp::UNIX_EPOCH,
            number: None,
            forwarded: None,
            language: Language::De,
            before: Vec::new(),
            never: Vec::new(),
            steps: Vec::new(),
            wanted: Vec::new(),
        };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            script.take(key.trim(), value.trim()).map_err(|fault| format!("{fault} in the line '{line}'"))?;
        }
        if script.business.is_empty() || script.now == Timestamp::UNIX_EPOCH {
            return Err("a dialogue needs 'business' and 'now'".to_owned());
        }
        script.wanted.sort();
        Ok(script)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        let number = || Number::parse(value).map(Some).map_err(|error| error.to_string());
        match key {
            "business" => self.business = value.to_owned(),
            "now" => self.now = value.parse().map_err(|error| format!("no instant ({error})"))?,
            "number" => self.number = number()?,
            "forwarded" => self.forwarded = number()?,
            "language" => self.language = value.parse()?,
            "appointment" => self.before.push((true, value.to_owned())),
            "foreign" => self.before.push((false, value.to_owned())),
            "never" => self.never.extend(alternatives(value)),
            key if OUTCOMES.contains(&key) => self.wanted.push(format!("{key}: {value}")),
            _ => self.steps.push(step(key, value)?),
        }
        Ok(())
    }
}

fn step(key: &str, value: &str) -> Result<Step, String> {
    let say = |confidence| Step::Caller(Act::Say { words: value.into(), confidence });
    Ok(match key {
        "caller" => say(None),
        "unsure" => say(Some(0.2)),
        "barge" => Step::Caller(Act::BargeIn(value.into())),
        "mumble" => Step::Caller(Act::Mumble),
        "silence" => Step::Caller(Act::KeepSilent),
        "keys" => Step::Caller(Act::Press(value.to_owned())),
        "hangup" => Step::Caller(Act::HangUp),
        "agent" => Step::Says(alternatives(value)),
        "lacks" => Step::Lacks(alternatives(value)),
        "asked" => Step::Asked(value.to_owned()),
        "taken" => Step::Taken(value.to_owned()),
        _ => return Err(format!("unknown key '{key}'")),
    })
}

fn alternatives(text: &str) -> Vec<String> {
    text.split('|').map(|part| part.trim().to_lowercase()).collect()
}
