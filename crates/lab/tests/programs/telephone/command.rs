//! `vorzimmer-lab call` as a command: its JSON lines, its exit codes, the sound that it leaves.

use super::agent::{ACCOUNT, Agent, Manners, OWNER, TOKEN};
use audio::{LINE_FRAME, mulaw};
use lab::telephone::wav::Recording;
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;
use tokio::process::Command;

/// An agent, a folder with what a caller needs, and the address of the stand-in's REST interface.
struct Place {
    agent: Agent,
    folder: TempDir,
    rest: String,
}

async fn place() -> Place {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let rest = free.local_addr().expect("an address").to_string();
    drop(free);
    let agent = Agent::start(Manners::default(), rest.clone()).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("token"), format!("{TOKEN}\n")).expect("written");
    let hello = Recording { caller: vec![[mulaw::encode(5_000); LINE_FRAME]; 20], agent: vec![] };
    hello.write(std::fs::File::create(folder.path().join("hello.wav")).expect("a file")).expect("written");
    Place { agent, folder, rest }
}

impl Place {
    async fn call(&self, more: &[&str]) -> Output {
        let url = format!("http://{}/voice", self.agent.base);
        let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer-lab"));
        command.current_dir(self.folder.path()).args(["call", &url, "hello.wav", "--patience", "300"]);
        command.args(["--account", ACCOUNT, "--token-file", "token", "--rest", &self.rest]).args(more);
        command.output().await.expect("it runs")
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        Path::new(self.folder.path()).join(file)
    }
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[tokio::test]
async fn json_lines_have_the_names_of_the_interface() {
    let place = place().await;
    let output = place.call(&["--json", "--wav", "call.wav"]).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = lines(&output);
    let (summary, turns) = lines.split_last().expect("lines");
    let who: Vec<&str> = turns.iter().filter_map(|turn| turn["who"].as_str()).collect();
    assert_eq!(who, ["agent", "caller", "agent"]);
    for (number, turn) in turns.iter().enumerate() {
        assert_eq!(turn["turn"], number);
        assert!(turn["start_ms"].as_u64() < turn["end_ms"].as_u64());
        for name in ["words", "endpointing_ms", "recognition_ms", "dialogue_ms", "synthesis_ms"] {
            assert!(
                turn.get(name).is_some_and(Value::is_null),
                "{name} is null of a server that does not tell: {turn}"
            );
        }
    }
    assert!(turns[2]["voice_to_voice_ms"].is_u64());
    let summary = &summary["summary"];
    assert_eq!((&summary["calls"], &summary["completed"], &summary["failed"]), (&1.into(), &1.into(), &0.into()));
    for name in ["disclosure_first_ms", "voice_to_voice_p50_ms", "voice_to_voice_p95_ms", "gaps"] {
        assert!(summary[name].is_u64(), "{name}: {summary}");
    }
    assert_eq!(summary["wav"], "call.wav");
    let wav = hound::WavReader::open(place.path("call.wav")).expect("the sound");
    assert_eq!((wav.spec().channels, wav.spec().sample_rate), (2, 8_000));
    assert!(wav.duration() > 8_000);
}

#[tokio::test]
async fn people_get_a_conversation() {
    let output = place().await.call(&[]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("Caller  (speaks)") && text.contains("Agent   (speaks for"),
        "{text}"
    );
    assert!(text.contains("The call was ended by the agent.") && text.contains("voice to voice p50"), "{text}");
}

#[tokio::test]
async fn the_exit_code_tells_failures_from_mistakes_and_faults_on_order() {
    let place = place().await;
    let code = async |more: &[&str]| place.call(more).await.status.code();
    assert_eq!(code(&["missing.wav"]).await, Some(2), "bad input");
    assert_eq!(code(&["--calls", "none"]).await, Some(2), "usage");
    assert_eq!(code(&["--fault", "webhook-down"]).await, Some(0), "as ordered");
    std::fs::write(place.path("token"), "another").expect("written");
    assert_eq!(code(&["--json"]).await, Some(1), "the server refused the signature");
    let net = format!("<Response><Dial>{OWNER}</Dial></Response>");
    std::fs::write(place.path("net.xml"), net).expect("written");
    let output = place.call(&["--fallback", "net.xml", "--json"]).await;
    assert_eq!(output.status.code(), Some(1), "caught, but not answered");
    assert_eq!(lines(&output)[0]["summary"]["caught"], 1);
}
