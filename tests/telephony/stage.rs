//! The stage of these tests: a server on a free port with one business and an echo at its desk, and a small carrier.

use async_trait::async_trait;
use base::clock::FixedClock;
use call::line::{Control, Line, LineError, LineEvent};
use call::record::{Incoming, PastCalls, PastCallsError};
use futures_util::{SinkExt, StreamExt};
use secrecy::SecretString;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use telephony::wire::{Counters, MediaFormat, Start, ToServer, Traffic};
use telephony::{
    Asking, CallHandler, CallPlace, Carrier, Events, MEDIA_PATH, PlaceError, Places, PublicUrl, Reception, Region,
    VOICE_PATH, router, signature,
};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub const CALL: &str = "CA00000000000000000000000000000001";
/// A call's id of the carrier's form.
pub fn call_sid(number: usize) -> String {
    format!("CA{number:032x}")
}

pub const STREAM: &str = "MZ00000000000000000000000000000001";
pub const OLD_TOKEN: &str = "second-auth-token";

/// Longer than anything here takes, shorter than patience.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub use lab::salon::{ACCOUNT, Book, CALLER, DIALLED, OWNER, TOKEN, business, number};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
pub type Form = Vec<(String, String)>;

/// Plays back what it hears. `0` hangs the call up by leaving, `*` clears, any other key is sent as a mark of that number.
pub struct Echo {
    pub places: Places,
    /// Plays this many frames as soon as the call begins.
    pub opening_frames: AtomicU64,
    pub answered: Mutex<Vec<Incoming>>,
    pub controls: Mutex<Vec<Arc<dyn Control>>>,
    /// Everything that came in, per call of the carrier; frames as their first byte.
    pub heard: Mutex<BTreeMap<String, Vec<Heard>>>,
    pub failures: Mutex<Vec<LineError>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    Frame(u8),
    Other(LineEvent),
}

impl Echo {
    fn with_places(places: usize) -> Self {
        Echo {
            places: Places::new(places),
            opening_frames: AtomicU64::new(0),
            answered: Mutex::default(),
            controls: Mutex::default(),
            heard: Mutex::default(),
            failures: Mutex::default(),
        }
    }

    pub fn heard(&self, call: &str) -> Vec<Heard> {
        self.heard.lock().expect("lock").get(call).cloned().unwrap_or_default()
    }

    /// Waits until the call has ended, and says how.
    pub async fn ended(&self, call: &str) -> LineEvent {
        let ended = async {
            loop {
                if let Some(Heard::Other(closed @ LineEvent::Closed(_))) = self.heard(call).last() {
                    return closed.clone();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, ended).await.expect("the call ends")
    }

    pub fn calls(&self) -> usize {
        self.answered.lock().expect("lock").len()
    }

    async fn act(&self, line: &mut dyn Line, event: &LineEvent) -> Result<bool, LineError> {
        match event {
            LineEvent::Frame(frame) => line.play(frame).await?,
            LineEvent::Digit('0') => return Ok(false),
            LineEvent::Digit('*') => line.clear().await?,
            LineEvent::Digit(key) => line.mark(u64::from(key.to_digit(10).unwrap_or(0))).await?,
            LineEvent::Mark(_) => {}
            LineEvent::Closed(_) => return Ok(false),
        }
        Ok(true)
    }
}

#[async_trait]
impl CallHandler for Echo {
    async fn reserve(&self, _: &Asking<'_>) -> Result<CallPlace, PlaceError> {
        self.places.reserve()
    }

    async fn answer(&self, _place: CallPlace, incoming: Incoming, mut line: Box<dyn Line>, control: Arc<dyn Control>) {
        let call = incoming.carrier_call.clone();
        self.answered.lock().expect("lock").push(incoming);
        self.controls.lock().expect("lock").push(control);
        for _ in 0..self.opening_frames.load(Ordering::Relaxed) {
            if let Err(error) = line.play(&[0x55; 160]).await {
                self.failures.lock().expect("lock").push(error);
                return;
            }
        }
        loop {
            let event = line.receive().await;
            let heard = match &event {
                LineEvent::Frame(frame) => Heard::Frame(frame[0]),
                other => Heard::Other(other.clone()),
            };
            self.heard.lock().expect("lock").entry(call.clone()).or_default().push(heard);
            match self.act(line.as_mut(), &event).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return self.failures.lock().expect("lock").push(error),
            }
        }
    }
}

/// Collects what is logged by the thread of a test.
pub struct Log {
    lines: Lines,
    _collecting: tracing::subscriber::DefaultGuard,
    _second: tracing::Dispatch,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Collects from now on, until it is dropped.
    pub async fn collect() -> Log {
        // While there is but one subscriber, a place in the code that another test's thread comes to first is taken for one
        // that nobody listens to, since nobody does on that thread; with two, all are asked.
        let second = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(std::io::sink).finish());
        let lines = Lines::default();
        let sink = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || sink.clone())
            .finish();
        let collecting = tracing::subscriber::set_default(subscriber);
        // A place that another test's thread registers at this very moment would else be taken for one that nobody listens to.
        tokio::time::sleep(Duration::from_millis(20)).await;
        tracing::callsite::rebuild_interest_cache();
        Log { lines, _collecting: collecting, _second: second }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.lines.0.lock().expect("lock").clone()).expect("text")
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lock").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The calls of processes before this one; `None` when nobody can tell.
pub struct Past(pub Mutex<Option<BTreeSet<String>>>);

#[async_trait]
impl PastCalls for Past {
    async fn was_begun(&self, carrier_call: &str) -> Result<bool, PastCallsError> {
        let past = self.0.lock().expect("lock");
        past.as_ref().map(|past| past.contains(carrier_call)).ok_or_else(|| PastCallsError("disk".to_owned()))
    }
}

/// A running server, and what is known of it.
pub struct Stage {
    pub address: SocketAddr,
    pub public_url: PublicUrl,
    pub echo: Arc<Echo>,
    pub past_calls: Arc<Past>,
    pub events: Arc<Events>,
    traffic: Arc<Traffic>,
}

pub fn carrier() -> Carrier {
    Carrier {
        id: "main".to_owned(),
        account: ACCOUNT.to_owned(),
        tokens: vec![TOKEN.into(), OLD_TOKEN.into()],
        region: Region::Ie1,
        rest_base: Some("http://127.0.0.1:9".to_owned()),
    }
}

impl Stage {
    /// One business, one carrier, on loopback.
    pub async fn open() -> Stage {
        Stage::with(None, vec![carrier()], Book(Ok(vec![business()]))).await
    }

    /// The same with so many places.
    pub async fn with_places(places: usize) -> Stage {
        Stage::build(None, vec![carrier()], Book(Ok(vec![business()])), places).await
    }

    pub async fn with(public_url: Option<&str>, carriers: Vec<Carrier>, book: Book) -> Stage {
        Stage::build(public_url, carriers, book, 1_000).await
    }

    async fn build(public_url: Option<&str>, carriers: Vec<Carrier>, book: Book, places: usize) -> Stage {
        rustls::crypto::ring::default_provider().install_default().ok();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("address");
        let local = format!("http://{address}");
        let public_url = PublicUrl::parse(public_url.unwrap_or(&local)).expect("public url");
        let echo = Arc::new(Echo::with_places(places));
        let past_calls = Arc::new(Past(Mutex::new(Some(BTreeSet::new()))));
        let events = Arc::new(Events::for_listener(address, &public_url));
        let (traffic, counter) = (Arc::new(Traffic::default()), AtomicU64::new(1));
        let reception = Reception {
            public_url: public_url.clone(),
            carriers,
            directory: Arc::new(book),
            past_calls: past_calls.clone(),
            desk: echo.clone(),
            events: events.clone(),
            traffic: traffic.clone(),
            clock: Arc::new(FixedClock("2026-12-01T09:00:00Z".parse().expect("instant"))),
            random: Arc::new(move |bytes: &mut [u8]| {
                // Different every time and never the same twice is all that these tests need of chance.
                let next = counter.fetch_add(1, Ordering::Relaxed).to_le_bytes();
                bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
                Ok(())
            }),
        };
        let router = router(reception).expect("router");
        tokio::spawn(async move { axum::serve(lab::listener::without_delay(listener), router).await });
        Stage { address, public_url, echo, past_calls, events, traffic }
    }

    pub fn local(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was counted on all sockets that are over, once something was.
    pub async fn counters(&self) -> Counters {
        let counted = async {
            while self.traffic.counters() == Counters::default() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            self.traffic.counters()
        };
        timeout(PATIENCE, counted).await.expect("counted")
    }

    /// The form of a call that comes in.
    pub fn form(call: &str) -> Form {
        let pairs = [
            ("AccountSid", ACCOUNT),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", call),
            ("CallStatus", "ringing"),
            ("Direction", "inbound"),
            ("From", CALLER),
            ("To", DIALLED),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    /// Posts a form with this signature, if any.
    pub async fn post(&self, path: &str, form: &Form, signature: Option<&str>) -> reqwest::Response {
        let client = reqwest::Client::builder().no_proxy().build().expect("client");
        let mut request = client.post(self.local(path)).form(form);
        if let Some(signature) = signature {
            request = request.header(signature::HEADER, signature);
        }
        request.send().await.expect("response")
    }

    /// Asks what to do with a call, properly signed.
    pub async fn webhook(&self, form: &Form) -> reqwest::Response {
        let signature = signature::sign(&TOKEN.into(), &self.public_url.http(VOICE_PATH), form);
        self.post(VOICE_PATH, form, Some(&signature)).await
    }

    /// Asks what to do with a call, and takes the stream's token from the answer.
    pub async fn token(&self, call: &str) -> String {
        let twiml = self.webhook(&Stage::form(call)).await.text().await.expect("TwiML");
        let (_, rest) = twiml.split_once(r#"<Parameter name="token" value=""#).expect("a token");
        rest.split_once('"').expect("its end").0.to_owned()
    }

    /// The signature that the holder of an account's token makes for the stream of a token of ours.
    pub fn handshake_signature(&self, auth_token: &str, token: &str) -> String {
        let url = self.public_url.websocket(&format!("{MEDIA_PATH}/{token}"));
        signature::sign(&SecretString::from(auth_token), &url, &[])
    }

    /// Opens the stream of a token with this signature, if any; small buffers make a slow reader felt at once.
    pub async fn dial(&self, token: &str, signature: Option<&str>, small: bool) -> Result<Socket, tungstenite::Error> {
        let mut request = format!("ws://{}{MEDIA_PATH}/{token}", self.address).into_client_request()?;
        if let Some(signature) = signature {
            request.headers_mut().insert(signature::HEADER, signature.parse().expect("header"));
        }
        let tcp = TcpSocket::new_v4()?;
        if small {
            tcp.set_recv_buffer_size(4 * 1024)?;
        }
        let tcp = tcp.connect(self.address).await?;
        tcp.set_nodelay(true)?;
        Ok(tokio_tungstenite::client_async(request, MaybeTlsStream::Plain(tcp)).await?.0)
    }

    /// Opens the stream of a token, properly signed.
    pub async fn socket(&self, token: &str) -> Socket {
        self.dial(token, Some(&self.handshake_signature(TOKEN, token)), false).await.expect("a socket")
    }

    /// A call with its stream begun.
    pub async fn call(&self, call: &str) -> Call {
        let token = self.token(call).await;
        self.call_with(call, &token).await
    }

    /// A call with its stream begun, with this token.
    pub async fn call_with(&self, call: &str, token: &str) -> Call {
        self.begin(token, &start(call, Some(token))).await
    }

    /// The stream of a token, which says this at its beginning if anybody still listens.
    pub async fn begin(&self, token: &str, start: &Start) -> Call {
        let mut call =
            Call { socket: self.socket(token).await, writer: ToServer::new(STREAM), call: start.call_sid.clone() };
        for text in [ToServer::CONNECTED.to_owned(), call.writer.start(start).to_owned()] {
            let _ = call.socket.send(Message::text(text)).await;
        }
        call
    }
}

/// What `start` says.
pub fn start(call: &str, token: Option<&str>) -> Start {
    Start {
        stream_sid: STREAM.to_owned(),
        account_sid: ACCOUNT.to_owned(),
        call_sid: call.to_owned(),
        tracks: vec!["inbound".to_owned()],
        media_format: MediaFormat::mulaw(),
        custom_parameters: token.map(|token| ("token".to_owned(), token.to_owned())).into_iter().collect(),
    }
}

/// The carrier's side of one stream.
pub struct Call {
    pub socket: Socket,
    pub writer: ToServer,
    pub call: String,
}

impl Call {
    pub async fn text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.expect("sent");
    }

    pub async fn frame(&mut self, value: u8) {
        let text = self.writer.media(0, &[value; 160]).to_owned();
        self.text(&text).await;
    }

    pub async fn digit(&mut self, key: char) {
        let text = self.writer.digit(key).to_owned();
        self.text(&text).await;
    }

    pub async fn stop(&mut self) {
        let text = self.writer.stop(ACCOUNT, &self.call).to_owned();
        self.text(&text).await;
    }

    /// The next text from the server.
    pub async fn hear(&mut self) -> String {
        match timeout(PATIENCE, self.socket.next()).await.expect("in time") {
            Some(Ok(Message::Text(text))) => text.to_string(),
            other => panic!("no text: {other:?}"),
        }
    }

    /// Says a frame and hears it come back.
    pub async fn echo(&mut self, value: u8) {
        self.frame(value).await;
        assert_eq!(self.hear().await, telephony::wire::ToCarrier::new(STREAM).media(&[value; 160]));
    }
}

/// How the server closes the socket: its code, if it says one.
pub async fn close_code(socket: &mut Socket) -> Option<u16> {
    let closed = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| u16::from(frame.code)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    };
    timeout(PATIENCE, closed).await.expect("the server closes")
}
