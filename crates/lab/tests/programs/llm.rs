//! Calls with a language model, as they are in earnest: a recogniser, a model and a voice behind providers' interfaces, all over
//! sockets; the server and the telephone in processes of their own.

use base::language::Language;
use lab::office::phone::Ringing;
use lab::office::{ACCOUNT, Office, PATIENCE, Plan, free_address};
use lab::provider::attentive::{AttentiveServer, Lag};
use lab::provider::chat::{ChatServer, ChatStep, calls, says};
use lab::provider::recorded::Recorded;
use lab::provider::setup;
use lab::provider::speech::{self, SpeechServer};
use lab::telephone::Happening;
use lab::telephone::script::ScriptFile;
use serde_json::{Value, json};
use std::cell::Cell;
use std::process::Command;
use std::time::Duration;
use telephony::VOICE_PATH;
use tokio::sync::watch;

const LAG: Lag = Lag { interim: Duration::from_millis(150), last: Duration::from_millis(100) };

/// What the model does in a booking: it goes by what it is sent of the conversation, as a model does.
fn booking(language: Language, body: &Value) -> Vec<ChatStep> {
    let messages = body["messages"].as_array().expect("messages");
    let last = messages.last().expect("a message");
    let text = |message: &Value| message["content"].as_str().unwrap_or_default().to_lowercase();
    let said = messages.iter().filter(|message| message["role"] == "user").map(text).collect::<Vec<_>>().join(" ");
    let (name, day, when, [ask_when, ask_name]) = match language {
        Language::De => (
            "Hoffmann",
            "donnerstag",
            "Donnerstag um 15 Uhr",
            ["Gern. Wann passt es dir?", "Da ist frei. Auf welchen Namen?"],
        ),
        Language::En => (
            "Miller",
            "thursday",
            "Thursday at 3 pm",
            ["Sure. Which day suits you?", "That is free. What is your name?"],
        ),
    };
    let named = said.contains(&name.to_lowercase());
    if ["auf wiederhören", "goodbye"].iter().any(|goodbye| text(last).contains(goodbye)) {
        return calls("end_call", json!({}));
    }
    if last["role"] == "tool" {
        assert!(text(last).contains("2026-12-03 15:00"), "the slot was looked up: {last}");
        return slowly(ask_name);
    }
    match (said.contains(day), named) {
        (false, _) => slowly(ask_when),
        (true, false) => calls("find_slots", json!({ "service": "herrenschnitt", "when": when, "resource": "jonas" })),
        // What is asked then, the rules ask, and they read the answer: the model has nothing to say.
        (true, true) if !text(last).contains(&name.to_lowercase()) => vec![ChatStep::Finish],
        (true, true) => {
            calls("book", json!({ "service": "herrenschnitt", "when": when, "resource": "jonas", "name": name }))
        }
    }
}

/// A text word by word.
fn slowly(text: &str) -> Vec<ChatStep> {
    let words = text
        .split_inclusive(' ')
        .flat_map(|word| [ChatStep::Wait(Duration::from_millis(10)), ChatStep::Text(word.into())]);
    words.chain([ChatStep::Finish]).collect()
}

/// The script of `make demo`, and the recordings of its lines.
fn demo(language: Language) -> (String, Vec<Recorded>) {
    let root = lab::repository();
    let path = root.join(format!("fixtures/demo/{language}.toml"));
    let script = ScriptFile::open(&path).expect("the script");
    let lines = script.lines.iter().filter_map(|line| Some((line.wav.as_ref()?, line.words.as_ref()?)));
    // Each recording once: some are said in answer to several questions.
    let mut known = std::collections::BTreeMap::new();
    lines.for_each(|(wav, words)| drop(known.insert(wav.clone(), words.clone())));
    let recorded = known.iter().map(|(wav, words)| Recorded::open(&root.join(wav), words)).collect();
    (path.display().to_string(), recorded)
}

/// A caller of `vorzimmer-lab call` books by the script of the demonstration: the turns, and what is in the database.
async fn book(language: Language) -> (Vec<Value>, Vec<String>) {
    let (script, recordings) = demo(language);
    let ear = AttentiveServer::start(&recordings, LAG).await;
    let brain = ChatServer::start(move |_, body| booking(language, body)).await;
    let voice = SpeechServer::start(|_| vec![speech::SoundStep::Sound(speech::linear(400))]).await;
    let rest = free_address();
    let office = Plan::hearing(&[])
        .open_with(|config| {
            setup::hear(config, &ear);
            setup::think(config, &brain);
            setup::speak(config, &voice);
            config["carrier"][0]["rest"] = format!("http://{rest}").into();
            // The caller breathes for 370 ms behind 'um fünfzehn Uhr'.
            config["call"] = json!({ "endpoint_complete": "400 ms", "endpoint_neutral": "600 ms" });
        })
        .await;
    let turns = call(&office, &script, &rest.to_string()).await;
    (turns, office.appointments())
}

/// What `vorzimmer-lab call --json` prints.
async fn call(office: &Office, script: &str, rest: &str) -> Vec<Value> {
    let url = format!("http://{}{VOICE_PATH}", office.listen);
    let token = office.folder.path().join("token").display().to_string();
    let arguments = ["call", &url, "--script", script, "--json", "--token-file", &token, "--account", ACCOUNT];
    // A booking takes less than a minute.
    let mut telephone = Command::new(env!("CARGO_BIN_EXE_vorzimmer-lab"));
    telephone.args(arguments).args(["--rest", rest, "--longest", "75000"]);
    let calling = tokio::task::spawn_blocking(move || telephone.output());
    let output = tokio::time::timeout(2 * PATIENCE, calling).await.expect("the call ends").unwrap().unwrap();
    let printed = String::from_utf8(output.stdout).expect("text");
    let complaints = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let hung_up = lines.last().is_some_and(|line| line["summary"]["completed"] == 1);
    assert!(output.status.success() && hung_up, "{complaints}\n{printed}\n{}", office.log());
    lines
}

#[tokio::test]
async fn a_german_caller_books_by_voice_with_a_language_model() {
    let (lines, appointments) = book(Language::De).await;
    assert_eq!(appointments, ["2026-12-03T15:00:00+01:00 jonas Hoffmann"], "{lines:#?}");
    assert!(words(&lines).contains("Gern. Wann passt es dir?"), "{lines:#?}");
    print_split(&lines);
}

#[tokio::test]
async fn an_english_caller_books_by_voice_with_a_language_model() {
    let (lines, appointments) = book(Language::En).await;
    assert_eq!(appointments, ["2026-12-03T15:00:00+01:00 jonas Miller"], "{lines:#?}");
    assert!(words(&lines).contains("Sure. Which day suits you?"), "{lines:#?}");
    print_split(&lines);
}

fn words(lines: &[Value]) -> String {
    lines.iter().filter_map(|line| line["words"].as_str()).collect::<Vec<_>>().join(" ")
}

/// Shows where the time went between a model's first token and the first sound, and that it went forwards.
fn print_split(lines: &[Value]) {
    println!("asked → first token → first sentence → first frame, ms since the stream's start; of the agent's turns");
    let mut shown = 0;
    for line in lines.iter().filter(|line| !line["first_token_ms"].is_null()) {
        let names = ["engine_asked_ms", "first_token_ms", "first_sentence_ms", "first_frame_ms"];
        let times = names.map(|name| line[name].as_u64());
        println!("  {times:?}  {}", line["words"].as_str().unwrap_or_default());
        // A turn whose words were the rules' after a tool call has no sentence of the model, but all have a sound.
        let known: Vec<u64> = times.into_iter().flatten().collect();
        assert!(known.len() >= 3 && known.is_sorted(), "{line:#}");
        shown += 1;
    }
    assert!(shown >= 3, "a wish, a time and a name were the model's: {lines:#?}");
    println!("  {}", lines.last().expect("a summary"));
}

/// A server whose model answers by `acts`, and whose caller says one thing.
async fn office_with_model(acts: Vec<ChatStep>) -> (Office, ChatServer, SpeechServer) {
    let brain = ChatServer::start(move |_, _| acts.clone()).await;
    let voice = SpeechServer::start(|_| vec![speech::SoundStep::Sound(speech::linear(400))]).await;
    let office = Plan::hearing(&["Ich möchte einen Termin."])
        .open_with(|config| {
            setup::think(config, &brain);
            setup::speak(config, &voice);
        })
        .await;
    (office, brain, voice)
}

#[tokio::test]
async fn the_first_sentence_is_heard_before_the_second_is_written() {
    let (write_on, written) = watch::channel(false);
    let (first, second) = ("Heute ist viel los.", "Wann passt es dir?");
    let acts = vec![
        ChatStep::Text(format!("{first} ")),
        ChatStep::Until(written),
        ChatStep::Text(second.into()),
        ChatStep::Finish,
    ];
    let (office, brain, _voice) = office_with_model(acts).await;
    let mut call = office.call(Ringing { lines: 1, ..Ringing::default() });
    call.agent_begins().await;
    call.until("the caller", |happening| matches!(happening, Happening::CallerBegan { .. })).await;
    // The model waits for this: what is told and heard now comes of the first sentence alone.
    let (told, heard) = (Cell::new(false), Cell::new(false));
    call.until("the first sentence's sound", |happening| {
        told.set(told.get() || *happening == Happening::Sentence(first.to_owned()));
        heard.set(heard.get() || matches!(happening, Happening::AgentBegan { voice_to_voice_ms: Some(_), .. }));
        told.get() && heard.get()
    })
    .await;
    assert_eq!(brain.requests().len(), 1, "one turn, one request");
    write_on.send(true).expect("the model waits");
    call.until("the second sentence", |happening| *happening == Happening::Sentence(second.to_owned())).await;
    let over = call.over().await;
    let said = over.sentences().join(" ");
    assert!(said.contains(&format!("{first} {second}")), "{said}");
}

#[tokio::test]
async fn a_caller_whom_the_model_keeps_waiting_hears_a_word() {
    let answer = "Wann passt es dir?";
    let slow = [vec![ChatStep::Wait(Duration::from_millis(1_800))], says(answer)].concat();
    let (office, _brain, _voice) = office_with_model(slow).await;
    let over = office.call(Ringing { lines: 1, ..Ringing::default() }).over().await;
    let said = over.sentences();
    let answered = said.iter().position(|sentence| *sentence == answer).unwrap_or_else(|| panic!("{said:?}"));
    let fillers = ["Einen Moment bitte.", "Ich schaue kurz nach.", "Kleinen Augenblick."];
    assert!(fillers.contains(&said[answered - 1]), "{said:?}");
}
