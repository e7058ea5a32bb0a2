//! Several engines, tried in order: when one fails or is too slow, the next takes the same turn, with the conversation as it
//! is. Since engines only read and the call commits, nothing of a failed attempt needs undoing; what it has said stays said.

use super::{Conversation, Engine, EngineError, Input, Reply, Scene, Sentence};
use async_trait::async_trait;
use base::fallback::Candidates;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

/// Sentences of an attempt that wait to be passed on: it is ahead of them by as many at most.
const SENTENCES_PENDING: usize = 4;

/// After this the last takes the turn, if nothing else is said: so it is asked while the call still waits (six seconds, in its
/// settings).
const TURN_MAX: Duration = Duration::from_secs(5);

/// Engines in the order of preference; each one's limit is for its first sentence, and for each after that.
pub struct FallbackEngine {
    name: String,
    candidates: Candidates<Arc<dyn Engine>>,
    turn_max: Duration,
}

impl FallbackEngine {
    /// Tries these in order.
    pub fn new(candidates: Candidates<Arc<dyn Engine>>) -> Self {
        let names: Vec<_> = candidates.all().map(|candidate| candidate.adapter.name().to_owned()).collect();
        FallbackEngine { name: names.join(", then "), candidates, turn_max: TURN_MAX }
    }

    /// The same, but the last takes the turn only after `turn_max`: where nobody waits on the telephone.
    #[must_use]
    pub fn with_turn_limit(self, turn_max: Duration) -> Self {
        FallbackEngine { turn_max, ..self }
    }
}

#[async_trait]
impl Engine for FallbackEngine {
    fn name(&self) -> &str {
        &self.name
    }

    async fn reply(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        input: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        let mut last = EngineError::Provider("there is none".to_owned());
        let begun = Instant::now();
        let bottom = self.candidates.at(self.candidates.last());
        for candidate in self.candidates.admitted() {
            let left = self.turn_max.saturating_sub(begun.elapsed());
            let limit = match bottom {
                Some(bottom) if std::ptr::eq(bottom, candidate) => candidate.limit,
                _ if left.is_zero() => continue,
                _ => candidate.limit.min(left),
            };
            let (sentences_to, sentences) = mpsc::channel(SENTENCES_PENDING);
            let before = begun.elapsed();
            let attempt = candidate.adapter.reply(scene, conversation, input, &sentences_to);
            match within(limit, attempt, sentences, say).await {
                Ok(reply) => {
                    candidate.breaker.succeeded();
                    // Counted from when the call asked, whoever answered.
                    let first_token = reply.first_token.map(|first_token| before + first_token);
                    return Ok(Reply { first_token, ..reply });
                }
                Err(error) => {
                    tracing::warn!(engine = candidate.adapter.name(), %error, "an engine failed; the next takes the turn");
                    candidate.breaker.failed(Instant::now());
                    last = error;
                }
            }
        }
        Err(last)
    }
}

/// Passes an attempt's sentences on, as long as it does not pause longer than `limit`.
async fn within(
    limit: Duration,
    attempt: impl Future<Output = Result<Reply, EngineError>>,
    mut sentences: mpsc::Receiver<Sentence>,
    say: &mpsc::Sender<Sentence>,
) -> Result<Reply, EngineError> {
    let pause = sleep(limit);
    tokio::pin!(attempt, pause);
    loop {
        tokio::select! {
            biased;
            Some(sentence) = sentences.recv() => {
                say.send(sentence).await.map_err(|_| EngineError::Provider("nobody listens any more".to_owned()))?;
                pause.as_mut().reset(Instant::now() + limit);
            }
            reply = &mut attempt => {
                while let Ok(sentence) = sentences.try_recv() {
                    say.send(sentence).await.ok();
                }
                return reply;
            }
            () = &mut pause => return Err(EngineError::Provider(format!("no word for {} ms", limit.as_millis()))),
        }
    }
}
