//! The agent's voice, built from the configuration: the synthesisers in their order, each behind its port.

use crate::audio::outbound::Outbound;
use crate::audio::within::Within;
use crate::cli::config::{self, OtherSynthesiser, Remote, Speaker, Synthesiser, SynthesiserKind};
use crate::fallback::{Patience, Rung, Rungs};
use crate::language::Localised;
use crate::privacy::egress::Egress;
use crate::tts::Synthesizer;
use crate::tts::elevenlabs::ElevenLabs;
use crate::tts::espeak;
use crate::tts::ladder::Ladder;
use crate::tts::phrases::Phrases;
use crate::tts::pico::{self, Pico};
use crate::tts::scripted::Scripted;
use crate::tts::speech_api::SpeechApi;
use crate::tts::voice::Voice;
use anyhow::Context;
use std::sync::Arc;
use std::time::Duration;

/// Failures in a row after which a voice rests: each costs a caller its time limit in silence.
const VOICE_FAILURES_MAX: u32 = 2;
/// The built-in voice's limit among others: its own are shorter, and usually nothing comes after it.
const BUILT_IN_VOICE_LIMIT: Duration = Duration::from_secs(15);

/// The voice: whoever is first in the order, and the others where it fails.
///
/// # Errors
/// When its settings cannot be used.
pub fn voice(config: &config::Voice) -> anyhow::Result<Voice> {
    let rung = |speaker: &Speaker| {
        let limit = match speaker {
            Speaker::BuiltIn => BUILT_IN_VOICE_LIMIT,
            Speaker::Other(other) => other.first_audio_within,
        };
        let patience = Patience { failures_max: VOICE_FAILURES_MAX, ..Patience::default() };
        anyhow::Ok(Rung::new(speaker_of(config, speaker)?, limit, patience))
    };
    let synthesizer = match &config.order[..] {
        [Speaker::BuiltIn] => built_in_voice(config)?,
        order => {
            let rungs = order.iter().map(rung).collect::<anyhow::Result<Vec<_>>>()?;
            let rungs = Rungs::of(rungs).context("there is no voice")?;
            Arc::new(Ladder::new(rungs))
        }
    };
    Ok(Voice::new(synthesizer, Phrases::new(config.cache.clone())))
}

/// Each voice of the order by itself, with its name, to be tried; or why its settings cannot be used.
pub fn voices(config: &config::Voice) -> Vec<(String, anyhow::Result<Voice>)> {
    let alone = |speaker: &Speaker| {
        let name = match speaker {
            Speaker::BuiltIn => config.synthesiser.name().to_owned(),
            Speaker::Other(other) => other.id.clone(),
        };
        (name, speaker_of(config, speaker).map(|synthesizer| Voice::new(synthesizer, Phrases::default())))
    };
    config.order.iter().map(alone).collect()
}

fn speaker_of(config: &config::Voice, speaker: &Speaker) -> anyhow::Result<Arc<dyn Synthesizer>> {
    match speaker {
        Speaker::BuiltIn => built_in_voice(config),
        Speaker::Other(other) => other_voice(other).with_context(|| format!("prepare the voice '{}'", other.id)),
    }
}

fn other_voice(other: &OtherSynthesiser) -> anyhow::Result<Arc<dyn Synthesizer>> {
    let egress = |remote: &Remote| Egress::new(remote.processor.clone());
    Ok(match &other.kind {
        SynthesiserKind::SpeechApi { remote, key, sample_hz } => {
            // A rate without a filter is told at the start, not in a call.
            Outbound::new(*sample_hz)?;
            let (model, voice) = (remote.model.clone(), remote.voice.clone());
            let (egress, key) = (egress(remote)?, key.clone());
            Arc::new(SpeechApi::new(egress, &remote.url, key, model, voice, *sample_hz)?)
        }
        SynthesiserKind::ElevenLabs { remote, key } => {
            let (model, voice) = (remote.model.clone(), remote.voice.clone());
            let egress = egress(remote)?;
            Arc::new(ElevenLabs::new(egress, &remote.url, key.clone(), model, voice)?)
        }
        SynthesiserKind::Pico { program, english, processes } => {
            let processes_max = Within::nearest(i32::try_from(*processes)?);
            Arc::new(Pico::new(pico::Config { program: program.clone(), english: *english, processes_max }))
        }
    })
}

fn built_in_voice(config: &config::Voice) -> anyhow::Result<Arc<dyn Synthesizer>> {
    Ok(match &config.synthesiser {
        Synthesiser::Espeak { program, voice, words_per_minute, processes } => speak_with(espeak::Config {
            program: program.clone(),
            voice: Localised { de: voice_name(&voice.de)?, en: voice_name(&voice.en)? },
            words_per_minute: Within::nearest(i32::try_from(*words_per_minute)?),
            processes_max: Within::nearest(i32::try_from(*processes)?),
        })?,
        Synthesiser::Scripted { delay, character } => Arc::new(Scripted {
            delay_ms: u32::try_from(delay.as_millis())?,
            character_ms: u32::try_from(character.as_millis())?,
        }),
    })
}

#[cfg(not(feature = "espeak-linked"))]
fn speak_with(config: espeak::Config) -> anyhow::Result<Arc<dyn Synthesizer>> {
    Ok(Arc::new(espeak::spawned::Espeak::new(config)))
}

#[cfg(feature = "espeak-linked")]
fn speak_with(config: espeak::Config) -> anyhow::Result<Arc<dyn Synthesizer>> {
    Ok(Arc::new(espeak::linked::Linked::new(config)?))
}

fn voice_name(name: &str) -> anyhow::Result<espeak::VoiceName> {
    espeak::VoiceName::try_from(name.to_owned()).map_err(|fault| anyhow::anyhow!("use the voice '{name}': {fault}"))
}
