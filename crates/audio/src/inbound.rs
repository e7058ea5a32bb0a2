//! The way in: a line's frame becomes an ear's frame and, perhaps, a speech edge.
//!
//! Takes 20 ms of μ-law in the order in which the line gave them and gives 16 kHz samples (1.5 ms late), level, noise floor
//! and voice activity. Allocates nothing per frame. It fills no gaps: a frame that the line lost is not made up for.

use super::frame::{EAR_FRAME, EarFrame, LINE_FRAME, LineFrame, SpeechEdge};
use super::half_band::HalfBand;
use super::mulaw;
use super::vad::{self, Vad};

/// The inbound chain of one call.
pub struct Inbound {
    half_band: HalfBand,
    vad: Vad,
}

/// What was heard in 20 ms.
#[derive(Debug, Clone)]
pub struct InboundFrame {
    /// The sound, for a recogniser.
    pub frame: EarFrame,
    /// Speech has begun or paused.
    pub edge: Option<SpeechEdge>,
    /// This frame holds voice.
    pub voice: bool,
    /// Its level, dBFS.
    pub level_dbfs: f32,
    /// The line's noise, dBFS.
    pub noise_floor_dbfs: f32,
}

impl Inbound {
    /// A chain that has heard nothing yet.
    pub fn new(config: &vad::Config) -> Self {
        Inbound { half_band: HalfBand::new(), vad: Vad::new(config) }
    }

    /// Takes the next 20 ms.
    pub fn push(&mut self, frame: &LineFrame) -> InboundFrame {
        let mut line = [0; LINE_FRAME];
        mulaw::decode_into(frame, &mut line);
        let mut ear = [0; EAR_FRAME];
        self.half_band.process(&line, &mut ear);
        let vad::Detection { edge, voice, level_dbfs, noise_floor_dbfs } = self.vad.hear(&ear);
        InboundFrame { frame: ear, edge, voice, level_dbfs, noise_floor_dbfs }
    }
}

/// The line's own 20 ms of μ-law, back from what the ear heard: [`HalfBand`] leaves every second sample as the line gave it,
/// and a decoded sample is encoded to its own code again, so that nothing is filtered or rounded twice. Bit for bit, 1.5 ms
/// late; negative zero alone comes back as zero. Only for frames that came from [`Inbound::push`]: other sound would alias.
pub fn line_frame(frame: &EarFrame) -> LineFrame {
    std::array::from_fn(|index| mulaw::encode(frame[2 * index]))
}

#[cfg(test)]
mod tests {
    use super::super::half_band;
    use super::*;

    #[test]
    fn the_lines_own_bytes_come_back_from_the_ears_frames() {
        let mut inbound = Inbound::new(&vad::Config::default());
        let sent: Vec<u8> = (0..10 * LINE_FRAME).map(|index| (index * 7 % 251) as u8).collect();
        let sent: Vec<u8> = sent.into_iter().map(|code| if code == 0x7f { mulaw::SILENCE } else { code }).collect();
        let frames = sent.chunks_exact(LINE_FRAME).map(|frame| frame.try_into().expect("160 bytes"));
        let back: Vec<u8> = frames.flat_map(|frame: LineFrame| line_frame(&inbound.push(&frame).frame)).collect();
        assert_eq!(back[half_band::DELAY..], sent[..sent.len() - half_band::DELAY]);
    }
}
