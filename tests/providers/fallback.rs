//! Recognisers in order: whatever the first does, the next answers the same take, in time and with the whole turn.

use super::ears::{
    CANARY, deepgram, egress, faulty, next, realtime, realtime_server, setting, socket_faults, sound, speak,
    transcriptions, utterance,
};
use async_trait::async_trait;
use audio::EarFrame;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use lab::provider::ear::{Answer, Deed, SocketServer, SocketStep, TranscriptionServer, results};
use lab::scripted::recognizer::Scripted;
use speech::asr::deepgram::Deepgram;
use speech::asr::fallback::{FallbackRecognizer, LocatedRecognizer};
use speech::asr::transcriptions::Reply;
use speech::asr::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const LIMIT: Duration = Duration::from_millis(600);
/// What a loaded machine may take beyond a limit.
const SLACK: Duration = Duration::from_millis(500);

fn candidate(recognizer: Arc<dyn Recognizer>, here: bool) -> Candidate<LocatedRecognizer> {
    Candidate::new(LocatedRecognizer { recognizer, here }, LIMIT, BreakerPolicy::default())
}

fn scripted(words: &str, delay_ms: u64) -> Arc<dyn Recognizer> {
    Arc::new(Scripted::new([words], Duration::from_millis(delay_ms)))
}

/// A fallback of these, each on another machine.
fn fallback(recognisers: impl IntoIterator<Item = Arc<dyn Recognizer>>) -> FallbackRecognizer {
    let mut candidates = recognisers.into_iter().map(|recogniser| candidate(recogniser, false));
    FallbackRecognizer::new(Candidates::new(candidates.next().unwrap(), candidates.collect()))
}

/// Asks for a take; gives its words and how long they took.
async fn ask(ear: &mut Box<dyn Listener>, take: u32) -> (String, Duration) {
    let at = Instant::now();
    ear.finish(Take(take), Expectation::Open);
    let (answered, words) = utterance(ear).await;
    assert_eq!(answered, Take(take));
    (words, at.elapsed())
}

/// Collects what is logged by this thread, on which a test's tasks run as well.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn falls_to_the_second(first: Arc<dyn Recognizer>, fault: &str) {
    let name = first.name().to_owned();
    let mut ear = fallback([first, scripted("Ja, gern.", 50)]).listen(setting()).unwrap();
    speak(&mut ear, 40);
    let (words, took) = ask(&mut ear, 5).await;
    assert_eq!(words, "Ja, gern.", "{name}: {fault}");
    assert!(took < LIMIT + SLACK, "{name}: {fault}: {took:?}");
}

#[tokio::test]
async fn whatever_the_first_does_the_second_answers_in_time_and_nothing_of_it_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let slow = Duration::from_secs(3);
    let more = [("stall", vec![SocketStep::Stall]), ("slow", vec![SocketStep::Wait(slow), SocketStep::Cut])];
    for (fault, acts) in socket_faults().into_iter().chain(more) {
        let server = faulty(acts).await;
        falls_to_the_second(Arc::new(deepgram(&server)), fault).await;
        falls_to_the_second(Arc::new(realtime(&server)), fault).await;
    }
    for status in [401, 429, 500, 503] {
        let server = SocketServer::refusing(move |_| Some(status), |_, _, _| Vec::new()).await;
        falls_to_the_second(Arc::new(deepgram(&server)), "refused").await;
        falls_to_the_second(Arc::new(realtime(&server)), "refused").await;
        let server = TranscriptionServer::start(move |_| Answer { status, ..Answer::words(CANARY) }).await;
        falls_to_the_second(Arc::new(transcriptions(&server, Reply::Json)), "refused").await;
    }
    let half = [b"{\"text\":\"".as_slice(), CANARY.as_bytes(), &[0xC3, 0x28], b"\"}"].concat();
    let answers = [
        ("slow", Answer { wait: slow, ..Answer::words(CANARY) }),
        ("stall", Answer { stall: true, ..Answer::bytes(b"{\"text\":") }),
        ("cut", Answer { body: vec![Some(CANARY.as_bytes().to_vec()), None], ..Answer::words("") }),
        ("malformed", Answer::bytes(CANARY.as_bytes())),
        ("half UTF-8", Answer::bytes(&half)),
    ];
    for (fault, answer) in answers {
        let server = TranscriptionServer::start(move |_| answer.clone()).await;
        falls_to_the_second(Arc::new(transcriptions(&server, Reply::Json)), fault).await;
    }
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("the next hears the turn"), "something is logged");
    for secret in [CANARY, "secret-key", "Ja, gern."] {
        let line = logged.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{line:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_passed_over() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let gone = Deepgram::new(&egress(&host), &format!("ws://{host}/v1/listen"), None, "nova-3").unwrap();
    falls_to_the_second(Arc::new(gone), "gone").await;
}

#[tokio::test]
async fn a_provider_hears_the_whole_turn_when_another_broke_in_the_middle() {
    let first = faulty(vec![SocketStep::Cut]).await;
    let second = realtime_server(&["Am Montag um drei."]).await;
    let mut ear = fallback([Arc::new(deepgram(&first)) as Arc<dyn Recognizer>, Arc::new(realtime(&second))])
        .listen(setting())
        .unwrap();
    (0..100).for_each(|_| ear.hear(&sound().1));
    speak(&mut ear, 1_200);
    let (words, _) = ask(&mut ear, 1).await;
    assert_eq!(words, "Am Montag um drei.");
    let seen = second.seen();
    assert_eq!((seen.len(), seen[0].sound().len() / 160), (1, first.seen()[0].sound().len() / 160), "the same sound");
}

#[tokio::test]
async fn the_last_one_is_opened_again_when_its_connection_breaks() {
    let server = SocketServer::start(|connection, seen, deed| match deed {
        Deed::Said(said) if said["type"] == "Finalize" => match connection {
            0 => vec![SocketStep::Cut],
            _ => vec![results(0.0, seen.sound().len() as f64 / 8_000.0, "Ja.", true, true)],
        },
        _ => Vec::new(),
    })
    .await;
    let mut ear = fallback([Arc::new(deepgram(&server)) as Arc<dyn Recognizer>]).listen(setting()).unwrap();
    speak(&mut ear, 40);
    assert_eq!(ask(&mut ear, 1).await.0, "Ja.");
    assert_eq!(server.seen().len(), 2);
}

/// A Deepgram that answers so many takes of each connection, and then does `acts`.
async fn deepgram_until(answers: usize, acts: Vec<SocketStep>) -> SocketServer {
    SocketServer::start(move |_, seen, deed| match deed {
        Deed::Said(said) if said["type"] == "Finalize" => {
            let (number, to) = (seen.count("Finalize"), seen.sound().len() as f64 / 8_000.0);
            let words = || results(to - 0.5, to, "Ja.", true, true);
            match number.cmp(&answers) {
                std::cmp::Ordering::Less => vec![words()],
                std::cmp::Ordering::Equal => [vec![words()], acts.clone()].concat(),
                std::cmp::Ordering::Greater => Vec::new(),
            }
        }
        _ => Vec::new(),
    })
    .await
}

#[tokio::test]
async fn a_provider_that_stalls_in_the_middle_of_a_call_is_tried_again_in_the_next_turn() {
    let server = deepgram_until(2, vec![SocketStep::Stall]).await;
    let mut ear = fallback([Arc::new(deepgram(&server)) as Arc<dyn Recognizer>, scripted("second", 0)])
        .listen(setting())
        .unwrap();
    for (take, expected) in [(1, "Ja."), (2, "Ja."), (3, "second"), (4, "Ja.")] {
        speak(&mut ear, 40);
        let (words, took) = ask(&mut ear, take).await;
        assert_eq!((words.as_str(), took < LIMIT + SLACK), (expected, true), "{take}: {took:?}");
        ear.forget();
    }
    assert_eq!(server.seen().len(), 2, "by a connection of its own");
}

#[tokio::test]
async fn a_connection_that_is_closed_between_turns_is_opened_with_the_next() {
    let server = deepgram_until(1, vec![SocketStep::Cut]).await;
    let mut ear = fallback([Arc::new(deepgram(&server)) as Arc<dyn Recognizer>, scripted("second", 0)])
        .listen(setting())
        .unwrap();
    for take in 0..3 {
        speak(&mut ear, 40);
        assert_eq!(ask(&mut ear, take).await.0, "Ja.");
        ear.forget();
        let idle = tokio::time::timeout(Duration::from_millis(200), ear.next()).await;
        assert!(idle.is_err(), "nobody need know: {idle:?}");
    }
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_configured_order_is_the_ladder_of_a_server() {
    let server = SocketServer::refusing(|_| Some(500), |_, _, _| Vec::new()).await;
    let text = format!(
        r#"
        [[processor]]
        id = "own"
        name = "A machine of our own"
        purpose = "writes down what callers say"
        region = "here"
        data = ["voice", "words"]
        legal_basis = "Art. 6(1)(b) GDPR"
        hosts = ["{host}"]
        [[recogniser]]
        id = "far"
        kind = "openai-realtime"
        processor = "own"
        url = "ws://{host}/v1/realtime"
        model = "gpt-4o-transcribe"
        [speech]
        order = ["far", "whisper"]
        "#,
        host = server.host
    );
    let (_, config) = vorzimmer::cli::config::read(&text, "probe.toml", &Default::default());
    let config = config.map_err(|complaints| complaints.to_string()).unwrap();
    rustls::crypto::ring::default_provider().install_default().ok();
    let recognizer = vorzimmer::cli::startup::recognizer(&config.speech, Some(scripted("Ja, gern.", 300))).unwrap();
    assert_eq!(recognizer.name(), "openai realtime gpt-4o-transcribe, then scripted");
    let mut ear = recognizer.listen(setting()).unwrap();
    speak(&mut ear, 40);
    assert_eq!(ask(&mut ear, 1).await.0, "Ja, gern.");
    assert_eq!(server.seen().len(), 1, "it was asked first");
}

#[tokio::test]
async fn when_none_is_left_the_call_is_told() {
    let server = SocketServer::refusing(|_| Some(500), |_, _, _| Vec::new()).await;
    let both = [Arc::new(deepgram(&server)) as Arc<dyn Recognizer>, Arc::new(realtime(&server))];
    let mut ear = fallback(both).listen(setting()).unwrap();
    speak(&mut ear, 40);
    ear.finish(Take(1), Expectation::Open);
    let Heard::Failed(error) = next(&mut ear).await else { panic!("it goes on") };
    assert_eq!(error.to_string(), "recognise speech: it refused with status 500");
}

#[tokio::test(start_paused = true)]
async fn half_the_limit_later_one_on_this_machine_begins_and_the_faster_is_heard() {
    for (slow_ms, here, expected, ms) in [
        (100, true, "far", 100),
        (400, true, "near", 350),
        (340, true, "far", 340),
        (550, false, "far", 550),
        (5_000, false, "near", 650),
    ] {
        let candidates =
            Candidates::new(candidate(scripted("far", slow_ms), false), vec![candidate(scripted("near", 50), here)]);
        let mut ear = FallbackRecognizer::new(candidates).listen(setting()).unwrap();
        speak(&mut ear, 40);
        let (words, took) = ask(&mut ear, 1).await;
        let off = took.abs_diff(Duration::from_millis(ms));
        assert_eq!(
            (words.as_str(), off < Duration::from_millis(10)),
            (expected, true),
            "{slow_ms} ms, {here}: {took:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_keeps_failing_rests_for_all_calls_and_is_tried_again_later() {
    let fallback = fallback([scripted("first", 5_000), scripted("second", 50)]);
    let mut ear = fallback.listen(setting()).unwrap();
    for take in 0..3 {
        speak(&mut ear, 40);
        let (words, took) = ask(&mut ear, take).await;
        assert_eq!((words.as_str(), took > LIMIT), ("second", true), "tried in each turn");
        ear.forget();
    }
    let mut other = fallback.listen(setting()).unwrap();
    speak(&mut other, 40);
    let (words, took) = ask(&mut other, 1).await;
    assert_eq!((words.as_str(), took < LIMIT), ("second", true), "it rests");
    other.forget();
    tokio::time::advance(BreakerPolicy::default().rest).await;
    speak(&mut other, 40);
    assert!(ask(&mut other, 2).await.1 > LIMIT, "one attempt decides");
}

/// Notes what it hears; answers nothing.
#[derive(Clone, Default)]
struct Probe(Arc<Mutex<(usize, usize)>>);

impl Recognizer for Probe {
    fn name(&self) -> &str {
        "probe"
    }

    fn listen(&self, _: Setting) -> Result<Box<dyn Listener>, AsrError> {
        *self.0.lock().unwrap() = (0, 0);
        Ok(Box::new(self.clone()))
    }
}

#[async_trait]
impl Listener for Probe {
    fn hear(&mut self, _: &EarFrame) {
        self.0.lock().unwrap().0 += 1;
    }

    fn speech_started(&mut self, _: u32) {
        let mut noted = self.0.lock().unwrap();
        noted.1 = noted.0;
    }

    fn finish(&mut self, _: Take, _: Expectation) {}
    fn forget(&mut self) {}

    async fn next(&mut self) -> Heard {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_of_a_turn_is_bounded_and_forgotten_with_it() {
    let probe = Probe::default();
    let candidates =
        Candidates::new(candidate(scripted("far", 5_000), false), vec![candidate(Arc::new(probe.clone()), false)]);
    let mut ear = FallbackRecognizer::new(candidates).listen(setting()).unwrap();
    let replayed = async |ear: &mut Box<dyn Listener>, frames: usize| {
        speak(ear, frames);
        ear.finish(Take(1), Expectation::Open);
        assert!(tokio::time::timeout(LIMIT + LIMIT / 2, ear.next()).await.is_err());
        *probe.0.lock().unwrap()
    };
    assert_eq!(replayed(&mut ear, 3_000).await, (29_000 / 20, 0), "the last 29 s");
    ear.forget();
    (0..100).for_each(|_| ear.hear(&sound().1));
    assert_eq!(replayed(&mut ear, 40).await, (25 + 39, 25), "half a second and the turn");
}
