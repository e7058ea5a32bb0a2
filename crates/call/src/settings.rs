//! The times of a call. Defaults are the design's starting values for an 8 kHz line; bounds are checked by the configuration.

use booking::hold;
use std::time::Duration;

/// All times that steer a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Commit after this much silence when the words are complete.
    pub endpoint_complete: Duration,
    /// … when they may or may not be complete.
    pub endpoint_neutral: Duration,
    /// … when they are clearly unfinished.
    pub endpoint_unfinished: Duration,
    /// … at names, digits and spelling, at least.
    pub endpoint_dictation: Duration,
    /// Hold the line's feed after this much voice of the caller.
    pub barge_in_hold: Duration,
    /// Clear the line after this much voice of the caller.
    pub barge_in_clear: Duration,
    /// Resume when nothing was understood of an interruption for this long after it. A large model on a small machine takes
    /// up to 2.4 s; words that come after this are lost.
    pub barge_in_resume: Duration,
    /// Ask again when the caller says nothing for this long.
    pub silence: Duration,
    /// How often to ask again before saying goodbye.
    pub silence_asks: u32,
    /// A word to fill the wait when a reply takes longer than this, or recognition so much longer than it usually does.
    pub filler_after: Duration,
    /// Another one when it takes so much longer still, after the end of the one before.
    pub filler_again: Duration,
    /// What recognition may take on a small machine, from the last voice to the words: a second and a half, and the way there.
    /// Callers of it wait so long at each turn, and that is not filled.
    pub recognition_usual: Duration,
    /// Give up on a reply after this.
    pub reply_limit: Duration,
    /// Give up on the recogniser this long after it was asked.
    pub recognition_limit: Duration,
    /// A mark that is missing this long after its sound's estimated end counts as lost.
    pub mark_limit: Duration,
    /// Digits are complete after this much time without a key.
    pub digits_complete: Duration,
    /// Longest call.
    pub length_max: Duration,
    /// How long to wait for the carrier's `stop` after the call was ended.
    pub stop_limit: Duration,
    /// How long to wait before ending the call is tried again when the carrier's interface is down.
    pub hang_up_again: Duration,
    /// Sound that began and ended within this and gave no words was a noise, not a turn.
    pub noise_max: Duration,
    /// Yes/no grammar only for utterances up to this: a longer 'yes' may have a 'but' in it.
    pub closed_answer_max: Duration,
    /// Keep a hold alive at this interval.
    pub hold_keep: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Settings {
            endpoint_complete: ms(250),
            endpoint_neutral: ms(550),
            endpoint_unfinished: ms(2_300),
            endpoint_dictation: ms(1_200),
            barge_in_hold: ms(250),
            barge_in_clear: ms(500),
            barge_in_resume: ms(2_500),
            silence: ms(8_000),
            silence_asks: 2,
            filler_after: ms(700),
            filler_again: ms(2_000),
            recognition_usual: ms(1_600),
            reply_limit: ms(6_000),
            recognition_limit: ms(6_000),
            mark_limit: ms(3_000),
            digits_complete: ms(2_000),
            length_max: Duration::from_secs(15 * 60),
            stop_limit: ms(5_000),
            hang_up_again: ms(10_000),
            noise_max: ms(700),
            closed_answer_max: ms(800),
            hold_keep: Duration::from_secs(hold::KEEP_ALIVE_SECONDS.into()),
        }
    }
}
