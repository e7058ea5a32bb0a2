//! Phrases that are the same for every caller, rendered once: the disclosure, the goodbye, 'one moment, please'.
//!
//! Kept as μ-law frames in memory, up to a bound, and in a directory where one is configured. A phrase is known by a hash of
//! voice and text; a voice that changes makes new phrases. What holds a caller's data must not come here
//! ([`super::voice::Cacheable`]).

use audio::{LINE_FRAME, LineFrame};
use base::file;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::AsyncWriteExt;

/// Sound held in memory, bytes: at 8,000 bytes a second and five seconds a phrase 400 phrases, or 20 for each language of
/// ten businesses. Beyond it, the phrase that was not used for longest goes.
pub const MEMORY_BYTES_MAX: usize = 16 << 20;

/// Changed when rendering changes (trimming, limiting, coding), so that files of before are not played.
const HASH_CONTEXT: &str = "vorzimmer phrase cache, rendering 1: voice and text";

/// A rendered phrase.
pub type Frames = Arc<[LineFrame]>;

/// What a phrase is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhraseKey([u8; 32]);

impl PhraseKey {
    /// The key of `text` spoken by `voice`.
    pub fn new(voice: &str, text: &str) -> Self {
        let mut hash = blake3::Hasher::new_derive_key(HASH_CONTEXT);
        // The length keeps voice and text apart.
        hash.update(&(voice.len() as u64).to_le_bytes()).update(voice.as_bytes()).update(text.as_bytes());
        PhraseKey(hash.finalize().into())
    }

    fn file(self, directory: &Path) -> PathBuf {
        directory.join(format!("{}.ulaw", blake3::Hash::from_bytes(self.0).to_hex()))
    }
}

/// The cache, shared by all calls.
#[derive(Debug, Default)]
pub struct Phrases {
    memory: Mutex<Memory>,
    directory: Option<PathBuf>,
    /// Two calls may have rendered the same phrase: one writes after the other.
    writing: tokio::sync::Mutex<()>,
}

impl Phrases {
    /// An empty cache that also keeps phrases in `directory`, if one is given; it is created when first needed.
    pub fn new(directory: Option<PathBuf>) -> Self {
        Phrases { directory, ..Phrases::default() }
    }

    /// A phrase that is in memory.
    pub fn recall(&self, key: PhraseKey) -> Option<Frames> {
        self.memory().recall(key)
    }

    /// A phrase that is in the directory, taken into memory. A file that is damaged counts as absent.
    pub async fn load(&self, key: PhraseKey) -> Option<Frames> {
        let path = key.file(self.directory.as_deref()?);
        let bytes = tokio::task::spawn_blocking(move || file::read(&path)).await.ok()?.ok()?;
        let (frames @ [_, ..], []) = bytes.as_chunks::<LINE_FRAME>() else { return None };
        let frames: Frames = frames.into();
        self.memory().keep(key, frames.clone());
        Some(frames)
    }

    /// Keeps a phrase in memory.
    pub fn keep(&self, key: PhraseKey, frames: Frames) {
        self.memory().keep(key, frames);
    }

    /// Keeps a phrase in the directory. One that cannot be written costs the next start some time and nothing else.
    pub async fn store(&self, key: PhraseKey, frames: Frames) {
        let _writing = self.writing.lock().await;
        if let Some(directory) = &self.directory
            && let Err(error) = write(&key.file(directory), frames.as_flattened()).await
        {
            tracing::warn!(directory = %directory.display(), %error, "failed to keep a rendered phrase");
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes beside and renames, so that a file is whole or absent.
async fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(directory) = file.parent() {
        tokio::fs::create_dir_all(directory).await?;
    }
    let beside = file.with_extension(format!("{}.part", std::process::id()));
    let mut part = tokio::fs::File::create(&beside).await?;
    part.write_all(bytes).await?;
    part.sync_all().await?;
    tokio::fs::rename(&beside, file).await
}

#[derive(Debug, Default)]
struct Memory {
    phrases: HashMap<PhraseKey, Phrase>,
    bytes: usize,
    uses: u64,
}

#[derive(Debug)]
struct Phrase {
    frames: Frames,
    last_use: u64,
}

impl Memory {
    fn recall(&mut self, key: PhraseKey) -> Option<Frames> {
        self.uses += 1;
        let phrase = self.phrases.get_mut(&key)?;
        phrase.last_use = self.uses;
        Some(phrase.frames.clone())
    }

    fn keep(&mut self, key: PhraseKey, frames: Frames) {
        self.forget(key);
        let bytes = frames.as_flattened().len();
        if bytes > MEMORY_BYTES_MAX {
            return;
        }
        while self.bytes + bytes > MEMORY_BYTES_MAX
            && let Some(stalest) = self.phrases.iter().min_by_key(|(_, phrase)| phrase.last_use).map(|(key, _)| *key)
        {
            self.forget(stalest);
        }
        self.uses += 1;
        self.bytes += bytes;
        self.phrases.insert(key, Phrase { frames, last_use: self.uses });
    }

    fn forget(&mut self, key: PhraseKey) {
        if let Some(phrase) = self.phrases.remove(&key) {
            self.bytes -= phrase.frames.as_flattened().len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(code: u8, count: usize) -> Frames {
        vec![[code; LINE_FRAME]; count].into()
    }

    fn key(text: &str) -> PhraseKey {
        PhraseKey::new("voice", text)
    }

    #[test]
    fn voice_and_text_both_make_the_key_and_are_kept_apart() {
        assert_ne!(PhraseKey::new("a", "text"), PhraseKey::new("b", "text"));
        assert_ne!(PhraseKey::new("a", "text"), PhraseKey::new("a", "texts"));
        assert_ne!(PhraseKey::new("ab", "c"), PhraseKey::new("a", "bc"));
    }

    #[test]
    fn memory_keeps_to_its_bound_and_gives_up_what_was_not_used_for_longest() {
        let third = MEMORY_BYTES_MAX / LINE_FRAME / 3;
        let mut memory = Memory::default();
        for text in ["one", "two", "three"] {
            memory.keep(key(text), frames(1, third));
        }
        assert!(memory.recall(key("one")).is_some());
        memory.keep(key("four"), frames(4, third));
        assert!(memory.bytes <= MEMORY_BYTES_MAX);
        let kept = ["one", "two", "three", "four"].map(|text| memory.recall(key(text)).is_some());
        assert_eq!(kept, [true, false, true, true]);
        memory.keep(key("huge"), frames(5, 4 * third));
        assert!(memory.recall(key("huge")).is_none() && memory.recall(key("one")).is_some());
    }

    #[tokio::test]
    async fn a_phrase_outlives_the_process_where_a_directory_is_configured() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("phrases");
        Phrases::new(Some(place.clone())).store(key("hello"), frames(7, 3)).await;
        let next = Phrases::new(Some(place.clone()));
        assert_eq!(next.recall(key("hello")), None);
        assert_eq!(next.load(key("hello")).await, Some(frames(7, 3)));
        assert_eq!(next.recall(key("hello")), Some(frames(7, 3)));
        assert_eq!(next.load(key("other")).await, None);
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1, "nothing is left beside it");
    }

    #[tokio::test]
    async fn a_damaged_file_counts_as_absent() {
        let directory = tempfile::tempdir().unwrap();
        let phrases = Phrases::new(Some(directory.path().to_owned()));
        std::fs::write(key("hello").file(directory.path()), [0; LINE_FRAME + 1]).unwrap();
        assert_eq!(phrases.load(key("hello")).await, None);
        std::fs::write(key("hello").file(directory.path()), []).unwrap();
        assert_eq!(phrases.load(key("hello")).await, None);
    }

    #[tokio::test]
    async fn a_directory_that_cannot_be_written_costs_nothing_but_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let phrases = Phrases::new(Some(file.path().join("below a file")));
        phrases.keep(key("hello"), frames(7, 1));
        phrases.store(key("hello"), frames(7, 1)).await;
        assert_eq!(phrases.recall(key("hello")), Some(frames(7, 1)));
    }
}
