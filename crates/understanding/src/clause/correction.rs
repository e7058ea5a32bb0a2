//! What takes back or replaces what went before: 'wait', 'nee', 'ich meine'; a pause and the same once more.

use super::Part;
use super::place::{Place, REACH};

impl Place<'_> {
    /// Whether a clause begins here that takes back what went before.
    pub fn corrects(&self) -> bool {
        if self.mends() || self.corrected_behind() {
            return true;
        }
        let Some(taken) = self.taken(self.index, Part::Correction) else { return false };
        let behind = self.index + taken;
        let answered = self.words.marked.answers && self.open.says;
        let subject = self.is(self.index, Part::Subject) && (self.open.expects || self.follows_verb(self.index));
        let excuses = self.is(self.index, Part::Courtesy) && !self.is(self.index, Part::Adverb);
        let broken_off = (taken > 1 || excuses) && self.before_is(self.index, &[Part::Determiner]);
        let closes = self.is(self.index, Part::ParticipleForm)
            && self.any(self.index, &[Part::VerbEnd, Part::InfinitiveEnd])
            && !self.is_capital(self.index)
            && self.open.bracket
            && !self.open.participle;
        let described = self.is(self.index, Part::Described) && self.before_is(self.index, &[Part::Label]);
        let noun = !self.german() && self.index > 1 && self.before_is(self.index - 1, &[Part::Determiner]);
        let behind_noun = noun && self.before(self.index).is_some_and(|before| !self.is_time(before));
        let adverb = self.is(self.index, Part::Described) && (self.open.expects || behind_noun);
        let told = self.is(self.index, Part::SelfSays)
            || described
            || (!self.german() && self.is(self.index, Part::Command) && self.before_is(self.index, &[Part::Bound]))
            || adverb
            || self.is_afterthought()
            || closes
            || self.denies_thing()
            || subject
            || self.is(behind, Part::Compound)
            || self.before(self.index).is_some_and(|before| self.is_contracted(before))
            || self.asked_subject(self.index)
            || self.before_is(self.index, &[Part::Tell, Part::SubjectVerb, Part::Auxiliary, Part::Subject])
            || (self.before_is(self.index, &[Part::Determiner]) && !self.is_time(self.index - 1) && !broken_off);
        self.rest_says(behind) && (self.open.beyond_yes || answered) && !told && self.replaces(behind, taken)
    }

    /// Words that also mean something else correct only before what can replace something.
    fn replaces(&self, behind: usize, taken: usize) -> bool {
        const BEGINS: [Part; 13] = [
            Part::Correction,
            Part::Subject,
            Part::SubjectVerb,
            Part::Command,
            Part::Negation,
            Part::Rather,
            Part::Preposition,
            Part::Determiner,
            Part::Only,
            Part::WeakSubject,
            Part::Title,
            Part::Starter,
            Part::Label,
        ];
        if self.is(self.index, Part::TimeCorrection) {
            return self.is_time(behind);
        }
        if self.is(self.index, Part::Exclamation) && taken == 1 {
            let courtesy = self.taken(self.index, Part::Courtesy).is_some_and(|taken| taken > 1);
            let first = behind;
            let behind = self.behind_little(behind);
            let marked = self.parted(self.index) && self.parted(first);
            if self.is(self.index, Part::Turn) && !courtesy {
                return self.open.beyond_yes && self.rest_says(first);
            }
            let begins = self.is(first, Part::Matrix)
                || self.is(behind, Part::Correction)
                || (self.predicate_at(behind) && !self.is_time(behind));
            return !courtesy && (marked || begins);
        }
        let marked = self.parted(self.index) && self.parted(behind);
        if self.is(self.index, Part::MarkedCorrection) && taken == 1 {
            return marked;
        }
        if !self.is(self.index, Part::WeakCorrection) {
            return true;
        }
        let marked = self.parted(self.index) || self.parted(behind);
        let named = self.german() && (self.is_noun(behind) || self.is_infinitive(behind));
        let spells =
            named || self.is_spelled(behind) && self.is_spelled(behind + 1) || self.words.name_end[behind].is_some();
        self.is_time(behind)
            || self.is_number(behind)
            || marked
            || spells
            || self.any(behind, &BEGINS)
            || taken > 1
            || self.inverted_at(behind)
    }

    /// Where what was said before ends, without the sounds and cries that go with what begins here: 'um drei (ach Mist um vier)'.
    pub fn behind_statement(&self) -> usize {
        let mut begin = self.index;
        while begin > self.clause + 1 && self.index - begin < REACH && self.is(begin - 1, Part::Interjection) {
            let greets = begin > 1 && self.taken(begin - 2, Part::Courtesy).is_some_and(|taken| taken > 1);
            let measured = self.is(begin.saturating_sub(2), Part::Excess);
            if greets || measured || self.is_time(begin - 1) || (self.parted(begin) && !self.parted(begin - 1)) {
                break;
            }
            begin -= 1;
        }
        begin
    }

    /// 'um drei um vier mein ich': the same kind as before, and behind it the words that correct.
    fn corrected_behind(&self) -> bool {
        let end = self.count().min(self.index + REACH / 2 + 1);
        let marker = (self.index + 1..end).find(|at| self.is(*at, Part::Afterthought));
        let Some(marker) = marker.filter(|_| self.open.says) else { return false };
        let behind = marker + self.taken(marker, Part::Afterthought).unwrap_or(0);
        let plain = (self.index..marker)
            .all(|at| !self.any(at, &[Part::Joint, Part::Subject, Part::SubjectVerb]) && !self.is_verb(at));
        let alone = marker == self.index + 1 && !self.is_time(self.index);
        plain && !alone && !self.rest_says(behind) && self.same_again(self.index)
    }

    /// Whether what begins at `index` is of a kind that was said shortly before in this clause: a time, 'am …', 'my …'.
    fn same_again(&self, index: usize) -> bool {
        let from = index.saturating_sub(REACH / 2).max(self.clause);
        let mut before = (from..index.min(self.index)).rev();
        let time = self.is_time(index) && (index > self.index || !self.is_time(index - 1) || self.parted(index));
        let times = time && self.open.answer;
        let leads = self.any(index, &[Part::Preposition, Part::Determiner]);
        times || (leads && before.any(|at| self.text(at) == self.text(index)))
    }

    /// A sound or a cry; an English 'oh' is also a figure.
    fn sounds(&self, index: usize) -> bool {
        self.is(index, Part::Interjection) && !self.is(index, Part::Exclamation)
    }

    /// 'bei Jonas äh bei Aylin', '9 äh 10', 'Paul äh Paula Brenner': a pause, and the same kind once more.
    fn mends(&self) -> bool {
        const SOUNDS_MAX: usize = 3;
        let sounds = (0..SOUNDS_MAX).take_while(|more| self.sounds(self.index + more)).count();
        if sounds == 0 {
            return false;
        }
        let (before, behind) = (self.index - 1, self.index + sounds);
        if behind >= self.count() || !self.open.says {
            return false;
        }
        let times = self.is_time(before) && self.is_time(behind);
        let again = self.index >= self.clause + 2
            && self.any(behind, &[Part::Preposition, Part::Determiner])
            && (self.clause..before).rev().take(3).any(|index| self.text(index) == self.text(behind));
        let longer = self.text(behind).starts_with(self.text(before)) && self.text(before).len() > 2;
        times || again || longer
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn what_takes_back_begins_a_clause() {
        for cut in ["ich will absagen / nein verschieben", "bei Jonas / äh bei Aylin", "ich mein Auto nicht"] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn a_word_that_also_means_something_else_corrects_before_what_replaces() {
        for cut in ["with Jonas / sorry with Aylin", "I'm sorry"] {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }

    #[test]
    fn a_cry_goes_with_what_it_takes_back() {
        for cut in ["am Dritten / Herrschaftszeiten am Vierten", "um acht / ach Mist um neun mein ich"] {
            assert_eq!(said::cut(cut, Language::De), cut);
        }
    }

    #[test]
    fn what_follows_a_correction_tells_where_it_begins() {
        for cut in ["half two / oops half three I mean", "I want to book a / I mean cancel"] {
            assert_eq!(said::cut(cut, Language::En), cut);
        }
    }
}
