//! What words show that is neither a wish nor a fact: that they correct, tell, greet, ask why. Their words are in
//! `lexicon/{de,en}/cues.txt` and, for the parts of an appointment by their names, in `aspects.txt`.
//!
//! Takes tokens; gives whether they have a cue. Callers mix languages, so the words of all languages count. What follows from a
//! cue is for others to decide. Pure.

use crate::lexicon::Lists;
use crate::lexicon::keys::CueWord;
pub use crate::lexicon::keys::{Aspect, Cue};
use crate::words::{Mark, Token, numeral};
use base::language::Language;
use std::ops::Range;

/// Words that a question has at least: fewer are an exclamation, or misheard.
const QUESTION_WORDS_MIN: usize = 4;

/// 'Every (other) (second) Thursday': so many words at most stand between 'every' and what comes again, it included.
const INTERVAL_WORDS_MAX: usize = 3;

/// So many times something is wanted again and again; fewer may be for several people, more are no number of times.
const SERIES_MIN: u32 = 4;
const SERIES_MAX: u32 = 60;

impl Cue {
    /// All cues.
    pub const ALL: [Cue; 21] = [
        Cue::Corrects,
        Cue::TellsOfPast,
        Cue::AsksByDenying,
        Cue::Only,
        Cue::Later,
        Cue::Earlier,
        Cue::Towards,
        Cue::DataRequest,
        Cue::GreetingOnly,
        Cue::WhoIsThere,
        Cue::IsThisYou,
        Cue::AsksWhy,
        Cue::Topic,
        Cue::AnnouncesMessage,
        Cue::AsksForCall,
        Cue::TellsThat,
        Cue::AsksSomething,
        Cue::All,
        Cue::NotKnown,
        Cue::NotYet,
        Cue::Series,
    ];

    /// Whether words have it; of an utterance, [`Parsed::has`](crate::Parsed::has) tells.
    pub fn is_said(self, words: &[Token]) -> bool {
        match self {
            Cue::GreetingOnly => only_greets(words),
            Cue::AsksByDenying => asks(words) && places(self, words).any(|place| goes_on(words, &place)),
            Cue::AsksSomething => words.len() >= QUESTION_WORDS_MIN && (asks(words) || opens(self, words)),
            Cue::IsThisYou => {
                let before_name = places(CueWord::IsThis, words).any(|place| goes_on(words, &place));
                before_name || places(self, words).next().is_some()
            }
            Cue::TellsThat => stands_between(self, words),
            Cue::Towards => places(self, words).any(|place| place.start > 0) || stands_between(CueWord::Onto, words),
            Cue::Series => places(self, words).next().is_some() || comes_again(words) || is_many(words),
            _ => places(self, words).next().is_some(),
        }
    }
}

/// Whether words tell of a stretch of time after which something comes again, and not of the days that go: 'alle vier Wochen',
/// not 'jeden Freitag geht'.
fn comes_again(words: &[Token]) -> bool {
    let interval = |place: &Range<usize>| {
        let behind = (place.end..words.len()).take(INTERVAL_WORDS_MAX);
        behind.take_while(|at| !words[at - 1].after.ends_clause()).any(|at| CueWord::Interval.is(&words[at].text))
    };
    let told = |place: &Range<usize>| {
        let starts = (0..place.start).rev().find(|at| words[*at].after.ends_clause()).map_or(0, |at| at + 1);
        let ends = (place.end..words.len()).find(|at| words[*at].after.ends_clause()).map_or(words.len(), |at| at + 1);
        words[starts..ends].iter().any(|word| CueWord::AnyDay.is(&word.text))
    };
    places(CueWord::Every, words).any(|place| interval(&place) && !told(&place))
}

/// Whether more of something is wanted than one person needs at once: '6 mal Krankengymnastik'.
fn is_many(words: &[Token]) -> bool {
    let read = |at: usize| Language::ALL.into_iter().find_map(|language| numeral::read(&words[at], language));
    let many = |at: usize| read(at).is_some_and(|number| (SERIES_MIN..=SERIES_MAX).contains(&number.value));
    (1..words.len()).any(|at| CueWord::Times.is(&words[at].text) && many(at - 1) && at + 1 < words.len())
}

impl Aspect {
    /// In the order in which they are looked for: who says 'the name for the appointment' means the name.
    const ALL: [Aspect; 5] = [Aspect::Name, Aspect::Time, Aspect::Day, Aspect::Service, Aspect::Person];

    /// The one that words name; of several, the first in their order.
    pub(crate) fn named_in(words: &[Token]) -> Option<Aspect> {
        Aspect::ALL.into_iter().find(|aspect| aspect.find(words).is_some())
    }
}

/// Whether words end with a question mark.
pub(crate) fn asks(words: &[Token]) -> bool {
    words.last().is_some_and(|last| last.after == Mark::Question)
}

/// Where phrases stand that say this. Words that a clause's end parts do not stand together.
fn places<K: Lists>(key: K, words: &[Token]) -> impl Iterator<Item = Range<usize>> {
    (0..words.len()).flat_map(move |start| {
        let here = K::in_any_language().at(&words[start..]).filter(move |(found, _)| *found == key);
        let places = here.map(move |(_, taken)| start..start + taken);
        places.filter(|place| words[place.start..place.end - 1].iter().all(|word| !word.after.ends_clause()))
    })
}

/// Whether a phrase that says this opens the words and goes on in them.
fn opens(key: Cue, words: &[Token]) -> bool {
    places(key, words).take_while(|place| place.start == 0).any(|place| goes_on(words, &place))
}

/// Whether a phrase that says this has words before it and goes on behind it.
fn stands_between<K: Lists>(key: K, words: &[Token]) -> bool {
    places(key, words).any(|place| place.start > 0 && goes_on(words, &place))
}

/// Whether more follows a phrase in its clause.
fn goes_on(words: &[Token], place: &Range<usize>) -> bool {
    place.end < words.len() && !words[place.end - 1].after.ends_clause()
}

fn only_greets(words: &[Token]) -> bool {
    let greets = |word: &Token| Cue::GreetingOnly.is(&word.text);
    words.iter().any(greets) && words.iter().all(|word| greets(word) || CueWord::BesideGreeting.is(&word.text))
}
