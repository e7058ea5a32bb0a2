//! The clauses of an utterance, with and without punctuation, and how each is meant.
//!
//! A clause is a predicate with what belongs to it, or a fragment that stands for one (a yes, a name, a time). It takes tokens and
//! which of them are about time or are the caller's name ([`Marked`]), and gives the clauses in order; together they cover all
//! tokens. What is wanted in a clause is not its business.

mod begin;
mod comma;
mod conclusion;
mod correction;
mod cut;
mod denial;
mod english;
mod german;
mod hear;
mod joint;
mod lead;
mod name_edge;
mod names;
mod open;
mod part;
mod place;
mod polarity;
mod predicate;
mod spread;
mod text;
mod verb;

pub(crate) use part::{Part, Parts};

use crate::words::{Token, numeral};
use base::language::Language;
use std::ops::Range;

/// How a clause is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// Said, wished or asked.
    Asserted,
    /// Denied, or not wanted.
    Negated,
    /// Something in it is taken back or replaced by a later clause.
    Corrected,
    /// It holds only if something else does, or is that condition.
    Conditional,
    /// Somebody else's words.
    Reported,
}

impl Polarity {
    /// The name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Polarity::Asserted => "asserted",
            Polarity::Negated => "negated",
            Polarity::Corrected => "corrected",
            Polarity::Conditional => "conditional",
            Polarity::Reported => "reported",
        }
    }
}

/// A clause of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// How it is meant.
    pub polarity: Polarity,
    /// What it begins with.
    pub opening: Opening,
}

/// What a clause begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Nothing in particular.
    Plain,
    /// A condition.
    Condition,
    /// Something that takes back what went before.
    Correction,
}

/// What is known of the tokens before their clauses are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marked<'a> {
    /// The tokens.
    pub tokens: &'a [Token],
    /// What they are to clauses.
    pub parts: &'a Parts,
    /// Which of them are about time.
    pub times: &'a [bool],
    /// Where names stand that are clauses of their own, with what announces them.
    pub names: &'a [Range<usize>],
    /// The language spoken.
    pub language: Language,
    /// Whether a yes or a no answers what was asked.
    pub answers: bool,
}

impl Marked<'_> {
    fn text(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.text.as_str())
    }

    fn is_time(&self, index: usize) -> bool {
        self.times.get(index).copied().unwrap_or(false)
    }

    /// 'no message', 'no need': 'no' before a thing, which it denies. Before anything else it answers.
    fn denies_thing(&self, index: usize) -> bool {
        const NO_THING: [Part; 16] = [
            Part::Subject,
            Part::SubjectVerb,
            Part::WeakSubject,
            Part::Correction,
            Part::Courtesy,
            Part::Command,
            Part::Negation,
            Part::Question,
            Part::Matrix,
            Part::Bound,
            Part::Joint,
            Part::Preposition,
            Part::Determiner,
            Part::Auxiliary,
            Part::Only,
            Part::Condition,
        ];
        let next = index + 1;
        let Some(word) = self.tokens.get(next).filter(|_| self.parts.is(index, Part::DenyingAnswer)) else {
            return false;
        };
        let plain = word.raw.starts_with(char::is_lowercase) && !self.is_time(next);
        let counts = numeral::read(word, self.language).is_some();
        plain
            && !counts
            && !self.tokens[index].after.ends_clause()
            && !NO_THING.iter().any(|part| self.parts.is(next, *part))
    }

    /// Whether the range is nothing but a yes with what leads to it: 'aber ja', 'oh go on then yes'.
    fn agrees(&self, range: Range<usize>) -> bool {
        const LEADS: [Part; 4] = [Part::Joint, Part::Interjection, Part::Conclusion, Part::Consequence];
        let led = LEADS.iter().any(|part| self.parts.is(range.start, *part));
        let (mut index, mut yes) = (range.start, false);
        while led && index < range.end {
            let taken = |part: Part| self.parts.taken(index, part);
            let agreed = taken(Part::Yes).filter(|_| index > range.start);
            yes |= agreed.is_some();
            match agreed.max(taken(Part::Courtesy)).max(taken(Part::Conclusion)).max(taken(Part::Joint)) {
                Some(taken) if !self.is_time(index) => index += taken,
                _ => return false,
            }
        }
        yes
    }

    /// Whether something is said in the range, beyond courtesy.
    fn says_something(&self, range: Range<usize>) -> bool {
        let mut index = range.start;
        while index < range.end {
            match self.parts.taken(index, Part::Courtesy) {
                Some(taken) if !self.is_time(index) => index += taken,
                _ => return true,
            }
        }
        false
    }
}

/// The clauses of an utterance.
pub(crate) fn clauses(marked: &Marked<'_>) -> Vec<Clause> {
    let mut names = names::bare(marked);
    names.retain(|bare| {
        marked.names.iter().all(|known| {
            bare.end <= known.start || known.end <= bare.start || marked.parts.is(known.start + 1, Part::Label)
        })
    });
    let labels = |name: &&Range<usize>| [0, 1].iter().all(|more| marked.parts.is(name.start + more, Part::Label));
    let known = marked.names.iter().flat_map(|name| names::versions(marked, name));
    names.extend(known.filter(|name| !labels(&name)).map(|name| names::whole(marked, &name)));
    let marked = Marked { names: &names, ..*marked };
    let mut clauses = cut::cut(&marked);
    spread::judge(&marked, &mut clauses);
    clauses
}

/// Utterances cut for tests: nothing in them is known to be a time or a name.
#[cfg(test)]
mod said {
    use super::{Clause, Marked, Parts, Polarity, clauses};
    use crate::words::{Token, tokens};
    use base::language::Language;

    fn of(tokens: &[Token], language: Language) -> Vec<Clause> {
        let parts = Parts::of(tokens, language);
        let times = vec![false; tokens.len()];
        clauses(&Marked { tokens, parts: &parts, times: &times, names: &[], language, answers: true })
    }

    /// The words with ' / ' where a clause ends; that of `marked` is left out before they are cut.
    pub fn cut(marked: &str, language: Language) -> String {
        let words = marked.replace(" / ", " ");
        let tokens = tokens(&words);
        let clauses = of(&tokens, language);
        let from = |index: usize| tokens.get(index).map_or(words.len(), |token| token.bytes.start);
        let texts = clauses.iter().map(|clause| words[from(clause.tokens.start)..from(clause.tokens.end)].trim());
        texts.collect::<Vec<_>>().join(" / ")
    }

    /// How the clauses are meant.
    pub fn polarity(words: &str, language: Language) -> Vec<Polarity> {
        of(&tokens(words), language).iter().map(|clause| clause.polarity).collect()
    }

    /// Whether the clauses cover all tokens in order, and none is empty.
    fn covers(words: &str, language: Language) -> bool {
        let tokens = tokens(words);
        let mut end = 0;
        let follows = of(&tokens, language).iter().all(|clause| {
            let follows = clause.tokens.start == end && clause.tokens.end > end;
            end = clause.tokens.end;
            follows
        });
        follows && end == tokens.len()
    }

    #[test]
    fn an_utterance_of_ten_thousand_words_is_cut() {
        for words in ["und ", "ich will ", "zehn ", "der rote ", "and I want ", "is it ", "no ", "Tim Keller, "] {
            for language in Language::ALL {
                assert!(covers(&words.repeat(10_000), language), "{words}");
            }
        }
    }
}
