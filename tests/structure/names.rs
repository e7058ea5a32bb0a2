//! One name for one thing: no public type's name stands for more than two. The language half is rebuilt as a whole and judged
//! then.

use super::sources;
use std::collections::BTreeMap;

/// Names that mean the same wherever they stand: a command's arguments, an adapter's settings.
const CONVENTIONS: [&str; 2] = ["Arguments", "Config"];
/// The language half.
const LEFT_OUT: [&str; 2] = ["crates/understanding/", "crates/dialogue/"];

#[test]
fn no_public_type_shares_its_name_with_more_than_one_other() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources(true).iter().filter(|source| !LEFT_OUT.iter().any(|left| source.path.starts_with(left))) {
        for (number, line) in &source.lines {
            if let Some(name) = public_type(line) {
                places.entry(name).or_default().push(format!("{}:{number}", source.path));
            }
        }
    }
    let known = |name: &str| CONVENTIONS.contains(&name);
    let crowded: Vec<_> = places.iter().filter(|(name, places)| places.len() > 2 && !known(name)).collect();
    assert!(crowded.is_empty(), "names of more than two things: {crowded:#?}");
}

/// The name of the type that a line declares for other crates.
fn public_type(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|keyword| rest.strip_prefix(keyword))?;
    Some(rest.chars().take_while(|character| character.is_alphanumeric()).collect())
}
