//! Denials without a verb of their own, and what counts behind what is denied.

use super::Part;
use super::place::{Place, REACH};

impl Place<'_> {
    pub fn denies_at(&self, index: usize) -> bool {
        self.is(index, Part::Negation) && !self.is(index, Part::NoNegation)
    }

    /// 'no message', 'no need': 'no' that denies a thing, and answers nothing.
    pub fn denies_thing(&self) -> bool {
        self.words.marked.denies_thing(self.index)
    }

    /// 'nicht erst um drei', 'not mine': a denial without a verb of its own.
    pub fn denial_begins(&self) -> bool {
        const LEADS: [Part; 8] = [
            Part::Verb,
            Part::SubjectVerb,
            Part::Subject,
            Part::WeakSubject,
            Part::Adverb,
            Part::Joint,
            Part::Correction,
            Part::Auxiliary,
        ];
        let mut words = self.index + 1..self.index + REACH / 2;
        let little = words.find(|at| !self.any(*at, &[Part::Adverb, Part::Courtesy])).unwrap_or(self.index);
        let led = match self.german() {
            true => self.before_is(self.index, &[Part::Subject]),
            false => self.before_is(self.index, &LEADS),
        };
        if self.is(self.index, Part::Only) && self.open.says_more && self.is(little, Part::Not) && !led {
            return self.open.verb
                && (!self.german() || !self.open.awaits())
                && !self.open.expects
                && !self.open.subordinate
                && self.rest_says(little + 1);
        }
        let denies = self.is(self.index, Part::Negation);
        if !denies || !self.rest_says(self.index + 1) || self.any(self.index, &[Part::Tag, Part::Verb]) {
            return false;
        }
        let contracted = self.is_contracted(self.index.saturating_sub(1));
        let english =
            self.is(self.index, Part::Not) && !self.before_is(self.index, &LEADS) && !contracted && !self.german();
        let english = english && !self.asked_subject(self.behind_subject(self.index));
        let before = self.index.saturating_sub(1);
        let next = self.index + 1 + self.taken(self.index + 1, Part::Adverb).unwrap_or(0);
        let thing = self.is_time(next)
            || self.any(next, &[Part::Preposition, Part::That])
            || (self.german() && self.is_noun(next));
        let behind_end = self.is_time(before)
            || self.is_infinitive(before)
            || self.is(before, Part::Please)
            || (self.open.participle && self.open.bracket && self.is_participle(before))
            || self.contrasts(before);
        let german = self.german() && self.is(self.index, Part::Not) && thing && !self.open.subordinate && behind_end;
        (self.parted(self.index) && !self.verb_pending())
            || english
            || (german && self.open.says_more && !self.verb_pending())
    }
    /// 'ich bin um drei da (nicht um zwei)': behind the last word of a statement, what was said of it is denied of another.
    fn contrasts(&self, before: usize) -> bool {
        let again = self.is(self.index + 1, Part::Preposition) && self.said_before(self.index + 1);
        again && (self.any(before, &[Part::Starter, Part::NoVerb, Part::VerbPrefix]) || self.is_noun(before))
    }

    /// 'nur Mittwoch nicht': behind a statement, the one thing that it does not hold of.
    fn one_denied(&self) -> bool {
        let only = self.german() && self.is(self.index, Part::Only) && self.open.verb && !self.open.denied;
        let free = !self.open.expects && self.open.says_more && !self.before_is(self.index, &[Part::Subject]);
        let end = self.constituent(self.index + 1).filter(|_| only && free);
        end.is_some_and(|end| self.is(end, Part::Not) && (end + 1 >= self.count() || self.parted(end + 1)))
    }

    /// 'die Uhrzeit nicht' behind a statement: a thing and its denial.
    pub fn thing_denied(&self) -> bool {
        if self.one_denied() {
            return true;
        }
        let thing = self.german() && self.any(self.index, &[Part::Determiner]) && self.open.verb && !self.open.denied;
        let asked = self
            .before(self.index)
            .is_some_and(|before| self.is_verb(before) && (before == self.clause || !self.open.subject));
        let from = self.index.saturating_sub(REACH).max(self.clause);
        let spoken = (from..self.index).any(|at| self.is(at, Part::Subject));
        let led = asked || spoken || self.before_is(self.index, &[Part::Preposition, Part::Object, Part::Subject]);
        let end = self.constituent(self.index).filter(|_| thing && !led);
        end.is_some_and(|end| {
            end > self.index + 1
                && self.is(end, Part::Not)
                && (end + 1 >= self.count() || self.parted(end + 1) || self.predicate_at(end + 1))
        })
    }

    /// Whether the clause has a topic and waits for its verb: 'Montag, nicht …'.
    fn verb_pending(&self) -> bool {
        self.open.expects
    }

    /// 'nicht um zehn um elf', 'keinen Termin nur den Preis', 'das erste nicht das letzte': what counts behind what is denied.
    pub fn denial_ends(&self) -> bool {
        let agrees = self.is(self.index, Part::Yes) && !self.open.verb && !self.rest_says(self.index + 1);
        if self.german() && self.open.denied && (agrees || self.asks_behind_denial()) {
            return true;
        }
        if !self.open.denied || self.open.expects || self.index <= self.clause + 1 {
            return false;
        }
        const LED: [Part; 6] =
            [Part::Preposition, Part::Negation, Part::Determiner, Part::Title, Part::Adverb, Part::Conclusion];
        let only = self.is(self.index, Part::Only)
            && self.taken(self.index, Part::Adverb).is_none_or(|taken| taken == 1)
            && self.rest_says(self.index + 1)
            && !self.before_is(self.index, &[Part::Subject])
            && (self.german() || !self.before_is(self.index, &[Part::Negation]));
        let fragment = !self.open.verb && self.same_kind() && !self.before_is(self.index, &LED);
        let name = !self.open.verb && self.is_noun(self.index) && self.is(self.index + 1, Part::NameLink);
        only || fragment || (self.german() && name) || self.behind_denial()
    }

    /// 'nichts mehr frei ist der Doktor da': a verb before its subject, behind a denial without a verb.
    fn asks_behind_denial(&self) -> bool {
        let behind = self.before_is(self.index, &[Part::NoVerb, Part::Adverb, Part::Not]);
        let subject = self.any(self.index + 1, &[Part::Determiner, Part::Subject]);
        let awaits = self.open.expects && !self.is(self.clause, Part::Question);
        let answered = self.words.marked.answers && self.is(self.index, Part::AskingVerb);
        let asks = answered && self.is(self.index + 1, Part::PluralSubject);
        !self.open.verb && !awaits && ((behind && subject) || asks) && self.is_verb(self.index)
    }

    /// 'not for me for my husband', 'nicht um zehn um elf': a thing of the kind of what was denied.
    fn same_kind(&self) -> bool {
        let little = self.taken(self.open.denied_thing, Part::Adverb).unwrap_or(0);
        let denied = self.open.denied_thing + little;
        let same = |part: Part| self.is(denied, part) && self.is(self.index, part);
        let times = self.is_time(denied)
            && self.is_time(self.index)
            && (!self.is_time(self.index - 1)
                || self.parted(self.index)
                || (self.index == denied + 1 && self.is_hour(denied) && self.is_hour(self.index)));
        self.index > denied && (times || same(Part::Preposition) || same(Part::Determiner))
    }

    /// Whether the word at `index` was said shortly before in this clause.
    pub fn said_before(&self, index: usize) -> bool {
        (index.saturating_sub(REACH).max(self.clause)..index.min(self.index))
            .any(|at| self.text(at) == self.text(index))
    }

    /// 'zum Jonas nicht zur Aylin', 'nachmittags kann ich nicht danach schon': a denial that ends its clause, and what counts.
    fn behind_denial(&self) -> bool {
        let from = self.index.saturating_sub(3).max(self.clause);
        let ends = (from..self.index).rev().find(|at| !self.is(*at, Part::Adverb)).filter(|at| self.is(*at, Part::Not));
        let led = self.is(self.index, Part::Preposition) && !self.is_time(self.index + 1) && !self.is_time(self.index);
        if self.is(self.index, Part::Closing) || (led && self.open.verb && !self.said_before(self.index)) {
            return false;
        }
        let thing = self.is_time(self.index)
            || (self.is(self.index, Part::Determiner) && !self.parted(self.index + 1))
            || self.constituent(self.index).is_some_and(|end| end > self.index + 1)
            || (self.is(self.index, Part::Starter) && !self.is(self.index, Part::Adverb));
        let only = self.is(self.clause, Part::Only);
        let begin = self.index.saturating_sub(REACH).max(self.clause);
        let topic = self.open.topic || (begin..from).any(|at| self.is(at, Part::Frame));
        self.german() && !only && topic && ends.is_some() && thing && self.rest_says(self.index)
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn what_counts_stands_behind_what_is_denied() {
        for cut in ["nicht bei Jonas / bei Aylin", "keine Farbe / nur schneiden", "der Tag stimmt / die Uhrzeit nicht"]
        {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn no_before_a_thing_denies_it() {
        for cut in ["not for me / for my husband", "no message / just tell me"] {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }

    #[test]
    fn what_only_one_thing_denies_is_a_clause() {
        for cut in ["der Tag passt / bloß nicht vor neun", "das Kennzeichen hab ich grad nicht im Kopf"] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_contrast_denies_another_of_its_kind() {
        for cut in ["das ist für Mia / nicht für mich", "bitte ohne Bart / nur die Haare"] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }
}
