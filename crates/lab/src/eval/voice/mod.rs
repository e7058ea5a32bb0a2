//! `vorzimmer-lab eval voice`: whole dialogues by voice, judged by what is in the database afterwards.
//!
//! For each model and language a server of its own answers the callers of `fixtures/calls`: webhook, media stream, voice
//! activity, recognition, dialogue, synthesis, all as in `vorzimmer serve`. Callers answer what they are asked and compare what
//! is read back with what they wish. What came of it is read from the database ([`kept`]) and judged without mercy
//! ([`judgement`]); a deed that the caller did not agree to fails the command.

pub mod judgement;
mod kept;
pub mod minutes;
mod results;
pub mod typed;

use crate::print::print_line;
use crate::server::{Hearing, Server, ServerFolder, carrier};
use crate::telephone::caller::{Caller, Manner};
use crate::telephone::carrier::{Carrier, Errand};
use crate::telephone::prepare::{self, Repertoire};
use crate::telephone::report::Figures;
use crate::telephone::script::{Script, ScriptFile};
use anyhow::Context;
use base::language::Language;
use jiff::Timestamp;
use judgement::{Verdict, judge};
use minutes::{Minutes, Stenographer};
use results::VoiceResult;
use speech::asr::models;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use vorzimmer::cli::config::ConfigArguments;
use vorzimmer::cli::database::DatabaseArguments;
use vorzimmer::cli::listing::remark;

/// The businesses that are called.
const BUSINESSES: [&str; 3] = ["salon.toml", "werkstatt.toml", "zahnarzt.toml"];

/// Plays whole dialogues by voice against a server and judges what is in its database afterwards.
///
/// Exit code 1 when a server did something to which the caller had not agreed; 3 when no speech model is installed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only dialogues of this language; both otherwise.
    #[arg(long)]
    lang: Option<Language>,
    /// Only these models (short names); base-q8_0 and small-q8_0 otherwise, as far as they are installed.
    #[arg(long, value_name = "NAME")]
    model: Vec<String>,
    /// Only dialogues whose name contains this. May be repeated.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Dialogues played at the same time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=32))]
    parallel: u32,
    /// Folder with the businesses, and the scripts in calls/LANGUAGE/.
    #[arg(long, value_name = "FOLDER", default_value = "fixtures")]
    fixtures: PathBuf,
    /// Folder with the speech models.
    #[arg(long, value_name = "FOLDER", env = "VORZIMMER_SPEECH_MODELS", default_value = "models")]
    models: PathBuf,
    /// Folder for the server's files; those of an earlier run are replaced.
    #[arg(long, value_name = "FOLDER", default_value = "var/eval-voice")]
    folder: PathBuf,
    /// What the server's clock shows at the begin.
    #[arg(long, value_name = "INSTANT", value_parser = vorzimmer::cli::instant::instant, default_value = "2026-12-01T10:00:00+01:00")]
    now: Timestamp,
    /// Print what is said and how it is understood, as it happens.
    #[arg(long, short)]
    verbose: bool,
}

/// A dialogue ready to be played.
pub struct Dialogue {
    /// The name of its file.
    pub name: String,
    /// What the caller wishes and says.
    pub script: ScriptFile,
    repertoire: Repertoire,
}

/// What came of a dialogue on the line.
struct Played {
    minutes: Minutes,
    figures: Figures,
    carrier_call: String,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let installed = models::installed(&arguments.models);
    let usual = ["base-q8_0", "small-q8_0"].map(str::to_owned);
    let wanted = if arguments.model.is_empty() { &usual[..] } else { &arguments.model };
    let chosen: Vec<_> =
        installed.iter().map(|model| model.offer.name).filter(|name| wanted.iter().any(|one| one == name)).collect();
    if chosen.is_empty() {
        remark(&format!(
            "skipped: no such speech model in {}; see `vorzimmer models list`",
            arguments.models.display()
        ));
        return Ok(ExitCode::from(3));
    }
    let (mut wrong, mut found) = (0, false);
    for model in chosen {
        for language in Language::ALL.into_iter().filter(|language| arguments.lang.is_none_or(|only| only == *language))
        {
            let dialogues = dialogues(&arguments.fixtures.join(format!("calls/{language}")), &arguments.only)?;
            if dialogues.is_empty() {
                continue;
            }
            found = true;
            print_line(&format!("\n{model}, {language}: {} dialogues", dialogues.len()));
            let results = evaluate(&arguments, model, dialogues).await?;
            results::totals(&results).iter().for_each(|line| print_line(line));
            wrong += results.iter().filter(|result| matches!(result.verdict, Verdict::Wrong(_))).count();
        }
    }
    if !found {
        return Err(super::none_of(arguments.only.iter()));
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads the scripts of a folder whose names contain one of `only` (all of them where it is empty), in the order of their names.
///
/// # Errors
/// When one cannot be read.
pub fn dialogues(folder: &Path, only: &[String]) -> anyhow::Result<Vec<Dialogue>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("read the folder {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let read = |path: PathBuf| {
        let script = ScriptFile::open(&path)?;
        let repertoire = prepare::prepare(&script.lines, &script.interruptions, script.language)?;
        Ok(Dialogue { name: name(&path), script, repertoire })
    };
    paths
        .into_iter()
        .filter(|path| only.is_empty() || only.iter().any(|text| name(path).contains(text)))
        .map(read)
        .collect()
}

/// Plays the dialogues against a server of their own that hears with `model`.
async fn evaluate(arguments: &Arguments, model: &str, dialogues: Vec<Dialogue>) -> anyhow::Result<Vec<VoiceResult>> {
    let rest = TcpListener::bind("127.0.0.1:0").await.context("listen for the server's REST requests")?;
    let setting = ServerFolder::new(&arguments.folder, &rest)?;
    let models = arguments.models.canonicalize().with_context(|| format!("find {}", arguments.models.display()))?;
    let speech = Hearing { models, model: Some(model.to_owned()) };
    let businesses = BUSINESSES.map(|file| arguments.fixtures.join(file));
    let server = Server::start(&setting, &speech, &businesses, arguments.now).await?;
    let database = DatabaseArguments {
        db: None,
        key_file: None,
        config: ConfigArguments { config: Some(setting.config()) },
        now: Some(arguments.now),
    };
    let store = database.open(false).await?;
    for dialogue in &dialogues {
        kept::seed(&store, &dialogue.name, &dialogue.script, arguments.now).await?;
    }
    let carrier = Arc::new(carrier(&setting, rest, false)?);
    let dialogues: Arc<[Dialogue]> = dialogues.into();
    let mut playing = play(carrier, dialogues.clone(), arguments.parallel as usize, arguments.verbose);
    let mut results = Vec::new();
    while let Some(played) = playing.join_next().await {
        let (number, played) = played.context("finish all dialogues: one broke off")?;
        let dialogue = &dialogues[number];
        let kept = kept::after(&store, &dialogue.name, &played.carrier_call, arguments.now).await?;
        let result = VoiceResult {
            name: dialogue.name.clone(),
            verdict: judge(&dialogue.script, &kept, &played.minutes, &played.figures.outcome),
            caught: judgement::caught(&dialogue.script, &played.minutes),
            turns: played.minutes.caller_turns(),
            seconds: played.minutes.seconds(),
            voice_to_voice_ms: played.figures.voice_to_voice_ms,
        };
        print_line(&result.print());
        if !arguments.verbose && matches!(result.verdict, Verdict::Wrong(_)) {
            played.minutes.transcript().iter().for_each(|line| print_line(&format!("      {line}")));
        }
        results.push(result);
    }
    server.stop().await;
    store.close().await;
    Ok(results)
}

/// Begins to play all dialogues, so many at a time; each comes out with its number.
fn play(carrier: Arc<Carrier>, dialogues: Arc<[Dialogue]>, parallel: usize, verbose: bool) -> JoinSet<(usize, Played)> {
    let places = Arc::new(Semaphore::new(parallel));
    let mut playing = JoinSet::new();
    for number in 0..dialogues.len() {
        let (carrier, dialogues, places) = (carrier.clone(), dialogues.clone(), places.clone());
        playing.spawn(async move {
            // The semaphore is never closed.
            let _place = places.acquire_owned().await;
            (number, place(&carrier, number, &dialogues[number], verbose).await)
        });
    }
    playing
}

async fn place(carrier: &Carrier, number: usize, dialogue: &Dialogue, verbose: bool) -> Played {
    let Dialogue { script, repertoire, .. } = dialogue;
    let errand = Errand {
        number,
        from: script.from.clone().unwrap_or_else(|| "anonymous".to_owned()),
        to: script.to.clone().unwrap_or_default(),
        forwarded_from: None,
        caller: Caller::new(Script::new(repertoire.lines.clone()), repertoire.cut_ins.clone(), Manner::default()),
    };
    let stenographer = Stenographer::new(verbose.then(|| dialogue.name.clone()));
    let report = carrier.place(errand, &stenographer).await;
    Played { minutes: stenographer.minutes(), figures: report.figures, carrier_call: carrier.call_sid(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twenty_dialogues_whose_speech_is_there() {
        for language in Language::ALL {
            let folder = crate::repository().join(format!("fixtures/calls/{language}"));
            let dialogues = dialogues(&folder, &[]).expect("they read");
            assert_eq!(dialogues.len(), 20, "{language}");
            for Dialogue { name, script, repertoire } in &dialogues {
                assert!(script.expected.is_some() && script.from.is_some() && script.to.is_some(), "{name}");
                assert_eq!(repertoire.voice, None, "{name}: every line is recorded");
            }
        }
    }
}
