//! A predicate where another was complete, or where a fragment was: a subject or a topic with its verb, a verb before its subject, a
//! command, a question.

use super::place::{Place, REACH};
use super::{Opening, Part};

impl Place<'_> {
    /// A predicate where another was complete, or where a fragment was that does not belong to it.
    pub fn predicate_begins(&self) -> bool {
        if self.consequence_begins() || self.tells_that() {
            return true;
        }
        if self.open.expects || self.framed() || self.is_relative() || (self.parted(self.index) && self.takes_up()) {
            return false;
        }
        if self.open.verb { self.another_begins() } else { self.first_begins() }
    }

    /// Where the clause before has its verb: any other.
    fn another_begins(&self) -> bool {
        let index = self.index;
        let awaited = self.open.awaits();
        let pleads = self.german() && self.is(index, Part::Please) && self.is_infinitive(index + 1) && !awaited;
        pleads
            || self.subordinate_begins()
            || self.question_stands()
            || self.command_at(index)
            || self.second_verb()
            || self.restricts()
            || self.labels()
            || self.alone_behind_verb()
            || self.predicate_at(index)
            || self.weak_clause_begins()
    }

    /// Where the clause before is a fragment: a predicate to which the fragment is no topic.
    fn first_begins(&self) -> bool {
        let (index, more) = (self.index, self.open.says_more);
        let fragment = more || (self.open.says && self.german());
        let reports = !self.german() && self.is(self.clause, Part::Hearsay);
        let predicate = fragment && !reports && self.predicate_at(index) && (!self.german() || self.fragment_ends());
        let command = more && self.open.denied && self.command_at(index);
        self.question_answers() || predicate || command || self.weak_clause_begins()
    }
    /// 'stimmt, (nur der Name ist falsch)': a little word before a subject and its verb.
    fn restricts(&self) -> bool {
        let only = self.german()
            && self.is(self.index, Part::Only)
            && !self.before_is(self.index, &[Part::Subject, Part::Joint]);
        let subject = self.any(self.index + 1, &[Part::Determiner, Part::WeakSubject]);
        only && subject && self.predicate_at(self.index + 1)
    }

    /// 'weil', 'because'; before a time it is a preposition: 'until five'.
    fn subordinate_begins(&self) -> bool {
        let taken = self.taken(self.index, Part::Subordinate);
        let time = |taken: usize| {
            self.is_time(self.index)
                || (1..=taken).any(|more| self.is_time(self.index + more) || self.is_number(self.index + more))
        };
        let ends = taken.is_some_and(|taken| !self.rest_says(self.index + taken));
        !ends && self.subordinates() && taken.is_some_and(|taken| self.german() || !time(taken))
    }

    /// 'Thursday it's a ladies' cut'.
    fn weak_clause_begins(&self) -> bool {
        !self.german() && self.open.says && self.is(self.index, Part::WeakClause)
    }

    /// Behind a condition: a verb before its subject, 'then', 'please', in English a subject.
    fn consequence_begins(&self) -> bool {
        let then = self.open.verb && self.any(self.index, &[Part::Consequence, Part::Please]);
        let then = then && self.rest_says(self.index + 1);
        let led = !self.german() && self.open.led && self.open.verb;
        let said = (self.opening == Opening::Condition || led) && self.index > self.clause + 2;
        said && (then || self.inverted_at(self.index) || self.subject_behind_condition())
    }

    /// 'if the car passes I don't need it': English has no mark between the two.
    fn subject_behind_condition(&self) -> bool {
        const LEADS: [Part; 5] = [Part::Frame, Part::Question, Part::Subordinate, Part::Condition, Part::Auxiliary];
        let subject = !self.german() && self.any(self.index, &[Part::Subject, Part::SubjectVerb]);
        let relative = self.is_relative() && !self.is(self.index, Part::Future);
        subject && self.open.says_more && !relative && !self.before_is(self.index, &LEADS)
    }

    /// A German fragment is the first part of the sentence behind it, unless a subject or a topic of its own begins that.
    fn fragment_ends(&self) -> bool {
        let index = self.index;
        let topic = self.any(index, &[Part::WeakSubject, Part::Starter]) && !self.is_verb(index);
        let topic = topic && (self.open.answer || !self.is_noun(index - 1));
        let led = self.any(self.clause, &[Part::Preposition, Part::Accusative]) && self.is_verb(index + 1);
        let topic = topic || (led && self.is(index, Part::RelativePronoun) && self.is(index, Part::WeakSubject));
        let denied = self.open.denied && self.is(index, Part::Determiner);
        let proposal = self.is(index, Part::Proposal);
        let impersonal = self.is(index, Part::Impersonal)
            && self.is(index, Part::Asks)
            && self.before(index).is_some_and(|before| self.is_time(before));
        let spelled = self.before(index).is_some_and(|before| self.is_spelled(before)) && self.is_verb(index);
        self.is(index, Part::Subject)
            || spelled
            || self.parted(index)
            || topic
            || denied
            || proposal
            || impersonal
            || self.question_answers()
    }

    /// Behind a time, a name or a wish without a verb: 'Mittwoch was geht da', 'einen Termin bitte wann ist was frei'.
    fn question_answers(&self) -> bool {
        let before = self.open.answer || self.before_is(self.index, &[Part::Please]);
        let name = self.index == self.clause + 1 && self.is_noun(self.clause) && !self.is(self.clause, Part::NoName);
        self.open.says && (before || name) && self.question_stands()
    }

    pub fn labels(&self) -> bool {
        const LEADS: [Part; 4] = [Part::Determiner, Part::Preposition, Part::Verb, Part::Bound];
        let adjective = self.before(self.index).is_some_and(|before| self.german() && self.is_adjective(before));
        let two = self.index > 0 && self.taken(self.index - 1, Part::Label).is_some_and(|taken| taken > 1);
        self.is(self.index, Part::Label) && !two && !self.before_is(self.index, &LEADS) && !adjective
    }

    /// Whether a predicate begins at `index`, whatever stands before.
    pub fn predicate_at(&self, index: usize) -> bool {
        let asked =
            self.before_is(index, &[Part::Auxiliary]) || (self.is(index, Part::Subject) && self.follows_verb(index));
        if let Some(taken) = self.taken(index, Part::Matrix).filter(|_| !asked) {
            let behind = index + taken;
            let parenthesis = behind >= self.count()
                || self.parted(behind)
                || self.is_time(behind)
                || self.any(behind, &[Part::Joint, Part::Preposition, Part::Verb]);
            let insists = self.open.verb && self.taken(index, Part::Correction) == Some(taken);
            return (!parenthesis || insists) && self.rest_says(behind);
        }
        let grammar = if self.german() { self.german_predicate_at(index) } else { self.english_predicate_at(index) };
        grammar || self.is(index, Part::Proposal) || self.inverted_at(index)
    }

    /// A subject pronoun that begins a clause by itself: not behind its verb, nor behind what leads to it.
    pub fn pronoun_at(&self, index: usize) -> bool {
        let denied = self.german() && self.before_is(index, &[Part::Negation]) && !self.is_verb(index + 1);
        self.is(index, Part::Subject) && !denied && !self.is_spelled(index) && !self.follows_verb(index)
    }

    /// A verb stands right before, whose subject this is.
    pub fn follows_verb(&self, index: usize) -> bool {
        self.before(index).is_some_and(|before| match self.german() {
            true => {
                let ended = self.open.subordinate && self.open.verb;
                self.is_verb(before) && !ended && !self.quotes(before, index) && !self.has_subject(index)
            }
            false => self.is(before, Part::Auxiliary),
        })
    }

    /// 'mein Auto ruckelt es stinkt', 'das passt der heißt Leon': the verb before has its subject, and another verb follows.
    fn has_subject(&self, index: usize) -> bool {
        let answered = self.open.says && !self.open.beyond_yes;
        (self.open.subject || answered) && self.is_verb(index + 1) && !self.parted(index + 1)
    }

    /// 'meine Tochter meint sie hat …': what somebody else says begins with a subject and its verb.
    fn quotes(&self, says: usize, index: usize) -> bool {
        says + 1 == index && self.says_before(index) && self.is_verb(index + 1) && !self.parted(index + 1)
    }

    /// A verb before its subject.
    pub fn inverted_at(&self, index: usize) -> bool {
        if self.is_tag(index) || self.parted(index + 1) {
            return false;
        }
        if self.german() { self.german_inverted_at(index) } else { self.english_inverted_at(index) }
    }

    /// 'is it', 'oder nicht' at the end of what it asks about.
    pub fn is_tag(&self, index: usize) -> bool {
        self.taken(index, Part::Tag).is_some_and(|taken| {
            let end = index + taken;
            end >= self.count() || self.parted(end) || self.any(end, &[Part::Auxiliary, Part::Joint])
        })
    }

    /// A verb that commands.
    pub fn command_at(&self, index: usize) -> bool {
        let little = || self.taken(index, Part::Only).or_else(|| self.taken(index, Part::Please));
        let first = index + little().unwrap_or(0);
        let awaited = self.open.awaits() && self.is_infinitive(index + 1);
        let paused = index - usize::from(self.before_is(index, &[Part::Hesitation]));
        if !self.is(first, Part::Command) || self.before_is(paused, &[Part::Bound]) || self.open.expects || awaited {
            return false;
        }
        if self.german() {
            return !self.is_time(first);
        }
        const LEADS: [Part; 3] = [Part::Auxiliary, Part::Subject, Part::SubjectVerb];
        let named = !self.open.verb
            && self.before(index).is_some_and(|before| self.is_capital(before) && !self.is_time(before));
        let before = self.behind_subject(index);
        !self.before_is(before, &LEADS) && !named && !self.asked_subject(before)
    }

    /// Where the little words begin that stand right before `index`: 'could you (please not) …'.
    pub fn behind_subject(&self, index: usize) -> usize {
        const LITTLE: [Part; 3] = [Part::Adverb, Part::Please, Part::Not];
        let mut first = index;
        while first > self.clause && index - first < 3 && self.before_is(first, &LITTLE) {
            first -= 1;
        }
        first
    }

    /// A question word with its verb, which nothing before it leads to.
    pub fn question_stands(&self) -> bool {
        const LEADS: [Part; 2] = [Part::Preposition, Part::Joint];
        let adverb = self.before_is(self.index, &[Part::Adverb]) && !self.open.denied;
        let Some(taken) = self.taken(self.index, Part::Question) else { return false };
        let contracted = self.before(self.index).is_some_and(|before| self.is_contracted(before));
        let bound = !self.german() && self.before_is(self.index, &[Part::Bound]);
        let led = adverb || bound || contracted || self.before_is(self.index, &LEADS);
        if self.open.expects || self.framed() || led || self.is(self.index, Part::Correction) || self.is_indefinite() {
            return false;
        }
        let from = self.index + taken;
        let end = (from + REACH).min(self.count());
        let open = (from..end).take_while(|at| !self.parted(*at) || *at == from);
        let verb = |at: usize| {
            self.any(at, &[Part::Verb, Part::SubjectVerb]) && (!self.is(at, Part::InfinitiveEnd) || self.is_verb(at))
        };
        self.is_contracted(self.index) || open.into_iter().any(verb)
    }

    /// 'was frei', 'noch was': no question, but 'something'.
    pub fn is_indefinite(&self) -> bool {
        const BEGINS: [Part; 4] = [Part::Subject, Part::WeakSubject, Part::Determiner, Part::Object];
        let next = self.index + 1;
        let led = self.parted(self.index) && self.is(next, Part::Preposition);
        let asks = led
            || self.is_verb(next)
            || (self.is_verb(next + 1) && !self.parted(next + 1))
            || self.any(next, &BEGINS)
            || self.is_noun(next);
        let indefinite = self.is(self.index, Part::Indefinite) && (!asks || self.parted(next));
        self.index > self.clause && (indefinite || self.ends_unknown())
    }

    /// 'ich weiß nicht wann (könnt ihr …)': what is not known ends with the question word, and a main clause follows.
    pub fn ends_unknown(&self) -> bool {
        let verb = self.index + self.taken(self.index, Part::Question).unwrap_or(1);
        let main = self.is_verb(verb) && self.is(verb + 1, Part::Pronoun) && !self.parted(self.index);
        let from = self.index.saturating_sub(REACH).max(self.clause);
        main && self.german() && self.open.denied && (from..self.index).any(|at| self.is(at, Part::Frame))
    }
}
