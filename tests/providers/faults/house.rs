//! A salon with its server in this process, a database of its own, and a telephone that calls it: everything over sockets.

use super::cases::{Case, Moment, Role, Wire};
use super::said::{Said, script};
use super::{OTHER_NAME, brain, ears, voices};
use crate::telephony::stage::{ACCOUNT, CALLER, DIALLED, OWNER, TOKEN};
use base::business::fixtures;
use base::clock::{Clock, SystemClock};
use booking::{BookRequest, Booking, Calendar, CallId, HoldRequest, Pseudonym, Slot};
use jiff::{SignedDuration, Timestamp};
use lab::office::write_secret;
use lab::scripted::synthesizer::Scripted;
use lab::telephone::caller::{Caller, Manner};
use lab::telephone::carrier::{Carrier, Errand, Fallback, Report};
use lab::telephone::fault::Faults;
use lab::telephone::rest::{Account, Exchange};
use lab::telephone::webhook::Post;
use lab::telephone::{Audience, Happening, rest};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{KeptAppointment, Store};
use telephony::{STATUS_PATH, VOICE_PATH};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use vorzimmer::cli::config::{self, Config};
use vorzimmer::cli::startup::{self, Adapters, Switchboard};

/// The salon's clock when a call begins.
const NOW: &str = "2026-12-01T10:00:00+01:00";
/// No call takes longer.
const LONGEST: Duration = Duration::from_secs(150);

/// A call that is over, and what it left.
pub struct Over {
    pub report: Report,
    /// What happened, and when, counted from before the call began.
    pub happenings: Vec<(Duration, Happening)>,
    /// All that is in the calendar: the other caller's appointment too.
    pub kept: Vec<KeptAppointment>,
}

/// Makes the call of a case.
pub async fn call(case: Case) -> Result<Over, String> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let folder = tempfile::tempdir().unwrap();
    let said = Said::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (exchange, rest) = exchange().await;
    let addresses = json!({ "listen": listener.local_addr().unwrap(), "rest": format!("http://{rest}") });
    let config = configuration(case, &said, folder.path(), &addresses).await;
    let now: Timestamp = NOW.parse().unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(now));
    furnish(&config, clock.as_ref()).await;
    let buzz = Scripted { character_ms: voices::CHARACTER_MS as u32, ..Scripted::default() };
    let adapters = Adapters { synthesizer: Some(Arc::new(buzz)), ..Adapters::default() };
    let office = startup::office(&config, clock.clone(), adapters).await.map_err(|error| format!("{error:#}"))?;
    let serving = serve(listener, office.routes);
    let watcher = Watcher { said, begun: Instant::now(), seen: Mutex::default() };
    let webhook = format!("http://{}{VOICE_PATH}", config.server.listen);
    let report = timeout(LONGEST, carrier(&webhook, exchange).place(errand(case), &watcher)).await;
    serving.abort();
    let report = report.map_err(|_| format!("it does not end: {:#?}", watcher.seen.lock().unwrap()))?;
    settle(&office.switchboard).await;
    let kept = office.store.appointments(None, now).await.unwrap();
    Ok(Over { report, happenings: watcher.seen.into_inner().unwrap(), kept })
}

fn serve(listener: TcpListener, routes: axum::Router) -> JoinHandle<()> {
    tokio::spawn(async move {
        axum::serve(lab::listener::without_delay(listener), routes).await.ok();
    })
}

/// Waits until all that the call began is done.
async fn settle(switchboard: &Switchboard) {
    timeout(Duration::from_secs(20), switchboard.settle()).await.expect("all tasks end");
}

async fn exchange() -> (Arc<Exchange>, std::net::SocketAddr) {
    let exchange = Exchange::new(Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) }, None);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(rest::serve(exchange.clone(), listener));
    (exchange, address)
}

/// The salon, and an appointment of somebody else.
async fn furnish(config: &Config, clock: &dyn Clock) {
    let store = startup::store(config, clock).await.unwrap();
    let salon = fixtures::by_id("salon").unwrap();
    store.import(&salon, clock.now()).await.unwrap();
    let start: Timestamp = super::OTHERS_START.parse().unwrap();
    let end = start + SignedDuration::from_mins(30);
    let slot = Slot { service: "herrenschnitt".into(), resource: "aylin".into(), start, end };
    put(&store, slot, OTHER_NAME, clock.now()).await;
    store.close().await;
}

async fn put(store: &Store, slot: Slot, name: &str, now: Timestamp) {
    let salon = fixtures::by_id("salon").unwrap();
    let expires_at = now + SignedDuration::from_mins(1);
    let call = CallId("f".repeat(32));
    let hold = HoldRequest {
        call,
        visit: slot.into(),
        begun_at: now,
        now,
        expires_at,
        replaces: None,
        caller: Default::default(),
    };
    let holds = store.hold(&salon, &hold).await.unwrap().unwrap().ids;
    let pseudonym = Some(Pseudonym([9; 32]));
    let (name, guests, details) = (name.to_owned().into(), Default::default(), Default::default());
    let booking = Booking { holds, name, guests, details, replaces: None };
    let book = BookRequest { booking, pseudonym, number: None, now, caller: Default::default() };
    store.book(&salon, &book).await.unwrap().unwrap();
}

/// The configuration that a user would write: the provider that fails first, and what comes after it.
async fn configuration(case: Case, said: &Said, folder: &Path, addresses: &Value) -> Config {
    let file = |name: &str, text: &str| {
        write_secret(&folder.join(name), text);
        folder.join(name)
    };
    let (token, key) = (file("token", TOKEN), file("key", "secret-key"));
    let brain = brain::start(case, said.clone()).await;
    let role = case.wire.role();
    let mut processors = vec![processor("brain", &brain.host, &["words", "name"])];
    let mode = if case.wire == Wire::Schema { "schema" } else { "tools" };
    let llm = json!({ "id": "brain", "processor": "brain", "url": brain.url(), "model": "m", "deeds": mode });

    let second = if case.wire == Wire::Transcriptions { Wire::Deepgram } else { Wire::Transcriptions };
    let mut ears = vec![("ear", ears::good(second, said.clone()).await)];
    if role == Role::Recogniser {
        let failing = ears::failing(case, said.clone()).await;
        if case.alone {
            ears.clear();
        }
        ears.insert(0, ("bad-ear", failing));
    }
    let order: Vec<&str> = ears.iter().map(|(id, _)| *id).collect();
    processors.extend(ears.iter().map(|(id, ear)| processor(id, &ear.host, &["voice", "words"])));
    let one = |(id, ear): &(&str, ears::Ear)| {
        json!({ "id": id, "processor": id, "kind": ear.kind, "url": ear.url, "model": "gpt-4o-transcribe",
                "key_files": [key], "final_within": "1500 ms" })
    };
    let recognisers: Vec<Value> = ears.iter().map(one).collect();

    let mut voice = json!({});
    let mut synthesisers = Vec::new();
    if role == Role::Synthesiser {
        let server = voices::start(case, said.clone()).await;
        let kind = if case.wire == Wire::ElevenLabs { "elevenlabs" } else { "speech-api" };
        processors.push(processor("voice", &server.host, &["speech"]));
        synthesisers.push(json!({ "id": "bad-voice", "kind": kind, "processor": "voice", "url": server.url(),
            "model": "m", "voice_de": "anna", "voice_en": "kate", "key_files": [key] }));
        voice["order"] = if case.alone { json!(["bad-voice"]) } else { json!(["bad-voice", "espeak"]) };
    }
    let listen = &addresses["listen"];
    let config = json!({
        "server": { "listen": listen, "public_url": format!("http://{}", listen.as_str().unwrap()) },
        "database": { "url": format!("sqlite://{}", folder.join("office.db").display()) },
        "carrier": [{ "id": "main", "account": ACCOUNT, "token_files": [token], "region": "ie1", "rest": addresses["rest"] }],
        "speech": { "order": order },
        "recogniser": recognisers,
        "voice": voice,
        "synthesiser": synthesisers,
        "engine": { "kind": "llm" },
        "llm": [llm],
        "processor": processors,
    });
    let text = toml::to_string(&config).unwrap();
    config::read(&text, "case.toml", &config::Environment::new()).1.map_err(|errors| errors.to_string()).unwrap()
}

fn processor(id: &str, host: &str, data: &[&str]) -> Value {
    json!({ "id": id, "name": "A test's own", "purpose": "a test", "region": "here", "data": data,
            "legal_basis": "Art. 6(1)(b) GDPR", "hosts": [host] })
}

fn carrier(webhook: &str, exchange: Arc<Exchange>) -> Carrier {
    let webhook: reqwest::Url = webhook.parse().unwrap();
    let account = Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) };
    Carrier {
        post: Post::new(account, &webhook, Faults::default(), true).unwrap(),
        exchange,
        status_callback: Some(webhook.join(STATUS_PATH).unwrap()),
        fallback: Fallback::Twiml(format!("<Response><Dial>{OWNER}</Dial></Response>")),
        seed: blake3::hash(webhook.as_str().as_bytes()).into(),
        webhook,
        faults: Faults::default(),
        noise_dbfs: None,
        keeps_sound: true,
    }
}

fn errand(case: Case) -> Errand {
    let corrects = case.wire.role() == Role::Engine && case.moment == Moment::Booking;
    let manner = Manner { reaction_ms: 200, ..Manner::default() };
    let caller = Caller::new(script(corrects), Vec::new(), manner);
    Errand { number: 0, from: CALLER.to_owned(), to: DIALLED.to_owned(), forwarded_from: None, caller }
}

/// Tells the servers what the caller says, and keeps what happens.
struct Watcher {
    said: Said,
    begun: Instant,
    seen: Mutex<Vec<(Duration, Happening)>>,
}

impl Audience for Watcher {
    fn see(&self, _: usize, happening: &Happening) {
        if let Happening::CallerBegan { words: Some(words), .. } = happening {
            self.said.now(words);
        }
        self.seen.lock().unwrap().push((self.begun.elapsed(), happening.clone()));
    }
}
