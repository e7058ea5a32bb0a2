//! Patterns of words, read once from `de.txt`, `en.txt` and `both.txt`, and where they fit.
//!
//! A line is one of
//!
//! - `# …`: a comment.
//! - `@name = a|b`: a class of words, for later lines.
//! - `: a b c`: words each of which says something by itself.
//! - `- pattern`: what is spared, though other lines name it.
//! - `pattern`: words that say something together.
//!
//! A pattern is a row of elements. Alternatives are parted by `|`: `word`, `begin*`, `*end`, `*within*`, `@class`, `%` (begins
//! with a figure), `*` (any). `.` before an element: it must be there and is not cut. `?`: it may be missing. `~3`: up to three
//! words of any kind. `^3`: one to three words, as far as the clause goes and no word of the class `stop` comes. Letters are
//! compared folded; a part between hyphens counts as a word where a whole word is named by itself.

use super::words::{Word, fold};
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
        let lines = || texts.iter().flat_map(|text| text.lines());
        // Classes first: the files name them where they are read best.
        lines().filter(|line| line.starts_with('@') && line.contains(" = ")).for_each(|line| lexicon.take_class(line));
        for line in lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains(" = ")) {
            match (line.strip_prefix(": "), line.strip_prefix("- ")) {
                (Some(words), _) => lexicon.alone.extend(words.split(' ').map(Form::read)),
                (_, Some(pattern)) => lexicon.spared.push(lexicon.pattern(pattern)),
                _ => lexicon.together.push(lexicon.pattern(line)),
            }
        }
        lexicon
    }

    fn take_class(&mut self, line: &str) {
        let Some((name, words)) = line[1..].split_once(" = ") else { return };
        let forms = words.split('|').map(Form::read);
        self.classes.entry(name.to_owned()).or_default().extend(forms);
    }

    fn pattern(&self, text: &str) -> Pattern {
        Pattern(text.split(' ').filter(|element| !element.is_empty()).map(|element| self.element(element)).collect())
    }

    fn element(&self, text: &str) -> Element {
        let count = |text: &str| text.parse().unwrap_or(0);
        if let Some(most) = text.strip_prefix('~') {
            return Element::Gap(count(most));
        }
        if let Some(most) = text.strip_prefix('^') {
            return Element::Rest(count(most));
        }
        let (cut, text) = text.strip_prefix('.').map_or((true, text), |text| (false, text));
        let (optional, text) = text.strip_prefix('?').map_or((false, text), |text| (true, text));
        let forms = text.split('|').flat_map(|word| match word.strip_prefix('@') {
            Some(class) => self.classes.get(class).cloned().unwrap_or_default(),
            None => vec![Form::read(word)],
        });
        Element::One { forms: forms.collect(), cut, optional }
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
    fn read(text: &str) -> Form {
        let folded = fold(text.trim_matches('*'));
        match (text, text.starts_with('*'), text.ends_with('*')) {
            ("%", ..) => Form::Number,
            ("*", ..) => Form::Any,
            (_, true, true) => Form::Within(folded),
            (_, true, false) => Form::End(folded),
            (_, false, true) => Form::Begin(folded),
            (_, false, false) => Form::Exact(folded),
        }
    }

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
        let lines = "@body = knee|foot\n@body ~2 hurts\n.prescription .for .?my ^2\n@stop = please";
        assert_eq!(cut(lines, "My knee always hurts."), ["knee always hurts"]);
        assert!(cut(lines, "My knee. It hurts.").is_empty(), "two sentences");
        assert!(cut(lines, "A foot away from where it hurts").is_empty(), "too far");
        assert_eq!(cut(lines, "a prescription for my blue pills"), ["blue pills"]);
        assert_eq!(cut(lines, "a prescription for ibuprofen please"), ["ibuprofen"]);
        assert_eq!(cut(lines, "a prescription for ibuprofen, two of them"), ["ibuprofen"]);
        assert!(cut(lines, "a prescription for please").is_empty());
    }

    #[test]
    fn every_line_of_the_files_is_one() {
        let files = [include_str!("de.txt"), include_str!("en.txt"), include_str!("both.txt")];
        for line in files.iter().flat_map(|file| file.lines()) {
            let marks = line.matches("|?").count() + line.matches("||").count() + line.matches("  ").count();
            assert_eq!(marks, 0, "{line}");
            assert!(line == line.trim_end(), "{line}");
        }
        for (file, both) in [(files[0], files[2]), (files[1], files[2])] {
            let lexicon = Lexicon::read(&[file, both]);
            for line in file.lines().filter(|line| !line.starts_with(['#', ':']) && !line.contains(" = ")) {
                for element in line.trim_start_matches("- ").split(' ') {
                    for word in element.trim_start_matches(['.', '?']).split('|') {
                        let known = word.strip_prefix('@').is_none_or(|class| lexicon.classes.contains_key(class));
                        assert!(known, "{line}: no class {word}");
                    }
                }
            }
        }
    }
}
