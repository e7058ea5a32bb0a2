//! A script as it is written.

use base::language::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A script as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptFile {
    /// The language spoken.
    pub language: Language,
    /// The caller's number, `anonymous` when withheld.
    pub from: Option<String>,
    /// The number dialled.
    pub to: Option<String>,
    /// What the call is to leave in the database.
    pub wanted: Option<Wanted>,
    /// What is to come of the call; absent: not said.
    pub expected: Option<Expected>,
    /// Appointments that the caller has before the call.
    #[serde(default)]
    pub standing: Vec<Wanted>,
    /// The message that the call is to leave.
    pub message: Option<WantedMessage>,
    /// What the caller is to hear: of each of these, one wording.
    #[serde(default)]
    pub heard: Vec<Vec<String>>,
    /// The caller's first objection to a read-back is a change of mind, not something misheard.
    #[serde(default)]
    pub changes_mind: bool,
    /// The lines.
    #[serde(default, rename = "line")]
    pub lines: Vec<ScriptLine>,
    /// Lines that fall into the agent's word.
    #[serde(default, rename = "interruption")]
    pub interruptions: Vec<Interruption>,
}

/// The appointment that a call is to leave behind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Id of the service.
    pub service: String,
    /// Id of the resource; absent: any.
    pub resource: Option<String>,
    /// Start, RFC 3339.
    pub start: jiff::Timestamp,
    /// The caller's name.
    pub name: String,
    /// Further details, by their ids.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}

/// A message that a call is to leave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedMessage {
    /// Its kind, as `vorzimmer messages --json` names it.
    pub kind: String,
    /// The number to call back.
    pub phone: Option<String>,
}

/// What is to come of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// An appointment.
    Booked,
    /// The caller's own appointment is replaced by another.
    Moved,
    /// The caller's own appointments are cancelled.
    Cancelled,
    /// The caller hears something, and nothing is done.
    Told,
    /// A message is left.
    Message,
    /// The caller is handed to a person.
    Transferred,
}

/// Something that the caller says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptLine {
    /// The question that it answers; absent: said in its turn, whatever was asked.
    pub asked: Option<String>,
    /// Said only while none of these was in the agent's last words.
    #[serde(default)]
    pub unless_heard: Vec<String>,
    /// Said only where one of these was in the agent's last words, and then before other answers.
    #[serde(default)]
    pub if_heard: Vec<String>,
    /// How often it may be said; absent: for ever.
    pub tries: Option<u32>,
    /// The words.
    pub words: Option<String>,
    /// Their sound; absent or missing: a voice speaks the words.
    pub wav: Option<PathBuf>,
    /// Keys pressed instead of speaking.
    pub digits: Option<String>,
}

/// Something that the caller says while the agent speaks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interruption {
    /// In which of the agent's turns, counted from 0.
    pub turn: u32,
    /// How long after the begin of its sound, ms.
    pub at_ms: u64,
    /// The words.
    pub words: Option<String>,
    /// Their sound.
    pub wav: Option<PathBuf>,
}

/// Failed to read a script.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The file cannot be read.
    #[error("read the script {path}: {reason}")]
    Open {
        /// Its path.
        path: String,
        /// Why not.
        reason: std::io::Error,
    },
    /// It is no script.
    #[error("read the script {path}: {reason}")]
    Form {
        /// Its path.
        path: String,
        /// What is wrong, with the place.
        reason: String,
    },
}

impl ScriptFile {
    /// Reads a script.
    ///
    /// # Errors
    /// When it cannot be read, or a line has neither words nor sound nor digits.
    pub fn open(path: &Path) -> Result<Self, ScriptError> {
        let named = || path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|reason| ScriptError::Open { path: named(), reason })?;
        let mut script = ScriptFile::parse(&text).map_err(|reason| ScriptError::Form { path: named(), reason })?;
        let wavs = script.lines.iter_mut().map(|line| &mut line.wav);
        for wav in wavs.chain(script.interruptions.iter_mut().map(|interruption| &mut interruption.wav)).flatten() {
            *wav = located(wav, path);
        }
        Ok(script)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let script: ScriptFile = toml::from_str(text).map_err(|error| error.to_string())?;
        for (index, line) in script.lines.iter().enumerate() {
            if line.words.is_none() && line.wav.is_none() && line.digits.is_none() {
                return Err(format!("line {} has neither words nor wav nor digits", index + 1));
            }
        }
        if script.interruptions.iter().any(|interruption| interruption.words.is_none() && interruption.wav.is_none()) {
            return Err("an interruption has neither words nor wav".to_owned());
        }
        Ok(script)
    }
}

/// A sound's path counts from the script's folder or from one above it.
fn located(wav: &Path, script: &Path) -> PathBuf {
    let folders = script.ancestors().skip(1);
    folders.map(|folder| folder.join(wav)).find(|path| path.is_file()).unwrap_or_else(|| wav.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstrations_scripts_answer_everything_that_can_be_asked() {
        for language in Language::ALL {
            let path = crate::repository().join(format!("fixtures/demo/{language}.toml"));
            let script = ScriptFile::open(&path).expect("reads");
            assert_eq!(script.language, language);
            assert!(script.wanted.is_some() && script.from.is_some() && script.to.is_some());
            let mut questions =
                "wish service resource date time choice name spelling phone detail which confirm consent \
                                 message transfer more language"
                    .split_whitespace();
            let missing = questions.find(|asked| !script.lines.iter().any(|line| line.asked.as_deref() == Some(asked)));
            assert_eq!(missing, None, "{language}");
            assert!(script.lines.iter().all(|line| line.words.is_some() && line.wav.is_some()));
            let plain_agreement =
                |line: &&ScriptLine| line.asked.as_deref() == Some("confirm") && line.unless_heard.is_empty();
            assert!(script.lines.iter().any(|line| plain_agreement(&line)));
        }
    }

    #[test]
    fn a_script_with_mistakes_says_where() {
        for (text, problem) in [
            ("language = 'fr'", "language"),
            ("language = 'de'\n[[line]]\nasked = 'wish'", "line 1 has neither"),
            ("language = 'de'\n[[line]]\nword = 'x'", "unknown field"),
            ("language = 'de'\n[[interruption]]\nturn = 0\nat_ms = 5", "an interruption has neither"),
        ] {
            let error = ScriptFile::parse(text).expect_err(text);
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
