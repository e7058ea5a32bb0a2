//! What a path leads to that is named to the server: a pipe, to which nobody will ever write; a database with two names; one that
//! others may read.

use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{ACCOUNT, Plan, TOKEN, command, free_address, write_secret};
use serde_json::{Value, json};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// Longer than a refusal takes on a busy machine.
const REFUSED_WITHIN: Duration = Duration::from_secs(20);

/// A folder with a configuration and what it names, but for what a test puts in its place.
struct Named {
    folder: TempDir,
    config: Value,
}

impl Named {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        write_secret(&path("token"), TOKEN);
        write_secret(&path("key"), &"0a".repeat(32));
        let config = json!({
            "server": { "listen": free_address() },
            "database": { "url": format!("sqlite://{}", path("office.db").display()) },
            "keys": { "file": path("key") },
            "carrier": [{ "id": "main", "account": ACCOUNT, "token_files": [path("token")], "region": "ie1" }],
        });
        Named { folder, config }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a command says with this configuration; it must come to an end.
    async fn ends(&self, arguments: &[&str]) -> Output {
        std::fs::write(self.path("vorzimmer.toml"), toml::to_string(&self.config).expect("TOML")).expect("written");
        let mut command = command(arguments);
        command.arg("--config").arg(self.path("vorzimmer.toml"));
        let output = tokio::process::Command::from(command).kill_on_drop(true).output();
        timeout(REFUSED_WITHIN, output).await.unwrap_or_else(|_| panic!("{arguments:?} hangs")).expect("it runs")
    }
}

/// Puts a pipe where something else may lie.
fn pipe(path: &Path) {
    std::fs::remove_file(path).ok();
    assert!(Command::new("mkfifo").args(["-m", "600"]).arg(path).status().expect("it runs").success());
}

#[tokio::test]
async fn a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for() {
    for name in ["token", "key", "office.db", "prompts/de.toml", "prompts/model.jinja"] {
        let mut named = Named::new();
        if name.starts_with("prompts") {
            std::fs::create_dir(named.path("prompts")).expect("made");
            for file in ["de.toml", "en.toml"] {
                let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts").join(file);
                std::fs::copy(built_in, named.path("prompts").join(file)).expect("copied");
            }
            named.config["prompts"] = json!({ "folder": named.path("prompts") });
            named.config["engine"] = json!({ "kind": "llm" });
            named.config["processor"] = json!([{ "id": "here", "name": "this machine", "purpose": "finds words",
                "region": "here", "data": ["words"], "legal_basis": "Art. 6(1)(b) GDPR", "hosts": ["127.0.0.1:9"] }]);
            let url = "http://127.0.0.1:9/v1";
            named.config["llm"] = json!([{ "id": "here", "processor": "here", "url": url, "model": "small" }]);
        }
        pipe(&named.path(name));
        // A server tries its voices out before it comes to the model's instruction.
        let salon = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
        let chat = ["chat", "--engine", "llm", "--business", salon];
        let output = named.ends(if name == "prompts/model.jinja" { &chat } else { &["serve"] }).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if said.contains("failed to find a speech model") {
            eprintln!(
                "{name}: not tried, since there is no speech model here (make models), without which no server comes to it"
            );
            continue;
        }
        assert!(!output.status.success() && said.contains("it is a pipe or a device; name a file"), "{name}: {said}");
    }
}

#[tokio::test]
async fn a_pipe_among_models_and_in_the_place_of_a_business_is_not_waited_for() {
    let mut named = Named::new();
    std::fs::create_dir(named.path("models")).expect("made");
    pipe(&named.path("models/ggml-base-q8_0.bin"));
    pipe(&named.path("salon.toml"));
    named.config["speech"] = json!({ "models": named.path("models") });
    let output = named.ends(&["doctor"]).await;
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("failed to use the speech model 'base-q8_0'"),
        "{output:?}"
    );
    let business = named.path("salon.toml");
    let output = named.ends(&["business", "import", business.to_str().expect("UTF-8")]).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("it is a pipe or a device"), "{said}");
}

#[tokio::test]
async fn a_database_with_a_second_name_is_refused_by_both() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    let [file, other] = ["office.db", "other.db"].map(|name| office.folder.path().join(name));
    std::fs::hard_link(&file, &other).expect("linked");
    let listen = free_address().to_string();
    let url = format!("http://{listen}");
    let mut serve = command(&["serve", "--config"]);
    serve.arg(office.config()).envs([("VORZIMMER_SERVER_LISTEN", &listen), ("VORZIMMER_SERVER_PUBLIC_URL", &url)]);
    serve.env("VORZIMMER_DATABASE_URL", format!("sqlite://{}", other.display()));
    serve.env("VORZIMMER_KEYS_FILE", office.folder.path().join("office.db.key"));
    let second = tokio::process::Command::from(serve).kill_on_drop(true).output();
    let second = timeout(REFUSED_WITHIN, second).await.expect("it does not serve").expect("it runs");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains("the file has 2 names (hard links)"), "{said}");
    assert!(said.contains("keep one and remove the others") && office.is_running(), "{said}");
    let list = |name: &str| {
        let mut list = command(&["calls", "--db"]);
        let key = office.folder.path().join("office.db.key");
        list.arg(format!("sqlite://{}", office.folder.path().join(name).display())).arg("--key-file").arg(key);
        list.output().expect("it runs").status.success()
    };
    assert!(!list("office.db") && !list("other.db"));
    std::fs::remove_file(&other).expect("removed");
    assert!(list("office.db"));
}

#[tokio::test]
async fn a_database_that_others_may_read_is_told_and_closed_at_the_start() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    office.kill();
    let files = ["office.db", "office.db-wal", "office.db-shm"].map(|name| office.folder.path().join(name));
    let mode = |path: &PathBuf| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert!(files.iter().all(|file| mode(file) == 0o600), "as they are made");
    for file in &files {
        std::fs::set_permissions(file, Permissions::from_mode(0o644)).expect("opened");
    }
    let doctor = command(&["doctor", "--config"]).arg(office.config()).output().expect("it runs");
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    let database = said.lines().find(|line| line.contains(" database ")).expect("a line");
    assert!(database.starts_with("wrong") && database.contains("mode 644") && database.contains("chmod 600"), "{said}");
    assert_eq!(mode(&files[0]), 0o644, "a doctor changes nothing");
    office.start().await;
    assert!(files.iter().all(|file| mode(file) == 0o600), "closed");
    assert!(office.log().contains("the database was open to others, and is closed now"), "{}", office.log());
    office.call(Ringing::default()).over().await;
    assert_eq!(office.appointments(), [BOOKED]);
}
