//! The tables of date phrases: at least 98 % exact, and nothing silently wrong where it should be asked.

use super::businesses;
use base::business::{Business, Span};
use base::language::Language;
use jiff::civil::Weekday;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::fmt::Write as _;
use understanding::Asked;
use understanding::when::{Kind, Shift, When, WhenContext, WhenReading, parse};

#[test]
fn german_phrases_mean_what_callers_mean() {
    check(Language::De, include_str!("../../../../fixtures/understanding/when.de.tsv"));
}

#[test]
fn english_phrases_mean_what_callers_mean() {
    check(Language::En, include_str!("../../../../fixtures/understanding/when.en.tsv"));
}

#[test]
fn german_callers_of_all_regions_are_understood() {
    check(Language::De, include_str!("../../../../fixtures/understanding/when_callers.de.tsv"));
}

#[test]
fn british_irish_and_american_callers_are_understood() {
    check(Language::En, include_str!("../../../../fixtures/understanding/when_callers.en.tsv"));
}

/// Share of phrases that must come out exactly, and how many there must be.
const EXACT_MIN: f64 = 0.98;
const PHRASES_MIN: usize = 150;

fn check(language: Language, table: &str) {
    let mut scene = Scene::new(language);
    let (mut count, mut misses, mut silent, mut unlisted) = (0, Vec::new(), Vec::new(), Vec::new());
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (phrase, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        if let Some(directive) = phrase.strip_prefix('@') {
            scene.set(directive, expected);
            continue;
        }
        count += 1;
        let reading = parse(phrase, &scene.context());
        let found = scene.render(&reading);
        let miss = format!("{phrase}\n    expected {expected}\n    found    {found}");
        if (found != expected) != scene.known_misses {
            unlisted.push(miss.clone());
        }
        if found != expected {
            if expected.contains('!') && !found.contains('!') && reading.when.is_some() {
                silent.push(miss.clone());
            }
            misses.push(miss);
        }
    }
    let exact = 1.0 - misses.len() as f64 / count as f64;
    println!("{language}: {count} phrases, {:.1} % exact; not exact:\n{}", exact * 100.0, misses.join("\n"));
    assert!(count >= PHRASES_MIN, "only {count} phrases");
    assert!(silent.is_empty(), "silently wrong:\n{}", silent.join("\n"));
    assert!(unlisted.is_empty(), "misses that are not listed as known, or listed and none:\n{}", unlisted.join("\n"));
    assert!(exact >= EXACT_MIN, "only {:.1} % exact:\n{}", exact * 100.0, misses.join("\n"));
}

struct Scene {
    language: Language,
    now: Zoned,
    business: Option<Business>,
    earlier: Option<When>,
    asked: Asked,
    known_misses: bool,
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("Europe/Berlin")
}

impl Scene {
    fn new(language: Language) -> Self {
        let now = "2026-12-01T10:00[Europe/Berlin]".parse().expect("an instant");
        Scene { language, now, business: None, earlier: None, asked: Asked::Wish, known_misses: false }
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            "now" => self.now = instant(value).to_zoned(berlin()),
            "business" => {
                self.business = match value {
                    "salon" => Some(businesses::salon()),
                    "bar" => Some(businesses::bar()),
                    _ => None,
                }
            }
            "earlier" => self.earlier = earlier(value),
            "known-misses" => self.known_misses = value == "yes",
            "asked" => self.asked = serde_json::from_value(value.into()).expect("a question"),
            _ => panic!("unknown directive {name}"),
        }
    }

    fn context(&self) -> WhenContext<'_> {
        WhenContext {
            now: self.now.clone(),
            language: self.language,
            business: self.business.as_ref(),
            earlier: self.earlier.as_ref(),
            asked: self.asked,
        }
    }

    /// A reading in the table's notation.
    fn render(&self, reading: &WhenReading) -> String {
        let mut out = match &reading.when {
            None => "-".to_owned(),
            Some(when) => render_when(when),
        };
        for problem in &reading.problems {
            write!(out, " !{}", problem.as_str()).expect("a string");
        }
        if reading.either {
            out.push_str(" either");
        }
        if reading.any {
            out.push_str(" any");
        }
        if reading.first_free {
            out.push_str(" first");
        }
        if let Some(shift) = &reading.shift {
            write!(out, " shift {}", render_shift(shift)).expect("a string");
        }
        for when in &reading.excluded {
            write!(out, " not {}", render_when(when)).expect("a string");
        }
        if let Some(when) = &reading.instead_of {
            write!(out, " from {}", render_when(when)).expect("a string");
        }
        out
    }
}

fn render_shift(shift: &Shift) -> String {
    let name = |day: &Weekday| format!("{day:?}").to_lowercase()[..3].to_owned();
    match shift {
        Shift::Minutes(minutes) => format!("{minutes:+}min"),
        Shift::Days(days) => format!("{days:+}d"),
        Shift::Weeks(weeks) => format!("{weeks:+}w"),
        Shift::Later => "later".to_owned(),
        Shift::Earlier => "earlier".to_owned(),
        Shift::Weekday { weekday, after } => format!("{} {}", name(weekday), if *after { "after" } else { "before" }),
        Shift::SameTime { first, last } if first == last => format!("same time {first}"),
        Shift::SameTime { first, last } => format!("same time {first}..{last}"),
    }
}

fn render_when(when: &When) -> String {
    let one = |start: Timestamp, end: Option<Timestamp>| match (when.kind, end) {
        (Kind::Day, _) => start.to_zoned(berlin()).date().to_string(),
        (Kind::Range, Some(end)) => format!("{}..{}", render_edge(start), render_edge(end)),
        _ => render_instant(start),
    };
    let mut out = one(when.start, when.end);
    for (start, end) in &when.alternatives {
        write!(out, " | {}", one(*start, *end)).expect("a string");
    }
    if let Some(Span { from, to }) = when.daily {
        let to = if to == Span::END_OF_DAY { "24:00".to_owned() } else { to.strftime("%H:%M").to_string() };
        write!(out, " daily {}-{to}", from.strftime("%H:%M")).expect("a string");
    }
    if !when.weekdays.is_empty() {
        let names: Vec<String> =
            when.weekdays.iter().map(|day| format!("{day:?}").to_lowercase()[..3].to_owned()).collect();
        write!(out, " only {}", names.join(" ")).expect("a string");
    }
    out
}

/// In the hour that comes twice the offset tells which is meant.
fn render_instant(at: Timestamp) -> String {
    let zoned = at.to_zoned(berlin());
    let twice = berlin().to_ambiguous_timestamp(zoned.datetime()).is_ambiguous();
    zoned.strftime(if twice { "%Y-%m-%dT%H:%M%:z" } else { "%Y-%m-%dT%H:%M" }).to_string()
}

fn render_edge(at: Timestamp) -> String {
    let zoned = at.to_zoned(berlin());
    if zoned.datetime().time() == jiff::civil::Time::midnight() { zoned.date().to_string() } else { render_instant(at) }
}

fn instant(text: &str) -> Timestamp {
    let local: DateTime =
        text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|d| d.at(0, 0, 0, 0))).expect(text);
    berlin().to_timestamp(local).expect("a local time")
}

fn earlier(text: &str) -> Option<When> {
    let when =
        |kind, start, end| When { kind, start, end, alternatives: Vec::new(), daily: None, weekdays: Vec::new() };
    if text == "-" {
        return None;
    }
    if let Some((from, to)) = text.split_once("..") {
        return Some(when(Kind::Range, instant(from), Some(instant(to))));
    }
    let start = instant(text);
    let end = start.to_zoned(berlin()).tomorrow().expect("a day").timestamp();
    Some(if text.contains('T') { when(Kind::Instant, start, None) } else { when(Kind::Day, start, Some(end)) })
}
