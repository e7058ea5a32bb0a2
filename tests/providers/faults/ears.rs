//! Recognisers that hear what the caller says, and fail in every way from a moment on.

use super::brain::SLOW;
use super::cases::{Case, Fault, Moment, Wire};
use super::said::Said;
use lab::provider::ear::{
    Answer, Deed, Seen, SocketServer, SocketStep, TranscriptionServer, committed, completed, delta, results,
};
use serde_json::{Value, json};
use std::time::Duration;

/// A recogniser, in words of the configuration: kind, host and path.
pub struct Ear {
    pub kind: &'static str,
    pub host: String,
    pub url: String,
}

/// One that hears well.
pub async fn good(wire: Wire, said: Said) -> Ear {
    match wire {
        Wire::Transcriptions => of_requests(TranscriptionServer::start(move |_| Answer::words(&said.words())).await),
        wire => of_socket(wire, SocketServer::start(move |_, seen, deed| well(wire, &said, seen, deed)).await),
    }
}

/// The one that fails.
pub async fn failing(case: Case, said: Said) -> Ear {
    if case.wire == Wire::Transcriptions {
        return of_requests(TranscriptionServer::start(move |_| answer(case, &said)).await);
    }
    let heard = said.clone();
    let refuse = move |number: usize| {
        let status = match case.fault {
            Fault::Refused429 => 429,
            Fault::Refused500 => 500,
            _ => return None,
        };
        // From the first turn on means from the first connection on.
        let from_here = case.moment == Moment::FirstTurn || (number > 0 && heard.is_heard_from(case.moment));
        from_here.then_some(status)
    };
    let server = SocketServer::refusing(refuse, move |_, seen, deed| {
        let well = well(case.wire, &said, seen, deed);
        if is_asked(deed) && said.is_heard_from(case.moment) { badly(case, well) } else { well }
    });
    of_socket(case.wire, server.await)
}

fn of_socket(wire: Wire, server: SocketServer) -> Ear {
    let (kind, path) = match wire {
        Wire::Deepgram => ("deepgram", "/v1/listen"),
        _ => ("openai-realtime", "/v1/realtime"),
    };
    Ear { kind, url: server.url(path), host: server.host }
}

fn of_requests(server: TranscriptionServer) -> Ear {
    Ear { kind: "transcriptions", url: server.url(), host: server.host }
}

/// Whether final words are asked for.
fn is_asked(deed: &Deed) -> bool {
    matches!(deed, Deed::Said(said) if said["type"] == "Finalize" || said["type"] == "input_audio_buffer.commit")
}

fn seconds(deeds: &[Deed]) -> f64 {
    Seen { deeds: deeds.to_vec(), ..Seen::default() }.sound().len() as f64 / 8_000.0
}

/// The answer to a question that is understood.
fn well(wire: Wire, said: &Said, seen: &Seen, deed: &Deed) -> Vec<SocketStep> {
    let created = || vec![SocketStep::Say(json!({ "type": "session.created", "session": { "id": "s" } }))];
    match (wire, deed) {
        (Wire::Deepgram, deed) if is_asked(deed) => {
            let past = &seen.deeds[..seen.deeds.len() - 1];
            let before = past.iter().rposition(is_asked).map_or(0, |at| at + 1);
            vec![results(seconds(&past[..before]), seconds(past), &said.words(), true, true)]
        }
        (Wire::Deepgram, _) => Vec::new(),
        (_, Deed::Opened) => created(),
        (_, deed) if is_asked(deed) => {
            let item = format!("item_{}", seen.count("input_audio_buffer.commit"));
            vec![committed(&item), delta(&item, "J"), completed(&item, &said.words())]
        }
        _ => Vec::new(),
    }
}

fn badly(case: Case, well: Vec<SocketStep>) -> Vec<SocketStep> {
    let deepgram = case.wire == Wire::Deepgram;
    match case.fault {
        Fault::SlowStart => [vec![SocketStep::Wait(SLOW)], well].concat(),
        // All but the last word of it.
        Fault::Stall => [&well[..well.len() - 1], &[SocketStep::Stall]].concat(),
        // A connection that stands breaks, and no other is granted.
        Fault::Cut | Fault::Refused429 | Fault::Refused500 => vec![SocketStep::Cut],
        Fault::Malformed => vec![SocketStep::Raw(b"{\"type\":\"Results\",\"channel\":".to_vec())],
        Fault::HalfUtf8 => vec![SocketStep::Raw(b"{\"type\":\"Results\",\"transcript\":\"sch\xC3\"}".to_vec())],
        Fault::Endless => {
            let words = "Wort ".repeat(3_000);
            let alternative = json!({ "transcript": words, "confidence": 0.75, "words": [] });
            let long = json!({ "type": "Results", "channel_index": [0, 1], "start": 0.0, "duration": 60.0,
                               "is_final": true, "from_finalize": false, "channel": { "alternatives": [alternative] } });
            vec![if deepgram { SocketStep::Say(long) } else { delta("item_1", &words) }; 10]
        }
        Fault::OwnError => vec![SocketStep::Say(own_error(deepgram))],
        other => unreachable!("{other:?} is no fault of this wire"),
    }
}

fn own_error(deepgram: bool) -> Value {
    match deepgram {
        true => json!({ "type": "Error", "description": "NET-0001", "message": "no audio" }),
        false => json!({ "type": "error", "error": { "type": "server_error", "message": "it failed" } }),
    }
}

fn answer(case: Case, said: &Said) -> Answer {
    let well = Answer::words(&said.words());
    if !said.is_heard_from(case.moment) {
        return well;
    }
    let half = b"{\"text\":\"Ich h".to_vec();
    match case.fault {
        Fault::SlowStart => Answer { wait: SLOW, ..well },
        Fault::Stall => Answer { stall: true, ..Answer::bytes(&half) },
        Fault::Refused429 => Answer { status: 429, ..well },
        Fault::Refused500 => Answer { status: 500, ..well },
        Fault::Cut => Answer { body: vec![Some(half), None], wait: Duration::from_millis(50), ..well },
        Fault::Malformed => Answer::bytes(b"{\"text\":}"),
        Fault::HalfUtf8 => Answer::bytes(b"{\"text\":\"Ich h\xC3\"}"),
        Fault::Endless => Answer { body: vec![Some(b"{\"text\":\"".to_vec()); 60_000], ..well },
        Fault::Empty => Answer::bytes(b""),
        other => unreachable!("{other:?} is no fault of this wire"),
    }
}
