//! P01 over a real socket: whoever talks before the disclosure has been heard is not listened to, is asked to say it again,
//! and ends with the booking as others do.

use async_trait::async_trait;
use audio::{EarFrame, LineFrame};
use base::business::{Business, fixtures};
use base::clock::{Clock, SystemClock};
use base::limits::Allowance;
use base::number::Number;
use base::privacy::SystemRandom;
use booking::Pseudonym;
use call::desk::{Desk, Pseudonymise};
use call::driver;
use call::line::{Control, Line, LineError, LineEvent};
use call::record::Incoming;
use dialogue::phrases::Phrases;
use dialogue::rules::RulesEngine;
use lab::office::phone::{BOOKED, BOOKING, Phone, Ringing};
use lab::office::{ACCOUNT, DIALLED, PATIENCE, Plan, TOKEN, exchange};
use lab::scripted::recognizer::Scripted;
use lab::scripted::synthesizer;
use lab::telephone::report::CallEnd;
use speech::asr::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use speech::tts;
use speech::tts::voice::Voice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use store::Store;
use telephony::{Asking, CallPlace, Carrier, Events, PlaceError, Places, PublicUrl, Reception, Region};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;
use vorzimmer::cli::startup;

/// Speaks as soon as the agent does.
const IMPATIENT: Option<(u32, u64)> = Some((0, 100));

#[tokio::test]
async fn p01_who_talks_over_the_disclosure_says_it_again_and_books() {
    let office = Plan::hearing(&BOOKING).open().await;
    let over = office.call(Ringing { cut_in: IMPATIENT, ..Ringing::default() }).over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
    assert_eq!(office.appointments(), [BOOKED]);
    let [call] = office.list(&["calls"]).try_into().expect("one call");
    let turns = office.list(&["calls", call["call"].as_str().expect("an id")]);
    let opening = turns[0]["words"].as_str().expect("words");
    assert!(opening.contains("hier spricht eine KI") && opening.contains("noch einmal"), "{turns:#?}");
    assert_eq!((&turns[0]["interrupted"], &turns[1]["who"]), (&false.into(), &"caller".into()), "{turns:#?}");
}

#[tokio::test]
async fn p01_no_frame_reaches_the_recogniser_before_the_mark_returned() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let ward = Arc::new(Ward::default());
    let phone = serve(ward.clone()).await;
    let over = phone.call(Ringing { cut_in: IMPATIENT, ..Ringing::default() }).over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    println!("frames: {} before the mark, {} after it", count(&ward.unheard), count(&ward.heard));
    // The disclosure takes 1.3 s, half a second of it spoken over.
    assert!(count(&ward.unheard) > 50, "the caller spoke before the mark");
    assert!(count(&ward.heard) > 50, "and was heard after it");
    assert_eq!(count(&ward.early), 0, "frames at the recogniser before the mark");
}

/// Notes on both sides of the call what came when.
#[derive(Default)]
struct Ward {
    /// The disclosure's mark came back from the carrier.
    disclosed: AtomicBool,
    /// Frames that came in before.
    unheard: AtomicUsize,
    /// Frames that the recogniser got before.
    early: AtomicUsize,
    /// Frames that the recogniser got after.
    heard: AtomicUsize,
}

/// A server in this process, on a socket, with the ward at the line and at the recogniser.
async fn serve(ward: Arc<Ward>) -> Phone {
    let (exchange, rest) = exchange(None).await;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(lab::office::NOW.parse().expect("an instant")));
    let store = Store::in_memory(Arc::new(SystemRandom), clock.now()).await.expect("a store");
    store.import(&fixtures::by_id("salon").expect("the salon"), clock.now()).await.expect("imported");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let public_url = PublicUrl::parse(&format!("http://{address}")).expect("a URL");
    let events = Arc::new(Events::for_listener(address, &public_url));
    let phrases = Phrases::built_in().expect("phrases");
    let voice = synthesizer::Scripted { delay_ms: 10, character_ms: 15 };
    let desk = Desk {
        recognizer: Arc::new(Watched(Scripted::new(BOOKING, Duration::from_millis(50)), ward.clone())),
        voice: Voice::new(Arc::new(voice), tts::phrases::Phrases::new(None)),
        engine: Arc::new(RulesEngine::new(phrases.clone())),
        calendar: Arc::new(store.clone()),
        messages: Arc::new(store.clone()),
        directory: Arc::new(store.clone()),
        pseudonymise: Arc::new(Nobody),
        limiter: startup::limiter(&store, Allowance::default(), &TaskTracker::new()),
        log: Arc::new(store.clone()),
        observers: events.clone(),
        clock: clock.clone(),
        phrases,
        settings: Default::default(),
        vad: Default::default(),
        tasks: TaskTracker::new(),
    };
    let carrier = Carrier {
        id: "main".to_owned(),
        account: ACCOUNT.to_owned(),
        tokens: vec![TOKEN.into()],
        region: Region::Ie1,
        rest_base: Some(format!("http://{rest}")),
    };
    let router = telephony::router(Reception {
        public_url,
        carriers: vec![carrier],
        directory: Arc::new(store.clone()),
        past_calls: Arc::new(store),
        desk: Arc::new(WatchedDesk(Arc::new(desk), ward)),
        events,
        traffic: Arc::default(),
        clock,
        random: Arc::new(SystemRandom),
    });
    let router = router.expect("a router");
    tokio::spawn(async move { axum::serve(lab::listener::without_delay(listener), router).await });
    Phone::new(address, exchange, BOOKING.len())
}

struct WatchedDesk(Arc<Desk>, Arc<Ward>);

#[async_trait]
impl telephony::CallHandler for WatchedDesk {
    async fn reserve(&self, _: &Asking<'_>) -> Result<CallPlace, PlaceError> {
        Places::new(1).reserve()
    }

    async fn answer(&self, _place: CallPlace, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>) {
        assert_eq!(incoming.dialled.to_string(), DIALLED);
        let line = Box::new(WatchedLine(line, self.1.clone()));
        tokio::time::timeout(PATIENCE, driver::answer(self.0.clone(), incoming, line, control))
            .await
            .expect("the call ends");
    }
}

struct WatchedLine(Box<dyn Line>, Arc<Ward>);

#[async_trait]
impl Line for WatchedLine {
    async fn receive(&mut self) -> LineEvent {
        let event = self.0.receive().await;
        match event {
            LineEvent::Mark(_) => self.1.disclosed.store(true, Ordering::Relaxed),
            LineEvent::Frame(_) if !self.1.disclosed.load(Ordering::Relaxed) => {
                self.1.unheard.fetch_add(1, Ordering::Relaxed);
            }
            _ => {}
        }
        event
    }

    async fn play(&mut self, frame: &LineFrame) -> Result<(), LineError> {
        self.0.play(frame).await
    }

    async fn mark(&mut self, mark: u64) -> Result<(), LineError> {
        self.0.mark(mark).await
    }

    async fn clear(&mut self) -> Result<(), LineError> {
        self.0.clear().await
    }
}

struct Watched(Scripted, Arc<Ward>);

impl Recognizer for Watched {
    fn name(&self) -> &str {
        "watched"
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        Ok(Box::new(WatchedEar(self.0.listen(setting)?, self.1.clone())))
    }
}

struct WatchedEar(Box<dyn Listener>, Arc<Ward>);

#[async_trait]
impl Listener for WatchedEar {
    fn hear(&mut self, frame: &EarFrame) {
        let disclosed = self.1.disclosed.load(Ordering::Relaxed);
        let counter = if disclosed { &self.1.heard } else { &self.1.early };
        counter.fetch_add(1, Ordering::Relaxed);
        self.0.hear(frame);
    }

    fn speech_started(&mut self, ago_ms: u32) {
        self.0.speech_started(ago_ms);
    }

    fn finish(&mut self, take: Take, expectation: Expectation) {
        self.0.finish(take, expectation);
    }

    fn forget(&mut self) {
        self.0.forget();
    }

    async fn next(&mut self) -> Heard {
        self.0.next().await
    }
}

struct Nobody;

impl Pseudonymise for Nobody {
    fn pseudonyms(&self, _: &Business, _: &Number) -> Vec<Pseudonym> {
        vec![]
    }
}
