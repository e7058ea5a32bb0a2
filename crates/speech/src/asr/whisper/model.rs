//! Ownership of whisper.cpp's two objects: the [`Model`] (weights, shared by all calls) and a [`State`] (the working memory
//! of one run at a time). With [`super::full`] the only place with unsafe code.

use crate::asr::AsrError;
use std::ffi::{CStr, CString, c_char, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::{Arc, Once};
use whisper_rs_sys as sys;

/// The weights of a model; immutable once loaded.
#[derive(Debug)]
pub struct Model {
    pub(super) context: NonNull<sys::whisper_context>,
}

// SAFETY: after loading, whisper.cpp only reads the context; whatever a run changes is in its state (`whisper.h`, 'thread
// safety': separate states on one context may run at the same time).
unsafe impl Send for Model {}
// SAFETY: as above.
unsafe impl Sync for Model {}

impl Model {
    /// Loads a model of whisper.cpp's format: 0.1 s for base, 0.4 s for small.
    ///
    /// The file must have been inspected ([`crate::asr::models::ggml::inspect`]): the C++ loader trusts the sizes in it.
    ///
    /// # Errors
    /// When the file cannot be read or holds no model that whisper.cpp knows.
    pub fn load(path: &Path) -> Result<Arc<Self>, AsrError> {
        install_log();
        let unusable = || AsrError::Model(format!("{} is no usable Whisper model", path.display()));
        let file = CString::new(path.as_os_str().as_bytes()).map_err(|_| unusable())?;
        // SAFETY: `file` outlives the call, and the parameters are plain values made by the library itself.
        let context = unsafe {
            let mut parameters = sys::whisper_context_default_params();
            // With flash attention whisper.cpp pads to 256 without a mask, which changes what is heard.
            parameters.flash_attn = false;
            sys::whisper_init_from_file_with_params_no_state(file.as_ptr(), parameters)
        };
        NonNull::new(context).map(|context| Arc::new(Model { context })).ok_or_else(unusable)
    }

    /// Layers of the encoder, by which the sizes are told apart: 4 tiny, 6 base, 12 small, 24 medium, 32 large.
    pub fn layers(&self) -> usize {
        // SAFETY: the context is valid as long as `self`.
        usize::try_from(unsafe { sys::whisper_model_n_audio_layer(self.context.as_ptr()) }).unwrap_or(0)
    }

    /// Longest audio context, in steps of 20 ms (1500 for all models of OpenAI: 30 s).
    pub fn audio_context_max(&self) -> usize {
        // SAFETY: as above.
        usize::try_from(unsafe { sys::whisper_n_audio_ctx(self.context.as_ptr()) }).unwrap_or(0)
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: made by `whisper_init…`, freed once; states keep the model alive by their `Arc`.
        unsafe { sys::whisper_free(self.context.as_ptr()) }
    }
}

/// The working memory of one run at a time.
#[derive(Debug)]
pub struct State {
    pub(super) model: Arc<Model>,
    pub(super) state: NonNull<sys::whisper_state>,
}

// SAFETY: a state belongs to one owner, and whisper.cpp keeps nothing of it in thread-local storage.
unsafe impl Send for State {}

impl State {
    /// Allocates working memory: 60 MB for base, 120 MB for small.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn new(model: &Arc<Model>) -> Result<Self, AsrError> {
        // SAFETY: the context is valid as long as the `Arc` that the state keeps.
        let state = unsafe { sys::whisper_init_state(model.context.as_ptr()) };
        NonNull::new(state)
            .map(|state| State { model: Arc::clone(model), state })
            .ok_or_else(|| AsrError::Model("there is not enough memory to run it".to_owned()))
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // SAFETY: made by `whisper_init_state`, freed once.
        unsafe { sys::whisper_free_state(self.state.as_ptr()) }
    }
}

/// Sends whisper.cpp's complaints to the log, once per process.
fn install_log() {
    static ONCE: Once = Once::new();
    // SAFETY: the callback lives for ever and takes no user data.
    ONCE.call_once(|| unsafe { sys::whisper_log_set(Some(complain), std::ptr::null_mut()) });
}

/// Forwards errors only: at lower levels whisper.cpp writes recognised tokens, which are the caller's words (P26).
unsafe extern "C" fn complain(level: sys::ggml_log_level, text: *const c_char, _: *mut c_void) {
    if level == sys::ggml_log_level_GGML_LOG_LEVEL_ERROR && !text.is_null() {
        // SAFETY: whisper.cpp passes a NUL-terminated string that lives during the call.
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
        tracing::debug!(target: "whisper.cpp", "{}", text.trim_end());
    }
}
