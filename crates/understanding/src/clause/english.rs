//! English clauses: a subject and, right behind it, its verb; in questions an auxiliary before the subject.

use super::Part;
use super::place::{Place, REACH};

impl Place<'_> {
    /// A subject and its verb: 'I need', 'my train is', 'ten suits me'.
    pub fn english_predicate_at(&self, index: usize) -> bool {
        let taken = self.taken(index, Part::Starter).filter(|taken| *taken > 1);
        let started = taken.is_some_and(|taken| self.any(index + taken, &[Part::Subject, Part::SubjectVerb]));
        started
            || self.subject_at(index)
            || self.thing_at(index)
            || self.time_at(index)
            || self.relative_at(index)
            || self.source_at(index)
    }

    /// ', the girl on the phone said': who says so, behind a mark.
    fn source_at(&self, index: usize) -> bool {
        let end = self.count().min(index + REACH / 2 + 1);
        let says = (index + 2..end).find(|at| self.parted(*at) || self.is(*at, Part::Speaks));
        let closes = |at: usize| self.is(at, Part::Speaks) && (at + 1 >= self.count() || self.parted(at + 1));
        self.parted(index) && self.is(index, Part::Determiner) && says.is_some_and(closes)
    }

    /// 'a cleaning that I never had'.
    fn relative_at(&self, index: usize) -> bool {
        self.is(index, Part::Relative)
            && !self.before_is(index, &[Part::Preposition])
            && self.any(index + 1, &[Part::Subject, Part::SubjectVerb])
            && index > self.clause
    }

    /// A pronoun, with its verb where it takes one to know it for a subject.
    fn subject_at(&self, index: usize) -> bool {
        const LEADS: [Part; 4] = [Part::Question, Part::Subordinate, Part::Condition, Part::Relative];
        const TAKES_OBJECT: [Part; 5] = [Part::Verb, Part::Preposition, Part::Command, Part::Bound, Part::SubjectVerb];
        let quotes = self.says_before(index);
        let object = self.before_is(index, &TAKES_OBJECT) && !quotes;
        if self.before_is(index, &LEADS) && !(self.open.verb && object) {
            return false;
        }
        if self.is(index, Part::SubjectVerb) || self.pronoun_at(index) {
            return true;
        }
        let Some(taken) = self.taken(index, Part::WeakSubject) else { return false };
        let adverbs = (0..2).take_while(|more| self.is(index + taken + more, Part::Adverb)).count();
        self.is(index + taken + adverbs, Part::Verb) && !object && !self.follows_verb(index)
    }

    /// 'my train is', 'the kids are': a thing or a person, and what it does.
    fn thing_at(&self, index: usize) -> bool {
        const WORDS_MAX: usize = 3;
        const LEADS: [Part; 7] =
            [Part::Kin, Part::Preposition, Part::Determiner, Part::Verb, Part::Bound, Part::Title, Part::SubjectVerb];
        let determiner = self.taken(index, Part::Determiner);
        let named = determiner.is_none() && self.before(index).is_some_and(|before| self.is_capital(before));
        let contracted = self.before(index).is_some_and(|before| self.is_contracted(before));
        if contracted
            || (self.before_is(index, &LEADS) && !self.surely_acts(index))
            || named
            || self.is_time(index)
            || (determiner.is_none() && !self.is_capital(index))
        {
            return false;
        }
        let first = index + determiner.unwrap_or(0);
        for at in first..first + WORDS_MAX {
            if !self.in_thing(at) || (at > index && self.parted(at)) {
                return false;
            }
            if self.is_contracted(at) && determiner.is_some() {
                return !(at + 1..at + 4).any(|behind| self.is(behind, Part::Verb) && !self.parted(behind));
            }
            if self.acts_behind(at) {
                return true;
            }
        }
        false
    }
    /// 'the service can wait (the brakes can't)': a thing and its auxiliary, behind a verb that ended what went before.
    fn surely_acts(&self, index: usize) -> bool {
        let verb = self.before_is(index, &[Part::Verb]) && !self.before_is(index, &[Part::Auxiliary, Part::Bound]);
        let auxiliary =
            self.is(index, Part::Determiner) && self.is(index + 2, Part::Auxiliary) && self.in_thing(index + 1);
        let subject = self.any(index + 3, &[Part::Subject, Part::WeakSubject]) || self.parted(index + 2);
        verb && auxiliary && !subject && self.open.modal
    }

    fn in_thing(&self, index: usize) -> bool {
        const NO_NOUN: [Part; 10] = [
            Part::Preposition,
            Part::Joint,
            Part::Subject,
            Part::WeakSubject,
            Part::Negation,
            Part::Condition,
            Part::Subordinate,
            Part::Determiner,
            Part::SubjectVerb,
            Part::Question,
        ];
        index < self.count() && !self.is_time(index) && !self.any(index, &NO_NOUN)
    }

    /// Whether the verb behind a noun is its own, and asks nothing of a subject behind it.
    fn acts_behind(&self, noun: usize) -> bool {
        let verb = noun + 1;
        let asks = self.any(verb + 1, &[Part::Subject, Part::WeakSubject]) && self.is(verb, Part::Auxiliary);
        (self.is(verb, Part::Verb) || self.acted(noun))
            && !self.is(verb, Part::Command)
            && !asks
            && !self.parted(verb)
            && !self.is(verb, Part::Determiner)
    }
    /// 'my colleague (raved)', where no other verb is.
    pub fn acts_behind_thing(&self, index: usize) -> bool {
        let noun = self.before(index).filter(|noun| *noun > self.clause && !self.open.verb);
        noun.is_some_and(|noun| self.acted(noun) && self.before_is(noun, &[Part::Determiner]))
    }

    /// 'my colleague raved': a verb of no list, by its ending of the past, behind a noun.
    fn acted(&self, noun: usize) -> bool {
        let past =
            self.is(noun + 1, Part::PastEnd) && !self.any(noun + 1, &[Part::NoVerb, Part::Adverb, Part::Preposition]);
        past && !self.is_time(noun + 1) && !self.is(noun, Part::Determiner) && self.text(noun + 1).len() > 4
    }

    /// 'ten suits me', 'half past four would be fine', 'Friday's no good': a time, and what it does.
    fn time_at(&self, index: usize) -> bool {
        let named = self.is(index, Part::Determiner) && !self.is_time(index);
        let another = index > 0 && self.open.denied && self.is_hour(index - 1) && self.is_hour(index);
        let another = another || index > 1 && self.is(index - 2, Part::Excess);
        let led = self.before_is(index, &[Part::Preposition, Part::Determiner])
            || self.before(index).is_some_and(|before| self.is_time(before) && !named && !another);
        let leads = || self.taken(index, Part::Preposition).or_else(|| self.taken(index, Part::Determiner));
        let first = if self.is_time(index) { index } else { index + leads().unwrap_or(0) };
        let object = self.before_is(index, &[Part::Command]) && self.is_contracted(first);
        if led || object || !self.is_time(first) || !(self.open.verb || self.parted(index)) {
            return false;
        }
        let reach = self.count().min(first + REACH);
        let joins = |at: usize| self.is(at, Part::Joint) && self.is_time(at + 1);
        let said = |at: usize| (self.is_time(at) && !self.is_contracted(at)) || joins(at);
        let end = (first..reach).find(|at| !said(*at)).unwrap_or(reach);
        if self.open.denied && self.is_hour(first) && self.is_hour(first + 1) && end == first + 2 {
            return false;
        }
        let contracted = self.is_time(end) && self.is_contracted(end);
        contracted
            || (self.is(end, Part::TimeVerb)
                && !self.any(end + 1, &[Part::Subject, Part::WeakSubject])
                && !self.parted(end))
    }

    /// 'can I', 'is there', 'could Jonas'.
    pub fn english_inverted_at(&self, index: usize) -> bool {
        const NOT_BEFORE: [Part; 6] =
            [Part::Adverb, Part::Auxiliary, Part::Bound, Part::SubjectVerb, Part::Subject, Part::Question];
        let next = index + 1;
        if !self.is(index, Part::Auxiliary)
            || (self.before_is(index, &NOT_BEFORE) && !self.surely_asks(index))
            || self.has_own_subject(index)
            || self.asked_subject(index)
        {
            return false;
        }
        let pronoun = self.is(next, Part::Subject) || (self.is(next, Part::WeakSubject) && !self.is_time(next));
        let kin = self.before_is(index, &[Part::Kin, Part::Title])
            || self.before(index).is_some_and(|before| self.is_capital(before));
        let thing = (self.is_capital(next) || self.is(next, Part::Determiner)) && !self.is(index, Part::Having);
        let parted = self.parted(index) && !self.is(index, Part::Having) && next < self.count();
        pronoun || parted || self.is(next, Part::There) || (thing && !kin && (self.open.verb || self.parted(index)))
    }
    /// '… still (do you have)', '… about you (are you)': a subject that is nothing else, behind an adverb or an object.
    fn surely_asks(&self, index: usize) -> bool {
        let Some(before) = self.before(index).filter(|before| *before > self.clause) else { return false };
        let object = self.is(before, Part::WeakSubject)
            && self.before_is(before, &[Part::Preposition, Part::Command])
            && !self.before_is(before, &[Part::Auxiliary]);
        let asks = self.is(index + 1, Part::Nominative) && !self.is(index, Part::Having);
        asks && self.open.verb && (object || (self.is(before, Part::Adverb) && !self.is(before, Part::Subject)))
    }

    /// 'it can …', where 'it' is no object of what stands before it.
    fn has_own_subject(&self, index: usize) -> bool {
        let Some(before) = self.before(index).filter(|before| self.is(*before, Part::WeakSubject)) else {
            return false;
        };
        !self.before_is(before, &[Part::Verb, Part::Command, Part::Preposition, Part::Bound])
    }

    /// 'the one (I booked)': a short relative clause, which belongs to its noun.
    pub fn is_relative(&self) -> bool {
        let subject = self.any(self.index, &[Part::Subject, Part::SubjectVerb]);
        let contracted = self.is(self.index, Part::SubjectVerb) && !self.is(self.index, Part::WeakClause);
        let had = self.is(self.index + 1, Part::Had) || contracted;
        let relative = !self.german() && self.before_is(self.index, &[Part::Head]) && subject && had;
        relative && !self.said_before(self.index + 1)
    }

    /// 'could Jonas (do it)', 'does it (take)': what stands before is the subject of an auxiliary before it.
    pub fn asked_subject(&self, index: usize) -> bool {
        let mut first = index;
        while let Some(before) = self.before(first).filter(|_| index - first < 3) {
            if self.is(before, Part::Auxiliary) {
                if self.before_is(before, &[Part::Label, Part::Kin, Part::Subject]) {
                    return false;
                }
                return first < index && !self.is_tag(before);
            }
            let noun = self.before_is(before, &[Part::Determiner]) && self.in_thing(before);
            if !noun
                && !self.any(before, &[Part::WeakSubject, Part::Subject, Part::Determiner, Part::Kin])
                && !self.is_capital(before)
            {
                return false;
            }
            first = before;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_subject_with_its_verb_begins_a_clause() {
        for cut in
            ["my car won't start / can you pick it up", "the garage told me / it'd be dear", "that's the one I booked"]
        {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }

    #[test]
    fn an_auxiliary_before_its_subject_asks_behind_an_object() {
        for cut in [
            "my colleague raved about you / are you taking new patients",
            "my toddler never sits still / do you have a booster seat",
        ] {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }
}
