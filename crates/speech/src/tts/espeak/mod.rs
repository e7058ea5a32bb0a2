//! espeak-ng, the synthesiser that is always there: a formant voice, plain to hear, small and quick.
//!
//! Two adapters share this module's settings. [`spawned::Espeak`] starts a process per sentence, which costs about 10 ms and
//! keeps Vorzimmer's own licence: espeak-ng falls under the GPL. `linked::Linked` (feature `espeak-linked`) calls the
//! library, which costs about 1 ms, puts the binary under GPL-3.0-or-later and is built with libespeak-ng-dev. Neither marks
//! up text: sentences come as they shall be spoken.

#[cfg(feature = "espeak-linked")]
pub mod linked;
pub mod spawned;

use super::{TtsError, bounded};
use audio::within::Within;
use base::language::{Language, Localised};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What to do when espeak-ng is not there.
const INSTALL: &str = "apt-get install espeak-ng";

/// How espeak-ng speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The program to start; a name without a slash is looked for in `PATH`.
    pub program: PathBuf,
    /// The voice for each language, by espeak-ng's name; `mb-de6` and the like need Debian's mbrola packages.
    pub voice: Localised<VoiceName>,
    /// Speed, words per minute. espeak-ng's own default is 175; a phone line wants it slower.
    pub words_per_minute: Within<80, 300>,
    /// Processes at once. Each lives about 15 ms, so that eight carry hundreds of calls; more sentences wait their turn.
    pub processes_max: Within<1, 64>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            program: "espeak-ng".into(),
            voice: Localised { de: VoiceName("de".into()), en: VoiceName("en-gb".into()) },
            words_per_minute: Within::nearest(160),
            processes_max: Within::nearest(8),
        }
    }
}

impl Config {
    /// What identifies a voice in the phrase cache.
    fn identity(&self, language: Language) -> String {
        format!("espeak-ng {} {}", self.voice.get(language).0, self.words_per_minute)
    }
}

/// A voice as espeak-ng names it: letters, digits, `-`, `_`, `+`, `/`; it begins with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VoiceName(String);

impl TryFrom<String> for VoiceName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/');
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain) {
            Ok(VoiceName(name))
        } else {
            Err(format!("'{name}' is no voice of espeak-ng: `espeak-ng --voices` lists them"))
        }
    }
}

impl From<VoiceName> for String {
    fn from(name: VoiceName) -> Self {
        name.0
    }
}

/// The text without what espeak-ng would take for commands: control characters and `[[phonemes]]`.
fn plain(text: &str) -> Result<String, TtsError> {
    Ok(bounded(text)?.chars().map(|c| if c.is_control() || matches!(c, '[' | ']') { ' ' } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::super::TEXT_BYTES_MAX;
    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_command() {
        assert_eq!(plain("Guten\nTag, [[h@l'oU]] \u{1}50S Grüße").unwrap(), "Guten Tag,   h@l'oU    50S Grüße");
        assert!(plain(&"a".repeat(TEXT_BYTES_MAX + 1)).is_err());
    }

    #[test]
    fn settings_are_checked_when_they_are_read() {
        let config: Config = toml::from_str("words_per_minute = 140\nvoice = { de = 'mb-de6', en = 'en-us' }").unwrap();
        assert_eq!(config.identity(Language::De), "espeak-ng mb-de6 140");
        assert_eq!(config.processes_max, Config::default().processes_max);
        for wrong in ["words_per_minute = 500", "voice = { de = '-x', en = 'en' }", "processes_max = 0", "speed = 1"] {
            assert!(toml::from_str::<Config>(wrong).is_err(), "{wrong}");
        }
    }
}
