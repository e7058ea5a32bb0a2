//! A hundred callers at once want ten slots: real calls with the rules engine, over lines in memory, against both databases.

use super::rehearsal::{Cast, Rehearsal, begin};
use crate::store::place::Place;
use async_trait::async_trait;
use audio::EarFrame;
use base::business::{Business, WeekHours, fixtures};
use booking::{CallId, Visit};
use call::record::{EndedBy, Record};
use dialogue::{Asked, Done, Who};
use futures_util::future::join_all;
use jiff::Timestamp;
use lab::scripted::synthesizer;
use speech::asr::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const CALLERS: usize = 100;
const SLOTS: usize = 10;
/// Nobody needs more turns; who does is in a loop.
const TURNS_MAX: usize = 25;

/// Hears whatever the caller is about to say.
#[derive(Clone, Default)]
struct Lips(Arc<Mutex<String>>);

impl Recognizer for Lips {
    fn name(&self) -> &str {
        "lips"
    }

    fn listen(&self, _: Setting) -> Result<Box<dyn Listener>, AsrError> {
        Ok(Box::new(LipReader { lips: self.clone(), asked: None }))
    }
}

struct LipReader {
    lips: Lips,
    asked: Option<(Take, Instant)>,
}

#[async_trait]
impl Listener for LipReader {
    fn hear(&mut self, _: &EarFrame) {}

    fn speech_started(&mut self, _: u32) {}

    fn finish(&mut self, take: Take, _: Expectation) {
        self.asked = Some((take, Instant::now()));
    }

    fn forget(&mut self) {
        self.asked = None;
    }

    async fn next(&mut self) -> Heard {
        let Some((take, asked_at)) = self.asked else { return std::future::pending().await };
        tokio::time::sleep_until(asked_at + Duration::from_millis(300)).await;
        self.asked = None;
        let words = self.lips.0.lock().expect("no panic").as_str().into();
        Heard::Utterance { take, words, confidence: Some(1.0), took: asked_at.elapsed() }
    }
}

/// The salon, open on one Thursday within its horizon, for ten haircuts by Jonas.
fn small_salon() -> Business {
    let mut salon = fixtures::by_id("salon").expect("a fixture");
    let thursday = salon.hours.0[3][0];
    let mut hours = WeekHours::default();
    hours.0[3] = vec![base::business::Span { to: jiff::civil::time(14, 0, 0, 0), ..thursday }];
    salon.hours = hours;
    (salon.slot_grid_minutes, salon.horizon_days) = (30, 4);
    salon.services.retain(|service| service.id == "herrenschnitt");
    salon.services[0].resources = vec!["jonas".into()];
    salon.resources.retain(|resource| resource.id == "jonas");
    (salon.resources[0].hours, salon.resources[0].breaks) = (None, vec![]);
    salon
}

fn clock_time(start: Timestamp) -> String {
    start.in_tz("Europe/Berlin").expect("a zone").strftime("%-H Uhr %M").to_string()
}

/// What caller `number` answers: wants a time of their own first, takes one of those offered, and else leaves a message.
fn answer(number: usize, asked: Asked, offered: &[Timestamp]) -> String {
    let wish = clock_time(begin() + jiff::SignedDuration::from_mins(47 * 60 + 30 * (number % SLOTS) as i64));
    match asked {
        Asked::More => "Nein danke, das war alles. Tschüss.".into(),
        _ if !offered.is_empty() && asked != Asked::Confirm && asked != Asked::Name => {
            format!("Dann nehme ich den um {}.", clock_time(offered[number % offered.len()]))
        }
        Asked::Wish => format!("Ich hätte gern einen Herrenhaarschnitt am Donnerstag um {wish}."),
        Asked::Service => "Herrenhaarschnitt.".into(),
        Asked::Date | Asked::Time | Asked::Choice => format!("Am Donnerstag um {wish}."),
        Asked::Name => "Keller.".into(),
        Asked::Confirm => "Ja, genau.".into(),
        Asked::Message => "Sagen Sie bitte, dass ich gern diese Woche gekommen wäre.".into(),
        Asked::Transfer => "Nein, danke.".into(),
        _ => "Nein danke, das war alles. Tschüss.".into(),
    }
}

/// What came of a call.
struct Outcome {
    ended: EndedBy,
    booked: Vec<Timestamp>,
    was_offered: bool,
    left_message: bool,
    told_booked: bool,
    said: String,
}

async fn one_call(number: usize, cast: Cast, lips: Lips) -> Outcome {
    let mut call = cast.call();
    for _ in 0..TURNS_MAX {
        let next = call.until(|record| matches!(record, Record::Waiting { .. } | Record::Ended { .. })).await;
        let Record::Waiting { asked, offered, .. } = next else { return outcome(call).await };
        let offered: Vec<Timestamp> = offered.iter().map(Visit::start).collect();
        let has_left_word = call.records.iter().any(|record| matches!(record, Record::Message(_)));
        let asked = if has_left_word { Asked::More } else { asked };
        *lips.0.lock().expect("no panic") = answer(number, asked, &offered);
        sleep(Duration::from_millis(400)).await;
        call.speak();
    }
    panic!("caller {number} is kept in a loop: {}", call.agent_said());
}

async fn outcome(call: Rehearsal) -> Outcome {
    let ended = call.records.iter().find_map(|record| match record {
        Record::Ended { by, .. } => Some(*by),
        _ => None,
    });
    let booked = call.records.iter().filter_map(|record| match record {
        Record::Done(Done::Booked(booked)) => Some(booked),
        _ => None,
    });
    let booked = booked.flatten().map(|appointment| appointment.slot.start);
    let offers = |record: &Record| matches!(record, Record::Waiting { offered, .. } if !offered.is_empty());
    let said = call.agent_said();
    Outcome {
        ended: ended.expect("it was waited for"),
        booked: booked.collect(),
        was_offered: call.records.iter().any(offers),
        left_message: call.records.iter().any(|record| matches!(record, Record::Message(_))),
        told_booked: call.turns(Who::Agent).iter().any(|turn| {
            let words = turn.words.reveal().to_lowercase();
            words.contains("gebucht") || words.contains("ist eingetragen")
        }),
        said,
    }
}

async fn a_hundred_callers_for_ten_slots(place: Place) {
    let store = Arc::new(place.open().await);
    let salon = small_salon();
    store.import(&salon, begin()).await.expect("an empty database");
    // The database answers in real time. From here on the lines' own clocks bound how far virtual time runs ahead of it: by
    // 20 ms for what a hundred calls compute in 20 ms.
    tokio::time::pause();
    let calls = (0..CALLERS).map(|number| {
        let lips = Lips::default();
        let cast = Cast {
            business: salon.clone(),
            recognizer: Arc::new(lips.clone()),
            // Speaks ten times as fast as people do: what takes long in a call is sound.
            voice: synthesizer::Scripted { delay_ms: 20, character_ms: 6 },
            calendar: store.clone(),
            messages: store.clone(),
            call: CallId(format!("{number:032x}")),
            ..Cast::hearing(&[])
        };
        one_call(number, cast, lips)
    });
    let outcomes = join_all(calls).await;
    tokio::time::resume();

    let kept = store.appointments(None, begin()).await.expect("the store");
    let kept: BTreeSet<(String, Timestamp)> =
        kept.iter().map(|kept| (kept.call.0.clone(), kept.appointment.slot.start)).collect();
    assert_eq!(kept.len(), SLOTS, "exactly ten are booked: {kept:?}");
    assert_eq!(kept.iter().map(|(_, start)| start).collect::<BTreeSet<_>>().len(), SLOTS, "each once: {kept:?}");
    for (number, outcome) in outcomes.iter().enumerate() {
        let of_call = kept.iter().filter(|(call, _)| *call == format!("{number:032x}"));
        let of_call: Vec<Timestamp> = of_call.map(|(_, start)| *start).collect();
        assert_eq!(outcome.booked, of_call, "caller {number}: what was told is what is kept");
        assert_eq!(outcome.told_booked, !of_call.is_empty(), "caller {number}: {}", outcome.said);
        assert_eq!(outcome.ended, EndedBy::Agent, "caller {number}: {}", outcome.said);
        let helped = !of_call.is_empty() || outcome.was_offered || outcome.left_message;
        assert!(helped, "caller {number} was left without another time or a message: {}", outcome.said);
    }
    store.close().await;
}

#[tokio::test]
async fn a_hundred_callers_for_ten_slots_on_sqlite() {
    a_hundred_callers_for_ten_slots(Place::sqlite()).await;
}

#[tokio::test]
async fn a_hundred_callers_for_ten_slots_on_postgres() {
    a_hundred_callers_for_ten_slots(Place::postgres()).await;
}
