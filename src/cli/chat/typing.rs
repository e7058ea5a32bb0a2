//! What a typed line means: words, or something that a caller does without words.

use anyhow::anyhow;
use base::privacy::Personal;
use call::typed::Act;
use std::io::BufRead;

/// A line.
#[derive(Debug, PartialEq)]
pub(super) enum Typed {
    /// The caller does this.
    Act(Act),
    /// It begins with a slash and is no command.
    Unknown(String),
}

/// The next line, which is line `number`; `None` at the end of the input.
///
/// # Errors
/// When the input cannot be read, or is not UTF-8.
pub(super) fn read_line(input: &mut impl BufRead, number: u32) -> anyhow::Result<Option<Typed>> {
    let mut bytes = Vec::new();
    let read = input.read_until(b'\n', &mut bytes).map_err(|error| anyhow!("read standard input: {error}"))?;
    if read == 0 {
        return Ok(None);
    }
    let line = std::str::from_utf8(&bytes).map_err(|_| anyhow!("read standard input: line {number} is not UTF-8"))?;
    Ok(Some(typed(line)))
}

fn typed(line: &str) -> Typed {
    let line = line.trim();
    let Some(command) = line.strip_prefix('/') else {
        let words = Personal::from(line);
        return Typed::Act(if line.is_empty() { Act::Mumble } else { Act::Say { words, confidence: None } });
    };
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    match (name, rest) {
        ("silence", "") => Typed::Act(Act::KeepSilent),
        ("hangup", "") => Typed::Act(Act::HangUp),
        ("barge", words) if !words.is_empty() => Typed::Act(Act::BargeIn(words.into())),
        ("dtmf", keys) => match pressed(keys) {
            Some(keys) => Typed::Act(Act::Press(keys)),
            None => unknown(line, "/dtmf takes keys: digits, * and #"),
        },
        ("barge", _) => unknown(line, "/barge takes words"),
        ("silence" | "hangup", _) => unknown(line, "it takes nothing after it"),
        _ => unknown(line, "there are /dtmf KEYS, /silence, /barge WORDS and /hangup"),
    }
}

/// The keys, if there are any and they are keys.
fn pressed(keys: &str) -> Option<String> {
    let keys: String = keys.chars().filter(|key| !key.is_whitespace()).collect();
    let valid = !keys.is_empty() && keys.chars().all(|key| key.is_ascii_digit() || matches!(key, '*' | '#'));
    valid.then_some(keys)
}

fn unknown(line: &str, remedy: &str) -> Typed {
    let command = line.split_whitespace().next().unwrap_or(line);
    Typed::Unknown(format!("cannot do '{command}': {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown_for(line: &str) -> bool {
        matches!(typed(line), Typed::Unknown(_))
    }

    #[test]
    fn a_line_is_words_or_a_command() {
        assert_eq!(typed(" Guten Tag. \r\n"), Typed::Act(Act::Say { words: "Guten Tag.".into(), confidence: None }));
        assert_eq!(typed("\n"), Typed::Act(Act::Mumble), "a sound without words");
        assert_eq!(typed("/dtmf 12 3#\n"), Typed::Act(Act::Press("123#".into())));
        assert_eq!(typed("/barge Moment mal\n"), Typed::Act(Act::BargeIn("Moment mal".into())));
        assert_eq!((typed("/silence"), typed("/hangup\n")), (Typed::Act(Act::KeepSilent), Typed::Act(Act::HangUp)));
    }

    #[test]
    fn what_is_no_command_is_said_to_be_none() {
        for line in ["/", "/help", "/dtmf", "/dtmf x", "/barge", "/silence please", "/hangup now", "/ silence"] {
            assert!(unknown_for(line), "{line}");
        }
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_refused() {
        assert!(read_line(&mut &b"Gr\xfc\xdfe\n"[..], 1).is_err());
        assert_eq!(read_line(&mut &b""[..], 1).expect("read"), None);
    }
}
