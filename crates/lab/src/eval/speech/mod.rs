//! `vorzimmer-lab eval speech`: how well each installed model hears the fixture utterances, and what it costs.
//!
//! Each file goes the way of a call ([`ear`]): μ-law frames, the half-band filter and voice activity of the line, and an ear
//! with the vocabulary, the prompt and the expectation that the call would give it. Printed per model and language: word error
//! rate, intents and slots understood, time to the words, processor time; and how many sounds without speech became words.

pub(super) mod ear;
mod judgement;
mod manifest;
pub(super) mod sound;
pub(super) mod wording;

use crate::print::print_line;
use anyhow::Context;
use base::business::fixtures;
use base::language::Language;
use call::driver::setting;
use dialogue::Asked;
use ear::SpokenTurn;
use judgement::judge;
use manifest::{Manifest, Utterance};
use speech::asr::Recognizer;
use speech::asr::models::{self, Installed};
use speech::asr::whisper::{Pool, Whisper, Workers};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use vorzimmer::cli::listing::remark;

/// Measures the installed speech models on the fixture utterances.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder with the models.
    #[arg(long, env = "VORZIMMER_SPEECH_MODELS", default_value = "models")]
    models: PathBuf,
    /// Folder with manifest.toml and the sound files.
    #[arg(long, default_value = "fixtures/speech")]
    fixtures: PathBuf,
    /// Only these models (short names); all installed ones otherwise.
    #[arg(long)]
    model: Vec<String>,
    /// Only files whose path contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// Workers (with --threads; what suits the machine otherwise).
    #[arg(long, requires = "threads")]
    workers: Option<usize>,
    /// Threads of a worker.
    #[arg(long)]
    threads: Option<usize>,
    /// Print every utterance.
    #[arg(long, short)]
    verbose: bool,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let manifest = Manifest::load(&arguments.fixtures)?;
    let installed = models::installed(&arguments.models);
    let wanted =
        |found: &&Installed| arguments.model.is_empty() || arguments.model.iter().any(|m| m == found.offer.name);
    let chosen: Vec<_> = installed.iter().filter(wanted).collect();
    if chosen.is_empty() {
        remark(&format!("skipped: no speech model in {}; see `vorzimmer models list`", arguments.models.display()));
        return Ok(ExitCode::from(3));
    }
    let cores = models::Machine::here().cores;
    let workers = match (arguments.workers, arguments.threads) {
        (Some(count), Some(threads)) => Workers::new(count, threads, cores),
        _ => Workers::for_cores(cores),
    };
    let is_wanted = |file: &str| file.contains(&arguments.only);
    let all = manifest.utterances.iter().map(|one| &one.file).chain(manifest.noises.iter().map(|one| &one.file));
    if !all.into_iter().any(|file| is_wanted(file)) {
        return Err(super::none_of([&arguments.only]));
    }
    for model in chosen {
        let pool = Pool::start(workers)?;
        let recognizer: Arc<dyn Recognizer> = Arc::new(Whisper::open(model.offer.name, &model.path, &pool)?);
        evaluate(&*recognizer, &manifest, &arguments).await?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn evaluate(recognizer: &dyn Recognizer, manifest: &Manifest, arguments: &Arguments) -> anyhow::Result<()> {
    print_line(&format!("\n{}", recognizer.name()));
    for language in Language::ALL {
        let mut tally = Tally::default();
        for utterance in
            manifest.utterances.iter().filter(|u| u.language == language && u.file.contains(&arguments.only))
        {
            let path = arguments.fixtures.join(&utterance.file);
            let before = processor_time();
            let (result, seconds) = hear(recognizer, language, &utterance.business, &path, utterance.asked()?).await?;
            tally.add(utterance, &result, seconds, before.zip(processor_time()).map(|(before, after)| after - before));
            if arguments.verbose {
                print_utterance(utterance, &result);
            }
        }
        tally.print(language);
    }
    let (mut words, mut sounds) = (0, 0);
    for noise in manifest.noises.iter().filter(|noise| noise.file.contains(&arguments.only)) {
        let path = arguments.fixtures.join(&noise.file);
        for language in Language::ALL {
            for asked in [Asked::Wish, Asked::Confirm] {
                let (result, _) = hear(recognizer, language, "salon", &path, asked).await?;
                sounds += 1;
                words += usize::from(result.words.is_some());
                if arguments.verbose && result.words.is_some() {
                    print_line(&format!(
                        "  {language} {asked:?} {}: '{}'",
                        noise.file,
                        result.words.unwrap_or_default()
                    ));
                }
            }
        }
    }
    print_line(&format!("  {words} of {sounds} sounds without speech became words"));
    Ok(())
}

fn print_utterance(utterance: &Utterance, result: &SpokenTurn) {
    let words = result.words.as_deref().unwrap_or("(nothing)");
    let (errors, of) = wording::errors(&utterance.words, words, utterance.language);
    let mark = if errors == 0 { ' ' } else { '*' };
    let confidence = result.confidence.unwrap_or(0.0);
    print_line(&format!(
        "{mark} {errors:2}/{of:<2} {:4} ms {confidence:.2} {} | {} | {words}",
        result.took.unwrap_or_default().as_millis(),
        utterance.file,
        utterance.words
    ));
}

/// Plays a file to a fresh ear; also says how long it is, s.
async fn hear(
    recognizer: &dyn Recognizer,
    language: Language,
    business: &str,
    path: &Path,
    asked: Asked,
) -> anyhow::Result<(SpokenTurn, f32)> {
    let line = sound::frames(path).with_context(|| format!("read {}", path.display()))?;
    let business = fixtures::by_id(business).with_context(|| format!("find the business {business}"))?;
    let mut ear = recognizer.listen(setting(&business, language))?;
    let turn = ear::hear(&mut *ear, &line, asked).await?;
    Ok((turn, line.len() as f32 * 0.02))
}

#[derive(Default)]
struct Tally {
    errors: usize,
    words: usize,
    whole: usize,
    utterances: usize,
    intents: (u32, u32),
    slots: (u32, u32),
    /// Turns without a pause in them.
    in_one: usize,
    /// Turns in which no voice was found.
    unnoticed: usize,
    took: Vec<Duration>,
    seconds: f32,
    processor: Option<Duration>,
}

impl Tally {
    fn add(&mut self, utterance: &Utterance, result: &SpokenTurn, seconds: f32, processor: Option<Duration>) {
        let words = result.words.as_deref().unwrap_or("");
        let (errors, of) = wording::errors(&utterance.words, words, utterance.language);
        self.errors += errors;
        self.words += of;
        self.whole += usize::from(errors == 0);
        self.utterances += 1;
        if let Some(judgement) = judge(utterance, words) {
            self.intents.0 += u32::from(judgement.intent_right == Some(true));
            self.intents.1 += u32::from(judgement.intent_right.is_some());
            self.slots.0 += judgement.slots_right;
            self.slots.1 += judgement.slots;
        }
        self.in_one += usize::from(result.takes == 1);
        self.unnoticed += usize::from(result.takes == 0);
        self.took.extend(result.took);
        self.seconds += seconds;
        self.processor = match (self.processor, processor) {
            (sum, Some(time)) => Some(sum.unwrap_or_default() + time),
            (sum, None) => sum,
        };
    }

    fn print(&mut self, language: Language) {
        if self.utterances == 0 {
            return;
        }
        self.took.sort();
        let percent = |part: usize, of: usize| 100.0 * part as f32 / of.max(1) as f32;
        let quantile = |q: f32| {
            self.took
                .get((self.took.len().saturating_sub(1) as f32 * q).round() as usize)
                .map_or(0, Duration::as_millis)
        };
        let processor =
            self.processor.map_or("–".to_owned(), |time| format!("{:.2}", time.as_secs_f32() / self.seconds));
        print_line(&format!(
            "  {language}: word errors {:.1} %, utterances without one {} of {} ({} in one part, {} not noticed), intents {}, slots {}, end of speech → text p50 {} ms, p95 {} ms, CPU s per s of speech {processor}",
            percent(self.errors, self.words),
            self.whole,
            self.utterances,
            self.in_one,
            self.unnoticed,
            share(self.intents),
            share(self.slots),
            quantile(0.5),
            quantile(0.95),
        ));
    }
}

fn share((right, of): (u32, u32)) -> String {
    if of == 0 { "–".to_owned() } else { format!("{right} of {of}") }
}

/// Processor time of this process so far; `None` where the kernel does not tell it as Linux does.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // proc(5): after the name in brackets, fields 14 and 15 are user and system time in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
