//! Rows of words about health, read once from `lexicon/{de,en,both}/health.txt`, and where they fit. Letters are compared folded;
//! a part between hyphens counts as a word where a whole word is named by itself.

use super::words::{Word, fold};
use crate::lexicon::Key;
use crate::lexicon::keys::Statement;
use crate::lexicon::rows::{self, Row, RowWord};
use std::collections::HashMap;
use std::ops::Range;

/// What is known of a language's words.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Words that say something by themselves.
    alone: Vec<Form>,
    /// Words that say something together.
    together: Vec<Pattern>,
    /// What is spared.
    spared: Vec<Pattern>,
    classes: HashMap<String, Vec<Form>>,
}

/// A row of elements.
#[derive(Debug)]
struct Pattern(Vec<Element>);

#[derive(Debug)]
enum Element {
    /// One of these words.
    One { forms: Vec<Form>, cut: bool, optional: bool },
    /// Up to so many words of any kind.
    Gap(usize),
    /// One to so many words.
    Rest(usize),
}

#[derive(Debug, Clone)]
enum Form {
    Exact(String),
    Begin(String),
    End(String),
    Within(String),
    Number,
    Any,
}

/// Where a pattern fits, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// From its first to its last word.
    pub whole: Range<usize>,
    /// What is to be cut of it.
    pub cut: Option<Range<usize>>,
    /// What an element `^` took.
    pub rest: Option<Range<usize>>,
}

impl Lexicon {
    /// Reads the lines of the texts, one after the other.
    pub fn read(texts: &[&str]) -> Self {
        let mut lexicon =
            Lexicon { alone: Vec::new(), together: Vec::new(), spared: Vec::new(), classes: HashMap::new() };
        let rows = || texts.iter().flat_map(|text| rows::rows(text)).filter_map(Result::ok).map(|(_, row)| row);
        // Classes first: the files name them where they are read best.
        for row in rows() {
            if let Some(class) = row.key.strip_prefix("class.") {
                let forms = lexicon.forms(&row);
                lexicon.classes.entry(class.to_owned()).or_default().extend(forms);
            }
        }
        for row in rows() {
            match Statement::named(row.key) {
                Some(Statement::Alone) => lexicon.alone.extend(lexicon.forms(&row)),
                Some(Statement::Together) => lexicon.together.push(lexicon.pattern(&row)),
                Some(Statement::Spared) => lexicon.spared.push(lexicon.pattern(&row)),
                None => {}
            }
        }
        lexicon
    }

    /// The words of a row that is a list.
    fn forms(&self, row: &Row<'_>) -> Vec<Form> {
        let of_element = |element: &rows::Element<'_>| match element {
            rows::Element::One { words, .. } => words.iter().flat_map(|word| self.form(word)).collect(),
            rows::Element::Gap(_) | rows::Element::Rest(_) => Vec::new(),
        };
        row.elements.iter().flat_map(of_element).collect()
    }

    fn pattern(&self, row: &Row<'_>) -> Pattern {
        Pattern(row.elements.iter().map(|element| self.element(element)).collect())
    }

    fn element(&self, element: &rows::Element<'_>) -> Element {
        match element {
            rows::Element::Gap(most) => Element::Gap(*most),
            rows::Element::Rest(most) => Element::Rest(*most),
            rows::Element::One { words, kept, optional } => Element::One {
                forms: words.iter().flat_map(|word| self.form(word)).collect(),
                cut: !kept,
                optional: *optional,
            },
        }
    }

    /// What fits a word of a row: several where it is a class.
    fn form(&self, word: &RowWord<'_>) -> Vec<Form> {
        vec![match word {
            RowWord::Exact(text) => Form::Exact(fold(text)),
            RowWord::Begin(text) => Form::Begin(fold(text)),
            RowWord::End(text) => Form::End(fold(text)),
            RowWord::Within(text) => Form::Within(fold(text)),
            RowWord::Number => Form::Number,
            RowWord::Any => Form::Any,
            RowWord::Class(class) => return self.classes.get(*class).cloned().unwrap_or_default(),
        }]
    }

    /// Whether a word is of a class.
    pub fn is(&self, class: &str, word: &Word) -> bool {
        self.classes.get(class).is_some_and(|forms| forms.iter().any(|form| form.fits(word)))
    }

    /// Where words are spared.
    pub fn spared(&self, words: &[Word]) -> Vec<Fit> {
        self.fits(&self.spared, words)
    }

    /// Where words say something together.
    pub fn together(&self, words: &[Word]) -> Vec<Fit> {
        self.fits(&self.together, words)
    }

    /// Whether a word says something by itself.
    pub fn says_alone(&self, word: &Word) -> bool {
        let whole = self.alone.iter().any(|form| form.fits(word));
        let parts = || word.text.split('-').filter(|part| part.len() > 3);
        whole || (word.text.contains('-') && parts().any(|part| self.alone.iter().any(|form| form.is(part))))
    }

    fn fits(&self, patterns: &[Pattern], words: &[Word]) -> Vec<Fit> {
        let starts = || 0..words.len();
        patterns.iter().flat_map(|pattern| starts().filter_map(move |start| pattern.fit(self, words, start))).collect()
    }
}

impl Pattern {
    fn fit(&self, lexicon: &Lexicon, words: &[Word], start: usize) -> Option<Fit> {
        let fit = Fit { whole: start..start, ..Fit::default() };
        go_on(&self.0, lexicon, words, start, fit)
    }
}

/// Fits `elements` from the word `at` on.
fn go_on(elements: &[Element], lexicon: &Lexicon, words: &[Word], at: usize, fit: Fit) -> Option<Fit> {
    let Some((first, others)) = elements.split_first() else { return Some(fit) };
    // No pattern goes beyond a sentence.
    let parted = |at: usize| at > fit.whole.start && words[at - 1].sentence_ends;
    match first {
        Element::One { forms, cut, optional } => {
            let here = words.get(at).filter(|word| !parted(at) && forms.iter().any(|form| form.fits(word)));
            let taken = here.and_then(|_| go_on(others, lexicon, words, at + 1, fit.with(at, at + 1, *cut)));
            taken.or_else(|| if *optional { go_on(others, lexicon, words, at, fit) } else { None })
        }
        Element::Gap(most) => (0..=*most)
            .take_while(|skipped| at + skipped <= words.len() && (0..*skipped).all(|one| !parted(at + one)))
            .find_map(|skipped| go_on(others, lexicon, words, at + skipped, fit.clone())),
        Element::Rest(most) => {
            let goes_on = |end: &usize| *end == at || !words[*end - 1].clause_ends;
            let ends = (at..words.len().min(at + most)).take_while(goes_on);
            let count = ends.take_while(|&index| !parted(index) && !lexicon.is("stop", &words[index])).count();
            let rest = (count > 0).then(|| at..at + count)?;
            let fit = Fit { rest: Some(rest.clone()), ..fit.with(rest.start, rest.end, true) };
            go_on(others, lexicon, words, rest.end, fit)
        }
    }
}

impl Fit {
    /// With the words from `start` to `end`.
    fn with(&self, start: usize, end: usize, cut: bool) -> Fit {
        let before = self.cut.clone();
        let cut = if cut { Some(before.map_or(start, |cut| cut.start)..end) } else { before };
        Fit { whole: self.whole.start..end, cut, rest: self.rest.clone() }
    }
}

impl Form {
    fn fits(&self, word: &Word) -> bool {
        match self {
            Form::Number => word.is_number(),
            form => form.is(&word.text),
        }
    }

    fn is(&self, text: &str) -> bool {
        match self {
            Form::Exact(word) => text == word,
            Form::Begin(stem) => text.starts_with(stem.as_str()),
            Form::End(stem) => text.ends_with(stem.as_str()),
            Form::Within(stem) => text.contains(stem.as_str()),
            Form::Number => false,
            Form::Any => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn cut(lines: &str, text: &str) -> Vec<String> {
        let words = words(text);
        let fits = Lexicon::read(&[lines]).together(&words);
        let cut = fits.into_iter().filter_map(|fit| fit.cut);
        cut.map(|cut| text[words[cut.start].bytes.start..words[cut.end - 1].bytes.end].to_owned()).collect()
    }

    #[test]
    fn a_pattern_cuts_what_is_not_context() {
        let lines = "class.body: knee|foot\ntogether: @body 0-2 hurts\ntogether: .prescription .for .?my 1-2\nclass.stop: please";
        assert_eq!(cut(lines, "My knee always hurts."), ["knee always hurts"]);
        assert!(cut(lines, "My knee. It hurts.").is_empty(), "two sentences");
        assert!(cut(lines, "A foot away from where it hurts").is_empty(), "too far");
        assert_eq!(cut(lines, "a prescription for my blue pills"), ["blue pills"]);
        assert_eq!(cut(lines, "a prescription for ibuprofen please"), ["ibuprofen"]);
        assert_eq!(cut(lines, "a prescription for ibuprofen, two of them"), ["ibuprofen"]);
        assert!(cut(lines, "a prescription for please").is_empty());
    }
}
