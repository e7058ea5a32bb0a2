//! A server of the product in a process of its own, with everything it keeps in one folder, and a good line to it.
//!
//! The program is the one that ships. It is looked for beside this one, and refused if it was not built from the same sources.

use crate::child;
use crate::telephone::carrier::{Carrier, Fallback};
use crate::telephone::fault::{Faults, seed};
use crate::telephone::rest::{self, Account, Exchange};
use crate::telephone::webhook::Post;
use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

/// A server may take so long to load its models.
const START_LIMIT: Duration = Duration::from_secs(60);
/// From one look at whether it is up to the next.
const START_PAUSE: Duration = Duration::from_millis(100);

/// Files that a demonstration makes.
const FILES: [&str; 9] = [
    "vorzimmer.toml",
    "token",
    "vorzimmer.db",
    "vorzimmer.db-wal",
    "vorzimmer.db-shm",
    "vorzimmer.db.key",
    "vorzimmer.db.lock",
    "server.log",
    "call.wav",
];

/// Where the server is and what it shares with the telephone.
pub struct ServerFolder {
    /// The folder, absolute.
    pub folder: PathBuf,
    /// The account at the carrier.
    pub account: String,
    /// Its token.
    pub token: SecretString,
    /// Where the carrier asks what to do with a call.
    pub webhook: Url,
    /// Where the carrier tells that a call is over.
    pub status_callback: Url,
    listen: SocketAddr,
    rest: SocketAddr,
}

impl ServerFolder {
    /// Chooses address and token, and makes the folder fresh.
    pub fn new(folder: &Path, rest: &TcpListener) -> anyhow::Result<Self> {
        clear_folder(folder, &FILES)?;
        let folder = folder.canonicalize().with_context(|| format!("find the folder {}", folder.display()))?;
        let listen = free_address().context("find a free port")?;
        let digits = blake3::Hash::from_bytes(seed(None)?).to_hex();
        let url = |path: &str| Url::parse(&format!("http://{listen}{path}"));
        Ok(ServerFolder {
            folder,
            account: format!("AC{}", &digits[..32]),
            token: SecretString::from(&digits[32..]),
            webhook: url("/twilio/voice")?,
            status_callback: url("/twilio/status")?,
            listen,
            rest: rest.local_addr()?,
        })
    }

    /// Where the server writes its log.
    pub fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// Its configuration.
    pub fn config(&self) -> PathBuf {
        self.folder.join("vorzimmer.toml")
    }

    /// Writes the server's configuration.
    fn write_config(&self, speech: &Hearing) -> anyhow::Result<()> {
        let token = self.folder.join("token");
        write_secret(&token, self.token.expose_secret())?;
        let mut heard = json!({ "models": speech.models });
        if let Some(model) = &speech.model {
            heard["open_model"] = json!(model);
            heard["closed_model"] = json!(model);
        }
        let config = json!({
            "server": { "listen": self.listen, "public_url": format!("http://{}", self.listen) },
            "database": { "url": format!("sqlite://{}", self.folder.join("vorzimmer.db").display()) },
            "carrier": [{
                "id": "demo",
                "account": self.account,
                "token_files": [token],
                "region": "us1",
                "rest": format!("http://{}", self.rest),
            }],
            "speech": heard,
            // One telephone makes all the calls.
            "limits": { "calls_at_once": 1000, "calls_per_hour": 10_000, "unknown_calls_per_hour": 100_000,
                        "owner_rings_per_hour": 10_000, "open_appointments": 1000 },
            "logs": { "level": "debug" },
        });
        let config = toml::to_string(&config).context("write the configuration")?;
        std::fs::write(self.config(), config).context("write the configuration")
    }
}

/// How the server is to hear.
pub struct Hearing {
    /// Folder with the models.
    pub models: PathBuf,
    /// The model for all questions; absent: the best installed.
    pub model: Option<String>,
}

/// A server that runs until it is stopped or dropped.
pub struct Server {
    process: Child,
    database: Database,
}

impl Server {
    /// Imports the businesses, starts the server, and returns when it answers.
    pub async fn start(
        setting: &ServerFolder,
        speech: &Hearing,
        businesses: &[PathBuf],
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        setting.write_config(speech)?;
        let database = Database { config: setting.config(), now: now.to_string() };
        for business in businesses {
            let business = business.to_str().context("read the business's path: it is no text")?;
            database.ask(&["business", "import", business]).await?;
        }
        let log = std::fs::File::create(setting.log()).context("write the server's log")?;
        let mut serve = program()?;
        serve.args(["serve", "--now", &database.now, "--config"]).arg(&database.config);
        // `kill_on_drop` is of no use when the laboratory itself is killed.
        child::ends_with_us(&mut serve);
        let process = Command::from(serve)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("start the server")?;
        let mut server = Server { process, database };
        server.wait_until_up(setting).await?;
        Ok(server)
    }

    async fn wait_until_up(&mut self, setting: &ServerFolder) -> anyhow::Result<()> {
        let begun_at = Instant::now();
        while TcpStream::connect(setting.listen).await.is_err() {
            if let Some(status) = self.process.try_wait()? {
                let log = std::fs::read_to_string(setting.log()).unwrap_or_default();
                bail!("start the server: it ended with {status}:\n{}", log.trim_end());
            }
            ensure!(
                begun_at.elapsed() < START_LIMIT,
                "start the server: it did not answer within {} s; its log is {}",
                START_LIMIT.as_secs(),
                setting.log().display()
            );
            sleep(START_PAUSE).await;
        }
        Ok(())
    }

    /// What is in its database.
    pub async fn appointments(&self) -> anyhow::Result<Vec<Stored>> {
        read_appointments(&self.database.ask(&["appointments", "--json"]).await?)
    }

    /// Ends it.
    pub async fn stop(mut self) {
        // It keeps everything that matters on disk at once; there is nothing to wait for.
        let _ = self.process.kill().await;
    }
}

/// The server's database, as other commands see it at the begin of the demonstration.
struct Database {
    config: PathBuf,
    now: String,
}

impl Database {
    /// Runs one of the server's commands on it and gives what it prints.
    async fn ask(&self, command: &[&str]) -> anyhow::Result<String> {
        let output = Command::from(program()?)
            .args(command)
            .args(["--now", &self.now, "--config"])
            .arg(&self.config)
            .output()
            .await?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "run 'vorzimmer {}': {}", command.join(" "), said.trim_end());
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The server's program, without what the environment says about the user's own server. It lies beside this program, or is
/// named by `VORZIMMER_PROGRAM`; one of other sources is refused, since what is measured would not be what was built.
///
/// # Errors
/// When it is not there or not of this build; the message says what to do.
pub fn program() -> anyhow::Result<std::process::Command> {
    let named = std::env::var_os("VORZIMMER_PROGRAM").map(PathBuf::from);
    let path = match named {
        Some(path) => path,
        None => beside(&std::env::current_exe().context("find this program")?),
    };
    check_build(&path)?;
    let mut command = std::process::Command::new(path);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VORZIMMER_") {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// Where cargo puts the server: in the program's folder, or above `deps` for a test's.
fn beside(program: &Path) -> PathBuf {
    let folder = program.parent().unwrap_or(Path::new("."));
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    folder.join("vorzimmer")
}

/// Whether a program is the server of this build.
fn check_build(program: &Path) -> anyhow::Result<()> {
    let said = std::process::Command::new(program).arg("--version").output();
    let said = said.with_context(|| format!("find the server {}: build it with `cargo build`", program.display()))?;
    let version = String::from_utf8_lossy(&said.stdout);
    let version = version.trim().trim_start_matches("vorzimmer ");
    ensure!(
        version == vorzimmer::cli::VERSION,
        "use the server {}: it is {version}, and this program is {}; build both with `cargo build`",
        program.display(),
        vorzimmer::cli::VERSION
    );
    Ok(())
}

/// A port that was free a moment ago.
fn free_address() -> std::io::Result<SocketAddr> {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// A good line to the server, with the REST host in place.
pub fn carrier(setting: &ServerFolder, rest: TcpListener, keeps_sound: bool) -> anyhow::Result<Carrier> {
    let account = Account { sid: setting.account.clone(), token: Some(setting.token.clone()) };
    let exchange = Exchange::new(account.clone(), None);
    tokio::spawn(rest::serve(exchange.clone(), rest));
    Ok(Carrier {
        post: Post::new(account, &setting.webhook, Faults::default(), true)?,
        exchange,
        webhook: setting.webhook.clone(),
        fallback: Fallback::None,
        status_callback: Some(setting.status_callback.clone()),
        faults: Faults::default(),
        noise_dbfs: None,
        keeps_sound,
        seed: seed(None)?,
    })
}

/// An appointment as `vorzimmer appointments --json` prints it, as far as it is looked at here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Stored {
    /// Id of the service.
    pub service: String,
    /// Id of the resource.
    pub resource: String,
    /// RFC 3339.
    pub start: String,
    /// The caller's name.
    pub name: String,
    /// `booked` or `cancelled`.
    pub state: String,
}

/// Reads the lines of `vorzimmer appointments --json`.
pub fn read_appointments(lines: &str) -> anyhow::Result<Vec<Stored>> {
    let parsed = lines.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str);
    parsed.collect::<Result<_, _>>().context("read what the command appointments prints")
}

/// Deletes what an earlier demonstration left in its folder, and nothing else.
fn clear_folder(folder: &Path, files: &[&str]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("make the folder {}", folder.display()))?;
    for file in files {
        match std::fs::remove_file(folder.join(file)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("replace {file} in {}", folder.display()));
            }
            _ => {}
        }
    }
    ensure!(folder.is_dir(), "use {}: it is no folder", folder.display());
    Ok(())
}

/// Writes a file that only its owner can read.
fn write_secret(path: &Path, secret: &str) -> anyhow::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(secret.as_bytes()).with_context(|| format!("write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_demonstration_can_be_repeated_and_keeps_its_token_to_itself() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let rest = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let speech = Hearing { models: "models".into(), model: Some("base-q8_0".to_owned()) };
        let mut tokens = Vec::new();
        for _ in 0..2 {
            let setting = ServerFolder::new(folder.path(), &rest).expect("a setting");
            setting.write_config(&speech).expect("written");
            let token = folder.path().join("token");
            assert_eq!(std::fs::metadata(&token).expect("a file").permissions().mode() & 0o777, 0o600);
            tokens.push(std::fs::read_to_string(&token).expect("a token"));
            let config = std::fs::read_to_string(setting.config()).expect("a configuration");
            assert!(!config.contains(&tokens[tokens.len() - 1]));
            let (_, checked) = vorzimmer::cli::config::read(&config, "vorzimmer.toml", &Default::default());
            let checked = checked.unwrap_or_else(|complaints| panic!("{complaints}: {config}"));
            assert_eq!(checked.server.listen, setting.listen);
            assert_eq!(checked.carriers[0].account, setting.account);
        }
        assert_ne!(tokens[0], tokens[1]);
    }

    #[test]
    fn only_our_own_files_are_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["call.wav", "diary.txt"] {
            std::fs::write(folder.path().join(file), "x").expect("written");
        }
        clear_folder(folder.path(), &["call.wav", "token"]).expect("cleared");
        assert!(!folder.path().join("call.wav").exists() && folder.path().join("diary.txt").exists());
    }
}
