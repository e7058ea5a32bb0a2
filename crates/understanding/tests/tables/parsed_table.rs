//! The tables of clauses: how each is meant, and the times in them with the part that each plays.
//!
//! `parsed.*.tsv` were written to build the parser on, `parsed_blind.*.tsv` by writers who had not seen it. Of those, the rows in
//! odd places were looked at first to mend what they showed, then all; the two halves are still counted apart.
//! `parsed_fresh.*.tsv` were written after that and measured once: nothing was mended for them.

use super::parsed_facts::rendered;
use super::scene::Scene;
use base::language::Language;
use std::fmt::Write as _;
use understanding::{Parsed, parse};

#[test]
fn german_clauses_polarity_and_roles_are_read() {
    let table = include_str!("../../../../fixtures/understanding/parsed.de.tsv");
    check(Language::De, table, |_| true, Floor { clauses: 96.5, polarity: 99.0, roles: 97.5 });
}

#[test]
fn english_clauses_polarity_and_roles_are_read() {
    let table = include_str!("../../../../fixtures/understanding/parsed.en.tsv");
    check(Language::En, table, |_| true, Floor { clauses: 97.0, polarity: 99.5, roles: 98.5 });
}

#[test]
fn german_wordings_of_others_are_read() {
    let table = include_str!("../../../../fixtures/understanding/parsed_blind.de.tsv");
    check(Language::De, table, |row| row % 2 == 0, Floor { clauses: 97.0, polarity: 99.5, roles: 99.5 });
    check(Language::De, table, |row| row % 2 == 1, Floor { clauses: 97.5, polarity: 99.0, roles: 94.5 });
}

#[test]
fn english_wordings_of_others_are_read() {
    let table = include_str!("../../../../fixtures/understanding/parsed_blind.en.tsv");
    check(Language::En, table, |row| row % 2 == 0, Floor { clauses: 98.0, polarity: 99.0, roles: 99.5 });
    check(Language::En, table, |row| row % 2 == 1, Floor { clauses: 90.0, polarity: 99.5, roles: 95.5 });
}

#[test]
fn german_fresh_wordings_are_read() {
    let table = include_str!("../../../../fixtures/understanding/parsed_fresh.de.tsv");
    check(Language::De, table, |_| true, Floor { clauses: 66.0, polarity: 97.5, roles: 88.0 });
}

#[test]
fn english_fresh_wordings_are_read() {
    let table = include_str!("../../../../fixtures/understanding/parsed_fresh.en.tsv");
    check(Language::En, table, |_| true, Floor { clauses: 65.0, polarity: 96.5, roles: 75.5 });
}

/// The least shares, percent.
struct Floor {
    /// Of the clauses, those that are found with the same words.
    clauses: f64,
    /// Of those, the ones that are meant as found.
    polarity: f64,
    /// Of the times found, the ones that play the part found.
    roles: f64,
}

/// How many were wanted, and how many came out so.
#[derive(Default)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: usize, all: usize) {
        (self.right, self.all) = (self.right + right, self.all + all);
    }

    fn percent(&self) -> f64 {
        100.0 * self.right as f64 / self.all.max(1) as f64
    }
}

/// What a table came to.
#[derive(Default)]
struct Score {
    clauses: Share,
    polarity: Share,
    times: Share,
    roles: Share,
    misses: String,
}

fn check(language: Language, table: &str, counts: impl Fn(usize) -> bool, floor: Floor) {
    let mut scene = Scene::new(language);
    let mut score = Score::default();
    let mut number = 0;
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.split_once('\t').is_some_and(|(name, value)| scene.directive(name, value)) {
            continue;
        }
        if counts(number) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [said, meant, facts] = columns[..] else { panic!("three columns: {line}") };
            score.row(&scene, said, meant, facts);
        }
        number += 1;
    }
    let Score { clauses, polarity, times, roles, misses } = score;
    println!(
        "{misses}{language}: {} clauses, {:.1} % found, polarity {:.1} %; {} times, {:.1} % found, roles {:.1} %",
        clauses.all,
        clauses.percent(),
        polarity.percent(),
        times.all,
        times.percent(),
        roles.percent()
    );
    let holds = |share: &Share, least: f64| share.percent() >= least;
    assert!(
        holds(&clauses, floor.clauses) && holds(&polarity, floor.polarity) && holds(&roles, floor.roles),
        "a share fell below its floor"
    );
}

impl Score {
    fn row(&mut self, scene: &Scene, said: &str, meant: &str, facts: &str) {
        let words = said.replace(" / ", " ");
        let parsed = parse(&words, &scene.context());
        self.clauses(scene, said, meant, &clauses(&words, &parsed));
        let found = rendered(&parsed, &scene.context());
        facts.split("; ").for_each(|fact| self.time(scene, said, fact, &found));
    }

    fn clauses(&mut self, scene: &Scene, said: &str, meant: &str, found: &[(String, &str)]) {
        let expected: Vec<String> = said.split(" / ").map(bare).collect();
        let meant: Vec<&str> = meant.split(' ').collect();
        assert_eq!(expected.len(), meant.len(), "a polarity for each clause: {said}");
        let polarity = |text: &String| {
            let place = expected.iter().position(|expected| expected == text)?;
            meant.get(place).copied()
        };
        let known = found.iter().filter_map(|(text, polarity_found)| Some((polarity(text)?, *polarity_found)));
        let (all, right) =
            known.fold((0, 0), |(all, right), (wanted, found)| (all + 1, right + usize::from(wanted == found)));
        self.clauses.add(all, expected.len());
        self.polarity.add(right, all);
        if right < expected.len() {
            let shown: Vec<String> = found.iter().map(|(text, polarity)| format!("{text} [{polarity}]")).collect();
            let _ =
                writeln!(self.misses, "{:?} {said}\n    {}\n    {}", scene.asked, meant.join(" "), shown.join(" / "));
        }
    }

    /// A time is found where its days and hours are; then its part counts.
    fn time(&mut self, scene: &Scene, said: &str, fact: &str, found: &[String]) {
        let Some((role, _)) = fact.split_once('=').filter(|(role, _)| ROLES.contains(role)) else { return };
        let same: Vec<&String> = found.iter().filter(|found| agree(fact, found)).collect();
        self.times.add(usize::from(!same.is_empty()), 1);
        if same.is_empty() {
            return;
        }
        let right = same.iter().any(|found| found.starts_with(&format!("{role}=")));
        self.roles.add(usize::from(right), 1);
        if !right {
            let _ = writeln!(self.misses, "{:?} {said}\n    {fact}, but {same:?}", scene.asked);
        }
    }
}

fn clauses<'a>(words: &str, parsed: &'a Parsed) -> Vec<(String, &'a str)> {
    parsed.clauses.iter().map(|clause| (bare(&words[clause.bytes.clone()]), clause.polarity.as_str())).collect()
}

/// Little words, of which it does not matter with which clause they go: joints, fillers, hesitations, greetings, thanks. None
/// wishes, denies or names anything.
const LITTLE: [&str; 53] = [
    "and", "but", "so", "please", "um", "uh", "erm", "just", "then", "well", "oh", "und", "aber", "bitte", "äh", "ähm",
    "also", "ja", "na", "halt", "hm", "ach", "yes", "yeah", "no", "nein", "sorry", "actually", "okay", "ok", "thanks",
    "bye", "danke", "wait", "nee", "now", "mm", "hmm", "ah", "or", "oder", "moment", "denn", "dann", "hello", "hallo",
    "hi", "hey", "moin", "servus", "guten", "tag", "tschüss",
];

fn bare(text: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || *c == ' ' || *c == '\'';
    let lower = text.chars().filter(kept).collect::<String>().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let little = |word: &&&str| LITTLE.contains(*word);
    let start = words.iter().take_while(little).count();
    let end = words.len() - words[start..].iter().rev().take_while(little).count();
    if start >= end { words.join(" ") } else { words[start..end].join(" ") }
}

const ROLES: [&str; 5] = ["wished", "own", "since", "excluded", "asked"];

/// Whether all days and hours of one fact are in another, whatever part they play there.
fn agree(wanted: &str, found: &str) -> bool {
    let Some((role, values)) = found.split_once('=') else { return false };
    if !ROLES.contains(&role) {
        return false;
    }
    let pieces = |text: &str| -> Vec<String> {
        let values = text.split(['=', '|', 'T', ';', ' ']).flat_map(|part| part.split(".."));
        let piece = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit()) && !matches!(*part, "00:00" | "24:00");
        values.filter(piece).map(str::to_owned).collect()
    };
    let (wanted, found) = (pieces(wanted), pieces(values));
    let first = wanted.first().is_some_and(|first| found.contains(first));
    first && wanted.iter().filter(|piece| found.contains(piece)).count() * 2 > wanted.len() || wanted.is_empty()
}
