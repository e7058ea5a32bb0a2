//! A sound file as the line delivers it: μ-law in frames of 20 ms, with silence around it.

use anyhow::ensure;
use audio::{LINE_FRAME, LINE_HZ, LineFrame, SILENT_FRAME, mulaw};
use std::path::Path;

/// Silence before the sound, frames: half a second, in which a caller has not begun to speak yet.
const LEAD_FRAMES: usize = 25;
/// Silence after it, frames: longer than the detector waits before it calls a pause.
const TAIL_FRAMES: usize = 40;

/// Reads a mono 8 kHz file into line frames.
pub fn frames(path: &Path) -> anyhow::Result<Vec<LineFrame>> {
    let mut reader = hound::WavReader::open(path)?;
    let spec = reader.spec();
    ensure!(
        spec.channels == 1 && spec.sample_rate == LINE_HZ && spec.bits_per_sample == 16,
        "it is not mono, 8 kHz, 16 bit"
    );
    let sound: Vec<i16> = reader.samples::<i16>().collect::<Result<_, _>>()?;
    Ok(amid_silence(sound.chunks(LINE_FRAME).map(|samples| {
        let mut frame = SILENT_FRAME;
        mulaw::encode_into(samples, &mut frame[..samples.len()]);
        frame
    })))
}

/// Frames with the silence around them in which a caller has not begun to speak, or has ended.
pub fn amid_silence(spoken: impl Iterator<Item = LineFrame>) -> Vec<LineFrame> {
    let silence = |frames| std::iter::repeat_n(SILENT_FRAME, frames);
    silence(LEAD_FRAMES).chain(spoken).chain(silence(TAIL_FRAMES)).collect()
}
