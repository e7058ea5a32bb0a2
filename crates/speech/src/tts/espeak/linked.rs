//! espeak-ng as a library: quicker than a process, at the price of its licence (GPL-3.0-or-later for the whole binary).
//!
//! The library's state is global, so one thread owns it and speaks one sentence after another; at 2 ms of work for a
//! second of speech it keeps up with hundreds of calls. All unsafe code of synthesis is in this file.

use super::super::{Speech, Synthesizer, TtsError};
use super::{Config, INSTALL, plain};
use async_trait::async_trait;
use base::language::Language;
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int, c_short, c_uchar, c_uint, c_void};
use std::ptr;
use std::sync::OnceLock;
use std::thread;
use tokio::sync::mpsc;

/// Length of the chunks that the library gives, ms.
const CHUNK_MS: c_int = 60;
/// Chunks on their way: eight minutes, more than the longest text lasts, so that a slow listener holds up no other call.
/// The channel grows as it fills.
const CHUNKS: usize = 8_000;
/// Sentences that wait for the thread; more than all calls of a machine can have begun at once.
const JOBS: usize = 1_024;

/// Speaks through the library.
#[derive(Debug)]
pub struct Linked {
    config: Config,
    library: &'static Library,
}

impl Linked {
    /// A synthesiser; the first one loads the library's data (about 5 ms).
    ///
    /// # Errors
    /// When the data is not there.
    pub fn new(config: Config) -> Result<Self, TtsError> {
        // Global because the library is: a second thread would speak into the first one's sentence.
        static LIBRARY: OnceLock<Result<Library, TtsError>> = OnceLock::new();
        match LIBRARY.get_or_init(Library::start) {
            Ok(library) => Ok(Linked { config, library }),
            Err(error) => Err(error.clone()),
        }
    }
}

#[async_trait]
impl Synthesizer for Linked {
    fn name(&self) -> &str {
        "espeak-ng (linked)"
    }

    fn voice(&self, language: Language) -> String {
        self.config.identity(language)
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let text = plain(text)?;
        let text = CString::new(text).map_err(|_| TtsError::Synthesis("the text holds a zero".into()))?;
        let voice = CString::new(self.config.voice.get(language).0.as_str());
        let voice = voice.map_err(|_| TtsError::Synthesis("the voice's name holds a zero".into()))?;
        let words_per_minute = self.config.words_per_minute.get();
        let (sender, chunks) = mpsc::channel(CHUNKS);
        let job = Job { text, voice, words_per_minute, chunks: sender };
        self.library.jobs.send(job).await.map_err(|_| TtsError::Synthesis("its thread is gone".into()))?;
        Ok(Speech { voice: self.voice(language), sample_hz: self.library.sample_hz, chunks })
    }
}

/// The thread that owns the library.
#[derive(Debug)]
struct Library {
    sample_hz: u32,
    jobs: mpsc::Sender<Job>,
}

type Chunks = mpsc::Sender<Result<Vec<i16>, TtsError>>;

struct Job {
    text: CString,
    voice: CString,
    words_per_minute: c_int,
    chunks: Chunks,
}

impl Library {
    fn start() -> Result<Self, TtsError> {
        let (jobs, mut waiting) = mpsc::channel::<Job>(JOBS);
        let (ready, started) = std::sync::mpsc::channel();
        let work = move || {
            let sample_hz = initialize();
            let _ = ready.send(sample_hz);
            while sample_hz > 0
                && let Some(job) = waiting.blocking_recv()
            {
                speak(job);
            }
        };
        let missing = |why: String| TtsError::Missing(format!("{why}: {INSTALL}"));
        thread::Builder::new().name("espeak-ng".into()).spawn(work).map_err(|error| missing(error.to_string()))?;
        match started.recv().ok().and_then(|sample_hz| u32::try_from(sample_hz).ok()) {
            Some(sample_hz) => Ok(Library { sample_hz, jobs }),
            None => Err(missing("espeak-ng's data is not there".into())),
        }
    }
}

/// Speaks one sentence on the thread that owns the library.
fn speak(job: Job) {
    if job.chunks.is_closed() {
        return;
    }
    let length = job.text.as_bytes_with_nul().len();
    LISTENER.set(Some(job.chunks.clone()));
    // SAFETY: the strings end with a zero and live until the calls return, which in synchronous mode is after the last
    // callback; this thread is the only one that calls the library.
    let outcome = unsafe {
        espeak_SetParameter(RATE, job.words_per_minute, 0);
        let (text, unused_id, unused_data) = (job.text.as_ptr().cast(), ptr::null_mut(), ptr::null_mut());
        if !set_voice(&job.voice) {
            Err(format!("espeak-ng has no voice {:?}", job.voice))
        } else {
            match espeak_Synth(text, length, 0, BY_CHARACTER, 0, UTF_8 | PAUSE_AT_END, unused_id, unused_data) {
                0 => Ok(()),
                code => Err(format!("espeak-ng failed with code {code}")),
            }
        }
    };
    LISTENER.set(None);
    if let Err(why) = outcome {
        // Only a channel that is closed or full refuses it, and then nobody waits for it.
        let _ = job.chunks.try_send(Err(TtsError::Synthesis(why)));
    }
}

/// Chooses a voice by its name, else by its language, as the program does.
///
/// # Safety
/// Only on the thread that owns the library.
unsafe fn set_voice(name: &CStr) -> bool {
    let mut by_language = VoiceProperties { languages: name.as_ptr(), ..VoiceProperties::default() };
    // SAFETY: both live until the calls return.
    unsafe { espeak_SetVoiceByName(name.as_ptr()) == 0 || espeak_SetVoiceByProperties(&mut by_language) == 0 }
}

fn initialize() -> c_int {
    // SAFETY: called once, on the thread that makes all other calls; null means the default place of the data.
    unsafe {
        let sample_hz = espeak_Initialize(SYNCHRONOUS, CHUNK_MS, ptr::null(), DO_NOT_EXIT);
        espeak_SetSynthCallback(take_chunk);
        sample_hz
    }
}

thread_local! {
    /// Who hears the sentence at hand: the callback runs on the thread that asked, and gets no pointer of ours.
    static LISTENER: RefCell<Option<Chunks>> = const { RefCell::new(None) };
}

/// Takes a chunk from the library; 1 ends the sentence, 0 goes on.
extern "C" fn take_chunk(samples: *const c_short, count: c_int, _events: *mut c_void) -> c_int {
    let Some(count) = usize::try_from(count).ok().filter(|&count| count > 0 && !samples.is_null()) else { return 0 };
    // SAFETY: the library gives `count` samples that stay until this function returns.
    let chunk = unsafe { std::slice::from_raw_parts(samples, count) }.to_vec();
    let taken =
        LISTENER.with_borrow(|listener| listener.as_ref().is_some_and(|chunks| chunks.try_send(Ok(chunk)).is_ok()));
    c_int::from(!taken)
}

// From speak_lib.h of espeak-ng 1.51.
const SYNCHRONOUS: c_int = 2;
const DO_NOT_EXIT: c_int = 0x8000;
const RATE: c_int = 1;
const BY_CHARACTER: c_int = 1;
const UTF_8: c_uint = 1;
const PAUSE_AT_END: c_uint = 0x1000;

/// `espeak_VOICE`: what a voice shall be like; null and zero leave it open.
#[repr(C)]
struct VoiceProperties {
    name: *const c_char,
    languages: *const c_char,
    identifier: *const c_char,
    gender: c_uchar,
    age: c_uchar,
    variant: c_uchar,
    reserved: c_uchar,
    score: c_int,
    spare: *mut c_void,
}

impl Default for VoiceProperties {
    fn default() -> Self {
        VoiceProperties {
            name: ptr::null(),
            languages: ptr::null(),
            identifier: ptr::null(),
            gender: 0,
            age: 0,
            variant: 0,
            reserved: 0,
            score: 0,
            spare: ptr::null_mut(),
        }
    }
}

#[link(name = "espeak-ng")]
unsafe extern "C" {
    fn espeak_Initialize(output: c_int, buffer_ms: c_int, path: *const c_char, options: c_int) -> c_int;
    fn espeak_SetSynthCallback(callback: extern "C" fn(*const c_short, c_int, *mut c_void) -> c_int);
    fn espeak_SetVoiceByName(name: *const c_char) -> c_int;
    fn espeak_SetVoiceByProperties(properties: *mut VoiceProperties) -> c_int;
    fn espeak_SetParameter(parameter: c_int, value: c_int, relative: c_int) -> c_int;
    fn espeak_Synth(
        text: *const c_void,
        length: usize,
        position: c_uint,
        position_type: c_int,
        end_position: c_uint,
        flags: c_uint,
        identifier: *mut c_uint,
        user_data: *mut c_void,
    ) -> c_int;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tts::espeak::VoiceName;
    use base::language::Localised;
    use std::time::Duration;

    async fn spoken(linked: &Linked, text: &str, language: Language) -> Result<Vec<i16>, TtsError> {
        let mut speech = linked.synthesize(text, language).await?;
        let mut samples = Vec::new();
        while let Some(chunk) = speech.chunks.recv().await {
            samples.extend(chunk?);
        }
        Ok(samples)
    }

    #[tokio::test]
    async fn many_sentences_at_once_in_both_languages_are_all_spoken() {
        let linked = std::sync::Arc::new(Linked::new(Config::default()).unwrap());
        let short = spoken(&linked, "Ja.", Language::De).await.unwrap().len();
        let sentences = (0..40).map(|number| {
            let linked = linked.clone();
            let language = Language::ALL[number % 2];
            tokio::spawn(async move { spoken(&linked, "Hallo, 1, 2, 3, 4 [[x]] ü", language).await.unwrap() })
        });
        for sentence in sentences.collect::<Vec<_>>() {
            let samples = sentence.await.unwrap();
            assert!(samples.len() > 2 * short, "{} samples", samples.len());
            assert!(samples.iter().any(|sample| sample.unsigned_abs() > 3_000));
        }
    }

    #[tokio::test]
    async fn a_voice_that_is_not_there_is_an_error() {
        let nobody = VoiceName::try_from("nobody".to_owned()).unwrap();
        let voice = Localised { de: nobody.clone(), en: nobody };
        let linked = Linked::new(Config { voice, ..Config::default() }).unwrap();
        assert!(matches!(spoken(&linked, "Hallo", Language::De).await, Err(TtsError::Synthesis(_))));
    }

    #[tokio::test]
    async fn a_dropped_sentence_does_not_hold_up_the_next() {
        let linked = Linked::new(Config::default()).unwrap();
        for _ in 0..50 {
            drop(linked.synthesize(&"sehr lang ".repeat(400), Language::De).await.unwrap());
        }
        let next = tokio::time::timeout(Duration::from_secs(10), spoken(&linked, "Ja.", Language::De)).await;
        assert!(!next.unwrap().unwrap().is_empty());
    }
}
