//! What follows from what was said, or counts instead of it, without a verb of its own.

use super::place::{Place, REACH};
use super::{Opening, Part};

impl Place<'_> {
    /// 'so Friday', 'also ab neun': behind a predicate, a time that follows from it; 'am besten vormittags' behind a statement.
    pub fn conclusion_begins(&self) -> bool {
        let said = self.open.verb && !self.open.expects;
        if self.is(self.index, Part::Preference) {
            let behind = self.index + self.taken(self.index, Part::Preference).unwrap_or(1);
            let goes_on =
                self.any(behind, &[Part::Condition, Part::Subordinate, Part::Joint]) || self.predicate_at(behind);
            return said && !self.open.wishes && self.rest_says(behind) && (self.parted(self.index) || !goes_on);
        }
        self.opening == Opening::Correction && (self.value_begins() || self.restates() || self.named_after_saying())
            || self.follows()
    }

    /// What follows from what was said: 'so Friday', 'also nicht vor zehn', 'also München LN'.
    fn follows(&self) -> bool {
        let Some(taken) = self.taken(self.index, Part::Conclusion) else { return false };
        if !self.open.verb || self.open.expects || self.before_is(self.index, &[Part::Frame, Part::Says, Part::Subject])
        {
            return false;
        }
        if self.taken(self.index, Part::Determiner).is_some_and(|phrase| phrase > 1) {
            return false;
        }
        let mut behind = self.index + taken;
        if self.german() && self.is(behind, Part::Please) && self.rest_says(behind + 1) {
            return true;
        }
        if self.is(self.index, Part::Restates) && self.is_infinitive(behind) && !self.open.awaits() && !self.open.wishes
        {
            return true;
        }
        if self.german() && !self.is(behind, Part::Preposition) {
            behind = self.behind_little(behind);
        }
        let led = self.taken(behind, Part::Preposition).unwrap_or(0);
        behind += led;
        if self.denies_at(behind) {
            let follows = self.is(self.index, Part::Restates) || self.parted(self.index);
            return self.german() && follows && self.rest_says(behind + 1) && !self.parted(behind + 1);
        }
        let spells = self.is_capital(behind) && self.is_capital(behind + 1) && self.german();
        let thing = self.is(behind, Part::Determiner) && !self.is(behind + 1, Part::Kin);
        let person = led > 0 && self.german() && self.is_noun(behind);
        let time = thing || spells || person || self.is_time(behind);
        time && !self.open.wishes
    }

    /// 'nee Freitag hab ich Dienst, Samstag', 'das ist der alte M L 9876': behind a reason, the value that counts.
    fn value_begins(&self) -> bool {
        const LEADS: [Part; 4] = [Part::Preposition, Part::Determiner, Part::Verb, Part::SubjectVerb];
        let statement = self.open.verb && !self.open.wishes && !self.open.expects && self.index > self.clause + 2;
        let led = self.any(self.index, &[Part::Preposition, Part::Determiner])
            || self.before_is(self.index, &LEADS)
            || self.is_contracted(self.index - 1)
            || self.is_time(self.index - 1);
        (statement && self.is_value() && !led) || (statement && self.takes_place())
    }

    /// 'move it to Friday, no Friday's the school play (to Saturday)': a time that is led as the one that was taken back.
    fn takes_place(&self) -> bool {
        let led = |at: usize| self.is(at, Part::Preposition) && self.is_time(at + 1);
        let from = self.clause.saturating_sub(REACH);
        let before = (from..self.clause).any(|at| led(at) && self.text(at) == self.text(self.index));
        let again = self.said_before(self.index);
        let closes = !self.is_verb(self.index - 1) && !self.before_is(self.index, &[Part::Adverb]);
        let begin = self.index.saturating_sub(REACH).max(self.clause);
        let bids = (begin..self.index).any(|at| self.is(at, Part::Command) && !self.is(at, Part::Correction));
        led(self.index) && before && !again && closes && !bids
    }

    /// A time, a plate, spelled letters, figures.
    fn is_value(&self) -> bool {
        let spelled =
            self.is_spelled(self.index) && self.is_capital(self.index + 1) && !self.is_capital(self.index - 1);
        let figures = self.text(self.index).starts_with(|c: char| c.is_ascii_digit());
        let written = self.parted(self.index) && (figures || self.is_written_large(self.index));
        written || spelled || self.is_time(self.index)
    }

    /// 'am Ende zwei N also H O F F M A N N': what was corrected, once more as a whole.
    fn restates(&self) -> bool {
        let restated = self.is(self.index, Part::Restates) && self.open.says_more && self.rest_says(self.index + 1);
        restated && !self.any(self.index + 1, &[Part::Determiner, Part::Preposition])
    }

    /// 'äh für meine Tochter mein ich Kinderhaarschnitt': behind a correction that says so at its end, a thing.
    fn named_after_saying(&self) -> bool {
        let said = self.index > self.clause + 2 && self.taken(self.index - 2, Part::Correction) == Some(2);
        self.german() && said && self.is_noun(self.index)
    }
}
