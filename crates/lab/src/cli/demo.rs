//! `vorzimmer-lab demo`: one call to a fresh server on this machine, shown as it happens, and judged by its database.
//!
//! Starts the server that ships in a folder of its own, with the salon and its clock at a fixed day, lets the
//! telephone call it with a script, and looks for the appointment that the caller wanted. It proves the whole line by its
//! public doors: webhook, media stream, REST, and the command `appointments`.

use crate::cli::call::{CallsMade, Order};
use crate::print::print_line;
use crate::server::{Hearing, Server, ServerFolder, Stored, carrier};
use crate::telephone::caller::Manner;
use crate::telephone::prepare;
use crate::telephone::script::{ScriptFile, Wanted};
use anyhow::Context;
use base::language::Language;
use jiff::Timestamp;
use std::path::PathBuf;
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
    #[arg(long, value_name = "INSTANT", value_parser = vorzimmer::cli::instant::instant, default_value = "2026-12-01T10:00:00+01:00")]
    now: Timestamp,
    /// Folder with the speech models.
    #[arg(long, value_name = "FOLDER", env = "VORZIMMER_SPEECH_MODELS", default_value = "models")]
    models: PathBuf,
    /// Hearing model that hears the caller; the best installed otherwise.
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let script_path = arguments.fixtures.join(format!("demo/{}.toml", arguments.lang));
    let script = ScriptFile::open(&script_path)?;
    let wanted = script.wanted.clone().with_context(|| format!("find what is wanted in {}", script_path.display()))?;
    let rest = TcpListener::bind("127.0.0.1:0").await.context("listen for the server's REST requests")?;
    let setting = ServerFolder::new(&arguments.folder, &rest)?;
    print_line("Starting a server of its own …");
    let speech = Hearing { models: arguments.models, model: arguments.model };
    let server = Server::start(&setting, &speech, &[arguments.fixtures.join("salon.toml")], arguments.now).await?;
    print_line(&format!("A caller rings {}.\n", setting.webhook));
    let outcome = order(&script, &setting, rest)?.carry_out(false).await?;
    let stored = server.appointments().await;
    server.stop().await;
    outcome.print(false);
    Ok(conclude(&wanted, &stored?, &outcome, &setting))
}

/// The call to be made.
fn order(script: &ScriptFile, setting: &ServerFolder, rest: TcpListener) -> anyhow::Result<Order> {
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

/// Whether an appointment is the one wanted.
fn is(stored: &Stored, wanted: &Wanted) -> bool {
    let same_name =
        stored.name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase() == wanted.name.to_lowercase();
    let same_time = stored.start.parse().is_ok_and(|start: Timestamp| start == wanted.start);
    let same_resource = wanted.resource.as_ref().is_none_or(|resource| *resource == stored.resource);
    stored.state == "booked" && stored.service == wanted.service && same_time && same_resource && same_name
}

/// Says what came of it, and how to go on.
fn conclude(wanted: &Wanted, stored: &[Stored], outcome: &CallsMade, setting: &ServerFolder) -> ExitCode {
    print_line("\nAppointments in the database:");
    for Stored { service, resource, start, name, state } in stored {
        print_line(&format!("  {start}  {service} with {resource} for {name} ({state})"));
    }
    let booked = stored.iter().any(|appointment| is(appointment, wanted));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::read_appointments;

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
        assert!(is(&stored(right), &wanted()));
        let elsewhere = right.replace("15:00:00+01:00", "14:00:00Z");
        assert!(is(&stored(&elsewhere), &wanted()), "the same instant");
        for (fact, other) in [
            ("herrenschnitt", "bart"),
            ("jonas", "aylin"),
            ("T15:00", "T15:15"),
            ("keller", "Kellner"),
            ("booked", "cancelled"),
        ] {
            assert!(!is(&stored(&right.replace(fact, other)), &wanted()), "{other}");
        }
    }
}
