//! For whom something is: words that tell services of one kind apart ('Herrenhaarschnitt', 'a haircut for my son').

use super::sentence::Utterance;
use std::collections::BTreeSet;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ForWhom {
    Man,
    Woman,
    Child,
}

const PREFIXES: [&str; 11] =
    ["herren", "maenner", "damen", "frauen", "kinder", "men's", "women's", "children's", "kind", "frau", "mann"];

/// 'herrenhaarschnitt' → ('herren', 'haarschnitt'); the first is empty where nothing is to be cut off.
pub(super) fn cut(text: &str) -> (&str, &str) {
    let prefix = PREFIXES.iter().find(|prefix| text.strip_prefix(**prefix).is_some_and(|rest| rest.len() >= 3));
    let (whom, rest) = text.split_at(prefix.map_or(0, |prefix| prefix.len()));
    (whom, rest.trim_start_matches('-'))
}

/// For whom a word is, or its first part.
pub(super) fn of_word(text: &str) -> Option<ForWhom> {
    alone(text).or_else(|| alone(cut(text).0))
}

/// For whom a word is that says nothing else.
pub(super) fn alone(text: &str) -> Option<ForWhom> {
    match text {
        "mann" | "maenner" | "herren" | "maennern" | "men" | "men's" | "mens" | "man" | "gents" | "gent's"
        | "gentlemen" | "husband" | "ehemann" | "male" | "gentleman" => Some(ForWhom::Man),
        "frau" | "frauen" | "dame" | "damen" | "women" | "women's" | "womens" | "woman" | "ladies" | "lady"
        | "wife" | "ehefrau" | "female" | "lady's" => Some(ForWhom::Woman),
        "kind" | "kinder" | "kindern" | "sohn" | "tochter" | "junge" | "jungen" | "maedchen" | "enkel" | "kleinen"
        | "kleine" | "child" | "children" | "children's" | "childrens" | "child's" | "kid" | "kids" | "kid's"
        | "son" | "son's" | "daughter" | "daughter's" | "boy" | "girl" | "toddler" => Some(ForWhom::Child),
        _ => None,
    }
}

/// For whom the words say that it is. 'Frau Keller' is a title, not a customer.
pub(super) fn said(utterance: &Utterance, answering: bool) -> BTreeSet<ForWhom> {
    let title = |index: usize| utterance.text(index) == "frau" && !answering && is_title(utterance, index);
    let words = (0..utterance.tokens.len()).filter(|index| !title(*index));
    words.filter_map(|index| of_word(utterance.text(index))).collect()
}

fn is_title(utterance: &Utterance, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| utterance.text(before));
    let possessed =
        matches!(before, Some("meine" | "meiner" | "eine" | "die" | "fuer" | "einer" | "der" | "als" | "haarschnitt"));
    let next = utterance.tokens.get(index + 1).filter(|_| !utterance.tokens[index].after.ends_clause());
    !possessed && next.is_some_and(|token| token.raw.starts_with(char::is_uppercase))
}

/// The tokens that say so.
pub(super) fn tokens(utterance: &Utterance, wanted: ForWhom) -> Vec<usize> {
    (0..utterance.tokens.len()).filter(|index| of_word(utterance.text(*index)) == Some(wanted)).collect()
}
