//! Sound files of a telephone: what the caller says comes from WAV files, and what was said and heard goes into one.
//!
//! In: any WAV (integer or floating point, any common rate, channels averaged) becomes [`Sound`], whole 20 ms μ-law frames
//! that calls share. Out: [`Recording`], caller left, agent right.

use super::level;
use audio::resample::ToLine;
use audio::{AudioError, FRAME_MS, LINE_FRAME, LINE_HZ, LineFrame, mulaw};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// A caller's line, ready for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// The sound, padded with silence to whole frames.
    frames: Vec<LineFrame>,
    /// Begin of the first and end of the last audible sound, ms from the begin.
    speech_ms: (u64, u64),
}

/// Failed to read or write a sound file.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The file could not be opened.
    #[error("open the sound file {path}: {reason}")]
    Open {
        /// Its path.
        path: String,
        /// Why not.
        reason: std::io::Error,
    },
    /// It is no WAV file that is understood here.
    #[error("read or write a WAV file: {0}")]
    Wav(#[from] hound::Error),
    /// Its rate cannot be brought to the line's.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// It has nothing that could be heard.
    #[error("find speech in the sound: it is silent")]
    Silent,
}

impl Sound {
    /// Reads a WAV file.
    ///
    /// # Errors
    /// When it cannot be opened or is no WAV file, or all of it is silence.
    pub fn open(path: &Path) -> Result<Self, SoundError> {
        let file = std::fs::File::open(path)
            .map_err(|reason| SoundError::Open { path: path.display().to_string(), reason })?;
        Sound::read(std::io::BufReader::new(file))
    }

    /// Reads a WAV.
    ///
    /// # Errors
    /// When it is no WAV, or all of it is silence.
    pub fn read(reader: impl Read) -> Result<Self, SoundError> {
        let mut wav = hound::WavReader::new(reader)?;
        let spec = wav.spec();
        let samples = linear(&mut wav)?;
        let channels = usize::from(spec.channels.max(1));
        let mono: Vec<i16> = samples
            .chunks(channels)
            .map(|frame| (frame.iter().map(|&sample| i32::from(sample)).sum::<i32>() / frame.len() as i32) as i16)
            .collect();
        Sound::from_samples(&mono, spec.sample_rate)
    }

    /// Takes mono samples.
    ///
    /// # Errors
    /// When all of it is silence, or the rate is none of the common ones.
    pub fn from_samples(samples: &[i16], sample_hz: u32) -> Result<Self, SoundError> {
        let mut resampler = ToLine::new(sample_hz)?;
        let mut line = Vec::with_capacity(samples.len() * LINE_HZ as usize / sample_hz.max(1) as usize + LINE_FRAME);
        resampler.push(samples, &mut line);
        resampler.finish(&mut line);
        let codes: Vec<u8> = line.iter().map(|&sample| mulaw::encode(sample.round() as i16)).collect();
        let speech = level::audible(&codes).ok_or(SoundError::Silent)?;
        Ok(Sound {
            frames: codes.chunks(LINE_FRAME).map(padded).collect(),
            speech_ms: (samples_ms(speech.start), samples_ms(speech.end)),
        })
    }

    /// The frames, in order.
    pub fn frames(&self) -> &[LineFrame] {
        &self.frames
    }

    /// Length, ms.
    pub fn length_ms(&self) -> u64 {
        self.frames.len() as u64 * u64::from(FRAME_MS)
    }

    /// Begin and end of what can be heard, ms from the begin.
    pub fn speech_ms(&self) -> (u64, u64) {
        self.speech_ms
    }
}

fn padded(codes: &[u8]) -> LineFrame {
    let mut frame = [mulaw::SILENCE; LINE_FRAME];
    frame[..codes.len()].copy_from_slice(codes);
    frame
}

fn samples_ms(samples: usize) -> u64 {
    samples as u64 * 1_000 / u64::from(LINE_HZ)
}

/// All samples at 16 bits of scale, channels interleaved.
fn linear<R: Read>(wav: &mut hound::WavReader<R>) -> Result<Vec<i16>, SoundError> {
    let spec = wav.spec();
    let samples: Result<Vec<i16>, hound::Error> = match spec.sample_format {
        hound::SampleFormat::Float => {
            wav.samples::<f32>().map(|sample| sample.map(|value| (value * 32_767.0) as i16)).collect()
        }
        hound::SampleFormat::Int => {
            let scale = |value: i32| match spec.bits_per_sample {
                bits @ 0..16 => value << (16 - bits),
                bits => value >> (bits - 16),
            };
            wav.samples::<i32>().map(|sample| sample.map(|value| scale(value) as i16)).collect()
        }
    };
    Ok(samples?)
}

/// What went over a line, from the stream's start: both directions as long as the call, sample by sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// What the caller said.
    pub caller: Vec<LineFrame>,
    /// What the caller heard.
    pub agent: Vec<LineFrame>,
}

impl Recording {
    /// Writes a stereo WAV, 8 kHz, 16 bits: caller left, agent right.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, writer: impl Write + Seek) -> Result<(), SoundError> {
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: LINE_HZ,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::new(writer, spec)?;
        let silence = [mulaw::SILENCE; LINE_FRAME];
        for index in 0..self.caller.len().max(self.agent.len()) {
            let left = self.caller.get(index).unwrap_or(&silence);
            let right = self.agent.get(index).unwrap_or(&silence);
            for (&left, &right) in left.iter().zip(right) {
                wav.write_sample(mulaw::decode(left))?;
                wav.write_sample(mulaw::decode(right))?;
            }
        }
        Ok(wav.finalize()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn wav(spec: hound::WavSpec, write: impl Fn(&mut hound::WavWriter<&mut Cursor<Vec<u8>>>)) -> Cursor<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("spec");
        write(&mut writer);
        writer.finalize().expect("written");
        bytes.set_position(0);
        bytes
    }

    fn tone(index: u32, rate: u32) -> f32 {
        0.3 * (std::f32::consts::TAU * 440.0 * index as f32 / rate as f32).sin()
    }

    #[test]
    fn any_common_wav_becomes_frames() {
        use hound::SampleFormat::{Float, Int};
        for (rate, channels, bits, format) in [
            (8_000, 1, 16, Int),
            (16_000, 2, 16, Int),
            (44_100, 1, 24, Int),
            (22_050, 1, 8, Int),
            (48_000, 1, 32, Float),
        ] {
            let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format: format };
            let file = wav(spec, |writer| {
                // 100 ms of silence, 300 ms of tone, 100 ms of silence.
                for index in 0..rate / 2 {
                    let sounding = (rate / 10..rate * 4 / 10).contains(&index);
                    let sample = if sounding { tone(index, rate) } else { 0.0 };
                    for _ in 0..channels {
                        match format {
                            Float => writer.write_sample(sample),
                            Int => writer.write_sample((sample * (1_u32 << (bits - 1)) as f32) as i32),
                        }
                        .expect("written");
                    }
                }
            });
            let sound = Sound::read(file).expect("reads");
            assert_eq!(sound.length_ms(), 500, "{rate} Hz");
            let (begin, end) = sound.speech_ms();
            assert!(begin.abs_diff(100) <= 5 && end.abs_diff(400) <= 5, "{rate} Hz: {begin}–{end}");
        }
    }

    #[test]
    fn silence_and_what_is_no_wav_are_refused() {
        assert!(matches!(Sound::from_samples(&[0; 800], LINE_HZ), Err(SoundError::Silent)));
        assert!(matches!(Sound::read(Cursor::new(b"OggS".to_vec())), Err(SoundError::Wav(_))));
    }

    #[test]
    fn a_recording_has_the_caller_left_and_the_agent_right() {
        let recording = Recording {
            caller: vec![[mulaw::encode(1_000); LINE_FRAME]],
            agent: vec![[mulaw::encode(-2_000); LINE_FRAME]; 2],
        };
        let mut bytes = Cursor::new(Vec::new());
        recording.write(&mut bytes).expect("written");
        bytes.set_position(0);
        let mut wav = hound::WavReader::new(bytes).expect("reads");
        assert_eq!((wav.spec().channels, wav.spec().sample_rate), (2, LINE_HZ));
        let samples: Vec<i16> = wav.samples().map(|sample| sample.expect("sample")).collect();
        assert_eq!(samples.len(), 2 * 2 * LINE_FRAME);
        let expected = (mulaw::decode(mulaw::encode(1_000)), mulaw::decode(mulaw::encode(-2_000)));
        assert_eq!((samples[0], samples[1]), expected);
        assert_eq!(samples[2 * LINE_FRAME], 0);
    }
}
