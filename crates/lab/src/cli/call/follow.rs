//! Calls on the terminal or as JSON lines, as they happen.

use crate::print::{print_json, print_line};
use crate::telephone::minutes::TranscriptTurn;
use crate::telephone::show::Show;
use crate::telephone::{Audience, Happening};
use serde::Serialize;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};

/// Who follows so many calls.
pub fn audience(json: bool, calls: u32) -> Arc<dyn Audience> {
    match (json, calls) {
        (true, _) => Arc::new(JsonLines { numbered: calls > 1 }),
        (false, 1) => Arc::new(Terminal::new()),
        (false, _) => Arc::new(Nobody),
    }
}

/// Shows one call to people.
struct Terminal(Mutex<Show>);

impl Terminal {
    fn new() -> Self {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Terminal(Mutex::new(Show::new(colour)))
    }
}

impl Audience for Terminal {
    fn see(&self, _call: usize, happening: &Happening) {
        let mut show = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        show.see(happening).iter().for_each(|line| print_line(line));
    }
}

/// Prints turns for programs.
struct JsonLines {
    /// Each says of which call it is.
    numbered: bool,
}

impl Audience for JsonLines {
    fn see(&self, call: usize, happening: &Happening) {
        let Happening::Turn(turn) = happening else { return };
        print_json(&TurnLine { call: self.numbered.then_some(call), turn });
    }
}

#[derive(Serialize)]
struct TurnLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<usize>,
    #[serde(flatten)]
    turn: &'a TranscriptTurn,
}

/// Many calls at once are nothing to read.
struct Nobody;

impl Audience for Nobody {
    fn see(&self, _call: usize, _happening: &Happening) {}
}
