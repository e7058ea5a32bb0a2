//! The further details that a business asks for, such as the number plate: free words, or a code of letters and digits.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::wording;
use base::business::{Detail, Details};
use base::privacy::Personal;
use understanding::Intent;

/// Letters in a group of a code, at most ('MTK' is the longest district code of a number plate).
const GROUP_MAX: usize = 3;

impl Turn<'_> {
    pub(super) fn answer_detail(&mut self, heard: &Heard<'_>) -> Use {
        let Some(detail) = self.missing_detail().cloned() else { return Use::None };
        let is_plate = understanding::is_plate(&detail);
        let known = heard.says.plate.as_ref().filter(|_| is_plate);
        // 'Keine Ahnung, ist ein Leihwagen' may ask something in passing, and is an answer.
        let unknown = is_unknown(heard.words) && known.is_none();
        if unknown && !self.leaves_for_else(heard) {
            self.go_without(detail, is_plate);
            return Use::Some;
        }
        let bare = (heard.yes() || heard.no()) && heard.words.split_whitespace().count() <= 2;
        if self.wants_something_else(heard) || (bare && heard.says.digits.is_none()) {
            return Use::None;
        }
        if let Some(plate) = known {
            self.set_detail(detail.id, plate.reveal().to_string());
            return Use::Some;
        }
        if is_plate && is_sentence(heard) {
            self.go_without(detail, is_plate);
            return Use::Some;
        }
        if is_plate && heard.says.digits.is_none() {
            // Neither a plate nor a reason: asked again.
            return Use::None;
        }
        let value = detail_value(heard);
        if value.is_empty() {
            return Use::None;
        }
        // What was noted is heard in the read-back.
        self.set_detail(detail.id, value);
        Use::Some
    }

    /// Goes on without a detail that the caller cannot say.
    fn go_without(&mut self, detail: Detail, is_plate: bool) {
        let language = self.language();
        let value = wording::detail_unknown(language);
        if is_plate {
            self.say(Phrase::BringDetail, &[]);
        } else {
            self.say(Phrase::DetailNoted, &[("detail", detail.name.get(language)), ("value", value)]);
        }
        self.set_detail(detail.id, value.to_owned());
    }

    /// A number plate said before it is asked for, or in place of the one read back.
    pub(super) fn take_plate(&mut self, heard: &Heard<'_>) -> Use {
        let Some(plate) = &heard.says.plate else { return Use::None };
        let detail = self.business().details.iter().find(|detail| understanding::is_plate(detail));
        let Some(detail) = detail else { return Use::None };
        let value = plate.reveal().to_string();
        if self.next.wish.details.reveal().get(&detail.id) != Some(&value) {
            self.set_detail(detail.id.clone(), value);
        }
        Use::Some
    }

    /// Whether something is wanted that goes before the booking.
    fn leaves_for_else(&self, heard: &Heard<'_>) -> bool {
        let passing = |intent: &Intent| {
            matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Wait | Intent::Question)
        };
        heard.says.intents.iter().any(|intent| !passing(intent))
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
    pub(super) fn drop_disputed_detail(&mut self, heard: &Heard<'_>) {
        if heard.says.plate.is_some() {
            // The right one was said with it.
            return;
        }
        let words = heard.words.to_lowercase();
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
        "weiß ich grad nicht",
        "keine ahnung",
        "nicht im kopf",
        "nicht auswendig",
        "don't know",
        "no idea",
        "not sure",
        "by heart",
        "nicht dabei",
        "nachreichen",
        "nicht zur hand",
        "haven't got it",
        "don't have it",
        "don't remember",
        "can't remember",
    ];
    unknown.iter().any(|phrase| words.contains(phrase))
}

/// Whether the answer to the question for a number plate is a sentence, without a single digit: 'das Auto ist neu und hat noch
/// keins', 'da müsste ich nachsehen'.
fn is_sentence(heard: &Heard<'_>) -> bool {
    const WORDS_MIN: usize = 4;
    const SHORT: [&str; 8] =
        ["noch keins", "hab keins", "habe keins", "noch nicht", "not yet", "none yet", "no plates", "keins"];
    let lower = heard.words.to_lowercase();
    let lengths = || heard.words.split_whitespace().map(|word| word.chars().filter(|c| c.is_alphabetic()).count());
    // Letters that are spelled are no words, and 'das ist M AB' is a plate cut short.
    let worded = lengths().filter(|length| *length > 2).count() > 1 && lengths().any(|length| length > 3);
    let says = SHORT.iter().any(|short| lower.contains(short)) || (lengths().count() >= WORDS_MIN && worded);
    let none = heard.says.digits.is_none() && heard.says.letters.is_none() && !heard.words.trim_end().ends_with('?');
    none && says
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
