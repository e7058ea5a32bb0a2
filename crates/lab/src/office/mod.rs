//! A server in a process of its own: `vorzimmer serve` with everything it keeps in one folder, and the commands that look at
//! it. Whatever a test does, the process ends with it.

pub mod phone;

use crate::child;
use crate::postgres;
use crate::provider::lines::LineServer;
use crate::provider::setup;
use crate::provider::speech::{self, SpeechServer};
use crate::server;
use crate::telephone::fault::RestFault;
use crate::telephone::rest::{self, Account, Exchange};
use base::privacy::{KeyRing, SystemRandom};
use phone::{Call, Phone, Ringing};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

pub use crate::salon::{ACCOUNT, CALLER, DIALLED, OWNER, TOKEN};

/// The salon's clock when a server starts.
pub const NOW: &str = "2026-12-01T10:00:00+01:00";
/// How long the voice speaks for a character, ms: four times as fast as a person, so that tests do not take as long as calls.
const CHARACTER_MS: usize = 15;
/// Longer than anything here takes, shorter than patience.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where a server keeps what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In a file.
    Sqlite,
    /// In a cluster of the tests' own.
    Postgres,
}

/// A server to be, and what its callers say, whatever they say.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// What each caller says, a line each.
    pub words: &'a [&'a str],
    /// Where it keeps what it keeps.
    pub kept: Kept,
    /// How the carrier's REST host fails.
    pub rest: Option<RestFault>,
    /// Sections of the configuration that replace the usual ones.
    pub sections: Option<&'a Value>,
    /// Variables of the server's environment.
    pub environment: &'a [(&'a str, &'a str)],
    /// How many files and sockets the server may have open; absent: as many as this process.
    pub descriptors: Option<u64>,
}

impl<'a> Plan<'a> {
    /// The usual plan with callers who say these lines.
    pub fn hearing(words: &'a [&'a str]) -> Self {
        Plan { words, kept: Kept::Sqlite, rest: None, sections: None, environment: &[], descriptors: None }
    }

    /// The salon on this plan, answering calls.
    pub async fn open(self) -> Office {
        self.open_with(|_| ()).await
    }

    /// The same, with its configuration changed.
    pub async fn open_with(self, change: impl FnOnce(&mut Value)) -> Office {
        let mut office = Office::new(self, change).await;
        office.start().await;
        office
    }
}

/// The salon's server.
pub struct Office {
    /// Everything that the server keeps, but a PostgreSQL database.
    pub folder: TempDir,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The database's URL.
    pub database: String,
    phone: Phone,
    environment: Vec<(String, String)>,
    descriptors: Option<u64>,
    process: Option<Child>,
}

impl Office {
    /// Writes the configuration, imports the salon, and opens the carrier's REST host.
    async fn new(plan: Plan<'_>, change: impl FnOnce(&mut Value)) -> Office {
        rustls::crypto::ring::default_provider().install_default().ok();
        let folder = tempfile::tempdir().expect("a folder");
        let (exchange, rest) = exchange(plan.rest).await;
        let database = match plan.kept {
            Kept::Sqlite => format!("sqlite://{}", folder.path().join("office.db").display()),
            Kept::Postgres => postgres::new_database(),
        };
        let listen = free_address();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment = plan.environment.iter().map(owned).collect();
        let phone = Phone::new(listen, exchange, plan.words.len());
        let descriptors = plan.descriptors;
        let office = Office { folder, listen, database, phone, environment, descriptors, process: None };
        office.write_config(plan, rest, change).await;
        let salon = crate::repository().join("fixtures/salon.toml");
        office.ask(&["business", "import", salon.to_str().expect("a path in UTF-8")]);
        office
    }

    /// The configuration: what the test wants, and behind it stand-ins that hear the callers' lines and speak a buzz.
    async fn write_config(&self, plan: Plan<'_>, rest: SocketAddr, change: impl FnOnce(&mut Value)) {
        let path = |name: &str| self.folder.path().join(name);
        write_secret(&path("token"), TOKEN);
        let mut config = json!({
            "server": { "listen": self.listen, "public_url": format!("http://{}", self.listen) },
            "database": { "url": self.database },
            "carrier": [{ "id": "main", "account": ACCOUNT, "token_files": [path("token")], "region": "ie1",
                          "rest": format!("http://{rest}") }],
            // One telephone makes all the calls.
            "limits": { "calls_at_once": 1000, "calls_per_hour": 10_000, "unknown_calls_per_hour": 100_000,
                        "owner_rings_per_hour": 10_000, "open_appointments": 1000 },
            "logs": { "level": "debug" },
        });
        if plan.kept == Kept::Postgres {
            KeyRing::create(&path("master.key"), &SystemRandom).expect("a key");
            config["keys"] = json!({ "file": path("master.key") });
        }
        for (section, settings) in plan.sections.and_then(Value::as_object).into_iter().flatten() {
            config[section] = settings.clone();
        }
        change(&mut config);
        if !plan.words.is_empty() {
            setup::hear_lines(&mut config, &LineServer::start(plan.words).await);
        }
        setup::speak_as("buzz", &mut config, &SpeechServer::reading(|_, body| buzz(body)).await);
        let config = toml::to_string(&config).expect("TOML");
        std::fs::write(self.config(), config).expect("written");
    }

    /// The configuration's file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("vorzimmer.toml")
    }

    /// Starts the server, and returns when it answers.
    pub async fn start(&mut self) {
        self.start_at(NOW).await;
    }

    /// The same at another time than [`NOW`]: later, as a server that is started again finds it.
    pub async fn start_at(&mut self, now: &str) {
        let log = OpenOptions::new().create(true).append(true).open(self.log_path()).expect("a log");
        let environment = self.environment.iter().map(|(name, value)| (name, value));
        let mut serve = command(&["serve", "--now", now, "--config"]);
        if let Some(count) = self.descriptors {
            child::with_descriptors(&mut serve, count);
        }
        let serve = child::ends_with_us(serve.arg(self.config()).envs(environment).stderr(log)).spawn();
        self.process = Some(serve.expect("the program starts"));
        let begun = Instant::now();
        while TcpStream::connect(self.listen).await.is_err() {
            let ended = self.process.as_mut().and_then(|process| process.try_wait().expect("a process"));
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "it does not answer: {}", self.log());
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// A call begins.
    pub fn call(&self, ringing: Ringing) -> Call {
        self.phone.call(ringing)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it ran");
            process.wait().expect("it ended");
        }
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        let id = self.process_id();
        // The shell's own: the program of that name is not installed everywhere.
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().expect("a shell").success());
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            let process = self.process.as_mut().expect("it ran");
            if let Some(status) = process.try_wait().expect("a process") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end: {}", self.log());
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The process's id.
    ///
    /// # Panics
    /// When it was not started.
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().expect("it runs").id()
    }

    /// Whether the process runs.
    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.try_wait().expect("a process").is_none())
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        let mut text = String::new();
        File::open(self.log_path()).and_then(|mut log| log.read_to_string(&mut text)).ok();
        text
    }

    /// What a command prints that works on the server's database.
    pub fn ask(&self, arguments: &[&str]) -> String {
        let output = command(arguments).args(["--now", NOW, "--config"]).arg(self.config()).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// The JSON lines of a command.
    pub fn list(&self, arguments: &[&str]) -> Vec<Value> {
        let lines = self.ask(&[arguments, &["--json"]].concat());
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// The appointments as `start resource name`.
    pub fn appointments(&self) -> Vec<String> {
        let fact = |line: &Value, name: &str| line[name].as_str().expect("a text").to_owned();
        let line = |line: Value| ["start", "resource", "name"].map(|name| fact(&line, name)).join(" ");
        self.list(&["appointments"]).into_iter().map(line).collect()
    }

    /// The server's files, but for what it was given: configuration, token and master key.
    pub fn files(&self) -> Vec<PathBuf> {
        let given = ["vorzimmer.toml", "token", "master.key", "office.db.key"];
        let entries =
            std::fs::read_dir(self.folder.path()).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| !given.iter().any(|name| path == &self.folder.path().join(name))).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The carrier's REST host, and where it is.
pub async fn exchange(fault: Option<RestFault>) -> (Arc<Exchange>, SocketAddr) {
    let exchange = Exchange::new(Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) }, fault);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(rest::serve(exchange.clone(), listener));
    (exchange, address)
}

/// The server's program ([`server::program`]), without standard input.
///
/// # Panics
/// When it is not there or not of this build.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = server::program().unwrap_or_else(|error| panic!("failed to {error:#}"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Writes a secret's file, which its owner alone may read.
///
/// # Panics
/// When it cannot be written.
pub fn write_secret(path: &Path, secret: &str) {
    std::fs::write(path, secret).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("its owner's alone");
}

/// Sound for what a voice was asked to say.
fn buzz(body: &Value) -> Vec<speech::SoundStep> {
    let characters = body["input"].as_str().unwrap_or_default().chars().count();
    vec![speech::SoundStep::Sound(speech::linear(CHARACTER_MS * characters))]
}

/// A port that was free a moment ago.
pub fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address")
}

/// All bytes of a file.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a file")
}
