//! `vorzimmer doctor`: what it finds, and that it says what to install or write.

use axum::Router;
use axum::extract::{Path as Route, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lab::office::{ACCOUNT, DIALLED, OWNER, TOKEN, command, free_address, write_secret};
use lab::provider::chat::{self, ChatServer};
use lab::provider::speech::{self, SoundStep, SpeechServer};
use lab::weights::forgery::ggml_model;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Nobody listens there, and no name server is troubled.
const PUBLIC_URL: &str = "https://0.0.0.0:9";

/// A server being set up: a folder with its configuration.
struct Setting {
    folder: TempDir,
    config: Value,
}

impl Setting {
    /// Everything in its place, but for the speech model: whose tests have none.
    fn whole(rest: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        write_secret(&path("token"), TOKEN);
        std::fs::create_dir(path("models")).expect("made");
        // The look of a model is enough for a doctor: it does not listen.
        std::fs::write(path("models/ggml-base-q8_0.bin"), ggml_model(51_865, 6, 2_007)).expect("written");
        let config = json!({
            "server": { "listen": free_address(), "public_url": PUBLIC_URL },
            "database": { "url": format!("sqlite://{}", path("office.db").display()) },
            "carrier": [{ "id": "main", "account": ACCOUNT, "token_files": [path("token")], "region": "ie1",
                          "rest": format!("http://{rest}") }],
            "speech": { "models": path("models") },
        });
        let setting = Setting { folder, config };
        setting.write();
        setting.import(|file| file);
        setting
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self) {
        std::fs::write(self.path("vorzimmer.toml"), toml::to_string(&self.config).expect("TOML")).expect("written");
    }

    /// Imports the salon, changed as told.
    fn import(&self, change: impl FnOnce(String) -> String) {
        let salon = include_str!("../../fixtures/salon.toml").to_owned();
        std::fs::write(self.path("salon.toml"), change(salon)).expect("written");
        let mut import = command(&["business", "import"]);
        let imported = import.arg(self.path("salon.toml")).arg("--config").arg(self.path("vorzimmer.toml")).output();
        let imported = imported.expect("it runs");
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    }

    fn doctor(&self, arguments: &[&str], path: Option<&Path>) -> Output {
        let mut doctor = command(&["doctor"]);
        if let Some(path) = path {
            doctor.env("PATH", path);
        }
        doctor.args(arguments).arg("--config").arg(self.path("vorzimmer.toml")).output().expect("it runs")
    }

    /// Everything found, and the exit code.
    fn found(&self, path: Option<&Path>) -> (Found, Option<i32>) {
        self.write();
        let output = self.doctor(&["--json"], path);
        let lines = String::from_utf8(output.stdout).expect("text");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        (Found(lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()), output.status.code())
    }
}

#[derive(Debug)]
pub(super) struct Found(pub Vec<Value>);

impl Found {
    /// State and words of a check.
    fn of(&self, check: &str) -> (&str, &str) {
        let found = self.0.iter().find(|line| line["check"] == check).unwrap_or_else(|| panic!("{check}: {self:#?}"));
        (found["state"].as_str().expect("a state"), found["says"].as_str().expect("words"))
    }

    #[track_caller]
    pub fn assert(&self, check: &str, state: &str, words: &[&str]) {
        let (found, says) = self.of(check);
        assert_eq!(found, state, "{check}: {says}");
        for words in words {
            assert!(says.contains(words), "{check}: {says}");
        }
    }
}

#[tokio::test]
async fn too_few_open_files_are_told() {
    let setting = Setting::whole(free_address());
    setting.write();
    let mut doctor = command(&["doctor", "--json", "--config"]);
    lab::child::with_descriptors(&mut doctor, 150);
    let output = doctor.arg(setting.path("vorzimmer.toml")).output().expect("it runs");
    let lines = String::from_utf8(output.stdout).expect("text");
    let found = Found(lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect());
    found.assert("open files", "wrong", &["10 calls want", "the hard limit is 150", "LimitNOFILE"]);
}

/// The carrier's REST host, which knows one number.
async fn carrier(setup: Value) -> SocketAddr {
    let answer = move |route: Route<String>, query: Query<HashMap<String, String>>, headers: HeaderMap| async move {
        answer(&setup, &route.0, query.0.get("PhoneNumber"), &headers)
    };
    let router = Router::new().route("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json", get(answer));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn answer(setup: &Value, account: &str, number: Option<&String>, headers: &HeaderMap) -> Response {
    let credentials = base64_simd::STANDARD.encode_to_string(format!("{ACCOUNT}:{TOKEN}"));
    if headers.get(header::AUTHORIZATION).is_none_or(|given| given != &format!("Basic {credentials}")) {
        return (StatusCode::UNAUTHORIZED, r#"{"code":20003}"#).into_response();
    }
    assert_eq!(account, ACCOUNT);
    let known = number.is_some_and(|number| *number == DIALLED) && setup.is_object();
    // As Twilio does, it gives what the number is a part of as well.
    let longer = json!({ "phone_number": format!("{DIALLED}5"), "voice_url": "https://other.example.org" });
    let list = if known { json!([longer, setup]) } else { json!([]) };
    axum::Json(json!({ "incoming_phone_numbers": list, "page": 0 })).into_response()
}

fn well_set_up() -> Value {
    json!({
        "phone_number": DIALLED,
        "voice_url": format!("{PUBLIC_URL}/twilio/voice"),
        "voice_method": "POST",
        "voice_fallback_url": "https://handler.twilio.com/twiml/EH00000000000000000000000000000001",
        "status_callback": format!("{PUBLIC_URL}/twilio/status"),
        "voice_application_sid": "",
        "trunk_sid": null,
    })
}

/// Blocks on the program, beside the carrier that it asks.
async fn examined(setting: Setting, path: Option<PathBuf>) -> (Found, Option<i32>, Setting) {
    let examine = move || {
        let (found, code) = setting.found(path.as_deref());
        (found, code, setting)
    };
    tokio::task::spawn_blocking(examine).await.expect("examined")
}

#[tokio::test]
async fn a_server_that_lacks_nothing_is_found_to_lack_nothing() {
    let (found, code, setting) = examined(Setting::whole(carrier(well_set_up()).await), None).await;
    assert_eq!(code, Some(0), "{found:#?}");
    for check in [
        "configuration",
        "public URL",
        "open files",
        "wordings",
        "database",
        "key",
        "business",
        "voice",
        "carrier",
        "number",
        "fallback",
    ] {
        found.assert(check, "ok", &[]);
    }
    found.assert("webhook", "note", &["nothing listens there", "start one (vorzimmer serve)"]);
    found.assert(
        "public URL",
        "ok",
        &["voice URL https://0.0.0.0:9/twilio/voice", "status callback https://0.0.0.0:9/twilio/status"],
    );
    found.assert("business", "ok", &["Salon Morgenrot", DIALLED, OWNER]);
    found.assert("voice", "ok", &["espeak-ng speaks"]);
    found.assert("clarity", "note", &["Pico is easier", "libttspico-utils"]);
    assert_eq!(found.0.iter().filter(|line| line["check"] == "voice").count(), 2, "German and English");
    found.assert("number", "ok", &["https://0.0.0.0:9/twilio/voice"]);
    let table = tokio::task::spawn_blocking(move || setting.doctor(&[], None)).await.expect("it runs");
    let table = String::from_utf8(table.stdout).expect("text");
    assert_eq!(table.lines().count(), found.0.len(), "a line a check: {table}");
    println!("{table}");
    assert!(table.starts_with("ok       configuration") && !table.contains(TOKEN), "{table}");
}

#[tokio::test]
async fn every_voice_of_the_order_is_tried_by_itself() {
    let far = SpeechServer::start(|_| vec![SoundStep::Sound(speech::linear(300))]).await;
    let lost = SpeechServer::start(|_| vec![SoundStep::Refuse(401, None)]).await;
    let mut setting = Setting::whole(carrier(well_set_up()).await);
    let processor = |id: &str, server: &SpeechServer| {
        json!({ "id": id, "name": "this machine", "purpose": "speaks", "region": "here", "data": ["speech"],
            "legal_basis": "Art. 6(1)(b) GDPR", "hosts": [server.host] })
    };
    let voice = |id: &str, server: &SpeechServer| {
        json!({ "id": id, "kind": "speech-api", "processor": id, "url": server.url(), "model": "tts-1", "voice_de": "anna",
            "voice_en": "kate" })
    };
    setting.config["processor"] = json!([processor("far", &far), processor("lost", &lost)]);
    setting.config["synthesiser"] = json!([voice("far", &far), voice("lost", &lost)]);
    setting.config["voice"] = json!({ "order": ["far", "lost", "espeak"] });
    let (found, code, _) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    let of = |about: &str| {
        let line = found.0.iter().find(|line| line["check"] == "voice" && line["about"] == about);
        line.unwrap_or_else(|| panic!("{about}: {found:#?}")).clone()
    };
    for (about, state, says) in [
        ("far de", "ok", "tts-1 at far speaks, first sound after"),
        ("far en", "ok", "tts-1 at far speaks"),
        ("lost de", "wrong", "failed to synthesise speech: it refused with status 401"),
        ("espeak en", "ok", "espeak-ng speaks"),
    ] {
        let line = of(about);
        assert_eq!(line["state"], state, "{line}");
        assert!(line["says"].as_str().is_some_and(|said| said.contains(says)), "{line}");
    }
}

#[tokio::test]
async fn a_missing_package_and_a_missing_model_are_named_with_what_brings_them() {
    let mut setting = Setting::whole(carrier(well_set_up()).await);
    let empty = setting.path("empty");
    std::fs::create_dir(&empty).expect("made");
    setting.config["speech"] = json!({ "models": setting.path("none") });
    let (found, code, mut setting) = examined(setting, Some(empty)).await;
    assert_eq!(code, Some(1));
    found.assert("voice", "missing", &["espeak-ng is not there", "apt-get install espeak-ng"]);
    found.assert("speech", "missing", &["failed to find a speech model", "vorzimmer models fetch base-q8_0 --folder"]);
    setting.config["speech"]["open_model"] = "small-q8_0".into();
    let (found, code, _) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    found.assert(
        "speech",
        "missing",
        &["the speech model 'small-q8_0': it is not in", "vorzimmer models fetch small-q8_0"],
    );
    found.assert("voice", "ok", &[]);
}

#[tokio::test]
async fn what_is_named_and_cannot_be_used_is_told_once_with_what_helps() {
    let mut setting = Setting::whole(carrier(well_set_up()).await);
    let folder = setting.path("models").display().to_string();
    std::fs::write(setting.path("plain"), "no program").expect("written");
    setting.config["prompts"] = json!({ "folder": folder });
    setting.config["voice"] = json!({ "program": setting.path("plain") });
    setting.config["database"]["url"] = format!("sqlite://{folder}").into();
    let (found, _, mut setting) = examined(setting, None).await;
    found.assert("wordings", "wrong", &["models/de.toml: No such file", "[prompts] folder must hold all of prompts/"]);
    assert_eq!(found.of("wordings").1.matches("os error").count(), 1, "{found:#?}");
    found.assert("voice", "missing", &["plain does not start", "name a program that may be run"]);
    found.assert("database", "wrong", &["it is a folder: name a file in it"]);
    setting.config["voice"] = json!({ "program": "no-such-voice" });
    setting.config["database"]["url"] = format!("sqlite://{folder}/absent/office.db").into();
    let (found, _, mut setting) = examined(setting, None).await;
    found.assert("voice", "missing", &["apt-get install espeak-ng, or write where it is as [voice] program"]);
    found.assert("database", "missing", &["nor its folder", "models/absent: make that first"]);
    setting.config["database"]["url"] = "sqlite::memory:".into();
    let (found, _, _) = examined(setting, None).await;
    found.assert("database", "note", &["all is forgotten when the server ends"]);
}

#[test]
fn mistakes_in_the_configuration_are_told_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vorzimmer.toml");
    let carrier = format!("[[carrier]]\nid = \"main\"\naccount = \"{ACCOUNT}\"\nregion = \"ie1\"\n");
    std::fs::write(&file, format!("[server]\nlisten = \"nowhere\"\n{carrier}token_files = [\"/absent/token\"]\n"))
        .expect("written");
    let output = command(&["doctor", "--config"]).arg(&file).output().expect("it runs");
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("vorzimmer.toml:2") && said.contains("/absent/token"), "{said}");
    assert!(said.lines().all(|line| line.starts_with("wrong") || line.starts_with("note")), "{said}");
    let absent = command(&["doctor", "--config", "/absent.toml"]).output().expect("it runs");
    assert_eq!(absent.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&absent.stdout).starts_with("missing  configuration"), "{absent:?}");
}

#[tokio::test]
async fn the_database_and_its_key_are_looked_at() {
    let rest = carrier(well_set_up()).await;
    let setting = Setting::whole(rest);
    let key = setting.path("office.db.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).expect("changed");
    let (found, code, setting) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    found.assert("key", "wrong", &["others may read it", "chmod 600"]);
    std::fs::remove_file(&key).expect("removed");
    let (found, _, setting) = examined(setting, None).await;
    found.assert("key", "missing", &["the key file", "bring it back from your copy"]);
    std::fs::remove_file(setting.path("office.db")).expect("removed");
    let (found, code, mut setting) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    found.assert("database", "missing", &["there is no such file", "vorzimmer business import FILE"]);
    assert!(!setting.path("office.db").exists(), "it makes none");
    setting.config["database"]["url"] = "postgres://nobody@127.0.0.1:9/none".into();
    setting.config["keys"] = json!({ "file": setting.path("none.key") });
    let (found, _, _) = examined(setting, None).await;
    found.assert("database", "wrong", &["failed to reach the database nobody@127.0.0.1:9/none"]);
}

#[tokio::test]
async fn businesses_are_looked_at() {
    let rest = carrier(well_set_up()).await;
    let empty = Setting::whole(rest);
    let mut remove = command(&["business", "remove", "salon", "--config"]);
    let removed = remove.arg(empty.path("vorzimmer.toml")).output().expect("it runs");
    assert!(removed.status.success(), "{removed:?}");
    let (found, code, _) = examined(empty, None).await;
    assert_eq!(code, Some(1));
    found.assert("business", "missing", &["vorzimmer business import FILE"]);

    let astray = Setting::whole(rest);
    astray.import(|salon| salon.replace("# carrier = \"main\"", "carrier = \"other\""));
    let (found, code, _) = examined(astray, None).await;
    assert_eq!(code, Some(1));
    found.assert("business", "wrong", &["its carrier 'other' is not configured", "[[carrier]]"]);

    let circle = Setting::whole(rest);
    circle.import(|salon| {
        let other = salon.replace("id = \"salon\"", "id = \"filiale\"").replace(DIALLED, "");
        other
            .replace("+49 221 4710100", "+49 221 4710199")
            .replace("forward = \"+49 221 4710199\"", "forward = \"+49 221 4710100\"")
    });
    let (found, code, _) = examined(circle, None).await;
    assert_eq!(code, Some(1));
    found.assert("business", "wrong", &["leads back to this server", "write a person's number"]);
}

#[tokio::test]
async fn the_number_is_looked_at_where_the_carrier_can_be_asked() {
    for (key, value, check, state, words) in [
        ("voice_url", json!(""), "number", "missing", "it has no voice URL"),
        ("voice_url", json!("https://demo.twilio.com/welcome"), "number", "wrong", "https://demo.twilio.com/welcome"),
        ("voice_method", json!("GET"), "number", "wrong", "HTTP POST"),
        ("trunk_sid", json!("TK1"), "number", "wrong", "trunk"),
        ("voice_application_sid", json!("AP1"), "number", "wrong", "application"),
        ("voice_fallback_url", json!(null), "fallback", "missing", "<Dial>+492214710199</Dial>"),
        ("voice_fallback_url", json!("https://0.0.0.0:9/x"), "fallback", "wrong", "lies on this server"),
        ("status_callback", json!(""), "status", "note", "https://0.0.0.0:9/twilio/status"),
        ("phone_number", json!("+4912345"), "number", "missing", "does not have this number"),
    ] {
        let mut setup = well_set_up();
        setup[key] = value;
        let (found, code, _) = examined(Setting::whole(carrier(setup).await), None).await;
        found.assert(check, state, &[words]);
        assert_eq!(code, Some(if state == "note" { 0 } else { 1 }), "{key}: {found:#?}");
    }
}

#[tokio::test]
async fn a_carrier_that_cannot_be_asked_is_named_and_what_to_set_is_told() {
    let mut setting = Setting::whole(carrier(well_set_up()).await);
    std::fs::write(setting.path("token"), "another-token").expect("written");
    let (found, code, _) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    found.assert("carrier", "wrong", &["refuses the token", ACCOUNT, "ie1"]);
    found.assert("number", "note", &["https://0.0.0.0:9/twilio/voice", OWNER]);

    setting = Setting::whole(free_address());
    let (found, code, _) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    found.assert("carrier", "wrong", &["it cannot be reached", "neither be ended nor handed over"]);

    // A host that knows no numbers, such as the telephone's.
    let router = Router::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    setting = Setting::whole(listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    setting.config["server"] = json!({ "listen": free_address() });
    let (found, code, mut setting) = examined(setting, None).await;
    assert_eq!(code, Some(0), "{found:#?}");
    found.assert("carrier", "ok", &[]);
    found.assert("number", "note", &["404"]);
    found.assert("public URL", "note", &["for this machine alone"]);

    setting.config["carrier"] = json!([]);
    let (found, code, _) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    found.assert("carrier", "missing", &["[[carrier]]"]);
}

/// A `[[processor]]` and an `[[llm]]` on it.
fn language_model(id: &str, host: &str, deeds: &str) -> (Value, Value) {
    let processor = json!({ "id": id, "name": "this machine", "purpose": "finds words", "region": "here",
        "data": ["words"], "legal_basis": "Art. 6(1)(b) GDPR", "hosts": [host] });
    let url = format!("http://{host}/v1");
    (processor, json!({ "id": id, "processor": id, "url": url, "model": "small", "deeds": deeds }))
}

/// Answers a tool call and a reply by a schema, each in a form of its own.
async fn chat_server(tools: fn() -> Vec<chat::ChatStep>, schema: fn() -> Vec<chat::ChatStep>) -> ChatServer {
    ChatServer::start(move |_, body| if body.get("tools").is_some() { tools() } else { schema() }).await
}

fn a_call() -> Vec<chat::ChatStep> {
    chat::calls("find_slots", json!({ "service": "haircut", "when": "Friday 15:00" }))
}

/// A call written out, as small local servers send it.
fn text_for_a_call() -> Vec<chat::ChatStep> {
    chat::says(r#"{"name": "find_slots", "arguments": {"service": "haircut"}}"#)
}

/// Everything in one piece.
fn talk() -> Vec<chat::ChatStep> {
    chat::says("Sure, Friday at three is fine.")
}

fn a_form() -> Vec<chat::ChatStep> {
    let json = r#"{"say":"I will look.","action":{"tool":"find_slots","service":"haircut","when":"Friday"}}"#;
    let pieces = json.as_bytes().chunks(9).map(|part| chat::ChatStep::Text(String::from_utf8_lossy(part).into_owned()));
    pieces.chain([chat::ChatStep::Finish]).collect()
}

fn refused() -> Vec<chat::ChatStep> {
    vec![chat::ChatStep::Refuse(400, None)]
}

#[tokio::test]
async fn each_language_model_is_asked_what_it_can_do_and_the_way_to_ask_it_is_named() {
    let servers = [
        ("both", "tools", chat_server(a_call, a_form).await),
        ("both-by-schema", "schema", chat_server(a_call, a_form).await),
        ("text", "tools", chat_server(text_for_a_call, a_form).await),
        ("text-by-schema", "schema", chat_server(text_for_a_call, a_form).await),
        ("refusing", "schema", chat_server(a_call, refused).await),
        ("refusing-by-tools", "tools", chat_server(a_call, refused).await),
        ("talker", "tools", chat_server(talk, talk).await),
    ];
    let mut setting = Setting::whole(carrier(well_set_up()).await);
    let down = language_model("down", &free_address().to_string(), "tools");
    let (processors, llms): (Vec<_>, Vec<_>) =
        servers.iter().map(|(id, deeds, server)| language_model(id, &server.host, deeds)).chain([down]).unzip();
    setting.config["processor"] = processors.into();
    setting.config["llm"] = llms.into();
    setting.config["engine"] = json!({ "kind": "llm" });
    let (found, code, _) = examined(setting, None).await;
    assert_eq!(code, Some(1));
    for (about, state, words) in [
        ("both", "ok", &["streams, tool calls work, replies by a JSON schema work", "deeds = \"tools\" is right"][..]),
        ("both-by-schema", "ok", &["deeds = \"tools\" would too"]),
        ("text", "wrong", &["tool calls come as plain text", "JSON schema work", "write deeds = \"schema\""]),
        ("text-by-schema", "ok", &["deeds = \"schema\" is right"]),
        ("refusing", "wrong", &["JSON schema are refused", "status 400", "write deeds = \"tools\""]),
        ("refusing-by-tools", "ok", &["tool calls work", "deeds = \"tools\" is right"]),
        (
            "talker",
            "wrong",
            &["does not stream", "tool calls do not come", "JSON schema do not come", "take another model or server"],
        ),
        ("down", "wrong", &["it cannot be reached", "http://127.0.0.1:"]),
    ] {
        let line = found.0.iter().find(|line| line["check"] == "llm" && line["about"] == about).expect(about);
        assert_eq!(line["state"], state, "{line}");
        let says = line["says"].as_str().expect("words");
        assert!(words.iter().all(|words| says.contains(words)), "{about}: {says}");
    }
    for (_, _, server) in &servers {
        let asked = server.requests();
        assert_eq!(asked.len(), 2, "one question each");
        assert_eq!(asked[0]["tools"].as_array().map(Vec::len), Some(1), "one tool");
        assert!(asked.iter().all(|asked| asked["stream"] == true));
    }
}

#[tokio::test]
async fn p24_whose_contract_must_see_to_what_no_option_does_is_named() {
    let server = chat_server(a_call, a_form).await;
    let mut setting = Setting::whole(carrier(well_set_up()).await);
    let far = |id: &str, host: &str, data: &str| {
        json!({ "id": id, "name": "Example Inc.", "purpose": "helps", "region": "us", "data": [data],
            "legal_basis": "Art. 6(1)(b) GDPR", "agreement": "DPA-7", "hosts": [host] })
    };
    let (here, local) = language_model("own", &server.host, "tools");
    write_secret(&setting.path("key"), "secret-key");
    // Nobody listens there: doctor asks, and no name server is troubled.
    let host = free_address().to_string();
    let host = host.as_str();
    setting.config["processor"] =
        json!([here, far("openai", host, "words"), far("deepgram", host, "voice"), far("idle", host, "words")]);
    let remote = json!({ "id": "far", "processor": "openai", "url": format!("http://{host}/v1"), "model": "large",
        "dialect": "openai" });
    setting.config["llm"] = json!([local, remote]);
    setting.config["recogniser"] = json!([{ "id": "ear", "kind": "deepgram", "processor": "deepgram", "model": "nova-3",
        "url": format!("ws://{host}/v1/listen"), "key_files": [setting.path("key")] }]);
    setting.config["speech"]["order"] = json!(["ear", "whisper"]);
    let (found, _, _) = examined(setting, None).await;
    for (about, state, words) in [
        ("llm own", "ok", &["this machine (region here) is sent words", "no contract is needed"][..]),
        ("llm far", "note", &["region us", "store = false", "DPA-7", "zero data retention"]),
        ("recogniser ear", "ok", &["is sent voice", "mip_opt_out = true", "DPA-7"]),
        ("idle", "note", &["no provider names it"]),
    ] {
        let line = found.0.iter().find(|line| line["check"] == "contract" && line["about"] == about);
        let line = line.unwrap_or_else(|| panic!("{about}: {found:#?}"));
        assert_eq!(line["state"], state, "{line}");
        assert!(words.iter().all(|words| line["says"].as_str().is_some_and(|says| says.contains(words))), "{line}");
    }
    let unused = found.0.iter().find(|line| line["check"] == "llm" && line["about"].is_null()).expect("told");
    assert!(unused["says"].as_str().is_some_and(|says| says.contains("kind = \"llm\"")), "{unused}");
    assert!(!format!("{found:?}").contains("secret-key"));
}
