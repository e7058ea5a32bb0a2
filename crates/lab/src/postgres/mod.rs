//! A PostgreSQL cluster of the tests' own: made and started with the first test that asks, stopped and deleted with the last.
//!
//! PostgreSQL refuses to run as root, so root runs it as the user `postgres`, whom Debian's package brings along. It listens on
//! a socket in its own folder only. Its end is tied to a pipe that this process holds open: no test can leave it behind.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static DATABASES: AtomicUsize = AtomicUsize::new(0);

struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// The cluster ends when this shell's standard input is closed, which the process's end does.
    _shell: Child,
}

/// A new, empty database; gives its URL.
pub fn new_database() -> String {
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    sql("postgres", &format!("CREATE DATABASE {name}"));
    format!("postgres://vorzimmer@localhost/{name}?host={}", cluster.folder.display())
}

/// Runs SQL in a database of the cluster, and gives what it prints.
pub fn sql(database: &str, statement: &str) -> String {
    run("psql", &["-qAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement])
}

/// A database as its backups show it.
pub fn dump(url: &str) -> String {
    run("pg_dump", &["-d", name_of(url)])
}

/// The name of a database by its URL.
pub fn name_of(url: &str) -> &str {
    url.rsplit_once('/')
        .and_then(|_| url.split("localhost/").nth(1))
        .and_then(|rest| rest.split('?').next())
        .expect("a URL")
}

fn run(program: &str, arguments: &[&str]) -> String {
    let cluster = CLUSTER.get_or_init(start);
    let mut command = Command::new(cluster.programs.join(program));
    let output = command.arg("-h").arg(&cluster.folder).args(["-U", "vorzimmer"]).args(arguments).output();
    let output = output.expect("PostgreSQL's programs run");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn start() -> Cluster {
    let programs = programs();
    let mut command = shell();
    command.args(["-c", include_str!("cluster.sh"), "cluster.sh"]).arg(&programs).current_dir("/");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
    let mut folder = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut folder).expect("its folder");
    assert!(!folder.is_empty(), "the cluster did not start; see above");
    Cluster { programs, folder: folder.trim_end().into(), _shell: child }
}

/// A shell as oneself, or as `postgres` when root.
fn shell() -> Command {
    let id = Command::new("id").arg("-u").output().expect("id");
    if id.stdout.trim_ascii() == b"0" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    }
}

/// The folder of the newest PostgreSQL's programs.
fn programs() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    let version = |folder: &PathBuf| folder.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok();
    folders.into_iter().max_by_key(version).expect("PostgreSQL is installed (Debian: apt-get install postgresql)")
}
