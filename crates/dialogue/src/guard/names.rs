//! People and things in a model's sentence: who works here, what is offered here, and whom and what the caller has named.

use super::Guard;
use understanding::Claim;
use understanding::words::{Mark, Token, fold};

impl Guard<'_> {
    /// 'Frau Wieczorek kommt um neun.'
    pub(super) fn names_somebody(&self, words: &[Token]) -> bool {
        let known = |place: usize| words.get(place).is_none_or(|word| self.is_ours_or_said(&word.text));
        words.iter().enumerate().any(|(place, word)| Claim::Address.is_word(word) && !known(place + 1))
    }

    fn is_ours_or_said(&self, name: &str) -> bool {
        let ours = self.business.resources.iter().map(|resource| &resource.name).chain([&self.business.name]);
        let within = |text: &String| fold(text).split_whitespace().any(|word| word == name);
        let said = |said: &String| fold(said).split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
        ours.into_iter().any(within) || self.known.said.iter().any(said) || self.known.has_word(name)
    }

    /// Whether all that is written like a name, and all that is said to be served, is known. A word that is written large is a
    /// name in English and a thing or a name in German; at a sentence's begin it is one if a verb of somebody's follows it.
    pub(super) fn has_known_things(&self, words: &[Token], timed: &[bool]) -> bool {
        let begins = |place: usize| {
            place == 0 || matches!(words[place - 1].after, Mark::Stop | Mark::Question | Mark::Exclamation)
        };
        let large = |place: usize| {
            words[place].raw.chars().next().is_some_and(char::is_uppercase) && words[place].raw.len() > 1
        };
        let acts = |place: usize| words.get(place + 1).is_some_and(|next| Claim::Acts.is_word(next));
        let named = |place: &usize| !timed[*place] && large(*place) && (!begins(*place) || acts(*place));
        let mut named = (0..words.len()).filter(named);
        named.all(|place| self.is_known_word(&words[place].text)) && self.serves_what_is_known(words, timed)
    }

    /// 'We also offer massages', 'for a massage'
    fn serves_what_is_known(&self, words: &[Token], timed: &[bool]) -> bool {
        let figures = |word: &Token| word.text.chars().any(|c| c.is_ascii_digit());
        (0..words.len()).all(|place| {
            let Some(taken) = Claim::Serves.taken_at(&words[place..]) else { return true };
            let mut served = place + taken..words.len();
            // As far as its clause, or what stands beside it.
            let ends =
                |at: usize| Claim::Beside.is_word(&words[at]) || (at > place && words[at - 1].after != Mark::None);
            let end = served.clone().find(|at| ends(*at)).unwrap_or(words.len());
            served.end = end;
            served.into_iter().all(|at| timed[at] || figures(&words[at]) || self.is_known_word(&words[at].text))
        })
    }

    /// Whether a word is said at every front desk, or the business or the caller has said it; in one or joined of two.
    fn is_known_word(&self, word: &str) -> bool {
        let plain = |word: &str| Claim::Plain.is_text(word);
        let simple = |word: &str| plain(word) || self.known.has_word(word);
        let bare = word.trim_end_matches("'s").trim_end_matches('\'');
        let joined = |at: usize| {
            let (first, last) = bare.split_at(at);
            let first = first.trim_end_matches('-');
            plain(last) && (simple(first) || first.strip_suffix('s').is_some_and(simple))
        };
        simple(bare)
            || self.known.ends_word(bare)
            || bare.split('-').all(|part| simple(part) && !part.is_empty())
            || bare.char_indices().map(|(at, _)| at).filter(|at| *at > 2).any(joined)
    }
}
