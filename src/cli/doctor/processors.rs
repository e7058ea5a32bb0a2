//! Who is sent callers' data: what each adapter asks of them not to keep, and where only a contract keeps it so (P24).

use super::{Findings, State};
use crate::cli::config::{Config, OtherSynthesiser, RecogniserChoice, RemoteKind, Speaker, SynthesiserKind};
use dialogue::llm::chat::Dialect;
use egress::processor::{DataClass, Processor, Region};

/// A provider in use: which adapter asks whom, and what is done against its keeping what it is sent.
struct Use<'a> {
    role: &'static str,
    id: &'a str,
    processor: &'a Processor,
    kept: Kept,
}

/// What keeps a provider from keeping or training on what it is sent.
enum Kept {
    /// The request says so; the contract is to say it too where the option covers less than all.
    Asked {
        /// The option sent.
        option: &'static str,
        /// What is left to the contract.
        left: &'static str,
    },
    /// The interface has no such option.
    ContractAlone,
}

/// Says of each processor what its contract must hold.
pub(super) fn processors(config: &Config, findings: &mut Findings) {
    let uses = uses(config);
    for provider in &uses {
        let (state, says) = contract(provider);
        findings.add("contract", Some(&format!("{} {}", provider.role, provider.id)), state, says);
    }
    for processor in &config.processors {
        if !uses.iter().any(|provider| provider.processor.id == processor.id) {
            let says = "no provider names it: notices list it all the same, so take it out";
            findings.add("contract", Some(&processor.id), State::Note, says);
        }
    }
}

fn uses(config: &Config) -> Vec<Use<'_>> {
    let models = config.llms.iter().map(|llm| {
        let kept = match llm.dialect {
            Dialect::OpenAi => Kept::Asked {
                option: "store = false",
                left: "logs against abuse, which they keep for 30 days unless 'zero data retention' is agreed",
            },
            Dialect::Common => Kept::ContractAlone,
        };
        Use { role: "llm", id: &llm.id, processor: &llm.processor, kept }
    });
    let ears = config.speech.order.iter().filter_map(|ear| match ear {
        RecogniserChoice::Here => None,
        RecogniserChoice::Remote(remote) => {
            let kept = match remote.kind {
                RemoteKind::Deepgram => Kept::Asked { option: "mip_opt_out = true", left: "" },
                RemoteKind::OpenAiRealtime | RemoteKind::Transcriptions(_) => Kept::ContractAlone,
            };
            Some(Use { role: "recogniser", id: &remote.id, processor: &remote.processor, kept })
        }
    });
    let voices = config.voice.order.iter().filter_map(|speaker| match speaker {
        Speaker::Other(other) => voice(other),
        Speaker::BuiltIn => None,
    });
    models.chain(ears).chain(voices).collect()
}

fn voice(other: &OtherSynthesiser) -> Option<Use<'_>> {
    let (remote, kept) = match &other.kind {
        SynthesiserKind::ElevenLabs { remote, .. } => {
            let left = "'zero retention mode', which they grant to enterprise accounts";
            (remote, Kept::Asked { option: "enable_logging = false", left })
        }
        SynthesiserKind::SpeechApi { remote, .. } => (remote, Kept::ContractAlone),
        SynthesiserKind::Pico { .. } => return None,
    };
    Some(Use { role: "synthesiser", id: &other.id, processor: &remote.processor, kept })
}

fn contract(provider: &Use<'_>) -> (State, String) {
    let Processor { name, region, data, agreement, .. } = provider.processor;
    let data: Vec<&str> =
        DataClass::NAMES.iter().filter(|(_, class)| data.contains(class)).map(|(name, _)| *name).collect();
    let sent = format!("{name} (region {region}) is sent {}", data.join(", "));
    if *region == Region::Here {
        return (State::Ok, format!("{sent}: on this machine, no contract is needed"));
    }
    let agreement = agreement.as_deref().unwrap_or("none");
    match provider.kept {
        Kept::Asked { option, left: "" } => {
            (State::Ok, format!("{sent}; each request says {option}; contract (Art. 28 GDPR): {agreement}"))
        }
        Kept::Asked { option, left } => (
            State::Note,
            format!("{sent}; each request says {option}; the contract ({agreement}) must see to the rest: {left}"),
        ),
        Kept::ContractAlone => (
            State::Note,
            format!(
                "{sent}; the interface has no option against keeping: the contract ({agreement}) must rule out storage \
                 and training"
            ),
        ),
    }
}
