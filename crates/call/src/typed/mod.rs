//! A call typed instead of spoken: the same machine, gate, engine and desk as on the phone, in virtual time on a virtual line.
//!
//! Takes what the caller does as text ([`Act`]) and gives what the agent says as text ([`Answer`]); no sound is made. Time
//! moves on by what the speech of both sides would have taken ([`pace`]), so that silences, holds and the length of the call
//! mean what they mean on the phone. Each mark returns when its speech would have ended: before the caller's next words, or, when
//! the caller barges in, as far as was played by then. It decides nothing: [`super::machine::Call`] does.

mod act;
pub mod clock;
pub mod outcome;
pub mod pace;

pub use act::{Act, Answer};

use crate::desk::{CallContext, Desk};
use crate::event::{Action, Event, Moment, ReplyId, SpeechId};
use crate::line::Closed;
use crate::machine::{Call, Setup};
use crate::record::{Incoming, Record};
use audio::SpeechEdge;
use base::business::Business;
use base::language::Language;
use base::privacy::Personal;
use booking::Visit;
use clock::VirtualClock;
use dialogue::{Asked, Conversation, EngineError, Input, Proposal, Reply, Sentence};
use jiff::{SignedDuration, Timestamp};
use outcome::Outcome;
use speech::asr::{Heard, Take};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Sentences of one reply that wait to be taken.
const SENTENCES_PENDING: usize = 16;

/// One typed call.
pub struct Session {
    desk: Desk,
    clock: Arc<VirtualClock>,
    context: CallContext,
    call: Call,
    now: Duration,
    /// What will happen on the line and in the ear, in order.
    due: BTreeMap<(Duration, u64), Event>,
    numbered: u64,
    line: Line,
    /// What the recogniser will make of the caller's voice.
    voice: Option<Spoken>,
    answer: Answer,
    outcome: Outcome,
}

/// The agent's words on their way to the caller.
#[derive(Debug, Default)]
struct Line {
    /// When the last words began to be played.
    began: Duration,
    /// When all words will have been played.
    ends: Duration,
}

/// What the caller says.
#[derive(Debug, Clone)]
struct Spoken {
    words: Option<Personal<String>>,
    confidence: Option<f32>,
}

impl Session {
    /// Takes a call; the answer is disclosure and greeting. `clock` is the desk's clock, which this call moves on. Without
    /// `language` it begins as a call on the phone would.
    pub async fn open(
        desk: Desk,
        clock: Arc<VirtualClock>,
        incoming: Incoming,
        language: Option<Language>,
    ) -> (Self, Answer) {
        let context = desk.admit(incoming).await;
        let language = language.unwrap_or_else(|| desk.opening_language(&context.incoming));
        if let Err(error) = desk.log.begin(&context.incoming, language).await {
            tracing::error!(call = %context.incoming.call.0, %error, "the call's begin is lost");
        }
        let setup = Setup {
            call: context.incoming.call.clone(),
            business: Business::clone(&context.incoming.business),
            language,
            phrases: desk.phrases.clone(),
            settings: desk.settings,
            allowance: desk.limiter.allowance,
            today: context.today,
        };
        let now = Moment { stream: Duration::ZERO, wall: clock.at(Duration::ZERO) };
        let call = Call::new(setup, now);
        let mut session = Session {
            desk,
            clock,
            context,
            call,
            now: Duration::ZERO,
            due: BTreeMap::new(),
            numbered: 0,
            line: Line::default(),
            voice: None,
            answer: Answer::silent(language, Duration::ZERO),
            outcome: Outcome::default(),
        };
        session.run(Session::is_settled).await;
        let answer = session.conclude();
        (session, answer)
    }

    /// The caller acts. After the end of the call nothing happens any more.
    pub async fn act(&mut self, act: Act) -> Answer {
        if !matches!(act, Act::BargeIn(_)) {
            self.run(Session::is_silent).await;
        }
        self.answer = Answer::silent(self.call.language(), self.now);
        match act {
            Act::Say { words, confidence } => {
                self.speak(self.now + pace::REACTION, Spoken { words: Some(words), confidence });
            }
            Act::Mumble => self.speak(self.now + pace::REACTION, Spoken { words: None, confidence: None }),
            Act::BargeIn(words) => {
                let half = self.line.began + self.line.ends.saturating_sub(self.line.began) / 2;
                let at = if self.line.ends > self.now { half.max(self.now) } else { self.now + pace::REACTION };
                self.speak(at, Spoken { words: Some(words), confidence: None });
            }
            Act::Press(keys) => self.press(&keys),
            Act::KeepSilent => return self.keep_silent().await,
            Act::HangUp => self.plan(self.now, Event::Closed(Closed::Stopped)),
        }
        self.run(Session::is_settled).await;
        self.conclude()
    }

    /// Where the call stands, though nothing was done.
    pub fn standing(&mut self) -> Answer {
        self.answer = Answer::silent(self.call.language(), self.line.ends.max(self.now));
        self.conclude()
    }

    /// The instant at a time since the call began.
    pub fn instant(&self, elapsed: Duration) -> Timestamp {
        let begun_at = self.context.incoming.begun_at;
        SignedDuration::try_from(elapsed)
            .ok()
            .and_then(|elapsed| begun_at.checked_add(elapsed).ok())
            .unwrap_or(begun_at)
    }

    /// What has come of the call so far.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// What was read back to the caller and waits for agreement.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.call.proposal()
    }

    /// What the conversation has come to.
    pub fn conversation(&self) -> &Conversation {
        self.call.conversation()
    }

    /// How often in a row the caller was not understood at the present question.
    pub fn failures(&self) -> u32 {
        self.call.conversation().failures
    }

    /// Time since the call began.
    pub fn elapsed(&self) -> Duration {
        self.now
    }

    // ── the caller ──

    /// The caller's voice is on from `at` for as long as the words take.
    fn speak(&mut self, at: Duration, spoken: Spoken) {
        let ends = at + spoken.words.as_ref().map_or(pace::MUMBLE, |words| pace::length(words.reveal()));
        self.answer.began = at;
        self.answer.heard = ends;
        self.voice = Some(spoken);
        let ago_ms = |time: Duration| u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
        self.plan(at + pace::ATTACK, Event::Speech(SpeechEdge::Started { ago_ms: ago_ms(pace::ATTACK) }));
        self.plan(ends + pace::PAUSE, Event::Speech(SpeechEdge::Paused { ago_ms: ago_ms(pace::PAUSE) }));
    }

    fn press(&mut self, keys: &str) {
        let mut at = self.now;
        for key in keys.chars() {
            at += pace::KEY;
            self.plan(at, Event::Digit(key));
        }
        self.answer.heard = at;
    }

    /// Lets time pass until the agent takes the word again.
    async fn keep_silent(&mut self) -> Answer {
        self.answer.heard = self.now;
        self.run(|session| !session.call.is_waiting()).await;
        self.run(Session::is_settled).await;
        self.conclude()
    }

    // ── time ──

    /// Lets things happen until `enough` says so, or the call is over.
    async fn run(&mut self, enough: impl Fn(&Session) -> bool) {
        loop {
            self.carry_out_all().await;
            if self.call.is_over() || enough(self) {
                return;
            }
            let deadline = self.call.deadline().map(|(at, _)| at);
            let event = self.due.first_key_value().map(|((at, _), _)| *at);
            match (event, deadline) {
                (Some(at), deadline) if deadline.is_none_or(|deadline| at <= deadline) => {
                    let event = self.due.pop_first().map(|(_, event)| event);
                    self.tell(event.unwrap_or(Event::Deadline), at);
                }
                (_, Some(at)) => self.tell(Event::Deadline, at),
                // A call that waits for nothing at all could never end.
                (_, None) => return,
            }
        }
    }

    /// The agent has nothing to add to what it is saying, and the caller's act is over.
    fn is_settled(&self) -> bool {
        let only_marks = self.due.values().all(|event| matches!(event, Event::Mark(_)));
        only_marks && (self.call.is_waiting() || self.call.has_said_all())
    }

    /// All words have been played, and the agent waits for the caller.
    fn is_silent(&self) -> bool {
        self.due.is_empty() && self.call.is_waiting()
    }

    fn plan(&mut self, at: Duration, event: Event) {
        self.numbered += 1;
        self.due.insert((at, self.numbered), event);
    }

    fn tell(&mut self, event: Event, at: Duration) {
        self.now = self.now.max(at);
        let now = Moment { stream: self.now, wall: self.clock.at(self.now) };
        self.call.handle(event, now);
    }

    /// The answer as it stands now that the agent has the caller's turn behind it.
    fn conclude(&mut self) -> Answer {
        let conversation = self.call.conversation();
        let ended = self.call.is_over();
        if self.answer.say.is_empty() {
            self.answer.answered = self.now;
        }
        self.answer.language = conversation.language;
        self.answer.asked = if ended { Asked::None } else { conversation.asked };
        self.answer.offered =
            if ended { Vec::new() } else { conversation.offered().iter().flat_map(Visit::slots).cloned().collect() };
        self.answer.ended = ended;
        self.outcome.language = Some(conversation.language);
        self.answer.clone()
    }

    // ── what the machine wants done ──

    async fn carry_out_all(&mut self) {
        while let Some(action) = self.call.poll() {
            self.carry_out(action).await;
        }
    }

    async fn carry_out(&mut self, action: Action) {
        match action {
            Action::Finish(take, _) => self.recognise(take),
            Action::Think { reply, conversation, input } => self.think(reply, *conversation, input).await,
            Action::Say { speech, sentence, .. } => self.say(speech, &sentence),
            Action::Silence => self.clear_line(),
            Action::Perform(id, task) => {
                let outcome = self.desk.perform(&self.context, task).await;
                self.plan(self.now, Event::TaskDone(id, outcome));
            }
            Action::HangUp | Action::Transfer => {
                self.outcome.left_at.get_or_insert(self.now);
                self.plan(self.now + pace::CONTROL, Event::Closed(Closed::Stopped));
            }
            Action::CloseLine => self.plan(self.now, Event::Closed(Closed::Stopped)),
            Action::Record(record) => self.record(record).await,
            // The ear hears what is said while the machine listens; a feed that is sent at once cannot be held.
            Action::OpenEar(_) | Action::CloseEar | Action::Attend { .. } | Action::ForgetHeard => {}
            Action::Prepare { .. } | Action::ForgetReply(_) | Action::HoldFeed | Action::ResumeFeed => {}
        }
    }

    /// The recogniser makes of the caller's voice what was typed.
    fn recognise(&mut self, take: Take) {
        let took = pace::RECOGNITION;
        let heard = match self.voice.clone() {
            Some(Spoken { words: Some(words), confidence }) => Heard::Utterance { take, words, confidence, took },
            _ => Heard::Nothing { take, took },
        };
        self.plan(self.now + took, Event::Heard(heard));
    }

    async fn think(&mut self, reply: ReplyId, conversation: Conversation, input: Input) {
        let scene = self.desk.scene(&self.context);
        let (sentences, result) = ask_engine(&self.desk, &scene, &conversation, &input).await;
        for sentence in sentences {
            self.plan(self.now, Event::Sentence(reply, sentence));
        }
        self.plan(self.now, Event::Reply(reply, result.map(Box::new)));
    }

    /// All of a sentence goes out at once; it is played after those before it, and its mark returns then.
    fn say(&mut self, speech: SpeechId, sentence: &Sentence) {
        let waits = self.line.ends.max(self.now);
        if self.answer.say.is_empty() {
            self.line.began = waits;
            self.answer.answered = waits;
        } else {
            self.answer.say.push(' ');
        }
        self.answer.say.push_str(sentence.text());
        let frames = pace::frames(sentence.text());
        for _ in 0..frames {
            self.tell(Event::FrameSent(speech), self.now);
        }
        self.tell(Event::SentenceSent(speech), self.now);
        self.line.ends = waits + pace::FRAME * frames;
        self.plan(self.line.ends, Event::Mark(speech));
    }

    fn clear_line(&mut self) {
        self.due.retain(|_, event| !matches!(event, Event::Mark(_)));
        self.line.ends = self.now;
    }

    async fn record(&mut self, record: Record) {
        if let Record::Understood(intents) = &record
            && self.answer.intents.is_empty()
        {
            self.answer.intents = intents.clone();
        }
        self.outcome.take(&record);
        self.desk.observers.see(&self.context.incoming.call, &record);
        if let Some(kept) = record.kept(&self.context.incoming.business)
            && let Err(error) = self.desk.log.write(&self.context.incoming, &kept).await
        {
            tracing::error!(call = %self.context.incoming.call.0, %error, "a record is lost");
        }
    }
}

/// Runs the engine to the end of its reply.
async fn ask_engine(
    desk: &Desk,
    scene: &dialogue::Scene,
    conversation: &Conversation,
    input: &Input,
) -> (Vec<Sentence>, Result<Reply, EngineError>) {
    let (say, mut said) = mpsc::channel::<Sentence>(SENTENCES_PENDING);
    let thinking = async move { desk.engine.reply(scene, conversation, input, &say).await };
    let taking = async {
        let mut sentences = Vec::new();
        while let Some(sentence) = said.recv().await {
            sentences.push(sentence);
        }
        sentences
    };
    let (result, sentences) = tokio::join!(thinking, taking);
    (sentences, result)
}
