//! Tests of recognition and of the voice by their public doors.

#[cfg(feature = "whisper")]
mod listening;
#[cfg(feature = "whisper")]
mod model_file;
mod pair;
mod scripted;
mod voice;
#[cfg(feature = "whisper")]
mod whisper;
#[cfg(feature = "whisper")]
mod whisper_models;
