//! The times of a call that may be set.

use super::section::{Reading, Section};
use base::document::quantity::{count, duration, written};
use call::settings::Settings;
use std::time::Duration;

/// `[call]`: the values of [`Settings`] that are a matter of taste and of the line; the others are arithmetic.
pub(super) fn call(reading: &Reading<'_>) -> Option<Settings> {
    let section = reading.section("call");
    let usual = Settings::default();
    let time = |key, default, from_ms, to_ms| time(&section, key, default, from_ms, to_ms);
    // Bounds: below them callers are cut off, above them they think that nobody is there.
    let endpoint_complete = time("endpoint_complete", usual.endpoint_complete, 200, 400);
    let endpoint_neutral = time("endpoint_neutral", usual.endpoint_neutral, 400, 800);
    let endpoint_unfinished = time("endpoint_unfinished", usual.endpoint_unfinished, 800, 3_000);
    let endpoint_dictation = time("endpoint_dictation", usual.endpoint_dictation, 1_200, 3_000);
    let barge_in_hold = time("barge_in_hold", usual.barge_in_hold, 200, 400);
    let barge_in_clear = time("barge_in_clear", usual.barge_in_clear, 500, 1_000);
    let barge_in_resume = time("barge_in_resume", usual.barge_in_resume, 1_500, 4_000);
    let silence = time("silence", usual.silence, 6_000, 10_000);
    let silence_asks = section.value("silence_asks", &usual.silence_asks.to_string(), count(1..=3));
    let filler_after = time("filler_after", usual.filler_after, 600, 1_000);
    let length_max = time("length_max", usual.length_max, 60_000, 3_600_000);
    section.finish();
    Some(Settings {
        endpoint_complete: endpoint_complete?,
        endpoint_neutral: endpoint_neutral?,
        endpoint_unfinished: endpoint_unfinished?,
        endpoint_dictation: endpoint_dictation?,
        barge_in_hold: barge_in_hold?,
        barge_in_clear: barge_in_clear?,
        barge_in_resume: barge_in_resume?,
        silence: silence?,
        silence_asks: silence_asks?,
        filler_after: filler_after?,
        length_max: length_max?,
        ..usual
    })
}

fn time(section: &Section<'_, '_>, key: &str, default: Duration, from_ms: u64, to_ms: u64) -> Option<Duration> {
    let bounds = Duration::from_millis(from_ms)..=Duration::from_millis(to_ms);
    section.value(key, &written(default), duration(bounds))
}
