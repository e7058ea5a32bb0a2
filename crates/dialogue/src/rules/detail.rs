//! The further details that a business asks for, such as the number plate: free words, or a code of letters and digits.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::wording;
use base::business::Details;
use base::privacy::Personal;
use understanding::Intent;

/// Letters in a group of a code, at most ('MTK' is the longest district code of a number plate).
const GROUP_MAX: usize = 3;

impl Turn<'_> {
    pub(super) fn answer_detail(&mut self, heard: &Heard<'_>) -> Use {
        let Some(detail) = self.missing_detail().cloned() else { return Use::None };
        let bare = (heard.yes() || heard.no()) && heard.words.split_whitespace().count() <= 2;
        if self.wants_something_else(heard) || (bare && heard.says.digits.is_none()) {
            return Use::None;
        }
        let language = self.language();
        if is_unknown(heard.words) {
            let value = wording::detail_unknown(language);
            self.say(Phrase::DetailNoted, &[("detail", detail.name.get(language)), ("value", value)]);
            self.set_detail(detail.id, value.to_owned());
            return Use::Some;
        }
        let value = detail_value(heard);
        if value.is_empty() {
            return Use::None;
        }
        // What was noted is heard in the read-back.
        self.set_detail(detail.id, value);
        Use::Some
    }

    fn wants_something_else(&self, heard: &Heard<'_>) -> bool {
        let answers = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Wait);
        heard.says.digits.is_none() && heard.says.intents.iter().any(|intent| !answers(intent))
    }

    fn set_detail(&mut self, id: String, value: String) {
        let mut details: Details = self.next.wish.details.reveal().clone();
        details.insert(id, value);
        self.next.wish.details = Personal::new(details);
    }

    /// Forgets a detail that the caller says is wrong, so that it is asked again.
    pub(super) fn drop_disputed_detail(&mut self, words: &str) {
        let words = words.to_lowercase();
        let language = self.language();
        let disputed = |name: &str| words.contains(&name.to_lowercase());
        let ids: Vec<&str> = self
            .scene
            .business
            .details
            .iter()
            .filter(|detail| disputed(detail.name.get(language)))
            .map(|detail| detail.id.as_str())
            .collect();
        let mut details = self.next.wish.details.reveal().clone();
        let before = details.len();
        details.retain(|id, _| !ids.contains(&id.as_str()));
        if details.len() < before {
            self.next.wish.details_rejected += 1;
        }
        self.next.wish.details = Personal::new(details);
    }
}

/// The value as it is to be written: a code where digits were said, else the words.
fn detail_value(heard: &Heard<'_>) -> String {
    match heard.says.digits.as_ref().map(Personal::reveal) {
        Some(digits) if !digits.is_empty() => match &heard.says.letters {
            Some(letters) => format!("{} {digits}", letters.name(None).reveal().to_uppercase()),
            None => code(heard.words, digits),
        },
        _ => heard.words.trim().trim_end_matches(['.', '!', '?']).to_owned(),
    }
}

/// Letter groups said before the first digit, then the digits: 'M-AB 1234'.
fn code(words: &str, digits: &str) -> String {
    let mut groups: Vec<String> = Vec::new();
    let mut alphabet = false;
    for word in words.split(|c: char| c.is_whitespace() || matches!(c, '-' | ',' | '.' | ':')) {
        let letters = word.chars().take_while(|c| c.is_alphabetic()).collect::<String>();
        let spelled = std::mem::replace(&mut alphabet, matches!(word.to_lowercase().as_str(), "wie" | "for" | "as"));
        let is_group = !letters.is_empty() && letters.chars().count() <= GROUP_MAX && !alphabet && !spelled;
        let capital = letters.chars().all(char::is_uppercase) || letters.chars().count() == 1;
        if is_group && capital {
            groups.push(letters.to_uppercase());
        }
        if word.chars().any(|c| c.is_ascii_digit()) {
            break;
        }
    }
    match groups.as_slice() {
        [] => digits.to_owned(),
        [first, rest @ ..] if first.len() > 1 || groups.len() <= 2 => format!("{} {digits}", join(first, rest)),
        spelled => format!("{} {digits}", spelled.join(" ")),
    }
}

fn join(district: &str, rest: &[String]) -> String {
    if rest.is_empty() { district.to_owned() } else { format!("{district}-{}", rest.concat()) }
}

fn is_unknown(words: &str) -> bool {
    let words = words.to_lowercase();
    let unknown = [
        "weiß ich nicht",
        "weiß ich gerade nicht",
        "keine ahnung",
        "nicht im kopf",
        "don't know",
        "no idea",
        "not sure",
    ];
    unknown.iter().any(|phrase| words.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_plate_is_written_as_on_the_plate() {
        for (words, digits, written) in [
            ("M-AB 1234", "1234", "M-AB 1234"),
            ("M AB 1234", "1234", "M-AB 1234"),
            ("das ist M AB eins zwei drei vier", "1234", "M-AB 1234"),
            ("MTK X 5", "5", "MTK-X 5"),
            ("M wie Martha, A wie Anton, B wie Berta, 1234", "1234", "M A B 1234"),
            ("1234", "1234", "1234"),
        ] {
            assert_eq!(code(words, digits), written, "{words}");
        }
    }
}
