//! Names that stand by themselves: 'can I move that to Saturday Tim Keller'.

use super::{Marked, Part};
use crate::words::numeral;
use std::ops::Range;

/// Runs of two to four words written as names are, which nothing before them belongs to.
pub(super) fn bare(marked: &Marked<'_>) -> Vec<Range<usize>> {
    const WORDS_MAX: usize = 4;
    let mut found = Vec::new();
    let mut index = 0;
    while index < marked.tokens.len() {
        let titled = titled(marked, index);
        let end = run(marked, index + usize::from(titled));
        let tail = tail(marked, end).is_some()
            && (!marked.says_something(0..index.min(super::place::REACH)) && index < super::place::REACH
                || end > index && marked.parts.is(end, Part::NameClause));
        // 'Xaver Ypsilon vierundvierzig' spells a plate.
        let counted = marked.tokens.get(end).is_some_and(|token| numeral::read(token, marked.language).is_some());
        let counted = counted && !marked.is_time(end);
        if !counted
            && (titled || end.saturating_sub(index) >= 2 || (tail && end > index))
            && end - index <= WORDS_MAX
            && (tail && marked.parts.is(end, Part::NameClause) || stands_alone(marked, index))
        {
            // 'bei dem Petersen Thomas Brinkmann mein Name': of more words, the last two are the name.
            let start =
                if tail && marked.parts.is(end, Part::NameClause) { index.max(end.saturating_sub(2)) } else { index };
            found.push(whole(marked, &(start..end)));
        }
        index = end.max(index + 1);
    }
    found
}

/// 'Familie Lüdemann', 'Frau Vogt': a title, and a name behind it, which nothing before them takes.
fn titled(marked: &Marked<'_>, index: usize) -> bool {
    const TAKES: [Part; 7] = [
        Part::Subject,
        Part::Object,
        Part::WeakSubject,
        Part::Conclusion,
        Part::Subordinate,
        Part::Condition,
        Part::Described,
    ];
    let named = marked.parts.is(index, Part::Title) && looks(marked, index + 1);
    let taken = |before: usize| {
        marked.tokens[before].after.ends_clause() || TAKES.iter().any(|part| marked.parts.is(before, *part))
    };
    named && index.checked_sub(1).is_none_or(|before| !taken(before))
}

/// How many words go with the name that ends before `index`: 'hier', 'mein Name', unless a verb goes on from them.
fn tail(marked: &Marked<'_>, index: usize) -> Option<usize> {
    let taken = marked.parts.taken(index, Part::NameTail)?;
    let goes_on = marked.parts.is(index, Part::Determiner) && marked.parts.is(index + taken, Part::NameVerb);
    (!goes_on).then_some(taken)
}

/// The versions of a name that was corrected: 'Rose (no sorry) Ross'.
pub(super) fn versions(marked: &Marked<'_>, name: &Range<usize>) -> Vec<Range<usize>> {
    let (mut versions, mut start, mut index) = (Vec::new(), name.start, name.start);
    while index < name.end {
        match marked.parts.taken(index, Part::Correction).filter(|_| index > name.start) {
            Some(taken) => {
                versions.push(start..index);
                index += taken;
                start = index;
            }
            None => index += 1,
        }
    }
    versions.push(start..name.end);
    versions.retain(|version| version.start < version.end);
    versions
}

/// A name with what belongs to it: 'my (name is Hobbs)', 'Krüger (hier)'.
pub(super) fn whole(marked: &Marked<'_>, name: &Range<usize>) -> Range<usize> {
    let label = marked.parts.is(name.start, Part::Label);
    let leads = |before: usize| marked.parts.is(before, Part::Determiner) || marked.parts.is(before, Part::NameOrder);
    let parted = |at: usize| at == 0 || marked.tokens[at - 1].after.ends_clause();
    let led = label && !parted(name.start) && leads(name.start - 1);
    let tail = tail(marked, name.end).filter(|_| name.end > 0 && !parted(name.end));
    // A label further in begins something else: 'mein Name ist Voss Kennzeichen …'.
    let bare = |at: usize| ![Part::Determiner, Part::Preposition].iter().any(|part| marked.parts.is(at - 1, *part));
    let other = |at: usize| marked.parts.is(at, Part::Label) && !marked.parts.is(at, Part::NameLink) && bare(at);
    let label = (name.start + 2..name.end).find(|at| other(*at));
    let end = label.unwrap_or(name.end + tail.unwrap_or(0));
    let described = marked.parts.is(name.start, Part::Label)
        && !parted(name.start)
        && !led
        && marked.parts.is(name.start - 1, Part::Described);
    let start = if described { name.start + 1 } else { name.start - usize::from(led) };
    start..end.max(start)
}

/// Where the words end that look like a name and begin at `start`.
fn run(marked: &Marked<'_>, start: usize) -> usize {
    let mut end = start;
    while end < marked.tokens.len() {
        let particle = end > start && marked.parts.is(end, Part::Particle) && looks(marked, end + 1);
        if !looks(marked, end) && !particle {
            break;
        }
        end += 1;
        if marked.tokens[end - 1].after.ends_clause() {
            break;
        }
    }
    end
}

/// A word that is written with a capital and known for nothing else.
fn looks(marked: &Marked<'_>, index: usize) -> bool {
    const KNOWN: [Part; 24] = [
        Part::Condition,
        Part::Subordinate,
        Part::Consequence,
        Part::Correction,
        Part::Yes,
        Part::Auxiliary,
        Part::NoName,
        Part::NoVerb,
        Part::Adverb,
        Part::Object,
        Part::Negation,
        Part::Starter,
        Part::Courtesy,
        Part::Subject,
        Part::SubjectVerb,
        Part::WeakSubject,
        Part::Verb,
        Part::Title,
        Part::Label,
        Part::Determiner,
        Part::Preposition,
        Part::Joint,
        Part::Command,
        Part::Question,
    ];
    let Some(token) = marked.tokens.get(index) else { return false };
    let mut letters = token.raw.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let lower = letters.any(char::is_lowercase);
    capital && lower && !marked.is_time(index) && !KNOWN.iter().any(|part| marked.parts.is(index, *part))
}

/// Whether nothing before a name leads to it.
fn stands_alone(marked: &Marked<'_>, start: usize) -> bool {
    const LEADS: [Part; 5] = [Part::Preposition, Part::Determiner, Part::Title, Part::Kin, Part::NameVerb];
    let Some(before) = start.checked_sub(1) else { return true };
    let asked = marked.parts.is(before, Part::Subject) && before > 0 && marked.parts.is(before - 1, Part::NameVerb);
    let negated = marked.parts.is(before, Part::Negation) || marked.parts.is(before, Part::Only);
    marked.tokens[before].after.ends_clause()
        || !asked && !negated && !LEADS.iter().any(|part| marked.parts.is(before, *part))
}
