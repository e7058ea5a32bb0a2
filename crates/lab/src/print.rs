//! Lines on standard output.

use serde::Serialize;
use std::io::Write;

/// Prints a value as one line.
pub fn print_json(line: &impl Serialize) {
    // Strings and numbers always have a JSON form.
    print_line(&serde_json::to_string(line).unwrap_or_default());
}

/// Prints a line and flushes it. A reader who has gone away is no reason to drop the call.
pub fn print_line(line: &str) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}
