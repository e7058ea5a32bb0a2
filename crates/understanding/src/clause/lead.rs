//! What only leads to a clause, or looks ahead to its verb: courtesy, 'I was wondering if', subordinators, conditions, verbs of
//! thinking and saying.

use super::Part;
use super::place::Place;

impl Place<'_> {
    /// Little words that say nothing.
    pub fn courtesy(&self, index: usize) -> Option<usize> {
        let subject = self.is(index, Part::Subject)
            || self.taken(index, Part::WeakSubject).is_some_and(|taken| self.is_verb(index + taken));
        let greets = index == 0 && self.is(0, Part::Greeting) && self.parted(1) && self.rest_says(1);
        if greets {
            return Some(1);
        }
        self.taken(index, Part::Courtesy).filter(|_| !self.is_time(index) && !subject)
    }

    /// What only leads to the clause: joints and corrections at its begin, courtesy, 'I was wondering if'.
    pub fn leads(&self) -> Option<usize> {
        let begin =
            || [Part::Correction, Part::Joint].into_iter().filter_map(|part| self.taken(self.index, part)).max();
        let begin = begin()
            .filter(|_| !self.open.beyond_yes && !self.is_time(self.index) && !self.is(self.index, Part::SelfSays));
        let answers = self.clause == 0 && self.any(self.index, &[Part::SubjectVerb, Part::WeakSubject]);
        let begin = begin.filter(|_| !self.denies_thing() && !answers);
        begin.or_else(|| [Part::Polite, Part::Matrix].into_iter().filter_map(|part| self.taken(self.index, part)).max())
    }

    /// A word after which subject and verb are still to come, and whether the verb then comes last.
    pub fn expecting(&self) -> Option<(usize, bool)> {
        let opens = |part: Part| self.taken(self.index, part);
        if self.is_indefinite() {
            return None;
        }
        let relative = self.relative_clause_begins().then_some(1);
        let condition = || opens(Part::Condition).filter(|_| !self.condition_is_split());
        let conjunction = || opens(Part::Subordinate).filter(|_| self.subordinates());
        let subordinate = relative.or_else(conjunction).or_else(condition).map(|taken| (taken, true));
        subordinate.or_else(|| opens(Part::Question).map(|taken| (taken, !self.is_verb(self.index + taken))))
    }
    /// Whether a verb of saying stands right before `index`, with which somebody else says something.
    pub fn says_before(&self, index: usize) -> bool {
        let mut behind = index;
        while self.german() && behind > self.clause + 1 && self.before_is(behind, &[Part::Adverb]) {
            behind -= 1;
        }
        let known = self.open.someone && self.before_is(behind, &[Part::Says]);
        let person = self.open.person && self.before_is(behind, &[Part::Speaks]);
        let shared = self.german()
            && self.is(self.clause, Part::Joint)
            && behind == self.clause + 2
            && self.before_is(behind, &[Part::Speaks]);
        (known || person || shared) && !self.before_is(behind, &[Part::Hearsay])
    }

    /// Whether a thing or a person begins at `index` that may say something: a noun with its determiner, of the case of subjects.
    pub fn names_someone(&self, index: usize) -> bool {
        let noun = if self.german() { self.is_noun(index + 1) } else { !self.is_time(index + 1) };
        let determined = self.is(index, Part::Determiner) && !self.is(index, Part::Accusative) && noun;
        determined && !self.open.verb && !self.is_time(index) && !self.before_is(index, &[Part::Preposition])
    }

    /// Whether the subordinator that stands here is one: not in 'damit zu fahren', 'for a while'.
    pub fn subordinates(&self) -> bool {
        let behind = self.index + self.taken(self.index, Part::Subordinate).unwrap_or(0);
        if self.taken(self.index, Part::Adverb) > self.taken(self.index, Part::Subordinate) {
            return false;
        }
        let noun = !self.german() && self.before_is(self.index, &[Part::Determiner]);
        if self.is(self.index, Part::Starter) {
            let awaited = self.open.awaits();
            let subject =
                self.any(behind, &[Part::Subject, Part::WeakSubject, Part::Determiner]) || self.is_noun(behind);
            return subject && !awaited;
        }
        let subject = self.any(behind, &[Part::Subject, Part::WeakSubject, Part::Negation]);
        !noun && (subject || !self.is(behind, Part::Bound))
    }

    /// Whether a verb of thinking, saying or asking stands right before: its clause goes on. What somebody else says is a clause of
    /// its own, and so is what the caller does not know.
    pub fn framed(&self) -> bool {
        let tells = !self.open.self_says && self.says_before(self.index);
        let keeps =
            self.is(self.index, Part::Question) && self.index >= self.clause + 2 && self.is(self.index - 2, Part::Keep);
        let doubts = !self.german() && self.open.denied && self.is(self.index + 1, Part::Nominative);
        if self.tells_that() || (doubts && self.is(self.index, Part::Auxiliary)) {
            return false;
        }
        if keeps || self.told() {
            return true;
        }
        let unknown = self.german() && self.open.denied;
        let asks = self.any(self.index, &[Part::Question, Part::Subordinate]) && self.german();
        if self.german() && !asks {
            return false;
        }
        let before =
            self.index.checked_sub(1).filter(|before| *before >= self.clause && (asks || !self.parted(self.index)));
        before.is_some_and(|before| self.is(before, Part::Frame)) && !tells && !unknown
    }
    /// 'let her know (that the bus is late)': what shall be told is a clause of its own behind 'that'.
    pub fn tells_that(&self) -> bool {
        const TOLD_WORDS_MAX: usize = 3;
        const BEGINS: [Part; 4] = [Part::Subject, Part::SubjectVerb, Part::WeakSubject, Part::Determiner];
        let from = self.index.saturating_sub(TOLD_WORDS_MAX).max(self.clause);
        let told = (from..self.index).any(|at| self.is(at, Part::Tell) && self.is(at, Part::Command));
        let begins = self.any(self.index + 1, &BEGINS) || self.is_capital(self.index + 1);
        !self.german() && self.is(self.index, Part::That) && told && begins
    }

    /// 'tell Jonas (I'm sorry)', 'sag mir einfach, (wann)': what shall be told goes on.
    fn told(&self) -> bool {
        let opens = !self.german() || self.any(self.index, &[Part::Question, Part::Subordinate]);
        let from = self.index.saturating_sub(3).max(self.clause);
        let told = (from..self.index.saturating_sub(1)).rev().find(|at| self.is(*at, Part::Tell));
        let between = |told: usize| {
            (told + 1..self.index)
                .all(|at| self.is_capital(at) || self.any(at, &[Part::Object, Part::Adverb, Part::Courtesy]))
        };
        let told = told.filter(|told| self.is(*told, Part::Command) || self.open.self_says);
        opens && !self.is(self.index, Part::That) && told.is_some_and(between)
    }

    pub fn is_condition(&self) -> bool {
        let condition =
            self.is(self.index, Part::Condition) || self.is(self.index, Part::IfSo) || self.inverted_condition();
        condition
            && !self.condition_is_split()
            && !self.is(self.index, Part::Polite)
            && !self.framed()
            && !self.is(self.index, Part::Matrix)
    }

    /// 'nur, (wenn …)': a mark parts the words of a condition.
    fn condition_is_split(&self) -> bool {
        self.taken(self.index, Part::Condition).is_some_and(|taken| taken > 1 && self.parted(self.index + 1))
    }

    /// 'sollte nichts frei sein', 'should there be a cancellation': at the begin, and no question.
    fn inverted_condition(&self) -> bool {
        let subject = self.is(self.index + 1, Part::Subject) && self.german();
        let named = self.is(self.index, Part::InvertedCondition) && !subject && !self.asks();
        !self.open.says && (named || (self.german() && self.verb_first_condition()))
    }

    /// 'Hat Aylin frei, nehme ich Jonas': a verb before its subject, and behind the first mark another, or 'dann'.
    fn verb_first_condition(&self) -> bool {
        let index = self.index;
        let subject =
            self.any(index + 1, &[Part::Subject, Part::WeakSubject, Part::Determiner]) || self.is_noun(index + 1);
        if !self.is_verb(index) || self.is_infinitive(index) || !subject || self.is(index, Part::Command) {
            return false;
        }
        let end = self.count().min(index + super::place::REACH);
        let Some(mark) = (index..end).find(|at| self.words.marked.tokens[*at].after.ends_clause()) else {
            return false;
        };
        let comma = self.words.marked.tokens[mark].after == crate::words::Mark::Comma;
        let behind = mark + 1;
        let then = self.is(behind, Part::Consequence) && self.is_verb(behind + 1);
        let verb = self.is_verb(behind)
            && !self.is(behind, Part::Asks)
            && !self.is(behind, Part::Command)
            && self.any(behind + 1, &[Part::Subject, Part::WeakSubject]);
        comma && index + 1 < mark && (then || verb)
    }

    /// Whether the sentence that begins here ends with a question mark.
    fn asks(&self) -> bool {
        let marks = (self.index..self.count().min(self.index + 2 * super::place::REACH))
            .map(|index| self.words.marked.tokens[index].after);
        marks.into_iter().find(|mark| mark.ends_clause()) == Some(crate::words::Mark::Question)
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_verb_before_its_subject_is_a_condition_before_a_comma() {
        let cut = "Hat der Meister Zeit, / nehme ich den Montag.";
        assert_eq!(said::cut(cut, Language::De), cut);
    }

    #[test]
    fn what_shall_be_told_behind_that_is_a_clause() {
        for cut in ["let her know / that the bus is late", "tell Jonas I'm sorry"] {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }
}
