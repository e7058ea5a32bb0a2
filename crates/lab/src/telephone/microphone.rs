//! The caller's end of the line: gives the next 20 ms of sound, speech or silence, with the noise of the line on it.
//!
//! Pure. It is told what to say ([`Microphone::say`]) and is asked for a frame every 20 ms ([`Microphone::frame`]).

use super::fault::Chance;
use super::script::Utterance;
use super::wav::Sound;
use audio::{FRAME_MS, LINE_FRAME, LineFrame, mulaw};
use std::collections::VecDeque;
use std::sync::Arc;

/// Frames from one pressed key to the next.
const KEY_FRAMES: u64 = Utterance::KEY_MS / FRAME_MS as u64;

/// What is being said.
#[derive(Debug)]
pub struct Microphone {
    speech: Option<(Arc<Sound>, usize)>,
    keys: VecDeque<char>,
    /// Frames until the next key.
    key_wait: u64,
    noise: Option<Noise>,
}

/// White noise at a constant level.
#[derive(Debug)]
struct Noise {
    peak: f32,
    chance: Chance,
}

impl Microphone {
    /// A silent microphone. The line's noise has this level in dB of full scale (RMS).
    pub fn new(noise_dbfs: Option<f32>, chance: Chance) -> Self {
        let noise = noise_dbfs.map(|level| {
            // The root mean square of evenly spread samples is their peak by √3.
            let peak = 32_767.0 * 10_f32.powf(level / 20.0) * 3_f32.sqrt();
            Noise { peak, chance }
        });
        Microphone { speech: None, keys: VecDeque::new(), key_wait: 0, noise }
    }

    /// Begins to say something; what was being said is dropped.
    pub fn say(&mut self, utterance: Utterance) {
        match utterance {
            Utterance::Speech { sound, .. } => self.speech = Some((sound, 0)),
            Utterance::Digits(digits) => self.keys.extend(digits.chars()),
        }
    }

    /// The next 20 ms, and the key that is pressed in them.
    pub fn frame(&mut self) -> (LineFrame, Option<char>) {
        let mut frame = self.speech_frame();
        if let Some(noise) = &mut self.noise {
            noise.add_to(&mut frame);
        }
        (frame, self.key())
    }

    fn speech_frame(&mut self) -> LineFrame {
        let Some((sound, next)) = &mut self.speech else { return [mulaw::SILENCE; LINE_FRAME] };
        let frame = sound.frames().get(*next).copied();
        *next += 1;
        if *next >= sound.frames().len() {
            self.speech = None;
        }
        frame.unwrap_or([mulaw::SILENCE; LINE_FRAME])
    }

    fn key(&mut self) -> Option<char> {
        if self.key_wait > 0 {
            self.key_wait -= 1;
            return None;
        }
        let key = self.keys.pop_front()?;
        self.key_wait = KEY_FRAMES - 1;
        Some(key)
    }
}

impl Noise {
    fn add_to(&mut self, frame: &mut LineFrame) {
        for code in frame {
            let sample = f32::from(mulaw::decode(*code)) + self.peak * self.chance.sample();
            *code = mulaw::encode(sample as i16);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio::LINE_HZ;

    #[test]
    fn speech_is_said_once_and_silence_after_it() {
        let sound = Arc::new(Sound::from_samples(&[5_000; 200], LINE_HZ).expect("sound"));
        let mut microphone = Microphone::new(None, Chance::new(1));
        microphone.say(Utterance::Speech { words: None, sound: sound.clone() });
        assert_eq!([microphone.frame().0, microphone.frame().0], [sound.frames()[0], sound.frames()[1]]);
        assert_eq!(microphone.frame(), ([mulaw::SILENCE; LINE_FRAME], None));
    }

    #[test]
    fn keys_are_pressed_one_after_the_other() {
        let mut microphone = Microphone::new(None, Chance::new(1));
        microphone.say(Utterance::Digits("1#".to_owned()));
        let keys: Vec<(usize, char)> = (0..30).filter_map(|frame| Some((frame, microphone.frame().1?))).collect();
        assert_eq!(keys, [(0, '1'), (10, '#')]);
    }

    #[test]
    fn noise_has_its_level() {
        let mut microphone = Microphone::new(Some(-40.0), Chance::new(1));
        let samples: Vec<f32> =
            (0..50).flat_map(|_| microphone.frame().0).map(|code| f32::from(mulaw::decode(code))).collect();
        let rms = (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt();
        let dbfs = 20.0 * (rms / 32_767.0).log10();
        assert!((dbfs + 40.0).abs() < 1.0, "{dbfs}");
    }
}
