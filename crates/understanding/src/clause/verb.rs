//! Which words are finite verbs: those of the lists, and German words that their form and their subject make one.

use super::Part;
use super::place::Place;

/// Parts of which no word is a verb.
const NO_VERB: [Part; 15] = [
    Part::Joint,
    Part::Subordinate,
    Part::Condition,
    Part::Question,
    Part::Adverb,
    Part::Preposition,
    Part::Courtesy,
    Part::Starter,
    Part::Negation,
    Part::Conclusion,
    Part::Subject,
    Part::WeakSubject,
    Part::Object,
    Part::NoVerb,
    Part::Determiner,
];

impl Place<'_> {
    /// A finite verb: 'kann', 'schlaf ich', 'die heiratet'; 'works', 'it's'.
    pub fn is_verb(&self, index: usize) -> bool {
        if !self.german() {
            let formed = self.is(index, Part::VerbEnd) && !self.any(index, &NO_VERB) && !self.is_time(index);
            return self.any(index, &[Part::SubjectVerb, Part::Verb])
                || self.is_contracted_time(index)
                || (formed && self.before_is(index, &[Part::ThirdPerson]))
                || self.acts_behind_thing(index);
        }
        if self.first_verb(index) {
            return true;
        }
        let noun = self.is_capital(index) && index > 0 && !self.parted(index);
        if noun || self.is_time(index) {
            return false;
        }
        if self.is(index, Part::Impersonal) {
            return !self.any(index, &NO_VERB);
        }
        if !self.is(index, Part::Verb) {
            return self.acts(index);
        }
        if self.closes_bracket(index) {
            return false;
        }
        if !self.is(index, Part::InfinitiveEnd) {
            return true;
        }
        self.plural_subject(index)
            || (self.is(index, Part::Auxiliary) && !self.closes_verbs(index))
            || self.open.subordinate
    }

    /// 'Friday's the school play': a time with its verb, and no possession.
    fn is_contracted_time(&self, index: usize) -> bool {
        const BEHIND: [Part; 5] = [Part::Determiner, Part::Preposition, Part::Negation, Part::Adverb, Part::Excess];
        self.is_time(index) && self.is_contracted(index) && self.any(index + 1, &BEHIND)
    }

    /// 'ich halt das nicht aus'.
    fn first_verb(&self, index: usize) -> bool {
        let object = self.any(index + 1, &[Part::WeakSubject, Part::Determiner, Part::Object]);
        self.is(index, Part::FirstVerb) && self.before_is(index, &[Part::FirstPerson]) && object
    }

    /// A German plural has the form of an infinitive; a subject that takes it stands beside it.
    fn plural_subject(&self, index: usize) -> bool {
        let before = self.before(index).is_some_and(|before| {
            self.is(before, Part::PluralSubject) && (!self.open.verb || !self.before_is(before, &[Part::Verb]))
        });
        let awaited = self.open.awaits() && !self.is(index, Part::Modal);
        let before = before && (!awaited || self.is(index, Part::Auxiliary));
        before || (self.is(index + 1, Part::PluralSubject) && !self.parted(index + 1) && !awaited)
    }

    /// '… machen können', 'zu haben', 'einen Termin haben': an auxiliary that ends a clause which has its verb.
    fn closes_verbs(&self, index: usize) -> bool {
        let ends = index + 1 >= self.count() || self.parted(index + 1);
        let behind =
            self.before(index).is_some_and(|before| self.is_infinitive(before) || self.is(before, Part::Bound));
        let noun = self.before(index).is_some_and(|before| self.is_noun(before) && !self.is_time(before));
        let closing = self.open.verb && self.is(index, Part::Closing) && !noun;
        behind || closing || (self.open.verb && ends)
    }

    /// 'wird … storniert', 'muss abgesagt werden': a participle, or the auxiliary behind one, that ends what its verb began.
    fn closes_bracket(&self, index: usize) -> bool {
        const ENDS: [Part; 5] = [Part::Joint, Part::Subordinate, Part::Question, Part::Condition, Part::Closing];
        let next = index + 1;
        let ends = next >= self.count()
            || self.parted(next)
            || self.any(next, &ENDS)
            || (self.is(next, Part::Pronoun) && self.is(next + 1, Part::Verb));
        let form = self.is(index, Part::ParticipleForm) && self.any(index, &[Part::VerbEnd, Part::InfinitiveEnd]);
        let participle = form && ends && self.open.bracket && !self.open.participle;
        let behind = self.before_is(index, &[Part::ParticipleForm]) && self.is(index, Part::Closing);
        participle || (behind && (self.open.awaits() || self.is(next, Part::Modal)))
    }

    /// 'absagen', 'kommen', 'ändern': lower case, with the ending of an infinitive.
    pub fn is_infinitive(&self, index: usize) -> bool {
        let text = self.text(index);
        let ends = self.is(index, Part::InfinitiveEnd);
        let adjective = self.before_is(index, &[Part::Determiner, Part::Preposition]) && self.is_noun(index + 1);
        self.german()
            && ends
            && !adjective
            && text.len() > 3
            && !self.is_capital(index)
            && !self.is_time(index)
            && !self.any(index, &NO_VERB)
    }

    /// A word of no list that its subject beside it makes a verb: 'schlaf ich', 'Motor qualmt', 'ich buchstabiere'.
    fn acts(&self, index: usize) -> bool {
        let text = self.text(index);
        let lower = self.token(index).is_some_and(|token| token.raw.starts_with(char::is_lowercase));
        let short = text.len() < 4 && !(text.len() > 1 && self.is(index + 1, Part::FirstPerson));
        if short || self.any(index, &NO_VERB) || self.is_number(index) {
            return false;
        }
        if self.bids(index) {
            return true;
        }
        if !lower {
            return false;
        }
        let infinitive = self.is(index, Part::InfinitiveEnd);
        let pronoun = self.is(index + 1, Part::Pronoun) && !self.is(index + 2, Part::Verb);
        let inverted = (self.is(index + 1, Part::Subject) || pronoun) && !self.parted(index + 1);
        if inverted {
            let participle = self.is_participle(index);
            let first = match self.is(index + 1, Part::FirstPerson) {
                true => self.is(index, Part::FirstEnd),
                false => self.is(index, Part::VerbEnd) && !participle,
            };
            return if infinitive {
                self.is(index + 1, Part::PluralSubject) && !self.is(index + 2, Part::Verb)
            } else {
                first
            };
        }
        if infinitive {
            let pronoun = self.before_is(index, &[Part::Pronoun])
                && !self.before(index - 1).is_some_and(|before| self.any(before, &[Part::Verb]));
            return (pronoun && self.before_is(index, &[Part::PluralSubject])) || self.acts_in_plural(index);
        }
        let third = self.is(index, Part::VerbEnd) && !self.is_participle(index);
        let noun = |before: usize| self.is_capital(before) && self.text(before).len() > 2 && !self.is_time(before);
        let subject = self
            .before(index)
            .is_some_and(|before| self.any(before, &[Part::WeakSubject, Part::Subject]) || noun(before));
        let first = self.before_is(index, &[Part::FirstPerson]) && !infinitive && self.is(index, Part::FirstEnd);
        let third = third && (subject || self.open.subordinate || self.stands_second(index));
        let fresh = first
            && !self.before(index - 1).is_some_and(|before| {
                self.any(before, &[Part::Verb, Part::Impersonal])
                    || self.is(before, Part::FirstEnd) && !self.any(before, &NO_VERB)
            });
        third || (first && (!self.open.verb || fresh))
    }

    /// 'da schläft die Kleine', 'mir genügt eine Auskunft': between what stands first and its subject.
    fn stands_second(&self, index: usize) -> bool {
        let first = self.before_is(index, &[Part::Starter, Part::Object]) || self.before_is(index, &[Part::Question]);
        let behind = index + 1;
        let subject = self.any(behind, &[Part::Determiner, Part::WeakSubject, Part::Object]) || self.is_noun(behind);
        first && subject && !self.parted(behind)
    }

    /// 'die Bremsen quietschen': behind a plural with its determiner, where no other verb is.
    fn acts_in_plural(&self, index: usize) -> bool {
        let Some(noun) = self.before(index).filter(|before| self.is_noun(*before)) else { return false };
        let bare = (noun == self.clause || self.parted(noun)) && self.any(index + 1, &[Part::Object, Part::Accusative]);
        if !self.open.verb && bare {
            return true;
        }
        !self.open.verb
            && noun > self.clause
            && self.before_is(noun, &[Part::PluralDeterminer])
            && !self.before_is(noun - 1, &[Part::Preposition])
    }

    /// 'richtet ihm aus', 'storniert bitte alles': a verb that stands first and bids, with what it takes behind it.
    fn bids(&self, index: usize) -> bool {
        const TAKES: [Part; 4] = [Part::Object, Part::Please, Part::Accusative, Part::Determiner];
        let first = index == self.clause
            || self.parted(index)
            || self.before_is(index, &[Part::Joint, Part::Please, Part::Consequence]);
        let lower = !self.is_capital(index) || index == 0 || self.parted(index);
        let form = self.is(index, Part::VerbEnd) && !self.is(index, Part::NoBid) && !self.is_capital(index + 1);
        first && lower && form && self.any(index + 1, &TAKES) && !self.parted(index + 1) && index + 2 < self.count()
    }

    /// A form that is a participle here, and no verb: without 'ge' only where a verb stands before it.
    pub fn is_participle(&self, index: usize) -> bool {
        !self.is_time(index)
            && self.is(index, Part::ParticipleForm)
            && (self.open.verb || !self.is(index, Part::PrefixForm))
    }

    /// 'weil unter der Woche kann ich nicht': the subject behind the verb shows that it stands second.
    pub fn verb_second(&self) -> bool {
        let subject = self.is(self.index + 1, Part::Subject) && !self.is_verb(self.index + 2);
        subject && self.index > self.clause + 1 && !self.parted(self.index + 1)
    }

    /// 'the train's', 'tomorrow's', with a verb in it.
    pub fn is_contracted(&self, index: usize) -> bool {
        !self.german() && self.is(index, Part::Contraction) && !self.any(index, &[Part::Label, Part::Possessive])
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_word_of_no_list_is_a_verb_beside_its_subject() {
        for cut in [
            "der Motor qualmt / ich buchstabiere",
            "mein Auto ruckelt / es stinkt auch",
            "ich will nicht gespeichert werden",
        ] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn an_infinitive_needs_a_plural_subject() {
        for cut in ["verschieben wir den Termin", "ich muss leider absagen"] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_verb_of_no_list_is_known_by_its_place() {
        for cut in [
            "der Hund bellt die ganze Nacht / da schläft die Kleine nie",
            "der Wagen verliert Öl / schauen Sie das bitte an",
            "sperrt bitte das Auto ab / und legt mir den Schlüssel hin",
            "wir backen Plätzchen / ich meld mich wieder",
        ] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_participle_closes_what_its_verb_began() {
        for cut in ["der Termin wird bitte storniert / ich bin krank", "er muss abgesagt werden / sie hat Fieber"] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }
}
