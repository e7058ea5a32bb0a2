//! What a caller says: a script, read from TOML ([`ScriptFile`]) or made of a list of lines.
//!
//! A script answers what it is asked. Its lines carry the question that they answer ([`ScriptLine::asked`], by the names of
//! `vorzimmer chat --json`); [`Script::answer`] picks one. How a line came to its sound, and when it is said, is not known
//! here. `fixtures/demo/de.toml` is a script that explains itself.

mod file;

pub use file::{Expected, Interruption, ScriptError, ScriptFile, ScriptLine, Wanted, WantedMessage};

use super::wav::Sound;
use std::sync::Arc;

/// What is done when a line's turn has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Utterance {
    /// It is spoken.
    Speech {
        /// The words, where known.
        words: Option<String>,
        /// Their sound, shared by all calls.
        sound: Arc<Sound>,
    },
    /// Keys are pressed.
    Digits(String),
}

impl Utterance {
    /// From one pressed key to the next, ms.
    pub const KEY_MS: u64 = 200;

    /// How long it takes, ms.
    pub fn length_ms(&self) -> u64 {
        match self {
            Utterance::Speech { sound, .. } => sound.length_ms(),
            Utterance::Digits(digits) => digits.len() as u64 * Utterance::KEY_MS,
        }
    }

    /// The words, as far as they are known.
    pub fn words(&self) -> Option<&str> {
        match self {
            Utterance::Speech { words, .. } => words.as_deref(),
            Utterance::Digits(digits) => Some(digits),
        }
    }
}

/// A line that can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// See [`ScriptLine::asked`].
    pub asked: Option<String>,
    /// See [`ScriptLine::unless_heard`], lower case.
    pub unless_heard: Vec<String>,
    /// See [`ScriptLine::if_heard`], lower case.
    pub if_heard: Vec<String>,
    /// See [`ScriptLine::tries`].
    pub tries: Option<u32>,
    /// What is said.
    pub utterance: Utterance,
}

impl Prepared {
    /// Whether it may be said whatever was heard.
    fn is_plain(&self) -> bool {
        self.unless_heard.is_empty() && self.if_heard.is_empty()
    }
}

/// One call's way through the lines: which were said how often.
#[derive(Debug, Clone)]
pub struct Script {
    lines: Arc<[Prepared]>,
    /// How often each line was said.
    said: Vec<u32>,
    /// The question that was answered last.
    last: Option<String>,
    /// The words in which something that can be objected to was heard last.
    read_back: String,
}

impl Script {
    /// A script at its begin.
    pub fn new(lines: Arc<[Prepared]>) -> Self {
        let said = vec![0; lines.len()];
        Script { lines, said, last: None, read_back: String::new() }
    }

    /// The answer to `asked`, after the agent said `heard`; `None` when there is nothing to say to that.
    pub fn answer(&mut self, asked: &str, heard: &str) -> Option<Utterance> {
        let again = self.last.clone().filter(|_| asked == "repeat" && !self.knows("repeat"));
        let asked = again.as_deref().unwrap_or(asked);
        let heard = heard.to_lowercase();
        let stated = self.remembered(asked, heard.clone());
        let index = self
            .objection(asked, &stated)
            .or_else(|| self.called_for(asked, &heard))
            .or_else(|| self.next_of(asked))
            .or_else(|| self.next_in_order())?;
        self.last = Some(asked.to_owned());
        Some(self.say(index))
    }

    /// The next line in the order of the script, whatever was asked: for agents that do not tell what they ask.
    pub fn next_line(&mut self) -> Option<Utterance> {
        let index = (0..self.lines.len()).find(|&index| self.said[index] == 0 && self.lines[index].is_plain())?;
        Some(self.say(index))
    }

    /// Whether nothing can be said any more, whatever is asked.
    pub fn is_exhausted(&self) -> bool {
        self.lines.iter().zip(&self.said).all(|(line, &said)| line.asked.is_none() && said > 0)
    }

    fn say(&mut self, index: usize) -> Utterance {
        self.said[index] += 1;
        self.lines[index].utterance.clone()
    }

    fn knows(&self, asked: &str) -> bool {
        self.lines.iter().any(|line| line.asked.as_deref() == Some(asked))
    }

    fn answers<'a>(&'a self, asked: &'a str) -> impl DoubleEndedIterator<Item = usize> + 'a {
        (0..self.lines.len()).filter(move |&index| {
            let line = &self.lines[index];
            line.asked.as_deref() == Some(asked) && line.tries.is_none_or(|tries| self.said[index] < tries)
        })
    }

    /// The words to which objections are made: a question that is asked again without its facts is about those of before.
    fn remembered(&mut self, asked: &str, heard: String) -> String {
        let states = |line: &Prepared| line.unless_heard.iter().any(|words| begins_in(&heard, words));
        let stated = self.lines.iter().any(|line| line.asked.as_deref() == Some(asked) && states(line));
        let asked_again = self.last.as_deref() == Some(asked) && !stated;
        if asked_again && !self.read_back.is_empty() {
            return self.read_back.clone();
        }
        self.read_back = heard.clone();
        heard
    }

    /// A line that the agent's words call for, because something is missing in them.
    fn objection(&self, asked: &str, heard: &str) -> Option<usize> {
        self.answers(asked).find(|&index| {
            let wanted = &self.lines[index].unless_heard;
            !wanted.is_empty() && !wanted.iter().any(|words| begins_in(heard, words))
        })
    }

    /// A line that something in the agent's words calls for.
    fn called_for(&self, asked: &str, heard: &str) -> Option<usize> {
        self.answers(asked).find(|&index| self.lines[index].if_heard.iter().any(|words| begins_in(heard, words)))
    }

    /// The first line for `asked` that was not said yet, or the last of them once more.
    fn next_of(&self, asked: &str) -> Option<usize> {
        let plain = || self.answers(asked).filter(|&index| self.lines[index].is_plain());
        plain().find(|&index| self.said[index] == 0).or_else(|| plain().next_back())
    }

    fn next_in_order(&self) -> Option<usize> {
        (0..self.lines.len()).find(|&index| self.lines[index].asked.is_none() && self.said[index] == 0)
    }
}

/// Whether `words` are in `heard`, from the begin of a word on: 'men's haircut' is not in 'women's haircut', and '15 Uhr' not
/// in '9:15 Uhr'.
fn begins_in(heard: &str, words: &str) -> bool {
    heard.match_indices(words).any(|(at, _)| !heard[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Utterance {
        Utterance::Digits(text.to_owned())
    }

    /// Lines as `question/missing words/tries: what is said`, with digits for sound.
    fn script(lines: &[&str]) -> Script {
        let prepared = lines.iter().map(|line| {
            let (head, said) = line.split_once(": ").expect("a colon");
            let mut head = head.split('/');
            let asked = head.next().filter(|asked| !asked.is_empty()).map(str::to_owned);
            let unless_heard = head.next().filter(|words| !words.is_empty()).map(|words| vec![words.to_owned()]);
            let tries = head.next().map(|tries| tries.parse().expect("a number"));
            let unless_heard = unless_heard.unwrap_or_default();
            let (if_heard, unless_heard) =
                unless_heard.into_iter().partition::<Vec<_>, _>(|words| words.starts_with('+'));
            let if_heard = if_heard.iter().map(|words| words.trim_start_matches('+').to_owned()).collect();
            Prepared { asked, unless_heard, if_heard, tries, utterance: digits(said) }
        });
        Script::new(prepared.collect())
    }

    #[test]
    fn lines_for_a_question_are_said_in_order_and_the_last_for_ever() {
        let mut script = script(&["wish: 1", "wish: 2", "name: 3"]);
        for expected in ["1", "2", "2"] {
            assert_eq!(script.answer("wish", ""), Some(digits(expected)));
        }
        assert_eq!(script.answer("name", ""), Some(digits("3")));
        assert_eq!(script.answer("phone", ""), None);
    }

    #[test]
    fn a_read_back_that_lacks_something_is_corrected_before_it_is_agreed_to() {
        let mut script = script(&["confirm/donnerstag: 1", "confirm/keller/2: 2", "confirm: 3"]);
        assert_eq!(script.answer("confirm", "Am Dienstag, Keller?"), Some(digits("1")));
        assert_eq!(script.answer("confirm", "Am Freitag, Kellner?"), Some(digits("1")));
        assert_eq!(script.answer("confirm", "Am Donnerstag, Kohler?"), Some(digits("2")));
        assert_eq!(script.answer("confirm", "Am DONNERSTAG, Keller?"), Some(digits("3")));
        assert_eq!(script.answer("confirm", "Am Donnerstag, Kohler?"), Some(digits("2")));
        assert_eq!(script.answer("confirm", "Am Donnerstag, Kohler?"), Some(digits("3")), "two tries were enough");
    }

    #[test]
    fn a_question_asked_again_is_about_what_was_read_back_before() {
        let mut script = script(&["confirm/donnerstag: 1", "confirm/keller: 2", "confirm: 3"]);
        assert_eq!(script.answer("confirm", "Am Donnerstag, Kohler?"), Some(digits("2")));
        assert_eq!(script.answer("confirm", "Stimmt das so?"), Some(digits("2")));
        assert_eq!(script.answer("confirm", "Am Donnerstag, Keller?"), Some(digits("3")));
        assert_eq!(script.answer("confirm", "Stimmt das so?"), Some(digits("3")));
    }

    #[test]
    fn what_is_suggested_is_answered_where_it_was_heard() {
        let mut script = script(&["resource/+termin bei jonas: 1", "resource: 2"]);
        assert_eq!(script.answer("resource", "Zu wem, Aylin oder Jonas?"), Some(digits("2")));
        assert_eq!(script.answer("resource", "Meinst du einen Termin bei Jonas?"), Some(digits("1")));
        assert_eq!(script.answer("resource", "Meinst du einen Termin bei Aylin?"), Some(digits("2")));
        assert_eq!(script.next_line(), None, "what answers nothing else is not said in its turn");
    }

    #[test]
    fn words_are_heard_from_their_begin_on() {
        assert!(begins_in("ein herrenhaarschnitt, am", "herren") && begins_in("15 uhr", "15 uhr"));
        assert!(!begins_in("a women's haircut", "men's haircut") && !begins_in("um 9:15 uhr", "15 uhr"));
    }

    #[test]
    fn asked_to_repeat_the_caller_says_the_last_answer_in_other_words() {
        let mut script = script(&["wish: 1", "wish: 2", "name: 3"]);
        assert_eq!(script.answer("repeat", ""), None, "there is nothing to repeat");
        script.answer("wish", "");
        assert_eq!(script.answer("repeat", ""), Some(digits("2")));
        assert_eq!(script.answer("name", ""), Some(digits("3")));
        assert_eq!(script.answer("repeat", ""), Some(digits("3")));
    }

    #[test]
    fn without_questions_lines_come_in_order_and_no_corrections() {
        let mut script = script(&["wish: 1", "confirm/x: 2", ": 3"]);
        assert_eq!(script.next_line(), Some(digits("1")));
        assert_eq!(script.next_line(), Some(digits("3")));
        assert_eq!(script.next_line(), None);
    }

    #[test]
    fn lines_for_no_question_answer_any() {
        let mut script = script(&[": 1", ": 2", "name: 3"]);
        assert_eq!(script.answer("wish", ""), Some(digits("1")));
        assert_eq!(script.answer("name", ""), Some(digits("3")));
        assert_eq!(script.answer("date", ""), Some(digits("2")));
        assert_eq!(script.answer("date", ""), None);
    }
}
