//! P25, P24, P26: what a caller says goes to the providers that are listed for it, and to nobody else.
//!
//! A whole call over real sockets: recogniser, language model, voice and the model for the summary are four processors, each with a
//! server of its own, and a fifth server is listed nowhere. The caller says a name, a number and a phrase; afterwards every byte
//! that any of the servers received is searched for them.

use super::canary::{Canary, Haystack, forms};
use crate::providers::ears::deepgram_server;
use call::line::Control;
use lab::office::phone::{BOOKED, BOOKING, Ringing, speech};
use lab::office::{ACCOUNT, NOW, Office, PATIENCE, Plan, TOKEN, bytes, command};
use lab::provider::chat::{ChatServer, ChatStep, calls, says};
use lab::provider::ear::SocketServer;
use lab::provider::speech::{self, SpeechServer, linear};
use lab::telephone::report::CallEnd;
use lab::telephone::script::Utterance;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use telephony::rest::{Rest, RestControl};
use telephony::{Carrier, Region};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

/// Said by the caller.
const NAME: &str = "Zaunkönig";
const PHRASE: &str = "Zitronenfalter";
const NUMBER_SAID: &str = "017604069077";
/// The caller's line, which nobody is to learn of.
const LINE: &str = "+4917604069042";

const SAID: [&str; 3] = [
    "Hier spricht Zaunkönig, der Zitronenfalter sitzt im Garten, und meine Nummer ist die 017604069077.",
    "Nein danke, das war alles.",
    "Auf Wiederhören.",
];

/// A server that is listed nowhere. Counts who comes, and answers nothing that helps.
struct Decoy {
    address: String,
    visits: Arc<AtomicUsize>,
}

impl Decoy {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = visits.clone();
        tokio::spawn(async move {
            while let Ok((_visitor, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        Decoy { address, visits }
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::Relaxed)
    }
}

/// A server that sends everybody elsewhere, whatever they ask for.
async fn redirector(status: u16, to: &str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    let answer = format!(
        "HTTP/1.1 {status} Elsewhere\r\nLocation: http://{to}/v1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut visitor, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let answer = answer.clone();
            tokio::spawn(async move {
                if !visitor.read(&mut [0; 4096]).await.is_ok_and(|bytes| bytes > 0) {
                    return;
                }
                visitor.write_all(answer.as_bytes()).await.ok();
                // What was sent is read, lest the answer be lost with it.
                let mut rest = Vec::new();
                tokio::time::timeout(Duration::from_millis(200), visitor.read_to_end(&mut rest)).await.ok();
            });
        }
    });
    (host, asked)
}

fn processor(id: &str, host: &str, data: &[&str], region: &str) -> Value {
    json!({ "id": id, "name": format!("the {id} of a test"), "purpose": "a test", "region": region, "data": data,
            "legal_basis": "Art. 6(1)(b) GDPR", "agreement": "none, it is a test", "hosts": [host] })
}

/// Four providers, each at a host of its own.
fn providers(ear: &str, brain: &str, voice: &str, scribe: &str, region: &str) -> Value {
    let llm = |id: &str, host: &str| json!({ "id": id, "processor": id, "url": format!("http://{host}/v1"), "model": format!("{id}-1") });
    json!({
        "processor": [processor("ear", ear, &["voice", "words"], region), processor("brain", brain, &["words", "name"], region),
                      processor("voice", voice, &["speech"], region), processor("scribe", scribe, &["words"], region)],
        "recogniser": [{ "id": "ear", "kind": "deepgram", "processor": "ear", "url": format!("ws://{ear}/v1/listen"),
                         "model": "nova-3" }],
        "llm": [llm("brain", brain), llm("scribe", scribe)],
        "synthesiser": [{ "id": "voice", "kind": "speech-api", "processor": "voice", "url": format!("http://{voice}/v1"),
                          "model": "tts-1", "voice_de": "anna", "voice_en": "kate", "sample_hz": 24_000 }],
        "engine": { "kind": "llm" },
        "summary": { "kind": "llm", "llm": "scribe" },
        "speech": { "order": ["ear"] },
        "voice": { "order": ["voice"] },
    })
}

/// Every proxy that a program could find in its environment leads to the decoy.
fn proxies(decoy: &str) -> Vec<(&'static str, String)> {
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
    let led = names.map(|name| (name, format!("http://{decoy}")));
    led.into_iter().chain([("NO_PROXY", String::new()), ("no_proxy", String::new())]).collect()
}

/// What a server received, as bytes to be searched.
fn heard_by(ear: &SocketServer) -> Vec<u8> {
    let each = ear.seen().into_iter().flat_map(|seen| {
        let text = format!(
            "{} {:?} {:?}",
            seen.path,
            seen.authorization,
            seen.deeds
                .iter()
                .filter(|deed| { !matches!(deed, lab::provider::ear::Deed::Sound(_)) })
                .collect::<Vec<_>>()
        );
        [text.into_bytes(), seen.sound()].concat()
    });
    each.collect()
}

fn read_by(chat: &ChatServer) -> Vec<u8> {
    let requests = chat.requests();
    let headers = (0..requests.len()).map(|number| format!("{:?}", chat.headers(number)));
    requests.iter().map(Value::to_string).chain(headers).collect::<Vec<_>>().join("\n").into_bytes()
}

fn spoken_by(voice: &SpeechServer) -> Vec<u8> {
    let each = voice.seen().into_iter().map(|seen| format!("{} {:?} {}", seen.address, seen.headers, seen.body));
    each.collect::<Vec<_>>().join("\n").into_bytes()
}

fn holds(bytes: &[u8], canary: Canary<'_>) -> bool {
    let haystack = Haystack::new(bytes);
    forms(canary).iter().any(|form| haystack.holds(form))
}

#[tokio::test]
async fn p25_a_canary_reaches_the_listed_processors_alone_and_each_by_its_data_classes() {
    let decoy = Decoy::open().await;
    let ear = deepgram_server(&SAID).await;
    let brain = ChatServer::start(|_, request| {
        let last = request["messages"].as_array().and_then(|all| all.last()).map(|last| last["content"].to_string());
        match last.unwrap_or_default() {
            words if words.contains("Garten") => says("Danke, Zaunkönig. Was kann ich für dich tun?"),
            _ => calls("end_call", json!({})),
        }
    })
    .await;
    let voice = SpeechServer::start(|_| vec![speech::SoundStep::Sound(linear(300))]).await;
    // Slow enough for the server to be told to stop before it answers.
    let scribe = ChatServer::start(|_, _| {
        [vec![ChatStep::Wait(Duration::from_millis(1_500))], says("Zaunkönig erzählte von einem Zitronenfalter.")]
            .concat()
    })
    .await;
    let sections = providers(&ear.host, &brain.host, &voice.host, &scribe.host, "here");
    let proxies = proxies(&decoy.address);
    let environment: Vec<(&str, &str)> = proxies.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let plan = Plan { sections: Some(&sections), environment: &environment, ..Plan::hearing(&SAID) };
    let mut office = plan.open().await;
    let over = office.call(Ringing { from: LINE, ..Ringing::default() }).over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:#?}", over.happenings);
    // The summary is not yet there; the server that is told to stop waits for it.
    office.terminate();
    assert!(office.ended().await.success());

    let (heard, read, spoken, summed) = (heard_by(&ear), read_by(&brain), spoken_by(&voice), read_by(&scribe));
    println!(
        "bytes received: ear {}, brain {}, voice {}, scribe {}",
        heard.len(),
        read.len(),
        spoken.len(),
        summed.len()
    );
    let Utterance::Speech { sound, .. } = speech(0) else { panic!("a recording") };
    let sound = Canary::Sound(&sound);
    let [name, phrase, number, line] =
        [Canary::Text(NAME), Canary::Text(PHRASE), Canary::Number(NUMBER_SAID), Canary::Number(LINE)];
    // Who is listed for it, gets it: otherwise the search would prove nothing.
    for (what, bytes, canary) in [
        ("the caller's sound to the ear", &heard, sound),
        ("the words to the model", &read, phrase),
        ("the name to the model", &read, name),
        ("the number in the words to the model", &read, number),
        ("the agent's sentence to the voice", &spoken, name),
        ("the words to the summary", &summed, phrase),
    ] {
        assert!(holds(bytes, canary), "{what} did not get there");
    }
    // Who is not, does not.
    for (what, bytes, canary) in [
        ("sound at the model", &read, sound),
        ("sound at the voice", &spoken, sound),
        ("sound at the summary", &summed, sound),
        ("words at the ear", &heard, phrase),
        ("the name at the ear", &heard, name),
        ("the number at the ear", &heard, number),
        ("the caller's words at the voice", &spoken, phrase),
        ("the caller's number at the voice", &spoken, number),
        ("the caller's line at the ear", &heard, line),
        ("the caller's line at the model", &read, line),
        ("the caller's line at the voice", &spoken, line),
        ("the caller's line at the summary", &summed, line),
    ] {
        assert!(!holds(bytes, canary), "{what}");
    }
    assert_eq!(decoy.visits(), 0, "a server that is listed nowhere was reached");
    assert_eq!(scribe.requests().len(), 1, "one request after the call");
    leaves_no_trace(&office, &[name, phrase, number, line, sound]);
    let summary = office.list(&["calls"]).remove(0)["summary"].clone();
    assert_eq!(summary["engine"], "llm scribe-1", "{summary}");
    assert_eq!(summary["text"], "Zaunkönig erzählte von einem Zitronenfalter.", "{summary}");
}

/// P26: nothing of it lies in a log or, unsealed, in any other file.
fn leaves_no_trace(office: &Office, canaries: &[Canary<'_>]) {
    for path in office.files() {
        let file = Haystack::new(&bytes(&path));
        for form in canaries.iter().flat_map(|canary| forms(*canary)) {
            assert!(!file.holds(&form), "{} lies in {}", form.name, path.display());
        }
    }
    assert!(office.log().contains("a call begins"), "there was a log to search");
}

#[tokio::test]
async fn p25_no_provider_can_send_a_request_on_to_somebody_else() {
    let decoy = Decoy::open().await;
    let mut asked = Vec::new();
    let mut hosts = Vec::new();
    for status in [302, 307, 307, 308] {
        let (host, count) = redirector(status, &decoy.address).await;
        hosts.push(host);
        asked.push(count);
    }
    let sections = providers(&hosts[0], &hosts[1], &hosts[2], &hosts[3], "here");
    let mut office = Plan { sections: Some(&sections), ..Plan::hearing(&BOOKING) }.open().await;
    let over = office.call(Ringing::default()).over().await;
    assert_eq!(over.outcome(), &CallEnd::Agent, "the next in each order does it: {:#?}", over.happenings);
    office.terminate();
    assert!(office.ended().await.success());
    assert_eq!(office.appointments(), [BOOKED]);
    let asked: Vec<usize> = asked.iter().map(|count| count.load(Ordering::Relaxed)).collect();
    println!("asked: ear {}, brain {}, voice {}, scribe {}", asked[0], asked[1], asked[2], asked[3]);
    assert!(asked.iter().all(|count| *count > 0), "all four were asked, and sent us on: {asked:?}");
    assert_eq!(decoy.visits(), 0, "a redirect was followed");
    assert_eq!(office.list(&["calls"])[0]["summary"]["engine"], "rules");
}

#[tokio::test]
async fn p25_the_carriers_requests_cannot_be_sent_on_either() {
    let decoy = Decoy::open().await;
    let (host, asked) = redirector(307, &decoy.address).await;
    let carrier = Carrier {
        id: "main".to_owned(),
        account: ACCOUNT.to_owned(),
        tokens: vec![TOKEN.into()],
        region: Region::Ie1,
        rest_base: Some(format!("http://{host}")),
    };
    let rest = Rest::new(&carrier).expect("a client");
    let control = RestControl::new(Arc::new(rest), "CA1".to_owned(), None);
    assert!(control.hang_up().await.is_err(), "sent elsewhere is not done");
    assert!(asked.load(Ordering::Relaxed) > 0);
    assert_eq!(decoy.visits(), 0, "the credentials went along with a redirect");
}

#[tokio::test]
async fn p25_with_eu_only_a_processor_elsewhere_is_refused_before_anything_is_sent() {
    let decoy = Decoy::open().await;
    let mut sections = providers(&decoy.address, &decoy.address, &decoy.address, &decoy.address, "us");
    sections["privacy"] = json!({ "eu_only": true });
    let usual = Plan::hearing(&BOOKING);
    let office = usual.open().await;
    let config = office.config();
    let text = std::fs::read_to_string(&config).expect("the configuration");
    let mut all: toml::Table = text.parse().expect("TOML");
    let more: toml::Table = toml::to_string(&sections).expect("TOML").parse().expect("TOML");
    all.extend(more);
    std::fs::write(&config, all.to_string()).expect("written");
    let output = command(&["serve", "--now", NOW, "--config"]).arg(&config).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("outside the European Union"), "{said}");
    for id in ["ear", "brain", "voice", "scribe"] {
        assert!(said.contains(&format!("processor.{id}")), "{id} is not named: {said}");
    }
    assert_eq!(decoy.visits(), 0);
}

/// A child of ours that runs where there is nothing but this machine: whatever it sends elsewhere is counted by the kernel.
fn alone(program: &str, arguments: &[&str]) -> Option<(i32, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/alone");
    let may = Command::new(&script).arg("true").output().is_ok_and(|output| output.status.success());
    if !may || std::env::var_os("VORZIMMER_ALONE").is_some() {
        println!("skipped: no network namespace can be made here, or this is one");
        return None;
    }
    let output = Command::new(&script).arg(program).args(arguments).output().expect("the script runs");
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned()))
}

#[test]
fn p25_what_tries_to_leave_this_machine_is_noticed() {
    let Some((code, _)) = alone("sh", &["-c", "exit 3"]) else { return };
    assert_eq!(code, 3, "the command's own code");
    for attempt in [
        "exec 3<>/dev/tcp/192.0.2.1/443",
        "exec 3<>/dev/udp/192.0.2.1/53 && echo asked >&3",
        "exec 3<>/dev/tcp/2001:db8::1/443",
    ] {
        let (code, said) = alone("bash", &["-c", attempt]).expect("it could before");
        assert_eq!(code, 99, "{attempt}: {said}");
    }
}

#[test]
fn p25_a_whole_call_with_four_providers_sends_nothing_beyond_this_machine() {
    let this = std::env::current_exe().expect("this program");
    let test = "process::egress::p25_a_canary_reaches_the_listed_processors_alone_and_each_by_its_data_classes";
    let begun = Instant::now();
    let Some((code, said)) = alone(this.to_str().expect("a path"), &["--exact", test, "--nocapture"]) else { return };
    assert!(code == 0 && said.contains("1 passed"), "{code}: {said}");
    assert!(begun.elapsed() < PATIENCE);
}
