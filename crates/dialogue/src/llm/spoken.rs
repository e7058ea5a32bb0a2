//! What a model wants to say, as it comes: plain text, or the field `say` of a JSON reply that is still being written. Text that
//! is no speech (a tool call written out, markup) is told from it.

/// Characters with which something begins that is no speech: JSON, tags, code, notes in brackets.
const NO_SPEECH: [char; 4] = ['{', '<', '`', '['];

/// Tells speech from what is none in plain text: from the first character of [`NO_SPEECH`] on nothing is spoken. Servers whose
/// tool calls do not work send them so.
#[derive(Debug, Default)]
pub(super) struct PlainText {
    rest: String,
}

impl PlainText {
    /// Takes the next piece; gives what of it is speech.
    pub(super) fn push(&mut self, piece: &str) -> String {
        let speech = match piece.find(NO_SPEECH).filter(|_| self.rest.is_empty()) {
            Some(at) => &piece[..at],
            None if self.rest.is_empty() => return piece.to_owned(),
            None => "",
        };
        self.rest.push_str(&piece[speech.len()..]);
        speech.to_owned()
    }

    /// A tool call in what is no speech: its name, and its arguments as JSON.
    pub(super) fn call(&self) -> Option<(String, String)> {
        let after = self.rest.split_once("\"name\"")?.1.trim_start().strip_prefix(':')?.trim_start();
        let name = after.strip_prefix('"')?.split_once('"')?.0.to_owned();
        let arguments = self.rest.split_once("\"arguments\"").or_else(|| self.rest.split_once("\"parameters\""));
        let arguments = arguments.and_then(|(_, after)| after.trim_start().strip_prefix(':')).unwrap_or("{}");
        // The first value only: what follows it closes the call.
        let mut values = serde_json::Deserializer::from_str(arguments).into_iter::<serde_json::Value>();
        let arguments = values.next()?.ok()?;
        arguments.is_object().then(|| (name, arguments.to_string()))
    }
}

/// A sentence without characters that a voice would spell out: stars, hashes, emoji.
pub(super) fn speakable(sentence: &str) -> String {
    let is_spoken = |c: &char| c.is_alphanumeric() || c.is_whitespace() || ".,:;!?'’\"„“”‚‘–-()/&%€$£+@°".contains(*c);
    let text: String = sentence.chars().filter(is_spoken).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains(char::is_alphanumeric) { text } else { String::new() }
}

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

    /// The action, as soon as it is whole, if it comes before what is said.
    pub(super) fn action_first(&self) -> Option<serde_json::Value> {
        if self.state != State::Before {
            return None;
        }
        let after = self.json.split_once("\"action\"")?.1.trim_start().strip_prefix(':')?;
        serde_json::Deserializer::from_str(after).into_iter().next()?.ok()
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

    #[test]
    fn an_action_that_comes_first_is_known_before_the_reply_is_whole() {
        let mut field = SayField::default();
        field.push(r#"{ "action": {"tool": "book", "when": "a } in words"#);
        assert_eq!(field.action_first(), None);
        field.push("\"}");
        assert_eq!(field.action_first(), Some(serde_json::json!({ "tool": "book", "when": "a } in words" })));
        assert_eq!(field.push(r#", "say": "Gern"#), "Gern");
        assert_eq!(field.action_first(), None, "it is spoken already");
    }

    #[test]
    fn a_call_that_is_written_out_is_no_speech() {
        let written = [
            r#"{"name": "find_slots", "arguments": {"service": "bart"}}"#,
            r#"{{"name": "find_slots", "arguments": {"service": "bart"}}}"#,
            "<tool_call>\n{\"name\": \"find_slots\", \"arguments\": {\"service\": \"bart\"}}\n</tool_call>",
            r#"```json {"name":"find_slots","parameters":{"service":"bart"}} ```"#,
        ];
        for text in written {
            for size in [1, 7, 200] {
                let characters: Vec<char> = format!("Einen Moment. {text}").chars().collect();
                let mut plain = PlainText::default();
                let said: String =
                    characters.chunks(size).map(|piece| plain.push(&piece.iter().collect::<String>())).collect();
                assert_eq!(said, "Einen Moment. ", "{text}");
                let call = plain.call().expect(text);
                assert_eq!(call, ("find_slots".to_owned(), r#"{"service":"bart"}"#.to_owned()));
            }
        }
        for text in ["[system] Free: 2026-12-03", "<b>fett</b>", r#"{"name": "x", "arguments": "#, r#"{"say": "x"}"#] {
            let mut plain = PlainText::default();
            assert_eq!((plain.push(text).as_str(), plain.call()), ("", None), "{text}");
        }
    }

    #[test]
    fn what_a_voice_would_spell_out_is_left_away() {
        assert_eq!(speakable("**Gern!** 😀 Um 15:30 Uhr (45 €)?"), "Gern! Um 15:30 Uhr (45 €)?");
        assert_eq!(speakable("* – 😀"), "");
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
