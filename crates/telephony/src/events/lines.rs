//! The lines of the events door, one JSON object each. Times are ms since the stream's start; instants carry the business's
//! offset; what is absent is `null`.
//!
//! | `event` | further fields |
//! |---|---|
//! | `disclosed` | `language`, `at_ms`: the disclosure was played to its end |
//! | `say` | `words`, `filler`, `at_ms`: the agent begins to say this |
//! | `asked` | `asked` (as in `chat --json`), `offered`, `at_ms`: the agent has said it and waits |
//! | `turn` | `turn`, `who`, `words`, `interrupted`, `start_ms`, `end_ms`, and the times of `call --json`; `start_ms` is when the first frame left |
//! | `understood` | `intents`: what the caller was understood to want in the turn before |
//! | `unheard` | `why` (`busy`, `late`, `failed`), `at_ms`: the caller spoke, and the recogniser did not answer |
//! | `language` | `language`: it was switched |
//! | `booked` | `appointment`, `service`, `resource`, `start`, `end`, `name`, `details` |
//! | `moved` | `appointment`, `from`, `to`, `resource` |
//! | `cancelled` | `appointment`, `start` |
//! | `message` | `kind`, `text`, `name`, `phone` |
//! | `transferred` | `transfer`: the reason |
//! | `ended` | `ended_by`, `at_ms` |
//! | `lost` | `count`: lines that this watcher was too slow for |

use call::record::{Appointment, Done, Message, Record, Slot, Timing, TurnRecord, Visit, Who};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::time::Duration;

/// A record as lines, their ends included: one, or one for each appointment booked at once.
pub(super) fn lines(record: &Record, zone: &TimeZone) -> Vec<String> {
    let event = match record {
        Record::Done(done) => return did(done, zone),
        Record::Disclosed { language, at } => json!({"event": "disclosed", "language": language, "at_ms": ms(*at)}),
        Record::Saying { words, filler, at } => {
            json!({"event": "say", "words": words.reveal(), "filler": filler, "at_ms": ms(*at)})
        }
        Record::Waiting { asked, offered, at } => {
            let offered: Vec<_> = offered.iter().flat_map(Visit::slots).map(|slot| offer(slot, zone)).collect();
            json!({"event": "asked", "asked": asked, "offered": offered, "at_ms": ms(*at)})
        }
        Record::Turn(turn) => turned(turn),
        Record::Understood(intents) => json!({"event": "understood", "intents": intents}),
        Record::Unheard { why, at } => json!({"event": "unheard", "why": why, "at_ms": ms(*at)}),
        Record::Language(language) => json!({"event": "language", "language": language}),
        Record::Message(message) => left(message),
        Record::Transferred(reason) => json!({"event": "transferred", "transfer": reason}),
        Record::Ended { by, at } => json!({"event": "ended", "ended_by": by, "at_ms": ms(*at)}),
    };
    vec![ended(&event)]
}

fn ended(event: &Value) -> String {
    format!("{event}\n")
}

/// The line that stands for lost ones.
pub(super) fn lost(count: u64) -> String {
    ended(&json!({"event": "lost", "count": count}))
}

fn turned(turn: &TurnRecord) -> Value {
    let who = match turn.who {
        Who::Caller => "caller",
        Who::Agent => "agent",
    };
    let part = |part: fn(&Timing) -> Duration| turn.timing.as_ref().map(|timing| ms(part(timing)));
    let at = |at: fn(&Timing) -> Option<Duration>| turn.timing.as_ref().and_then(at).map(ms);
    json!({
        "event": "turn",
        "turn": turn.number,
        "who": who,
        "words": turn.words.reveal(),
        "interrupted": turn.interrupted,
        "start_ms": ms(turn.start),
        "end_ms": ms(turn.end),
        "voice_to_voice_ms": part(|timing| timing.voice_to_voice),
        "endpointing_ms": part(|timing| timing.endpointing),
        "recognition_ms": part(|timing| timing.recognition),
        "dialogue_ms": part(|timing| timing.dialogue),
        "synthesis_ms": part(|timing| timing.synthesis),
        "engine_asked_ms": at(|timing| timing.engine_asked),
        "first_token_ms": at(|timing| timing.first_token),
        "first_sentence_ms": at(|timing| timing.first_sentence),
    })
}

fn did(done: &Done, zone: &TimeZone) -> Vec<String> {
    let event = match done {
        Done::Booked(booked) => return booked.iter().map(|appointment| ended(&new(appointment, zone))).collect(),
        Done::Moved { from, to } => json!({
            "event": "moved",
            "appointment": to.id.0,
            "from": instant(from.slot.start, zone),
            "to": instant(to.slot.start, zone),
            "resource": to.slot.resource,
        }),
        Done::Cancelled(appointment) => json!({
            "event": "cancelled",
            "appointment": appointment.id.0,
            "start": instant(appointment.slot.start, zone),
        }),
    };
    vec![ended(&event)]
}

fn new(Appointment { id, slot, name, details, .. }: &Appointment, zone: &TimeZone) -> Value {
    json!({
        "event": "booked",
        "appointment": id.0,
        "service": slot.service,
        "resource": slot.resource,
        "start": instant(slot.start, zone),
        "end": instant(slot.end, zone),
        "name": name.reveal(),
        "details": details.reveal(),
    })
}

fn left(message: &Message) -> Value {
    json!({
        "event": "message",
        "kind": message.kind.as_str(),
        "text": message.text.reveal(),
        "name": message.name.as_ref().map(|name| name.reveal()),
        "phone": message.phone.as_ref().map(|phone| phone.reveal()),
    })
}

fn offer(slot: &Slot, zone: &TimeZone) -> Value {
    json!({"service": slot.service, "resource": slot.resource, "start": instant(slot.start, zone)})
}

/// RFC 3339 with the offset that the business's clock has then.
fn instant(instant: Timestamp, zone: &TimeZone) -> String {
    instant.display_with_offset(zone.to_offset(instant)).to_string()
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::language::Language;
    use call::record::{Asked, EndedBy};

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("zone")
    }

    fn line(record: &Record, zone: &TimeZone) -> String {
        lines(record, zone).concat()
    }

    fn slot() -> Slot {
        let start: Timestamp = "2026-12-03T14:00:00Z".parse().expect("instant");
        let end: Timestamp = "2026-12-03T14:30:00Z".parse().expect("instant");
        Slot { service: "herrenschnitt".to_owned(), resource: "jonas".to_owned(), start, end }
    }

    #[test]
    fn lines_have_the_names_of_the_interface() {
        let at = Duration::from_millis(1_500);
        let waiting = Record::Waiting { asked: Asked::Choice, offered: vec![slot().into()], at };
        assert_eq!(
            line(&waiting, &zone()),
            "{\"asked\":\"choice\",\"at_ms\":1500,\"event\":\"asked\",\"offered\":[{\"resource\":\"jonas\",\"service\":\
             \"herrenschnitt\",\"start\":\"2026-12-03T15:00:00+01:00\"}]}\n"
        );
        let say = Record::Saying { words: "Guten \"Tag\"\n".into(), filler: false, at };
        assert_eq!(
            line(&say, &zone()),
            "{\"at_ms\":1500,\"event\":\"say\",\"filler\":false,\"words\":\"Guten \\\"Tag\\\"\\n\"}\n"
        );
        let disclosed = Record::Disclosed { language: Language::De, at };
        assert_eq!(line(&disclosed, &zone()), "{\"at_ms\":1500,\"event\":\"disclosed\",\"language\":\"de\"}\n");
        let ended = Record::Ended { by: EndedBy::Caller, at };
        assert_eq!(line(&ended, &zone()), "{\"at_ms\":1500,\"ended_by\":\"caller\",\"event\":\"ended\"}\n");
    }

    #[test]
    fn absent_times_are_null() {
        let mut turn = TurnRecord {
            number: 3,
            who: Who::Agent,
            words: "Gern.".into(),
            interrupted: false,
            start: Duration::from_secs(1),
            end: Duration::from_secs(2),
            timing: None,
        };
        let value: Value = serde_json::from_str(&line(&Record::Turn(turn.clone()), &zone())).expect("json");
        assert!(value["voice_to_voice_ms"].is_null() && value.get("synthesis_ms").is_some());
        assert_eq!((&value["who"], &value["turn"], &value["end_ms"]), (&json!("agent"), &json!(3), &json!(2000)));
        turn.timing = Some(Timing { recognition: Duration::from_millis(321), ..Timing::default() });
        let value: Value = serde_json::from_str(&line(&Record::Turn(turn), &zone())).expect("json");
        assert_eq!(value["recognition_ms"], 321);
    }
}
