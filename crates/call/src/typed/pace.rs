//! How long speech takes in a typed call: the speaking rates and delays of a phone call, as figures.

use audio::FRAME_MS;
use std::time::Duration;

/// One frame's length.
pub const FRAME: Duration = Duration::from_millis(FRAME_MS as u64);
/// Speaking time per character: a brisk voice says 15 in a second.
const CHARACTER_MS: u64 = 65;
/// The shortest word.
const SHORTEST: Duration = Duration::from_millis(260);
/// Silence before a sentence: a breath.
const BREATH_FRAMES: u32 = 7;
/// From the agent's last word to the caller's first. People take about 200 ms among themselves, longer with a machine.
pub const REACTION: Duration = Duration::from_millis(600);
/// How long a voice is on before it is known to be one.
pub const ATTACK: Duration = Duration::from_millis(160);
/// How long a silence is before it is a pause.
pub const PAUSE: Duration = Duration::from_millis(200);
/// What a recogniser needs for a short utterance.
pub const RECOGNITION: Duration = Duration::from_millis(400);
/// A sound that is no words.
pub const MUMBLE: Duration = Duration::from_millis(1_200);
/// From one key to the next.
pub const KEY: Duration = Duration::from_millis(300);
/// From the order to end or transfer a call to its end.
pub const CONTROL: Duration = Duration::from_millis(200);

/// How long it takes to say something.
pub fn length(words: &str) -> Duration {
    Duration::from_millis(words.chars().count() as u64 * CHARACTER_MS).max(SHORTEST)
}

/// The frames of a sentence of the agent, with the breath before it.
pub fn frames(sentence: &str) -> u32 {
    let frames = length(sentence).as_millis() / FRAME.as_millis();
    u32::try_from(frames).unwrap_or(u32::MAX).saturating_add(BREATH_FRAMES)
}
