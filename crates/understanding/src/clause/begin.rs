//! Whether a clause begins at a place: the ways in which one can, in order; and those that need a line or two.

use super::Part;
use super::place::Place;
use crate::words::Mark;

impl Place<'_> {
    /// Whether a clause begins here in any other way than by a condition or a correction.
    pub fn begins(&self) -> bool {
        if self.answers_on() || self.is_afterthought() {
            return false;
        }
        self.name_edge()
            || self.sentence_begins()
            || self.joint_begins()
            || self.comma_begins()
            || self.answer_ends()
            || self.yes_begins()
            || self.denial_begins()
            || self.thing_denied()
            || self.gapped()
            || self.denial_ends()
            || self.conclusion_begins()
            || self.otherwise_begins()
            || self.predicate_begins()
    }

    /// 'ja passt', 'ja dann um drei', 'ja haben Sie …': what belongs to the yes before it.
    fn answers_on(&self) -> bool {
        if self.open.beyond_yes {
            return false;
        }
        let asks = self.open.says && self.words.marked.answers && self.inverted_at(self.index);
        let goes_on = asks || self.is(self.index, Part::Consequence);
        self.is(self.index, Part::Yes) || (goes_on && !self.parted(self.index))
    }

    /// 'a check-up, I meant': a correction behind what it corrects to.
    pub fn is_afterthought(&self) -> bool {
        let little = |behind: usize| match self.is(self.index, Part::Afterthought) {
            true => self.behind_little(behind),
            false => behind,
        };
        self.taken(self.index, Part::Correction).is_some_and(|taken| !self.rest_says(little(self.index + taken)))
    }

    fn sentence_begins(&self) -> bool {
        let mark = self.index.checked_sub(1).map_or(Mark::None, |before| self.words.marked.tokens[before].after);
        let upper = self.is_capital(self.index) || self.text(self.index).starts_with(|c: char| c.is_ascii_digit());
        let ends = match mark {
            Mark::Question | Mark::Exclamation => true,
            Mark::Stop => self.parted(self.index) && upper && self.text(self.index - 1).len() > 2,
            _ => false,
        };
        ends && self.rest_says(self.index)
    }

    /// Behind a yes that answers: whatever says something else.
    fn answer_ends(&self) -> bool {
        let orders = self.is(self.index, Part::InfinitiveEnd) && !self.is(self.index, Part::Auxiliary);
        let asks = !self.parted(self.index) && self.inverted_at(self.index) && !orders;
        !self.open.beyond_yes
            && !asks
            && self.words.marked.answers
            && (self.courtesy(self.index).is_none() || self.is(self.index, Part::Manner))
            && !self.any(self.index, &[Part::Yes, Part::Consequence])
            && (self.predicate_at(self.index)
                || self.command_at(self.index)
                || self.is(self.index, Part::Starter)
                || self.question_stands()
                || self.name_stands(self.index)
                || self.taken(self.index, Part::Question).is_some_and(|taken| self.is_verb(self.index + taken)))
    }

    /// 'ohne Schneiden, na gut ja', 'wenn es nichts kostet dann ja': behind what leads to it, a yes that ends the utterance.
    fn yes_begins(&self) -> bool {
        let due = self.words.marked.answers && self.open.beyond_yes && !self.open.expects;
        due && self.words.marked.agrees(self.index..self.count())
    }

    fn otherwise_begins(&self) -> bool {
        self.is(self.index, Part::Otherwise)
            && !self.open.expects
            && self.open.beyond_yes
            && self.index + 1 < self.count()
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn what_belongs_to_a_yes_goes_with_it() {
        for cut in ["ja dann verbinden Sie mich", "sie heißt Lena. / Sie ist acht."] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }
}
