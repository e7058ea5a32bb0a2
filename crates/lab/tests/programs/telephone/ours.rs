//! The telephone against this product's own carrier side, with a desk that asks one question: signatures, one-time token, the
//! door for watchers, hang-up and hand-over by REST fit together.

use super::agent::{ACCOUNT, Notes, OWNER, TOKEN, speech};
use async_trait::async_trait;
use audio::{LINE_FRAME, mulaw};
use base::clock::FixedClock;
use call::line::{Closed, Control, Line, LineEvent};
use call::record::{Asked, EndedBy, Incoming, Observers, PastCalls, PastCallsError, Record};
use lab::salon::{Book, business};
use lab::telephone::Happening;
use lab::telephone::caller::{Caller, Manner};
use lab::telephone::carrier::{Carrier, Errand, Fallback, Report};
use lab::telephone::fault::{Fault, Faults};
use lab::telephone::report::CallEnd;
use lab::telephone::rest::{self, Account, Exchange};
use lab::telephone::script::{Prepared, Script};
use lab::telephone::webhook::Post;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use telephony::wire::Traffic;
use telephony::{Asking, CallHandler, CallPlace, Events, PlaceError, Places, PublicUrl, Reception, Region, VOICE_PATH};
use tokio::net::TcpListener;

/// Asks for a name, waits until somebody has spoken, and ends the call or hands it over.
struct Questioner {
    events: Arc<Events>,
    hands_over: bool,
    stopped: AtomicBool,
}

#[async_trait]
impl CallHandler for Questioner {
    async fn reserve(&self, _: &Asking<'_>) -> Result<CallPlace, PlaceError> {
        Places::new(1).reserve()
    }

    async fn answer(&self, _place: CallPlace, incoming: Incoming, mut line: Box<dyn Line>, control: Arc<dyn Control>) {
        let at = Duration::ZERO;
        self.events.see(&incoming.call, &Record::Saying { words: "Wie ist Dein Name?".into(), filler: false, at });
        for _ in 0..20 {
            line.play(&[mulaw::encode(4_000); LINE_FRAME]).await.expect("played");
        }
        line.mark(1).await.expect("marked");
        let mut spoken = false;
        loop {
            match line.receive().await {
                LineEvent::Mark(1) => {
                    let waiting = Record::Waiting { asked: Asked::Name, offered: vec![], at };
                    self.events.see(&incoming.call, &waiting);
                }
                LineEvent::Frame(frame) => {
                    let loud = frame.iter().any(|&code| mulaw::decode(code).unsigned_abs() > 500);
                    if spoken && !loud {
                        break;
                    }
                    spoken = loud;
                }
                LineEvent::Closed(_) => return,
                _ => {}
            }
        }
        self.events.see(&incoming.call, &Record::Ended { by: EndedBy::Agent, at });
        let ended = if self.hands_over { control.transfer().await } else { control.hang_up().await };
        if ended.is_ok() {
            let stopped = line.receive().await;
            self.stopped
                .store(matches!(stopped, LineEvent::Closed(Closed::Stopped) | LineEvent::Frame(_)), Ordering::Relaxed);
        }
    }
}

/// No call was ever made.
struct NoPast;

#[async_trait]
impl PastCalls for NoPast {
    async fn was_begun(&self, _: &str) -> Result<bool, PastCallsError> {
        Ok(false)
    }
}

/// A server of ours with that desk, and a carrier that calls it.
async fn set_up(fault: Option<&str>, hands_over: bool) -> (Carrier, Arc<Questioner>) {
    rustls::crypto::ring::default_provider().install_default().ok();
    let faults: Faults = fault.map(|fault| fault.parse::<Fault>().expect("a fault")).into_iter().collect();
    let account = Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) };
    let exchange = Exchange::new(account.clone(), faults.rest);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let rest_base = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(rest::serve(exchange.clone(), listener));

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let public_url = PublicUrl::parse(&format!("http://{address}")).expect("a URL");
    let events = Arc::new(Events::for_listener(address, &public_url));
    let desk = Arc::new(Questioner { events: events.clone(), hands_over, stopped: AtomicBool::new(false) });
    let counter = AtomicU64::new(1);
    let reception = Reception {
        public_url: public_url.clone(),
        carriers: vec![telephony::Carrier {
            id: "stand-in".to_owned(),
            account: ACCOUNT.to_owned(),
            tokens: vec![TOKEN.into()],
            region: Region::Us1,
            rest_base: Some(rest_base),
        }],
        directory: Arc::new(Book(Ok(vec![business()]))),
        past_calls: Arc::new(NoPast),
        desk: desk.clone(),
        events,
        traffic: Arc::new(Traffic::default()),
        clock: Arc::new(FixedClock("2026-12-01T09:00:00Z".parse().expect("an instant"))),
        random: Arc::new(move |bytes: &mut [u8]| {
            bytes.fill(counter.fetch_add(1, Ordering::Relaxed) as u8);
            Ok(())
        }),
    };
    let router = telephony::router(reception).expect("a router");
    tokio::spawn(async move { axum::serve(lab::listener::without_delay(listener), router).await });

    let webhook: reqwest::Url = public_url.http(VOICE_PATH).parse().expect("a URL");
    let carrier = Carrier {
        post: Post::new(account, &webhook, faults, true).expect("a client"),
        exchange,
        status_callback: Some(webhook.join(telephony::STATUS_PATH).expect("a URL")),
        webhook,
        fallback: Fallback::None,
        faults,
        noise_dbfs: None,
        keeps_sound: false,
        seed: [7; 32],
    };
    (carrier, desk)
}

/// Makes a call whose caller can answer nothing but the question for the name.
async fn call(carrier: &Carrier) -> (Report, Vec<Happening>) {
    let line = Prepared {
        asked: Some("name".to_owned()),
        unless_heard: vec![],
        if_heard: vec![],
        tries: None,
        utterance: speech(),
    };
    let manner = Manner { give_up_ms: 5_000, ..Manner::default() };
    let errand = Errand {
        number: 0,
        from: "+4917604069012".to_owned(),
        to: "+492214710100".to_owned(),
        forwarded_from: None,
        caller: Caller::new(Script::new([line].into()), vec![], manner),
    };
    let notes = Notes::default();
    let report = carrier.place(errand, &notes).await;
    (report, notes.taken())
}

#[tokio::test]
async fn our_own_server_and_the_telephone_understand_each_other() {
    let (carrier, desk) = set_up(None, false).await;
    let (report, happenings) = call(&carrier).await;
    assert_eq!(report.figures.outcome, CallEnd::Agent, "{happenings:?}");
    assert!(happenings.contains(&Happening::Sentence("Wie ist Dein Name?".to_owned())));
    assert!(report.figures.disclosure_first_ms.is_some_and(|ms| ms < 100));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(desk.stopped.load(Ordering::Relaxed));
}

#[tokio::test]
async fn our_own_server_hands_the_caller_over() {
    let (carrier, _desk) = set_up(None, true).await;
    let (report, happenings) = call(&carrier).await;
    assert_eq!(report.figures.outcome, CallEnd::Transferred(OWNER.to_owned()), "{happenings:?}");
}

#[tokio::test]
async fn our_own_server_refuses_what_is_not_signed() {
    for fault in ["unsigned", "wrong-signature"] {
        let (carrier, _desk) = set_up(Some(fault), false).await;
        let (report, _) = call(&carrier).await;
        assert!(matches!(&report.figures.outcome, CallEnd::Failed(reason) if reason.contains("403")), "{fault}");
    }
}

#[tokio::test]
async fn with_rest_down_our_own_server_leaves_the_caller_to_the_owner() {
    for fault in ["rest-500", "rest-down"] {
        let (carrier, _desk) = set_up(Some(fault), false).await;
        let (report, happenings) = call(&carrier).await;
        assert_eq!(report.figures.outcome, CallEnd::Caught(OWNER.to_owned()), "{fault}: {happenings:?}");
    }
}
