//! P27: a PostgreSQL server elsewhere is told nothing before it proved who it is. The server here speaks the first bytes of the
//! protocol and no more; it is reached by 0.0.0.0, which leads to this machine and is not loopback by name.

use base::privacy::{KeyRing, SystemRandom};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

/// Asks whether TLS is spoken: length, and the number that stands for it (PostgreSQL, Message Formats, SSLRequest).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
const PASSWORD: &str = "canary0password";

/// Answers one connection with `answer` to the first eight bytes; gives everything that came.
fn answered(listener: &TcpListener, answer: u8) -> Option<Vec<u8>> {
    let mut stream: TcpStream = (0..100).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        listener.accept().ok().map(|(stream, _)| stream)
    })?;
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut came = vec![0; SSL_REQUEST.len()];
    stream.read_exact(&mut came).unwrap();
    stream.write_all(&[answer]).unwrap();
    // Whoever says more ends by our closing; a timeout is the end, too.
    let mut rest = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut rest) {
        came.extend_from_slice(&rest[..read]);
        if answer == b'S' {
            break;
        }
    }
    Some(came)
}

/// Runs `vorzimmer calls` on that server; gives what reached it, and what was said.
fn reached(query: &str, answer: u8) -> (Option<Vec<u8>>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    KeyRing::create(&key, &SystemRandom).unwrap();
    let server = std::thread::spawn(move || answered(&listener, answer));
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.current_dir(folder.path()).env("PGSSLMODE", "disable").arg("calls").arg("--key-file").arg(&key);
    let output = command.args(["--db", &format!("postgres://anna:{PASSWORD}@0.0.0.0:{port}/office{query}")]).output();
    let output = output.unwrap();
    assert!(!output.status.success());
    (server.join().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn p27_who_speaks_no_tls_learns_neither_user_nor_password() {
    let (came, said) = reached("", b'N');
    assert_eq!(came.as_deref(), Some(&SSL_REQUEST[..]), "nothing but the question");
    assert!(said.contains("the server must speak TLS") && said.contains("sslrootcert=FILE"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
}

#[test]
fn p27_who_asks_for_less_than_proof_is_refused_before_anything_is_sent() {
    for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
        let (came, said) = reached(&format!("?sslmode={mode}"), b'N');
        assert_eq!(came, None, "{mode}");
        assert!(said.contains(&format!("sslmode={mode} does not prove who answers")), "{said}");
        assert!(!said.contains(PASSWORD), "{said}");
    }
}

#[test]
fn p27_a_named_authority_is_asked() {
    let (_, said) = reached("?sslrootcert=/absent/authority.pem", b'S');
    assert!(said.contains("No such file") || said.contains("/absent/authority.pem"), "the file was looked for: {said}");
}
