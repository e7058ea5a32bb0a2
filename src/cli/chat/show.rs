//! A typed call as a conversation on the terminal: who said what and when, what was understood, and what came of it.

use crate::cli::listing::say;
use base::business::Business;
use base::printable;
use booking::{Appointment, Slot};
use call::typed::{Answer, Session};
use dialogue::Asked;
use jiff::Timestamp;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::Arc;

/// How values are written for this business.
pub(super) struct Shape {
    /// The business called: instants have its offset.
    pub(super) business: Arc<Business>,
}

/// Shows a call as it goes.
pub(super) trait Show {
    /// It is the caller's turn.
    fn prompt(&self) -> anyhow::Result<()>;

    /// The agent answered; `error` says what was wrong with the line instead.
    fn answer(
        &self,
        shape: &Shape,
        session: &Session,
        turn: u32,
        answer: &Answer,
        error: Option<&str>,
    ) -> anyhow::Result<()>;

    /// The call is over.
    fn outcome(&self, shape: &Shape, session: &Session) -> anyhow::Result<()>;
}

/// Shows it to a person.
pub(super) struct Terminal {
    /// Dim and bold text are shown as such.
    styled: bool,
    /// A person types.
    typed: bool,
}

impl Terminal {
    pub(super) fn new() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Terminal { styled: std::io::stdout().is_terminal() && !plain, typed: std::io::stdin().is_terminal() }
    }

    fn styled(&self, code: u8, text: &str) -> String {
        if self.styled { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn dim(&self, text: &str) -> String {
        self.styled(2, text)
    }
}

impl Show for Terminal {
    fn prompt(&self) -> anyhow::Result<()> {
        if self.typed {
            say(&self.styled(1, "          you  "))?;
            return match std::io::stdout().flush() {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
                _ => Ok(()),
            };
        }
        Ok(())
    }

    fn answer(
        &self,
        shape: &Shape,
        session: &Session,
        _: u32,
        answer: &Answer,
        error: Option<&str>,
    ) -> anyhow::Result<()> {
        // What is wrong is on stderr already.
        if error.is_some() {
            return Ok(());
        }
        let time = local(&shape.business, session.instant(answer.answered)).strftime("%H:%M:%S").to_string();
        if !answer.say.is_empty() {
            say(&format!("{} {}  {}\n", self.dim(&time), self.styled(1, "agent"), printable::line(&answer.say)))?;
        }
        let understood = understood(&shape.business, answer);
        let understood = printable::line(&understood);
        if understood.is_empty() { Ok(()) } else { say(&format!("{}\n", self.dim(&format!("          {understood}")))) }
    }

    fn outcome(&self, shape: &Shape, session: &Session) -> anyhow::Result<()> {
        let business = &shape.business;
        let outcome = session.outcome();
        let mut came = Vec::new();
        came.extend(outcome.booked.iter().map(|one| format!("booked: {}", appointment(business, one))));
        came.extend(outcome.moved.iter().map(|(from, to)| {
            format!("moved: {} to {}", spelled(business, from.slot.start), appointment(business, to))
        }));
        came.extend(outcome.cancelled.iter().map(|one| format!("cancelled: {}", appointment(business, one))));
        came.extend(
            outcome.messages.iter().map(|one| format!("message ({}): {}", one.kind.as_str(), one.text.reveal())),
        );
        came.extend(outcome.transfer.map(|reason| format!("handed to a person: {}", name(&reason))));
        if came.is_empty() {
            came.push("nothing was booked, and no message left".to_owned());
        }
        came.iter_mut().for_each(|line| *line = printable::line(line).into_owned());
        let ended = outcome.ended_by.map_or_else(String::new, |by| format!(", ended by {}", name(&by)));
        let lasted = session.elapsed().as_secs();
        say(&format!("\n{} s{ended}\n  {}\n", self.styled(1, &format!("The call took {lasted}")), came.join("\n  ")))
    }
}

/// What was understood and is waited for, in one line.
fn understood(business: &Business, answer: &Answer) -> String {
    let mut parts = Vec::new();
    if !answer.intents.is_empty() {
        parts.push(format!("understood: {}", answer.intents.join(", ")));
    }
    if !answer.offered.is_empty() {
        let slot = |slot: &Slot| format!("{} {}", spelled(business, slot.start), slot.resource);
        parts.push(format!("offered: {}", answer.offered.iter().map(slot).collect::<Vec<_>>().join(", ")));
    }
    if answer.asked != Asked::None {
        parts.push(format!("waits for: {}", name(&answer.asked)));
    }
    parts.join(" · ")
}

fn appointment(business: &Business, one: &Appointment) -> String {
    let slot = &one.slot;
    let details: String = one.details.reveal().iter().map(|(id, value)| format!(", {id} {value}")).collect();
    let name = one.name.reveal();
    format!("{} {} with {} for {name}{details}", spelled(business, slot.start), slot.service, slot.resource)
}

fn spelled(business: &Business, instant: Timestamp) -> String {
    local(business, instant).strftime("%a %Y-%m-%d %H:%M").to_string()
}

fn local(business: &Business, instant: Timestamp) -> jiff::Zoned {
    instant.to_zoned(business.zone.clone())
}

/// The interface's name of a value.
fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
