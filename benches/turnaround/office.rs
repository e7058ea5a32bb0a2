//! A server in a process of its own, `vorzimmer serve`, whose ears, voice and engine are behind providers' interfaces.

use lab::provider::attentive::AttentiveServer;
use lab::provider::chat::ChatServer;
use lab::provider::setup;
use lab::provider::speech::SpeechServer;
use lab::telephone::carrier::{Carrier, Fallback};
use lab::telephone::fault::Faults;
use lab::telephone::rest::{self, Account, Exchange};
use lab::telephone::webhook::Post;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use telephony::{STATUS_PATH, VOICE_PATH};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::sleep;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const TOKEN: &str = "a-token";
/// The salon's clock when the server starts.
const NOW: &str = "2026-12-01T10:00:00+01:00";

/// Who hears, thinks and speaks for it.
pub struct Providers {
    pub ear: AttentiveServer,
    pub brain: ChatServer,
    pub voice: SpeechServer,
}

/// The server and the carrier that brings its calls.
pub struct Office {
    process: Child,
    carrier: Arc<Carrier>,
    folder: TempDir,
}

impl Office {
    /// Starts it; returns when it answers.
    pub async fn open(providers: &Providers) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let account = Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) };
        let exchange = Exchange::new(account.clone(), None);
        let rest = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let rest_address = rest.local_addr().expect("an address");
        tokio::spawn(rest::serve(exchange.clone(), rest));
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let listen = free.local_addr().expect("an address");
        drop(free);
        std::fs::write(folder.path().join("token"), TOKEN).expect("written");
        let config = toml::to_string(&config(providers, &folder, listen, rest_address)).expect("TOML");
        std::fs::write(folder.path().join("vorzimmer.toml"), config).expect("written");
        let import = ["business", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml")];
        assert!(program(&folder, &import).status().expect("the program runs").success(), "the salon is imported");
        let log = std::fs::File::create(folder.path().join("server.log")).expect("a log");
        let process = program(&folder, &["serve"]).stderr(log).spawn().expect("the program starts");
        let webhook: reqwest::Url = format!("http://{listen}{VOICE_PATH}").parse().expect("a URL");
        let faults = Faults::default();
        let carrier = Carrier {
            post: Post::new(account, &webhook, faults, true).expect("a client"),
            exchange,
            status_callback: Some(webhook.join(STATUS_PATH).expect("a URL")),
            webhook,
            fallback: Fallback::None,
            faults,
            noise_dbfs: None,
            keeps_sound: false,
            seed: blake3::hash(listen.to_string().as_bytes()).into(),
        };
        let office = Office { process, carrier: Arc::new(carrier), folder };
        office.wait(listen).await;
        office
    }

    async fn wait(&self, listen: SocketAddr) {
        for _ in 0..1_500 {
            if TcpStream::connect(listen).await.is_ok() {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not answer: {}", self.log());
    }

    /// Who brings its calls.
    pub fn carrier(&self) -> Arc<Carrier> {
        self.carrier.clone()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.process.kill().and_then(|()| self.process.wait().map(drop)).expect("it ran until now");
    }
}

/// The program, without what the environment says about a server of the user's own.
fn program(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VORZIMMER_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).args(["--now", NOW, "--config"]).arg(folder.path().join("vorzimmer.toml"));
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

fn config(providers: &Providers, folder: &TempDir, listen: SocketAddr, rest: SocketAddr) -> Value {
    let path = |name: &str| folder.path().join(name);
    let mut config = json!({
        "server": { "listen": listen, "public_url": format!("http://{listen}") },
        "database": { "url": format!("sqlite://{}", path("office.db").display()) },
        "carrier": [{ "id": "main", "account": ACCOUNT, "token_files": [path("token")], "region": "ie1",
                      "rest": format!("http://{rest}") }],
        "logs": { "level": "info" },
    });
    setup::hear(&mut config, &providers.ear);
    setup::think(&mut config, &providers.brain);
    setup::speak(&mut config, &providers.voice);
    config
}
