//! Which of our two kinds of file a document is: a configuration, or a business's.

use super::SECTIONS;
use base::document::Document;

/// What every business's file has on its outermost level, and no configuration.
const OF_A_BUSINESS: [&str; 6] = ["id", "name", "phones", "forward", "hours", "service"];

/// Whether a text is a configuration, whatever may be wrong with it.
pub fn is_configuration(text: &str) -> bool {
    Document::parse(text, "").is_ok_and(|document| {
        let keys = keys(&document);
        !has(&keys, &OF_A_BUSINESS) && has(&keys, &SECTIONS)
    })
}

/// Whether a document is a business's file. `carrier` may stand in both kinds.
pub(super) fn is_business(document: &Document<'_>) -> bool {
    let keys = keys(document);
    let sections: Vec<_> = SECTIONS.into_iter().filter(|section| *section != "carrier").collect();
    has(&keys, &OF_A_BUSINESS) && !has(&keys, &sections)
}

fn keys(document: &Document<'_>) -> Vec<String> {
    document.root().entries().map(|(key, _)| key.to_owned()).collect()
}

fn has(keys: &[String], some: &[&str]) -> bool {
    keys.iter().any(|key| some.contains(&key.as_str()))
}
