//! German clauses: the finite verb stands second, behind one constituent, or first; in a subordinate clause last.

use super::Part;
use super::place::{Place, REACH};

/// What leads to a constituent, so that it begins no clause.
const LEADS: [Part; 3] = [Part::Preposition, Part::Determiner, Part::Title];
/// Pronouns and little words that are a constituent.
const PRONOUNS: [Part; 4] = [Part::Subject, Part::WeakSubject, Part::Object, Part::Starter];

impl Place<'_> {
    /// A constituent and its verb: 'das passt', 'mein Enkel hat', 'am Freitag kann ich nicht'.
    pub fn german_predicate_at(&self, index: usize) -> bool {
        if self.pronoun_at(index) || (self.relative_clause_at(index) && self.is_noun(index.saturating_sub(1))) {
            return true;
        }
        let particle = self.before_is(index, &[Part::VerbPrefix, Part::Accusative])
            && self.is(index, Part::WeakSubject)
            && self.is_verb(index + 1)
            || self.before_is(index, &[Part::VerbPrefix])
                && self.is(index, Part::SubjectDeterminer)
                && !self.open.subordinate;
        let alone = self.is(index, Part::Object) && !self.before_is(index, &[Part::Preposition, Part::Title]);
        let counted = self.before(index).is_some_and(|before| self.is_time(before)) && !self.is_noun(index);
        let led = (self.before_is(index, &LEADS) && !particle && !alone && !counted) || self.goes_on(index);
        let Some(end) = self.constituent(index).filter(|_| !led) else { return false };
        (self.is_verb(end) && !self.parted(end) && self.takes(index, end)) || self.taken_up(index, end)
    }

    /// 'mein Auto das macht Geräusche': a pronoun takes up what was named before it.
    fn taken_up(&self, index: usize, end: usize) -> bool {
        let fresh = !self.open.verb || self.parted(index) || self.before_is(index, &[Part::Joint]);
        let named = !self.is_time(index) && !self.is(index, Part::Preposition);
        fresh && named && self.is(end, Part::WeakSubject) && !self.parted(end) && self.is_verb(end + 1)
    }

    /// Whether the constituent goes on from the word before: a time behind a time, a noun behind a noun, a subject behind its verb.
    fn goes_on(&self, index: usize) -> bool {
        let Some(before) = self.before(index) else { return false };
        let says = self.says_before(index);
        let time = self.is_time(before) && (self.is_time(index) || self.is(index, Part::OfDay));
        let bare =
            self.is_noun(index) && !self.is_time(index) && (self.is_noun(before) || self.is(before, Part::Negation));
        let bare = bare || (self.is_noun(index) && self.is_number(before));
        let counted = self.is_noun(index) && !self.is_time(index) && !self.ends_phrase(before);
        let adjective = counted || (self.is_noun(index) && self.is_adjective(before));
        let time = time && !(self.open.verb && self.is(before, Part::Starter) && self.is(index, Part::Starter));
        time || bare || adjective || (self.follows_verb(index) && !says) || self.is_whereabouts(index)
    }

    /// 'das Klappern ist seit Dienstag da (haben Sie am Montag …)': where something is. 'Da' that takes up a time has none behind it.
    fn is_whereabouts(&self, index: usize) -> bool {
        if !self.is(index, Part::Whereabouts) {
            return false;
        }
        const SAID: [Part; 4] = [Part::Preposition, Part::Adverb, Part::Subject, Part::AdjectiveEnd];
        let said = |at: &usize| self.is_time(*at) || self.is_noun(*at) || self.any(*at, &SAID);
        let copula = (self.clause..index).rev().take(REACH).find(|at| !said(at));
        let end = self.count().min(index + REACH / 2);
        let timed = (index + 1..end).take_while(|at| !self.parted(*at)).any(|at| self.is_time(at));
        timed && copula.is_some_and(|at| self.is(at, Part::Copula))
    }

    /// Whether a bare noun behind the word at `index` begins something new: not behind 'neununddreißig'.
    fn ends_phrase(&self, index: usize) -> bool {
        const CLOSED: [Part; 11] = [
            Part::Adverb,
            Part::Courtesy,
            Part::Starter,
            Part::Negation,
            Part::NoVerb,
            Part::VerbPrefix,
            Part::Object,
            Part::Subject,
            Part::WeakSubject,
            Part::Joint,
            Part::InfinitiveEnd,
        ];
        self.is_capital(index)
            || self.is_time(index)
            || self.any(index, &CLOSED)
            || self.is(index, Part::ParticipleForm)
    }

    /// Whether the verb at `verb` takes the constituent before it: where no pronoun does, a time can only stand before what times do,
    /// or before a verb that is followed by its subject and no question.
    fn takes(&self, index: usize, verb: usize) -> bool {
        let first = index + self.taken(index, Part::Preposition).unwrap_or(0);
        let parted = self.parted(index) || self.before_is(index, &[Part::Joint]) || self.says_before(index);
        if self.taken(index, Part::Starter).is_some_and(|taken| taken > 1) {
            return true;
        }
        if self.is(index, Part::Accusative) {
            return parted || (self.is(verb + 1, Part::Subject) && !self.is(verb, Part::AskingVerb));
        }
        let orders =
            self.is(verb, Part::InfinitiveEnd) && !self.is(verb, Part::Auxiliary) && self.is(verb + 1, Part::Pronoun);
        let asked = self.any(verb + 1, &[Part::More, Part::Subject]) || orders;
        let counted = self.is(index, Part::NoName) && self.open.verb && self.is(verb + 1, Part::Determiner);
        let doubted = self.open.verb && self.is(verb + 1, Part::RelativePronoun) && !self.rest_says(verb + 2);
        let bare = self.is_noun(index) && !parted && (asked || counted || doubted);
        if bare && counted {
            return false;
        }
        if !self.is_time(first) && first == index && !bare {
            return true;
        }
        let asks = self.is(verb, Part::AskingVerb) && self.is(verb + 1, Part::Subject) && !self.denies_soon(verb);
        let proposes = self.is(verb + 1, Part::More);
        let impersonal = self.is(verb, Part::Impersonal) && first == index;
        let named = verb + 2 < self.count() && !self.parted(verb + 2) && !self.is_verb(verb + 2);
        let subject = self.is(verb + 1, Part::Determiner) && named;
        let topic = first > index && !self.is_time(first) && subject;
        let another = self.is(index, Part::Starter) && self.before_is(index, &[Part::Starter]);
        parted || topic || impersonal || another || (self.is(verb, Part::TimeVerb) && !asks && !proposes)
    }

    fn denies_soon(&self, from: usize) -> bool {
        (from..from + REACH / 2).take_while(|at| *at == from || !self.parted(*at)).any(|at| self.denies_at(at))
    }

    /// 'einen Gutschein den ich verloren hab': a pronoun and a subject, whose verb comes last.
    pub fn relative_clause_at(&self, index: usize) -> bool {
        let subject = self.is(index + 1, Part::Subject) && !self.parted(index + 1);
        let behind = index > self.clause && !self.open.subordinate && !self.follows_verb(index);
        self.german() && self.is(index, Part::RelativePronoun) && subject && behind && !self.is_verb(index + 2)
    }

    /// Whether the clause that is being said began here with the pronoun of a relative clause.
    pub fn relative_clause_begins(&self) -> bool {
        let subject = self.is(self.index + 1, Part::Subject) && !self.is_verb(self.index + 2);
        self.german() && self.index == self.clause && self.is(self.index, Part::RelativePronoun) && subject
    }

    /// Where the constituent ends that begins at `index`: a pronoun, a time, a thing with what belongs to it.
    pub fn constituent(&self, index: usize) -> Option<usize> {
        if let Some(taken) = self.taken(index, Part::Starter).filter(|taken| *taken > 1) {
            return Some(index + taken);
        }
        let fronted = self.parted(index) && self.is(index, Part::ParticipleForm) && !self.is_capital(index);
        if fronted && self.is(index + 1, Part::Bracket) {
            return Some(index + 1);
        }
        let first = index + self.taken(index, Part::Preposition).unwrap_or(0);
        if self.is_time(first) {
            let reach = self.count().min(first + REACH);
            let joins = |at: usize| self.is(at, Part::Joint) && self.is_time(at + 1);
            let end = (first..reach).find(|at| !self.is_time(*at) && !joins(*at)).unwrap_or(reach);
            return Some(end + self.emphasis(end));
        }
        if let Some(end) = self.one_at_time(index) {
            return Some(end);
        }
        if let Some(end) = self.thing(first) {
            return Some(self.attribute(index, end).unwrap_or(end));
        }
        if first > index && self.is(first, Part::Object) {
            return Some(first + 1);
        }
        if self.is(index, Part::Manner) && self.is_verb(index + 1) {
            return Some(index + 1);
        }
        let pronoun = PRONOUNS.into_iter().filter_map(|part| self.taken(index, part)).max();
        let end = pronoun.filter(|_| first == index).map(|taken| index + taken)?;
        Some(end + self.emphasis(end))
    }

    /// How many words of emphasis stand at `end` before a verb: 'ich selbst (kann)'.
    fn emphasis(&self, end: usize) -> usize {
        usize::from(self.is(end, Part::Emphasis) && !self.parted(end) && self.is_verb(end + 1))
    }

    /// 'die Reifen (vom Golf) sind', 'mein Termin (am Freitag) passt': what belongs to a thing that ends before `end`, where the verb
    /// stands behind it.
    fn attribute(&self, index: usize, end: usize) -> Option<usize> {
        if self.parted(end) || self.is_verb(end) || (self.open.verb && !self.parted(index)) {
            return None;
        }
        let first = end + self.taken(end, Part::Preposition)?;
        let reach = self.count().min(first + REACH);
        let behind = match self.is_time(first) {
            true => (first..reach).find(|at| !self.is_time(*at)).unwrap_or(reach),
            false => self.thing(first)?,
        };
        let inner = !(end + 1..behind).any(|at| self.parted(at));
        (inner && !self.parted(behind) && self.is_verb(behind)).then_some(behind)
    }

    /// 'der um neun', 'den am Freitag', 'der von meiner Tochter': one of several, told by its time or whose it is.
    fn one_at_time(&self, index: usize) -> Option<usize> {
        let preposition = index + self.taken(index, Part::Determiner)?;
        let first = preposition + self.taken(preposition, Part::Preposition)?;
        let reach = self.count().min(first + REACH);
        if !self.is_time(first) && self.is(index, Part::RelativePronoun) && self.is(preposition, Part::Particle) {
            return self.thing(first);
        }
        self.is_time(first).then(|| (first..reach).find(|at| !self.is_time(*at)).unwrap_or(reach))
    }

    /// 'die Uhrzeit', 'mein kleiner Sohn', 'Motor', 'der Doktor Petersen'.
    fn thing(&self, index: usize) -> Option<usize> {
        let determiner = self.taken(index, Part::Determiner);
        let first = index + determiner.unwrap_or(0);
        let led = determiner.is_some() || self.before_is(index, &[Part::Preposition]) || index == self.clause;
        let noun = if led { (first..first + 3).find(|at| !self.is_adjective(*at))? } else { first };
        let end = (noun..self.count().min(noun + 4)).find(|at| !self.is_noun(*at) || (*at > noun && self.parted(*at)));
        let end = end.unwrap_or(noun);
        (end > noun).then_some(end)
    }

    pub fn is_noun(&self, index: usize) -> bool {
        self.is_capital(index)
            && !self.any(
                index,
                &[Part::Subject, Part::Preposition, Part::Determiner, Part::Courtesy, Part::Joint, Part::Object],
            )
    }

    pub fn is_adjective(&self, index: usize) -> bool {
        let lower = self.token(index).is_some_and(|token| token.raw.starts_with(char::is_lowercase));
        lower
            && !self.is(index, Part::ParticipleForm)
            && !self.parted(index + 1)
            && self.is(index, Part::AdjectiveEnd)
            && self.is_noun(index + 1)
            && !self.any(index, &[Part::Verb, Part::Preposition, Part::Adverb, Part::Joint])
    }

    /// 'kann ich', 'schaff ich', 'geht auch'.
    pub fn german_inverted_at(&self, index: usize) -> bool {
        const OWN_SUBJECT: [Part; 3] = [Part::Subject, Part::WeakSubject, Part::Question];
        let next = index + 1;
        let unknown = index > 0 && Place { index: index - 1, ..*self }.ends_unknown();
        if !self.is_verb(index) || (self.before_is(index, &OWN_SUBJECT) && !self.closed_before(index) && !unknown) {
            return false;
        }
        let pronoun = self.is(next, Part::Subject) || (self.is(next, Part::WeakSubject) && !self.is_time(next));
        let more = self.is(next, Part::More)
            && self.is(index, Part::TimeVerb)
            && !self.before(index).is_some_and(|before| self.is_capital(before));
        pronoun || more || self.is(index, Part::Impersonal)
    }

    /// Whether the pronoun before `index` belongs to a verb before it: 'verschieben wir es kann ich …'.
    fn closed_before(&self, index: usize) -> bool {
        self.open.verb && self.before(index).is_some_and(|before| self.is(before, Part::Object))
    }

    /// A German clause has one finite verb; another begins another clause.
    pub fn second_verb(&self) -> bool {
        const LEADS: [Part; 4] = [Part::Subject, Part::Joint, Part::Determiner, Part::WeakSubject];
        let behind_verb = self.before(self.index).is_some_and(|before| self.is_verb(before));
        self.german()
            && self.is_verb(self.index)
            && !behind_verb
            && (!self.before_is(self.index, &LEADS) || self.before_is(self.index, &[Part::VerbPrefix]))
            && !self.any(self.index, &[Part::Courtesy, Part::Matrix])
            && !(self.open.subordinate
                && !self.open.denied
                && self.before(self.index).is_some_and(|before| self.is_infinitive(before)))
            && !self.open.subordinate
    }

    /// 'wann mein Termin ist Lehmann': behind the verb that ends a subordinate clause, a name or a thing that nothing leads to.
    pub fn alone_behind_verb(&self) -> bool {
        let verb = self.open.subordinate && self.before(self.index).is_some_and(|before| self.is_verb(before));
        verb && self.is_noun(self.index) && !self.is_spelled(self.index) && !self.is_time(self.index)
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn what_stands_before_the_verb_goes_with_it() {
        for cut in [
            "ich hab Dienst / den Termin schaff ich nicht",
            "das passt / der heißt Leon",
            "der Wagen steht bei mir / können Sie den abholen",
        ] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_subordinate_clause_ends_with_its_verb() {
        for cut in [
            "ich komme nicht / weil ich arbeiten muss / können wir das verschieben",
            "es geht um einen Gutschein / den ich verloren hab",
        ] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }
}
