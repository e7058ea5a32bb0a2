//! One request to the model: its sentences are spoken as they come, its calls are kept for the end of the round.

use super::LlmEngine;
use super::chat::{Call, Piece};
use super::round::{Round, Text, estimate, extra};
use super::talk::Talk;
use super::watch::Took;
use crate::sentences::Pieces;
use crate::{EngineError, acknowledgement};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::Instant;

/// A round as it comes in.
struct Incoming {
    sentences: Pieces,
    text: Text,
    round: Round,
    took: Took,
    begun: Instant,
}

impl LlmEngine {
    /// One request; speaks what comes.
    pub(super) async fn round(&self, messages: &[Value], talk: &mut Talk<'_>) -> Result<Round, EngineError> {
        self.ledger.admit(&talk.scene.call, talk.scene.now, self.settings.allowance)?;
        let mut incoming = Incoming {
            sentences: Pieces::default(),
            text: Text::of(self.settings.mode),
            round: Round { text: String::new(), calls: Vec::new() },
            took: Took::default(),
            begun: Instant::now(),
        };
        let mut pieces = self.server.ask(messages, extra(self.settings.mode)).await?;
        while let Some(piece) = pieces.next().await {
            talk.first_token.get_or_insert_with(|| talk.asked_at.elapsed());
            match piece? {
                Piece::Text(piece) => {
                    if let Some(call) = incoming.take_text(&piece, talk).await? {
                        // What it would say with a deed is not needed: nothing more is waited for, and the server stops.
                        self.ledger.spent(&talk.scene.call, estimate(messages, &call));
                        incoming.round.calls.push(call);
                        break;
                    }
                }
                Piece::Calling => {}
                Piece::Call(call) => incoming.round.calls.push(call),
                Piece::Spent(usage) => {
                    incoming.took.tokens = incoming.took.tokens.max(usage.reply);
                    self.ledger.spent(&talk.scene.call, usage.total);
                }
            }
        }
        let (round, took) = incoming.finish(talk).await?;
        self.watch.request(took);
        Ok(round)
    }
}

impl Incoming {
    /// Takes a piece of text, and speaks the sentences that it completes; gives a call that is whole before anything is said.
    async fn take_text(&mut self, piece: &str, talk: &mut Talk<'_>) -> Result<Option<Call>, EngineError> {
        self.took.first.get_or_insert_with(|| self.begun.elapsed());
        self.took.tokens += 1;
        let speech = self.text.push(piece);
        self.round.text.push_str(&speech);
        let language = talk.next.language;
        let whole = self.sentences.push(&speech);
        let known = self.sentences.take_known(|sentence| acknowledgement::is(sentence, language));
        for sentence in whole.into_iter().chain(known) {
            talk.speak(sentence).await?;
        }
        Ok(self.text.call_first().filter(|_| piece.contains('}')))
    }

    /// The request is over: speaks the rest.
    async fn finish(mut self, talk: &mut Talk<'_>) -> Result<(Round, Took), EngineError> {
        if let Some(rest) = self.sentences.finish() {
            talk.speak(rest).await?;
        }
        if self.round.calls.is_empty() {
            self.round.calls.extend(self.text.call());
        }
        Ok((self.round, Took { whole: self.begun.elapsed(), ..self.took }))
    }
}
