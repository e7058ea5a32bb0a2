//! A server that tells what it says and asks: the caller answers by that.

use super::agent::Notes;
use audio::{LINE_FRAME, mulaw};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use futures_util::{SinkExt, StreamExt, stream};
use lab::telephone::Happening;
use lab::telephone::caller::{Caller, Manner};
use lab::telephone::carrier::{Carrier, Errand, Fallback};
use lab::telephone::events::Who;
use lab::telephone::fault::Faults;
use lab::telephone::minutes::TranscriptTurn;
use lab::telephone::report::CallEnd;
use lab::telephone::rest::{Account, Exchange};
use lab::telephone::script::{Prepared, Script, Utterance};
use lab::telephone::webhook::Post;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use telephony::wire::{self, ToCarrier};
use telephony::{EVENTS_PATH, MEDIA_PATH, VOICE_PATH, twiml};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

struct Office {
    address: String,
    sender: mpsc::UnboundedSender<String>,
    events: Mutex<Option<mpsc::UnboundedReceiver<String>>>,
    keys: Mutex<String>,
}

/// Asks for the name, then for agreement to the wrong name, then to the right one, and hangs up; all of it told as a
/// Vorzimmer would.
async fn office() -> Arc<Office> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (sender, events) = mpsc::unbounded_channel();
    let office = Arc::new(Office { address, sender, events: Mutex::new(Some(events)), keys: Mutex::default() });
    let router = Router::new()
        .route(VOICE_PATH, post(voice))
        .route(MEDIA_PATH, any(media))
        .route(EVENTS_PATH, get(watch))
        .with_state(office.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    office
}

async fn voice(State(office): State<Arc<Office>>) -> Response {
    let url = format!("ws://{}{MEDIA_PATH}", office.address);
    let twiml = format!(
        "<Response><Connect><Stream url=\"{url}\"><Parameter name=\"{}\" value=\"secret\"/></Stream></Connect></Response>",
        twiml::TOKEN_PARAMETER
    );
    ([(header::CONTENT_TYPE, "text/xml")], twiml).into_response()
}

async fn watch(State(office): State<Arc<Office>>, headers: HeaderMap) -> Response {
    assert_eq!(headers[header::AUTHORIZATION], "Bearer secret");
    let events = office.events.lock().expect("no panic").take().expect("one watcher");
    let lines = stream::unfold(events, |mut events| async move {
        let line = events.recv().await.filter(|line| line != "end")?;
        Some((Ok::<_, Infallible>(line + "\n"), events))
    });
    axum::body::Body::from_stream(lines).into_response()
}

/// What is told of the first turn when it is over.
const TURN: &str = "{\"event\":\"turn\",\"turn\":0,\"who\":\"agent\",\"words\":\"Wie ist Dein Name?\",\"interrupted\":false,\
                    \"start_ms\":20,\"end_ms\":220,\"intents\":[],\"voice_to_voice_ms\":null,\"endpointing_ms\":301,\
                    \"recognition_ms\":302,\"dialogue_ms\":303,\"synthesis_ms\":304}";

async fn media(State(office): State<Arc<Office>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|mut socket| async move {
        let mut writer = ToCarrier::new("");
        let mut questions =
            [("name", "Wie ist Dein Name?"), ("confirm", "Kellner?"), ("confirm", "Keller?")].into_iter();
        while let Some(Ok(Message::Text(text))) = socket.next().await {
            match wire::read(&text).expect("a message").message {
                wire::Message::Start(start) => writer = ToCarrier::new(&start.stream_sid),
                wire::Message::Digit(key) => {
                    office.keys.lock().expect("no panic").push(key);
                    if key == '1' {
                        let _ = office.sender.send(TURN.to_owned());
                    }
                }
                _ => continue,
            }
            let Some((asked, words)) = questions.next() else { break };
            let _ = office.sender.send(format!("{{\"event\":\"say\",\"words\":\"{words}\",\"at_ms\":0}}"));
            let sound = writer.media(&[mulaw::encode(4_000); 10 * LINE_FRAME]).to_owned();
            let _ = socket.send(Message::Text(sound.into())).await;
            let _ =
                office.sender.send(format!("{{\"event\":\"asked\",\"asked\":\"{asked}\",\"offered\":[],\"at_ms\":0}}"));
        }
        let _ = office.sender.send("end".to_owned());
        let _ = socket.close().await;
    })
}

fn line(asked: &str, unless_heard: &[&str], digits: &str) -> Prepared {
    Prepared {
        asked: Some(asked.to_owned()),
        if_heard: vec![],
        unless_heard: unless_heard.iter().map(|words| (*words).to_owned()).collect(),
        tries: None,
        utterance: Utterance::Digits(digits.to_owned()),
    }
}

#[tokio::test]
async fn the_caller_answers_what_is_asked_and_corrects_what_is_wrong() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let office = office().await;
    let account = Account { sid: "AC1".to_owned(), token: None };
    let webhook: reqwest::Url = format!("http://{}{VOICE_PATH}", office.address).parse().expect("a URL");
    let carrier = Carrier {
        post: Post::new(account.clone(), &webhook, Faults::default(), true).expect("a client"),
        exchange: Exchange::new(account, None),
        webhook,
        fallback: Fallback::None,
        status_callback: None,
        faults: Faults::default(),
        noise_dbfs: None,
        keeps_sound: false,
        seed: [7; 32],
    };
    let script = [line("name", &[], "1"), line("confirm", &["keller"], "2"), line("confirm", &[], "3")];
    let errand = Errand {
        number: 0,
        from: "anonymous".to_owned(),
        to: "+492214710100".to_owned(),
        forwarded_from: None,
        caller: Caller::new(Script::new(script.into()), vec![], Manner { reaction_ms: 200, ..Manner::default() }),
    };
    let notes = Notes::default();
    let report = carrier.place(errand, &notes).await;
    assert_eq!(report.figures.outcome, CallEnd::Agent);
    assert_eq!(*office.keys.lock().expect("no panic"), "123", "name, correction, agreement");
    let taken = notes.taken();
    let said: Vec<&str> = taken
        .iter()
        .filter_map(|happening| match happening {
            Happening::Sentence(words) => Some(words.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(said, ["Wie ist Dein Name?", "Kellner?", "Keller?"]);
    let turns: Vec<&TranscriptTurn> = taken
        .iter()
        .filter_map(|happening| match happening {
            Happening::Turn(turn) => Some(turn),
            _ => None,
        })
        .collect();
    assert_eq!(
        (turns[0].who, turns[0].timing.endpointing_ms, turns[0].timing.synthesis_ms),
        (Who::Agent, Some(301), Some(304))
    );
    assert_eq!(turns[2].words.as_deref(), Some("Kellner?"));
}
