//! A caller's lines as they are written on the command line.

use crate::telephone::script::{Interruption, ScriptLine};
use std::path::PathBuf;

/// An interruption as it is written: `TURN@MS=LINE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutInLine(Interruption);

/// Words, a sound file by its ending, or `digits:123`.
pub fn line(text: &str) -> ScriptLine {
    let mut line = ScriptLine {
        asked: None,
        unless_heard: vec![],
        if_heard: vec![],
        tries: None,
        words: None,
        wav: None,
        digits: None,
    };
    match (text.strip_prefix("digits:"), sound_file(text)) {
        (Some(digits), _) => line.digits = Some(digits.to_owned()),
        (None, Some(path)) => line.wav = Some(path),
        (None, None) => line.words = Some(text.to_owned()),
    }
    line
}

/// Reads `TURN@MS=LINE`.
pub fn cut_in(text: &str) -> Result<CutInLine, String> {
    let parts = || {
        let (moment, said) = text.split_once('=')?;
        let (turn, at_ms) = moment.split_once('@')?;
        let wav = sound_file(said);
        let words = wav.is_none().then(|| said.to_owned());
        Some(CutInLine(Interruption { turn: turn.parse().ok()?, at_ms: at_ms.parse().ok()?, words, wav }))
    };
    parts().ok_or_else(|| "write it as TURN@MS=LINE, such as 1@1500=stop.wav".to_owned())
}

/// The interruptions as a script has them.
pub fn interruptions(lines: &[CutInLine]) -> Vec<Interruption> {
    lines.iter().map(|line| line.0.clone()).collect()
}

fn sound_file(text: &str) -> Option<PathBuf> {
    text.to_ascii_lowercase().ends_with(".wav").then(|| PathBuf::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_words_a_file_or_keys() {
        assert_eq!(line("Hello.").words.as_deref(), Some("Hello."));
        assert_eq!(line("a/Hello.WAV").wav, Some(PathBuf::from("a/Hello.WAV")));
        assert_eq!(line("digits:12#").digits.as_deref(), Some("12#"));
    }

    #[test]
    fn an_interruption_has_a_moment() {
        let CutInLine(interruption) = cut_in("1@1500=no, stop = now").expect("reads");
        assert_eq!((interruption.turn, interruption.at_ms), (1, 1_500));
        assert_eq!(interruption.words.as_deref(), Some("no, stop = now"));
        for wrong in ["", "1=x", "1@=x", "@5=x", "1@5"] {
            assert!(cut_in(wrong).is_err(), "{wrong}");
        }
    }
}
