//! espeak-ng as a process per sentence.
//!
//! The text goes in by standard input, so that it is never an option, never passes a shell and is not seen in the list of
//! processes; the sound is streamed from standard output. The process dies with the [`Speech`] that it serves, is given
//! little environment (no secrets of ours), and only so many run at once.

use super::super::{Speech, Synthesizer, TtsError, wave};
use super::{Config, INSTALL, plain};
use async_trait::async_trait;
use base::language::Language;
use std::io;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;

/// The longest that a process may keep us waiting for its first or its next sound; it takes a hundredth of this.
const SOUND_WAIT_MAX: Duration = Duration::from_secs(3);
/// The longest that a sentence waits for its turn. On a machine so busy, late is better than not at all.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);
/// Read at once: 93 ms at 22,050 Hz.
const READ_BYTES: usize = 4_096;
/// Chunks on their way: 1.5 s at 22,050 Hz. Whoever listens takes them as they come.
const CHUNKS: usize = 16;
/// What the process may know of our environment: where programs and voices are.
const ENVIRONMENT: [&str; 3] = ["PATH", "ESPEAK_DATA_PATH", "ESPEAKNG_DATA_PATH"];

/// Speaks by starting espeak-ng.
#[derive(Debug)]
pub struct Espeak {
    config: Config,
    processes: Arc<Semaphore>,
}

impl Espeak {
    /// A synthesiser; nothing is started yet (see [`super::super::voice::Voice::probe`]).
    pub fn new(config: Config) -> Self {
        let processes = Arc::new(Semaphore::new(config.processes_max.get().unsigned_abs() as usize));
        Espeak { config, processes }
    }

    fn start(&self, language: Language) -> Result<Child, TtsError> {
        let program = &self.config.program;
        let mut command = Command::new(program);
        command
            .args(["--stdin", "--stdout", "-b", "1", "-v", &self.config.voice.get(language).0])
            .args(["-s", &self.config.words_per_minute.to_string()])
            .env_clear()
            .envs(ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                let program = program.display();
                TtsError::Missing(format!("{program} is not there: {INSTALL}, or write where it is as [voice] program"))
            }
            _ => TtsError::Missing(format!(
                "{} does not start: {error}; name a program that may be run",
                program.display()
            )),
        })
    }
}

#[async_trait]
impl Synthesizer for Espeak {
    fn name(&self) -> &str {
        "espeak-ng"
    }

    fn voice(&self, language: Language) -> String {
        self.config.identity(language)
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let text = plain(text)?;
        let turn = match timeout(TURN_WAIT_MAX, self.processes.clone().acquire_owned()).await {
            Ok(Ok(turn)) => turn,
            _ => return Err(TtsError::Synthesis(format!("no turn within {} s", TURN_WAIT_MAX.as_secs()))),
        };
        let mut process = Process::new(self.start(language)?, turn)?;
        let sample_hz = in_time(process.open(&text)).await??;
        let (sender, chunks) = mpsc::channel(CHUNKS);
        tokio::spawn(async move {
            // Whoever drops the speech cancels the process.
            tokio::select! {
                () = sender.closed() => {}
                () = process.stream(&sender) => {}
            }
        });
        Ok(Speech { voice: self.voice(language), sample_hz, chunks })
    }
}

/// One running espeak-ng.
struct Process {
    child: Child,
    stdout: ChildStdout,
    /// What has been read and not been passed on.
    bytes: Vec<u8>,
    _turn: OwnedSemaphorePermit,
}

impl Process {
    fn new(mut child: Child, turn: OwnedSemaphorePermit) -> Result<Self, TtsError> {
        let stdout = child.stdout.take().ok_or_else(|| TtsError::Synthesis("espeak-ng has no output".into()))?;
        Ok(Process { child, stdout, bytes: Vec::with_capacity(READ_BYTES), _turn: turn })
    }

    /// Hands over the text and reads up to the first sample; gives the sampling rate, Hz.
    async fn open(&mut self, text: &str) -> Result<u32, TtsError> {
        if let Some(mut stdin) = self.child.stdin.take() {
            // A process that has died closes its input; its exit code says more than that does.
            stdin.write_all(text.as_bytes()).await.ok();
        }
        loop {
            match wave::head(&self.bytes).map_err(TtsError::Synthesis)? {
                Some(head) => {
                    self.bytes.drain(..head.length);
                    return Ok(head.sample_hz);
                }
                None if self.read().await? == 0 => return Err(self.ended().await),
                None => {}
            }
        }
    }

    /// Passes the samples on as they come, and the error that ends them, if one does.
    async fn stream(&mut self, chunks: &mpsc::Sender<Result<Vec<i16>, TtsError>>) {
        loop {
            let chunk = self.take_samples();
            if !chunk.is_empty() && chunks.send(Ok(chunk)).await.is_err() {
                return;
            }
            let error = match in_time(self.read()).await.flatten() {
                Ok(0) => match self.exit().await {
                    Ok(()) => return,
                    Err(error) => error,
                },
                Ok(_) => continue,
                Err(error) => error,
            };
            chunks.send(Err(error)).await.ok();
            return;
        }
    }

    /// The samples read so far; a byte that is half of one stays.
    fn take_samples(&mut self) -> Vec<i16> {
        let (pairs, _) = self.bytes.as_chunks();
        let samples: Vec<i16> = pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        self.bytes.drain(..2 * samples.len());
        samples
    }

    async fn read(&mut self) -> Result<usize, TtsError> {
        self.bytes.reserve(READ_BYTES);
        let read = (&mut self.stdout).take(READ_BYTES as u64).read_buf(&mut self.bytes).await;
        read.map_err(|error| TtsError::Synthesis(format!("espeak-ng's output broke off: {error}")))
    }

    /// Whether it ended well.
    async fn exit(&mut self) -> Result<(), TtsError> {
        let status = in_time(self.child.wait()).await?;
        let status = status.map_err(|error| TtsError::Synthesis(format!("espeak-ng was lost: {error}")))?;
        let why = || TtsError::Synthesis(format!("espeak-ng ended with {status}: is its voice installed?"));
        if status.success() { Ok(()) } else { Err(why()) }
    }

    /// Why there was no sound.
    async fn ended(&mut self) -> TtsError {
        self.exit().await.err().unwrap_or_else(|| TtsError::Synthesis("espeak-ng gave no sound".into()))
    }
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, TtsError> {
    let late = || TtsError::Synthesis(format!("espeak-ng kept us waiting for {} s", SOUND_WAIT_MAX.as_secs()));
    timeout(SOUND_WAIT_MAX, work).await.map_err(|_| late())
}
