//! A rehearsal: a dialogue written as text, played against the rules engine with the real gate and a calendar in memory.
//!
//! ```text
//! # what it is about
//! business: salon
//! now: 2026-12-01T10:00:00+01:00
//! number: +4917604069001              (default: withheld)
//! language: de
//! appointment: herrenschnitt jonas 2026-12-03T15:00 Keller          (of the caller's number)
//! foreign: herrenschnitt jonas 2026-12-03T15:00 Weber               (of somebody else's)
//! never: Keller | 15 Uhr                                            (in no sentence of the agent)
//!
//! caller: Ich hätte gern einen Termin.                              (also: mumble, silence, keys: 12, unsure: words)
//! agent: was | worum                                                (one of these is in the answer, whatever the case)
//! lacks: Sie
//! asked: service
//! taken: herrenschnitt jonas 2026-12-03T15:00                       (somebody else books this now)
//!
//! booked: herrenschnitt jonas 2026-12-03T15:00 Keller kennzeichen=M-AB 1234
//! moved: 2026-12-03T15:00 to 2026-12-04T09:00 jonas
//! cancelled: 2026-12-03T15:00
//! message: callback Keller +4917604069001 Text
//! transfer: wish
//! spoken: en                                                        (the language at the end)
//! ended: yes
//! ```
//!
//! What is not named among the outcomes must not have happened.

use crate::dialogue::memory_calendar::MemoryCalendar;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::mpsc;
use vorzimmer::booking::{Appointment, BookRequest, Calendar, CallId, HoldRequest, Message, Pseudonym, Slot};
use vorzimmer::business::{Business, fixtures};
use vorzimmer::dialogue::gate::{Commit, Gate, Need, Verdict, Wording};
use vorzimmer::dialogue::phrases::Phrases;
use vorzimmer::dialogue::rules::RulesEngine;
use vorzimmer::dialogue::understand::Context;
use vorzimmer::dialogue::{Asked, Conversation, Deed, Done, Engine, Input, Outcome, Proposal, Role, Said, Scene, Who};
use vorzimmer::language::Language;
use vorzimmer::number::Number;
use vorzimmer::privacy::Personal;

/// What a turn of speech takes.
const TURN: SignedDuration = SignedDuration::from_secs(8);

/// Plays a dialogue. Returns its figures and how it went.
///
/// # Errors
/// What went wrong, with the dialogue up to there.
pub async fn rehearse(text: &str) -> Result<(Measures, String), String> {
    let lines = parse(text)?;
    let mut stage = Stage::new(&lines)?;
    let run = stage.play(&lines).await.and_then(|()| stage.check_outcome(&lines));
    let transcript = stage.transcript();
    match run {
        Ok(()) => Ok((stage.measures, transcript)),
        Err(fault) => Err(format!("{fault}\n{transcript}")),
    }
}

/// Plays a dialogue until the call is over, whatever becomes of it. Returns the outcomes.
///
/// # Errors
/// When the agent did what it must never do, with the dialogue up to there.
pub async fn improvise(text: &str) -> Result<Vec<String>, String> {
    let lines = parse(text)?;
    let mut stage = Stage::new(&lines)?;
    stage.turn(Input::Opening).await?;
    for line in &lines {
        if stage.over {
            break;
        }
        if let Err(fault) = stage.line(line).await {
            return Err(format!("{fault}\n{}", stage.transcript()));
        }
    }
    Ok(stage.outcome)
}

type Line = (String, String);

fn parse(text: &str) -> Result<Vec<Line>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| match line.split_once(':') {
        Some((key, value)) => Ok((key.trim().to_owned(), value.trim().to_owned())),
        None if matches!(line, "silence" | "mumble") => Ok((line.to_owned(), String::new())),
        None => Err(format!("no key in line '{line}'")),
    };
    lines.map(pair).collect()
}

/// The built-in business with this id, read once.
fn business(id: &str) -> Option<Arc<Business>> {
    static ALL: OnceLock<Vec<Arc<Business>>> = OnceLock::new();
    ALL.get_or_init(|| fixtures::all().into_iter().map(Arc::new).collect()).iter().find(|one| one.id.0 == id).cloned()
}

/// The built-in wordings, read once.
fn phrases() -> Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| Phrases::built_in().unwrap()).clone()
}

/// One call being rehearsed.
struct Stage {
    engine: RulesEngine,
    phrases: Phrases,
    scene: Scene,
    calendar: Arc<MemoryCalendar>,
    gate: Gate,
    conversation: Conversation,
    history: Vec<Said>,
    never: Vec<String>,
    /// The agent's latest answer.
    answer: String,
    /// What the caller was understood to want.
    intents: String,
    shown: Vec<String>,
    turns: u32,
    silences: u32,
    outcome: Vec<String>,
    over: bool,
    measures: Measures,
}

/// Figures of one or more rehearsals.
#[derive(Debug, Default)]
pub struct Measures {
    agent_turns: usize,
    agent_words: usize,
    repeats: usize,
    calls: usize,
    /// Caller's turns of each call that booked.
    to_booking: Vec<u32>,
}

impl Measures {
    pub fn add(&mut self, other: &Measures) {
        self.agent_turns += other.agent_turns;
        self.agent_words += other.agent_words;
        self.repeats += other.repeats;
        self.calls += other.calls;
        self.to_booking.extend(&other.to_booking);
    }

    pub fn words_per_turn(&self) -> f64 {
        self.agent_words as f64 / self.agent_turns.max(1) as f64
    }
}

impl fmt::Display for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut turns = self.to_booking.clone();
        turns.sort_unstable();
        let median = turns.get(turns.len() / 2).copied().unwrap_or_default();
        write!(
            f,
            "{:.1} words per agent turn, median {median} caller turns to a booking, {:.2} questions asked again per call",
            self.words_per_turn(),
            self.repeats as f64 / self.calls.max(1) as f64
        )
    }
}

impl Stage {
    fn new(lines: &[Line]) -> Result<Self, String> {
        let value = |key: &str| lines.iter().find(|line| line.0 == key).map(|line| line.1.as_str());
        let business = value("business").and_then(business).ok_or("no such business")?;
        let now: Timestamp = value("now").ok_or("no 'now'")?.parse().map_err(|error| format!("now: {error}"))?;
        let number = value("number").map(|number| Number::parse(number).unwrap());
        let language = value("language").map_or(Language::De, |code| code.parse().unwrap());
        let calendar = Arc::new(MemoryCalendar::default());
        let pseudonyms: Vec<Pseudonym> = number.iter().map(pseudonym).collect();
        for (key, value) in lines {
            match key.as_str() {
                "appointment" => put(&calendar, &business, value, pseudonyms.first().copied()),
                "foreign" => put(&calendar, &business, value, Some(Pseudonym([1; 32]))),
                _ => {}
            }
        }
        let scene = Scene {
            business,
            calendar: calendar.clone(),
            call: CallId(blake3_hex(value("now").unwrap_or_default())),
            begun_at: now,
            now,
            pseudonyms,
            number: number.map(Personal::new),
        };
        let phrases = phrases();
        let conversation = Conversation {
            language,
            asked: Asked::None,
            offered: Vec::new(),
            wish: Default::default(),
            failures: 0,
            history: Vec::new(),
        };
        let never = value("never").map(alternatives).unwrap_or_default();
        Ok(Stage {
            engine: RulesEngine::new(phrases.clone()),
            phrases,
            scene,
            calendar,
            gate: Gate::default(),
            conversation,
            history: Vec::new(),
            never,
            answer: String::new(),
            intents: String::new(),
            shown: Vec::new(),
            turns: 0,
            silences: 0,
            outcome: Vec::new(),
            over: false,
            measures: Measures { calls: 1, ..Measures::default() },
        })
    }

    async fn play(&mut self, lines: &[Line]) -> Result<(), String> {
        self.turn(Input::Opening).await?;
        for line in lines {
            self.line(line).await?;
        }
        Ok(())
    }

    async fn line(&mut self, (key, value): &Line) -> Result<(), String> {
        match key.as_str() {
            "caller" => self.caller(value, None).await?,
            "unsure" => self.caller(value, Some(0.2)).await?,
            "mumble" => self.heard_nothing("(mumbles)", Input::NotUnderstood).await?,
            "silence" => {
                self.silences += 1;
                self.heard_nothing("(says nothing)", Input::Silence(self.silences)).await?;
            }
            "keys" => self.heard_nothing(value, Input::Digits(value.as_str().into())).await?,
            "agent" => self.expect(&alternatives(value), true)?,
            "lacks" => self.expect(&alternatives(value), false)?,
            "asked" => self.expect_asked(value)?,
            "taken" => put(&self.calendar, &self.scene.business, &format!("{value} Andere"), Some(Pseudonym([2; 32]))),
            _ => {}
        }
        Ok(())
    }

    async fn caller(&mut self, words: &str, confidence: Option<f32>) -> Result<(), String> {
        self.begin_turn(words)?;
        self.history.push(Said { who: Who::Caller, words: words.into() });
        let words: Personal<String> = words.into();
        if !self.gate.waiting() {
            return self.turn(Input::Words { words, confidence }).await;
        }
        let began = Duration::from_secs(60);
        let verdict = {
            let now = self.scene.now.to_zoned(self.scene.business.zone.clone());
            let context = Context {
                business: Some(&self.scene.business),
                language: self.conversation.language,
                now,
                asked: self.conversation.asked,
                earlier: self.conversation.wish.when.as_ref(),
            };
            self.gate.judge(words.reveal(), began, &context)
        };
        match verdict {
            Verdict::Agreed(commit) => self.commit(commit).await,
            Verdict::Declined(proposal, hold) => {
                if let Some(hold) = hold {
                    self.calendar.release(&self.scene.business.id, &hold.ids).await.unwrap();
                }
                self.turn(Input::Declined { proposal, words }).await
            }
            Verdict::Unclear | Verdict::TooEarly => {
                let question = self.gate.question(&self.wording()).text;
                self.answer = question.clone();
                self.measures.repeats += 1;
                self.finish_turn()
            }
            Verdict::NotMine => Err("the gate had nothing pending".into()),
        }
    }

    async fn heard_nothing(&mut self, shown: &str, input: Input) -> Result<(), String> {
        self.begin_turn(shown)?;
        self.turn(input).await
    }

    fn begin_turn(&mut self, words: &str) -> Result<(), String> {
        if self.over {
            return Err(format!("the call was over before '{words}'"));
        }
        self.shown.push(format!("  caller: {words}"));
        self.turns += 1;
        self.scene.now = self.scene.now.checked_add(TURN).unwrap();
        Ok(())
    }

    /// Lets the engine reply, and does what it proposes, until it waits for the caller.
    async fn turn(&mut self, input: Input) -> Result<(), String> {
        self.answer.clear();
        self.follow(input).await?;
        self.finish_turn()
    }

    fn finish_turn(&mut self) -> Result<(), String> {
        let intents = std::mem::take(&mut self.intents);
        self.shown.push(format!("  agent:  {}  [{intents} → {:?}]", self.answer, self.conversation.asked));
        self.history.push(Said { who: Who::Agent, words: self.answer.as_str().into() });
        self.measures.agent_turns += 1;
        self.measures.agent_words += self.answer.split_whitespace().count();
        if self.answer.is_empty() && !self.over {
            return Err("the agent said nothing".into());
        }
        match self.never.iter().find(|never| self.answer.to_lowercase().contains(*never)) {
            Some(never) => Err(format!("the agent must never say '{never}'")),
            None => Ok(()),
        }
    }

    async fn follow(&mut self, input: Input) -> Result<(), String> {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let before = self.conversation.asked;
            let deeds = self.ask_engine(&input).await?;
            let failed = matches!(input, Input::NotUnderstood) || self.conversation.failures > 0;
            self.measures.repeats += usize::from(failed && before == self.conversation.asked);
            for deed in deeds {
                inputs.extend(self.perform(deed).await?);
            }
        }
        Ok(())
    }

    async fn ask_engine(&mut self, input: &Input) -> Result<Vec<Deed>, String> {
        let mut conversation = self.conversation.clone();
        conversation.history = self.history.clone();
        let (say, mut said) = mpsc::channel(64);
        let reply =
            self.engine.reply(&self.scene, &conversation, input, &say).await.map_err(|error| error.to_string())?;
        drop(say);
        while let Some(sentence) = said.recv().await {
            if sentence.role == Role::Facts {
                return Err("the engine words facts".into());
            }
            self.say(&sentence.text);
        }
        self.conversation = reply.conversation;
        self.intents = reply.intents.join(" ");
        Ok(reply.deeds)
    }

    fn say(&mut self, text: &str) {
        if !self.answer.is_empty() {
            self.answer.push(' ');
        }
        self.answer.push_str(text);
    }

    fn wording(&self) -> Wording<'_> {
        Wording {
            phrases: &self.phrases,
            business: &self.scene.business,
            language: self.conversation.language,
            pick: self.turns.into(),
        }
    }

    /// Does a deed; what comes of it goes back to the engine.
    async fn perform(&mut self, deed: Deed) -> Result<Option<Input>, String> {
        match deed {
            Deed::Propose(proposal) => return self.propose(proposal).await,
            Deed::Leave(message) => {
                self.outcome.push(describe_message(&message));
                return Ok(Some(Input::Outcome(Outcome::MessageLeft(message))));
            }
            Deed::Transfer(reason) => {
                self.outcome.push(format!("transfer: {}", serde_json::to_string(&reason).unwrap().trim_matches('"')));
                self.over = true;
            }
            Deed::Switch(language) => {
                self.conversation.language = language;
                self.outcome.push(format!("spoken: {language}"));
                return Ok(Some(Input::Outcome(Outcome::Switched(language))));
            }
            Deed::End => {
                self.outcome.push("ended: yes".into());
                self.over = true;
            }
        }
        Ok(None)
    }

    async fn propose(&mut self, proposal: Proposal) -> Result<Option<Input>, String> {
        if let Need::Hold(visit, replaces) = self.gate.propose(proposal.clone()) {
            let request = HoldRequest {
                call: self.scene.call.clone(),
                visit,
                begun_at: self.scene.begun_at,
                now: self.scene.now,
                expires_at: self.scene.now.checked_add(SignedDuration::from_mins(5)).unwrap(),
                replaces,
            };
            match self.calendar.hold(&self.scene.business, &request).await.unwrap() {
                Ok(hold) => self.gate.held(hold),
                Err(refusal) => {
                    self.gate.withdraw();
                    return Ok(Some(Input::Outcome(Outcome::Refused { proposal, refusal })));
                }
            }
        }
        let sentences = self.gate.read_back(&self.wording());
        for sentence in sentences {
            self.say(&sentence.text);
        }
        self.gate.facts_heard(Duration::from_secs(30));
        self.conversation.asked = Asked::Confirm;
        self.conversation.offered.clear();
        Ok(None)
    }

    async fn commit(&mut self, commit: Commit) -> Result<(), String> {
        let done = match commit {
            Commit::Book { holds, name, guests, details, replaces } => {
                let request = BookRequest {
                    holds,
                    name,
                    guests,
                    details,
                    pseudonym: self.scene.pseudonyms.first().copied(),
                    number: None,
                    replaces,
                    now: self.scene.now,
                };
                let booked = self.calendar.book(&self.scene.business, &request).await.unwrap();
                let booked = booked.map_err(|refusal| refusal.to_string())?;
                match self.gate.withdraw() {
                    Some((Proposal::Move { from, .. }, _)) => Done::Moved { from, to: booked[0].clone() },
                    _ => Done::Booked(booked),
                }
            }
            Commit::Cancel(id) => {
                self.gate.withdraw();
                let cancelled = self.calendar.cancel(&self.scene.business.id, &id, self.scene.now).await.unwrap();
                Done::Cancelled(cancelled.map_err(|refusal| refusal.to_string())?)
            }
        };
        self.outcome.extend(self.describe(&done));
        if matches!(done, Done::Booked(_)) {
            self.measures.to_booking.push(self.turns);
        }
        self.answer = self.wording().done(&done).text;
        self.follow(Input::Outcome(Outcome::Done(done))).await?;
        self.finish_turn()
    }

    fn describe(&self, done: &Done) -> Vec<String> {
        let local =
            |slot: &Slot| slot.start.to_zoned(self.scene.business.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
        match done {
            Done::Booked(booked) => {
                let describe = |own: &Appointment| {
                    let slot = &own.slot;
                    let details =
                        own.details.reveal().iter().map(|(id, value)| format!(" {id}={value}")).collect::<String>();
                    format!("booked: {} {} {} {}{details}", slot.service, slot.resource, local(slot), own.name.reveal())
                };
                booked.iter().map(describe).collect()
            }
            Done::Moved { from, to } => {
                vec![format!("moved: {} to {} {}", local(&from.slot), local(&to.slot), to.slot.resource)]
            }
            Done::Cancelled(own) => vec![format!("cancelled: {}", local(&own.slot))],
        }
    }

    fn expect(&self, parts: &[String], present: bool) -> Result<(), String> {
        let answer = self.answer.to_lowercase();
        match (parts.iter().find(|part| answer.contains(*part)), present) {
            (None, true) => Err(format!("expected one of {parts:?}")),
            (Some(part), false) => Err(format!("unexpected '{part}'")),
            _ => Ok(()),
        }
    }

    fn expect_asked(&self, expected: &str) -> Result<(), String> {
        let asked = serde_json::to_string(&self.conversation.asked).unwrap();
        match asked.trim_matches('"') == expected {
            true => Ok(()),
            false => Err(format!("expected to be asked for {expected}, not for {asked}")),
        }
    }

    fn check_outcome(&self, lines: &[Line]) -> Result<(), String> {
        const KEYS: [&str; 7] = ["booked", "moved", "cancelled", "message", "transfer", "spoken", "ended"];
        let wanted =
            lines.iter().filter(|line| KEYS.contains(&line.0.as_str())).map(|(key, value)| format!("{key}: {value}"));
        let mut wanted: Vec<String> = wanted.collect();
        let mut outcome = self.outcome.clone();
        wanted.sort();
        outcome.sort();
        let fits = wanted.len() == outcome.len() && wanted.iter().zip(&outcome).all(|(wanted, got)| fits(wanted, got));
        if fits { Ok(()) } else { Err(format!("expected {wanted:#?}\ngot      {outcome:#?}")) }
    }

    fn transcript(&self) -> String {
        self.shown.join("\n")
    }
}

/// A message is wanted by its beginning: kind, name, number and how the text begins.
fn fits(wanted: &str, got: &str) -> bool {
    if wanted.starts_with("message") { got.to_lowercase().starts_with(&wanted.to_lowercase()) } else { wanted == got }
}

fn describe_message(message: &Message) -> String {
    let name = message.name.as_ref().map_or("-", |name| name.reveal().as_str());
    let phone = message.phone.as_ref().map_or("-", |phone| phone.reveal().as_str());
    format!("message: {} {name} {phone} {}", message.kind.as_str(), message.text.reveal())
}

fn alternatives(text: &str) -> Vec<String> {
    text.split('|').map(|part| part.trim().to_lowercase()).collect()
}

/// `service resource start name`.
fn put(calendar: &MemoryCalendar, business: &Business, text: &str, pseudonym: Option<Pseudonym>) {
    let mut words = text.splitn(4, ' ');
    let mut word = || words.next().unwrap_or_else(|| panic!("expected 'service resource start name', not '{text}'"));
    let (service, resource) = (word().to_owned(), word().to_owned());
    let start: DateTime = word().parse().unwrap();
    let start = business.zone.to_zoned(start).unwrap().timestamp();
    let minutes = business.service(&service).unwrap().minutes;
    let end = start.checked_add(SignedDuration::from_mins(minutes.into())).unwrap();
    calendar.put(business, Slot { service, resource, start, end }, word(), pseudonym);
}

fn pseudonym(number: &Number) -> Pseudonym {
    Pseudonym(*blake3::hash(number.as_str().as_bytes()).as_bytes())
}

fn blake3_hex(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(32).collect()
}
