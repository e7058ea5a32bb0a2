//! Tests of speech recognition by its public door.

#[cfg(feature = "whisper")]
mod listening;
#[cfg(feature = "whisper")]
mod model_file;
mod scripted;
#[cfg(feature = "whisper")]
mod whisper;
#[cfg(feature = "whisper")]
mod whisper_models;
