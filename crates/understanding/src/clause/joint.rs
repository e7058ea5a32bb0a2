//! 'und', 'but': a clause begins with one where a predicate follows, not where it joins two things.

use super::Part;
use super::place::{Place, REACH};

impl Place<'_> {
    /// Whether a joint begins a clause here.
    pub fn joint_begins(&self) -> bool {
        let Some(taken) = self.taken(self.index, Part::Joint) else { return false };
        let from = self.index + taken;
        let adverb =
            self.german() && self.before(self.index).is_some_and(|before| self.is_verb(before)) && self.denies_at(from);
        if adverb || !self.rest_says(from) || self.open.expects || self.is_tag(self.index) {
            return false;
        }
        let answered = !self.open.beyond_yes && self.words.marked.answers;
        let asks = self.is(from, Part::Please) && (self.open.verb || self.parted(self.index));
        let another = asks || (self.is(from, Part::Another) && (self.open.verb || self.open.infinitive));
        let rather = self.is(self.index, Part::Rather) && (self.open.verb || self.open.denied || self.denies_at(from));
        let again =
            self.german() && self.open.verb && self.constituent(from).is_some_and(|end| self.is(end, Part::Again));
        answered
            || again
            || self.denies_at(from)
            || another
            || rather
            || self.predicate_follows(from)
            || self.infinitive_follows(from)
            || self.recipient_follows(from)
    }

    /// Whether a predicate comes before the next joint or mark.
    fn predicate_follows(&self, from: usize) -> bool {
        const OPENS: [Part; 8] = [
            Part::Condition,
            Part::IfSo,
            Part::Matrix,
            Part::Question,
            Part::Subordinate,
            Part::Command,
            Part::Label,
            Part::Correction,
        ];
        let first = self.behind_little(from);
        let joins_times = self.is_time(from) && self.index > 0 && self.is_time(self.index - 1);
        let led = from + self.taken(from, Part::Preposition).unwrap_or(0);
        if led > from && self.is(led, Part::Question) && self.open.verb {
            return true;
        }
        let begins = |at: usize| self.predicate_at(at) || (self.any(at, &OPENS) && !self.is_time(at));
        (!joins_times && (begins(from) || begins(first) || self.finite_verb(first)))
            || (self.german() && self.open.verb && !joins_times && self.verb_within(from))
    }

    /// A verb right behind a joint, whose subject stands before the joint: 'and cancelled it', 'und muss um zwölf weg'.
    fn finite_verb(&self, index: usize) -> bool {
        let verb = self.is_verb(index) && !self.is(index, Part::NoVerb) && !self.is_time(index);
        verb && (self.open.verb || self.parted(self.index)) && (self.german() || index + 1 < self.count())
    }

    /// Behind adverbs and courtesy.
    pub fn behind_little(&self, from: usize) -> usize {
        let mut first = from;
        while first < from + REACH {
            let little =
                self.taken(first, Part::Adverb).or_else(|| self.courtesy(first)).filter(|_| !self.is_time(first));
            let Some(taken) = little else { break };
            first += taken;
        }
        first
    }

    /// Whether a finite verb comes before the next joint, mark or subordinate clause.
    pub fn verb_within(&self, from: usize) -> bool {
        const OTHER: [Part; 5] = [Part::Joint, Part::Subordinate, Part::Condition, Part::Question, Part::Correction];
        for index in from..self.count().min(from + REACH) {
            let subject = self.is(index, Part::Subject) && !self.is_verb(index.saturating_sub(1));
            if index > from && (self.parted(index) || self.any(index, &OTHER) || (subject && !self.is_verb(index + 1)))
            {
                return false;
            }
            if self.is_verb(index) {
                return true;
            }
            if index > from && self.german_predicate_at(index) {
                return false;
            }
        }
        false
    }

    /// 'a cut for me and a children's one for my son': something else for somebody else.
    fn recipient_follows(&self, from: usize) -> bool {
        let end = self.count().min(from + REACH / 2);
        let within = (from..end).take_while(|at| *at == from || !self.parted(*at) && !self.is(*at, Part::Joint));
        let recipient = within.into_iter().find(|at| self.is(*at, Part::Recipient));
        let other = |at: usize, said: usize| at > from || (self.open.verb && self.index > said + 3);
        let timed = self.open.answer && self.is(from, Part::Determiner) && !self.is_time(from);
        let limit =
            (from..end + REACH / 2).take_while(|at| *at == from || !self.parted(*at) && !self.is(*at, Part::Joint));
        if timed && limit.into_iter().any(|at| self.is_time(at)) {
            return true;
        }
        self.open.recipient.zip(recipient).is_some_and(|(said, at)| other(at, said))
    }

    /// '… und am Freitag selbst kommen': an infinitive with a time or a thing before it, and a verb before the joint that takes both.
    pub fn infinitive_follows(&self, from: usize) -> bool {
        let brackets = self.open.infinitive || self.open.participle;
        if !self.german() || (self.open.verb && !brackets) || self.is(self.index, Part::Says) {
            return false;
        }
        let closes = |at: usize| {
            let participle = self.open.participle && self.is_participle(at) && !self.is_capital(at);
            participle || self.is_infinitive(at)
        };
        if self.is_infinitive(from) {
            return self.open.verb && self.rest_says(from + 1);
        }
        let from = self.behind_little(from);
        let led =
            self.is_time(from) || self.any(from, &[Part::Preposition, Part::Determiner, Part::Only, Part::Object]);
        let end = self.count().min(from + REACH);
        let joins = |at: usize| self.is(at, Part::Joint) && !self.is(at, Part::Adversative);
        let within = (from..end).take_while(|at| *at == from || !self.parted(*at) && !joins(*at));
        let mut within = within.skip_while(|at| !closes(*at));
        let joined = self.open.verb && self.is(self.index, Part::Joint) && !self.is_noun(from);
        (led || joined) && within.next().is_some_and(|at| at > from)
    }
}

impl Place<'_> {
    /// '… absagen (den anderen aber behalten)': behind an infinitive, a thing with an infinitive of its own.
    pub fn gapped(&self) -> bool {
        let behind = self.before(self.index).is_some_and(|before| self.is_infinitive(before));
        let thing = self.any(self.index, &[Part::Determiner, Part::Accusative]);
        self.open.infinitive && behind && thing && self.infinitive_follows(self.index)
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_joint_begins_a_clause_where_a_predicate_follows() {
        for cut in [
            "ich will absagen / und brauche einen neuen",
            "Haare und Bart",
            "ich will den Termin absagen / und bei Jonas neu buchen",
        ] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_joint_of_things_begins_none() {
        for cut in ["a cut and a beard trim", "cancel it / and tell Jonas"] {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }

    #[test]
    fn a_joint_of_participles_begins_a_clause() {
        let cut = "ich hätte gern jemand gesprochen / und außerdem einen Termin gebraucht";
        assert_eq!(said::cut(cut, Language::De), cut);
    }

    #[test]
    fn infinitives_that_share_a_verb_are_clauses() {
        for cut in
            ["den Termin bitte absagen / den anderen aber behalten", "wo sind Sie / und bis wann haben Sie offen"]
        {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }
}
