//! The dialogues without sound: the same callers, typed to the same machine, understood word for word. What fails here is no
//! fault of the recogniser's.

use super::judgement::{Verdict, judge};
use super::minutes::{Minutes, Said};
use super::{Dialogue, kept};
use crate::telephone::report::CallEnd;
use crate::telephone::script::{Script, Utterance};
use anyhow::Context;
use base::business::{Business, fixtures};
use base::number::Number;
use base::privacy::{Personal, SystemRandom};
use booking::CallId;
use call::record::Incoming;
use call::typed::clock::VirtualClock;
use call::typed::{Act, Session};
use dialogue::llm::LlmEngine;
use dialogue::phrases::Phrases;
use dialogue::{Asked, Conversation, Engine, Scene};
use jiff::Timestamp;
use std::sync::Arc;
use store::Store;
use vorzimmer::cli::startup;

/// More than any caller needs who is understood.
const TURNS_MAX: usize = 20;

/// Types a dialogue in a database of its own; `engine` decides what is said.
///
/// # Errors
/// When the script names what is not there, or the database cannot be read.
pub async fn play(
    dialogue: &Dialogue,
    engine: Arc<dyn Engine>,
    phrases: &Phrases,
    now: Timestamp,
) -> anyhow::Result<(Verdict, Minutes)> {
    let script = &dialogue.script;
    let store = Store::in_memory(Arc::new(SystemRandom), now).await?;
    for business in fixtures::all() {
        store.import(&business, now).await?;
    }
    kept::seed(&store, &dialogue.name, script, now).await?;
    let incoming = incoming(dialogue, &store.businesses().await?, now)?;
    let call = incoming.call.clone();
    let clock = Arc::new(VirtualClock::starting_at(now));
    let desk = startup::typed_desk(&store, &clock, phrases, engine, None);
    let (mut session, mut answer) = Session::open(desk, clock, incoming, Some(script.language)).await;
    let (mut lines, mut minutes) = (Script::new(dialogue.repertoire.lines.clone()), Minutes::default());
    for _ in 0..TURNS_MAX {
        minutes.said.push(Said::Agent(answer.say.clone()));
        let asked = serde_json::to_value(answer.asked)?;
        let said = lines.answer(asked.as_str().unwrap_or_default(), &answer.say);
        let Some(said) = said.filter(|_| !answer.ended) else { break };
        let words = said.words().unwrap_or_default().to_owned();
        minutes.said.push(Said::Caller(words.clone()));
        let act = match said {
            Utterance::Digits(keys) => Act::Press(keys),
            Utterance::Speech { .. } => Act::Say { words: Personal::new(words), confidence: None },
        };
        answer = session.act(act).await;
    }
    if !answer.ended {
        session.act(Act::HangUp).await;
    }
    let transferred = session.outcome().transfer.is_some();
    let left = kept::left(&store, &dialogue.name, &call, transferred, now).await?;
    store.close().await;
    Ok((judge(script, &left, &minutes, &CallEnd::Agent), minutes))
}

/// Has a model read what the calls of this dialogue's business begin with.
///
/// # Errors
/// When the script names what is not there, or the model does not answer.
pub async fn warm(dialogue: &Dialogue, model: &LlmEngine, now: Timestamp) -> anyhow::Result<()> {
    let store = Store::in_memory(Arc::new(SystemRandom), now).await?;
    let businesses: Vec<Arc<Business>> = fixtures::all().into_iter().map(Arc::new).collect();
    let Incoming { call, business, .. } = incoming(dialogue, &businesses, now)?;
    let agenda = Arc::new(store);
    let scene = Scene { business, agenda, call, begun_at: now, now, pseudonyms: Vec::new(), number: None };
    let conversation = Conversation { asked: Asked::Wish, ..Conversation::new(dialogue.script.language) };
    Ok(model.warm(&scene, &conversation).await?)
}

/// The call that a dialogue is: its caller, and the business that is dialled.
fn incoming(dialogue: &Dialogue, businesses: &[Arc<Business>], now: Timestamp) -> anyhow::Result<Incoming> {
    let script = &dialogue.script;
    let dialled = Number::parse(script.to.as_deref().context("find the number dialled")?)?;
    let business = businesses.iter().find(|one| one.phones.iter().any(|phone| phone.number == dialled));
    let caller = script.from.as_deref().filter(|from| from.starts_with('+')).map(Number::parse).transpose()?;
    Ok(Incoming {
        carrier_call: "typed".to_owned(),
        // Not the id of the call that made what stands before ([`kept::seed`]).
        call: CallId(blake3::hash(format!("typed {}", dialogue.name).as_bytes()).to_hex()[..32].to_owned()),
        business: business.context("find the business that is dialled")?.clone(),
        dialled,
        caller: caller.map(Personal::new),
        forwarded_from: None,
        attestation: None,
        begun_at: now,
    })
}

#[cfg(test)]
mod tests {
    use super::super::dialogues;
    use super::*;
    use base::language::Language;
    use dialogue::rules::RulesEngine;

    #[tokio::test]
    async fn every_caller_who_is_understood_word_for_word_gets_what_was_wished() {
        let now: Timestamp = "2026-12-01T10:00:00+01:00".parse().expect("an instant");
        let phrases = Phrases::built_in().expect("phrases");
        let rules = Arc::new(RulesEngine::new(phrases.clone()));
        for language in Language::ALL {
            let folder = crate::repository().join(format!("fixtures/calls/{language}"));
            for dialogue in dialogues(&folder, &[]).expect("they read") {
                let (verdict, minutes) = play(&dialogue, rules.clone(), &phrases, now).await.expect("it is played");
                assert_eq!(verdict, Verdict::Right, "{language} {}: {:#?}", dialogue.name, minutes.said);
            }
        }
    }
}
