//! `vorzimmer-lab eval voices`: what callers understand of each voice that is installed on this machine.
//!
//! Agent sentences with dates, times, names and prices are spoken as in a call (the same wording for the voice, the same
//! way to the line's μ-law at 8 kHz) and transcribed by each installed Whisper model, which is told nothing of the business
//! beyond the weekdays and times that it expects in every call. A machine is not a caller, least of all with a voice that it
//! was not trained on: the figures rank voices, they do not predict people. Printed per model, voice and language:
//! word error rate, and how many facts of each kind came through.

mod facts;
mod sentences;

use crate::eval::speech::{ear, sound, wording};
use crate::print::print_line;
use audio::LineFrame;
use base::language::Language;
use dialogue::Asked;
use dialogue::phrases::Phrases;
use dialogue::speakable::voiced;
use facts::{FactKind, came_through};
use sentences::{Sentence, sentences};
use speech::asr::models::{self, Installed};
use speech::asr::whisper::{Pool, Whisper, Workers};
use speech::asr::{Recognizer, Setting};
use speech::tts::espeak;
use speech::tts::espeak::spawned::Espeak;
use speech::tts::pico::{self, Pico};
use speech::tts::voice::{Cacheable, Voice};
use speech::tts::{Synthesizer, TtsError, phrases};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use vorzimmer::cli::listing::remark;

/// Measures what is understood of each voice on this machine: espeak-ng, and Pico where it is installed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder with the models.
    #[arg(long, env = "VORZIMMER_SPEECH_MODELS", default_value = "models")]
    models: PathBuf,
    /// Only these models (short names); all installed ones otherwise.
    #[arg(long)]
    model: Vec<String>,
    /// Only these voices (espeak-ng, pico); all installed ones otherwise.
    #[arg(long)]
    voice: Vec<String>,
    /// Sentences in each language.
    #[arg(long, default_value_t = 200)]
    sentences: usize,
    /// Print every sentence and what was heard.
    #[arg(long, short)]
    verbose: bool,
}

/// Runs the command.
///
/// # Errors
/// When a voice or a model fails.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let installed = models::installed(&arguments.models);
    let wanted =
        |found: &&Installed| arguments.model.is_empty() || arguments.model.iter().any(|m| m == found.offer.name);
    let chosen: Vec<_> = installed.iter().filter(wanted).collect();
    if chosen.is_empty() {
        remark(&format!("skipped: no speech model in {}; see `vorzimmer models list`", arguments.models.display()));
        return Ok(ExitCode::from(3));
    }
    let spoken = speak_all(&arguments).await?;
    for model in chosen {
        let pool = Pool::start(Workers::for_cores(models::Machine::here().cores))?;
        let recognizer = Whisper::open(model.offer.name, &model.path, &pool)?;
        print_line(&format!("\n{}", recognizer.name()));
        for spoken in &spoken {
            let tally = listen(&recognizer, spoken, arguments.verbose).await?;
            tally.print(spoken);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A language's sentences as a voice spoke them.
struct Spoken {
    voice: String,
    language: Language,
    sentences: Vec<(Sentence, Vec<LineFrame>)>,
}

/// Every sentence by every voice; a voice that is not installed is told of and left out.
async fn speak_all(arguments: &Arguments) -> anyhow::Result<Vec<Spoken>> {
    let all: [Arc<dyn Synthesizer>; 2] =
        [Arc::new(Espeak::new(espeak::Config::default())), Arc::new(Pico::new(pico::Config::default()))];
    let wanted = |voice: &str| arguments.voice.is_empty() || arguments.voice.iter().any(|name| name == voice);
    let wordings = Phrases::built_in()?;
    let mut spoken = Vec::new();
    for synthesizer in all.into_iter().filter(|synthesizer| wanted(synthesizer.name())) {
        let voice = Voice::new(synthesizer, phrases::Phrases::default());
        if let Err(TtsError::Missing(why)) = voice.probe(Language::De).await {
            remark(&format!("skipped: {}: {why}", voice.name()));
            continue;
        }
        for language in Language::ALL {
            let mut said = Vec::new();
            for sentence in sentences(&wordings, language, arguments.sentences) {
                let frames = speak(&voice, &sentence.text, language).await?;
                said.push((sentence, frames));
            }
            spoken.push(Spoken { voice: voice.name().to_owned(), language, sentences: said });
        }
    }
    Ok(spoken)
}

/// A sentence as it is heard at the other end of the line.
async fn speak(voice: &Voice, text: &str, language: Language) -> Result<Vec<LineFrame>, TtsError> {
    let mut stream = voice.speak(&voiced(text, language), language, Cacheable::Once);
    let mut line = Vec::new();
    while let Some(frame) = stream.next().await {
        line.push(frame?);
    }
    Ok(sound::amid_silence(line.into_iter()))
}

async fn listen(recognizer: &dyn Recognizer, spoken: &Spoken, verbose: bool) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for (sentence, frames) in &spoken.sentences {
        let setting = Setting { language: spoken.language, vocabulary: Vec::new(), others: Vec::new() };
        let mut ear = recognizer.listen(setting)?;
        let turn = ear::hear(&mut *ear, frames, Asked::Wish).await?;
        let words = turn.words.unwrap_or_default();
        let lost = tally.add(sentence, &words, spoken.language);
        if verbose {
            let lost: Vec<_> = lost.iter().map(|kind| kind.as_str()).collect();
            print_line(&format!("  {} | {words} | lost: {}", sentence.text, lost.join(", ")));
        }
    }
    Ok(tally)
}

#[derive(Default)]
struct Tally {
    errors: usize,
    words: usize,
    whole: usize,
    /// For each kind of fact: came through, said.
    facts: [(usize, usize); FactKind::ALL.len()],
}

impl Tally {
    /// Gives the kinds of the facts that did not come through.
    fn add(&mut self, sentence: &Sentence, heard: &str, language: Language) -> Vec<FactKind> {
        let (errors, words) = wording::errors(&sentence.text, heard, language);
        self.errors += errors;
        self.words += words;
        self.whole += usize::from(errors == 0);
        let mut lost = Vec::new();
        for fact in &sentence.facts {
            let came = came_through(fact, heard, language);
            let (through, said) = &mut self.facts[fact.kind() as usize];
            *through += usize::from(came);
            *said += 1;
            if !came {
                lost.push(fact.kind());
            }
        }
        lost
    }

    fn print(&self, spoken: &Spoken) {
        let rate = 100.0 * self.errors as f32 / self.words.max(1) as f32;
        let facts = FactKind::ALL.map(|kind| {
            let (through, said) = self.facts[kind as usize];
            format!("{}s {through} of {said}", kind.as_str())
        });
        print_line(&format!(
            "  {:9} {}: word errors {rate:.1} %, sentences without one {} of {}; {}",
            spoken.voice,
            spoken.language,
            self.whole,
            spoken.sentences.len(),
            facts.join(", "),
        ));
    }
}
