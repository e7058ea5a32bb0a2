//! Whole calls in virtual time: the disclosure, barge-in, silence, lost marks, dead parts, and the end.

use super::rehearsal::{Cast, Rehearsal};
use async_trait::async_trait;
use call::record::{Appointment, EndedBy, Record, Unheard};
use call::settings::Settings;
use dialogue::{
    Asked, Conversation, Deed, Done, Engine, EngineError, Input, Reply, Scene, Sentence, TransferReason, Who,
};
use lab::scripted::engine::{On, ScriptedEngine, ScriptedReply};
use lab::scripted::recognizer::Scripted;
use speech::asr::{AsrError, Listener, Recognizer, Setting};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;

const BOOKING: [&str; 6] = [
    "Ich hätte gern einen Termin für einen Herrenhaarschnitt.",
    "Am Donnerstag um fünfzehn Uhr bei Jonas.",
    "Keller.",
    "Ja, genau.",
    "Nein danke, das war alles. Tschüss.",
    "Tschüss.",
];

fn booked(call: &Rehearsal) -> Vec<String> {
    let done = call.records.iter().filter_map(|record| match record {
        Record::Done(Done::Booked(booked)) => Some(booked),
        _ => None,
    });
    let describe = |own: &Appointment| {
        format!("{} {} {} {}", own.slot.service, own.slot.resource, own.slot.start, own.name.reveal())
    };
    done.flatten().map(describe).collect()
}

#[tokio::test(start_paused = true)]
async fn a_caller_books_by_voice_and_the_agent_hangs_up() {
    let mut call = Cast::hearing(&BOOKING).call();
    call.converse(5).await;
    assert_eq!(call.ended().await, EndedBy::Agent, "{}", call.agent_said());
    assert_eq!(booked(&call), ["herrenschnitt jonas 2026-12-03T14:00:00Z Keller"], "{}", call.agent_said());
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["hang up"]);
    let kept = call.kept.lock().expect("no panic");
    assert!(matches!(kept.first(), Some(Record::Disclosed { .. })), "{kept:?}");
    assert!(matches!(kept.last(), Some(Record::Ended { .. })), "{kept:?}");
}

#[tokio::test(start_paused = true)]
async fn p01_the_first_words_are_the_disclosure_and_the_first_frame_leaves_within_100_ms() {
    let mut call = Cast::hearing(&BOOKING).call();
    let first = call.until(|record| matches!(record, Record::Saying { .. })).await;
    let Record::Saying { words, at, .. } = first else { unreachable!("it was waited for") };
    assert!(words.reveal().contains("KI") && words.reveal().contains("Salon Morgenrot"), "{}", words.reveal());
    assert!(at <= Duration::from_millis(100), "{at:?}");
}

#[tokio::test(start_paused = true)]
async fn p01_who_talks_over_the_disclosure_is_asked_to_say_it_again_and_books_like_the_others() {
    let mut call = Cast::hearing(&BOOKING).call();
    sleep(Duration::from_millis(500)).await;
    call.speak();
    call.converse(5).await;
    assert_eq!(call.ended().await, EndedBy::Agent);
    assert!(call.agent_said().contains("noch einmal"), "{}", call.agent_said());
    assert_eq!(booked(&call).len(), 1, "{}", call.agent_said());
}

#[tokio::test(start_paused = true)]
async fn p01_without_its_mark_the_disclosure_is_said_once_more_and_then_the_caller_is_handed_over() {
    let mut call = Cast::hearing(&BOOKING).call();
    call.caller.lose_marks();
    assert_eq!(call.ended().await, EndedBy::Agent);
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["transfer"]);
    let said = call.records.iter().filter(|record| matches!(record, Record::Saying { .. })).count();
    assert_eq!(said, 2, "the disclosure, twice");
    assert!(!call.records.iter().any(|record| matches!(record, Record::Disclosed { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_barge_in_clears_the_line_within_600_ms_and_leaves_what_was_heard() {
    let long = "Gern helfe ich dir weiter, ganz gleich, was du wissen möchtest, ob es um freie Zeiten geht oder um eine Frage, \
                und wenn ich etwas nicht weiß, gebe ich es weiter, und dann hörst du von uns, so schnell es geht.";
    let lines = vec![
        ScriptedReply::new(On::Opening, long, Asked::Wish),
        ScriptedReply::new(On::AnyWords, "Gern.", Asked::Wish),
    ];
    let cast = Cast {
        engine: Arc::new(ScriptedEngine { lines }),
        ..Cast::hearing(&["Stopp, ich will nur wissen, was das kostet."])
    };
    let mut call = cast.call();
    call.until(|record| matches!(record, Record::Disclosed { .. })).await;
    sleep(Duration::from_secs(4)).await;
    let onset = tokio::time::Instant::now();
    call.speak();
    call.until(|record| matches!(record, Record::Turn(turn) if turn.who == Who::Caller)).await;
    let cleared = call.caller.0.lock().expect("no panic").cleared.clone();
    let first = cleared.iter().find(|at| **at > onset).expect("the line was cleared");
    assert!(*first - onset <= Duration::from_millis(600), "{:?}", *first - onset);
    let turns = call.turns(Who::Agent);
    let heard = turns[0].words.reveal();
    assert!(turns[0].interrupted && heard.contains("Gern helfe ich dir") && !heard.contains("so schnell"), "{heard}");
    call.caller.hang_up();
    assert_eq!(call.ended().await, EndedBy::Caller);
}

#[tokio::test(start_paused = true)]
async fn a_silent_caller_is_asked_twice_and_then_the_agent_says_goodbye() {
    let mut call = Cast::hearing(&BOOKING).call();
    assert_eq!(call.ended().await, EndedBy::Agent);
    let waits = call.records.iter().filter(|record| matches!(record, Record::Waiting { .. })).count();
    assert_eq!(waits, 3, "the greeting and two more tries");
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["hang up"]);
}

#[tokio::test(start_paused = true)]
async fn p28_a_call_ends_at_its_greatest_length() {
    let settings = Settings { length_max: Duration::from_secs(12), ..Settings::default() };
    let mut call = Cast { settings, ..Cast::hearing(&BOOKING) }.call();
    assert_eq!(call.ended().await, EndedBy::Limit);
    let heard = call.turns(Who::Agent).last().map(|turn| turn.words.reveal().clone()).unwrap_or_default();
    assert!(heard.contains("Wir sprechen schon sehr lange"), "{heard}");
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["hang up"]);
}

#[tokio::test(start_paused = true)]
async fn a_good_call_never_ends_by_closing_the_line_though_the_carrier_does_not_obey() {
    let lines = vec![ScriptedReply {
        deeds: vec![Deed::End],
        ..ScriptedReply::new(On::Opening, "Auf Wiederhören.", Asked::None)
    }];
    let mut call = Cast { engine: Arc::new(ScriptedEngine { lines }), ..Cast::hearing(&[""]) }.call();
    call.caller.break_control();
    sleep(Duration::from_secs(60)).await;
    let asked = call.caller.0.lock().expect("no panic").control.clone();
    assert!(asked.len() >= 3 && asked.iter().all(|what| *what == "hang up"), "{asked:?}");
    call.caller.hang_up();
    assert_eq!(call.ended().await, EndedBy::Agent);
}

#[tokio::test(start_paused = true)]
async fn a_transfer_that_the_carrier_refuses_ends_by_closing_the_line() {
    let mut call = Cast::hearing(&["Ich möchte mit einem Menschen sprechen."]).call();
    call.caller.break_control();
    call.converse(1).await;
    assert_eq!(call.ended().await, EndedBy::Agent);
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["transfer"], "{}", call.agent_said());
}

#[tokio::test(start_paused = true)]
async fn a_dead_recogniser_hands_the_caller_over() {
    let mut call = Cast { recognizer: Arc::new(Deaf), ..Cast::hearing(&[]) }.call();
    assert_eq!(call.ended().await, EndedBy::Agent);
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["transfer"]);
}

#[tokio::test(start_paused = true)]
async fn turns_that_the_recogniser_does_not_answer_are_told_to_the_caller_and_to_who_watches() {
    let recognizer = Arc::new(Scripted::new(["Einen Termin bitte."], Duration::from_secs(60)));
    let mut call = Cast { recognizer, ..Cast::hearing(&BOOKING) }.call();
    call.converse(2).await;
    assert_eq!(call.ended().await, EndedBy::Agent);
    let unheard = |record: &&Record| matches!(record, Record::Unheard { why: Unheard::Late, .. });
    assert_eq!(call.records.iter().filter(unheard).count(), 2, "{:?}", call.records);
    assert!(call.agent_said().contains("nicht"), "the caller is asked to say it again: {}", call.agent_said());
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["transfer"], "and handed over the second time");
}

#[tokio::test(start_paused = true)]
async fn p33_the_advice_to_dial_112_is_said_though_a_filler_is_being_said() {
    let handover = ScriptedReply::new(On::AnyWords, "", Asked::Wish)
        .after(Duration::from_millis(1_000))
        .with(Deed::Transfer(TransferReason::Emergency));
    let lines = vec![
        ScriptedReply::new(On::Opening, "Was kann ich tun?", Asked::Wish),
        ScriptedReply { sentences: Vec::new(), ..handover },
    ];
    let engine = Arc::new(ScriptedEngine { lines });
    let mut call = Cast { engine, ..Cast::hearing(&["Hilfe, mein Mann ist bewusstlos!"]) }.call();
    call.converse(1).await;
    assert_eq!(call.ended().await, EndedBy::Agent);
    let said: Vec<_> = call
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Saying { words, .. } => Some(words.reveal().as_str()),
            _ => None,
        })
        .collect();
    assert!(said.len() >= 4 && said.iter().any(|words| words.contains("112")), "a filler, and the advice: {said:#?}");
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["transfer"]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_engine_gets_a_filler_and_a_dead_one_an_apology_before_the_handover() {
    let never = Duration::from_secs(3_600);
    let lines = vec![
        ScriptedReply::new(On::Opening, "Was kann ich tun?", Asked::Wish),
        ScriptedReply::new(On::AnyWords, "Zu spät.", Asked::Wish).after(never),
    ];
    let mut call = Cast { engine: Arc::new(ScriptedEngine { lines }), ..Cast::hearing(&["Guten Tag."]) }.call();
    call.converse(2).await;
    assert_eq!(call.ended().await, EndedBy::Agent);
    let longest = silences_after_the_caller(&call).into_iter().max().expect("there were turns");
    assert!(longest <= Duration::from_secs(3), "a caller waited {longest:?} unheard");
    assert_eq!(call.caller.0.lock().expect("no panic").control, ["transfer"]);
}

#[tokio::test(start_paused = true)]
async fn only_a_wait_of_more_than_700_ms_is_filled() {
    for (wait_ms, filled) in [(600, false), (1_500, true)] {
        let lines = vec![
            ScriptedReply::new(On::Opening, "Was kann ich tun?", Asked::Wish),
            ScriptedReply::new(On::AnyWords, "Gern geschehen.", Asked::Wish).after(Duration::from_millis(wait_ms)),
        ];
        let mut call = Cast { engine: Arc::new(ScriptedEngine { lines }), ..Cast::hearing(&["Guten Tag."]) }.call();
        call.converse(1).await;
        call.until_waiting().await;
        let said = call.agent_said();
        let fillers = ["Einen Moment bitte.", "Ich schaue kurz nach.", "Kleinen Augenblick."];
        let heard = fillers.iter().any(|filler| said.contains(&format!("{filler} Gern geschehen.")));
        assert!(said.contains("Gern geschehen."), "{said}");
        assert_eq!(heard, filled, "after {wait_ms} ms: {said}");
    }
}

/// For each turn of the caller, the time from its end to the agent's next word.
fn silences_after_the_caller(call: &Rehearsal) -> Vec<Duration> {
    let starts: Vec<Duration> = call
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Saying { at, .. } => Some(*at),
            _ => None,
        })
        .collect();
    let ends = call.turns(Who::Caller).into_iter().map(|turn| turn.end);
    ends.filter_map(|end| Some(*starts.iter().find(|start| **start > end)? - end)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_booking_agreed_to_is_done_though_the_caller_hangs_up() {
    let mut call = Cast::hearing(&BOOKING).call();
    call.converse(4).await;
    call.until(|record| matches!(record, Record::Done(_))).await;
    call.caller.cut();
    assert_eq!(call.ended().await, EndedBy::Fault);
    assert_eq!(booked(&call).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn keys_reach_the_engine_together_once_the_last_was_pressed() {
    let inputs = Arc::new(Mutex::new(Vec::new()));
    let mut call = Cast { engine: Arc::new(Listening(inputs.clone())), ..Cast::hearing(&[""]) }.call();
    call.until_waiting().await;
    call.caller.press("0176");
    call.until_waiting().await;
    call.caller.press("49#");
    call.until_waiting().await;
    call.caller.hang_up();
    call.ended().await;
    let inputs = inputs.lock().expect("no panic");
    let digits = inputs.iter().filter_map(|input| match input {
        Input::Digits(digits) => Some(digits.reveal().as_str()),
        _ => None,
    });
    assert_eq!(digits.collect::<Vec<_>>(), ["0176", "49"]);
}

/// An engine that notes what it is given and asks on.
struct Listening(Arc<Mutex<Vec<Input>>>);

#[async_trait]
impl Engine for Listening {
    fn name(&self) -> &str {
        "listening"
    }

    async fn reply(
        &self,
        _: &Scene,
        conversation: &Conversation,
        input: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError> {
        self.0.lock().expect("no panic").push(input.clone());
        say.send(Sentence::prose("Ja, bitte?")).await.ok();
        Ok(Reply { conversation: conversation.clone(), deeds: Vec::new(), intents: Vec::new(), first_token: None })
    }
}

/// A recogniser whose provider is gone.
struct Deaf;

#[async_trait]
impl Recognizer for Deaf {
    fn name(&self) -> &str {
        "deaf"
    }

    fn listen(&self, _: Setting) -> Result<Box<dyn Listener>, AsrError> {
        Err(AsrError::Recognition("nobody is there".into()))
    }
}
