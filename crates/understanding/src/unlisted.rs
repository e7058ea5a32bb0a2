//! What is wanted to be done by a name that is no service of the business and near none: 'eine Dauerwelle', 'a perm on Friday'.
//!
//! Only an asserted wish counts, with an article before the name and nothing behind it but a time or courtesy; what is no treatment
//! (an appointment, a question, a person, a thing) is none. In doubt there is none. The words are in `lexicon/{de,en}/unlisted.txt`. Pure.

use super::clause::Polarity;
use super::sentence::{Class, Utterance, is_courtesy, is_filler};
use super::vocabulary::Vocabulary;
use super::{Intent, Understanding};
use crate::lexicon::keys::Unlisted;
use crate::lexicon::{Lists, Places};
use base::privacy::Personal;
use std::ops::Range;

/// So many words at most lie between a wish and the article of what is wished for: 'ich hätte gern am Freitag eine'.
const BEFORE_ARTICLE_MAX: usize = 4;
/// So many words at most it is called by.
const NAME_WORDS_MAX: usize = 3;
/// What has fewer letters is no name of a treatment.
const LETTERS_MIN: usize = 4;
/// A word that begins and ends like one of a service is near to it: 'Ölfilterwechsel' to 'Ölwechsel'.
const BEGIN_ALIKE: usize = 3;
const END_ALIKE: usize = 4;

/// What is wanted by a name that nobody listed.
pub(super) fn unlisted(
    utterance: &Utterance,
    says: &Understanding,
    vocabulary: Option<&Vocabulary<'_>>,
) -> Option<Personal<String>> {
    let vocabulary = vocabulary.filter(|vocabulary| !vocabulary.business.services.is_empty())?;
    let books = |intent: &Intent| matches!(intent, Intent::Book | Intent::Availability | Intent::Yes | Intent::Thanks);
    let named = says.service.is_some() || !says.parts.is_empty() || !says.people_meant.is_empty();
    if named || !says.intents.iter().all(books) || !Unlisted::Wishing.is_within(utterance) {
        return None;
    }
    let places = Places::<Unlisted>::of(&utterance.tokens, utterance.language);
    let clauses = utterance.parsed.iter().filter(|clause| clause.polarity == Polarity::Asserted);
    let name = clauses.filter_map(|clause| name(utterance, &places, &clause.tokens)).next()?;
    let near = name.clone().any(|at| is_near(utterance.text(at), vocabulary));
    let said: Vec<&str> = utterance.tokens[name].iter().map(|token| token.raw.as_str()).collect();
    (!near).then(|| Personal::new(said.join(" ")))
}

impl Unlisted {
    /// Whether a phrase that says this stands anywhere.
    fn is_within(self, utterance: &Utterance) -> bool {
        let phrases = Unlisted::in_language(utterance.language);
        (0..utterance.tokens.len()).any(|at| phrases.taken(&utterance.tokens[at..], self).is_some())
    }
}

/// Where in a clause the name stands of what is wished for.
fn name(utterance: &Utterance, places: &Places<Unlisted>, clause: &Range<usize>) -> Option<Range<usize>> {
    let wish = clause.clone().find_map(|at| Some(at + places.taken(at, Unlisted::Wishing)?))?;
    let article = (wish..clause.end.min(wish + BEFORE_ARTICLE_MAX)).find(|at| places.is(*at, Unlisted::Article))?;
    let beside =
        |at: usize| is_filler(utterance.text(at)) || is_courtesy(utterance.text(at)) || utterance.is(at, Class::When);
    if !(wish..article).all(beside) {
        return None;
    }
    let begin = (article + 1..clause.end).find(|at| !places.is(*at, Unlisted::Kind))?;
    let free = |at: &usize| {
        utterance.classes[*at].is_empty() && !utterance.is_refused(*at) && !places.is(*at, Unlisted::Nothing)
    };
    let words: Vec<usize> = (begin..clause.end).take(NAME_WORDS_MAX).take_while(free).collect();
    let last = words.iter().copied().find(|at| places.is(*at, Unlisted::Ends)).or_else(|| words.first().copied())?;
    let letters = (begin..=last).flat_map(|at| utterance.text(at).chars()).filter(|letter| letter.is_alphabetic());
    let long = letters.count() >= LETTERS_MIN;
    let next = last + 1;
    let closes = next >= clause.end
        || utterance.tokens[last].after.ends_clause()
        || beside(next)
        || utterance.is(next + 1, Class::When)
        || places.is(next, Unlisted::Done);
    (long && closes && !is_filler(utterance.text(last)) && !is_courtesy(utterance.text(last))).then_some(begin..next)
}

/// Whether a word is like one of a service's name.
fn is_near(word: &str, vocabulary: &Vocabulary<'_>) -> bool {
    vocabulary.services.words().any(|part| {
        let held = part.len() >= LETTERS_MIN && (word.contains(part) || part.contains(word));
        let begins = part.get(..BEGIN_ALIKE).is_some_and(|begin| word.starts_with(begin));
        let ends =
            part.len().checked_sub(END_ALIKE).and_then(|at| part.get(at..)).is_some_and(|end| word.ends_with(end));
        held || (begins && ends)
    })
}
