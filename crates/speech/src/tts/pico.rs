//! SVOX Pico, as Debian packages it (`libttspico-utils`, section non-free): German and English at 16,000 Hz, much easier on the
//! ear than espeak-ng and nearly as quick. Never shipped: whoever wants it installs it.
//!
//! A process of `pico2wave` per sentence. The text goes in by standard input, so that it is never an option and is not seen in
//! the list of processes. Pico writes a file and nothing else; the file lies in a folder that only this user can read, in
//! memory where the system has a place for that, and is gone with the sentence. So there is no sound before the whole is
//! made, which takes about 20 ms. The process dies with the sentence that it serves, is given little environment, and only so
//! many run at once.
//!
//! Source: Debian, pico2wave(1) and its source (`bin/pico2wave.c` reads standard input when it is given no words; the file's
//! name must end in `.wav`); the voices of `libttspico-data`.

use super::{Speech, Synthesizer, TtsError, bounded, wave};
use async_trait::async_trait;
use audio::within::Within;
use base::language::Language;
use base::privacy::SystemRandom;
use base::privacy::random::random_hex;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

/// What to do when Pico is not there.
const INSTALL: &str = "apt-get install libttspico-utils (Debian and Ubuntu; on Debian it is in the section non-free)";
/// The longest that a sentence may take; it takes a hundredth of this.
const SENTENCE_MAX: Duration = Duration::from_secs(3);
/// The longest that a sentence waits for its turn. On a machine so busy, late is better than not at all.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);
/// A file system in memory, where there is one: what is said of callers never reaches a disk.
const IN_MEMORY: &str = "/dev/shm";
/// Samples in a chunk: 256 ms.
const CHUNK: usize = 4_096;

/// How Pico speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The program to start; a name without a slash is looked for in `PATH`.
    pub program: PathBuf,
    /// Which English.
    pub english: English,
    /// Processes at once. Each lives about 20 ms; more sentences wait their turn.
    pub processes_max: Within<1, 64>,
}

/// Pico's kinds of English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum English {
    /// As in London.
    British,
    /// As in New York.
    American,
}

impl Default for Config {
    fn default() -> Self {
        Config { program: "pico2wave".into(), english: English::British, processes_max: Within::nearest(8) }
    }
}

impl Config {
    fn voice(&self, language: Language) -> &'static str {
        match (language, self.english) {
            (Language::De, _) => "de-DE",
            (Language::En, English::British) => "en-GB",
            (Language::En, English::American) => "en-US",
        }
    }
}

/// Speaks by starting Pico.
#[derive(Debug)]
pub struct Pico {
    config: Config,
    processes: Arc<Semaphore>,
}

impl Pico {
    /// A synthesiser; nothing is started yet (see [`super::voice::Voice::probe`]).
    pub fn new(config: Config) -> Self {
        let processes = Arc::new(Semaphore::new(config.processes_max.get().unsigned_abs() as usize));
        Pico { config, processes }
    }

    /// Has the sentence written to `file`.
    async fn write(&self, text: &str, language: Language, file: &Path) -> Result<(), TtsError> {
        let program = self.config.program.display();
        let mut child = Command::new(&self.config.program)
            .args(["-l", self.config.voice(language), "-w"])
            .arg(file)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => TtsError::Missing(format!(
                    "{program} is not there: {INSTALL}, or write where it is as its `program`"
                )),
                _ => TtsError::Missing(format!("{program} does not start: {error}; name a program that may be run")),
            })?;
        if let Some(mut stdin) = child.stdin.take() {
            // A process that has died closes its input; its exit code says more than that does.
            stdin.write_all(text.as_bytes()).await.ok();
        }
        let status = child.wait().await.map_err(|error| broken(&format!("pico2wave was lost: {error}")))?;
        match status.success() {
            true => Ok(()),
            false => Err(broken(&format!("pico2wave ended with {status}: is libttspico-data installed?"))),
        }
    }
}

#[async_trait]
impl Synthesizer for Pico {
    fn name(&self) -> &str {
        "pico"
    }

    fn voice(&self, language: Language) -> String {
        format!("pico {}", self.config.voice(language))
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let text = plain(text)?;
        let late = || broken(&format!("no turn within {} s", TURN_WAIT_MAX.as_secs()));
        let turn = timeout(TURN_WAIT_MAX, self.processes.acquire()).await;
        let _turn = turn.map_err(|_| late())?.map_err(|_| late())?;
        let scratch = Scratch::new().map_err(|error| broken(&format!("no place for its file: {error}")))?;
        let file = scratch.file();
        let written = timeout(SENTENCE_MAX, self.write(&text, language, &file)).await;
        written.map_err(|_| broken(&format!("pico2wave took longer than {} s", SENTENCE_MAX.as_secs())))??;
        let bytes =
            tokio::fs::read(&file).await.map_err(|error| broken(&format!("pico2wave wrote no file: {error}")))?;
        let (sample_hz, samples) = samples(&bytes)?;
        let chunks: Vec<_> = samples.chunks(CHUNK).map(<[i16]>::to_vec).collect();
        let (sender, receiver) = mpsc::channel(chunks.len());
        for chunk in chunks {
            sender.try_send(Ok(chunk)).ok();
        }
        Ok(Speech { voice: self.voice(language), sample_hz, chunks: receiver })
    }
}

/// The text without what Pico would take for commands: control characters and its tags in angle brackets.
fn plain(text: &str) -> Result<String, TtsError> {
    Ok(bounded(text)?.chars().map(|c| if c.is_control() || matches!(c, '<' | '>') { ' ' } else { c }).collect())
}

fn samples(bytes: &[u8]) -> Result<(u32, Vec<i16>), TtsError> {
    let head = wave::head(bytes).map_err(TtsError::Synthesis)?.ok_or_else(|| broken("pico2wave gave no sound"))?;
    let (pairs, _) = bytes.get(head.length..).unwrap_or_default().as_chunks();
    match pairs {
        [] => Err(broken("pico2wave gave no sound")),
        pairs => Ok((head.sample_hz, pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect())),
    }
}

fn broken(why: &str) -> TtsError {
    TtsError::Synthesis(why.to_owned())
}

/// A folder of our own for one sentence.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Self> {
        let memory = Path::new(IN_MEMORY);
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let name: String = random_hex::<16>(&SystemRandom).map_err(io::Error::other)?;
        let folder = base.join(format!("vorzimmer-{name}"));
        std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Scratch(folder))
    }

    /// Pico insists on the name's end.
    fn file(&self) -> PathBuf {
        self.0.join("sentence.wav")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "failed to remove the file of a sentence");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_command() {
        let text = plain("Guten\nTag, <speed level=\"500\">Grüße</speed>\u{1}").unwrap();
        assert_eq!(text, "Guten Tag,  speed level=\"500\" Grüße /speed  ");
        assert!(plain(&"a".repeat(super::super::TEXT_BYTES_MAX + 1)).is_err());
    }

    #[tokio::test]
    async fn p24_the_file_of_a_sentence_is_ours_alone_and_gone_with_it() {
        use std::os::unix::fs::PermissionsExt;
        let scratch = Scratch::new().unwrap();
        let folder = scratch.0.clone();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        std::fs::write(scratch.file(), "x").unwrap();
        drop(scratch);
        assert!(!folder.exists());
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_says_what_to_install() {
        let pico = Pico::new(Config { program: "no-such-program".into(), ..Config::default() });
        let error = pico.synthesize("Hallo", Language::De).await.unwrap_err();
        assert!(matches!(&error, TtsError::Missing(why) if why.contains("libttspico-utils")), "{error}");
    }

    #[test]
    fn a_file_without_sound_is_an_error() {
        assert!(samples(b"").is_err() && samples(b"no wave").is_err());
    }
}
