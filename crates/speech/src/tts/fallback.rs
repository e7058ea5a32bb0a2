//! Several synthesisers, tried in order: when one fails or gives no sound in time, the next speaks the sentence.
//!
//! That happens only before anything was heard. A voice that breaks off in mid-sentence ends the sentence with its error: to
//! begin again in another voice would be more sound than text, and what the caller heard could no longer be told from how
//! much has played. So a broken sentence counts as not heard, and whoever owns the call says it again; then the next voice
//! speaks it at once, since one that has broken off is given a rest at once.

use super::{Speech, Synthesizer, TtsError};
use async_trait::async_trait;
use base::fallback::{Breaker, Candidates};
use base::language::Language;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

/// Chunks on their way. Whoever listens takes them as they come.
const CHUNKS: usize = 16;

type Chunk = Result<Vec<i16>, TtsError>;

/// Synthesisers in the order of preference; each one's limit is for its first sound, and for each chunk after that.
pub struct FallbackSynthesizer {
    name: String,
    candidates: Candidates<Arc<dyn Synthesizer>>,
}

impl FallbackSynthesizer {
    /// Tries these in order.
    pub fn new(candidates: Candidates<Arc<dyn Synthesizer>>) -> Self {
        let names: Vec<_> = candidates.all().map(|candidate| candidate.adapter.name().to_owned()).collect();
        FallbackSynthesizer { name: names.join(", then "), candidates }
    }
}

#[async_trait]
impl Synthesizer for FallbackSynthesizer {
    fn name(&self) -> &str {
        &self.name
    }

    /// The voice that is wanted; the one that is heard stands in the [`Speech`].
    fn voice(&self, language: Language) -> String {
        self.candidates.all().next().map(|candidate| candidate.adapter.voice(language)).unwrap_or_default()
    }

    /// The voices down to the first that does not rest: a rendering of the best is welcome while it rests, and one of
    /// another is not while it could speak.
    fn voices(&self, language: Language) -> Vec<String> {
        let now = Instant::now();
        let resting = self.candidates.all().take_while(|candidate| candidate.breaker.is_resting(now)).count();
        self.candidates.all().take(resting + 1).flat_map(|candidate| candidate.adapter.voices(language)).collect()
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let mut last = TtsError::Missing("there is none".to_owned());
        for candidate in self.candidates.admitted() {
            let begun = timeout(candidate.limit, begin(&*candidate.adapter, text, language)).await;
            let error = match begun.unwrap_or_else(|_| Err(silent(candidate.limit))) {
                Ok((first, speech)) => return Ok(follow(first, speech, candidate.limit, candidate.breaker.clone())),
                Err(error) => error,
            };
            tracing::warn!(synthesiser = candidate.adapter.name(), %error, "a voice failed; the next speaks");
            candidate.breaker.failed(Instant::now());
            last = error;
        }
        Err(last)
    }
}

/// Speech with its first sound.
async fn begin(synthesizer: &dyn Synthesizer, text: &str, language: Language) -> Result<(Vec<i16>, Speech), TtsError> {
    let mut speech = synthesizer.synthesize(text, language).await?;
    loop {
        match speech.chunks.recv().await.transpose()? {
            Some(chunk) if chunk.is_empty() => {}
            Some(chunk) => return Ok((chunk, speech)),
            None => return Err(TtsError::Synthesis("it gave no sound".to_owned())),
        }
    }
}

/// Passes speech on and takes note of how it ends.
fn follow(first: Vec<i16>, speech: Speech, limit: Duration, breaker: Arc<Breaker>) -> Speech {
    let Speech { voice, sample_hz, chunks: from } = speech;
    let (sender, chunks) = mpsc::channel(CHUNKS);
    tokio::spawn(async move {
        tokio::select! {
            // Whoever drops the speech has heard enough: that is no failure.
            () = sender.closed() => breaker.succeeded(),
            broke_off = pass_on(first, from, limit, &sender) => match broke_off {
                None => breaker.succeeded(),
                Some(error) => {
                    breaker.broke_off(Instant::now());
                    sender.send(Err(error)).await.ok();
                }
            },
        }
    });
    Speech { voice, sample_hz, chunks }
}

/// Gives the error that ended it, if one did.
async fn pass_on(
    first: Vec<i16>,
    mut from: mpsc::Receiver<Chunk>,
    limit: Duration,
    to: &mpsc::Sender<Chunk>,
) -> Option<TtsError> {
    let mut next = Some(Ok(first));
    while let Some(chunk) = next {
        match chunk {
            Ok(samples) => to.send(Ok(samples)).await.ok()?,
            Err(error) => return Some(error),
        }
        next = match timeout(limit, from.recv()).await {
            Ok(chunk) => chunk,
            Err(_) => Some(Err(silent(limit))),
        };
    }
    None
}

fn silent(limit: Duration) -> TtsError {
    TtsError::Synthesis(format!("no sound for {} ms", limit.as_millis()))
}
