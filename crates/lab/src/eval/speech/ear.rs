//! One caller's turn as a call hears it: line frames, voice activity, an ear, takes.

use audio::inbound::Inbound;
use audio::{FRAME_MS, LineFrame, SpeechEdge};
use call::settings::Settings;
use call::turn::expectation;
use dialogue::Asked;
use speech::asr::{Heard, Listener, Take};
use std::time::Duration;

/// What came of a turn.
#[derive(Debug, Default)]
pub struct SpokenTurn {
    /// The words of its last take; `None` when there were none to be believed.
    pub words: Option<String>,
    pub confidence: Option<f32>,
    /// From the last voice to the words; absent when voice was never found.
    pub took: Option<Duration>,
    /// How often the recogniser was asked: once more than there were pauses in it, or not at all.
    pub takes: u32,
}

/// Plays the line to a fresh ear. As in a call, each pause asks the recogniser, and a later take replaces an earlier one.
///
/// # Errors
/// When the recogniser is busy or dead.
pub async fn hear(ear: &mut dyn Listener, line: &[LineFrame], asked: Asked) -> anyhow::Result<SpokenTurn> {
    let (mut inbound, settings) = (Inbound::new(&Default::default()), Settings::default());
    let mut onset = None;
    let (mut takes, mut pause) = (0, Duration::ZERO);
    for (frame, now) in line.iter().zip(1_u64..) {
        let heard = inbound.push(frame);
        ear.hear(&heard.frame);
        let ago =
            |ms: u32| Duration::from_millis(now * u64::from(FRAME_MS)).saturating_sub(Duration::from_millis(ms.into()));
        match heard.edge {
            Some(SpeechEdge::Started { ago_ms }) => {
                onset.get_or_insert_with(|| ago(ago_ms));
                ear.speech_started(ago_ms);
            }
            Some(SpeechEdge::Paused { ago_ms }) => {
                let length = onset.map_or(Duration::ZERO, |onset| ago(ago_ms).saturating_sub(onset));
                takes += 1;
                pause = Duration::from_millis(ago_ms.into());
                ear.finish(Take(takes), expectation(asked, length, &settings));
            }
            None => {}
        }
    }
    if takes == 0 {
        return Ok(SpokenTurn::default());
    }
    loop {
        match ear.next().await {
            Heard::Utterance { take, words, confidence, took } if take == Take(takes) => {
                return Ok(SpokenTurn { words: Some(words.into_inner()), confidence, took: Some(pause + took), takes });
            }
            Heard::Nothing { take, took } if take == Take(takes) => {
                return Ok(SpokenTurn { took: Some(pause + took), takes, ..SpokenTurn::default() });
            }
            Heard::Hypothesis(_) | Heard::Utterance { .. } | Heard::Nothing { .. } => {}
            Heard::Busy { .. } => anyhow::bail!("recognise speech: the recogniser is busy"),
            Heard::Failed(error) => return Err(error.into()),
        }
    }
}
