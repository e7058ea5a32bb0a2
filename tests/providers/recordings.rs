//! The recordings that test recognisers know, against what can be heard of them.

use lab::provider::recorded::Recorded;
use std::path::Path;

#[test]
fn words_end_at_pauses_and_with_the_voice() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech");
    for (file, words, last_before_pause, pause_ms, end_ms) in [
        ("de/nein-danke.wav", "Nein, danke.", "Nein,", 370, 1_030),
        (
            "en/oil-change-friday.wav",
            "Good morning, my car needs an oil change, does Friday at nine work?",
            "change,",
            470,
            4_270,
        ),
    ] {
        let recorded = Recorded::open(&folder.join(file), words);
        let texts: Vec<&str> = recorded.ends.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts.join(" "), recorded.words);
        let ends: Vec<usize> = recorded.ends.iter().map(|(_, end)| *end).collect();
        assert!(ends.is_sorted() && ends[0] > 0, "{ends:?}");
        assert!(recorded.pause_ms_max().abs_diff(pause_ms) <= 20, "{file}: {}", recorded.pause_ms_max());
        let begin = recorded.sound.speech_ms().0;
        assert!(recorded.end_ms().abs_diff(begin + end_ms) <= 150, "{file}: {} after {begin}", recorded.end_ms());
        // The next word is said after the pause, the one before it ends there.
        let at = texts.iter().position(|text| *text == last_before_pause).expect("the word");
        assert!((ends[at + 1] - ends[at]) as u64 / 8 > pause_ms, "{file}: {ends:?}");
    }
}
