//! Before a call: every line of a script gets its sound, from its WAV file or from a voice.
//!
//! Blocks on files and on the programs that speak; the sounds are shared by all calls that follow.

use super::caller::CutIn;
use super::script::{Interruption, Prepared, ScriptLine, Utterance};
use super::voice::{CallerVoice, VoiceError};
use super::wav::{Sound, SoundError};
use base::language::Language;
use std::path::Path;
use std::sync::Arc;

/// What callers say, with its sound.
#[derive(Debug, Clone)]
pub struct Repertoire {
    /// The lines.
    pub lines: Arc<[Prepared]>,
    /// The interruptions.
    pub cut_ins: Vec<CutIn>,
    /// The voice that spoke what had no file, if any was needed.
    pub voice: Option<CallerVoice>,
}

/// Failed to give a line its sound.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A file cannot be used.
    #[error(transparent)]
    Sound(#[from] SoundError),
    /// No voice, or it failed.
    #[error(transparent)]
    CallerVoice(#[from] VoiceError),
    /// The keys are none.
    #[error("press the keys '{0}': there are 0 to 9, * and #")]
    Keys(String),
    /// The file is missing and there are no words to speak instead.
    #[error("speak a line: its file {0} is missing, and it has no words")]
    Mute(String),
}

/// Gives every line its sound.
///
/// # Errors
/// When a file is no sound, or a voice is needed and there is none.
pub fn prepare(
    lines: &[ScriptLine],
    interruptions: &[Interruption],
    language: Language,
) -> Result<Repertoire, PrepareError> {
    let mut studio = Studio { language, voice: None };
    let prepared = lines.iter().map(|line| {
        let utterance = match &line.digits {
            Some(digits) => keys(digits)?,
            None => studio.speech(line.words.as_deref(), line.wav.as_deref())?,
        };
        let lower = |all: &[String]| all.iter().map(|words| words.to_lowercase()).collect();
        let (unless_heard, if_heard) = (lower(&line.unless_heard), lower(&line.if_heard));
        Ok(Prepared { asked: line.asked.clone(), unless_heard, if_heard, tries: line.tries, utterance })
    });
    let lines = prepared.collect::<Result<_, PrepareError>>()?;
    let cut_ins = interruptions.iter().map(|interruption| {
        let utterance = studio.speech(interruption.words.as_deref(), interruption.wav.as_deref())?;
        Ok(CutIn { turn: interruption.turn, at_ms: interruption.at_ms, utterance })
    });
    let cut_ins = cut_ins.collect::<Result<_, PrepareError>>()?;
    Ok(Repertoire { lines, cut_ins, voice: studio.voice })
}

fn keys(digits: &str) -> Result<Utterance, PrepareError> {
    let all_keys = !digits.is_empty() && digits.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'));
    if all_keys { Ok(Utterance::Digits(digits.to_owned())) } else { Err(PrepareError::Keys(digits.to_owned())) }
}

/// Finds a voice when the first line needs one.
struct Studio {
    language: Language,
    voice: Option<CallerVoice>,
}

impl Studio {
    fn speech(&mut self, words: Option<&str>, wav: Option<&Path>) -> Result<Utterance, PrepareError> {
        let file = wav.filter(|path| path.is_file());
        let sound = match (file, words) {
            (Some(path), _) => Sound::open(path)?,
            (None, Some(words)) => self.voice()?.speak(words, self.language)?,
            (None, None) => return Err(PrepareError::Mute(wav.unwrap_or(Path::new("")).display().to_string())),
        };
        Ok(Utterance::Speech { words: words.map(str::to_owned), sound: Arc::new(sound) })
    }

    fn voice(&mut self) -> Result<CallerVoice, VoiceError> {
        let voice = match self.voice {
            Some(voice) => voice,
            None => CallerVoice::best(self.language)?,
        };
        self.voice = Some(voice);
        Ok(voice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephone::wav::Recording;

    fn line() -> ScriptLine {
        ScriptLine {
            asked: None,
            unless_heard: vec![],
            if_heard: vec![],
            tries: None,
            words: None,
            wav: None,
            digits: None,
        }
    }

    #[test]
    fn files_are_read_and_keys_are_keys() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.wav");
        let recording = Recording { caller: vec![[0x90; 160]; 5], agent: vec![] };
        recording.write(std::fs::File::create(&path).expect("a file")).expect("written");
        let spoken = ScriptLine {
            words: Some("Ja".to_owned()),
            wav: Some(path),
            unless_heard: vec!["Montag".to_owned()],
            ..line()
        };
        let pressed = ScriptLine { digits: Some("12#".to_owned()), ..line() };
        let repertoire = prepare(&[spoken, pressed], &[], Language::De).expect("prepared");
        assert_eq!(repertoire.lines[0].unless_heard, ["montag"]);
        assert_eq!(repertoire.lines[0].utterance.words(), Some("Ja"));
        assert_eq!(repertoire.lines[0].utterance.length_ms(), 100);
        assert_eq!(repertoire.lines[1].utterance, Utterance::Digits("12#".to_owned()));
        assert_eq!(repertoire.voice, None);
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        let wrong_keys = ScriptLine { digits: Some("12x".to_owned()), ..line() };
        let mute = ScriptLine { wav: Some("/nowhere.wav".into()), ..line() };
        for (line, problem) in [(wrong_keys, "press the keys"), (mute, "has no words")] {
            let error = prepare(&[line], &[], Language::De).expect_err(problem).to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
