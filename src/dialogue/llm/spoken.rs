//! What a model wants to say, as it comes: plain text, or the field `say` of a JSON reply that is still being written.

/// Reads the text of the field `say` out of JSON that comes in pieces. It gives only what is certain: an escape that is not
/// whole yet waits.
#[derive(Debug, Default)]
pub(super) struct SayField {
    json: String,
    /// Bytes of `json` that were dealt with.
    read: usize,
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Before,
    Within,
    After,
}

impl SayField {
    /// Takes the next piece; gives the text that it adds.
    pub(super) fn push(&mut self, piece: &str) -> String {
        self.json.push_str(piece);
        if self.state == State::Before
            && let Some(begin) = begin(&self.json)
        {
            (self.read, self.state) = (begin, State::Within);
        }
        let mut text = String::new();
        while self.state == State::Within {
            match step(&self.json[self.read..]) {
                Step::Text(c, bytes) => {
                    text.push(c);
                    self.read += bytes;
                }
                Step::End => self.state = State::After,
                Step::Wait => break,
            }
        }
        text
    }

    /// All of the JSON.
    pub(super) fn json(&self) -> &str {
        &self.json
    }
}

/// Where the text of `say` begins.
fn begin(json: &str) -> Option<usize> {
    let key = json.find("\"say\"")? + "\"say\"".len();
    let colon =
        key + json[key..].find(|c: char| !c.is_whitespace()).filter(|at| json[key + at..].starts_with(':'))? + 1;
    let quote =
        colon + json[colon..].find(|c: char| !c.is_whitespace()).filter(|at| json[colon + at..].starts_with('"'))?;
    Some(quote + 1)
}

/// What stands at the begin of the rest of a JSON string.
enum Step {
    /// A character, of so many bytes.
    Text(char, usize),
    /// The closing quote.
    End,
    /// Not enough to tell.
    Wait,
}

fn step(rest: &str) -> Step {
    let mut characters = rest.chars();
    match characters.next() {
        None => Step::Wait,
        Some('"') => Step::End,
        Some('\\') => escape(characters.as_str()),
        Some(c) => Step::Text(c, c.len_utf8()),
    }
}

/// An escape of RFC 8259, section 7, behind its backslash.
fn escape(rest: &str) -> Step {
    let Some(letter) = rest.chars().next() else { return Step::Wait };
    let plain = match letter {
        'n' | 'r' | 't' | 'b' | 'f' => ' ',
        'u' => return unicode(&rest[1..]),
        other => other,
    };
    Step::Text(plain, 1 + letter.len_utf8())
}

fn unicode(rest: &str) -> Step {
    let unit = |text: &str| text.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(high) = unit(rest) else { return if rest.len() < 4 { Step::Wait } else { Step::Text('\u{FFFD}', 2) } };
    if !(0xD800..0xDC00).contains(&high) {
        return Step::Text(char::from_u32(high.into()).unwrap_or('\u{FFFD}'), 6);
    }
    match rest.get(4..).and_then(|rest| rest.strip_prefix("\\u")) {
        Some(low) if low.len() >= 4 => {
            let pair = unit(low).map(|low| char::decode_utf16([high, low]).next());
            let c = pair.flatten().and_then(Result::ok).unwrap_or('\u{FFFD}');
            Step::Text(c, 12)
        }
        _ if rest.len() < 10 => Step::Wait,
        _ => Step::Text('\u{FFFD}', 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_comes_before_the_json_is_whole() {
        let mut field = SayField::default();
        assert_eq!(field.push("{ \"sa"), "");
        assert_eq!(field.push("y\" : \"Gu"), "Gu");
        assert_eq!(field.push("ten \\"), "ten ");
        assert_eq!(field.push("u00"), "");
        assert_eq!(field.push("e4\\\"!"), "ä\"!");
        assert_eq!(field.push("\", \"action\": {\"tool\":\"say\"}}"), "");
        assert!(field.json().ends_with("}}"));
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_give_the_text(text in any::<String>(), size in 1usize..7) {
            let json = serde_json::json!({ "say": text, "action": { "tool": "none" } });
            // `say` first, as the schema has it.
            let json = format!("{{\"say\":{},\"action\":{}}}", json["say"], json["action"]);
            let characters: Vec<char> = json.chars().collect();
            let mut field = SayField::default();
            let said: String =
                characters.chunks(size).map(|piece| field.push(&piece.iter().collect::<String>())).collect();
            let expected: String =
                text.chars().map(|c| if "\n\r\t\u{8}\u{c}".contains(c) { ' ' } else { c }).collect();
            prop_assert_eq!(said, expected);
        }
    }
}
