//! The `scripted` engine: fixed replies with set delays, for tests of the call and for load. It understands nothing.
//!
//! A [`ScriptedReply`] says on what it answers; the first that fits is taken. It keeps no state, so that speculative replies and many
//! calls at once get what the script says.

use async_trait::async_trait;
use dialogue::{Asked, Conversation, Deed, Engine, EngineError, Input, Outcome, Reply, Scene, Sentence};
use std::time::Duration;
use tokio::sync::mpsc;

/// Replies by a script.
#[derive(Debug, Clone, Default)]
pub struct ScriptedEngine {
    /// What to answer, first fit first. Nothing fits: it says nothing and waits on.
    pub lines: Vec<ScriptedReply>,
}

/// One answer of the script.
#[derive(Debug, Clone)]
pub struct ScriptedReply {
    /// On what.
    pub on: On,
    /// Wait before the first sentence.
    pub first: Duration,
    /// Wait before each further sentence.
    pub between: Duration,
    /// What to say.
    pub sentences: Vec<String>,
    /// What is waited for afterwards.
    pub asked: Asked,
    /// Deeds proposed.
    pub deeds: Vec<Deed>,
    /// Fail instead of replying.
    pub fail: bool,
}

/// What a line answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// The begin of the call.
    Opening,
    /// Words that contain this, whatever the case.
    Words(String),
    /// Any words.
    AnyWords,
    /// Words that could not be understood.
    NotUnderstood,
    /// Silence.
    Silence,
    /// A read-back declined.
    Declined,
    /// A deed done.
    Done,
    /// Any other outcome.
    Outcome,
    /// Everything.
    Anything,
}

impl ScriptedReply {
    /// A line that says `sentence` at once and waits for `asked`.
    pub fn new(on: On, sentence: &str, asked: Asked) -> Self {
        ScriptedReply {
            on,
            first: Duration::ZERO,
            between: Duration::ZERO,
            sentences: vec![sentence.to_owned()],
            asked,
            deeds: Vec::new(),
            fail: false,
        }
    }

    /// The same with a wait before its first sentence.
    pub fn after(self, first: Duration) -> Self {
        ScriptedReply { first, ..self }
    }

    /// The same with a deed proposed.
    pub fn with(mut self, deed: Deed) -> Self {
        self.deeds.push(deed);
        self
    }
}

impl ScriptedEngine {
    /// For load: greets, answers whatever is said after `delay`, and never ends.
    pub fn for_load(delay: Duration) -> Self {
        ScriptedEngine {
            lines: vec![
                ScriptedReply::new(On::Opening, "Was kann ich für Sie tun?", Asked::Wish),
                ScriptedReply::new(On::Anything, "Das habe ich verstanden. Sprechen Sie bitte weiter.", Asked::Wish)
                    .after(delay),
            ],
        }
    }
}

impl On {
    fn fits(&self, input: &Input) -> bool {
        match (self, input) {
            (On::Anything, _) | (On::Opening, Input::Opening) | (On::AnyWords, Input::Utterance(_)) => true,
            (On::Words(part), Input::Utterance(utterance)) => {
                utterance.words.reveal().to_lowercase().contains(&part.to_lowercase())
            }
            (On::NotUnderstood, Input::NotUnderstood) | (On::Silence, Input::Silence(_)) => true,
            (On::Declined, Input::Declined { .. }) | (On::Done, Input::Outcome(Outcome::Done(_))) => true,
            (On::Outcome, Input::Outcome(outcome)) => !matches!(outcome, Outcome::Done(_)),
            _ => false,
        }
    }
}

#[async_trait]
impl Engine for ScriptedEngine {
    fn name(&self) -> &str {
        "scripted"
    }

    async fn reply(
        &self,
        _: &Scene,
        conversation: &Conversation,
        input: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        let mut conversation = conversation.clone();
        let Some(line) = self.lines.iter().find(|line| line.on.fits(input)) else {
            return Ok(Reply { conversation, deeds: Vec::new(), intents: Vec::new(), first_token: None });
        };
        tokio::time::sleep(line.first).await;
        if line.fail {
            return Err(EngineError::Provider("the script says so".into()));
        }
        for (number, text) in line.sentences.iter().enumerate() {
            if number > 0 {
                tokio::time::sleep(line.between).await;
            }
            // Nobody listens any more: the reply was dropped, and so is the rest.
            if say.send(Sentence::prose(text)).await.is_err() {
                break;
            }
        }
        conversation.asked = line.asked;
        Ok(Reply { conversation, deeds: line.deeds.clone(), intents: Vec::new(), first_token: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::business::fixtures;
    use base::language::Language;
    use dialogue::Hearing;
    use jiff::Timestamp;

    #[test]
    fn the_first_line_that_fits_answers() {
        let (conversation, business) = (Conversation::new(Language::De), fixtures::by_id("salon").unwrap());
        let hearing =
            Hearing { conversation: &conversation, proposal: None, business: &business, now: Timestamp::UNIX_EPOCH };
        let words = |words: &str| Input::Utterance(Box::new(hearing.read(&words.into(), None, None)));
        let lines = [On::Opening, On::Words("Termin".into()), On::AnyWords, On::Anything];
        let first = |input: &Input| lines.iter().position(|on| on.fits(input));
        assert_eq!(first(&Input::Opening), Some(0));
        assert_eq!(first(&words("einen TERMIN bitte")), Some(1));
        assert_eq!(first(&words("hallo")), Some(2));
        assert_eq!(first(&Input::Silence(1)), Some(3));
        assert_eq!(first(&Input::Outcome(Outcome::Failed)), Some(3));
    }
}
