//! An utterance with what is looked up of it often, found once: where names begin and end, and where the last word stands that says
//! something.

use super::{Marked, Part};

/// An utterance, ready to be cut.
pub(super) struct Text<'a> {
    pub marked: &'a Marked<'a>,
    /// Where the name ends that begins at a token.
    pub name_end: Vec<Option<usize>>,
    /// Where the name began that ends right before a token.
    pub name_start: Vec<Option<usize>>,
    /// Tokens of a name behind its first.
    pub in_name: Vec<bool>,
    /// Behind the last word that says something.
    pub says_until: usize,
}

impl<'a> Text<'a> {
    pub fn new(marked: &'a Marked<'a>) -> Self {
        let count = marked.tokens.len();
        let (mut name_end, mut name_start, mut in_name) =
            (vec![None; count + 1], vec![None; count + 1], vec![false; count + 1]);
        for name in marked.names.iter().filter(|name| name.start < name.end && name.end <= count) {
            (name_end[name.start], name_start[name.end]) = (Some(name.end), Some(name.start));
            in_name[name.start + 1..name.end].fill(true);
        }
        Text { marked, name_end, name_start, in_name, says_until: says_until(marked) }
    }
}

fn says_until(marked: &Marked<'_>) -> usize {
    let (mut index, mut until) = (0, 0);
    while index < marked.tokens.len() {
        match marked.parts.taken(index, Part::Courtesy) {
            Some(taken) if !marked.is_time(index) => index += taken,
            _ => {
                index += 1;
                until = index;
            }
        }
    }
    until
}
