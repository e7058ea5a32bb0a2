//! What is to be thought of a dialogue. Pure.
//!
//! A deed counts as wrong when it is not exactly the one wished, or when the caller never said yes to a read-back. Everything
//! else that is not the outcome wished is either in good hands (a message, a person) or came to nothing.

use super::kept::{Fact, Kept};
use super::minutes::Minutes;
use crate::eval::tally::Ending;
use crate::telephone::report::CallEnd;
use crate::telephone::script::{Expected, ScriptFile, ScriptLine, Wanted};
use std::fmt;

/// What came of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// What the caller wished.
    Right,
    /// A message was left, or the caller handed to a person.
    Handed,
    /// The call ended without a deed; says how.
    Nothing(String),
    /// Something was done that the caller had not agreed to; says what.
    Wrong(String),
}

impl Verdict {
    /// The kind of it.
    pub fn ending(&self) -> Ending {
        match self {
            Verdict::Right => Ending::Right,
            Verdict::Handed => Ending::Handed,
            Verdict::Nothing(_) => Ending::Undone,
            Verdict::Wrong(_) => Ending::Wrong,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Right => f.write_str("right"),
            Verdict::Handed => f.write_str("message or person"),
            Verdict::Nothing(how) => f.write_str(how),
            Verdict::Wrong(what) => write!(f, "WRONG: {what}"),
        }
    }
}

/// Judges a dialogue by its script, by what it left, and by what was said.
pub fn judge(script: &ScriptFile, kept: &Kept, minutes: &Minutes, outcome: &CallEnd) -> Verdict {
    if let Some(fault) = wrong(script, kept, minutes) {
        return Verdict::Wrong(fault);
    }
    let told = script.heard.iter().all(|wordings| minutes.was_told(wordings));
    if told && is_reached(script, kept) && outcome.is_complete() {
        return Verdict::Right;
    }
    let expects_nothing_done = script.expected == Some(Expected::Told);
    match outcome {
        CallEnd::Failed(how) => Verdict::Nothing(how.clone()),
        _ if kept.transferred || !kept.messages.is_empty() => Verdict::Handed,
        _ if expects_nothing_done => Verdict::Nothing("not told what was asked for".to_owned()),
        _ if is_reached(script, kept) => Verdict::Nothing("done, but not told or not ended well".to_owned()),
        _ => Verdict::Nothing("ended without deed".to_owned()),
    }
}

/// How often the caller had to correct a read-back that was not what was wished.
pub fn caught(script: &ScriptFile, minutes: &Minutes) -> usize {
    let objections: Vec<&str> = read_back_answers(script, false).collect();
    let said = minutes.objections(&objections);
    said.saturating_sub(usize::from(script.changes_mind))
}

/// A deed that is not the one wished, or that the caller never agreed to.
fn wrong(script: &ScriptFile, kept: &Kept, minutes: &Minutes) -> Option<String> {
    let agreements: Vec<&str> = read_back_answers(script, true).collect();
    let agreed = minutes.caller().any(|words| agreements.contains(&words));
    let cancelled = kept.standing < script.standing.len();
    if let Some(other) = kept.booked.iter().find(|fact| script.wanted.as_ref().is_none_or(|wanted| !is(fact, wanted))) {
        return Some(format!("booked {} with {} at {} for {}", other.service, other.resource, other.start, other.name));
    }
    if kept.booked.len() > 1 {
        return Some(format!("booked {} times", kept.booked.len()));
    }
    if cancelled && !may_cancel(script.expected, kept) {
        return Some("cancelled what was to stand".to_owned());
    }
    if (cancelled || !kept.booked.is_empty()) && !agreed {
        return Some("done without the caller's agreement".to_owned());
    }
    None
}

fn may_cancel(expected: Option<Expected>, kept: &Kept) -> bool {
    match expected {
        Some(Expected::Cancelled) => true,
        Some(Expected::Moved) => !kept.booked.is_empty(),
        _ => false,
    }
}

/// Whether the database is as the caller wished.
fn is_reached(script: &ScriptFile, kept: &Kept) -> bool {
    let (booked, standing) = (kept.booked.len(), kept.standing);
    match script.expected {
        Some(Expected::Booked) => booked == 1 && standing == script.standing.len(),
        Some(Expected::Moved) => booked == 1 && standing == 0,
        Some(Expected::Cancelled) => booked == 0 && standing == 0,
        Some(Expected::Told) => booked == 0 && kept.messages.is_empty() && !kept.transferred,
        Some(Expected::Message) => script.message.as_ref().is_none_or(|wanted| {
            let same = |phone: &Option<String>| wanted.phone.is_none() || *phone == wanted.phone;
            kept.messages.iter().any(|left| left.kind == wanted.kind && same(&left.phone))
        }),
        Some(Expected::Transferred) => kept.transferred,
        None => false,
    }
}

fn is(fact: &Fact, wanted: &Wanted) -> bool {
    fact.service == wanted.service
        && wanted.resource.as_ref().is_none_or(|resource| *resource == fact.resource)
        && fact.start == wanted.start
        && fact.name.to_lowercase() == wanted.name.to_lowercase()
        && wanted.details.iter().all(|(id, value)| fact.details.get(id).is_some_and(|kept| is_same(kept, value)))
}

/// Whether two details have the same letters and digits: how a number plate is spaced makes no difference.
fn is_same(one: &str, other: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    plain(one) == plain(other)
}

/// What the caller says to a read-back: agreements, or objections.
fn read_back_answers(script: &ScriptFile, agrees: bool) -> impl Iterator<Item = &str> {
    let to_read_back =
        move |line: &&ScriptLine| line.asked.as_deref() == Some("confirm") && line.unless_heard.is_empty() == agrees;
    script.lines.iter().filter(to_read_back).filter_map(|line| line.words.as_deref())
}

#[cfg(test)]
mod tests {
    use super::super::kept::Left;
    use super::super::minutes::Said;
    use super::*;

    const SCRIPT: &str = r#"
        language = "de"
        expected = "booked"
        line = [
            { asked = "confirm", unless_heard = ["15 Uhr"], words = "Nein, um fünfzehn Uhr." },
            { asked = "confirm", words = "Ja." },
        ]
        [wanted]
        service = "bart"
        start = "2026-12-03T15:00:00+01:00"
        name = "Keller"
    "#;

    fn script(text: &str) -> ScriptFile {
        toml::from_str(text).expect("a script")
    }

    fn minutes(said: &[&str]) -> Minutes {
        let said = said.iter().map(|line| match line.strip_prefix("> ") {
            Some(words) => Said::Caller(words.to_owned()),
            None => Said::Agent((*line).to_owned()),
        });
        Minutes { said: said.collect(), turns: vec![] }
    }

    fn agreed() -> Minutes {
        minutes(&["Am Donnerstag um 15 Uhr.", "Stimmt das so?", "> Ja.", "Gebucht."])
    }

    fn booked(start: &str, name: &str) -> Kept {
        let (service, resource, name) = ("bart".to_owned(), "jonas".to_owned(), name.to_owned());
        let fact =
            Fact { service, resource, start: start.parse().expect("an instant"), name, details: Default::default() };
        Kept { booked: vec![fact], ..Kept::default() }
    }

    #[test]
    fn only_what_was_wished_is_right() {
        let (script, right) = (script(SCRIPT), booked("2026-12-03T14:00:00Z", "keller"));
        assert_eq!(judge(&script, &right, &agreed(), &CallEnd::Agent), Verdict::Right);
        for other in [booked("2026-12-03T15:00:00Z", "Keller"), booked("2026-12-03T14:00:00Z", "Kellner")] {
            assert!(matches!(judge(&script, &other, &agreed(), &CallEnd::Agent), Verdict::Wrong(_)));
        }
        let mut twice = right.clone();
        twice.booked.extend(right.booked.clone());
        assert!(matches!(judge(&script, &twice, &agreed(), &CallEnd::Agent), Verdict::Wrong(_)));
    }

    #[test]
    fn a_number_plate_is_the_same_however_it_is_spaced() {
        assert!(is_same("M A B 1234", "M-AB 1234") && !is_same("M-AB 1234", "M-AB 1284"));
    }

    #[test]
    fn a_booking_without_agreement_is_wrong_however_right_it_is() {
        let kept = booked("2026-12-03T14:00:00Z", "Keller");
        let refused = minutes(&["Am Donnerstag um 14 Uhr.", "Stimmt das so?", "> Nein, um fünfzehn Uhr."]);
        assert!(matches!(judge(&script(SCRIPT), &kept, &refused, &CallEnd::Agent), Verdict::Wrong(_)));
    }

    #[test]
    fn what_came_to_nothing_is_told_from_what_is_in_good_hands() {
        let script = script(SCRIPT);
        let judged = |kept: &Kept| judge(&script, kept, &agreed(), &CallEnd::Agent);
        assert!(matches!(judged(&Kept::default()), Verdict::Nothing(_)));
        let message = Left { kind: "callback", phone: None };
        assert_eq!(judged(&Kept { messages: vec![message], ..Kept::default() }), Verdict::Handed);
        assert_eq!(judged(&Kept { transferred: true, ..Kept::default() }), Verdict::Handed);
    }

    #[test]
    fn what_stood_before_may_go_only_where_that_was_wished() {
        let standing = "\n[[standing]]\nservice = \"bart\"\nresource = \"jonas\"\nstart = \"2026-12-02T15:00:00+01:00\"\nname = \"Keller\"\n";
        let with = |expected: &str| script(&format!("{}{standing}", SCRIPT.replace("booked", expected)));
        let (moved, gone) = (booked("2026-12-03T14:00:00Z", "Keller"), Kept::default());
        assert_eq!(judge(&with("moved"), &moved, &agreed(), &CallEnd::Agent), Verdict::Right);
        assert_eq!(judge(&with("cancelled"), &gone, &agreed(), &CallEnd::Agent), Verdict::Right);
        for (expected, kept) in [("booked", &moved), ("moved", &gone), ("told", &gone)] {
            let verdict = judge(&with(expected), kept, &agreed(), &CallEnd::Agent);
            assert!(matches!(verdict, Verdict::Wrong(_)), "{expected}: {verdict:?}");
        }
    }

    #[test]
    fn corrections_of_a_read_back_are_counted_and_a_change_of_mind_is_not() {
        let said = minutes(&[
            "Um 14 Uhr.",
            "Stimmt das so?",
            "> Nein, um fünfzehn Uhr.",
            "Um 15 Uhr.",
            "Stimmt das so?",
            "> Ja.",
        ]);
        assert_eq!(caught(&script(SCRIPT), &said), 1);
        let changed = script(&format!("changes_mind = true\n{SCRIPT}"));
        assert_eq!(caught(&changed, &said), 0);
    }
}
