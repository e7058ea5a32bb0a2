//! The one way out (P25): who may make a client or open a connection, and why.

use super::sources;
use std::collections::BTreeSet;

/// What makes a client or a connection; `Egress::client` hands one out.
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
const MAY_OPEN: [(&str, &str, &str); 10] = [
    ("crates/egress/src/lib.rs", "Client::builder(", "the factory"),
    ("crates/egress/src/lib.rs", "connect_async", "the factory"),
    ("crates/egress/src/lib.rs", "lookup_host(", "the factory's resolver, which refuses what is not listed"),
    ("crates/dialogue/src/llm/chat.rs", "Client::build(", "async-openai's, on a client of the egress"),
    (
        "crates/speech/src/asr/models/fetch.rs",
        "Client::builder(",
        "fetches models by the catalogue's addresses; sends nothing but the request",
    ),
    (
        "crates/lab/src/telephone/webhook.rs",
        "Client::builder(",
        "the telephone: the caller's side, to the address that the user names",
    ),
    ("crates/lab/src/telephone/stream/mod.rs", "connect_async", "the telephone, likewise"),
    ("crates/lab/src/server.rs", "TcpStream::connect", "asks whether a server on this machine listens"),
    ("crates/lab/src/office/mod.rs", "TcpStream::connect", "likewise"),
    ("src/cli/serve/reserved.rs", "TcpSocket::new", "the server's own address: it listens, and connects to nobody"),
];

#[test]
fn p25_clients_are_made_by_the_egress_alone() {
    let (mut strangers, mut used) = (Vec::new(), BTreeSet::new());
    for source in sources(true) {
        for (number, line) in &source.lines {
            for opener in OPENERS.iter().filter(|opener| line.contains(**opener)) {
                match MAY_OPEN.iter().position(|(file, may, _)| *file == source.path && may == opener) {
                    Some(index) => drop(used.insert(index)),
                    None => strangers.push(format!("{}:{number}: {}", source.path, line.trim())),
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
    let mut sources = sources(false);
    sources.retain(|source| source.lines.iter().any(|(_, line)| line.contains("egress.client()")));
    let files: Vec<_> = sources.iter().map(|source| source.path.as_str()).collect();
    assert_eq!(files, ["crates/dialogue/src/llm/chat.rs"]);
}
