//! A typed call as JSON lines.

use super::show::{Shape, Show};
use crate::cli::listing::json_line;
use anyhow::Context;
use base::business::Details;
use base::language::Language;
use booking::{Appointment, Message, Slot};
use call::record::{EndedBy, TransferReason};
use call::typed::{Answer, Session};
use dialogue::Asked;
use jiff::Timestamp;
use serde::Serialize;
use std::io::{ErrorKind, Write};

/// Prints JSON lines, each flushed at once.
pub(super) struct Lines;

#[derive(Serialize)]
struct Turn<'a> {
    turn: u32,
    say: &'a str,
    language: Language,
    intents: &'a [String],
    asked: Asked,
    offered: Vec<Offered<'a>>,
    ended: bool,
    /// When the agent's words begin.
    at: String,
    /// What was wrong with the line, if anything.
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Offered<'a> {
    service: &'a str,
    resource: &'a str,
    start: String,
}

#[derive(Serialize)]
struct End<'a> {
    outcome: Came<'a>,
}

#[derive(Serialize)]
struct Came<'a> {
    booked: Vec<Booked<'a>>,
    moved: Vec<Moved<'a>>,
    cancelled: Vec<Cancelled<'a>>,
    messages: Vec<Left<'a>>,
    transfer: Option<TransferReason>,
    language: Option<Language>,
    ended_by: Option<EndedBy>,
}

#[derive(Serialize)]
struct Booked<'a> {
    appointment: &'a str,
    service: &'a str,
    resource: &'a str,
    start: String,
    end: String,
    name: &'a str,
    details: &'a Details,
}

#[derive(Serialize)]
struct Moved<'a> {
    appointment: &'a str,
    from: String,
    to: String,
    resource: &'a str,
}

#[derive(Serialize)]
struct Cancelled<'a> {
    appointment: &'a str,
    start: String,
}

#[derive(Serialize)]
struct Left<'a> {
    kind: &'static str,
    text: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
}

impl Shape {
    fn rfc3339(&self, instant: Timestamp) -> String {
        instant.to_zoned(self.business.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    fn offered<'s>(&self, slot: &'s Slot) -> Offered<'s> {
        Offered { service: &slot.service, resource: &slot.resource, start: self.rfc3339(slot.start) }
    }

    fn booked<'a>(&self, appointment: &'a Appointment) -> Booked<'a> {
        let slot = &appointment.slot;
        Booked {
            appointment: &appointment.id.0,
            service: &slot.service,
            resource: &slot.resource,
            start: self.rfc3339(slot.start),
            end: self.rfc3339(slot.end),
            name: appointment.name.reveal(),
            details: appointment.details.reveal(),
        }
    }

    fn moved<'a>(&self, (from, to): &'a (Appointment, Appointment)) -> Moved<'a> {
        let (resource, start) = (&to.slot.resource, self.rfc3339(to.slot.start));
        Moved { appointment: &to.id.0, from: self.rfc3339(from.slot.start), to: start, resource }
    }
}

fn left(message: &Message) -> Left<'_> {
    Left {
        kind: message.kind.as_str(),
        text: message.text.reveal(),
        name: message.name.as_ref().map(|name| name.reveal().as_str()),
        phone: message.phone.as_ref().map(|phone| phone.reveal().as_str()),
    }
}

impl Show for Lines {
    fn prompt(&self) -> anyhow::Result<()> {
        Ok(())
    }

    fn answer(
        &self,
        shape: &Shape,
        session: &Session,
        turn: u32,
        answer: &Answer,
        error: Option<&str>,
    ) -> anyhow::Result<()> {
        print(&Turn {
            turn,
            say: &answer.say,
            language: answer.language,
            intents: &answer.intents,
            asked: answer.asked,
            offered: answer.offered.iter().map(|slot| shape.offered(slot)).collect(),
            ended: answer.ended,
            at: shape.rfc3339(session.instant(answer.answered)),
            error,
        })
    }

    fn outcome(&self, shape: &Shape, session: &Session) -> anyhow::Result<()> {
        let outcome = session.outcome();
        let cancelled = |one: &Appointment| shape.rfc3339(one.slot.start);
        print(&End {
            outcome: Came {
                booked: outcome.booked.iter().map(|one| shape.booked(one)).collect(),
                moved: outcome.moved.iter().map(|one| shape.moved(one)).collect(),
                cancelled: outcome
                    .cancelled
                    .iter()
                    .map(|one| Cancelled { appointment: &one.id.0, start: cancelled(one) })
                    .collect(),
                messages: outcome.messages.iter().map(left).collect(),
                transfer: outcome.transfer,
                language: outcome.language,
                ended_by: outcome.ended_by,
            },
        })
    }
}

/// Prints a line at once. A reader that has gone does not stop the call.
fn print(line: &impl Serialize) -> anyhow::Result<()> {
    let text = json_line(line)?;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("write to standard output"),
    }
}
