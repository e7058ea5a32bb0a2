//! The machine under random event orders: whatever the line, the caller, the recogniser, the engine and the store do, and in
//! whatever order, the invariants hold (P01, P22, and that time always moves on).
//!
//! `VORZIMMER_CASES` sets the number of sequences (2,000 by default; `make test-long` runs 100,000).

use audio::SpeechEdge;
use base::business::{Business, fixtures};
use base::language::Language;
use booking::{Appointment, AppointmentId, AppointmentState, Booking, CallId, Hold, MessageKind, Refusal, Slot, Visit};
use call::event::{Action, Event, Moment, ReplyId, SpeechId, Task, TaskId, TaskOutcome};
use call::line::Closed;
use call::machine::{Call, Setup};
use call::record::Record;
use call::settings::Settings;
use dialogue::phrases::Phrases;
use dialogue::{
    Asked, Conversation, Deed, EngineError, Input, Message, Proposal, Reply, Role, Sentence, TransferReason, Who,
};
use jiff::{SignedDuration, Timestamp};
use speech::asr::{AsrError, Heard, Take};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const EVENTS: usize = 80;

const WORDS: [&str; 12] = [
    "Ja.",
    "Ja, gern.",
    "Nein.",
    "Ja, aber lieber um vier.",
    "Hm.",
    "Ich möchte einen Termin.",
    "Am Donnerstag um drei.",
    "Stopp.",
    "mhm",
    "Keller",
    "Und was kostet das?",
    "",
];

/// A small deterministic generator (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.below(from.len() as u64) as usize].clone()) }
    }
}

/// What the test knows of the call from outside.
struct World {
    random: Random,
    call: Call,
    now: Duration,
    ear_open: bool,
    /// Sentences on their way: number, what, frames sent, all sent.
    saying: Vec<(SpeechId, Sentence, u32, bool)>,
    disclosed: bool,
    thinking: Vec<(ReplyId, Conversation)>,
    /// Replies to words begun since a turn ended.
    thought_of: u32,
    tasks: Vec<(TaskId, Task)>,
    /// The take that the recogniser has been asked for and not answered.
    open_take: Option<Take>,
    holds: BTreeSet<String>,
    /// Appointments that were proved to be the caller's, or made in the call.
    proved: BTreeSet<String>,
    /// When the mark of the facts last said returned.
    facts_heard: Option<Duration>,
    /// When their sound had ended for 300 ms, in real time from when it was sent.
    facts_played: Option<Duration>,
    /// When all that was sent will have been played.
    played_out: Duration,
    onset: Duration,
    speaking: bool,
    /// Onset of the caller's turn.
    began: Option<Duration>,
    /// Onset of the caller's turn that ended last.
    ended_turn: Option<Duration>,
    last_words: String,
    sent_text: String,
    ended: u32,
    /// A booking was agreed to.
    agreed: bool,
    log: Vec<String>,
}

fn slot() -> Slot {
    let start: Timestamp = "2026-12-03T14:00:00Z".parse().expect("an instant");
    Slot {
        service: "herrenschnitt".into(),
        resource: "jonas".into(),
        start,
        end: start + SignedDuration::from_mins(30),
    }
}

/// A visit of so many appointments, one after the other.
fn visit(slots: u64) -> Visit {
    let later = |slot: Slot, minutes| {
        let later = SignedDuration::from_mins(minutes);
        Slot { start: slot.start + later, end: slot.end + later, ..slot }
    };
    Visit::of((0..slots).map(|place| later(slot(), 30 * place as i64))).expect("at least one slot")
}

fn appointment() -> Appointment {
    Appointment {
        id: AppointmentId("own".into()),
        slot: slot(),
        name: "Keller".into(),
        details: Default::default(),
        state: AppointmentState::Booked,
    }
}

impl World {
    fn new(seed: u64, business: &Business, phrases: &Phrases) -> Self {
        let setup = Setup {
            call: CallId(format!("{seed:032x}")),
            business: business.clone(),
            language: Language::De,
            phrases: phrases.clone(),
            settings: Settings::default(),
            allowance: Default::default(),
            today: Default::default(),
        };
        let mut world = World {
            random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            call: Call::new(setup, moment(Duration::ZERO)),
            now: Duration::ZERO,
            ear_open: false,
            saying: Vec::new(),
            disclosed: false,
            thinking: Vec::new(),
            thought_of: 0,
            tasks: Vec::new(),
            open_take: None,
            holds: BTreeSet::new(),
            proved: BTreeSet::new(),
            facts_heard: None,
            facts_played: None,
            played_out: Duration::ZERO,
            onset: Duration::ZERO,
            speaking: false,
            began: None,
            ended_turn: None,
            last_words: String::new(),
            sent_text: String::new(),
            ended: 0,
            agreed: false,
            log: Vec::new(),
        };
        world.drain();
        world
    }

    fn tell(&mut self, event: Event) {
        self.log.push(format!("{:?} {event:?}", self.now));
        let over = self.call.is_over();
        self.call.handle(event, moment(self.now));
        let actions = self.drain();
        assert!(!over || actions == 0, "a call that is over does nothing more");
        if let Some((at, timer)) = self.call.deadline() {
            assert!(
                self.call.is_over() || at > self.now,
                "{timer:?} is due at {at:?} and was not dealt with at {:?}",
                self.now
            );
        }
    }

    fn drain(&mut self) -> usize {
        let mut count = 0;
        while let Some(action) = self.call.poll() {
            count += 1;
            self.log.push(format!("    → {action:?}"));
            self.take_note(action);
        }
        count
    }

    fn take_note(&mut self, action: Action) {
        match action {
            Action::OpenEar(_) => {
                assert!(self.disclosed, "p01: the ear opens only after the disclosure's mark");
                self.ear_open = true;
            }
            Action::CloseEar => {
                self.ear_open = false;
                self.began = None;
            }
            Action::Attend { ago_ms } => {
                assert!(self.ear_open, "p01: nothing is listened to with a closed ear");
                self.began.get_or_insert(self.now.saturating_sub(Duration::from_millis(ago_ms.into())));
            }
            Action::Finish(take, _) => {
                assert!(self.ear_open, "p01: nothing is recognised with a closed ear");
                self.open_take = Some(take);
            }
            Action::ForgetHeard => {
                self.thought_of = 0;
                self.ended_turn = self.began;
                self.began = self.speaking.then_some(self.onset);
            }
            Action::Say { speech, sentence, .. } => {
                if sentence.role() == Role::Disclosure {
                    self.disclosed = false;
                    assert!(!self.ear_open, "p01: no ear during the disclosure");
                }
                if sentence.role() == Role::Facts {
                    (self.facts_heard, self.facts_played) = (None, None);
                }
                self.saying.push((speech, sentence, 0, false));
            }
            Action::Silence => {
                self.facts_played = self.facts_played.filter(|played| *played <= self.now);
                self.played_out = self.now;
                self.saying.clear();
            }
            Action::Think { reply, conversation, input } => {
                self.thought_of = if matches!(input, Input::Utterance(_)) { self.thought_of + 1 } else { 0 };
                assert!(self.thought_of <= 4, "three tries a turn, and the answer to the turn before");
                self.thinking.push((reply, *conversation));
            }
            Action::Prepare { reply, .. } => {
                assert!(
                    self.thinking.iter().any(|(running, _)| *running == reply),
                    "a reply that was dropped has no voice"
                );
            }
            Action::ForgetReply(reply) => self.thinking.retain(|(running, _)| *running != reply),
            Action::Perform(id, task) => self.check_task(id, task),
            Action::Record(record) => self.check_record(record),
            _ => {}
        }
    }

    fn check_task(&mut self, id: TaskId, task: Task) {
        if let Task::Book(_) | Task::Cancel(_) = &task {
            let heard = [self.facts_heard, self.facts_played].into_iter().flatten().min();
            let heard = heard.expect("p22: nothing is done before the facts were heard");
            let began = self.ended_turn.expect("p22: nothing is done without a word of the caller");
            assert!(heard <= began, "p22: the agreement began at {began:?}, before the facts were heard at {heard:?}");
            assert!(
                matches!(self.last_words.as_str(), "Ja." | "Ja, gern."),
                "p22: '{}' agrees to nothing",
                self.last_words
            );
        }
        if let Task::Cancel(own)
        | Task::Book(Booking { replaces: Some(own), .. })
        | Task::Hold { replaces: Some(own), .. } = &task
        {
            assert!(
                self.proved.contains(&own.0),
                "nothing is done with an appointment that is not proved to be the caller's"
            );
        }
        if let Task::Book(Booking { holds, .. }) = &task {
            assert!(holds.iter().all(|hold| self.holds.contains(&hold.0)), "p22: what is booked was held");
            self.agreed = true;
        }
        self.tasks.push((id, task));
    }

    fn check_record(&mut self, record: Record) {
        match record {
            Record::Disclosed { .. } => assert!(self.disclosed, "p01: counts as said only when its mark returned"),
            Record::Ended { .. } => self.ended += 1,
            Record::Turn(turn) if turn.who == Who::Agent => {
                for word in turn.words.reveal().split_whitespace() {
                    assert!(self.sent_text.contains(word), "'{word}' was recorded as heard and never sent");
                }
            }
            _ => {}
        }
    }

    /// Something happens.
    fn step(&mut self) {
        if self.random.below(2) == 0 {
            return self.go_well();
        }
        match self.random.below(16) {
            0..=2 => self.advance(),
            3..=5 => self.send_frames(),
            6 | 7 => self.return_mark(),
            8 => self.start_speech(),
            9 => self.pause_speech(),
            10 | 11 => self.recognise(),
            12 | 13 => self.reply(),
            14 => self.finish_task(),
            _ => self.disturb(),
        }
    }

    /// What would happen next in a good call.
    fn go_well(&mut self) {
        if self.thinking.is_empty() && self.tasks.is_empty() && self.saying.is_empty() {
            match (self.speaking, self.open_take, self.began) {
                (true, ..) => self.pause_speech(),
                (_, Some(_), _) => self.recognise(),
                (_, None, Some(_)) => self.advance(),
                _ => self.start_speech(),
            }
        } else if !self.tasks.is_empty() {
            self.finish_task();
        } else if self.saying.first().is_some_and(|(.., all)| *all) {
            self.return_mark();
        } else if self.saying.is_empty() {
            self.reply();
        } else {
            self.send_frames();
        }
    }

    fn advance(&mut self) {
        let target = self.now + Duration::from_millis(self.random.below(2_500));
        while let Some((at, _)) = self.call.deadline().filter(|(at, _)| *at <= target) {
            if self.call.is_over() {
                break;
            }
            self.now = at;
            self.tell(Event::Deadline);
        }
        self.now = target;
    }

    fn send_frames(&mut self) {
        let Some(at) = self.saying.iter().position(|(.., all)| !all) else { return };
        let frames = 1 + self.random.below(40) as u32;
        for _ in 0..frames {
            let (speech, text) = (self.saying[at].0, self.saying[at].1.text().to_owned());
            self.saying[at].2 += 1;
            self.sent_text.push_str(&text);
            self.played_out = self.played_out.max(self.now) + Duration::from_millis(20);
            self.tell(Event::FrameSent(speech));
            if self.saying.get(at).map(|saying| saying.0) != Some(speech) {
                return;
            }
        }
        if self.random.below(3) == 0 {
            self.saying[at].3 = true;
            let speech = self.saying[at].0;
            if self.saying[at].1.role() == Role::Facts {
                self.facts_played = Some(self.played_out + Duration::from_millis(300));
            }
            let failed = self.random.below(20) == 0;
            self.tell(if failed { Event::VoiceFailed(speech) } else { Event::SentenceSent(speech) });
        }
    }

    /// The first mark that is out returns; now and then an unknown one.
    fn return_mark(&mut self) {
        if self.random.below(10) == 0 {
            let mark = SpeechId(self.random.below(50));
            let out = self.saying.iter().any(|(speech, .., all)| *speech == mark && *all);
            if !out && self.saying.iter().all(|(speech, ..)| *speech != mark) {
                self.tell(Event::Mark(mark));
            }
            return;
        }
        let Some((speech, sentence, _, true)) = self.saying.first().cloned() else { return };
        self.saying.remove(0);
        match sentence.role() {
            Role::Disclosure => self.disclosed = true,
            Role::Facts => self.facts_heard = Some(self.now),
            _ => {}
        }
        self.tell(Event::Mark(speech));
    }

    fn start_speech(&mut self) {
        let ago_ms = self.random.below(200) as u32;
        let onset = self.now.saturating_sub(Duration::from_millis(ago_ms.into()));
        (self.onset, self.speaking, self.open_take) = (onset, true, None);
        self.tell(Event::Speech(SpeechEdge::Started { ago_ms }));
    }

    fn pause_speech(&mut self) {
        self.speaking = false;
        self.tell(Event::Speech(SpeechEdge::Paused { ago_ms: 200 }));
    }

    fn recognise(&mut self) {
        let Some(take) = self.open_take else { return };
        let took = Duration::from_millis(300);
        let heard = match self.random.below(12) {
            0 => Heard::Nothing { take, took },
            1 => Heard::Busy { take },
            2 => Heard::Hypothesis("einen Moment bitte".into()),
            3 => Heard::Utterance { take: Take(take.0.saturating_sub(1)), words: "Ja.".into(), confidence: None, took },
            4 if self.random.below(10) == 0 => Heard::Failed(AsrError::Recognition("cut".into())),
            _ => {
                let words = self.random.pick(&WORDS).unwrap_or_default();
                self.last_words = words.to_owned();
                Heard::Utterance { take, words: words.into(), confidence: Some(0.8), took }
            }
        };
        if !matches!(heard, Heard::Hypothesis(_))
            && !matches!(heard, Heard::Utterance { take: answered, .. } if answered != take)
        {
            self.open_take = None;
        }
        self.tell(Event::Heard(heard));
    }

    fn reply(&mut self) {
        let Some((reply, mut conversation)) = self.random.pick(&self.thinking) else { return };
        if self.random.below(3) == 0 {
            self.tell(Event::Sentence(reply, plain("Gern, einen Augenblick.")));
            return;
        }
        self.thinking.retain(|(running, _)| *running != reply);
        if self.random.below(15) == 0 {
            self.tell(Event::Reply(reply, Err(EngineError::Provider("gone".into()))));
            return;
        }
        conversation.asked =
            self.random.pick(&[Asked::Wish, Asked::Date, Asked::Name, Asked::Confirm]).unwrap_or_default();
        let deeds = self.deeds();
        self.tell(Event::Reply(
            reply,
            Ok(Box::new(Reply { conversation, deeds, intents: vec!["book".into()], first_token: None })),
        ));
    }

    fn deeds(&mut self) -> Vec<Deed> {
        let book = Proposal::Book {
            visit: visit(self.random.below(3) + 1),
            name: "Keller".into(),
            guests: Default::default(),
            details: Default::default(),
        };
        match self.random.below(20) {
            0..=6 => vec![Deed::Propose(book)],
            7 => vec![Deed::Propose(Proposal::Move { from: appointment(), to: slot() })],
            8 => vec![Deed::Propose(Proposal::Cancel { appointment: appointment() })],
            9 => vec![Deed::Leave(message()), Deed::Propose(book)],
            10 => vec![Deed::Switch(Language::En)],
            11 => vec![Deed::End],
            12 => vec![Deed::Transfer(TransferReason::Wish)],
            _ => vec![],
        }
    }

    fn finish_task(&mut self) {
        let Some((id, task)) = self.random.pick(&self.tasks) else { return };
        self.tasks.retain(|(running, _)| *running != id);
        let refused = self.random.below(8) == 0;
        let outcome = match task {
            _ if self.random.below(20) == 0 => TaskOutcome::Failed,
            Task::Hold { .. } if refused => TaskOutcome::Held(Err(Refusal::Taken)),
            Task::Hold { visit, .. } => {
                let place = |place| AppointmentId(format!("h{}-{place}", id.0));
                let ids: Vec<_> = (0..visit.slots().count()).map(place).collect();
                self.holds.extend(ids.iter().map(|id| id.0.clone()));
                TaskOutcome::Held(Ok(Hold { ids, expires_at: visit.start(), visit }))
            }
            Task::Book(_) if refused => TaskOutcome::Booked(Err(Refusal::HoldEnded)),
            Task::Book(Booking { holds, .. }) => {
                self.proved.insert(appointment().id.0);
                TaskOutcome::Booked(Ok(vec![appointment(); holds.len()]))
            }
            Task::Cancel(_) => TaskOutcome::Cancelled(Ok(appointment())),
            Task::Prove { .. } if refused => TaskOutcome::Proved(Vec::new()),
            Task::Prove { appointments, .. } => {
                self.proved.extend(appointments.iter().map(|one| one.id.0.clone()));
                TaskOutcome::Proved(appointments)
            }
            Task::Leave(_) => TaskOutcome::Left,
            Task::Keep(_) | Task::Release(_) | Task::Count(_) => TaskOutcome::Quiet,
        };
        self.tell(Event::TaskDone(id, outcome));
    }

    fn disturb(&mut self) {
        let event = match self.random.below(30) {
            0 => Event::Closed(Closed::Stopped),
            1 => Event::Closed(Closed::Broken),
            2 => Event::ControlFailed,
            3..=5 => Event::Digit('7'),
            6 => Event::Digit('#'),
            7 => Event::TaskDone(TaskId(9_999), TaskOutcome::Quiet),
            9..=14 => Event::Heard(Heard::Hypothesis(self.random.pick(&WORDS).unwrap_or_default().into())),
            15..=17 => Event::PossibleOnset,
            8 => Event::Reply(ReplyId(9_999), Err(EngineError::Provider("late".into()))),
            _ => return,
        };
        self.tell(event);
    }
}

fn plain(text: &str) -> Sentence {
    Sentence::prose(text)
}

fn message() -> Message {
    Message { kind: MessageKind::Callback, text: "Bitte zurückrufen.".into(), name: None, phone: None }
}

fn moment(stream: Duration) -> Moment {
    let begin: Timestamp = "2026-12-01T09:00:00Z".parse().expect("an instant");
    Moment { stream, wall: begin + SignedDuration::try_from(stream).expect("a short call") }
}

fn cases() -> u64 {
    std::env::var("VORZIMMER_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

#[test]
fn p01_p22_the_invariants_hold_under_random_event_orders() {
    let business = fixtures::by_id("salon").expect("a fixture");
    let phrases = Phrases::built_in().expect("the built-in phrases");
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 1..=cases() {
        let mut world = World::new(seed, &business, &phrases);
        let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for _ in 0..EVENTS {
                world.step();
            }
            world.tell(Event::Closed(Closed::Stopped));
            assert!(world.call.is_over());
            assert_eq!(world.ended, 1, "a call ends once");
        }));
        for (what, text) in
            [("booked", "Perform(TaskId("), ("disclosed", "Record(Disclosed"), ("turns", "Record(Turn(")]
        {
            *seen.entry(what).or_default() += u64::from(world.log.iter().any(|line| line.contains(text)));
        }
        *seen.entry("agreed").or_default() += u64::from(world.agreed);
        if let Err(panic) = run {
            eprintln!("sequence {seed}:\n{}", world.log.join("\n"));
            std::panic::resume_unwind(panic);
        }
    }
    println!("{} sequences of {EVENTS} steps reached: {seen:?}", cases());
    assert!(seen["agreed"] > 0, "the sequences must reach a booking, or the test proves nothing");
}
