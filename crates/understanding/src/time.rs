//! The time that an utterance says, with its clauses known: what is denied is excluded, what is corrected gives way to what
//! replaces it, and what tells of the past or is somebody else's word wishes for nothing.

use super::Context;
use super::clause::{Clause, Opening, Polarity};
use super::role::{Role, Roles};
use super::sentence::{Class, Utterance};
use crate::Asked;
use crate::when::{self, Terms, TimeWords, When, WhenContext, WhenReading};
use crate::words::Token;
use std::ops::Range;

/// The time said; marks its tokens. `words`: which tokens belong to a time by themselves.
pub(super) fn time(context: &Context<'_>, words: &TimeWords, utterance: &mut Utterance) -> WhenReading {
    if matches!(context.asked, Asked::Phone | Asked::Spelling) {
        return WhenReading::default();
    }
    let reader = Reader::new(context, words, utterance);
    let reading = if reader.is_revised() { reader.by_clause() } else { reader.whole() };
    for range in &reading.consumed {
        utterance.mark(range.clone(), Class::When);
    }
    reading
}

struct Reader<'a> {
    context: &'a Context<'a>,
    utterance: &'a Utterance,
    roles: Roles,
    /// The tokens, without those that wish for nothing.
    tokens: Vec<Token>,
    /// Which of them belong to a time.
    times: Vec<bool>,
    /// The terms of them all, where none was left out.
    terms: Option<&'a Terms>,
}

impl<'a> Reader<'a> {
    fn new(context: &'a Context<'a>, words: &'a TimeWords, utterance: &'a Utterance) -> Self {
        let roles = utterance.roles();
        let mut tokens = utterance.tokens.clone();
        tokens.iter_mut().for_each(Token::drop_contraction);
        let times = behind_since(&tokens, &roles, context).unwrap_or_else(|| words.places());
        let mut reader = Reader { context, utterance, roles, tokens, times, terms: None };
        let out: Vec<usize> = (0..reader.tokens.len()).filter(|index| reader.wishes_for_nothing(*index)).collect();
        reader.terms = Some(&words.terms).filter(|_| out.is_empty());
        for index in out {
            reader.tokens[index].blank();
            reader.times[index] = false;
        }
        reader
    }

    /// The caller's name, since when something is, somebody else's words, 'the middle one'.
    fn wishes_for_nothing(&self, index: usize) -> bool {
        let Some(clause) = self.utterance.clause_of(index) else { return false };
        let others = self.utterance.parsed.iter().any(|other| other.polarity != Polarity::Reported);
        self.utterance.is(index, Class::Name)
            || self.utterance.is(index, Class::Contact)
            || (clause.polarity == Polarity::Reported && others)
            || self.tells_since(index)
            || (self.is_over(clause) && self.times[index])
            || (index > 0 && self.roles.taken(index - 1, Role::OneOf) == Some(2))
    }

    /// 'Seit gestern Abend': what follows 'since' without a gap.
    fn tells_since(&self, index: usize) -> bool {
        const WORDS_MAX: usize = 6;
        let mut begin = index;
        while begin > 0 && index - begin < WORDS_MAX && !self.roles.is(begin, Role::Since) {
            let joined = self.times[begin] || self.roles.is(begin, Role::Joint);
            if !joined {
                return false;
            }
            begin -= 1;
        }
        self.roles.is(begin, Role::Since)
    }

    /// 'Mein TÜV ist im November abgelaufen'.
    fn is_over(&self, clause: &Clause) -> bool {
        self.roles.within(clause.tokens.clone(), Role::Over) && !self.roles.within(clause.tokens.clone(), Role::Wants)
    }

    /// Whether clauses with times deny or correct one another, so that they have to be read one by one.
    fn is_revised(&self) -> bool {
        let timed = |clause: &&Clause| clause.tokens.clone().any(|index| self.times[index]);
        let special = |clause: &Clause| {
            clause.opening == Opening::Correction || matches!(clause.polarity, Polarity::Negated | Polarity::Corrected)
        };
        let clauses = &self.utterance.parsed;
        clauses.iter().filter(timed).count() > 1 && clauses.iter().any(special)
    }

    /// The terms of a range.
    fn terms_of(&self, range: Range<usize>) -> Terms {
        Terms::of(&self.tokens[range], self.context.language)
    }

    fn reading(&self, terms: &Terms, asked: Asked, earlier: Option<&When>) -> WhenReading {
        let Context { language, business, .. } = *self.context;
        terms.reading(&WhenContext { now: self.context.now.clone(), language, business, earlier, asked })
    }

    fn parse(&self, range: Range<usize>, asked: Asked, earlier: Option<&When>) -> WhenReading {
        let mut reading = self.reading(&self.terms_of(range.clone()), asked, earlier);
        for consumed in &mut reading.consumed {
            *consumed = consumed.start + range.start..consumed.end + range.start;
        }
        reading
    }

    fn whole(&self) -> WhenReading {
        let anew;
        let terms = match self.terms {
            Some(terms) => terms,
            None => {
                anew = self.terms_of(0..self.tokens.len());
                &anew
            }
        };
        let reading = self.reading(terms, self.context.asked, self.context.earlier);
        // 'Wait, make it eleven', 'nehmen wir elf': at a read-back a bare number is a time.
        if says_nothing(&reading) && self.context.asked == Asked::Confirm && self.is_short() {
            return self.reading(terms, Asked::Time, self.context.earlier);
        }
        reading
    }

    /// Few enough words for a number among them to be what they are about; 'that one' is none.
    fn is_short(&self) -> bool {
        const WORDS_MAX: usize = 6;
        let one = |index: usize| self.roles.is(index, Role::One);
        self.tokens.len() <= WORDS_MAX && !(0..self.tokens.len()).any(one)
    }

    /// Clause after clause: the last time wished counts, what is denied is excluded.
    fn by_clause(&self) -> WhenReading {
        let mut sum = WhenReading::default();
        let mut earlier: Option<When> = self.context.earlier.cloned();
        for clause in &self.utterance.parsed {
            let corrects = clause.opening == Opening::Correction;
            let mut reading = self.parse(clause.tokens.clone(), self.context.asked, earlier.as_ref());
            if says_nothing(&reading) && corrects {
                reading = self.parse(clause.tokens.clone(), Asked::Time, earlier.as_ref());
            }
            if clause.polarity == Polarity::Negated {
                let denied = reading.when.take();
                reading.excluded.extend(denied);
                (reading.day_said, reading.time_said) = (false, false);
                reading.problems.clear();
            }
            if reading.when.is_some() {
                earlier.clone_from(&reading.when);
            }
            add(&mut sum, reading);
        }
        sum
    }
}

/// Adds what a later clause says; its time takes the place of the one before.
fn add(sum: &mut WhenReading, later: WhenReading) {
    sum.excluded.extend(later.excluded);
    sum.consumed.extend(later.consumed);
    sum.any |= later.any;
    sum.first_free |= later.first_free;
    sum.day_said |= later.day_said;
    sum.time_said |= later.time_said;
    sum.instead_of = later.instead_of.or(sum.instead_of.take());
    if later.when.is_some() || !later.problems.is_empty() || later.shift.is_some() {
        sum.when = later.when;
        sum.problems = later.problems;
        (sum.either, sum.shift, sum.weekday) = (later.either, later.shift, later.weekday);
    }
}

/// Which tokens belong to a time, those behind 'since' too; `None` where nothing stands behind it.
fn behind_since(tokens: &[Token], roles: &Roles, context: &Context<'_>) -> Option<Vec<bool>> {
    if !roles.within(0..tokens.len(), Role::Since) {
        return None;
    }
    let mut tokens = tokens.to_vec();
    let since = |(index, _): &(usize, &mut Token)| roles.is(*index, Role::Since);
    tokens.iter_mut().enumerate().filter(since).for_each(|(_, token)| token.blank());
    Some(when::places(&tokens, context.language, context.asked))
}

/// Whether nothing about time was made out.
pub(super) fn says_nothing(reading: &WhenReading) -> bool {
    reading.when.is_none() && reading.problems.is_empty() && reading.excluded.is_empty()
}
