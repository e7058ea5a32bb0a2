//! `vorzimmer demo`: one call to a fresh server on this machine, shown as it happens, and judged by its database.
//!
//! Starts this same program as a server in a folder of its own, with the salon and its clock at a fixed day, lets the
//! telephone call it with a script, and looks for the appointment that the caller wanted. It proves the whole line by its
//! public doors: webhook, media stream, REST, and the command `appointments`.

pub(super) mod server;

use super::call::{Order, Outcome, print_line, seed};
use crate::language::Language;
use crate::telephone::caller::Manner;
use crate::telephone::carrier::{Carrier, Fallback};
use crate::telephone::fault::Faults;
use crate::telephone::prepare;
use crate::telephone::rest::{self, Account, Exchange};
use crate::telephone::script::{ScriptFile, Wanted};
use crate::telephone::webhook::Post;
use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde::Deserialize;
use server::{Server, Setting, Speech};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;

/// Lets a caller book an appointment on this machine, and shows all of it.
///
/// Exit code 0 only if the appointment that the caller asked for is in the database.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Language of the call.
    #[arg(long, default_value = "de")]
    lang: Language,
    /// Folder with the business and the caller's script and speech.
    #[arg(long, value_name = "FOLDER", default_value = "fixtures")]
    fixtures: PathBuf,
    /// Folder for the server's files and the sound; those of an earlier demonstration are replaced.
    #[arg(long, value_name = "FOLDER", default_value = "var/demo")]
    folder: PathBuf,
    /// What the server's clock shows at the begin.
    #[arg(long, value_name = "INSTANT", default_value = "2026-12-01T10:00:00+01:00")]
    now: Timestamp,
    /// Folder with the speech models.
    #[arg(long, value_name = "FOLDER", env = "VORZIMMER_SPEECH_MODELS", default_value = "models")]
    models: PathBuf,
    /// Speech model that hears the caller; the best installed otherwise.
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let script_path = arguments.fixtures.join(format!("demo/{}.toml", arguments.lang));
    let script = ScriptFile::open(&script_path)?;
    let wanted = script.wanted.clone().with_context(|| format!("find what is wanted in {}", script_path.display()))?;
    let rest = TcpListener::bind("127.0.0.1:0").await.context("listen for the server's REST requests")?;
    let setting = Setting::new(&arguments.folder, &rest)?;
    print_line("Starting a server of its own …");
    let speech = Speech { models: arguments.models, model: arguments.model };
    let server = Server::start(&setting, &speech, &[arguments.fixtures.join("salon.toml")], arguments.now).await?;
    print_line(&format!("A caller rings {}.\n", setting.webhook));
    let outcome = order(&script, &setting, rest)?.carry_out(false).await?;
    let stored = server.appointments().await;
    server.stop().await;
    outcome.print(false);
    Ok(conclude(&wanted, &stored?, &outcome, &setting))
}

/// The call to be made.
fn order(script: &ScriptFile, setting: &Setting, rest: TcpListener) -> anyhow::Result<Order> {
    let number = |number: &Option<String>| number.clone().context("find in the script who calls whom");
    Ok(Order {
        carrier: carrier(setting, rest, true)?,
        repertoire: prepare::prepare(&script.lines, &script.interruptions, script.language)?,
        manner: Manner::default(),
        from: number(&script.from)?,
        to: number(&script.to)?,
        forwarded_from: None,
        calls: 1,
        stagger: Duration::ZERO,
        wav: Some(setting.folder.join("call.wav")),
    })
}

/// A good line to the server, with the REST host in place.
pub(super) fn carrier(setting: &Setting, rest: TcpListener, keeps_sound: bool) -> anyhow::Result<Carrier> {
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
pub(super) struct Stored {
    service: String,
    resource: String,
    start: String,
    name: String,
    state: String,
}

impl Stored {
    fn is(&self, wanted: &Wanted) -> bool {
        let same_name =
            self.name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase() == wanted.name.to_lowercase();
        let same_time = self.start.parse().is_ok_and(|start: Timestamp| start == wanted.start);
        let same_resource = wanted.resource.as_ref().is_none_or(|resource| *resource == self.resource);
        self.state == "booked" && self.service == wanted.service && same_time && same_resource && same_name
    }
}

/// Says what came of it, and how to go on.
fn conclude(wanted: &Wanted, stored: &[Stored], outcome: &Outcome, setting: &Setting) -> ExitCode {
    print_line("\nAppointments in the database:");
    for Stored { service, resource, start, name, state } in stored {
        print_line(&format!("  {start}  {service} with {resource} for {name} ({state})"));
    }
    let booked = stored.iter().any(|appointment| appointment.is(wanted));
    let ended_well = outcome.calls.iter().all(|call| call.outcome.is_complete());
    if booked && ended_well {
        print_line("\nThis is what the caller wanted.");
        print_line("To go on with a telephone number of your own, see 'Answer a real number' in README.md.");
        return ExitCode::SUCCESS;
    }
    let Wanted { service, start, name, .. } = wanted;
    let missing = if booked { "The call did not end as it should." } else { "That is not what the caller wanted:" };
    print_line(&format!("\n{missing}"));
    if !booked {
        print_line(&format!("  {start}  {service} for {name}"));
    }
    print_line(&format!("The server's log is {}.", setting.log().display()));
    ExitCode::FAILURE
}

/// Reads the lines of `vorzimmer appointments --json`.
fn read_appointments(lines: &str) -> anyhow::Result<Vec<Stored>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted {
            service: "herrenschnitt".to_owned(),
            resource: Some("jonas".to_owned()),
            start: "2026-12-03T15:00:00+01:00".parse().expect("an instant"),
            name: "Keller".to_owned(),
            details: Default::default(),
        }
    }

    fn stored(line: &str) -> Stored {
        read_appointments(line).expect("reads").remove(0)
    }

    #[test]
    fn the_appointment_wanted_is_known_by_its_facts() {
        let right = r#"{"appointment":"a","service":"herrenschnitt","resource":"jonas","start":"2026-12-03T15:00:00+01:00","end":"2026-12-03T15:30:00+01:00","name":"keller","state":"booked"}"#;
        assert!(stored(right).is(&wanted()));
        assert!(stored(&right.replace("15:00:00+01:00", "14:00:00Z")).is(&wanted()), "the same instant");
        for (fact, other) in [
            ("herrenschnitt", "bart"),
            ("jonas", "aylin"),
            ("T15:00", "T15:15"),
            ("keller", "Kellner"),
            ("booked", "cancelled"),
        ] {
            assert!(!stored(&right.replace(fact, other)).is(&wanted()), "{other}");
        }
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
