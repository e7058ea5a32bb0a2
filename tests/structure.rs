//! The shape of the repository: the import table of ARCHITECTURE.md, and lists that have to say the same thing twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import from the crate, by floor; the table in ARCHITECTURE.md is checked against this one.
const IMPORTS: [(&str, &[&str]); 16] = [
    ("cli", &["*"]),
    ("telephone", &["telephony", "tts", "audio", WORDS]),
    ("telephony", &["call", "audio", "business", "privacy", "booking", "dialogue", WORDS]),
    ("store", &["call", "booking", "business", "privacy", "dialogue", WORDS]),
    ("call", &["dialogue", "booking", "asr", "tts", "audio", "business", "privacy", WORDS]),
    ("dialogue", &["fallback", "booking", "business", "privacy", WORDS]),
    ("booking", &["business", "privacy", WORDS]),
    ("asr", &["fallback", "audio", "privacy", WORDS]),
    ("tts", &["fallback", "audio", "privacy", WORDS]),
    ("audio", &[]),
    ("business", &["document", WORDS]),
    ("privacy", &[WORDS]),
    ("document", &[]),
    ("fallback", &[]),
    ("number", &[]),
    ("clock", &[]),
];
/// The vocabulary that every module may use.
const WORDS: &str = "language, number, clock";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The top-level modules that a file imports (`use crate::…` outside its test module).
fn imports(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).expect("a source file");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| line.match_indices("crate::").map(|(at, found)| &line[at + found.len()..]).collect::<Vec<_>>())
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|module| !module.is_empty())
        .collect()
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).expect("a file of src");
    let first = inside.components().next().expect("a component").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for file in rust_files(&root().join("src")) {
        let module = module_of(&file);
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else { continue };
        for import in imports(&file) {
            let fine = import == module
                || allowed.contains(&"*")
                || allowed.iter().any(|names| names.split(", ").any(|name| name == import));
            if !fine {
                breaches.push(format!("{} imports {import}", file.strip_prefix(root()).expect("inside").display()));
            }
        }
    }
    assert!(breaches.is_empty(), "the import table forbids:\n{}", breaches.join("\n"));
}

#[test]
fn the_import_table_is_the_one_in_the_architecture() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for (module, allowed) in IMPORTS {
        let allowed =
            if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ").replace('*', "everything") };
        let row = format!("| `{module}` | {allowed} |");
        assert!(text.contains(&row), "ARCHITECTURE.md lacks the row:\n{row}");
    }
}

/// What makes a client or a connection; `egress().client()` hands one out.
const OPENERS: [&str; 16] = [
    "Client::builder(",
    "Client::new(",
    "Client::build(",
    "Client::with_config(",
    "Client::default(",
    "ClientBuilder::new(",
    "reqwest::get(",
    "reqwest::blocking",
    "connect_async",
    "client_async",
    "client_tls",
    "TcpStream::connect",
    "TcpSocket::new",
    "UdpSocket::",
    "UnixStream::connect",
    "lookup_host(",
];
/// Who may, and why: the egress, what stands on it, and what carries no caller's data. (The database's own connection is the
/// operator's, by the configuration's address.)
const MAY_OPEN: [(&str, &str, &str); 8] = [
    ("privacy/egress.rs", "Client::builder(", "the factory"),
    ("privacy/egress.rs", "connect_async", "the factory"),
    ("privacy/egress.rs", "lookup_host(", "the factory's resolver, which refuses what is not listed"),
    ("dialogue/llm/chat.rs", "Client::build(", "async-openai's, on a client of the egress"),
    (
        "asr/models/fetch.rs",
        "Client::builder(",
        "fetches models by the catalogue's addresses; sends nothing but the request",
    ),
    (
        "telephone/webhook.rs",
        "Client::builder(",
        "the telephone: the caller's side, to the address that the user names",
    ),
    ("telephone/stream.rs", "connect_async", "the telephone, likewise"),
    ("cli/demo/server.rs", "TcpStream::connect", "asks whether the demonstration's own server on this machine listens"),
];

#[test]
fn p25_clients_are_made_by_the_egress_alone() {
    let (mut strangers, mut used) = (Vec::new(), BTreeSet::new());
    for file in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&file).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let name = file.strip_prefix(root().join("src")).expect("inside").display().to_string();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !is_aside(line)) {
            for opener in OPENERS.iter().filter(|opener| line.contains(**opener)) {
                match MAY_OPEN.iter().position(|(file, may, _)| *file == name && may == opener) {
                    Some(index) => drop(used.insert(index)),
                    None => strangers.push(format!("{name}:{}: {}", number + 1, line.trim())),
                }
            }
        }
    }
    assert!(strangers.is_empty(), "clients that are not the egress's:\n{}", strangers.join("\n"));
    let idle = MAY_OPEN.iter().enumerate().filter(|(index, _)| !used.contains(index));
    let idle: Vec<_> = idle.map(|(_, (file, opener, _))| format!("{file} {opener}")).collect();
    assert!(idle.is_empty(), "exceptions that nothing needs: {}", idle.join(", "));
}

#[test]
fn p25_a_client_of_the_egress_is_handed_to_one_library_only() {
    let hands_out = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        code.lines().any(|line| !is_aside(line) && line.contains("egress.client()"))
    };
    let files: Vec<_> = rust_files(&root().join("src")).into_iter().filter(hands_out).collect();
    assert_eq!(files, [root().join("src/dialogue/llm/chat.rs")]);
}

/// Comments, and imports of what is used elsewhere.
fn is_aside(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with("use ") || line.starts_with("pub use ")
}

#[test]
fn the_image_installs_the_packages_that_the_setup_installs() {
    let dockerfile = fs::read_to_string(root().join("Dockerfile")).expect("Dockerfile");
    for (stage, purpose) in [("build", "build"), ("run", "run")] {
        let list = fs::read_to_string(root().join("scripts/packages").join(purpose)).expect("a package list");
        let wanted: BTreeSet<&str> = list.lines().collect();
        let marker = format!("# packages: {stage}\n");
        let block = dockerfile.split(&marker).nth(1).unwrap_or_else(|| panic!("Dockerfile lacks '{}'", marker.trim()));
        let command = block.split("\n\n").next().unwrap_or_default();
        let installed: BTreeSet<&str> = command
            .split("--no-install-recommends")
            .nth(1)
            .and_then(|rest| rest.split("&&").next())
            .unwrap_or_default()
            .split_whitespace()
            .filter(|word| *word != "\\")
            .collect();
        assert_eq!(installed, wanted, "packages of the {stage} stage");
    }
    assert!(dockerfile.contains("cargo build --release --locked"), "the image is built by the steps of the Makefile");
    assert!(dockerfile.contains("\nUSER "), "the image does not run as root");
}
