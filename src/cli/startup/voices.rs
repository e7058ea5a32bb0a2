//! The agent's voice, built from the configuration: the synthesisers in their order, each behind its port.

use crate::cli::config::{self, OtherSynthesiser, Remote, Speaker, Synthesiser, SynthesiserKind};
use anyhow::Context;
use audio::outbound::Outbound;
use audio::within::Within;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use base::language::Localised;
use egress::Egress;
use speech::tts::Synthesizer;
use speech::tts::elevenlabs::ElevenLabs;
use speech::tts::espeak;
use speech::tts::fallback::FallbackSynthesizer;
use speech::tts::phrases::Phrases;
use speech::tts::pico::{self, Pico};
use speech::tts::speech_api::SpeechApi;
use speech::tts::voice::Voice;
use std::sync::Arc;
use std::time::Duration;

/// Failures in a row after which a voice rests: each costs a caller its time limit in silence.
const VOICE_FAILURES_MAX: u32 = 2;
/// The built-in voice's limit among others: its own are shorter, and usually nothing comes after it.
const BUILT_IN_VOICE_LIMIT: Duration = Duration::from_secs(15);

/// The voice: whoever is first in the order, and the others where it fails; `built_in` is that of this machine, espeak-ng if
/// absent.
///
/// # Errors
/// When its settings cannot be used.
pub fn voice(config: &config::Voice, built_in: Option<Arc<dyn Synthesizer>>) -> anyhow::Result<Voice> {
    let built_in = || built_in.clone().map_or_else(|| built_in_voice(config), Ok);
    let candidate = |speaker: &Speaker| {
        let limit = match speaker {
            Speaker::BuiltIn => BUILT_IN_VOICE_LIMIT,
            Speaker::Other(other) => other.first_audio_within,
        };
        let policy = BreakerPolicy { failures_max: VOICE_FAILURES_MAX, ..BreakerPolicy::default() };
        let synthesizer = match speaker {
            Speaker::BuiltIn => built_in()?,
            Speaker::Other(other) => other_voice(other)?,
        };
        anyhow::Ok(Candidate::new(synthesizer, limit, policy))
    };
    let synthesizer = match &config.order[..] {
        [Speaker::BuiltIn] => built_in()?,
        order => {
            let candidates = order.iter().map(candidate).collect::<anyhow::Result<Vec<_>>>()?;
            let candidates = Candidates::of(candidates).context("choose a voice: there is none")?;
            Arc::new(FallbackSynthesizer::new(candidates))
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
        let synthesizer = match speaker {
            Speaker::BuiltIn => built_in_voice(config),
            Speaker::Other(other) => other_voice(other),
        };
        (name, synthesizer.map(|synthesizer| Voice::new(synthesizer, Phrases::default())))
    };
    config.order.iter().map(alone).collect()
}

fn other_voice(other: &OtherSynthesiser) -> anyhow::Result<Arc<dyn Synthesizer>> {
    prepare(other).with_context(|| format!("prepare the voice '{}'", other.id))
}

fn prepare(other: &OtherSynthesiser) -> anyhow::Result<Arc<dyn Synthesizer>> {
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
    let Synthesiser::Espeak { program, voice, words_per_minute, processes } = &config.synthesiser;
    speak_with(espeak::Config {
        program: program.clone(),
        voice: Localised { de: voice_name(&voice.de)?, en: voice_name(&voice.en)? },
        words_per_minute: Within::nearest(i32::try_from(*words_per_minute)?),
        processes_max: Within::nearest(i32::try_from(*processes)?),
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
