//! The notation of the lexicon's files; `build.rs` checks every file with it, so that a fault is told with its file and line.
//!
//! A line is empty, a comment (`# …`), or an entry: `key: terms`, or `key weight: terms`. Terms are parted by spaces, and each
//! must be found; `!term` must not. A term is one or several phrases with `|` between them, of which one must be found. The words
//! of a phrase have `_` between them. A word is `word` itself; `stem*`, however it ends; `*end`, however it begins; `stem-`, also with
//! an ending of inflection of one letter; `~word`, also
//! when misheard; `@class`, what was recognised there. `^phrase` begins its sentence, `=phrase` is all of it.

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What the terms say.
    pub key: &'a str,
    /// How strongly, where that counts.
    pub weight: Option<u8>,
    /// Each must be found.
    pub wanted: Vec<Term<'a>>,
    /// None may be found.
    pub unwanted: Vec<Term<'a>>,
}

/// Phrases of which one must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<'a>(pub Vec<Phrase<'a>>);

/// Words that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase<'a> {
    /// Where they must stand.
    pub place: Place,
    /// In order; at least one.
    pub words: Vec<Word<'a>>,
}

/// Where a phrase must stand in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Anywhere.
    Anywhere,
    /// At its begin.
    Begin,
    /// It is all of it.
    All,
}

/// A word of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    /// This word.
    Exact(&'a str),
    /// Words that begin so.
    Begin(&'a str),
    /// Words that end so.
    End(&'a str),
    /// This stem with an ending of inflection.
    Inflected(&'a str),
    /// Words that sound so.
    Misheard(&'a str),
    /// What was recognised as this.
    Class(&'a str),
}

/// What is wrong with a line, and which it is, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line's number.
    pub line: usize,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// The entries of a file, each with its line's number.
pub fn entries(text: &str) -> impl Iterator<Item = Result<(usize, Entry<'_>), Fault>> {
    heads(text).map(|head| {
        let (line, head, terms) = head?;
        entry(head, terms).map(|entry| (line, entry)).map_err(|problem| Fault { line, problem })
    })
}

/// The lines that are entries: each line's number, what stands before its ': ' and what behind.
pub fn heads(text: &str) -> impl Iterator<Item = Result<(usize, &str, &str), Fault>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(index, line)| {
        let parts = line.split_once(": ").map(|(head, terms)| (index + 1, head, terms));
        let problem = || "has no ': ' behind its key: write `key: terms`".to_owned();
        parts.ok_or_else(|| Fault { line: index + 1, problem: problem() })
    })
}

fn entry<'a>(head: &'a str, terms: &'a str) -> Result<Entry<'a>, String> {
    let (key, weight) = match head.split_once(' ') {
        None => (head, None),
        Some((key, weight)) => {
            let weight =
                weight.parse().map_err(|_| format!("'{weight}' is no weight: write a number from 0 to 255"))?;
            (key, Some(weight))
        }
    };
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    for text in terms.split_whitespace() {
        match text.strip_prefix('!') {
            Some(text) => unwanted.push(term(text)?),
            None => wanted.push(term(text)?),
        }
    }
    if wanted.is_empty() {
        return Err("wants nothing: write a term that is not behind '!'".to_owned());
    }
    Ok(Entry { key, weight, wanted, unwanted })
}

fn term(text: &str) -> Result<Term<'_>, String> {
    text.split('|').map(phrase).collect::<Result<_, _>>().map(Term)
}

fn phrase(text: &str) -> Result<Phrase<'_>, String> {
    let begin = text.strip_prefix('^').map(|rest| (Place::Begin, rest));
    let all = || text.strip_prefix('=').map(|rest| (Place::All, rest));
    let (place, rest) = begin.or_else(all).unwrap_or((Place::Anywhere, text));
    let words = rest.split('_').map(|word| self::word(word, text)).collect::<Result<_, _>>()?;
    Ok(Phrase { place, words })
}

fn word<'a>(text: &'a str, phrase: &str) -> Result<Word<'a>, String> {
    let word = if let Some(class) = text.strip_prefix('@') {
        Word::Class(class)
    } else if let Some(stem) = text.strip_prefix('~') {
        Word::Misheard(stem.trim_end_matches('*'))
    } else if let Some(stem) = text.strip_suffix('*') {
        Word::Begin(stem)
    } else if let Some(end) = text.strip_prefix('*') {
        Word::End(end)
    } else if let Some(stem) = text.strip_suffix('-') {
        Word::Inflected(stem)
    } else {
        Word::Exact(text)
    };
    let (Word::Exact(inner)
    | Word::Begin(inner)
    | Word::End(inner)
    | Word::Inflected(inner)
    | Word::Misheard(inner)
    | Word::Class(inner)) = word;
    if inner.is_empty() || inner.contains(['*', '~', '@', '^', '=', '!', ':']) {
        return Err(format!("'{phrase}' has a word that is none: write words with '_' between them"));
    }
    Ok(word)
}
