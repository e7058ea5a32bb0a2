//! Synthesisers against servers over sockets: what is asked, when sound is there, and who speaks when one fails.

use audio::LineFrame;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use base::language::{Language, Localised};
use egress::Egress;
use egress::processor::{DataClass, Processor, Region};
use lab::provider::speech::{SoundStep, SpeechServer, linear, mu_law};
use lab::scripted::synthesizer::Scripted;
use speech::tts::elevenlabs::ElevenLabs;
use speech::tts::fallback::FallbackSynthesizer;
use speech::tts::phrases::Phrases;
use speech::tts::speech_api::SpeechApi;
use speech::tts::voice::{Cacheable, Voice};
use speech::tts::{Synthesizer, TtsError};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// The limit to the first sound in these tests.
const LIMIT: Duration = Duration::from_millis(600);
/// Longer than a test takes.
const LONG: Duration = Duration::from_secs(60);
/// A name that a caller might have given.
const CANARY: &str = "Zwetschgenkuchen";

fn egress(host: &str) -> Egress {
    rustls::crypto::ring::default_provider().install_default().ok();
    let processor = Processor {
        id: "far".into(),
        name: "A voice".into(),
        purpose: "speaks".into(),
        region: Region::Here,
        data: vec![DataClass::Speech],
        legal_basis: "Art. 6(1)(b) GDPR".into(),
        agreement: None,
        hosts: vec![host.parse().unwrap()],
    };
    Egress::new(processor.into()).unwrap()
}

fn voices() -> Localised<String> {
    Localised { de: "anna".into(), en: "kate".into() }
}

fn speech_api(server: &SpeechServer) -> SpeechApi {
    let key = Some("secret-key".to_owned().into());
    SpeechApi::new(egress(&server.host), &server.url(), key, "tts-1".into(), voices(), 24_000).unwrap()
}

fn eleven(server: &SpeechServer, model: &str) -> ElevenLabs {
    let key = "secret-key".to_owned().into();
    ElevenLabs::new(egress(&server.host), &server.url(), key, model.into(), voices()).unwrap()
}

/// A fallback of `far` and the quick voice of this machine.
fn fallback(far: Arc<dyn Synthesizer>, policy: BreakerPolicy) -> Arc<FallbackSynthesizer> {
    let near: Arc<dyn Synthesizer> = Arc::new(Scripted { delay_ms: 5, character_ms: 20 });
    Arc::new(FallbackSynthesizer::new(Candidates::new(
        Candidate::new(far, LIMIT, policy),
        vec![Candidate::new(near, LIMIT, policy)],
    )))
}

fn policy(failures_max: u32) -> BreakerPolicy {
    BreakerPolicy { failures_max, rest: LONG }
}

async fn all(synthesizer: &dyn Synthesizer, text: &str) -> Result<(String, Vec<i16>), TtsError> {
    let mut speech = synthesizer.synthesize(text, Language::De).await?;
    let mut samples = Vec::new();
    while let Some(chunk) = speech.chunks.recv().await {
        samples.extend(chunk?);
    }
    Ok((speech.voice, samples))
}

async fn frames(voice: &Voice, text: &str, cacheable: Cacheable) -> Vec<Result<LineFrame, TtsError>> {
    let mut stream = voice.speak(text, Language::De, cacheable);
    let mut frames = Vec::new();
    while let Some(frame) = stream.next().await {
        frames.push(frame);
    }
    frames
}

/// Faults before the first sound, by what they are.
fn faults_before_sound() -> Vec<Vec<SoundStep>> {
    vec![
        vec![SoundStep::Late(LONG)],
        vec![SoundStep::Stall],
        vec![SoundStep::Wait(LONG), SoundStep::Sound(linear(500))],
        vec![SoundStep::Cut],
        vec![SoundStep::Refuse(401, None)],
        vec![SoundStep::Refuse(429, Some(30))],
        vec![SoundStep::Refuse(500, None)],
        vec![],
        vec![SoundStep::Sound(vec![7])],
        vec![
            SoundStep::Typed("application/json"),
            SoundStep::Sound(format!("{{\"error\":\"{CANARY}\"}}").into_bytes()),
        ],
        vec![SoundStep::Typed("audio/mpeg"), SoundStep::Sound(linear(500))],
        vec![SoundStep::Sound([b"RIFF".to_vec(), linear(500)].concat())],
        vec![SoundStep::Redirect("http://127.0.0.1:1/v1".into())],
    ]
}

/// Faults after some sound.
fn faults_in_mid_sentence() -> Vec<Vec<SoundStep>> {
    let some = || SoundStep::Sound(linear(200));
    let then = SoundStep::Wait(Duration::from_millis(50));
    let endless = (0..400).map(|_| SoundStep::Sound(linear(1_000))).collect();
    vec![vec![some(), SoundStep::Stall], vec![some(), then, SoundStep::Cut], endless]
}

#[tokio::test]
async fn sound_is_there_before_the_reply_is_whole() {
    let pause = Duration::from_millis(400);
    let acts = move |sound: fn(usize) -> Vec<u8>| {
        vec![SoundStep::Sound(sound(200)), SoundStep::Wait(pause), SoundStep::Sound(sound(200))]
    };
    let linear_server = SpeechServer::start(move |_| acts(linear)).await;
    let mu_law_server = SpeechServer::start(move |_| acts(mu_law)).await;
    let each: [Arc<dyn Synthesizer>; 2] =
        [Arc::new(speech_api(&linear_server)), Arc::new(eleven(&mu_law_server, "eleven_flash_v2_5"))];
    for synthesizer in each {
        for synthesizer in [synthesizer.clone(), fallback(synthesizer, policy(1))] {
            let voice = Voice::new(synthesizer, Phrases::default());
            let begun = Instant::now();
            let mut stream = voice.speak("Guten Tag.", Language::De, Cacheable::Once);
            assert!(stream.next().await.unwrap().is_ok());
            assert!(begun.elapsed() < pause, "{:?}", begun.elapsed());
            let mut rest = 0;
            while let Some(frame) = stream.next().await {
                frame.unwrap();
                rest += 1;
            }
            assert!(begun.elapsed() >= pause && (18..=24).contains(&rest), "{rest} frames");
        }
    }
}

#[tokio::test]
async fn samples_are_whole_wherever_the_network_cuts() {
    let bytes = linear(30);
    let sent = bytes.clone();
    let server =
        SpeechServer::start(move |_| sent.chunks(101).map(|part| SoundStep::Sound(part.to_vec())).collect()).await;
    let (_, samples) = all(&speech_api(&server), "Guten Tag.").await.unwrap();
    assert_eq!(samples, bytes.chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>());
}

#[tokio::test]
async fn p24_openai_is_asked_for_bare_samples_and_sent_no_more_than_that_takes() {
    let server = SpeechServer::start(|_| vec![SoundStep::Sound(linear(100))]).await;
    all(&speech_api(&server), "Guten Tag.").await.unwrap();
    let seen = &server.seen()[0];
    let expected =
        serde_json::json!({ "model": "tts-1", "input": "Guten Tag.", "voice": "anna", "response_format": "pcm" });
    assert_eq!((seen.address.as_str(), &seen.body), ("/v1/audio/speech", &expected));
    assert_eq!(seen.headers["authorization"], "Bearer secret-key");
}

#[tokio::test]
async fn p24_elevenlabs_is_told_to_keep_nothing() {
    let server = SpeechServer::start(|_| vec![SoundStep::Sound(mu_law(100))]).await;
    let (_, samples) = all(&eleven(&server, "eleven_flash_v2_5"), "Guten Tag.").await.unwrap();
    assert_eq!((samples.len(), samples[0], samples[20]), (800, 6_140, -6_140));
    all(&eleven(&server, "eleven_multilingual_v2"), "Guten Tag.").await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].address, "/v1/text-to-speech/anna/stream?output_format=ulaw_8000&enable_logging=false");
    assert_eq!(
        (&seen[0].headers["xi-api-key"], seen[0].headers.get("authorization")),
        (&"secret-key".parse().unwrap(), None)
    );
    let flash = serde_json::json!({ "text": "Guten Tag.", "model_id": "eleven_flash_v2_5", "language_code": "de" });
    let other = serde_json::json!({ "text": "Guten Tag.", "model_id": "eleven_multilingual_v2" });
    assert_eq!((&seen[0].body, &seen[1].body), (&flash, &other));
}

#[tokio::test]
async fn p25_no_other_host_is_reached() {
    let other = SpeechServer::start(|_| vec![SoundStep::Sound(linear(100))]).await;
    let refused = SpeechApi::new(egress("127.0.0.1:1"), &other.url(), None, "tts-1".into(), voices(), 24_000);
    assert!(refused.is_err());
    let key = || "secret-key".to_owned().into();
    assert!(ElevenLabs::new(egress("127.0.0.1:1"), &other.url(), key(), "m".into(), voices()).is_err());
    let to = format!("{}/audio/speech", other.url());
    let server = SpeechServer::start(move |_| vec![SoundStep::Redirect(to.clone())]).await;
    assert!(all(&speech_api(&server), "Guten Tag.").await.is_err());
    assert!(all(&eleven(&server, "m"), "Guten Tag.").await.is_err());
    assert!(other.seen().is_empty(), "a redirect was followed");
}

#[tokio::test]
async fn p26_no_fault_repeats_what_was_to_be_said() {
    let logs = Logs::default();
    let _guard = tracing::subscriber::set_default(logs.subscriber());
    // With one alone, tracing believes whichever thread comes to a line first, and others have no subscriber.
    let _second = tracing::Dispatch::new(logs.subscriber());
    for acts in faults_before_sound().into_iter().chain(faults_in_mid_sentence()) {
        let shown: String = format!("{acts:?}").chars().take(60).collect();
        let server = SpeechServer::start(move |_| acts.clone()).await;
        let alone: Arc<dyn Synthesizer> = Arc::new(speech_api(&server));
        let only = FallbackSynthesizer::new(Candidates::new(Candidate::new(alone, LIMIT, policy(9)), Vec::new()));
        let error = timeout(Duration::from_secs(20), all(&only, CANARY)).await.expect("it ends").expect_err(&shown);
        let said = format!("{error} {error:?}");
        assert!(
            !said.contains(CANARY) && !said.contains("127.0.0.1") && !said.contains("secret-key"),
            "{shown}: {said}"
        );
    }
    let logs = logs.text();
    assert!(logs.contains("a voice failed") && !logs.contains(CANARY) && !logs.contains("secret-key"), "{logs}");
}

#[tokio::test]
async fn whatever_goes_wrong_before_the_first_sound_the_next_voice_speaks_in_time() {
    for acts in faults_before_sound() {
        let shown: String = format!("{acts:?}").chars().take(60).collect();
        let server = SpeechServer::start(move |_| acts.clone()).await;
        let each: [Arc<dyn Synthesizer>; 2] = [Arc::new(speech_api(&server)), Arc::new(eleven(&server, "m"))];
        for far in each {
            let voice = Voice::new(fallback(far, policy(9)), Phrases::default());
            let begun = Instant::now();
            let mut stream = voice.speak("Guten Tag.", Language::De, Cacheable::Once);
            let first = stream.next().await.unwrap();
            assert!(first.is_ok(), "{shown}: {first:?}");
            assert!(begun.elapsed() < LIMIT * 2, "{shown}: {:?}", begun.elapsed());
            let mut count = 1;
            while let Some(frame) = stream.next().await {
                assert!(frame.is_ok(), "{shown}");
                count += 1;
            }
            assert_eq!(count, 10, "{shown}: the whole sentence, in one voice");
        }
    }
}

#[tokio::test]
async fn p22_a_sentence_that_breaks_off_is_an_error_and_the_next_one_has_another_voice() {
    for acts in faults_in_mid_sentence() {
        let shown: String = format!("{acts:?}").chars().take(60).collect();
        let server = SpeechServer::start(move |_| acts.clone()).await;
        let fallback = fallback(Arc::new(speech_api(&server)), policy(9));
        let phrases = Phrases::default();
        let voice = Voice::new(fallback, phrases);
        let broken = timeout(Duration::from_secs(20), frames(&voice, "Guten Tag.", Cacheable::Fixed)).await;
        let broken = broken.expect("it ends");
        let (last, before) = broken.split_last().unwrap();
        assert!(last.is_err(), "{shown}: {} frames, it would count as heard", broken.len());
        assert!(!before.is_empty() && before.iter().all(Result::is_ok), "{shown}");
        let again = frames(&voice, "Guten Tag.", Cacheable::Fixed).await;
        assert_eq!((again.len(), server.seen().len()), (10, 1), "{shown}: at once, and nothing of the broken one kept");
    }
}

#[tokio::test]
async fn a_voice_that_keeps_failing_is_not_asked_for_a_while() {
    let server = SpeechServer::start(|_| vec![SoundStep::Refuse(500, None)]).await;
    let fallback = fallback(Arc::new(speech_api(&server)), policy(2));
    for _ in 0..5 {
        let (voice, _) = all(&*fallback, "Guten Tag.").await.unwrap();
        assert_eq!(voice, "scripted 20");
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_kept_phrase_is_known_by_the_voice_that_spoke_it() {
    let server = SpeechServer::start(|number| match number {
        0 => vec![SoundStep::Refuse(500, None)],
        _ => vec![SoundStep::Sound(linear(1_000))],
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let far: Arc<dyn Synthesizer> = Arc::new(speech_api(&server));
    let voice = Voice::new(fallback(far.clone(), policy(9)), Phrases::new(Some(folder.path().to_owned())));
    let near = voice.render("Guten Tag.", Language::De).await.unwrap();
    assert_eq!(near, Duration::from_millis(200), "the next voice spoke");
    let best = voice.render("Guten Tag.", Language::De).await.unwrap();
    assert!(best > Duration::from_millis(900), "its rendering was taken for the first voice's: {best:?}");
    voice.render("Guten Tag.", Language::De).await.unwrap();
    assert_eq!(server.seen().len(), 2, "now it is kept");
    // While the first voice rests, what it spoke before is still played, and what it never spoke comes from the next.
    let well = fallback(far, policy(1));
    let broken = SpeechServer::start(|_| vec![SoundStep::Refuse(500, None)]).await;
    let same_name =
        SpeechApi::new(egress(&broken.host), &broken.url(), None, "tts-1".into(), voices(), 24_000).unwrap();
    let others = self::fallback(Arc::new(same_name), policy(1));
    let voice = Voice::new(others, Phrases::new(Some(folder.path().to_owned())));
    assert_eq!(voice.render("Gern.", Language::De).await.unwrap(), Duration::from_millis(100));
    assert_eq!(voice.render("Guten Tag.", Language::De).await.unwrap(), near, "kept by the next voice above");
    assert_eq!(broken.seen().len(), 1);
    let voice = Voice::new(well, Phrases::new(Some(folder.path().to_owned())));
    assert_eq!(voice.render("Guten Tag.", Language::De).await.unwrap(), best);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn whoever_stops_listening_ends_the_request() {
    let server = SpeechServer::start(|_| vec![SoundStep::Sound(linear(200)), SoundStep::Stall]).await;
    let fallback = fallback(Arc::new(speech_api(&server)), policy(1));
    for number in 1..=3 {
        let mut speech = fallback.synthesize("Guten Tag.", Language::De).await.unwrap();
        assert!(speech.chunks.recv().await.unwrap().is_ok());
        drop(speech);
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(server.seen().len(), number, "an interruption is no failure of the voice");
    }
}

/// What is logged.
#[derive(Clone, Default)]
struct Logs(Arc<Mutex<Vec<u8>>>);

impl Logs {
    fn subscriber(&self) -> impl tracing::Subscriber + use<> {
        let logs = self.clone();
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || logs.clone()).finish()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl std::io::Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
