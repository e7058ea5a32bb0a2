//! A recogniser for callers who all speak with one recording: it tells their lines apart by a tone that each carries, and
//! answers with the words that the test has for the line.
//!
//! It speaks `POST /v1/audio/transcriptions`, so that the program that ships can be given a caller who says anything without a
//! model being installed. The tones lie above most of a voice's energy and below the line's upper end ([`tone_hz`]).

use super::ear::{Answer, TranscriptionServer};
use audio::{LINE_HZ, mulaw};
use std::f64::consts::TAU;
use std::io::Cursor;
use std::time::Duration;

/// How long hearing takes.
const HEARING: Duration = Duration::from_millis(50);
/// Lines that can be told apart.
pub const LINES_MAX: usize = 8;
/// The tone of the first line, Hz, and from one to the next.
const TONE_HZ: (f64, f64) = (2_600.0, 80.0);
/// Its amplitude: 27 dB below full scale.
const AMPLITUDE: f64 = 1_500.0;

/// The tone of a line, Hz.
fn tone_hz(line: usize) -> f64 {
    TONE_HZ.0 + TONE_HZ.1 * (line % LINES_MAX) as f64
}

/// Lays the tone of a line over μ-law sound.
pub fn marked(sound: &[u8], line: usize) -> Vec<i16> {
    let step = TAU * tone_hz(line) / f64::from(LINE_HZ);
    let sample = |(at, &code): (usize, &u8)| {
        let tone = AMPLITUDE * (step * at as f64).sin();
        mulaw::decode(code).saturating_add(tone as i16)
    };
    sound.iter().enumerate().map(sample).collect()
}

/// A server on this machine; it ends with the test's runtime.
pub struct LineServer(TranscriptionServer);

impl LineServer {
    /// Hears `words[n]` in line n, and in later lines the same again from the first on.
    ///
    /// # Panics
    /// When there are more words than lines can be told apart, or none.
    pub async fn start(words: &[&str]) -> Self {
        assert!((1..=LINES_MAX).contains(&words.len()), "{} lines", words.len());
        let words: Vec<String> = words.iter().map(|words| (*words).to_owned()).collect();
        let hear = move |_, body: &[u8]| {
            let (samples, sample_hz) = sound_of(body);
            let strength = |line: &usize| strength(&samples, tone_hz(*line) / f64::from(sample_hz));
            let line = (0..words.len()).max_by(|one, other| strength(one).total_cmp(&strength(other))).unwrap_or(0);
            Answer { wait: HEARING, ..Answer::words(&words[line]) }
        };
        LineServer(TranscriptionServer::reading(hear).await)
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> &str {
        &self.0.host
    }

    /// Its interface.
    pub fn url(&self) -> String {
        self.0.url()
    }
}

/// The WAV in a form (RFC 7578), and its rate, Hz.
fn sound_of(form: &[u8]) -> (Vec<i16>, u32) {
    let begin = form.windows(4).position(|bytes| bytes == b"RIFF").expect("a WAV in the form");
    let mut wav = hound::WavReader::new(Cursor::new(&form[begin..])).expect("a WAV");
    let sample_hz = wav.spec().sample_rate;
    (wav.samples::<i16>().map_while(Result::ok).collect(), sample_hz)
}

/// How strong a frequency, as a share of the rate, is in samples (Goertzel's algorithm).
fn strength(samples: &[i16], frequency: f64) -> f64 {
    let coefficient = 2.0 * (TAU * frequency).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for &sample in samples {
        (last, before) = (f64::from(sample) + coefficient * last - before, last);
    }
    last * last + before * before - coefficient * last * before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephone::wav::Sound;

    #[test]
    fn each_line_of_one_recording_is_known_by_its_tone() {
        let path = crate::repository().join("fixtures/speech/demo/de/name-again.wav");
        let sound: Vec<u8> = Sound::open(&path).unwrap().frames().concat();
        for line in 0..LINES_MAX {
            let samples = marked(&sound, line);
            let strength = |line: &usize| strength(&samples, tone_hz(*line) / f64::from(LINE_HZ));
            let heard = (0..LINES_MAX).max_by(|one, other| strength(one).total_cmp(&strength(other)));
            assert_eq!(heard, Some(line));
        }
    }
}
