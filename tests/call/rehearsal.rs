//! A rehearsed call: the real driver, machine, mouth, ear and voice-activity detector, with a line, calendar and log in memory
//! and a scripted recogniser and voice; in virtual time.

use crate::dialogue::memory_calendar::MemoryCalendar;
use async_trait::async_trait;
use audio::mulaw;
use base::business::{Business, BusinessId, Directory, DirectoryError, fixtures};
use base::clock::Clock;
use base::language::Language;
use base::limits::{Allowance, DayUsage};
use base::number::Number;
use booking::{Calendar, CalendarError, CallId, Message, Messages, Pseudonym};
use call::desk::{Desk, Pseudonymise};
use call::driver;
use call::limiter::{Counted, Limiter, UsageError, Usages};
use call::record::{CallLog, EndedBy, Incoming, KeptRecord, LogError, Observers, Record, TurnRecord};
use call::settings::Settings;
use dialogue::phrases::Phrases;
use dialogue::rules::RulesEngine;
use dialogue::{Engine, Who};
use jiff::{SignedDuration, Timestamp};
use lab::line::Caller;
use lab::scripted::recognizer::Scripted;
use lab::scripted::synthesizer;
use speech::asr::Recognizer;
use speech::tts;
use speech::tts::voice::Voice;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::task::TaskTracker;

/// No rehearsed call lasts longer.
const LONGEST: Duration = Duration::from_secs(1_200);

/// A call being rehearsed.
pub struct Rehearsal {
    pub caller: Caller,
    /// Everything recorded so far.
    pub records: Vec<Record>,
    /// What was kept for good.
    pub kept: Arc<Mutex<Vec<Record>>>,
    watch: mpsc::UnboundedReceiver<Record>,
    call: tokio::task::JoinHandle<()>,
    speech: Vec<u8>,
}

/// What a rehearsal is made from.
pub struct Cast {
    pub business: Business,
    pub recognizer: Arc<dyn Recognizer>,
    pub engine: Arc<dyn Engine>,
    pub settings: Settings,
    pub voice: synthesizer::Scripted,
    pub calendar: Arc<dyn Calendar>,
    pub messages: Arc<dyn Messages>,
    pub call: CallId,
}

impl Cast {
    /// The salon with its rules engine, and a recogniser that hears `utterances` one after the other, each 300 ms after the
    /// caller paused.
    pub fn hearing(utterances: &[&str]) -> Self {
        Cast {
            business: fixtures::by_id("salon").expect("a fixture"),
            recognizer: Arc::new(Scripted::new(utterances.iter().copied(), Duration::from_millis(300))),
            engine: Arc::new(RulesEngine::new(phrases())),
            settings: Settings::default(),
            voice: synthesizer::Scripted { delay_ms: 20, character_ms: 60 },
            calendar: Arc::new(MemoryCalendar::default()),
            messages: Arc::new(NoMessages),
            call: CallId("00112233445566778899aabbccddeeff".into()),
        }
    }

    /// The call begins.
    pub fn call(self) -> Rehearsal {
        let caller = Caller::default();
        let (line, control) = caller.line();
        let (observers, watch) = mpsc::unbounded_channel();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let begun = Instant::now();
        let desk = Arc::new(Desk {
            recognizer: self.recognizer,
            voice: Voice::new(Arc::new(self.voice), tts::phrases::Phrases::new(None)),
            engine: self.engine,
            calendar: self.calendar,
            messages: self.messages,
            directory: Arc::new(NoDirectory),
            pseudonymise: Arc::new(PlainPseudonyms),
            limiter: unlimited(),
            log: Arc::new(MemoryLog(kept.clone())),
            observers: Arc::new(Watchers(observers)),
            clock: Arc::new(VirtualClock(begun)),
            phrases: phrases(),
            settings: self.settings,
            vad: Default::default(),
            tasks: TaskTracker::new(),
        });
        let call = tokio::spawn(driver::answer(desk, incoming(self.business, self.call), line, control));
        let speech = speech("de/herrenhaarschnitt.wav");
        Rehearsal { caller, records: Vec::new(), kept, watch, call, speech }
    }
}

impl Rehearsal {
    /// Waits for a record.
    pub async fn until(&mut self, wanted: impl Fn(&Record) -> bool) -> Record {
        let found = timeout(LONGEST, async {
            loop {
                let record = self.watch.recv().await.expect("the call goes on");
                self.records.push(record.clone());
                if wanted(&record) {
                    return record;
                }
            }
        });
        let found = found.await;
        found.unwrap_or_else(|_| panic!("it never came; so far: {:#?}", self.records))
    }

    /// Waits until the agent has said what it had to say.
    pub async fn until_waiting(&mut self) {
        self.until(|record| matches!(record, Record::Waiting { .. })).await;
    }

    /// Speaks for about a second; what was said is the recogniser's script.
    pub fn speak(&self) {
        self.caller.speak(&self.speech);
    }

    /// Speaks once whenever the agent waits, `turns` times.
    pub async fn converse(&mut self, turns: usize) {
        for _ in 0..turns {
            self.until_waiting().await;
            sleep(Duration::from_millis(400)).await;
            self.speak();
        }
    }

    /// Waits for the end of the call; by whom it was ended.
    pub async fn ended(&mut self) -> EndedBy {
        let record = self.until(|record| matches!(record, Record::Ended { .. })).await;
        timeout(LONGEST, &mut self.call).await.expect("the task ends").expect("without a panic");
        match record {
            Record::Ended { by, .. } => by,
            _ => unreachable!("it was waited for"),
        }
    }

    /// All turns so far.
    pub fn turns(&self, who: Who) -> Vec<&TurnRecord> {
        let turns = self.records.iter().filter_map(|record| match record {
            Record::Turn(turn) if turn.who == who => Some(turn),
            _ => None,
        });
        turns.collect()
    }

    /// All that the agent said, as far as it was heard.
    pub fn agent_said(&self) -> String {
        self.turns(Who::Agent).iter().map(|turn| turn.words.reveal().as_str()).collect::<Vec<_>>().join(" | ")
    }
}

pub fn phrases() -> Phrases {
    Phrases::built_in().expect("the built-in phrases")
}

/// A fixture utterance as μ-law.
pub fn speech(file: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech").join(file);
    let samples = hound::WavReader::open(path).expect("a fixture").into_samples::<i16>();
    samples.map(|sample| mulaw::encode(sample.expect("a sample"))).collect()
}

fn incoming(business: Business, call: CallId) -> Incoming {
    Incoming {
        call,
        carrier_call: "CA1".into(),
        dialled: business.phones[0].number.clone(),
        caller: Some(base::privacy::Personal::new(Number::parse("+4917604069001").expect("a number"))),
        business: Arc::new(business),
        forwarded_from: None,
        attestation: None,
        begun_at: begin(),
    }
}

/// When every rehearsed call begins.
pub fn begin() -> Timestamp {
    "2026-12-01T10:00:00+01:00".parse().expect("an instant")
}

/// Wall time that follows virtual time.
struct VirtualClock(Instant);

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        begin() + SignedDuration::try_from(self.0.elapsed()).expect("a short call")
    }
}

struct Watchers(mpsc::UnboundedSender<Record>);

impl Observers for Watchers {
    fn see(&self, _: &CallId, record: &Record) {
        self.0.send(record.clone()).ok();
    }
}

struct MemoryLog(Arc<Mutex<Vec<Record>>>);

#[async_trait]
impl CallLog for MemoryLog {
    async fn begin(&self, _: &Incoming, _: Language) -> Result<(), LogError> {
        Ok(())
    }

    async fn write(&self, _: &Incoming, record: &KeptRecord) -> Result<(), LogError> {
        self.0.lock().expect("no panic").push(Record::clone(record));
        Ok(())
    }
}

pub struct NoMessages;

#[async_trait]
impl Messages for NoMessages {
    async fn leave(&self, _: &Business, _: &CallId, _: &Message, _: Timestamp) -> Result<(), CalendarError> {
        Ok(())
    }
}

pub struct NoUsages;

/// Limits of which nothing is ever used up, but in the call itself: callers of a crowd have one pseudonym.
pub fn unlimited() -> Arc<Limiter> {
    let allowance = Allowance { open_appointments: u32::MAX, ..Allowance::default() };
    Arc::new(Limiter::new(allowance, Arc::new(NoUsages), TaskTracker::new()))
}

#[async_trait]
impl Usages for NoUsages {
    async fn calls(&self, _: &BusinessId, _: &[Pseudonym], _: Range<Timestamp>) -> Result<u32, UsageError> {
        Ok(0)
    }

    async fn today(&self, _: &Business, _: &[Pseudonym], _: Timestamp) -> Result<DayUsage, UsageError> {
        Ok(DayUsage::default())
    }

    async fn minutes(&self, _: &Business, _: SignedDuration, _: Timestamp) -> Result<u32, UsageError> {
        Ok(0)
    }

    async fn count(&self, _: &Business, _: Option<Pseudonym>, _: Counted, _: Timestamp) -> Result<(), UsageError> {
        Ok(())
    }
}

pub struct NoDirectory;

#[async_trait]
impl Directory for NoDirectory {
    async fn answering(&self, _: &Number) -> Result<Option<Arc<Business>>, DirectoryError> {
        Ok(None)
    }
}

pub struct PlainPseudonyms;

impl Pseudonymise for PlainPseudonyms {
    fn pseudonyms(&self, _: &Business, _: &Number) -> Vec<Pseudonym> {
        vec![Pseudonym([7; 32])]
    }
}
