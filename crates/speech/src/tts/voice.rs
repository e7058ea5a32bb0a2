//! What a call speaks with: text in, 20 ms line frames out.
//!
//! Joins a [`Synthesizer`], the outbound chain of [`audio`] and the cache of fixed phrases. Frames come as fast as
//! they can be made; pacing them is the driver's part. Dropping a [`FrameStream`] ends its synthesis.

use super::phrases::{Frames, PhraseKey, Phrases};
use super::{Synthesizer, TtsError};
use audio::outbound::Outbound;
use audio::{FRAME_MS, LineFrame, level, mulaw};
use base::language::Language;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;

/// Frames made ahead of the one that plays: a minute, 480 KB. A sentence is shorter, so its synthesis never waits for the
/// line and gives its process back at once.
const FRAMES_AHEAD_MAX: usize = 3_000;
/// A voice whose loudest frame is below this says nothing, dBFS.
const AUDIBLE_DBFS: f32 = -40.0;

/// Whether what is said may be kept and played again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cacheable {
    /// The same words for every caller, without anybody's data: rendered once, then kept.
    Fixed,
    /// Said once, perhaps with a name in it: never kept.
    Once,
}

/// A voice, shared by all calls; clones are the same voice.
#[derive(Clone)]
pub struct Voice {
    synthesizer: Arc<dyn Synthesizer>,
    phrases: Arc<Phrases>,
}

/// What a voice showed when tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Time to its first frame.
    pub first_frame: Duration,
    /// Time to its last.
    pub took: Duration,
    /// Length of what it said.
    pub length: Duration,
}

impl Voice {
    /// A voice that keeps fixed phrases in `phrases`.
    pub fn new(synthesizer: Arc<dyn Synthesizer>, phrases: Phrases) -> Self {
        Voice { synthesizer, phrases: Arc::new(phrases) }
    }

    /// Name of the synthesiser, for logs and reports.
    pub fn name(&self) -> &str {
        self.synthesizer.name()
    }

    /// Speaks `text`. A fixed phrase that is in memory has its first frame at once. Call it within a tokio runtime.
    pub fn speak(&self, text: &str, language: Language, cacheable: Cacheable) -> FrameStream {
        let keys = if cacheable == Cacheable::Fixed { self.keys(text, language) } else { Vec::new() };
        if let Some(frames) = keys.iter().find_map(|key| self.phrases.recall(*key)) {
            return FrameStream(Source::Kept { frames, next: 0 });
        }
        let (sender, frames) = mpsc::channel(FRAMES_AHEAD_MAX);
        let (voice, text) = (self.clone(), text.to_owned());
        let task = tokio::spawn(async move { voice.speak_into(sender, &text, language, cacheable, &keys).await });
        FrameStream(Source::Live { frames, _task: AbortOnDropHandle::new(task) })
    }

    /// Makes sure that a fixed phrase is in memory, and gives its length. For warming up at the start.
    ///
    /// # Errors
    /// When it has to be synthesised and that fails.
    pub async fn render(&self, text: &str, language: Language) -> Result<Duration, TtsError> {
        let keys = self.keys(text, language);
        if let Some(frames) = keys.iter().find_map(|key| self.phrases.recall(*key)) {
            return Ok(length(frames.len()));
        }
        if let Some(frames) = self.load(&keys).await {
            return Ok(length(frames.len()));
        }
        self.synthesize_phrase(text, language).await
    }

    /// Proves that the voice can be heard in `language`, by one word. For `vorzimmer doctor`.
    ///
    /// # Errors
    /// When it cannot be started, breaks off or is silent.
    pub async fn probe(&self, language: Language) -> Result<Probe, TtsError> {
        let word = match language {
            Language::De => "Hallo",
            Language::En => "Hello",
        };
        let start = Instant::now();
        let (mut first_frame, mut frames, mut loudest) = (None, 0, level::SILENCE_DBFS);
        let mut stream = self.speak(word, language, Cacheable::Once);
        while let Some(frame) = stream.next().await {
            loudest = level_dbfs(&frame?).max(loudest);
            first_frame.get_or_insert_with(|| start.elapsed());
            frames += 1;
        }
        match first_frame {
            Some(first_frame) if loudest >= AUDIBLE_DBFS => {
                Ok(Probe { first_frame, took: start.elapsed(), length: length(frames) })
            }
            _ => Err(TtsError::Synthesis(format!("{} is silent in {language}", self.name()))),
        }
    }

    /// What the phrase is known by, in each voice that may be heard now.
    fn keys(&self, text: &str, language: Language) -> Vec<PhraseKey> {
        self.synthesizer.voices(language).iter().map(|voice| PhraseKey::new(voice, text)).collect()
    }

    /// The phrase from the cache's directory.
    async fn load(&self, keys: &[PhraseKey]) -> Option<Frames> {
        for key in keys {
            if let Some(frames) = self.phrases.load(*key).await {
                return Some(frames);
            }
        }
        None
    }

    async fn synthesize_phrase(&self, text: &str, language: Language) -> Result<Duration, TtsError> {
        // Nobody listens: the frames are wanted for the cache alone.
        let (listener, mut frames) = mpsc::channel(FRAMES_AHEAD_MAX);
        let drain = async { while frames.recv().await.is_some() {} };
        let synthesize = async {
            let rendered = self.synthesize_into(&listener, text, language).await;
            drop(listener);
            rendered
        };
        let (rendered, ()) = tokio::join!(synthesize, drain);
        match rendered {
            Ok((voice, frames)) => {
                let (key, frames) = (PhraseKey::new(&voice, text), Frames::from(frames));
                self.phrases.keep(key, frames.clone());
                self.phrases.store(key, frames.clone()).await;
                Ok(length(frames.len()))
            }
            Err(Stopped::Failed(error)) => Err(error),
            Err(Stopped::Unheard) => Err(TtsError::Synthesis("it was stopped".into())),
        }
    }

    /// Sends the frames of `text`; looks for them under `keys` in the cache's directory first.
    async fn speak_into(
        &self,
        listener: Sender,
        text: &str,
        language: Language,
        cacheable: Cacheable,
        keys: &[PhraseKey],
    ) {
        if let Some(frames) = self.load(keys).await {
            for frame in frames.iter() {
                if listener.send(Ok(*frame)).await.is_err() {
                    return;
                }
            }
            return;
        }
        match (self.synthesize_into(&listener, text, language).await, cacheable) {
            // Known by the voice that was heard, which need not be the one that was wanted.
            (Ok((voice, frames)), Cacheable::Fixed) => self.keep(PhraseKey::new(&voice, text), frames.into()),
            (Ok(_), Cacheable::Once) | (Err(Stopped::Unheard), _) => {}
            (Err(Stopped::Failed(error)), _) => drop(listener.send(Err(error)).await),
        }
    }

    /// Sends the frames of `text`; gives the voice that spoke and a copy of them all.
    async fn synthesize_into(
        &self,
        listener: &Sender,
        text: &str,
        language: Language,
    ) -> Result<(String, Vec<LineFrame>), Stopped> {
        let mut speech = self.synthesizer.synthesize(text, language).await?;
        let mut chain = Outbound::new(speech.sample_hz).map_err(|error| TtsError::Synthesis(error.to_string()))?;
        let mut sent = Vec::new();
        loop {
            let chunk = speech.chunks.recv().await.transpose()?;
            match &chunk {
                Some(samples) => chain.push(samples),
                None => chain.finish(),
            }
            while let Some(frame) = chain.poll() {
                listener.send(Ok(frame)).await.map_err(|_| Stopped::Unheard)?;
                sent.push(frame);
            }
            if chunk.is_none() {
                return Ok((speech.voice, sent));
            }
        }
    }

    /// Keeps a phrase; the file is written aside, so that the stream ends with its last frame.
    fn keep(&self, key: PhraseKey, frames: Frames) {
        self.phrases.keep(key, frames.clone());
        let phrases = self.phrases.clone();
        tokio::spawn(async move { phrases.store(key, frames).await });
    }
}

type Sender = mpsc::Sender<Result<LineFrame, TtsError>>;

/// Why a sentence ended early.
enum Stopped {
    /// Nobody listens any more.
    Unheard,
    Failed(TtsError),
}

impl From<TtsError> for Stopped {
    fn from(error: TtsError) -> Self {
        Stopped::Failed(error)
    }
}

/// The frames of one sentence, as they come.
#[derive(Debug)]
pub struct FrameStream(Source);

#[derive(Debug)]
enum Source {
    Kept { frames: Frames, next: usize },
    Live { frames: mpsc::Receiver<Result<LineFrame, TtsError>>, _task: AbortOnDropHandle<()> },
}

impl FrameStream {
    /// The next frame; `None` after the last one and after an error. Cancel-safe.
    pub async fn next(&mut self) -> Option<Result<LineFrame, TtsError>> {
        match &mut self.0 {
            Source::Kept { frames, next } => {
                let frame = frames.get(*next)?;
                *next += 1;
                Some(Ok(*frame))
            }
            Source::Live { frames, .. } => frames.recv().await,
        }
    }
}

fn length(frames: usize) -> Duration {
    Duration::from_millis(frames as u64 * u64::from(FRAME_MS))
}

fn level_dbfs(frame: &LineFrame) -> f32 {
    level::dbfs(level::power(&frame.map(mulaw::decode)))
}
