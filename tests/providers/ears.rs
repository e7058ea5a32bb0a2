//! Each recogniser behind a provider against a server that speaks its wire: what is sent, what is heard.

use audio::inbound::Inbound;
use audio::{EarFrame, LineFrame};
use base::language::Language;
use egress::Egress;
use egress::processor::{DataClass, Processor, Region};
use lab::provider::ear::{
    Answer, Deed, Seen, SocketServer, SocketStep, TranscriptionServer, committed, completed, delta, results,
};
use serde_json::{Value, json};
use speech::asr::deepgram::Deepgram;
use speech::asr::openai_realtime::OpenAiRealtime;
use speech::asr::transcriptions::{Reply, Transcriptions};
use speech::asr::{Expectation, Heard, Listener, Recognizer, Setting, Take};
use std::time::Duration;
use tokio::time::{Instant, timeout};

pub fn egress(host: &str) -> Egress {
    rustls::crypto::ring::default_provider().install_default().ok();
    let processor = Processor {
        id: "ear".into(),
        name: "A recogniser".into(),
        purpose: "speech".into(),
        region: Region::Here,
        data: vec![DataClass::Voice, DataClass::Words],
        legal_basis: "Art. 6(1)(b) GDPR".into(),
        agreement: None,
        hosts: vec![host.parse().unwrap()],
    };
    Egress::new(processor.into()).unwrap()
}

pub fn deepgram(server: &SocketServer) -> Deepgram {
    let key = "secret-key".to_owned().into();
    Deepgram::new(&egress(&server.host), &server.url("/v1/listen"), Some(&key), "nova-3").unwrap()
}

pub fn realtime(server: &SocketServer) -> OpenAiRealtime {
    let key = "secret-key".to_owned().into();
    OpenAiRealtime::new(&egress(&server.host), &server.url("/v1/realtime"), Some(&key), "gpt-4o-transcribe").unwrap()
}

pub fn transcriptions(server: &TranscriptionServer, reply: Reply) -> Transcriptions {
    let key = "secret-key".to_owned().into();
    Transcriptions::new(&egress(&server.host), &server.url(), Some(&key), "whisper-small", reply).unwrap()
}

pub fn setting() -> Setting {
    Setting {
        language: Language::De,
        vocabulary: vec!["Bart & Schnitt".to_owned(), "Jonas".to_owned()],
        others: Vec::new(),
    }
}

/// 20 ms of a line's sound, and of what the ear hears of it.
pub fn sound() -> (LineFrame, EarFrame) {
    let line: LineFrame = std::array::from_fn(|index| if index % 40 < 20 { 0x10 } else { 0x90 });
    let mut inbound = Inbound::new(&Default::default());
    inbound.push(&line);
    let heard = inbound.push(&line).frame;
    (audio::inbound::line_frame(&heard), heard)
}

/// Silence, then so many frames of speech.
pub fn speak(ear: &mut Box<dyn Listener>, frames: usize) {
    let (_, sound) = sound();
    ear.hear(&sound);
    ear.speech_started(20);
    (1..frames).for_each(|_| ear.hear(&sound));
}

pub async fn next(ear: &mut Box<dyn Listener>) -> Heard {
    timeout(Duration::from_secs(5), ear.next()).await.expect("something is heard")
}

/// The next final words and the take that they answer.
pub async fn utterance(ear: &mut Box<dyn Listener>) -> (Take, String) {
    loop {
        match next(ear).await {
            Heard::Utterance { take, words, .. } => return (take, words.into_inner()),
            Heard::Hypothesis(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Waits until a server has seen something.
async fn seen(server: &SocketServer, what: impl Fn(&Seen) -> bool) -> Seen {
    for _ in 0..300 {
        if let Some(seen) = server.seen().into_iter().find(&what) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never seen: {:?}", server.seen());
}

fn seconds(seen: &Seen) -> f64 {
    seen.sound().len() as f64 / 8_000.0
}

fn is(deed: &Deed, kind: &str) -> bool {
    matches!(deed, Deed::Said(said) if said["type"] == kind)
}

/// A Deepgram that hears `words`, one of them a `Finalize`, and a hypothesis before each after half a second of speech.
pub async fn deepgram_server(words: &'static [&'static str]) -> SocketServer {
    SocketServer::start(move |_, seen, deed| {
        let (number, to) = (seen.count("Finalize"), seconds(seen));
        let heard = |finalizes: usize| words[finalizes.min(words.len() - 1)];
        let last = |seen: &Seen| {
            let before = seen.deeds.iter().rposition(|deed| is(deed, "Finalize"));
            let past = Seen { deeds: seen.deeds[..before.unwrap_or(0)].to_vec(), ..Seen::default() };
            seconds(&past)
        };
        match deed {
            Deed::Sound(_) if seen.sound().len() % 8_000 == 4_000 => {
                vec![results(last(seen), to, heard(number), false, false)]
            }
            deed if is(deed, "Finalize") => {
                let past = Seen { deeds: seen.deeds[..seen.deeds.len() - 1].to_vec(), ..Seen::default() };
                vec![results(last(&past), to, heard(number - 1), true, true)]
            }
            _ => Vec::new(),
        }
    })
    .await
}

/// An OpenAI that hears `words`, one a commit.
pub async fn realtime_server(words: &'static [&'static str]) -> SocketServer {
    SocketServer::start(move |_, seen, deed| match deed {
        deed if is(deed, "input_audio_buffer.commit") => {
            let number = seen.count("input_audio_buffer.commit") - 1;
            let (item, words) = (format!("item_{number}"), words[number.min(words.len() - 1)]);
            vec![committed(&item), delta(&item, &words[..1]), completed(&item, words)]
        }
        Deed::Opened => vec![SocketStep::Say(json!({ "type": "session.created", "session": { "id": "s" } }))],
        _ => Vec::new(),
    })
    .await
}

#[tokio::test]
async fn deepgram_hears_the_lines_own_bytes_and_gives_words_while_they_are_spoken() {
    let server = deepgram_server(&["Ja, gern."]).await;
    let mut ear = deepgram(&server).listen(setting()).unwrap();
    let (line, frame) = sound();
    (0..200).for_each(|_| ear.hear(&frame));
    speak(&mut ear, 30);
    let Heard::Hypothesis(words) = next(&mut ear).await else { panic!("no hypothesis") };
    assert_eq!(words.reveal(), "Ja, gern.");
    ear.finish(Take(7), Expectation::YesNo);
    let Heard::Utterance { take, words, confidence, took } = next(&mut ear).await else { panic!("no utterance") };
    assert_eq!((take, words.reveal().as_str(), confidence), (Take(7), "Ja, gern.", Some(0.75)));
    assert!(took < Duration::from_secs(1));
    let seen = &server.seen()[0];
    let sent = seen.sound();
    assert!(sent.len() <= 45 * 160, "of four seconds of silence a fifth of one is sent: {}", sent.len() / 160);
    assert_eq!(sent[..160], line, "bit for bit");
    assert_eq!(seen.authorization.as_deref(), Some("Token secret-key"));
    for part in ["model=nova-3", "language=de", "encoding=mulaw", "sample_rate=8000", "channels=1", "keyterm=Jonas"] {
        assert!(seen.path.contains(part), "{}", seen.path);
    }
    assert!(seen.path.starts_with("/v1/listen?") && seen.path.contains("keyterm=Bart+%26+Schnitt"), "{}", seen.path);
}

#[tokio::test]
async fn p24_deepgram_is_told_to_keep_nothing() {
    let server = deepgram_server(&["Ja."]).await;
    let _ear = deepgram(&server).listen(setting()).unwrap();
    let seen = seen(&server, |seen| !seen.path.is_empty()).await;
    assert!(seen.path.contains("mip_opt_out=true"), "{}", seen.path);
}

#[tokio::test]
async fn a_caller_who_goes_on_after_a_pause_is_heard_whole_and_turns_are_kept_apart() {
    let (deepgram_server, realtime_server) = (
        deepgram_server(&["Am Montag", "um drei.", "Danke."]).await,
        realtime_server(&["Am Montag", "um drei.", "Danke."]).await,
    );
    let recognisers: [Box<dyn Recognizer>; 2] =
        [Box::new(deepgram(&deepgram_server)), Box::new(realtime(&realtime_server))];
    for recogniser in recognisers {
        let name = recogniser.name().to_owned();
        let mut ear = recogniser.listen(setting()).unwrap();
        speak(&mut ear, 40);
        ear.finish(Take(1), Expectation::When);
        assert_eq!(utterance(&mut ear).await, (Take(1), "Am Montag".to_owned()), "{name}");
        speak(&mut ear, 40);
        ear.finish(Take(2), Expectation::When);
        assert_eq!(utterance(&mut ear).await, (Take(2), "Am Montag um drei.".to_owned()), "{name}");
        ear.forget();
        speak(&mut ear, 40);
        ear.finish(Take(3), Expectation::Open);
        assert_eq!(utterance(&mut ear).await, (Take(3), "Danke.".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn a_take_that_is_replaced_at_once_is_answered_by_its_successor_alone() {
    let server = realtime_server(&["Am Montag", "um drei."]).await;
    let mut ear = realtime(&server).listen(setting()).unwrap();
    speak(&mut ear, 40);
    ear.finish(Take(1), Expectation::When);
    speak(&mut ear, 40);
    ear.finish(Take(2), Expectation::When);
    assert_eq!(utterance(&mut ear).await, (Take(2), "Am Montag um drei.".to_owned()));
}

#[tokio::test]
async fn nothing_said_is_nothing_sent_and_nothing_heard() {
    let (deepgram_server, realtime_server) = (deepgram_server(&["Ja."]).await, realtime_server(&["Ja."]).await);
    let recognisers: [Box<dyn Recognizer>; 2] =
        [Box::new(deepgram(&deepgram_server)), Box::new(realtime(&realtime_server))];
    for recogniser in recognisers {
        let mut ear = recogniser.listen(setting()).unwrap();
        (0..50).for_each(|_| ear.hear(&sound().1));
        ear.finish(Take(1), Expectation::Open);
        assert!(matches!(next(&mut ear).await, Heard::Nothing { take: Take(1), .. }));
    }
    for server in [deepgram_server, realtime_server] {
        assert_eq!(server.seen().iter().map(|seen| seen.sound().len()).sum::<usize>(), 0);
    }
}

#[tokio::test]
async fn an_idle_socket_is_kept_open_and_closed_at_the_end() {
    let server = deepgram_server(&["Ja."]).await;
    let ear = deepgram(&server).listen(setting()).unwrap();
    seen(&server, |seen| seen.count("KeepAlive") > 0).await;
    drop(ear);
    seen(&server, |seen| seen.count("CloseStream") == 1 && seen.closed).await;
}

#[tokio::test]
async fn openai_gets_a_session_in_the_lines_own_coding() {
    let server = realtime_server(&["Ja, gern."]).await;
    let mut ear = realtime(&server).listen(setting()).unwrap();
    speak(&mut ear, 40);
    ear.finish(Take(1), Expectation::YesNo);
    let Heard::Hypothesis(words) = next(&mut ear).await else { panic!("no hypothesis") };
    assert_eq!(words.reveal(), "J");
    let Heard::Utterance { words, confidence, .. } = next(&mut ear).await else { panic!("no utterance") };
    assert_eq!(words.reveal(), "Ja, gern.");
    assert!((confidence.unwrap() - (-0.25f32).exp()).abs() < 1e-6);
    let seen = &server.seen()[0];
    assert_eq!(
        (seen.path.as_str(), seen.authorization.as_deref()),
        ("/v1/realtime?intent=transcription", Some("Bearer secret-key"))
    );
    let Deed::Said(update) = &seen.deeds[1] else { panic!("{:?}", seen.deeds[1]) };
    let expected = json!({ "type": "session.update", "session": {
        "type": "transcription",
        "include": ["item.input_audio_transcription.logprobs"],
        "audio": { "input": {
            "format": { "type": "audio/pcmu" },
            "turn_detection": null,
            "transcription": { "model": "gpt-4o-transcribe", "language": "de", "prompt": "Bart & Schnitt, Jonas" },
        } },
    } });
    assert_eq!(*update, expected);
    assert_eq!((seen.sound().len(), seen.sound()[..160].to_vec()), (40 * 160, sound().0.to_vec()));
}

/// The fields of a form, by name.
fn fields(headers: &axum::http::HeaderMap, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let kind = headers["content-type"].to_str().unwrap();
    let boundary = format!("--{}", kind.strip_prefix("multipart/form-data; boundary=").unwrap()).into_bytes();
    let find = |haystack: &[u8], needle: &[u8]| haystack.windows(needle.len()).position(|window| window == needle);
    let (mut fields, mut rest) = (Vec::new(), body);
    while let Some(at) = find(rest, &boundary) {
        let part = &rest[..at];
        if let Some(end) = find(part, b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&part[..end]).into_owned();
            let name = head.split("name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            fields.push((name, part[end + 4..part.len() - 2].to_vec()));
        }
        rest = &rest[at + boundary.len()..];
    }
    fields
}

#[tokio::test]
async fn a_whisper_server_gets_a_wave_of_the_turn_with_language_and_prompt() {
    let verbose = json!({ "task": "transcribe", "language": "german", "duration": 0.8, "text": " Ja, gern.", "segments": [
        { "id": 0, "text": " Ja, gern.", "avg_logprob": -0.25, "no_speech_prob": 0.02, "compression_ratio": 0.8 },
    ] });
    let server = TranscriptionServer::start(move |_| Answer::bytes(verbose.to_string().as_bytes())).await;
    let mut ear = transcriptions(&server, Reply::VerboseJson).listen(setting()).unwrap();
    (0..200).for_each(|_| ear.hear(&sound().1));
    speak(&mut ear, 40);
    ear.finish(Take(1), Expectation::YesNo);
    let Heard::Utterance { take, words, confidence, .. } = next(&mut ear).await else { panic!("no utterance") };
    assert_eq!((take, words.reveal().as_str()), (Take(1), "Ja, gern."));
    assert!((confidence.unwrap() - (-0.25f32).exp()).abs() < 1e-6);
    let (headers, body) = &server.requests()[0];
    assert_eq!(headers["authorization"], "Bearer secret-key");
    let fields = fields(headers, body);
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).unwrap().1.clone();
    let text = |name: &str| String::from_utf8(field(name)).unwrap();
    assert_eq!(
        (text("model"), text("language"), text("response_format")),
        ("whisper-small".into(), "de".into(), "verbose_json".into())
    );
    assert!(text("prompt").contains("Bart & Schnitt, Jonas"));
    let wave = hound::WavReader::new(std::io::Cursor::new(field("file"))).unwrap();
    assert_eq!((wave.spec().sample_rate, wave.spec().channels), (16_000, 1));
    assert!((40 * 320..55 * 320).contains(&wave.duration()), "{}", wave.duration());
}

#[tokio::test]
async fn a_new_take_breaks_the_old_request_off() {
    let server = TranscriptionServer::start(|number| Answer {
        wait: Duration::from_millis(if number == 0 { 300 } else { 0 }),
        ..Answer::words(if number == 0 { "Am Montag" } else { "Am Montag um drei" })
    })
    .await;
    let mut ear = transcriptions(&server, Reply::Json).listen(setting()).unwrap();
    speak(&mut ear, 40);
    ear.finish(Take(1), Expectation::When);
    tokio::time::sleep(Duration::from_millis(100)).await;
    speak(&mut ear, 40);
    ear.finish(Take(2), Expectation::When);
    assert_eq!(utterance(&mut ear).await, (Take(2), "Am Montag um drei".to_owned()));
    assert!(timeout(Duration::from_millis(500), ear.next()).await.is_err(), "the old one is heard no more");
}

#[tokio::test]
async fn a_busy_server_is_not_dead() {
    for status in [429, 503] {
        let server = TranscriptionServer::start(move |number| Answer {
            status: if number == 0 { status } else { 200 },
            ..Answer::words("Ja")
        })
        .await;
        let mut ear = transcriptions(&server, Reply::Json).listen(setting()).unwrap();
        speak(&mut ear, 40);
        ear.finish(Take(1), Expectation::YesNo);
        assert_eq!(next(&mut ear).await, Heard::Busy { take: Take(1) });
        ear.finish(Take(2), Expectation::YesNo);
        assert_eq!(utterance(&mut ear).await, (Take(2), "Ja".to_owned()));
    }
}

#[tokio::test]
async fn p25_other_hosts_are_not_reached() {
    let server = deepgram_server(&["Ja."]).await;
    let egress = egress("127.0.0.1:1");
    assert!(Deepgram::new(&egress, &server.url("/v1/listen"), None, "nova-3").is_err());
    assert!(OpenAiRealtime::new(&egress, &server.url("/v1/realtime"), None, "gpt-4o-transcribe").is_err());
    assert!(Transcriptions::new(&egress, &format!("http://{}/v1", server.host), None, "m", Reply::Json).is_err());
    assert!(server.seen().is_empty());
}

/// What a provider can do wrong once it is asked; each repeats what was said.
pub const CANARY: &str = "Zwetschgenkuchen";

pub fn socket_faults() -> Vec<(&'static str, Vec<SocketStep>)> {
    let half = [b"{\"type\":\"".as_slice(), CANARY.as_bytes(), &[0xC3, 0x28], b"\"}"].concat();
    vec![
        ("cut", vec![SocketStep::Cut]),
        ("malformed", vec![SocketStep::Raw(format!("{{\"type\":{CANARY}").into_bytes())]),
        ("half UTF-8", vec![SocketStep::Raw(half)]),
        ("wrong shape", vec![SocketStep::Raw(format!("{{\"note\":\"{CANARY}\"}}").into_bytes())]),
        ("too long", vec![SocketStep::Raw(format!("{{\"type\":\"{}\"}}", CANARY.repeat(20_000)).into_bytes())]),
    ]
}

/// A server that does wrong once it is asked for words.
pub async fn faulty(acts: Vec<SocketStep>) -> SocketServer {
    SocketServer::start(move |_, _, deed| {
        let asked = is(deed, "Finalize") || is(deed, "input_audio_buffer.commit");
        if asked { acts.clone() } else { Vec::new() }
    })
    .await
}

#[tokio::test]
async fn p26_no_fault_repeats_what_was_said_or_answered() {
    let deepgram_error = json!({ "type": "Error", "description": CANARY, "message": CANARY });
    let openai_error = json!({ "type": "error", "error": { "message": CANARY } });
    let failed = json!({ "type": "conversation.item.input_audio_transcription.failed", "item_id": "i", "error": { "message": CANARY } });
    let own: Vec<(&str, Vec<SocketStep>)> =
        [deepgram_error, openai_error, failed].map(|error| ("error", vec![SocketStep::Say(error)])).to_vec();
    for (place, (fault, acts)) in socket_faults().into_iter().chain(own.clone()).enumerate() {
        let server = faulty(acts.clone()).await;
        let [deepgram, realtime]: [Box<dyn Recognizer>; 2] = [Box::new(deepgram(&server)), Box::new(realtime(&server))];
        let of_openai = place > socket_faults().len();
        let recognisers = if place < socket_faults().len() {
            vec![deepgram, realtime]
        } else if of_openai {
            vec![realtime]
        } else {
            vec![deepgram]
        };
        for recogniser in recognisers {
            let mut ear = recogniser.listen(setting()).unwrap();
            speak(&mut ear, 40);
            ear.finish(Take(1), Expectation::Open);
            let Heard::Failed(error) = next(&mut ear).await else { panic!("{fault}") };
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(CANARY) && !shown.contains("secret-key"), "{fault}: {shown}");
        }
    }
}

#[tokio::test]
async fn p26_nor_does_one_of_a_whisper_server() {
    let half = [b"{\"text\":\"".as_slice(), CANARY.as_bytes(), &[0xC3, 0x28], b"\"}"].concat();
    let answers = [
        Answer { status: 500, ..Answer::words(CANARY) },
        Answer { status: 401, ..Answer::words(CANARY) },
        Answer::bytes(format!("{{\"text\":{CANARY}").as_bytes()),
        Answer::bytes(&half),
        Answer { body: vec![Some(b"{\"text\":".to_vec()), None], ..Answer::words("") },
        Answer::words(&CANARY.repeat(20_000)),
    ];
    for answer in answers {
        let shown = format!("{} {:?}", answer.status, answer.body.first().map(|piece| piece.as_ref().map(Vec::len)));
        let server = TranscriptionServer::start(move |_| answer.clone()).await;
        let mut ear = transcriptions(&server, Reply::Json).listen(setting()).unwrap();
        speak(&mut ear, 40);
        ear.finish(Take(1), Expectation::Open);
        let Heard::Failed(error) = next(&mut ear).await else { panic!("{shown}") };
        assert!(!error.to_string().contains(CANARY), "{shown}: {error}");
    }
}

#[tokio::test]
async fn words_that_do_not_end_are_cut_off() {
    let long = "Wort ".repeat(2_000);
    let openai = vec![committed("i"), delta("i", &long)];
    let deepgram_acts = vec![results(0.0, 1.0, &long, true, true)];
    let (one, other) = (faulty(deepgram_acts).await, faulty(openai).await);
    let recognisers: [Box<dyn Recognizer>; 2] = [Box::new(deepgram(&one)), Box::new(realtime(&other))];
    for recogniser in recognisers {
        let mut ear = recogniser.listen(setting()).unwrap();
        speak(&mut ear, 40);
        ear.finish(Take(1), Expectation::Open);
        assert!(matches!(next(&mut ear).await, Heard::Failed(_)), "{}", recogniser.name());
    }
}

#[tokio::test]
async fn a_finalize_that_stays_unanswered_is_answered_from_the_segments() {
    let server = SocketServer::start(|_, seen, deed| match deed {
        Deed::Sound(_) if seen.sound().len() == 40 * 160 => vec![results(0.0, 0.8, "Ja, gern.", true, false)],
        _ => Vec::new(),
    })
    .await;
    let mut ear = deepgram(&server).listen(setting()).unwrap();
    speak(&mut ear, 40);
    let asked_at = Instant::now();
    ear.finish(Take(1), Expectation::YesNo);
    assert_eq!(utterance(&mut ear).await, (Take(1), "Ja, gern.".to_owned()));
    assert!(asked_at.elapsed() < Duration::from_millis(900), "{:?}", asked_at.elapsed());
}

/// A key that a server asks for stands in the header alone.
#[tokio::test]
async fn keys_travel_in_headers_only() {
    let server = realtime_server(&["Ja."]).await;
    let _ears = [deepgram(&server).listen(setting()).unwrap(), realtime(&server).listen(setting()).unwrap()];
    seen(&server, |seen| seen.path.starts_with("/v1/realtime")).await;
    seen(&server, |seen| seen.path.starts_with("/v1/listen")).await;
    for seen in server.seen() {
        let said: Vec<&Value> =
            seen.deeds.iter().filter_map(|deed| if let Deed::Said(said) = deed { Some(said) } else { None }).collect();
        assert!(!seen.path.contains("secret-key") && !format!("{said:?}").contains("secret-key"));
    }
}
