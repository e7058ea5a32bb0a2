//! Sound as a call uses it: speech edges on speech, tones and noise; no allocation per frame.

#![expect(clippy::unwrap_used, reason = "a test's helpers may fail as the test does")]

use audio::inbound::Inbound;
use audio::outbound::Outbound;
use audio::signal::{noise, tone};
use audio::{LINE_FRAME, LineFrame, SpeechEdge, mulaw, vad};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;

/// Counts what each thread asks of the allocator.
struct Counting;

thread_local!(static ALLOCATIONS: Cell<usize> = const { Cell::new(0) });

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the inbound chain finds in `samples`: edges with the ms at which they were noticed.
fn edges(samples: &[i16]) -> Vec<(i32, SpeechEdge)> {
    let mut inbound = Inbound::new(&vad::Config::default());
    let edges = line(samples).enumerate().map(|(index, frame)| (20 * (index as i32 + 1), inbound.push(&frame).edge));
    edges.filter_map(|(at_ms, edge)| Some((at_ms, edge?))).collect()
}

fn line(samples: &[i16]) -> impl Iterator<Item = LineFrame> + '_ {
    samples.as_chunks::<LINE_FRAME>().0.iter().map(|frame| frame.map(mulaw::encode))
}

fn starts(samples: &[i16]) -> usize {
    edges(samples).iter().filter(|(_, edge)| matches!(edge, SpeechEdge::Started { .. })).count()
}

fn speech(name: &str) -> Vec<i16> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings").join(name);
    std::fs::read(path).unwrap().into_iter().map(mulaw::decode).collect()
}

/// `sound` from 2,000 ms on in noise of `dbfs`, with a second and a half after it; and the ms at which it ends.
fn on_a_line(sound: &[i16], dbfs: f64) -> (Vec<i16>, i32) {
    let end = 16_000 + sound.len();
    let mut line = noise(dbfs, end + 12_000, 11);
    for (sample, &own) in line[16_000..].iter_mut().zip(sound) {
        *sample = sample.saturating_add(own);
    }
    (line, end as i32 / 8)
}

fn check_edges(name: &str, noise_dbfs: f64) {
    let (samples, end_ms) = on_a_line(&speech(name), noise_dbfs);
    let edges = edges(&samples);
    let Some((noticed_ms, SpeechEdge::Started { ago_ms })) = edges.first() else {
        panic!("{name}: not heard: {edges:?}")
    };
    let onset_ms = noticed_ms - *ago_ms as i32;
    assert!((1_900..2_100).contains(&onset_ms), "{name} at {noise_dbfs} dBFS: begins at 2000, found at {onset_ms}");
    assert!(*noticed_ms < 2_350, "{name} at {noise_dbfs} dBFS: noticed at {noticed_ms}");
    let Some((paused_ms, SpeechEdge::Paused { ago_ms })) = edges.last() else { panic!("{name}: no end: {edges:?}") };
    assert_eq!(*ago_ms, 200);
    let last_voice_ms = paused_ms - *ago_ms as i32;
    assert!((end_ms - 160..=end_ms + 100).contains(&last_voice_ms), "{name}: ends at {end_ms}, found {last_voice_ms}");
}

#[test]
fn speech_is_found_where_it_begins_and_ends_on_a_quiet_line_and_on_a_noisy_one() {
    for name in ["sentence_de.ulaw", "answer_en.ulaw"] {
        for noise_dbfs in [-96.0, -60.0, -42.0] {
            check_edges(name, noise_dbfs);
        }
    }
}

#[test]
fn quiet_speech_is_found_too() {
    let quiet: Vec<i16> = speech("sentence_de.ulaw").iter().map(|sample| sample / 6).collect();
    assert!(starts(&on_a_line(&quiet, -65.0).0) > 0);
}

#[test]
fn silence_and_steady_noise_are_no_speech() {
    for dbfs in [-96.0, -60.0, -50.0, -40.0, -30.0] {
        assert_eq!(starts(&noise(dbfs, 80_000, 12)), 0, "noise at {dbfs} dBFS");
    }
}

#[test]
fn tones_at_line_level_are_no_speech() {
    // Name, frequencies, ms on, ms off: ITU-T E.180 tones of Germany and Britain, a key (Q.23), a fax (T.30), a beep.
    let signals: [(&str, &[f64], usize, usize); 7] = [
        ("dialling", &[425.0], 10_000, 0),
        ("ringing", &[425.0], 1_000, 4_000),
        ("busy", &[425.0], 480, 480),
        ("British ringing", &[400.0, 450.0], 400, 200),
        ("key", &[770.0, 1_336.0], 120, 500),
        ("fax", &[1_100.0], 500, 3_000),
        ("beep", &[1_000.0], 300, 700),
    ];
    for (name, frequencies, on_ms, off_ms) in signals {
        for dbfs in [-15.0, -25.0, -35.0] {
            let parts: Vec<_> = frequencies.iter().map(|&hz| tone(hz, 8_000, dbfs, 8 * on_ms)).collect();
            let burst = (0..8 * on_ms).map(|n| parts.iter().map(|part| part[n]).sum());
            let once: Vec<i16> = burst.chain(std::iter::repeat_n(0, 8 * off_ms)).collect();
            let all = once.iter().copied().cycle().take(80_000).collect::<Vec<_>>();
            let (line, _) = on_a_line(&all, -65.0);
            // A key pressed for 120 ms may end before its steadiness shows: one of sixteen does.
            let allowed = usize::from(name == "key");
            assert!(starts(&line) <= allowed, "{name} at {dbfs} dBFS: {} starts", starts(&line));
        }
    }
}

#[test]
fn a_loud_noise_that_sets_in_and_stays_is_speech_for_two_seconds_at_most() {
    let (line, _) = on_a_line(&noise(-18.0, 80_000, 13), -65.0);
    let edges = edges(&line);
    assert!(edges.len() <= 2, "{edges:?}");
    if let [_, (paused_ms, _)] = edges[..] {
        assert!(paused_ms < 4_500, "{edges:?}");
    }
}

#[test]
fn speech_after_a_loud_noise_is_found_again() {
    let (mut line, _) = on_a_line(&noise(-18.0, 24_000, 14), -65.0);
    let before = starts(&line);
    line.extend(on_a_line(&speech("sentence_de.ulaw"), -65.0).0);
    assert!(starts(&line) > before);
}

#[test]
fn the_inbound_chain_allocates_nothing() {
    let mut inbound = Inbound::new(&vad::Config::default());
    let frames: Vec<_> = line(&on_a_line(&speech("sentence_de.ulaw"), -50.0).0).collect();
    let before = ALLOCATIONS.get();
    let edges = frames.iter().filter(|frame| inbound.push(frame).edge.is_some()).count();
    assert_eq!(ALLOCATIONS.get() - before, 0, "over {} frames", frames.len());
    assert!(edges >= 2, "both edges were among them");
}

#[test]
fn the_outbound_chain_allocates_nothing_once_it_is_warm() {
    for sample_hz in [8_000, 16_000, 22_050, 24_000] {
        let mut outbound = Outbound::new(sample_hz).unwrap();
        let samples = noise(-12.0, 4_410, 15);
        let mut frames = 0;
        let mut push = || {
            outbound.push(&samples);
            frames += std::iter::from_fn(|| outbound.poll()).count();
        };
        (0..5).for_each(|_| push());
        let before = ALLOCATIONS.get();
        (0..50).for_each(|_| push());
        assert_eq!(ALLOCATIONS.get() - before, 0, "{sample_hz} Hz");
        assert!(frames > 500);
    }
}
