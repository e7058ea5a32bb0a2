//! The services of a business, with their names cut into parts ('Herrenhaarschnitt' is *Herren* and *haarschnitt*), and which
//! parts an utterance holds, by spelling and sound.

use super::heard::Held;
use super::sentence::Utterance;
use super::whom::{self, ForWhom};
use crate::lexicon::Lists;
use crate::lexicon::keys::Beside;
use crate::words::sound::Sound;
use crate::words::tokens;
use base::business;
use base::language::Language;
use std::cell::OnceCell;

/// A part is in the words from this likeness on.
const PART_MIN: f32 = 0.78;
/// What is left behind 'Herren' and the like must be this long to be heard as something near.
pub(super) const MISHEARD_LETTERS_MIN: usize = 6;
/// Shorter words are told apart by their spelling alone.
const ALIKE_LETTERS_MIN: usize = 4;

/// The services of a business.
pub(super) struct Catalogue<'b> {
    pub services: Vec<Candidate<'b>>,
    /// The parts of all names, each once.
    parts: Vec<Part>,
}

/// A service with its names in parts.
pub(super) struct Candidate<'b> {
    pub id: &'b str,
    pub names: Vec<Name>,
}

/// A name in parts (by their places in the catalogue), and what is done said as one word ('Haareschneiden').
pub(super) struct Name {
    pub parts: Vec<usize>,
    pub whom: Vec<ForWhom>,
    pub joined: Option<usize>,
}

/// A word of a name.
pub(super) struct Part {
    pub text: String,
    pub sound: Sound,
}

impl<'b> Catalogue<'b> {
    /// The services, as they are called in a language.
    pub fn of(services: &'b [business::Service], language: Language) -> Self {
        let mut catalogue = Catalogue { services: Vec::new(), parts: Vec::new() };
        for service in services {
            // German names are said in English too ('TÜV').
            let foreign = if language == Language::En { service.names.de.as_slice() } else { &[] };
            let names = service.names.get(language).iter().chain(foreign);
            let names = names.map(|name| catalogue.name(name, language)).collect();
            catalogue.services.push(Candidate { id: &service.id, names });
        }
        catalogue
    }

    fn name(&mut self, name: &str, language: Language) -> Name {
        let mut found = Name { parts: Vec::new(), whom: Vec::new(), joined: None };
        for token in tokens(name) {
            let (whom, rest) = whom::cut(&token.text);
            let alone = whom::alone(&token.text);
            found.whom.extend(alone.or_else(|| whom::alone(whom)));
            if alone.is_none() && !is_little(rest) {
                found.parts.push(self.place(rest, language));
            }
        }
        if found.parts.len() > 1 {
            let text: String = found.parts.iter().map(|part| self.part(*part).text.as_str()).collect();
            found.joined = Some(self.place(&text, language));
        }
        found
    }

    /// The place of a part, which is taken in if it is new.
    fn place(&mut self, text: &str, language: Language) -> usize {
        self.find(text).unwrap_or_else(|| {
            self.parts.push(Part { text: text.to_owned(), sound: Sound::of(text, language) });
            self.parts.len() - 1
        })
    }

    /// The place of the part that is this word.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.parts.iter().position(|part| part.text == text)
    }

    /// The part at a place.
    pub fn part(&self, place: usize) -> &Part {
        &self.parts[place]
    }

    /// The words of all names.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.text.as_str())
    }

    /// All parts that the words hold.
    pub fn held(&self, utterance: &Utterance) -> Vec<Held> {
        let mut held = Vec::new();
        for at in 0..utterance.tokens.len() {
            let (word, pair) = (Word::new(utterance, at), Bigram::new(utterance, at));
            for (part, wanted) in self.parts.iter().enumerate() {
                let likeness = [word.likeness(wanted), pair.likeness(wanted)];
                let near = likeness.into_iter().zip(1..).filter(|(likeness, _)| *likeness >= PART_MIN);
                held.extend(near.map(|(likeness, taken)| Held { part, at, taken, likeness }));
            }
        }
        held.sort_by_key(|held| held.part);
        held
    }
}

/// A word heard, to be compared with parts.
struct Word<'a> {
    utterance: &'a Utterance,
    at: usize,
    text: &'a str,
    /// For whom it says that it is, and what is left behind that.
    cut: (&'a str, &'a str),
    rest: OnceCell<Sound>,
}

impl<'a> Word<'a> {
    fn new(utterance: &'a Utterance, at: usize) -> Self {
        let text = utterance.text(at);
        Word { utterance, at, text, cut: whom::cut(text), rest: OnceCell::new() }
    }

    fn likeness(&self, part: &Part) -> f32 {
        let (whom, rest) = self.cut;
        if self.text == part.text {
            1.0
        } else if part.text.len() < ALIKE_LETTERS_MIN || self.text.len() < ALIKE_LETTERS_MIN {
            0.0
        } else if rest == part.text {
            0.98
        // 'Herrenhaarschnitte' for 'Haarschnitt'
        } else if is_inflection(self.text, &part.text) || (!whom.is_empty() && is_inflection(rest, &part.text)) {
            0.95
        } else {
            let whole = part.sound.likeness_at_least(&self.utterance.sounds[self.at], PART_MIN);
            whole.max(self.behind(part))
        }
    }

    /// 'Herrenharschnitt': what is done, misheard behind for whom.
    fn behind(&self, part: &Part) -> f32 {
        let rest = self.cut.1;
        if rest.len() == self.text.len() || rest.len() < MISHEARD_LETTERS_MIN {
            return 0.0;
        }
        let sound = self.rest.get_or_init(|| Sound::of(rest, self.utterance.language));
        part.sound.likeness_at_least(sound, PART_MIN)
    }
}

/// Two words heard that may be one: 'haar schnitt' for 'Haarschnitt'.
struct Bigram<'a> {
    first: &'a str,
    second: &'a str,
    language: Language,
    sound: OnceCell<Sound>,
}

impl<'a> Bigram<'a> {
    fn new(utterance: &'a Utterance, at: usize) -> Self {
        let (first, second) = (utterance.text(at), utterance.text(at + 1));
        Bigram { first, second, language: utterance.language, sound: OnceCell::new() }
    }

    fn likeness(&self, part: &Part) -> f32 {
        const PAIR_LETTERS_MIN: usize = 6;
        let letters = self.first.len() + self.second.len();
        let far = letters.abs_diff(part.text.len()) > 3;
        if self.second.len() < 3 || part.text.len() < PAIR_LETTERS_MIN || far {
            return 0.0;
        }
        if part.text.strip_prefix(self.first) == Some(self.second) {
            return 0.98;
        }
        let sound = self.sound.get_or_init(|| Sound::of(&[self.first, self.second].concat(), self.language));
        part.sound.likeness_at_least(sound, PART_MIN) - 0.05
    }
}

/// One word is the other with an ending.
pub(super) fn is_inflection(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.starts_with(short) && long.len() - short.len() <= 2
}

/// A word that names nothing.
pub(super) fn is_little(text: &str) -> bool {
    Beside::Little.is(text)
}
