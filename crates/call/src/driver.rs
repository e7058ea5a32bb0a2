//! The shell around the machine: one task per call that owns the line, the ear, the playout and the replies under way. It hands
//! events to [`Call`], carries its actions out, and decides nothing.

use crate::desk::{CallContext, Desk};
use crate::event::{Action, Event, Moment, ReplyId, SpeechId, Task, TaskId};
use crate::line::{Closed, Control, Line, LineError, LineEvent};
use crate::machine::{Call, Setup};
use crate::playout::{Playout, Uttered};
use crate::record::{Incoming, KeptRecord, Record};
use crate::tasks::do_tasks;
use crate::writing::write_records;
use audio::LineFrame;
use audio::inbound::Inbound;
use base::business::Business;
use base::language::Language;
use dialogue::{Conversation, EngineError, Input, Reply, Sentence};
use speech::asr::{Heard, Listener, Setting};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until, timeout};

/// Results of replies and tasks that wait for the call: a reply has few sentences, and at most a handful of tasks run.
const RESULTS_PENDING: usize = 64;
/// Sentences of one reply that wait to be passed on.
const SENTENCES_PENDING: usize = 16;
/// A frame that stands out from the line's noise by this much may be the begin of speech, dB: soft consonants come before
/// what the detector takes for voice.
const ONSET_DB: f32 = 6.0;
/// How long a finished call waits for its last records to be on disk.
const FLUSH_MAX: Duration = Duration::from_secs(10);
/// Without a deadline of the machine the task still wakes this often.
const IDLE: Duration = Duration::from_secs(60);

/// Answers a call; returns when it is over.
pub async fn answer(desk: Arc<Desk>, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>) {
    let context = desk.admit(incoming).await;
    let mut driver = Driver::new(desk, context, line, control);
    loop {
        driver.carry_out_all().await;
        if driver.call.is_over() {
            break;
        }
        let woken = driver.wait().await;
        driver.handle(woken).await;
    }
    driver.finish().await;
}

struct Driver {
    desk: Arc<Desk>,
    context: CallContext,
    control: Arc<dyn Control>,
    call: Call,
    line: Option<Box<dyn Line>>,
    inbound: Inbound,
    /// The last frame held voice, and stood out from the line's noise.
    sounded: (bool, bool),
    ear: Option<Box<dyn Listener>>,
    playout: Playout,
    replies: HashMap<ReplyId, AbortHandle>,
    results: mpsc::Receiver<Event>,
    results_to: mpsc::Sender<Event>,
    tasks: mpsc::Sender<(TaskId, Task)>,
    records: mpsc::Sender<KeptRecord>,
    writing: tokio::task::JoinHandle<()>,
    begun: Instant,
    /// Turns that the recogniser did not answer so far.
    unheard: u32,
}

/// What woke the task.
enum Woken {
    Line(LineEvent),
    Heard(Heard),
    Uttered(Uttered),
    Result(Event),
    Deadline,
}

impl Driver {
    fn new(desk: Arc<Desk>, context: CallContext, line: Box<dyn Line>, control: Arc<dyn Control>) -> Self {
        let begun = Instant::now();
        let language = desk.opening_language(&context.incoming);
        let setup = Setup {
            call: context.incoming.call.clone(),
            business: Business::clone(&context.incoming.business),
            language,
            phrases: desk.phrases.clone(),
            settings: desk.settings,
            allowance: desk.limiter.allowance,
            today: context.today,
        };
        let now = Moment { stream: Duration::ZERO, wall: desk.clock.now() };
        let (results_to, results) = mpsc::channel(RESULTS_PENDING);
        let (records, writing) = write_records(desk.log.clone(), context.incoming.clone(), language, &desk.tasks);
        let tasks = do_tasks(&desk, &context, results_to.clone());
        Driver {
            playout: Playout::new(desk.voice.clone(), line.clears()),
            call: Call::new(setup, now),
            inbound: Inbound::new(&desk.vad),
            sounded: (false, false),
            desk,
            context,
            control,
            line: Some(line),
            ear: None,
            replies: HashMap::new(),
            results,
            results_to,
            tasks,
            records,
            writing,
            begun,
            unheard: 0,
        }
    }

    /// Waits for whatever comes first.
    async fn wait(&mut self) -> Woken {
        let deadline = self.call.deadline().map_or(self.begun.elapsed() + IDLE, |(at, _)| at);
        let deadline = self.begun + deadline;
        let Driver { line, ear, playout, results, .. } = self;
        let Some(line) = line else { return Woken::Line(LineEvent::Closed(Closed::Stopped)) };
        tokio::select! {
            biased;
            event = line.receive() => Woken::Line(event),
            Some(event) = results.recv() => Woken::Result(event),
            heard = listen(ear) => Woken::Heard(heard),
            uttered = playout.next() => Woken::Uttered(uttered),
            () = sleep_until(deadline) => Woken::Deadline,
        }
    }

    async fn handle(&mut self, woken: Woken) {
        match woken {
            Woken::Line(LineEvent::Frame(frame)) => self.hear(&frame),
            Woken::Line(LineEvent::Digit(key)) => self.tell(Event::Digit(key)),
            Woken::Line(LineEvent::Mark(mark)) => self.tell(Event::Mark(SpeechId(mark))),
            Woken::Line(LineEvent::Closed(closed)) => self.tell(Event::Closed(closed)),
            Woken::Heard(heard) => self.tell(Event::Heard(heard)),
            Woken::Uttered(uttered) => self.utter(uttered).await,
            Woken::Result(event) => self.tell(event),
            Woken::Deadline => self.tell(Event::Deadline),
        }
    }

    fn tell(&mut self, event: Event) {
        let now = Moment { stream: self.begun.elapsed(), wall: self.desk.clock.now() };
        self.call.handle(event, now);
    }

    /// A frame of the caller's: to the ear, if it is open, and its speech edge to the machine.
    fn hear(&mut self, frame: &LineFrame) {
        let heard = self.inbound.push(frame);
        if let Some(ear) = &mut self.ear {
            ear.hear(&heard.frame);
        }
        let loud = heard.level_dbfs >= heard.noise_floor_dbfs + ONSET_DB;
        let (voiced, loud_before) = std::mem::replace(&mut self.sounded, (heard.voice, loud));
        let possible_onset = (heard.voice && !voiced) || (loud && !loud_before);
        match heard.edge {
            Some(edge) => self.tell(Event::Speech(edge)),
            None if possible_onset => self.tell(Event::PossibleOnset),
            None => {}
        }
    }

    /// Sends what leaves the playout.
    async fn utter(&mut self, uttered: Uttered) {
        let Some(line) = &mut self.line else { return };
        let (sent, event) = match uttered {
            Uttered::Frame(speech, frame) => (line.play(&frame).await, Event::FrameSent(speech)),
            Uttered::Finished(speech) => (line.mark(speech.0).await, Event::SentenceSent(speech)),
            Uttered::Failed(speech) => (line.mark(speech.0).await, Event::VoiceFailed(speech)),
        };
        match sent {
            Ok(()) => self.tell(event),
            Err(error) => self.line_failed(&error),
        }
    }

    fn line_failed(&mut self, error: &LineError) {
        tracing::info!(call = %self.context.incoming.call.0, %error, "the line broke");
        self.line = None;
        self.tell(Event::Closed(Closed::Broken));
    }

    async fn carry_out_all(&mut self) {
        while let Some(action) = self.call.poll() {
            self.carry_out(action).await;
        }
    }

    async fn carry_out(&mut self, action: Action) {
        match action {
            Action::OpenEar(language) => self.open_ear(language),
            Action::CloseEar => self.ear = None,
            Action::Attend { ago_ms } => self.with_ear(|ear| ear.speech_started(ago_ms)),
            Action::Finish(take, expectation) => self.with_ear(|ear| ear.finish(take, expectation)),
            Action::ForgetHeard => self.with_ear(|ear| ear.forget()),
            Action::Think { reply, conversation, input } => self.think(reply, *conversation, input),
            Action::Prepare { reply, sentence, language, fixed } => {
                self.playout.prepare(reply, &sentence, language, fixed)
            }
            Action::ForgetReply(reply) => self.forget_reply(reply),
            Action::Say { speech, sentence, language, fixed } => self.playout.say(speech, sentence, language, fixed),
            Action::HoldFeed => self.playout.hold(),
            Action::ResumeFeed => self.playout.release(),
            Action::Silence => self.silence().await,
            // Fails only when the worker is gone, which never ends before the call.
            Action::Perform(id, task) => drop(self.tasks.send((id, task)).await),
            Action::HangUp => self.leave(|control| async move { control.hang_up().await }),
            Action::Transfer => self.leave(|control| async move { control.transfer().await }),
            Action::CloseLine => self.close_line(),
            Action::Record(record) => self.record(record).await,
        }
    }

    fn open_ear(&mut self, language: Language) {
        match self.desk.recognizer.listen(setting(&self.context.incoming.business, language)) {
            Ok(ear) => self.ear = Some(ear),
            Err(error) => self.tell(Event::Heard(Heard::Failed(error))),
        }
    }

    fn with_ear(&mut self, act: impl FnOnce(&mut Box<dyn Listener>)) {
        if let Some(ear) = &mut self.ear {
            act(ear);
        }
    }

    async fn silence(&mut self) {
        self.playout.silence();
        if let Some(line) = &mut self.line
            && let Err(error) = line.clear().await
        {
            self.line_failed(&error);
        }
    }

    /// Asks the engine in a task of its own, which is aborted when the reply is dropped.
    fn think(&mut self, reply: ReplyId, conversation: Conversation, input: Input) {
        let (desk, scene, results) = (self.desk.clone(), self.desk.scene(&self.context), self.results_to.clone());
        let thinking = tokio::spawn(async move {
            let result = stream_reply(&desk, &scene, reply, &conversation, &input, &results).await;
            // Fails only when the call is over.
            results.send(Event::Reply(reply, result.map(Box::new))).await.ok();
        });
        self.replies.retain(|_, running| !running.is_finished());
        self.replies.insert(reply, thinking.abort_handle());
    }

    fn forget_reply(&mut self, reply: ReplyId) {
        if let Some(running) = self.replies.remove(&reply) {
            running.abort();
        }
        self.playout.forget(reply);
    }

    /// Tells the carrier to end or transfer the call, beside the media.
    fn leave<F>(&self, tell: impl FnOnce(Arc<dyn Control>) -> F)
    where
        F: Future<Output = Result<(), LineError>> + Send + 'static,
    {
        let (telling, results) = (tell(self.control.clone()), self.results_to.clone());
        let call = self.context.incoming.call.0.clone();
        self.desk.tasks.spawn(async move {
            if let Err(error) = telling.await {
                tracing::warn!(%call, %error, "the carrier does not obey");
                results.send(Event::ControlFailed).await.ok();
            }
        });
    }

    fn close_line(&mut self) {
        self.line = None;
        self.tell(Event::Closed(Closed::Stopped));
    }

    async fn record(&mut self, record: Record) {
        self.desk.observers.see(&self.context.incoming.call, &record);
        if let Record::Unheard { why, .. } = record {
            self.unheard += 1;
            let (call, in_this_call) = (&self.context.incoming.call.0, self.unheard);
            tracing::warn!(%call, ?why, in_this_call, "a caller's turn was not heard: the recogniser did not answer");
        }
        if let Some(kept) = record.kept(&self.context.incoming.business) {
            // Fails only when the writer is gone, which says so itself.
            self.records.send(kept).await.ok();
        }
    }

    /// The call is over: nothing of it stays behind but its tasks and its last records.
    async fn finish(self) {
        let Driver { replies, records, writing, line, .. } = self;
        replies.into_values().for_each(|running| running.abort());
        drop((line, records));
        if timeout(FLUSH_MAX, writing).await.is_err() {
            tracing::error!("the last records of a call are not yet on disk");
        }
    }
}

/// The next result of the ear; pending while it is closed.
async fn listen(ear: &mut Option<Box<dyn Listener>>) -> Heard {
    match ear {
        Some(ear) => ear.next().await,
        None => std::future::pending().await,
    }
}

/// Runs the engine and passes its sentences on as they come.
async fn stream_reply(
    desk: &Desk,
    scene: &dialogue::Scene,
    reply: ReplyId,
    conversation: &Conversation,
    input: &Input,
    results: &mpsc::Sender<Event>,
) -> Result<Reply, EngineError> {
    let (say, mut said) = mpsc::channel::<Sentence>(SENTENCES_PENDING);
    let thinking = async move { desk.engine.reply(scene, conversation, input, &say).await };
    let passing_on = async {
        while let Some(sentence) = said.recv().await {
            results.send(Event::Sentence(reply, sentence)).await.ok();
        }
    };
    tokio::join!(thinking, passing_on).0
}

/// What the ear of a call in `language` is told: the business's words, which callers are likely to say, in each language.
pub fn setting(business: &Business, language: Language) -> Setting {
    let others = business.languages.iter().filter(|other| **other != language);
    Setting {
        language,
        vocabulary: vocabulary(business, language),
        others: others.map(|other| (*other, vocabulary(business, *other))).collect(),
    }
}

fn vocabulary(business: &Business, language: Language) -> Vec<String> {
    let services = business.services.iter().flat_map(|service| service.names.get(language).iter().cloned());
    let people = business.resources.iter().map(|resource| resource.spoken_name().to_owned());
    services.chain(people).collect()
}
