//! Health statements against tables of what callers say (P12): what must go, what must stay, and what is openly missed.
//!
//! Printed with `--nocapture`: how many statements go (recall), how much of what goes should go (precision), and how many harmless
//! sentences stay word for word.

use base::business::fixtures;
use base::language::Language;
use call::record::kept_words;
use understanding::health::Listed;

#[test]
fn p12_german_health_statements_go_and_the_rest_stays() {
    check(Language::De, include_str!("../../../../fixtures/understanding/health.de.tsv"));
}

#[test]
fn p12_english_health_statements_go_and_the_rest_stays() {
    check(Language::En, include_str!("../../../../fixtures/understanding/health.en.tsv"));
}

#[derive(Default)]
struct Count {
    statements: usize,
    gone: usize,
    words_cut: usize,
    words_cut_rightly: usize,
    harmless: usize,
    harmless_kept: usize,
    known_misses: usize,
}

fn check(language: Language, table: &str) {
    let (mut business, mut count, mut wrong) = (None, Count::default(), Vec::new());
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(id) = line.strip_prefix('!') {
            business = fixtures::by_id(id);
            assert_eq!(business.is_some(), !id.is_empty(), "no business '{id}'");
            continue;
        }
        let (known_miss, line) = line.strip_prefix('?').map_or((false, line), |line| (true, line));
        let said = line.replace(['{', '}'], "");
        let redact = |said: &str| match &business {
            Some(business) => kept_words(business, &said.into()).into_inner(),
            None => Listed::new([], false, language).redact(said),
        };
        let kept = redact(&said);
        assert_eq!(redact(&kept), kept, "what was cut once is not cut again");
        let good = judge(line, &kept, &mut count);
        count.known_misses += usize::from(known_miss);
        if good == known_miss {
            wrong.push(format!("{}{line}\n    → {kept}", if known_miss { "reached after all: " } else { "" }));
        }
    }
    let share = |part: usize, of: usize| 100.0 * part as f64 / of as f64;
    println!(
        "health {language}: {} of {} statements go ({:.1} %), {} known misses; {:.1} % of {} words cut were to be cut; \
         {} of {} harmless sentences stay word for word ({:.1} %)",
        count.gone,
        count.statements,
        share(count.gone, count.statements),
        count.known_misses,
        share(count.words_cut_rightly, count.words_cut),
        count.words_cut,
        count.harmless_kept,
        count.harmless,
        share(count.harmless_kept, count.harmless),
    );
    assert!(count.statements >= 100 && count.harmless >= 100, "the table has shrunk");
    assert!(wrong.is_empty(), "{} lines are not as the table says:\n{}", wrong.len(), wrong.join("\n"));
    assert!(share(count.words_cut_rightly, count.words_cut) >= 80.0, "too much is cut beside what must go");
}

/// Whether a line is kept as it should be: nothing of the braces, and a harmless one whole.
fn judge(line: &str, kept: &str, count: &mut Count) -> bool {
    let words = |text: &str| -> Vec<String> {
        let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        text.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect()
    };
    let mut left = words(
        &["[gesundheit]", "[health]", "[termin]", "[appointment]"]
            .iter()
            .fold(kept.to_lowercase(), |text, mark| text.replace(mark, "")),
    );
    // What must stay takes its words out of what was kept; what is left then is what should have gone.
    let (mut must_go, mut must_stay) = (Vec::new(), Vec::new());
    for (number, part) in line.split(['{', '}']).enumerate() {
        if number % 2 == 1 { must_go.push(words(part)) } else { must_stay.extend(words(part)) }
    }
    let mut lost = 0;
    for word in &must_stay {
        match left.iter().position(|one| one == word) {
            Some(at) => drop(left.remove(at)),
            None => lost += 1,
        }
    }
    if must_go.is_empty() {
        count.harmless += 1;
        count.harmless_kept += usize::from(lost == 0 && left.is_empty());
        count.words_cut += lost;
        return lost == 0 && left.is_empty();
    }
    let of_statements: usize = must_go.iter().map(Vec::len).sum();
    let gone = must_go.iter().filter(|statement| statement.iter().all(|word| !left.contains(word))).count();
    count.statements += must_go.len();
    count.gone += gone;
    count.words_cut_rightly += of_statements - left.len().min(of_statements);
    count.words_cut += of_statements - left.len().min(of_statements) + lost;
    gone == must_go.len()
}
