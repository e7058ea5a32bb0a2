//! The `llm` engine: a language model chooses the words and asks for deeds; the rules and the gate decide what becomes of them.
//!
//! It takes a turn of free speech; everything else (the opening, keys, silence, what became of a deed, dictated names and
//! numbers) is the rules', and so are the words that must always be answered in the same way: emergencies, 'are you a robot?',
//! a person, data protection, another language. A turn has at most a few rounds: the model looks something up and is told, or it
//! fills in the wish, and the rules go on with it ([`deeds`]). Its sentences are spoken as they come, but for claims that
//! something was done ([`honesty`]). Nothing here holds, books or discloses.

pub mod chat;
mod deeds;
mod honesty;
mod ledger;
pub mod prompt;
mod said;
mod spoken;

pub use ledger::Allowance;

use self::chat::{Call, Mode, Piece, Server};
use self::deeds::{Arguments, Became, Deeds, Tool};
use self::ledger::Ledger;
use self::prompt::Prompt;
use self::said::Said;
use self::spoken::SayField;
use super::acknowledgement;
use super::rules::{RulesEngine, Step};
use super::sentences::Pieces;
use super::understand::{self, Context, Intent, Understanding};
use super::{Asked, Conversation, Deed, Engine, EngineError, Input, Reply, Role, Scene, Sentence};
use async_trait::async_trait;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Requests to the model for one turn: a look-up, another, and the answer.
const ROUNDS_MAX: usize = 3;
/// What is always answered by the rules, in fixed words.
const FIXED: [Intent; 6] =
    [Intent::Emergency, Intent::Human, Intent::Robot, Intent::Privacy, Intent::Language, Intent::Repeat];
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
}

/// A turn being talked over with the model.
struct Talk<'a> {
    scene: &'a Scene,
    /// The conversation as it will be.
    next: Conversation,
    deeds: Vec<Deed>,
    words: &'a str,
    says: Understanding,
    say: &'a mpsc::Sender<Sentence>,
    /// What was said in this turn.
    spoken: Vec<String>,
    /// When the model was asked first, and how long its first token took.
    asked_at: Instant,
    first_token: Option<Duration>,
}

/// What came of a round.
struct Round {
    text: String,
    calls: Vec<Call>,
}

impl LlmEngine {
    /// An engine that asks `server` and leaves to `rules` what is theirs.
    pub fn new(server: Server, prompt: Prompt, rules: RulesEngine, settings: Settings) -> Self {
        let name = format!("llm {}", server.model());
        LlmEngine { name, server, prompt, rules, settings, ledger: Ledger::default() }
    }

    /// Talks a turn over.
    async fn talk(&self, mut talk: Talk<'_>) -> Result<Reply, EngineError> {
        let (mode, history) = (self.settings.mode, self.settings.history_tokens_max);
        let mut messages = self.prompt.messages(talk.scene, &talk.next, talk.words, mode, history)?;
        for _ in 0..ROUNDS_MAX {
            let round = self.round(&messages, &mut talk).await?;
            if round.calls.is_empty() {
                break;
            }
            match self.carry_out(&round, &mut talk).await? {
                Carried::Told(answers) => answer(&mut messages, mode, &round, answers),
                Carried::Over(step) => return self.hand_over(talk, step).await,
            }
        }
        match talk.spoken.is_empty() {
            // It said nothing that may be said: the rules do.
            true => self.hand_over(talk, Step::Words).await,
            false => Ok(talk.close()),
        }
    }

    /// One request; speaks what comes.
    async fn round(&self, messages: &[Value], talk: &mut Talk<'_>) -> Result<Round, EngineError> {
        self.ledger.admit(&talk.scene.call, talk.scene.now, self.settings.allowance)?;
        let mut pieces = self.server.ask(messages, self.extra()).await?;
        let (mut sentences, mut field, mut round) = (Pieces::default(), SayField::default(), Round::empty());
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            talk.first_token.get_or_insert_with(|| talk.asked_at.elapsed());
            match piece {
                Piece::Text(text) => {
                    let text = match self.settings.mode {
                        Mode::Tools => text,
                        Mode::Schema => field.push(&text),
                    };
                    round.text.push_str(&text);
                    let language = talk.next.language;
                    let whole = sentences.push(&text);
                    let known = sentences.take_known(|sentence| acknowledgement::is(sentence, language));
                    for sentence in whole.into_iter().chain(known) {
                        talk.speak(sentence).await?;
                    }
                }
                Piece::Calling => {}
                Piece::Call(call) => round.calls.push(call),
                Piece::Spent(tokens) => self.ledger.spent(&talk.scene.call, tokens),
            }
        }
        if let Some(rest) = sentences.finish() {
            talk.speak(rest).await?;
        }
        round.calls.extend(action(field.json()));
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
            let said = Said::new(&talk.next, talk.words, &talk.says);
            let mut deeds = Deeds { scene: talk.scene, said, next: &mut talk.next, proposed: &mut talk.deeds };
            match deeds.call(tool, &arguments).await? {
                Became::Told(answer) => answers.push(answer),
                Became::Over(step) => return Ok(Carried::Over(step)),
            }
        }
        Ok(Carried::Told(answers))
    }

    /// The rules go on with what the model has come to.
    async fn hand_over(&self, talk: Talk<'_>, step: Step) -> Result<Reply, EngineError> {
        let Talk { scene, next, deeds, words, say, first_token, .. } = talk;
        if deeds.iter().any(|deed| matches!(deed, Deed::Switch(_))) {
            // Nothing is said in the new language before its disclosure.
            return Ok(Reply { conversation: next, deeds, intents: Vec::new(), first_token });
        }
        let reply = self.rules.take_over(scene, &next, words, step, say).await?;
        Ok(Reply { deeds: deeds.into_iter().chain(reply.deeds).collect(), first_token, ..reply })
    }

    fn extra(&self) -> Value {
        match self.settings.mode {
            Mode::Tools => json!({ "tools": deeds::definitions(), "tool_choice": "auto" }),
            Mode::Schema => {
                let schema = json!({ "name": "turn", "strict": true, "schema": deeds::schema() });
                json!({ "response_format": { "type": "json_schema", "json_schema": schema } })
            }
        }
    }
}

/// What became of a round's calls.
enum Carried {
    /// Answers for the model, a call each.
    Told(Vec<String>),
    /// The turn is the rules'.
    Over(Step),
}

impl Talk<'_> {
    /// Speaks a sentence, if it may be spoken.
    async fn speak(&mut self, text: String) -> Result<(), EngineError> {
        if !honesty::is_honest(&text, self.next.language) {
            tracing::info!(call = %self.scene.call.0, "a sentence of the model that claims a deed was dropped");
            return Ok(());
        }
        self.spoken.push(text.clone());
        let gone = |_| EngineError::Provider("nobody listens any more".to_owned());
        self.say.send(Sentence { text, role: Role::Plain }).await.map_err(gone)
    }

    /// The end of a turn that the model spoke by itself.
    fn close(mut self) -> Reply {
        self.next.asked = asked(self.spoken.last().map_or("", String::as_str), &self.next);
        self.next.failures = 0;
        let intents = self.says.intents.iter().map(|intent| intent.as_str().to_owned()).collect();
        Reply { conversation: self.next, deeds: self.deeds, intents, first_token: self.first_token }
    }
}

impl Round {
    fn empty() -> Self {
        Round { text: String::new(), calls: Vec::new() }
    }
}

/// The action of a JSON reply, as a call.
fn action(json: &str) -> Option<Call> {
    #[derive(Deserialize)]
    struct Turn {
        action: Value,
    }
    let turn: Turn = serde_json::from_str(json).ok()?;
    let name = turn.action["tool"].as_str().filter(|name| *name != "none")?.to_owned();
    Some(Call { id: String::new(), name, arguments: turn.action.to_string() })
}

/// Adds a round and the answers to its calls to the messages.
fn answer(messages: &mut Vec<Value>, mode: Mode, round: &Round, answers: Vec<String>) {
    match mode {
        Mode::Tools => {
            let calls = round.calls.iter().map(|call| {
                let function = json!({ "name": call.name, "arguments": call.arguments });
                json!({ "id": call.id, "type": "function", "function": function })
            });
            messages
                .push(json!({ "role": "assistant", "content": round.text, "tool_calls": calls.collect::<Vec<_>>() }));
            messages.extend(
                round
                    .calls
                    .iter()
                    .zip(answers)
                    .map(|(call, answer)| json!({ "role": "tool", "tool_call_id": call.id, "content": answer })),
            );
        }
        Mode::Schema => {
            let called: Vec<_> = round.calls.iter().map(|call| call.arguments.as_str()).collect();
            messages.push(json!({ "role": "assistant", "content": called.join("\n") }));
            messages.push(json!({ "role": "user", "content": format!("[system] {}", answers.join("\n")) }));
        }
    }
}

/// What the last sentence waits for, so that the recogniser and the rules know.
fn asked(sentence: &str, next: &Conversation) -> Asked {
    const ABOUT: [(&[&str], Asked); 5] = [
        (&["name", "heißen", "heißt"], Asked::Name),
        (&["sonst noch", "noch etwas", "anything else", "something else"], Asked::More),
        (&["welche leistung", "was soll", "which service", "what would you like"], Asked::Service),
        (&["uhrzeit", "wie viel uhr", "what time"], Asked::Time),
        (&["wann", "welchen tag", "welcher tag", "when", "which day", "what day"], Asked::Date),
    ];
    let sentence = sentence.to_lowercase();
    let about = ABOUT.iter().find(|(marks, _)| marks.iter().any(|mark| sentence.contains(mark)));
    match about {
        _ if !sentence.ends_with('?') => Asked::Wish,
        Some((_, asked)) => *asked,
        None if !next.offered.is_empty() => Asked::Choice,
        None => Asked::Wish,
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
        let (Input::Words { words, .. } | Input::Declined { words, .. }) = input else {
            return self.rules.reply(scene, conversation, input, say).await;
        };
        let words = words.reveal();
        let says = read(scene, conversation, words);
        let fixed = says.intents.iter().any(|intent| FIXED.contains(intent));
        let other_language = says.language.is_some_and(|language| language != conversation.language);
        if fixed || other_language || RULES_ASK.contains(&conversation.asked) {
            return self.rules.reply(scene, conversation, input, say).await;
        }
        let talk = Talk {
            scene,
            next: conversation.clone(),
            deeds: Vec::new(),
            words,
            says,
            say,
            spoken: Vec::new(),
            asked_at: Instant::now(),
            first_token: None,
        };
        self.talk(talk).await
    }
}

fn read(scene: &Scene, conversation: &Conversation, words: &str) -> Understanding {
    let context = Context {
        business: Some(&scene.business),
        language: conversation.language,
        now: scene.now.to_zoned(scene.business.zone.clone()),
        asked: conversation.asked,
        earlier: conversation.wish.when.as_ref(),
    };
    understand::understand(words, &context)
}
