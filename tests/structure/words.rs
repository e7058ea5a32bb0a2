//! The words of a language are data: no literal of one stands in the code that reads what callers say.

use super::{Source, sources};
use std::collections::BTreeMap;

/// Where callers are understood, where it is decided what becomes of that, and where a model's sentences are judged.
const UNDERSTOOD: [&str; 7] = [
    "crates/understanding/src/",
    "crates/dialogue/src/gate/",
    "crates/dialogue/src/guard/",
    "crates/dialogue/src/rules/",
    "crates/dialogue/src/tasks/",
    "crates/dialogue/src/llm/talk.rs",
    "crates/call/src/",
];
/// Letters in a row that make a literal a word.
const LETTERS_MIN: usize = 3;

/// Files whose literals are names of the interface, of keys or of marks, or tell faults; and how many there are at most.
#[rustfmt::skip]
const NAMES: &[(&str, usize)] = &[
    ("crates/call/src/attestation.rs", 6),
    ("crates/call/src/desk.rs", 1),
    ("crates/call/src/driver.rs", 4),
    ("crates/call/src/limiter.rs", 6),
    ("crates/call/src/machine/listening.rs", 1),
    ("crates/call/src/machine/opening.rs", 1),
    ("crates/call/src/playout.rs", 1),
    ("crates/call/src/summaries.rs", 1),
    ("crates/call/src/typed/mod.rs", 2),
    ("crates/call/src/writing.rs", 4),
    ("crates/dialogue/src/llm/talk.rs", 2),
    // Names of the values that templates of phrases are given.
    ("crates/dialogue/src/gate/wording.rs", 4),
    ("crates/dialogue/src/rules/answer.rs", 2),
    ("crates/dialogue/src/rules/at_once.rs", 3),
    ("crates/dialogue/src/rules/hours.rs", 11),
    ("crates/dialogue/src/rules/inform.rs", 14),
    ("crates/dialogue/src/rules/mod.rs", 1),
    ("crates/dialogue/src/rules/question.rs", 10),
    ("crates/dialogue/src/rules/repair.rs", 1),
    ("crates/dialogue/src/tasks/booking/mod.rs", 2),
    ("crates/dialogue/src/tasks/booking/questions.rs", 5),
    ("crates/dialogue/src/tasks/own/identify.rs", 2),
    ("crates/dialogue/src/tasks/patch.rs", 1),
    ("crates/dialogue/src/tasks/question.rs", 1),
    ("crates/dialogue/src/tasks/target/hear.rs", 1),
    ("crates/dialogue/src/tasks/target/person.rs", 1),
    ("crates/dialogue/src/tasks/target/search.rs", 12),
    ("crates/understanding/src/agreement.rs", 3),
    ("crates/understanding/src/clause/mod.rs", 11),
    ("crates/understanding/src/intent.rs", 30),
    ("crates/understanding/src/lexicon/check.rs", 47),
    ("crates/understanding/src/lexicon/keys/letters.rs", 3),
    ("crates/understanding/src/lexicon/keys/numbers.rs", 3),
    ("crates/understanding/src/lexicon/keys/plates.rs", 1),
    ("crates/understanding/src/lexicon/mod.rs", 3),
    ("crates/understanding/src/health/mod.rs", 14),
    ("crates/understanding/src/health/pattern.rs", 2),
    ("crates/understanding/src/lexicon/notation.rs", 4),
    ("crates/understanding/src/lexicon/rows.rs", 1),
    ("crates/understanding/src/lexicon/times.rs", 21),
    ("crates/understanding/src/parsed/mod.rs", 5),
    ("crates/understanding/src/parsed/times.rs", 2),
    ("crates/understanding/src/when/mod.rs", 7),
];

#[test]
fn no_word_of_a_language_stands_in_the_code_that_understands() {
    let understood = |source: &Source| UNDERSTOOD.iter().any(|folder| source.path.starts_with(folder));
    let is_test = |source: &Source| source.path.ends_with("/tests.rs");
    let sources = sources(false).into_iter().filter(|source| understood(source) && !is_test(source));
    let count = |source: &Source| source.lines.iter().map(|(_, line)| words(line)).sum::<usize>();
    let found: BTreeMap<String, usize> = sources.map(|source| (source.path.clone(), count(&source))).collect();
    let listed: BTreeMap<&str, usize> = NAMES.iter().copied().collect();
    let more = found.iter().filter(|(path, count)| **count > listed.get(path.as_str()).copied().unwrap_or(0));
    let more: Vec<String> = more.map(|(path, count)| format!("{path}: {count}")).collect();
    assert!(
        more.is_empty(),
        "more words than listed; they belong into crates/understanding/lexicon:\n{}",
        more.join("\n")
    );
    let none = listed.keys().filter(|path| found.get(**path).copied().unwrap_or(0) == 0);
    let none: Vec<_> = none.collect();
    assert!(none.is_empty(), "files that have no words any more, to be taken off the list: {none:?}");
}

/// Where words become an utterance, and where the same words are read in another context.
const READERS: [&str; 4] = [
    "crates/dialogue/src/gate/evidence/mod.rs",
    "crates/dialogue/src/hearing.rs",
    "crates/dialogue/src/rules/at_once.rs",
    "src/cli/understand/mod.rs",
];

#[test]
fn what_callers_say_is_read_in_few_places() {
    let reads = |line: &str| ["Utterance::read(", "understanding::parse("].iter().any(|call| line.contains(call));
    let outside =
        |source: &Source| !source.path.starts_with("crates/understanding/") && !source.path.ends_with("/tests.rs");
    let readers = sources(false).into_iter().filter(outside);
    let readers = readers.filter(|source| source.lines.iter().any(|(_, line)| reads(line)));
    let readers: Vec<String> = readers.map(|source| source.path).collect();
    assert_eq!(readers, READERS, "an utterance is read once and handed on (dialogue::Hearing)");
}

/// How many string literals of a line have a word. Attributes, paths, and what only formats have none.
fn words(line: &str) -> usize {
    if line.trim_start().starts_with("#[") || line.contains("include_str!") {
        return 0;
    }
    literals(line).filter(|literal| has_word(literal)).count()
}

fn has_word(literal: &str) -> bool {
    // What stands between braces is code.
    let mut depth = 0;
    let plain = literal.chars().map(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth > 0 { ' ' } else { character }
    });
    let plain: String = plain.collect();
    plain.split(|character: char| !character.is_alphabetic()).any(|word| word.chars().count() >= LETTERS_MIN)
}

/// The string literals of a line, without their quotes. A literal that goes on in the next line counts where it begins.
fn literals(line: &str) -> impl Iterator<Item = String> {
    let mut found: Vec<String> = Vec::new();
    let (mut inside, mut escaped, mut previous) = (false, false, ' ');
    for character in line.chars() {
        match character {
            '/' if !inside && previous == '/' => break,
            '"' if !inside && previous != '\'' => {
                inside = true;
                found.push(String::new());
            }
            '"' if inside && !escaped => inside = false,
            _ if inside => found.last_mut().expect("inside one").push(character),
            _ => {}
        }
        escaped = inside && character == '\\' && !escaped;
        previous = character;
    }
    found.into_iter()
}

#[test]
fn a_literal_with_a_word_is_seen() {
    for (line, count) in [
        (r#"    matches!(text, "nicht" | "not")"#, 2),
        (r#"    matches!(text, "am" | "at") // "nicht""#, 0),
        (r#"    format!("{text}{next} ")"#, 0),
        (r#"    '"' => "zum", "den \"Termin\"""#, 2),
        (r#"    include_str!("../lexicon/de/intents.txt")"#, 0),
    ] {
        assert_eq!(words(line), count, "{line}");
    }
}
