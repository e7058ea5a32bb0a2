//! The dialogues without sound: the same callers, typed to the same machine, understood word for word. What fails here is no
//! fault of the recogniser's.

use super::judgement::{Verdict, judge};
use super::minutes::{Minutes, Said};
use super::{Dialogue, dialogues, kept};
use crate::booking::CallId;
use crate::business::fixtures;
use crate::call::record::Incoming;
use crate::call::typed::clock::VirtualClock;
use crate::call::typed::{Act, Session};
use crate::cli::startup;
use crate::dialogue::phrases::Phrases;
use crate::dialogue::rules::RulesEngine;
use crate::language::Language;
use crate::number::Number;
use crate::privacy::{Personal, SystemRandom};
use crate::store::Store;
use crate::telephone::report::Outcome;
use crate::telephone::script::{Script, Utterance};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// More than any caller needs who is understood.
const TURNS_MAX: usize = 20;

/// Types a dialogue in a database of its own.
async fn play(dialogue: &Dialogue, now: Timestamp) -> (Verdict, Minutes) {
    let (script, call) = (&dialogue.script, CallId("0123456789abcdef0123456789abcdef".to_owned()));
    let store = Store::in_memory(Arc::new(SystemRandom), now).await.expect("a database");
    for business in fixtures::all() {
        store.import(&business, now).await.expect("imported");
    }
    kept::seed(&store, &dialogue.name, script, now).await.expect("seeded");
    let dialled = Number::parse(script.to.as_deref().expect("a number")).expect("a number");
    let businesses = store.businesses().await.expect("businesses");
    let business = businesses.iter().find(|one| one.phones.iter().any(|phone| phone.number == dialled));
    let caller = script.from.as_deref().filter(|from| from.starts_with('+'));
    let incoming = Incoming {
        carrier_call: "typed".to_owned(),
        call: call.clone(),
        business: business.expect("a business").clone(),
        dialled,
        caller: caller.map(|number| Personal::new(Number::parse(number).expect("a number"))),
        forwarded_from: None,
        begun_at: now,
    };
    let clock = Arc::new(VirtualClock::starting_at(now));
    let phrases = Phrases::built_in().expect("phrases");
    let rules = Arc::new(RulesEngine::new(phrases.clone()));
    let desk = startup::typed_desk(&store, &clock, &phrases, rules, None);
    let (mut session, mut answer) = Session::open(desk, clock, incoming, Some(script.language)).await;
    let (mut lines, mut minutes) = (Script::new(dialogue.repertoire.lines.clone()), Minutes::default());
    for _ in 0..TURNS_MAX {
        minutes.said.push(Said::Agent(answer.say.clone()));
        let asked = serde_json::to_value(answer.asked).expect("a name");
        let said = lines.answer(asked.as_str().expect("a name"), &answer.say);
        let Some(said) = said.filter(|_| !answer.ended) else { break };
        let words = said.words().expect("words").to_owned();
        minutes.said.push(Said::Caller(words.clone()));
        let act = match said {
            Utterance::Digits(keys) => Act::Press(keys),
            Utterance::Speech { .. } => Act::Say { words: Personal::new(words), confidence: None },
        };
        answer = session.act(act).await;
    }
    let transferred = session.outcome().transfer.is_some();
    let left = kept::left(&store, &dialogue.name, &call, transferred, now).await.expect("read");
    (judge(script, &left, &minutes, &Outcome::Agent), minutes)
}

#[tokio::test]
async fn every_caller_who_is_understood_word_for_word_gets_what_was_wished() {
    let now: Timestamp = "2026-12-01T10:00:00+01:00".parse().expect("an instant");
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/calls/{language}"));
        for dialogue in dialogues(&folder, &[]).expect("they read") {
            let (verdict, minutes) = play(&dialogue, now).await;
            assert_eq!(verdict, Verdict::Right, "{language} {}: {:#?}", dialogue.name, minutes.said);
        }
    }
}
