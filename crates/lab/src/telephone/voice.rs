//! Voices for callers whose lines are given as words: the best speech synthesiser found on this machine.
//!
//! SVOX Pico first, flite for English next, espeak-ng last, since recognisers hardly understand it. A voice here is a
//! program that is started, writes a WAV and ends; nothing of it is linked or shipped. This is the caller's microphone in
//! rehearsals, not the agent's: that is [`speech::tts`].

use super::wav::{Sound, SoundError};
use base::language::Language;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerVoice {
    /// SVOX Pico (`pico2wave`), German and British English.
    Pico,
    /// Flite (`flite`), English.
    Flite,
    /// eSpeak NG (`espeak-ng`), both.
    Espeak,
}

/// Failed to speak a line.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// There is no voice for the language.
    #[error("find a voice for '{0}': install libttspico-utils (Debian non-free), flite (English) or espeak-ng")]
    None(Language),
    /// The program failed.
    #[error("speak a line with {program}: {reason}")]
    Program {
        /// Which.
        program: &'static str,
        /// What it or the system said.
        reason: String,
    },
    /// What it wrote could not be read.
    #[error(transparent)]
    Sound(#[from] SoundError),
}

impl CallerVoice {
    /// Voices from the one that recognisers understand best to the one they understand least.
    const BY_QUALITY: [CallerVoice; 3] = [CallerVoice::Pico, CallerVoice::Flite, CallerVoice::Espeak];

    /// The best installed voice for `language`.
    ///
    /// # Errors
    /// When there is none.
    pub fn best(language: Language) -> Result<Self, VoiceError> {
        CallerVoice::best_of(language, |program| on_path(program, std::env::var_os("PATH")))
    }

    fn best_of(language: Language, installed: impl Fn(&str) -> bool) -> Result<Self, VoiceError> {
        CallerVoice::BY_QUALITY
            .into_iter()
            .find(|voice| voice.speaks(language) && installed(voice.program()))
            .ok_or(VoiceError::None(language))
    }

    /// Name of the program.
    pub fn program(self) -> &'static str {
        match self {
            CallerVoice::Pico => "pico2wave",
            CallerVoice::Flite => "flite",
            CallerVoice::Espeak => "espeak-ng",
        }
    }

    fn speaks(self, language: Language) -> bool {
        language == Language::En || self != CallerVoice::Flite
    }

    /// Speaks `words`. Blocks until the program has ended.
    ///
    /// # Errors
    /// When the program fails or writes nothing that can be heard.
    pub fn speak(self, words: &str, language: Language) -> Result<Sound, VoiceError> {
        let file = Scratch::new();
        let program = self.program();
        let failed = |reason: String| VoiceError::Program { program, reason };
        let output = Command::new(program)
            .args(self.arguments(words, language, &file.0))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()
            .map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            return Err(failed(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim())));
        }
        Ok(Sound::open(&file.0)?)
    }

    fn arguments(self, words: &str, language: Language, file: &Path) -> Vec<OsString> {
        let accent = match (self, language) {
            (CallerVoice::Pico, Language::De) => "de-DE",
            (CallerVoice::Pico, Language::En) => "en-GB",
            (CallerVoice::Espeak, Language::De) => "de",
            (CallerVoice::Flite | CallerVoice::Espeak, _) => "en",
        };
        // Words may begin with a dash: after `--`, or as a flag's value, they are no flag.
        match self {
            CallerVoice::Pico => vec!["-l".into(), accent.into(), "-w".into(), file.into(), "--".into(), words.into()],
            CallerVoice::Flite => {
                vec!["-voice".into(), "slt".into(), "-t".into(), words.into(), "-o".into(), file.into()]
            }
            CallerVoice::Espeak => {
                vec!["-v".into(), accent.into(), "-w".into(), file.into(), "--".into(), words.into()]
            }
        }
    }
}

fn on_path(program: &str, path: Option<OsString>) -> bool {
    path.is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// A WAV file of our own for as long as it takes to read it. Pico insists on the name's end.
struct Scratch(PathBuf);

impl Scratch {
    /// One thread speaks one line at a time, so process and thread make the name unique.
    fn new() -> Self {
        let thread = std::thread::current().id();
        Scratch(std::env::temp_dir().join(format!("vorzimmer-line-{}-{thread:?}.wav", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_installed_voice_is_taken() {
        let all = |_: &str| true;
        assert_eq!(CallerVoice::best_of(Language::De, all).ok(), Some(CallerVoice::Pico));
        let no_pico = |program: &str| program != "pico2wave";
        assert_eq!(CallerVoice::best_of(Language::En, no_pico).ok(), Some(CallerVoice::Flite));
        assert_eq!(CallerVoice::best_of(Language::De, no_pico).ok(), Some(CallerVoice::Espeak), "flite has no German");
        let error = CallerVoice::best_of(Language::De, |_| false).expect_err("no voice");
        assert!(error.to_string().contains("install"), "{error}");
    }

    #[test]
    fn every_installed_voice_speaks_words_that_begin_with_a_dash() {
        for language in Language::ALL {
            for voice in CallerVoice::BY_QUALITY {
                if voice.speaks(language) && on_path(voice.program(), std::env::var_os("PATH")) {
                    let sound = voice.speak("-1, 2, 3", language).expect("speaks");
                    assert!(sound.length_ms() > 500, "{voice:?} {language}: {} ms", sound.length_ms());
                }
            }
        }
    }
}
