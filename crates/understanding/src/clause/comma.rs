//! What begins behind a comma.

use super::place::Place;
use super::{Opening, Part};

impl Place<'_> {
    /// Behind a comma: a predicate, a verb that comes later, what hangs on a condition, a time behind a statement.
    pub fn comma_begins(&self) -> bool {
        let condition = self.opening == Opening::Condition;
        if !self.parted(self.index) {
            return false;
        }
        if condition && self.open.verb && self.is(self.index, Part::Yes) {
            return true;
        }
        let expects = if condition { !self.open.says_more } else { self.open.expects };
        if self.takes_up()
            || expects
            || self.is(self.index, Part::Polite)
            || self.framed()
            || !self.rest_says(self.index)
        {
            return false;
        }
        condition || self.was_complete() || self.sentence_stands() || self.stands_behind_statement()
    }

    /// 'der Jonas, der hat …': behind a thing that stands first, a pronoun takes it up.
    pub fn takes_up(&self) -> bool {
        let pronoun = self.is(self.index, Part::RelativePronoun) && self.is_verb(self.index + 1);
        let asked = self.inverted_at(self.index) && self.is(self.index + 2, Part::RelativePronoun);
        let thing = self.is(self.clause, Part::Determiner) || (asked && self.is_noun(self.clause));
        let fresh = self.german() && !self.open.verb && !self.open.denied;
        fresh && thing && (pronoun || asked) && self.constituent(self.clause) == Some(self.index)
    }

    /// Whether what was said before the comma is complete by itself: a subordinate clause, a denial, an answer.
    fn was_complete(&self) -> bool {
        let answered = self.words.marked.answers && !self.open.beyond_yes && self.index > self.clause;
        let subordinate = self.open.led && self.open.verb;
        let denied = self.open.denied && !self.open.verb;
        answered || subordinate || denied
    }

    /// Whether what stands behind the comma is a clause by itself.
    fn sentence_stands(&self) -> bool {
        let index = self.index;
        let label = self.is(index, Part::Label) && !self.is(index, Part::NameLink);
        let adverb = self.taken(index, Part::Adverb).is_some_and(|taken| self.predicate_at(index + taken));
        let opens = self.is(index, Part::Subordinate) || self.question_stands();
        let infinitive = self.open.infinitive && !self.is_infinitive(index) && self.infinitive_follows(index);
        let behind_verb =
            || self.is(index, Part::Only) || self.name_stands(index) || (self.german() && self.verb_within(index));
        label
            || adverb
            || opens
            || infinitive
            || self.predicate_at(index)
            || self.command_at(index)
            || (self.open.verb && behind_verb())
    }

    /// 'ich hab Dienst, am Dienstag um zehn': behind a statement that wishes for nothing, a time is what is wished for.
    fn stands_behind_statement(&self) -> bool {
        let first = self.index
            + self
                .taken(self.index, Part::Preposition)
                .or_else(|| self.taken(self.index, Part::Conclusion))
                .unwrap_or(0);
        let time = self.is_time(first) || self.is_time(first + 1) || self.is(self.index, Part::Preference);
        time && self.open.verb && !self.open.wishes && !self.open.expects
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_comma_is_a_hint() {
        for cut in [
            "Ich bin schon spät dran, / am besten bei Jonas.",
            "Können Sie mir sagen, wann mein Termin ist?",
            "Wenn Jonas da ist, / komme ich.",
        ] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_pronoun_takes_up_what_stands_first() {
        let cut = "Der Jonas, der hat mir die Haare geschnitten.";
        assert_eq!(said::cut(cut, Language::De), cut);
    }
}
