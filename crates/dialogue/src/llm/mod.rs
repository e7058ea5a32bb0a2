//! The `llm` engine: a language model chooses the words and asks for deeds; the rules and the gate decide what becomes of them.
//!
//! It takes a turn of free speech; everything else (the opening, keys, silence, what became of a deed, dictated names and
//! numbers) is the rules', and so are the words that must always be answered in the same way: emergencies, 'are you a robot?',
//! a person, data protection, another language. What the rules understand of the words is noted first, so that the model is told
//! it and the rules can go on at any time. A turn has at most a few rounds: the model looks something up and is told, or it
//! fills in the wish, and the rules go on with it ([`deeds`]). Its sentences are spoken as they come, but for what may not be
//! said ([`talk`]). A model that has twice brought the caller no further leaves the turn to the rules. Nothing here holds, books
//! or discloses.

pub mod chat;
mod deeds;
mod ledger;
pub mod probe;
pub mod prompt;
mod round;
mod said;
mod spoken;
mod talk;
mod tool;
pub mod watch;

pub use ledger::Allowance;

use self::chat::{Mode, Piece, Server};
use self::deeds::{Became, Deeds};
use self::ledger::Ledger;
use self::prompt::Prompt;
use self::round::{Round, Text, answer, estimate, extra};
use self::said::Said;
use self::talk::{Ending, Talk};
use self::tool::{Arguments, Tool};
use self::watch::{Led, Took, Unwatched, Watch, Watched};
use super::acknowledgement;
use super::rules::{RulesEngine, TakeOver};
use super::sentences::Pieces;
use super::tools;
use super::{Asked, Conversation, Deed, Engine, EngineError, Input, Reply, Scene, Sentence, WishKind};
use async_trait::async_trait;
use futures_util::StreamExt;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::time::Instant;
use understanding::{Intent, Understanding};

/// Requests to the model for one turn: a look-up, another, and the answer.
const ROUNDS_MAX: usize = 3;
/// Turns in a row that brought nothing, after which the rules take one.
const FRUITLESS_MAX: u32 = 2;
/// The longest answer to a tool, characters: it is read by the model before it goes on.
const TOLD_CHARACTERS_MAX: usize = 600;
/// What is always answered by the rules, in fixed words.
const FIXED: [Intent; 6] =
    [Intent::Emergency, Intent::Human, Intent::Robot, Intent::Privacy, Intent::Language, Intent::Repeat];
/// The end of a call, and nothing else.
const PARTING: [Intent; 3] = [Intent::Goodbye, Intent::Thanks, Intent::No];
/// Questions whose answers are dictated or closed: the rules read them.
const RULES_ASK: [Asked; 9] = [
    Asked::Spelling,
    Asked::Phone,
    Asked::Detail,
    Asked::Which,
    Asked::Consent,
    Asked::Message,
    Asked::Transfer,
    Asked::Confirm,
    Asked::Language,
];

/// How an engine is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How deeds are asked for.
    pub mode: Mode,
    /// Tokens of the history that are sent along.
    pub history_tokens_max: usize,
    /// What a call may cost.
    pub allowance: Allowance,
}

/// The engine of one model.
pub struct LlmEngine {
    name: String,
    server: Server,
    prompt: Prompt,
    rules: RulesEngine,
    settings: Settings,
    ledger: Ledger,
    watch: Arc<dyn Watch>,
}

/// What became of a round's calls.
enum Carried {
    /// Answers for the model, a call each.
    Told(Vec<String>),
    /// The turn is the rules'.
    Over(TakeOver),
    /// The model has misunderstood the caller.
    Refused,
}

impl LlmEngine {
    /// An engine that asks `server` and leaves to `rules` what is theirs.
    pub fn new(server: Server, prompt: Prompt, rules: RulesEngine, settings: Settings) -> Self {
        let name = format!("llm {}", server.model());
        LlmEngine { name, server, prompt, rules, settings, ledger: Ledger::default(), watch: Arc::new(Unwatched) }
    }

    /// The engine, watched.
    #[must_use]
    pub fn watched(self, watch: Arc<dyn Watch>) -> Self {
        LlmEngine { watch, ..self }
    }

    /// Has the server read what all calls of a business and a day begin with, so that it need not when a caller waits: a small
    /// machine reads some ten words a second. Nothing of any caller is sent.
    ///
    /// # Errors
    /// When the server cannot be reached, or refuses.
    pub async fn warm(&self, scene: &Scene, conversation: &Conversation) -> Result<(), EngineError> {
        let (mode, history) = (self.settings.mode, self.settings.history_tokens_max);
        let messages = self.prompt.messages(scene, conversation, "", None, mode, history)?;
        let mut pieces = self.server.ask(&messages, extra(mode)).await?;
        // The first piece shows that all was read; the rest is not waited for.
        pieces.next().await.transpose().map(drop)
    }

    /// Talks a turn over; also gives who led it.
    async fn talk(&self, mut talk: Talk<'_>) -> Result<(Reply, Led), EngineError> {
        let (mode, history) = (self.settings.mode, self.settings.history_tokens_max);
        let answer_known =
            talk.utterance.says().question.as_deref().and_then(|id| tools::question(&talk.scene.business, id));
        let answer_known = answer_known.map(|entry| entry.answer.get(talk.next.language).as_str());
        let mut messages =
            self.prompt.messages(talk.scene, &talk.next, talk.utterance.words.reveal(), answer_known, mode, history)?;
        for _ in 0..ROUNDS_MAX {
            let round = self.round(&messages, &mut talk).await?;
            if round.calls.is_empty() {
                break;
            }
            match self.carry_out(&round, &mut talk).await? {
                Carried::Told(answers) => answer(&mut messages, mode, &round, answers),
                // What brings the call no further is no answer to the caller's words: the rules read them.
                Carried::Over(TakeOver::GoOn) if !talk.has_got_on() && talk.deeds.is_empty() => {
                    return self.give_back(talk).await;
                }
                Carried::Over(step) => return Ok((self.hand_over(talk, step).await?, Led::Acted)),
                Carried::Refused => return self.give_back(talk).await,
            }
        }
        match talk.ending() {
            Ending::Asked => Ok((talk.close(), Led::Spoke)),
            Ending::GoOn => Ok((self.hand_over(talk, TakeOver::GoOn).await?, Led::Spoke)),
            Ending::Informed => Ok((self.hand_over(talk, TakeOver::More).await?, Led::Spoke)),
            Ending::Silent if talk.told && talk.has_got_on() => {
                Ok((self.hand_over(talk, TakeOver::GoOn).await?, Led::Acted))
            }
            Ending::Silent => self.give_back(talk).await,
        }
    }

    /// The model gave nothing that can be used: the rules take the words, as if it had not been asked.
    async fn give_back(&self, talk: Talk<'_>) -> Result<(Reply, Led), EngineError> {
        let begun = talk.has_spoken();
        let reply =
            self.rules.take_over(talk.scene, talk.before, talk.utterance, TakeOver::Words, begun, talk.say).await?;
        Ok((Reply { first_token: talk.first_token, ..reply }, Led::Nothing))
    }

    /// One request; speaks what comes.
    async fn round(&self, messages: &[Value], talk: &mut Talk<'_>) -> Result<Round, EngineError> {
        self.ledger.admit(&talk.scene.call, talk.scene.now, self.settings.allowance)?;
        let begun = Instant::now();
        let mut pieces = self.server.ask(messages, extra(self.settings.mode)).await?;
        let (mut sentences, mut text) = (Pieces::default(), Text::of(self.settings.mode));
        let (mut round, mut took) = (Round { text: String::new(), calls: Vec::new() }, Took::default());
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            talk.first_token.get_or_insert_with(|| talk.asked_at.elapsed());
            match piece {
                Piece::Text(piece) => {
                    took.first.get_or_insert_with(|| begun.elapsed());
                    took.tokens += 1;
                    let speech = text.push(&piece);
                    round.text.push_str(&speech);
                    let language = talk.next.language;
                    let whole = sentences.push(&speech);
                    let known = sentences.take_known(|sentence| acknowledgement::is(sentence, language));
                    for sentence in whole.into_iter().chain(known) {
                        talk.speak(sentence).await?;
                    }
                    if let Some(call) = text.call_first().filter(|_| piece.contains('}')) {
                        // What it would say with a deed is not needed: nothing more is waited for, and the server stops.
                        self.ledger.spent(&talk.scene.call, estimate(messages, &call));
                        round.calls.push(call);
                        break;
                    }
                }
                Piece::Calling => {}
                Piece::Call(call) => round.calls.push(call),
                Piece::Spent(usage) => {
                    took.tokens = took.tokens.max(usage.reply);
                    self.ledger.spent(&talk.scene.call, usage.total);
                }
            }
        }
        if let Some(rest) = sentences.finish() {
            talk.speak(rest).await?;
        }
        self.watch.request(Took { whole: begun.elapsed(), ..took });
        if round.calls.is_empty() {
            round.calls.extend(text.call());
        }
        Ok(round)
    }

    /// Does what the model asked for.
    async fn carry_out(&self, round: &Round, talk: &mut Talk<'_>) -> Result<Carried, EngineError> {
        let mut answers = Vec::new();
        for call in &round.calls {
            let known = Tool::named(&call.name).zip(serde_json::from_str::<Arguments>(&call.arguments).ok());
            let Some((tool, arguments)) = known else {
                answers.push("There is no such tool, or its arguments are no JSON.".to_owned());
                continue;
            };
            let said = Said::new(&talk.next, talk.utterance);
            let (next, proposed) = (&mut talk.next, &mut talk.deeds);
            let mut deeds = Deeds { scene: talk.scene, said, before: talk.before, next, proposed };
            match deeds.call(tool, &arguments).await? {
                Became::Told(answer) => {
                    talk.told = true;
                    answers.push(answer.chars().take(TOLD_CHARACTERS_MAX).collect());
                }
                Became::Fault(fault) => answers.push(fault),
                Became::Over(step) => return Ok(Carried::Over(step)),
                Became::Refused => return Ok(Carried::Refused),
            }
        }
        Ok(Carried::Told(answers))
    }

    /// The rules go on with what the model has come to.
    async fn hand_over(&self, talk: Talk<'_>, step: TakeOver) -> Result<Reply, EngineError> {
        let begun = talk.has_spoken();
        let Talk { scene, next, deeds, utterance, say, first_token, .. } = talk;
        if deeds.iter().any(|deed| matches!(deed, Deed::Switch(_))) {
            // Nothing is said in the new language before its disclosure.
            return Ok(Reply { conversation: next, deeds, intents: Vec::new(), first_token });
        }
        let reply = self.rules.take_over(scene, &next, utterance, step, begun, say).await?;
        Ok(Reply { deeds: deeds.into_iter().chain(reply.deeds).collect(), first_token, ..reply })
    }
}

#[async_trait]
impl Engine for LlmEngine {
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
        let (Input::Utterance(utterance) | Input::Declined { utterance, .. }) = input else {
            return self.rules.reply(scene, conversation, input, say).await;
        };
        let stuck = conversation.failures >= FRUITLESS_MAX;
        if stuck || is_for_rules(conversation, utterance.says()) {
            self.watch.turn(if stuck { Led::Stuck } else { Led::Rules });
            return self.rules.reply(scene, conversation, input, say).await;
        }
        let watched = Watched::new(self.watch.as_ref());
        let mut talk = Talk::new(scene, conversation, utterance, say);
        talk.next = self.rules.note(scene, conversation, utterance);
        let (reply, led) = self.talk(talk).await?;
        watched.came(led);
        Ok(reply)
    }
}

/// Whether the rules answer: what must always be answered in the same way, and what answers a closed question.
fn is_for_rules(conversation: &Conversation, says: &Understanding) -> bool {
    let (asked, tasks) = (conversation.asked, &conversation.tasks);
    let wants = |list: &[Intent]| says.intents.iter().any(|intent| list.contains(intent));
    let only = |list: &[Intent]| says.intents.iter().all(|intent| list.contains(intent));
    let other_language = says.language.is_some_and(|language| language != conversation.language);
    let parts = wants(&PARTING) && only(&PARTING) && (asked == Asked::More || wants(&[Intent::Goodbye]));
    // The rules have asked, and know what the name is for.
    let chosen = tasks.target().is_some_and(|target| target.chosen().is_some());
    let own = tasks.kind().is_some_and(|kind| kind != WishKind::Book);
    let names = asked == Asked::Name && (chosen || own);
    let chooses =
        asked == Asked::Choice && only(&[Intent::Yes, Intent::Book]) && (says.pick.is_some() || says.when.is_some());
    wants(&FIXED) || RULES_ASK.contains(&asked) || other_language || parts || names || chooses
}
