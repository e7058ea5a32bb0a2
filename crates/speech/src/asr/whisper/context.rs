//! How much sound and how many tokens a run of Whisper is given. Pure.
//!
//! Whisper was trained on windows of 30 s. A window cut to the utterance is many times faster, but short ones make loops,
//! the more so the smaller the model, and so do lengths that are no multiple of 256.

/// Steps of 20 ms in a second.
const STEPS_PER_SECOND: f32 = 50.0;
/// Steps after the utterance that stay silent.
const MARGIN: usize = 32;
/// The context is a multiple of this.
const MULTIPLE: usize = 256;
/// Shortest context for models up to this many layers (tiny 4, base 6): with 256 they lose words and loop.
const SMALL_MODEL_LAYERS: usize = 6;
const SMALL_MODEL_MIN: usize = 512;

/// The audio context for an utterance, in steps of 20 ms. May exceed a model's maximum, which then applies.
pub fn audio_context(layers: usize, seconds: f32) -> usize {
    let needed = (STEPS_PER_SECOND * seconds.max(0.0)).ceil() as usize + MARGIN;
    let least = if layers <= SMALL_MODEL_LAYERS { SMALL_MODEL_MIN } else { MULTIPLE };
    needed.next_multiple_of(MULTIPLE).max(least)
}

/// Most tokens for an utterance: nobody speaks six a second, and without the bound a loop costs seconds.
pub fn tokens_max(seconds: f32) -> usize {
    (6.0 * seconds.max(0.0)).ceil() as usize + 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_multiples_that_hold_the_utterance() {
        for (layers, seconds, context) in [
            (6, 0.5, 512),
            (6, 9.0, 512),
            (6, 10.0, 768),
            (12, 0.5, 256),
            (12, 4.4, 256),
            (12, 4.6, 512),
            (4, 29.0, 1536),
        ] {
            assert_eq!(audio_context(layers, seconds), context, "{layers} layers, {seconds} s");
        }
        assert_eq!((tokens_max(0.0), tokens_max(5.0)), (8, 38));
    }
}
