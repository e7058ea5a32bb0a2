//! One rule for the configuration of every command: `--config FILE`, else `VORZIMMER_CONFIG`, else `vorzimmer.toml` if it is there.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SALON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");
const FROM_TO: [&str; 4] = ["--from", "2026-12-03T09:00:00+01:00", "--to", "2026-12-04T09:00:00+01:00"];

/// Every command that has a configuration.
fn commands() -> Vec<Vec<&'static str>> {
    let slots = [&["slots", "--business", "salon", "--service", "bart"][..], &FROM_TO].concat();
    vec![
        vec!["serve"],
        vec!["config", "check"],
        vec!["doctor"],
        vec!["appointments"],
        vec!["business", "export", "salon"],
        vec!["business", "import", SALON],
        vec!["business", "list"],
        vec!["calls"],
        vec!["messages"],
        vec!["purge"],
        vec!["chat", "--business", "salon"],
        slots,
        vec!["models", "add", "absent.bin"],
        vec!["models", "fetch", "base-q8_0"],
        vec!["models", "list"],
        vec!["models", "verify"],
    ]
}

/// Runs a command in a folder, with nothing else in its environment.
fn vorzimmer(folder: &Path, arguments: &[&str], variable: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).args(arguments);
    command.envs(variable.map(|file| ("VORZIMMER_CONFIG", file)));
    // A source on this machine, where nobody is: should a command go on, it reaches nobody.
    command.env("VORZIMMER_MODELS_URL", "http://127.0.0.1:9/");
    command.output().unwrap()
}

fn all_said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// A folder with three files, each wrong, so that whoever reads one names it.
fn three_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["argument.toml", "variable.toml", "vorzimmer.toml"] {
        fs::write(folder.path().join(file), "[call]\nsilence = \"7 bananas\"\n").unwrap();
    }
    folder
}

#[test]
fn every_command_reads_the_same_file() {
    let folder = three_files();
    for command in commands() {
        let argued = [&command[..], &["--config", "argument.toml"]].concat();
        for (arguments, variable, read) in [
            (&argued, Some("variable.toml"), "argument.toml"),
            (&command, Some("variable.toml"), "variable.toml"),
            (&command, None, "vorzimmer.toml"),
            (&command, Some(""), "vorzimmer.toml"),
        ] {
            let output = vorzimmer(folder.path(), arguments, variable);
            let said = all_said(&output);
            assert!(!output.status.success(), "{arguments:?}: {said}");
            assert!(said.contains(&format!("{read}:2")), "{arguments:?} {variable:?} does not read {read}: {said}");
        }
        let output = vorzimmer(folder.path(), &command, Some("absent.toml"));
        assert!(!output.status.success() && all_said(&output).contains("absent.toml"), "{command:?}");
    }
    let made = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(made, 3, "nothing is made under a wrong configuration");
}

#[test]
fn every_help_names_the_rule() {
    for command in commands().into_iter().filter(|command| command != &["serve"]) {
        let words = command.iter().take_while(|word| !word.starts_with('-') && !word.contains(['/', '.']));
        let arguments: Vec<_> = words.copied().chain(["--help"]).collect();
        let said = all_said(&vorzimmer(Path::new("/"), &arguments, None));
        assert!(said.contains("VORZIMMER_CONFIG") && said.contains("--config"), "{arguments:?}: {said}");
    }
}

#[test]
fn models_and_wordings_are_the_configurations() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vorzimmer.toml"), "[speech]\nmodels = \"elsewhere\"\n").unwrap();
    let said = all_said(&vorzimmer(folder.path(), &["models", "verify"], None));
    assert!(said.contains("elsewhere"), "{said}");
    let prompts = folder.path().join("prompts");
    fs::create_dir(&prompts).unwrap();
    for file in ["de.toml", "en.toml"] {
        let text = fs::read_to_string(format!("{}/prompts/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        fs::write(prompts.join(file), text.replace("?\",", "? Emil.\",")).unwrap();
    }
    fs::write(folder.path().join("vorzimmer.toml"), "[prompts]\nfolder = \"prompts\"\n").unwrap();
    let said = all_said(&vorzimmer(folder.path(), &["chat", "--business", "salon", "--lang", "de", "--json"], None));
    assert!(said.contains("? Emil."), "{said}");
}

#[test]
fn a_typed_call_keeps_nothing_unless_it_is_told_where() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[database]\nurl = \"sqlite://office.db\"\n";
    fs::write(folder.path().join("vorzimmer.toml"), config).unwrap();
    for command in commands().iter().filter(|command| matches!(command[0], "chat" | "slots")) {
        let output = vorzimmer(folder.path(), command, None);
        assert!(output.status.success(), "{}", all_said(&output));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the database is in memory");
    }
}
