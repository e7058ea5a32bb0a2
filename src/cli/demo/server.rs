//! The demonstration's server: this same program in a process of its own, with everything it keeps in one folder.

use super::{Stored, clear_folder, read_appointments};
use crate::cli::call::seed;
use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
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
const FILES: [&str; 8] = [
    "vorzimmer.toml",
    "token",
    "vorzimmer.db",
    "vorzimmer.db-wal",
    "vorzimmer.db-shm",
    "vorzimmer.db.key",
    "server.log",
    "call.wav",
];

/// Where the server is and what it shares with the telephone.
pub struct Setting {
    pub folder: PathBuf,
    pub account: String,
    pub token: SecretString,
    pub webhook: Url,
    pub status_callback: Url,
    listen: SocketAddr,
    rest: SocketAddr,
}

impl Setting {
    /// Chooses address and token, and makes the folder fresh.
    pub fn new(folder: &Path, rest: &TcpListener) -> anyhow::Result<Self> {
        clear_folder(folder, &FILES)?;
        let folder = folder.canonicalize().with_context(|| format!("find the folder {}", folder.display()))?;
        let listen = free_address().context("find a free port")?;
        let digits = blake3::Hash::from_bytes(seed(None)?).to_hex();
        let url = |path: &str| Url::parse(&format!("http://{listen}{path}"));
        Ok(Setting {
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
    fn write_config(&self, speech: &Speech) -> anyhow::Result<()> {
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
            "logs": { "level": "debug" },
        });
        let config = toml::to_string(&config).context("write the configuration")?;
        std::fs::write(self.config(), config).context("write the configuration")
    }
}

/// How the server is to hear.
pub struct Speech {
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
        setting: &Setting,
        speech: &Speech,
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
        let process = program()?
            .args(["serve", "--now", &database.now, "--config"])
            .arg(&database.config)
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

    async fn wait_until_up(&mut self, setting: &Setting) -> anyhow::Result<()> {
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
    /// Runs one of this program's commands on it and gives what it prints.
    async fn ask(&self, command: &[&str]) -> anyhow::Result<String> {
        let output = program()?.args(command).args(["--now", &self.now, "--config"]).arg(&self.config).output().await?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "run 'vorzimmer {}': {}", command.join(" "), said.trim_end());
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// This program, without what the environment says about the user's own server.
fn program() -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::current_exe().context("find this program")?);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VORZIMMER_") {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// A port that was free a moment ago.
fn free_address() -> std::io::Result<SocketAddr> {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
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
        let speech = Speech { models: "models".into(), model: Some("base-q8_0".to_owned()) };
        let mut tokens = Vec::new();
        for _ in 0..2 {
            let setting = Setting::new(folder.path(), &rest).expect("a setting");
            setting.write_config(&speech).expect("written");
            let token = folder.path().join("token");
            assert_eq!(std::fs::metadata(&token).expect("a file").permissions().mode() & 0o777, 0o600);
            tokens.push(std::fs::read_to_string(&token).expect("a token"));
            let config = std::fs::read_to_string(setting.config()).expect("a configuration");
            assert!(!config.contains(&tokens[tokens.len() - 1]));
            let (_, checked) = crate::cli::config::read(&config, "vorzimmer.toml", &Default::default());
            let checked = checked.unwrap_or_else(|complaints| panic!("{complaints}: {config}"));
            assert_eq!(checked.server.listen, setting.listen);
            assert_eq!(checked.carriers[0].account, setting.account);
        }
        assert_ne!(tokens[0], tokens[1]);
    }
}
