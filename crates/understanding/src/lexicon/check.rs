//! What is wrong with the lexicon: the check of `build.rs`, which has tests here.

use super::keys::{
    Among, Answer, Around, Aspect, Beside, Choice, Claim, Counted, Cue, CueWord, District, Figure, Floor, Hint,
    Inquiry, Key, Kin, Lettered, Little, Naming, Need, Numbering, PlateWord, Query, Recognised, Refusal, Remark, Sense,
    Sounding, Spelling, Statement, Tongue, Unlisted, Who, Whom,
};
use super::notation::{self, Entry, Fault, Place, Word};
use super::rows::{self, Element, Row, RowWord};
use super::times;
use crate::intent::Intent;
use std::collections::HashSet;
use std::path::Path;

/// A file of the lexicon, the same in every language.
pub struct File {
    /// Its name, without the ending.
    pub name: &'static str,
    /// What its entries are.
    pub shape: Shape,
    /// Whether it has a key of this name.
    pub has: fn(&str) -> bool,
}

/// What the entries of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Phrases, any of which says the key.
    List,
    /// Phrases, any of which says the key, with inflections.
    InflectedList,
    /// Rows of words, and classes for them.
    Rows,
    /// Terms with a weight, all of which must be found.
    Pattern,
}

/// All files. The keys of the first two stand beside the code that reads them, where tests check them.
pub const FILES: &[File] = &[
    File { name: "clauses", shape: Shape::List, has: |_| true },
    File { name: "roles", shape: Shape::List, has: |_| true },
    list::<Answer>("answers"),
    list::<Choice>("choices"),
    list::<Claim>("claims"),
    list::<Inquiry>("inquiries"),
    File { name: "cues", shape: Shape::List, has: |key| Cue::named(key).is_some() || CueWord::named(key).is_some() },
    list::<Aspect>("aspects"),
    list::<Floor>("floor"),
    list::<Little>("little"),
    list::<Query>("questions"),
    list::<Refusal>("refusals"),
    list::<Tongue>("languages"),
    list::<Beside>("services"),
    list::<Figure>("figures"),
    list::<Kin>("people"),
    list::<Remark>("remarks"),
    list::<Who>("resources"),
    list::<Whom>("whom"),
    list::<Sounding>("sounds"),
    list::<Around>("around"),
    File {
        name: "spelling",
        shape: Shape::List,
        has: |key| Lettered::named(key).is_some() || Spelling::named(key).is_some(),
    },
    list::<Hint>("hints"),
    File {
        name: "plates",
        shape: Shape::List,
        has: |key| PlateWord::named(key).is_some() || District::named(key).is_some(),
    },
    list::<Among>("parts"),
    list::<Naming>("names"),
    File {
        name: "numbers",
        shape: Shape::List,
        has: |key| Counted::named(key).is_some() || Numbering::named(key).is_some(),
    },
    list::<Sense>("senses"),
    list::<Need>("needs"),
    list::<Unlisted>("unlisted"),
    File { name: "intents", shape: Shape::Pattern, has: |key| Intent::from_name(key).is_some() },
    File { name: "health", shape: Shape::Rows, has: is_row_key },
    File { name: "times", shape: Shape::InflectedList, has: |key| times::said(key).is_some() },
];

const fn list<K: Key>(name: &'static str) -> File {
    File { name, shape: Shape::List, has: |key| K::named(key).is_some() }
}

fn is_row_key(key: &str) -> bool {
    key.starts_with(CLASS) || Statement::named(key).is_some()
}

/// Before the name of a class.
const CLASS: &str = "class.";
/// The folder of what all languages share; it has no files but those that it needs.
const SHARED: &str = "both";

/// What is wrong with a folder that has a folder for each language, a line for each fault.
///
/// # Errors
/// Where the folder cannot be read.
pub fn folder(lexicon: &Path) -> std::io::Result<Vec<String>> {
    let mut faults = Vec::new();
    for language in std::fs::read_dir(lexicon)? {
        let language = language?.path();
        let mut missing: Vec<&str> = FILES.iter().map(|file| file.name).collect();
        for path in std::fs::read_dir(&language)? {
            let path = path?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let Some(file) = FILES.iter().find(|file| file.name == name) else {
                faults.push(format!("{}: nothing reads it: name it in src/lexicon/check.rs", path.display()));
                continue;
            };
            missing.retain(|missing| *missing != name);
            let text = std::fs::read_to_string(&path)?;
            let found = self::file(file, &text);
            faults.extend(found.into_iter().map(|(line, problem)| format!("{}:{line}: {problem}", path.display())));
        }
        missing.retain(|_| !language.ends_with(SHARED));
        faults.extend(missing.iter().map(|name| format!("{}: has no {name}.txt: write one", language.display())));
    }
    Ok(faults)
}

/// What is wrong with the text of a file, each with its line.
pub fn file(file: &File, text: &str) -> Vec<(usize, String)> {
    if file.shape == Shape::Rows {
        return row_faults(file, text);
    }
    let of_entry = |entry: Result<(usize, Entry<'_>), Fault>| match entry {
        Err(fault) => Some((fault.line, fault.problem)),
        Ok((line, entry)) => problem(file, &entry).map(|problem| (line, problem)),
    };
    notation::entries(text).filter_map(of_entry).collect()
}

fn row_faults(file: &File, text: &str) -> Vec<(usize, String)> {
    let rows = || rows::rows(text).filter_map(Result::ok);
    let classes: HashSet<&str> = rows().filter_map(|(_, row)| row.key.strip_prefix(CLASS)).collect();
    let of_row = |row: Result<(usize, Row<'_>), Fault>| match row {
        Err(fault) => Some((fault.line, fault.problem)),
        Ok((line, row)) => row_problem(file, &row, &classes).map(|problem| (line, problem)),
    };
    rows::rows(text).filter_map(of_row).collect()
}

fn row_problem(file: &File, row: &Row<'_>, classes: &HashSet<&str>) -> Option<String> {
    if !(file.has)(row.key) {
        return Some(format!("'{}' is no key of this file: its keys are in src/lexicon/keys/", row.key));
    }
    let is_list = matches!(row.elements.as_slice(), [Element::One { kept: false, optional: false, .. }]);
    if !is_list && (row.key.starts_with(CLASS) || Statement::named(row.key) == Some(Statement::Alone)) {
        return Some("is more than a list: write words with '|' between them".to_owned());
    }
    let one = |element: &Element<'_>| match element {
        Element::One { words, .. } => words.iter().find_map(|word| match word {
            RowWord::Class(class) if !classes.contains(class) => {
                Some(format!("'@{class}' is no class: write `class.{class}: …`"))
            }
            _ => None,
        }),
        Element::Gap(_) | Element::Rest(_) => None,
    };
    row.elements.iter().find_map(one)
}

fn problem(file: &File, entry: &Entry<'_>) -> Option<String> {
    if !(file.has)(entry.key) {
        return Some(format!("'{}' is no key of this file: its keys are in src/lexicon/keys/", entry.key));
    }
    match file.shape {
        Shape::List | Shape::InflectedList if entry.weight.is_some() => {
            Some("has a weight, which counts nowhere here: leave it out".to_owned())
        }
        Shape::List | Shape::InflectedList if !is_list(entry, file.shape) => {
            Some("is more than a list: write phrases of plain words with '|' between them".to_owned())
        }
        Shape::Pattern if entry.weight.is_none() => Some("has no weight: write `key weight: terms`".to_owned()),
        Shape::Pattern => unknown_class(entry),
        Shape::List | Shape::InflectedList | Shape::Rows => None,
    }
}

/// A class that nothing recognises, or one of words that is only a part of a phrase.
fn unknown_class(entry: &Entry<'_>) -> Option<String> {
    let phrases = entry.wanted.iter().chain(&entry.unwanted).flat_map(|term| &term.0);
    let mut words = phrases.flat_map(|phrase| phrase.words.iter().map(|word| (word, phrase.words.len() == 1)));
    words.find_map(|(word, whole)| match word {
        Word::Inflected(stem) => Some(format!("'{stem}-' is inflected, which no pattern is: write '{stem}*'")),
        Word::Class(class) if Sense::named(class).is_some() => {
            (!whole).then(|| format!("'@{class}' is a class of phrases: it stands for a whole phrase, not in one"))
        }
        Word::Class(class) if Recognised::named(class).is_none() => {
            Some(format!("'@{class}' is recognised by nothing: the classes are in src/lexicon/keys/"))
        }
        _ => None,
    })
}

/// One term that is wanted, of phrases without marks, sounds and classes.
fn is_list(entry: &Entry<'_>, shape: Shape) -> bool {
    let [term] = entry.wanted.as_slice() else { return false };
    let plain = |word: &Word<'_>| match word {
        Word::Misheard(_) | Word::Class(_) => false,
        Word::Inflected(_) => shape == Shape::InflectedList,
        Word::Begin(_) | Word::End(_) => shape == Shape::List,
        Word::Exact(_) => true,
    };
    entry.unwanted.is_empty()
        && term.0.iter().all(|phrase| phrase.place == Place::Anywhere && phrase.words.iter().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str, text: &str) -> Vec<(usize, String)> {
        let known = FILES.iter().find(|file| file.name == name).expect("a file of the lexicon");
        file(known, text)
    }

    #[test]
    fn the_files_of_the_lexicon_have_no_faults() {
        let faults = folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicon"))).expect("the lexicon");
        assert_eq!(faults, [""; 0]);
    }

    #[test]
    fn a_fault_is_told_with_its_line_and_what_to_do() {
        for (name, text, line, problem) in [
            ("answers", "# Agreement.\nyes: ja\nyess: ja_ja\n", 3, "'yess' is no key of this file"),
            ("answers", "yes 3: ja", 1, "has a weight"),
            ("answers", "yes: ja bitte", 1, "is more than a list"),
            ("answers", "yes: ^ja", 1, "is more than a list"),
            ("answers", "yes ja", 1, "has no ': ' behind its key"),
            ("intents", "book: ~termin*", 1, "has no weight"),
            ("answers", "yes: schön-", 1, "is more than a list"),
            ("times", "weekday.tuesdy: dienstag", 1, "'weekday.tuesdy' is no key of this file"),
            ("times", "shift.0+part.noon: heute_mittag", 1, "'shift.0+part.noon' is no key of this file"),
            ("times", "unit.day: tag*", 1, "is more than a list"),
            ("intents", "book 3: schön-", 1, "'schön-' is inflected"),
            ("health", "class.body: knie\ntogether: @bodi 0-3 weh", 2, "'@bodi' is no class"),
            ("health", "alone: grippe 0-2 husten", 1, "is more than a list"),
            ("health", "sparred: april", 1, "'sparred' is no key of this file"),
            ("health", "spared: die ||nerven", 1, "'||nerven' has a word that is none"),
            ("intents", "bok 3: ~termin*", 1, "'bok' is no key of this file"),
            ("intents", "book 3: @time", 1, "'@time' is recognised by nothing"),
            ("intents", "late 3: so_@force", 1, "'@force' is a class of phrases"),
            ("intents", "book 300: ~termin*", 1, "'300' is no weight"),
            ("intents", "book 3: !~termin*", 1, "wants nothing"),
        ] {
            let found = problems(name, text);
            assert!(found.len() == 1 && found[0].0 == line && found[0].1.starts_with(problem), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_folder_that_lacks_a_file_or_has_one_too_many_is_told() {
        let lexicon = std::env::temp_dir().join(format!("lexicon-{}", std::process::id()));
        let french = lexicon.join("fr");
        std::fs::create_dir_all(&french).expect("a folder");
        std::fs::write(french.join("answer.txt"), "yes: oui\n").expect("a file");
        let faults = folder(&lexicon).expect("the folder");
        std::fs::remove_dir_all(&lexicon).expect("removed");
        let path = french.display();
        assert!(
            faults.contains(&format!("{path}/answer.txt: nothing reads it: name it in src/lexicon/check.rs")),
            "{faults:?}"
        );
        assert!(faults.contains(&format!("{path}: has no answers.txt: write one")), "{faults:?}");
    }
}
