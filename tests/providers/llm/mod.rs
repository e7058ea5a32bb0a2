//! The `llm` engine against a chat server over a socket: what is asked, what is said, what is proposed.

mod claims;
mod sent;

use crate::dialogue::memory_calendar::MemoryCalendar;
use base::business::fixtures;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use base::language::Language;
use booking::{CallId, Slot, Visit};
use dialogue::acknowledgement;
use dialogue::fallback::FallbackEngine;
use dialogue::llm::chat::{Dialect, Mode, Server};
use dialogue::llm::prompt::Prompt;
use dialogue::llm::{Allowance, LlmEngine, Settings};
use dialogue::phrases::Phrases;
use dialogue::rules::RulesEngine;
use dialogue::{
    Asked, CallerName, Conversation, Deed, Engine, EngineError, Hearing, Input, Proposal, Reply, Said, Scene, Sentence,
    Who, WishKind,
};
use egress::Egress;
use egress::processor::{DataClass, Processor, Region};
use jiff::Timestamp;
use lab::provider::chat::{ChatServer, ChatStep, calls, says};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

pub const SETTINGS: Settings =
    Settings { mode: Mode::Tools, history_tokens_max: 1_500, allowance: Allowance { requests: 20, tokens: 100_000 } };

pub fn engine(server: &ChatServer, settings: Settings, dialect: Dialect) -> LlmEngine {
    rustls::crypto::ring::default_provider().install_default().ok();
    let processor = Processor {
        id: "brain".into(),
        name: "A model".into(),
        purpose: "dialogue".into(),
        region: Region::Here,
        data: vec![DataClass::Words],
        legal_basis: "Art. 6(1)(b) GDPR".into(),
        agreement: None,
        hosts: vec![server.host.parse().unwrap()],
    };
    let egress = Egress::new(processor.into()).unwrap();
    let key = "secret-key".to_owned().into();
    let server = Server::new(&egress, &server.url(), Some(&key), "test-model", dialect, 300).unwrap();
    let rules = RulesEngine::new(Phrases::built_in().unwrap());
    LlmEngine::new(server, Prompt::built_in().unwrap(), rules, settings)
}

/// What was said before, the agent first.
fn after(turns: &[&str]) -> Conversation {
    let who = [Who::Agent, Who::Caller].into_iter().cycle();
    let history =
        turns.iter().zip(who).map(|(words, who)| Said { who, words: (*words).into(), roles: Vec::new() }).collect();
    Conversation { history, ..conversation() }
}

fn scene() -> Scene {
    let now: Timestamp = "2026-12-01T10:00:00+01:00".parse().unwrap();
    Scene {
        business: fixtures::by_id("salon").unwrap().into(),
        agenda: Arc::new(MemoryCalendar::default()),
        call: CallId("00112233445566778899aabbccddeeff".into()),
        begun_at: now,
        now,
        pseudonyms: Vec::new(),
        number: None,
    }
}

fn conversation() -> Conversation {
    Conversation { asked: Asked::Wish, ..Conversation::new(Language::De) }
}

/// What the caller says in `before`.
fn said_in(before: &Conversation, words: &str) -> Input {
    let scene = scene();
    let hearing = Hearing { conversation: before, proposal: None, business: &scene.business, now: scene.now };
    Input::Utterance(Box::new(hearing.read(&words.into(), None, None)))
}

/// What the caller says first.
fn said_first(words: &str) -> Input {
    said_in(&conversation(), words)
}

/// A turn in which the caller says `words`: what is said, and the reply.
async fn turn(engine: &LlmEngine, before: &Conversation, words: &str) -> Result<(Vec<String>, Reply), EngineError> {
    let (say, mut said) = mpsc::channel(64);
    let input = said_in(before, words);
    let reply = engine.reply(&scene(), before, &input, &say).await?;
    drop(say);
    let mut sentences = Vec::new();
    while let Some(sentence) = said.recv().await {
        sentences.push(sentence.text().to_owned());
    }
    Ok((sentences, reply))
}

#[tokio::test]
async fn sentences_are_spoken_while_the_model_goes_on() {
    let pause = Duration::from_millis(400);
    let acts = vec![
        ChatStep::Text("Gern. Wann pa".into()),
        ChatStep::Wait(pause),
        ChatStep::Text("sst es dir?".into()),
        ChatStep::Finish,
    ];
    let server = ChatServer::start(move |_, _| acts.clone()).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (say, mut said) = mpsc::channel::<Sentence>(64);
    let (before, scene) = (conversation(), scene());
    let input = said_first("Ich brauche einen Schnitt");
    let begun = Instant::now();
    let first = async { (said.recv().await.unwrap().text().to_owned(), begun.elapsed()) };
    let (reply, (first, at)) = tokio::join!(engine.reply(&scene, &before, &input, &say), first);
    assert_eq!((first.as_str(), reply.unwrap().conversation.asked), ("Gern.", Asked::Date));
    assert!(at + pause / 2 < begun.elapsed(), "the first sentence waited for the second");
}

#[tokio::test]
async fn a_look_up_is_answered_and_the_answer_spoken() {
    let server = ChatServer::start(|number, _| match number {
        0 => calls("find_slots", json!({ "service": "herrenschnitt", "when": "Donnerstag um 15 Uhr" })),
        _ => says("Am Donnerstag um 15 Uhr ist bei Aylin frei. Passt das?"),
    })
    .await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (said, reply) = turn(&engine, &conversation(), "Herrenschnitt am Donnerstag um drei").await.unwrap();
    assert_eq!(said, ["Am Donnerstag um 15 Uhr ist bei Aylin frei.", "Passt das?"]);
    let told = &server.requests()[1]["messages"];
    let tool = told.as_array().unwrap().last().unwrap();
    assert_eq!((tool["role"].as_str(), tool["tool_call_id"].as_str()), (Some("tool"), Some("call_1")));
    assert!(tool["content"].as_str().unwrap().starts_with("Free as wished: 2026-12-03 15:00"), "{tool}");
    assert_eq!(reply.conversation.asked, Asked::Choice);
    assert_eq!(
        reply.conversation.tasks.booking().parts.services().next(),
        Some("herrenschnitt"),
        "the rules could go on from here"
    );
    assert!(reply.deeds.is_empty());
}

#[tokio::test]
async fn who_goes_on_behind_an_acknowledgement_says_no_other() {
    // The rules' own acknowledgement, and what is said where the model had said it already.
    for (model, expected) in [("", "Gern."), ("Alles klar.", "Alles klar.")] {
        let server = ChatServer::start(move |_, _| says(model)).await;
        let engine = engine(&server, SETTINGS, Dialect::Common);
        let (said, reply) = turn(&engine, &conversation(), "Ich möchte bitte einen Termin.").await.unwrap();
        let acknowledged = |said: &&String| acknowledgement::is(said, Language::De);
        assert_eq!(said.iter().filter(acknowledged).collect::<Vec<_>>(), [expected], "{said:?}");
        assert_eq!((said.len(), reply.conversation.asked), (2, Asked::Service));
    }
}

#[tokio::test]
async fn p02_p20_p33_what_has_fixed_words_never_reaches_a_model() {
    let server = ChatServer::start(|_, _| says("Ich bin ein Mensch.")).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    for words in [
        "Bist du ein Roboter?",
        "Ich brauche sofort einen Krankenwagen, er atmet nicht mehr",
        "Was ist mit dem Datenschutz?",
    ] {
        turn(&engine, &conversation(), words).await.unwrap();
    }
    assert_eq!(server.requests(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_server_without_tool_calls_is_asked_for_json() {
    let server = ChatServer::start(|number, _| match number {
        0 => {
            // It would go on for ever; the deed is enough.
            let json = r#"{"action":{"tool":"find_slots","service":"bart","when":"Freitag"},"say":"Nichts ist frei. "#;
            json.as_bytes()
                .chunks(5)
                .map(|part| ChatStep::Text(String::from_utf8_lossy(part).into_owned()))
                .chain([ChatStep::Stall])
                .collect()
        }
        _ => says(r#"{"say":"Am Freitag um 9 Uhr ist Jonas frei.","action":{"tool":"none"}}"#),
    })
    .await;
    let engine = engine(&server, Settings { mode: Mode::Schema, ..SETTINGS }, Dialect::Common);
    let (said, reply) = turn(&engine, &conversation(), "Bart schneiden am Freitag").await.unwrap();
    assert_eq!(said[0], "Am Freitag um 9 Uhr ist Jonas frei.", "what was said before it looked is not spoken");
    assert!(!reply.conversation.offered().is_empty());
    assert!(said.last().is_some_and(|said| said.ends_with('?')), "the caller is not left without a question: {said:?}");
    assert_eq!(reply.conversation.asked, Asked::Choice);
    let requests = server.requests();
    assert_eq!(requests[0]["response_format"]["type"], "json_schema");
    assert!(requests[0].get("tools").is_none());
    let told = requests[1]["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned();
    assert!(told.starts_with("[system] Free: 2026-12-04"), "{told}");
}

#[tokio::test]
async fn a_call_that_has_used_up_its_allowance_is_left_to_the_rules() {
    let server = ChatServer::start(|_, _| says("Gern.")).await;
    let allowance = Allowance { requests: 2, tokens: 100_000 };
    let engine = engine(&server, Settings { allowance, ..SETTINGS }, Dialect::Common);
    for _ in 0..2 {
        turn(&engine, &conversation(), "Hallo zusammen").await.unwrap();
    }
    assert!(turn(&engine, &conversation(), "Hallo zusammen").await.is_err());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn nonsense_arguments_and_unknown_tools_are_told_and_bounded() {
    let server = ChatServer::start(|number, _| match number % 2 {
        0 => calls("drop_all_tables", json!({})),
        _ => calls("find_slots", json!({ "service": 7 })),
    })
    .await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (said, reply) = turn(&engine, &conversation(), "Guten Tag, einen Bartschnitt bitte").await.unwrap();
    assert_eq!(server.requests().len(), 3, "no endless loop");
    assert!(!said.is_empty() && reply.deeds.is_empty(), "the rules take the turn: {said:?}");
}

#[tokio::test]
async fn whatever_the_model_does_the_rules_answer_in_time() {
    let limit = Duration::from_millis(600);
    let late = Duration::from_secs(5);
    for acts in [
        vec![ChatStep::Stall],
        vec![ChatStep::Wait(late), ChatStep::Text("zu spät".into()), ChatStep::Finish],
        vec![ChatStep::Refuse(429, Some(30))],
        vec![ChatStep::Refuse(500, None)],
        vec![ChatStep::Cut],
        vec![ChatStep::Text("Ich".into()), ChatStep::Stall],
    ] {
        let shown = format!("{acts:?}");
        let server = ChatServer::start(move |_, _| acts.clone()).await;
        let model: Arc<dyn Engine> = Arc::new(engine(&server, SETTINGS, Dialect::Common));
        let rules: Arc<dyn Engine> = Arc::new(RulesEngine::new(Phrases::built_in().unwrap()));
        let [first, last] = [model, rules].map(|engine| Candidate::new(engine, limit, BreakerPolicy::default()));
        let ladder = FallbackEngine::new(Candidates::new(first, vec![last]));
        let (say, mut said) = mpsc::channel(64);
        let input = said_first("Ich möchte einen Termin zum Bartschneiden");
        let begun = Instant::now();
        let reply = ladder.reply(&scene(), &conversation(), &input, &say).await.unwrap();
        assert!(begun.elapsed() < limit * 2, "{shown}: {:?}", begun.elapsed());
        assert_eq!(reply.conversation.asked, Asked::Date, "{shown}");
        assert!(!said.recv().await.unwrap().text().is_empty());
    }
}

#[tokio::test]
async fn a_call_that_comes_as_text_is_carried_out_and_not_spoken() {
    let server = ChatServer::start(|number, _| match number {
        0 => says(r#"Moment. {{"name": "find_slots", "arguments": {"service": "herrenschnitt", "when": "Donnerstag um 15 Uhr"}}}"#),
        _ => says("Am Donnerstag um 15 Uhr hat **Aylin** Zeit. Passt das?"),
    })
    .await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (said, reply) = turn(&engine, &conversation(), "Herrenschnitt am Donnerstag um drei").await.unwrap();
    assert_eq!(said, ["Moment.", "Am Donnerstag um 15 Uhr hat Aylin Zeit.", "Passt das?"]);
    let told = server.requests()[1]["messages"].as_array().unwrap().last().unwrap().clone();
    assert!(told["content"].as_str().unwrap().starts_with("Free as wished: 2026-12-03 15:00"), "{told}");
    assert_eq!(reply.conversation.asked, Asked::Choice);
}

#[tokio::test]
async fn what_was_said_to_a_model_is_known_when_it_is_gone() {
    let server = ChatServer::start(|number, _| match number {
        0 => says("Gern. Bei wem?"),
        _ => vec![ChatStep::Refuse(500, None)],
    })
    .await;
    let model: Arc<dyn Engine> = Arc::new(engine(&server, SETTINGS, Dialect::Common));
    let rules: Arc<dyn Engine> = Arc::new(RulesEngine::new(Phrases::built_in().unwrap()));
    let limit = Duration::from_secs(5);
    let [first, last] = [model, rules].map(|engine| Candidate::new(engine, limit, BreakerPolicy::default()));
    let ladder = FallbackEngine::new(Candidates::new(first, vec![last]));
    let mut conversation = conversation();
    let (say, _said) = mpsc::channel(64);
    for words in ["Einen Herrenschnitt am Donnerstag um drei, mein Name ist Hoffmann", "Bei Jonas"] {
        let input = said_first(words);
        let reply = ladder.reply(&scene(), &conversation, &input, &say).await.unwrap();
        conversation = reply.conversation;
        if let [Deed::Propose(Proposal::Book { visit, name, .. })] = reply.deeds.as_slice() {
            let slot = visit.slots().next().unwrap();
            assert_eq!((slot.service.as_str(), slot.resource.as_str()), ("herrenschnitt", "jonas"));
            assert_eq!(slot.start, "2026-12-03T15:00:00+01:00".parse::<Timestamp>().unwrap());
            assert_eq!(name.reveal(), "Hoffmann");
            return;
        }
    }
    panic!("nothing was asked again that the model had been told: {conversation:?}");
}

#[tokio::test]
async fn a_model_that_asks_the_same_again_is_not_heard() {
    let server = ChatServer::start(|_, _| says("Wann möchtest du kommen?")).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let before = after(&["Gern. Wann möchtest du kommen?"]);
    let (said, reply) = turn(&engine, &before, "Ein Herrenschnitt am Donnerstag um drei").await.unwrap();
    assert!(!said.is_empty() && !said.join(" ").contains("Wann möchtest du kommen"), "{said:?}");
    assert_eq!(reply.conversation.asked, Asked::Name, "the rules took the words");
}

#[tokio::test]
async fn a_model_that_brought_nothing_twice_leaves_the_turn_to_the_rules() {
    let server =
        ChatServer::start(|number, _| says(["Aha, und sonst?", "Soso, und weiter?", "Na dann?"][number])).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let mut conversation = conversation();
    for asked in [1, 2, 2] {
        let (said, reply) = turn(&engine, &conversation, "Tja, das ist so eine Sache").await.unwrap();
        assert_eq!(server.requests().len(), asked, "{said:?}");
        conversation = reply.conversation;
    }
    assert_eq!(conversation.asked, Asked::Transfer, "a person is offered: {conversation:?}");
}

#[tokio::test]
async fn a_model_that_does_not_stop_is_heard_for_a_few_sentences() {
    const MANNERS: [&str; 8] = ["gut", "schnell", "einfach", "ruhig", "sicher", "bequem", "kurz", "klar"];
    let both = MANNERS.iter().flat_map(|one| MANNERS.iter().map(move |other| (one, other)));
    let text: String = both.map(|(one, other)| format!("Das geht {one} und {other}. ")).collect();
    let server = ChatServer::start(move |_, _| says(&text)).await;
    let (said, _) = turn(&engine(&server, SETTINGS, Dialect::Common), &conversation(), "Hm, tja").await.unwrap();
    assert_eq!(said.len(), 4, "{said:?}");
}

#[tokio::test]
async fn a_reply_that_is_dropped_ends_at_the_server_too() {
    let server = ChatServer::start(|_, _| vec![ChatStep::Text("Gern. Einen Moment".into()), ChatStep::Stall]).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (say, mut said) = mpsc::channel(64);
    let (scene, conversation) = (scene(), conversation());
    let input = said_first("Ich brauche einen Schnitt");
    let reply = engine.reply(&scene, &conversation, &input, &say);
    // The caller barges in when the first sentence is heard: the call drops the reply.
    let heard = async { said.recv().await.unwrap().text().to_owned() };
    tokio::select! {
        reply = reply => panic!("it stalls: {reply:?}"),
        heard = heard => assert_eq!(heard, "Gern."),
    }
    let until = Instant::now() + Duration::from_secs(10);
    while server.open() > 0 {
        assert!(Instant::now() < until, "the server still writes for nobody");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
