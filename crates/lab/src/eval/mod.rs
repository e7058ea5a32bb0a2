//! Evaluations on fixtures, a folder each: what is measured, how it is judged, and the command that prints it.

pub mod dialogues;
pub mod llm;
#[cfg(feature = "whisper")]
pub mod speech;
pub mod tally;
pub mod voice;
#[cfg(feature = "whisper")]
pub mod voices;

use anyhow::anyhow;
use vorzimmer::cli::bad_input::BadInput;

/// What is said where no name of what is evaluated has one of these texts in it: an evaluation of nothing is no success.
fn none_of<'t>(only: impl IntoIterator<Item = &'t String>) -> anyhow::Error {
    let only: Vec<_> = only.into_iter().map(|text| format!("'{text}'")).collect();
    match only.is_empty() {
        true => BadInput(anyhow!("find anything to evaluate: the folder has nothing of that language")).into(),
        false => BadInput(anyhow!("find anything to evaluate: no name contains {}", only.join(" or "))).into(),
    }
}
