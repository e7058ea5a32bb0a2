//! Standard output and stderr whose reader has gone (`2>&1 | head`): no command panics for it, and each ends with its own code.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The code with which a command ends that writes to a pipe which nobody reads.
fn code(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command.stdout(writer.try_clone().unwrap()).stderr(writer).status().unwrap().code()
}

#[test]
fn no_command_panics_where_nobody_reads() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let salon = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
    let database = ["--db", "sqlite://office.db"];
    let with = |arguments: &[&'static str]| [arguments, &database].concat();
    for (arguments, ends) in [
        (vec!["--help"], 0),
        (vec!["nonsense"], 2),
        (vec!["models", "list", "--folder", "."], 0),
        (vec!["config", "check", "--config", "absent.toml"], 2),
        (with(&["business", "import", "absent.toml"]), 2),
        (with(&["business", "import", salon]), 0),
        (with(&["business", "list"]), 0),
        (with(&["business", "remove", "absent"]), 2),
        (with(&["chat", "--business", "werkstatt"]), 0),
        (with(&["slots", "--business", "absent"]), 2),
        (vec!["doctor"], 1),
    ] {
        assert_eq!(code(place, &arguments), Some(ends), "{arguments:?}");
    }
}

#[test]
fn a_server_whose_log_nobody_reads_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let salon = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
    assert_eq!(code(place, &["business", "import", "--db", "sqlite://office.db", salon]), Some(0));
    set_permissions(place.join("office.db"), Permissions::from_mode(0o644)).unwrap();
    std::fs::write(place.join("vorzimmer.toml"), CONFIG).unwrap();
    // It warns of the mode, and ends for want of a model.
    assert_eq!(code(place, &["serve", "--config", "vorzimmer.toml"]), Some(1));
    let mode = std::fs::metadata(place.join("office.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it came so far");
}

const CONFIG: &str = r#"
[server]
listen = "127.0.0.1:0"
public_url = "https://example.org"

[database]
url = "sqlite://office.db"

[speech]
models = "absent"
"#;
