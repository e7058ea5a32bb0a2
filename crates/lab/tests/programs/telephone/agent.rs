//! A voice agent for tests: answers TwiML, plays tones, hears when the caller has finished, and ends calls as it is told.

use audio::{LINE_FRAME, mulaw};
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use futures_util::{SinkExt, StreamExt};
use lab::telephone::caller::{Caller, CutIn, Manner};
use lab::telephone::carrier::{Carrier, Errand, Fallback, Report};
use lab::telephone::fault::{Fault, Faults};
use lab::telephone::rest::{self, Account, Exchange};
use lab::telephone::script::{Prepared, Script, Utterance};
use lab::telephone::wav::Sound;
use lab::telephone::webhook::Post;
use lab::telephone::{Audience, Happening};
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use telephony::signature;
use telephony::wire::{self, ToCarrier};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

pub const TOKEN: &str = "the account's token";
pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub const OWNER: &str = "+492214710199";

/// How an agent behaves.
#[derive(Debug, Clone)]
pub struct Manners {
    /// The TwiML, with `{media}` for the stream's address.
    pub twiml: String,
    /// Length of the first tone, ms.
    pub greeting_ms: usize,
    /// Length of each reply, ms.
    pub reply_ms: usize,
    /// Replies until the end.
    pub replies: usize,
    /// A hole in the greeting: sound stops arriving so long after 200 ms.
    pub hole_ms: u64,
    /// Drops what it says when the caller speaks.
    pub yields: bool,
    /// What it does after the last reply.
    pub end: Ending,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Orders `Status=completed`.
    Complete,
    /// Orders this TwiML.
    Twiml(String),
    /// Closes the socket.
    Close,
    /// Goes on listening.
    Never,
}

impl Default for Manners {
    fn default() -> Self {
        Manners {
            twiml: format!(
                "<Response><Connect><Stream url=\"{{media}}\"><Parameter name=\"token\" value=\"t&amp;t\"/></Stream>\
                 </Connect><Dial>{OWNER}</Dial></Response>"
            ),
            greeting_ms: 400,
            reply_ms: 300,
            replies: 1,
            hole_ms: 0,
            yields: false,
            end: Ending::Complete,
        }
    }
}

/// What an agent met with.
#[derive(Debug, Default, Clone)]
pub struct Met {
    pub parameters: Vec<(String, String)>,
    pub webhook_signed: bool,
    pub stream_signed: bool,
    pub start: Option<wire::Start>,
    /// Names of all messages, in order; `media` left out.
    pub events: Vec<String>,
    /// Times of `media`, as the carrier gives them and as they arrived, ms since `start`.
    pub media: Vec<(u64, u64)>,
    /// Marks, and when they came back, ms since `start`.
    pub marks: Vec<(String, u64)>,
    /// Ordering by REST was answered with this; 0 when it was not.
    pub rest_status: Option<u16>,
    /// The socket ended without a close.
    pub broken: bool,
    /// Parameters of the status callback.
    pub status: Vec<(String, String)>,
}

impl Met {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        value(&self.parameters, name)
    }
}

pub fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A running agent.
pub struct Agent {
    pub base: String,
    state: Arc<AgentState>,
}

struct AgentState {
    manners: Manners,
    base: String,
    rest: String,
    met: Mutex<Met>,
}

impl Agent {
    /// Starts an agent whose carrier's REST host lies at `rest`.
    pub async fn start(manners: Manners, rest: String) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("127.0.0.1:{}", listener.local_addr().expect("an address").port());
        let state = Arc::new(AgentState { manners, base: base.clone(), rest, met: Mutex::default() });
        let router = Router::new()
            .route("/voice", post(voice))
            .route("/status", post(status))
            .route("/media", any(media))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(lab::listener::without_delay(listener), router).await });
        Agent { base, state }
    }

    pub fn met(&self) -> Met {
        self.state.met.lock().expect("no panic").clone()
    }
}

async fn voice(
    State(agent): State<Arc<AgentState>>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let signed = is_signed(&headers, &format!("http://{}/voice", agent.base), &form);
    let mut met = agent.met.lock().expect("no panic");
    (met.parameters, met.webhook_signed) = (form, signed);
    if !signed {
        return StatusCode::FORBIDDEN.into_response();
    }
    let twiml = agent.manners.twiml.replace("{media}", &format!("ws://{}/media", agent.base));
    ([(header::CONTENT_TYPE, "text/xml")], twiml).into_response()
}

async fn status(State(agent): State<Arc<AgentState>>, Form(form): Form<Vec<(String, String)>>) {
    agent.met.lock().expect("no panic").status = form;
}

async fn media(State(agent): State<Arc<AgentState>>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    let signed = is_signed(&headers, &format!("ws://{}/media", agent.base), &[]);
    agent.met.lock().expect("no panic").stream_signed = signed;
    upgrade.on_upgrade(|socket| Talk::hold(agent, socket))
}

fn is_signed(headers: &HeaderMap, url: &str, form: &[(String, String)]) -> bool {
    let signature = headers.get(signature::HEADER).and_then(|value| value.to_str().ok()).unwrap_or("");
    signature::verify(&[SecretString::from(TOKEN)], url, form, signature)
}

/// One stream of the agent.
struct Talk {
    agent: Arc<AgentState>,
    socket: WebSocket,
    begun_at: Instant,
    writer: ToCarrier,
    marks_sent: u64,
    marks_back: u64,
    /// The last mark that a clear was sent for.
    cleared: u64,
    /// Frames since the caller was loud; none while not loud at all.
    quiet: Option<u32>,
    replies: usize,
}

impl Talk {
    async fn hold(agent: Arc<AgentState>, socket: WebSocket) {
        let talk = Talk {
            agent,
            socket,
            begun_at: Instant::now(),
            writer: ToCarrier::new(""),
            marks_sent: 0,
            marks_back: 0,
            cleared: 0,
            quiet: None,
            replies: 0,
        };
        talk.run().await;
    }

    async fn run(mut self) {
        loop {
            // A carrier sends 50 messages a second; one that is silent for so long is half gone.
            let next = tokio::time::timeout(Duration::from_millis(1_500), self.socket.next()).await;
            let text = match next {
                Ok(Some(Ok(Message::Text(text)))) => text,
                Ok(Some(Ok(Message::Close(_)))) => return,
                Ok(Some(Ok(_))) => continue,
                Ok(Some(Err(_)) | None) => return self.met(|met| met.broken = true),
                Err(_) => return self.end().await,
            };
            let done = self.take(&text).await;
            if done {
                self.end().await;
                if self.agent.manners.end == Ending::Close {
                    return;
                }
            }
        }
    }

    fn met(&self, note: impl FnOnce(&mut Met)) {
        note(&mut self.agent.met.lock().expect("no panic"));
    }

    fn now_ms(&self) -> u64 {
        self.begun_at.elapsed().as_millis() as u64
    }

    /// Takes a message; true when the last reply has been played.
    async fn take(&mut self, text: &str) -> bool {
        let envelope = wire::read(text).expect("a message of Media Streams");
        let event: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let name = event["event"].as_str().expect("an event").to_owned();
        if name != "media" {
            self.met(|met| met.events.push(name));
        }
        match envelope.message {
            wire::Message::Start(start) => {
                self.begun_at = Instant::now();
                self.writer = ToCarrier::new(&start.stream_sid);
                self.met(|met| met.start = Some(*start));
                self.say(self.agent.manners.greeting_ms, self.agent.manners.hole_ms).await;
            }
            wire::Message::Media(media) => {
                let mut sound = Vec::new();
                media.decode(&mut sound).expect("sound");
                let times = (media.timestamp_ms.expect("a time"), self.now_ms());
                self.met(|met| met.media.push(times));
                self.hear(&sound).await;
            }
            wire::Message::Mark(mark) => {
                let times = (mark.into_owned(), self.now_ms());
                self.met(|met| met.marks.push(times));
                self.marks_back += 1;
                return self.replies == self.agent.manners.replies && self.marks_back == self.marks_sent;
            }
            _ => {}
        }
        false
    }

    async fn hear(&mut self, sound: &[u8]) {
        let loud = sound.iter().any(|&code| mulaw::decode(code).unsigned_abs() > 500);
        match (&mut self.quiet, loud) {
            (_, true) => {
                self.quiet = Some(0);
                if self.agent.manners.yields && self.marks_back < self.marks_sent && self.cleared < self.marks_sent {
                    let clear = self.writer.clear().to_owned();
                    self.send(clear).await;
                    self.cleared = self.marks_sent;
                }
            }
            (Some(quiet), false) => *quiet += 1,
            (None, false) => {}
        }
        // 200 ms of silence: the caller has finished.
        if self.quiet == Some(10) {
            self.quiet = None;
            self.replies += 1;
            self.say(self.agent.manners.reply_ms, 0).await;
        }
    }

    /// Sends a tone all at once, as an agent with a long lead would, perhaps with a hole after 200 ms; then a mark.
    async fn say(&mut self, ms: usize, hole_ms: u64) {
        for frame in 0..ms / 20 {
            if frame == 10 && hole_ms > 0 {
                sleep(Duration::from_millis(hole_ms)).await;
            }
            let text = self.writer.media(&[mulaw::encode(4_000); LINE_FRAME]).to_owned();
            self.send(text).await;
        }
        self.marks_sent += 1;
        let text = self.writer.mark(self.marks_sent).to_owned();
        self.send(text).await;
    }

    async fn send(&mut self, text: String) {
        let _ = self.socket.send(Message::Text(text.into())).await;
    }

    async fn end(&mut self) {
        let order = match &self.agent.manners.end {
            Ending::Complete => ("Status", "completed"),
            Ending::Twiml(twiml) => ("Twiml", twiml.as_str()),
            Ending::Close => {
                let _ = self.socket.close().await;
                return;
            }
            Ending::Never => return,
        };
        let start = self.agent.met.lock().expect("no panic").start.clone().expect("a start");
        let url = format!(
            "http://{}/2010-04-01/Accounts/{}/Calls/{}.json",
            self.agent.rest, start.account_sid, start.call_sid
        );
        let request = reqwest::Client::new().post(url).basic_auth(ACCOUNT, Some(TOKEN)).form(&[order]);
        let response = request.timeout(Duration::from_millis(800)).send().await;
        let status = response.map_or(0, |response| response.status().as_u16());
        self.met(|met| met.rest_status = Some(status));
        if status != 200 {
            let _ = self.socket.close().await;
        }
    }
}

/// A rehearsal: an agent, and calls to it.
pub struct Rehearsal {
    pub manners: Manners,
    pub faults: Vec<&'static str>,
    pub fallback: Fallback,
    pub lines: usize,
    pub cut_ins: Vec<(u32, u64)>,
    pub manner: Manner,
    pub noise_dbfs: Option<f32>,
}

impl Default for Rehearsal {
    fn default() -> Self {
        Rehearsal {
            manners: Manners::default(),
            faults: vec![],
            fallback: Fallback::None,
            lines: 1,
            cut_ins: vec![],
            manner: Manner { patience_ms: 300, linger_ms: 1_000, give_up_ms: 3_000, ..Manner::default() },
            noise_dbfs: None,
        }
    }
}

/// What came of it.
pub struct Played {
    pub report: Report,
    pub met: Met,
    pub happenings: Vec<Happening>,
}

#[derive(Default)]
pub struct Notes(Mutex<Vec<Happening>>);

impl Audience for Notes {
    fn see(&self, _call: usize, happening: &Happening) {
        self.0.lock().expect("no panic").push(happening.clone());
    }
}

impl Notes {
    pub fn taken(&self) -> Vec<Happening> {
        self.0.lock().expect("no panic").clone()
    }
}

/// 400 ms that can be heard.
pub fn speech() -> Utterance {
    let sound = Sound::from_samples(&[5_000; 3_200], 8_000).expect("sound");
    Utterance::Speech { words: Some("Hallo.".to_owned()), sound: Arc::new(sound) }
}

impl Rehearsal {
    /// The carrier and the agent, with the REST host between them.
    pub async fn set_up(&self) -> (Carrier, Agent) {
        rustls::crypto::ring::default_provider().install_default().ok();
        let faults: Faults = self.faults.iter().map(|fault| fault.parse::<Fault>().expect("a fault")).collect();
        let account = Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) };
        let exchange = Exchange::new(account.clone(), faults.rest);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let rest = listener.local_addr().expect("an address").to_string();
        tokio::spawn(rest::serve(exchange.clone(), listener));
        let agent = Agent::start(self.manners.clone(), rest).await;
        let webhook: reqwest::Url = format!("http://{}/voice", agent.base).parse().expect("a URL");
        let carrier = Carrier {
            post: Post::new(account, &webhook, faults, true).expect("a client"),
            exchange,
            status_callback: Some(webhook.join("/status").expect("a URL")),
            webhook,
            fallback: self.fallback.clone(),
            faults,
            noise_dbfs: self.noise_dbfs,
            keeps_sound: true,
            seed: [7; 32],
        };
        (carrier, agent)
    }

    pub fn errand(&self, number: usize) -> Errand {
        let line = Prepared { asked: None, unless_heard: vec![], if_heard: vec![], tries: None, utterance: speech() };
        let cut_in = |&(turn, at_ms): &(u32, u64)| CutIn { turn, at_ms, utterance: speech() };
        let script = Script::new(vec![line; self.lines].into());
        Errand {
            number,
            from: "+4917604069012".to_owned(),
            to: "+492214710100".to_owned(),
            forwarded_from: None,
            caller: Caller::new(script, self.cut_ins.iter().map(cut_in).collect(), self.manner),
        }
    }

    /// Makes one call.
    pub async fn play(self) -> Played {
        let (carrier, agent) = self.set_up().await;
        let notes = Notes::default();
        let report = carrier.place(self.errand(0), &notes).await;
        // The agent's end of the socket may need a moment to see what became of it.
        sleep(Duration::from_millis(100)).await;
        Played { report, met: agent.met(), happenings: notes.taken() }
    }
}
