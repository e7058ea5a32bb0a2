//! A voice from a sentence to frames: what is kept, what breaks off, and how quick it is.

use async_trait::async_trait;
use audio::LineFrame;
use base::language::Language;
use lab::scripted::synthesizer::Scripted;
use speech::tts::phrases::Phrases;
use speech::tts::voice::{Cacheable, FrameStream, Voice};
use speech::tts::{Speech, Synthesizer, TtsError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Speaks by script, counts, and can break off or hang.
#[derive(Default)]
struct Counting {
    begun: AtomicUsize,
    dropped: Arc<AtomicUsize>,
    breaks: bool,
    hangs: bool,
    silent: bool,
}

struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[async_trait]
impl Synthesizer for Counting {
    fn name(&self) -> &str {
        "counting"
    }

    fn voice(&self, language: Language) -> String {
        language.to_string()
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        self.begun.fetch_add(1, SeqCst);
        let _dropped = Dropped(self.dropped.clone());
        if self.hangs {
            std::future::pending::<()>().await;
        }
        let (sender, chunks) = mpsc::channel(4);
        if self.breaks {
            sender.try_send(Ok(vec![9_000; 8_000])).unwrap();
            sender.try_send(Err(TtsError::Synthesis("it broke".into()))).unwrap();
            return Ok(Speech { voice: self.voice(language), sample_hz: 16_000, chunks });
        }
        if self.silent {
            sender.try_send(Ok(vec![20; 8_000])).unwrap();
            return Ok(Speech { voice: self.voice(language), sample_hz: 16_000, chunks });
        }
        let speech = Scripted { delay_ms: 100, character_ms: 50 }.synthesize(text, language).await?;
        Ok(Speech { voice: self.voice(language), ..speech })
    }
}

fn voice(counting: Counting) -> (Voice, Arc<Counting>) {
    let counting = Arc::new(counting);
    (Voice::new(counting.clone(), Phrases::default()), counting)
}

async fn all(mut stream: FrameStream) -> Vec<Result<LineFrame, TtsError>> {
    let mut frames = Vec::new();
    while let Some(frame) = stream.next().await {
        frames.push(frame);
    }
    frames
}

#[tokio::test(start_paused = true)]
async fn a_sentence_becomes_frames_of_its_length() {
    let (voice, _) = voice(Counting::default());
    let frames = all(voice.speak("twenty characters ok", Language::En, Cacheable::Once)).await;
    assert_eq!(frames.len(), 50, "20 characters of 50 ms");
    assert!(frames.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn a_fixed_phrase_is_synthesised_once_and_then_there_at_once() {
    let (voice, counting) = voice(Counting::default());
    let first = all(voice.speak("Guten Tag.", Language::De, Cacheable::Fixed)).await;
    let mut again = voice.speak("Guten Tag.", Language::De, Cacheable::Fixed);
    let start = Instant::now();
    assert_eq!(again.next().await.as_ref(), first.first());
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(all(again).await[..], first[1..]);
    assert_eq!(counting.begun.load(SeqCst), 1);
    all(voice.speak("Guten Tag.", Language::En, Cacheable::Fixed)).await;
    assert_eq!(counting.begun.load(SeqCst), 2, "another voice, another phrase");
}

#[tokio::test(start_paused = true)]
async fn what_is_said_once_is_never_kept() {
    let (voice, counting) = voice(Counting::default());
    for _ in 0..2 {
        all(voice.speak("Frau Keller.", Language::De, Cacheable::Once)).await;
    }
    assert_eq!(counting.begun.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn warming_up_renders_once_and_tells_the_length() {
    let (voice, counting) = voice(Counting::default());
    for _ in 0..2 {
        assert_eq!(voice.render("Guten Tag.", Language::De).await, Ok(Duration::from_millis(500)));
    }
    assert_eq!(all(voice.speak("Guten Tag.", Language::De, Cacheable::Fixed)).await.len(), 25);
    assert_eq!(counting.begun.load(SeqCst), 1);
}

#[tokio::test]
async fn a_phrase_on_disk_is_not_synthesised_again() {
    let directory = tempfile::tempdir().unwrap();
    let start = |counting: Arc<Counting>| Voice::new(counting, Phrases::new(Some(directory.path().to_owned())));
    start(Arc::default()).render("Hi.", Language::En).await.unwrap();
    let counting = Arc::<Counting>::default();
    let frames = all(start(counting.clone()).speak("Hi.", Language::En, Cacheable::Fixed)).await;
    assert_eq!((frames.len(), counting.begun.load(SeqCst)), (8, 0));
}

#[tokio::test(start_paused = true)]
async fn a_voice_that_breaks_off_says_so_once_and_leaves_nothing_in_the_cache() {
    let (voice, counting) = voice(Counting { breaks: true, ..Counting::default() });
    for begun in 1..=2 {
        let frames = all(voice.speak("Hello.", Language::En, Cacheable::Fixed)).await;
        let (last, before) = frames.split_last().unwrap();
        assert_eq!(last, &Err(TtsError::Synthesis("it broke".into())));
        assert!(!before.is_empty() && before.iter().all(Result::is_ok));
        assert_eq!(counting.begun.load(SeqCst), begun);
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_ends_a_synthesis_that_hangs() {
    let (voice, counting) = voice(Counting { hangs: true, ..Counting::default() });
    let mut stream = voice.speak("Hello.", Language::En, Cacheable::Once);
    let waited = tokio::time::timeout(Duration::from_secs(9), stream.next()).await;
    assert!(waited.is_err() && counting.dropped.load(SeqCst) == 0);
    drop(stream);
    tokio::task::yield_now().await;
    assert_eq!(counting.dropped.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_probe_tells_how_quick_the_voice_is_and_whether_it_is_heard() {
    let (quick, _) = voice(Counting::default());
    let probe = quick.probe(Language::De).await.unwrap();
    assert_eq!((probe.first_frame, probe.length), (Duration::from_millis(100), Duration::from_millis(260)));
    let (silent, _) = voice(Counting { silent: true, ..Counting::default() });
    assert_eq!(
        silent.probe(Language::En).await.unwrap_err().to_string(),
        "synthesise speech: counting is silent in en"
    );
}
