//! The carrier's end of the agent's sound: a buffer that is played out in real time.
//!
//! Pure. The agent's messages go in ([`Playback::media`], [`Playback::mark`], [`Playback::clear`]); [`Playback::play`] is
//! called once every 20 ms and gives what the caller hears in the next 20 ms, with the marks whose sound has been played by
//! now. As Twilio does it: sound is played in the order sent, silence when there is none; a mark comes back when all sound
//! before it has been played, at once when there is none; `clear` drops the buffer, and every pending mark comes back.
//! How the sound came here, and what time it is, is not known here.

use super::level;
use audio::{FRAME_MS, LINE_FRAME, LINE_HZ, LineFrame, mulaw};
use std::collections::VecDeque;

/// After a pause of this many ms, sound that comes on is a new utterance and the pause no gap.
const GAP_MS_MAX: u64 = 1_000;

/// The buffer and what became of the sound so far.
#[derive(Debug, Default)]
pub struct Playback {
    /// Sound that waits, μ-law.
    buffer: VecDeque<u8>,
    /// Marks that wait: how much sound must have left the buffer first, and the name.
    marks: VecDeque<(u64, String)>,
    /// Bytes that ever entered the buffer.
    entered: u64,
    /// Bytes that left it, played or dropped.
    left: u64,
    /// Frames played, silence included.
    frames: u64,
    /// Whether this agent sends marks at all; without them the end of an utterance must be guessed.
    marks_used: bool,
    /// Since when there was no sound, once there was some.
    dry: Option<Dry>,
    /// Times at which sound ran out in mid-utterance.
    gaps: Vec<Gap>,
}

/// 20 ms as the caller hears them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The sound; silence where there was none to play.
    pub frame: LineFrame,
    /// How much of the frame came from the agent, samples.
    pub samples: usize,
    /// Marks whose sound was over when this frame began.
    pub marks: Vec<String>,
}

/// The agent's sound ran out in the middle of an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// When it began, ms of playing time.
    pub at_ms: u64,
    /// How long it lasted, ms.
    pub length_ms: u64,
}

#[derive(Debug, Clone, Copy)]
struct Dry {
    /// When the sound ran out, in samples of playing time.
    at: u64,
    /// The last frame with sound was audible to its end.
    cut_off: bool,
    /// A mark stood at the end, or the rest was cleared: nothing was to follow.
    complete: bool,
}

impl Playback {
    /// Sound arrives.
    pub fn media(&mut self, sound: &[u8]) {
        if sound.is_empty() {
            return;
        }
        if let Some(dry) = self.dry.take() {
            self.judge(dry);
        }
        self.entered += sound.len() as u64;
        self.buffer.extend(sound);
    }

    /// A mark arrives. It comes back from [`Playback::play`] or [`Playback::clear`].
    pub fn mark(&mut self, name: String) {
        self.marks_used = true;
        if self.buffer.is_empty()
            && let Some(dry) = &mut self.dry
        {
            dry.complete = true;
        }
        self.marks.push_back((self.entered, name));
    }

    /// Drops all sound that has not been played, and gives back every mark.
    pub fn clear(&mut self) -> Vec<String> {
        self.left = self.entered;
        self.buffer.clear();
        // Whatever was being said has been broken off on purpose: what follows is something new.
        self.dry = None;
        self.marks.drain(..).map(|(_, name)| name).collect()
    }

    /// Plays the next 20 ms.
    pub fn play(&mut self) -> Played {
        let mut marks = Vec::new();
        while self.marks.front().is_some_and(|(due, _)| *due <= self.left) {
            marks.extend(self.marks.pop_front().map(|(_, name)| name));
        }
        let samples = self.buffer.len().min(LINE_FRAME);
        let mut frame = [mulaw::SILENCE; LINE_FRAME];
        for (slot, code) in frame.iter_mut().zip(self.buffer.drain(..samples)) {
            *slot = code;
        }
        self.left += samples as u64;
        if samples > 0 && self.buffer.is_empty() {
            self.dry = Some(Dry {
                at: self.frames * LINE_FRAME as u64 + samples as u64,
                cut_off: level::audible(&frame[..samples]).is_some_and(|heard| heard.end == samples),
                complete: self.marks.back().is_some_and(|(due, _)| *due == self.entered),
            });
        }
        self.frames += 1;
        Played { frame, samples, marks }
    }

    /// Whether sound waits to be played.
    pub fn is_playing(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// Sound that waits, ms.
    pub fn buffered_ms(&self) -> u64 {
        self.buffer.len() as u64 * 1_000 / u64::from(LINE_HZ)
    }

    /// Time played so far, silence included, ms.
    pub fn played_ms(&self) -> u64 {
        self.frames * u64::from(FRAME_MS)
    }

    /// The gaps so far.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Sound comes on after `dry`: was that a gap in an utterance? With an agent that marks the ends of what it says, any
    /// end without a mark is one. Otherwise it must have been cut off in mid-sound.
    fn judge(&mut self, dry: Dry) {
        // Sound that arrived now is played from the begin of the next frame.
        let silence = (self.frames * LINE_FRAME as u64).saturating_sub(dry.at);
        let length_ms = silence * 1_000 / u64::from(LINE_HZ);
        let in_utterance = !dry.complete && (self.marks_used || dry.cut_off);
        if length_ms > 0 && length_ms <= GAP_MS_MAX && in_utterance {
            self.gaps.push(Gap { at_ms: dry.at * 1_000 / u64::from(LINE_HZ), length_ms });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LOUD: u8 = 0x90;

    fn play(playback: &mut Playback, frames: usize) -> (usize, Vec<String>) {
        let mut samples = 0;
        let mut marks = Vec::new();
        for _ in 0..frames {
            let played = playback.play();
            samples += played.samples;
            marks.extend(played.marks);
        }
        (samples, marks)
    }

    #[test]
    fn a_mark_returns_when_all_sound_before_it_was_played() {
        let mut playback = Playback::default();
        playback.media(&[LOUD; 3 * LINE_FRAME]);
        playback.mark("end".to_owned());
        assert_eq!(play(&mut playback, 3), (3 * LINE_FRAME, vec![]));
        assert_eq!(play(&mut playback, 1), (0, vec!["end".to_owned()]));
    }

    #[test]
    fn a_mark_without_sound_returns_at_once() {
        let mut playback = Playback::default();
        playback.mark("empty".to_owned());
        assert_eq!(playback.play().marks, ["empty"]);
    }

    #[test]
    fn clear_drops_the_sound_and_returns_the_marks() {
        let mut playback = Playback::default();
        playback.media(&[LOUD; 10 * LINE_FRAME]);
        playback.mark("a".to_owned());
        playback.media(&[LOUD; LINE_FRAME]);
        playback.mark("b".to_owned());
        play(&mut playback, 2);
        assert_eq!(playback.clear(), ["a", "b"]);
        assert_eq!(play(&mut playback, 3), (0, vec![]));
        playback.media(&[LOUD; LINE_FRAME]);
        assert_eq!(play(&mut playback, 2).0, LINE_FRAME);
        assert!(playback.gaps().is_empty(), "an interruption is no gap");
    }

    #[test]
    fn sound_that_runs_out_in_mid_utterance_is_a_gap() {
        let mut playback = Playback::default();
        playback.media(&[LOUD; 2 * LINE_FRAME]);
        play(&mut playback, 5);
        playback.media(&[LOUD; LINE_FRAME]);
        assert_eq!(playback.gaps(), [Gap { at_ms: 40, length_ms: 60 }]);
    }

    #[test]
    fn a_pause_after_a_mark_or_a_long_one_is_no_gap() {
        let mut playback = Playback::default();
        for pause in [5, 40] {
            playback.media(&[LOUD; 2 * LINE_FRAME]);
            playback.mark("end".to_owned());
            play(&mut playback, 2 + pause);
        }
        playback.media(&[LOUD; LINE_FRAME]);
        play(&mut playback, 1 + 51);
        playback.media(&[LOUD; LINE_FRAME]);
        assert!(playback.gaps().is_empty(), "{:?}", playback.gaps());
    }

    #[test]
    fn without_marks_an_utterance_that_faded_out_was_complete() {
        let mut playback = Playback::default();
        playback.media(&[LOUD; LINE_FRAME]);
        playback.media(&[mulaw::SILENCE; LINE_FRAME]);
        play(&mut playback, 10);
        playback.media(&[LOUD; LINE_FRAME]);
        assert!(playback.gaps().is_empty());
    }

    #[derive(Debug, Clone)]
    enum Step {
        Media(usize),
        Mark,
        Clear,
        Play(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => (1..2_000_usize).prop_map(Step::Media),
            2 => Just(Step::Mark),
            1 => Just(Step::Clear),
            4 => (1..20_usize).prop_map(Step::Play),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Against a plain model: every byte carries its number (mod 251), so what is played can be compared with what was
        /// sent; every mark comes back exactly once, in order, and only after the sound before it was played or dropped.
        #[test]
        fn all_sound_is_played_once_in_order_and_every_mark_returns(steps in prop::collection::vec(step(), 1..60)) {
            let mut playback = Playback::default();
            let mut waiting: VecDeque<u8> = VecDeque::new();
            let mut sent = 0_u64;
            let mut gone = 0_u64;
            let mut marks: VecDeque<(u64, String)> = VecDeque::new();
            let returned = |gone: u64, names: Vec<String>, marks: &mut VecDeque<(u64, String)>| {
                for name in names {
                    let (due, expected) = marks.pop_front().expect("a mark was sent");
                    assert_eq!(name, expected);
                    assert!(due <= gone, "mark {name} returned early");
                }
                assert!(marks.front().is_none_or(|(due, _)| *due > gone), "a mark is late");
            };
            for step in steps.into_iter().chain([Step::Play(400)]) {
                match step {
                    Step::Media(length) => {
                        let sound: Vec<u8> = (0..length as u64).map(|offset| ((sent + offset) % 251) as u8).collect();
                        playback.media(&sound);
                        waiting.extend(&sound);
                        sent += length as u64;
                    }
                    Step::Mark => {
                        let name = format!("{}", marks.len());
                        playback.mark(name.clone());
                        marks.push_back((sent, name));
                    }
                    Step::Clear => {
                        gone = sent;
                        waiting.clear();
                        let names = playback.clear();
                        prop_assert_eq!(names.len(), marks.len());
                        returned(gone, names, &mut marks);
                    }
                    Step::Play(frames) => for _ in 0..frames {
                        let before = gone;
                        let played = playback.play();
                        let expected: Vec<u8> = waiting.drain(..waiting.len().min(LINE_FRAME)).collect();
                        gone += expected.len() as u64;
                        prop_assert_eq!(&played.frame[..played.samples], &expected[..]);
                        prop_assert!(played.frame[played.samples..].iter().all(|&code| code == mulaw::SILENCE));
                        returned(before, played.marks, &mut marks);
                    },
                }
                prop_assert_eq!(playback.buffered_ms(), waiting.len() as u64 / 8);
            }
            prop_assert!(!playback.is_playing() && marks.is_empty());
        }

        /// A steady feed with any lead has no gap; a feed that stops for a while in mid-sound has exactly one.
        #[test]
        fn gaps_are_counted_exactly(lead in 1..30_usize, hole in 1..50_usize, frames in 1..60_usize) {
            let mut playback = Playback::default();
            playback.media(&vec![LOUD; lead * LINE_FRAME]);
            for _ in 0..frames {
                playback.media(&[LOUD; LINE_FRAME]);
                playback.play();
            }
            prop_assert!(playback.gaps().is_empty());
            play(&mut playback, lead + hole);
            playback.media(&[LOUD; LINE_FRAME]);
            prop_assert_eq!(playback.gaps().len(), 1);
            prop_assert_eq!(playback.gaps()[0].length_ms, hole as u64 * 20);
        }
    }
}
