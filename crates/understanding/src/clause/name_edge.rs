//! Where a name begins and ends that is a clause of its own.

use super::Part;
use super::place::Place;

impl Place<'_> {
    /// A name, with what announces it, is a clause of its own.
    pub fn name_edge(&self) -> bool {
        if let Some(end) = self.words.name_end[self.index] {
            return !self.open.expects && !self.name_is_led(end);
        }
        let Some(start) = self.words.name_start[self.index] else { return false };
        let led = self.is(start, Part::Preposition) && !self.is_capital(start);
        let time = self.is_time(self.index) && !self.open.verb;
        !led && !time && !self.name_goes_on() && self.rest_says(self.index)
    }

    /// Whether what stands behind a name belongs to it: 'Violet Cartwright my mum', 'Pryce with a Y', 'Tom Baker has'.
    fn name_goes_on(&self) -> bool {
        let index = self.index;
        let verb = self.is(index, Part::Verb) && !self.inverted_at(index);
        let also = match self.german() {
            true => self.behind_little(index + self.taken(index, Part::Conclusion).unwrap_or(0)),
            false => index + self.taken(index, Part::Conclusion).unwrap_or(0),
        };
        let named = self.german() && self.is(index, Part::NameVerb) && self.is(index + 1, Part::RelativePronoun);
        let placed = self.is(index, Part::Starter) && self.is(index + 1, Part::NameLink);
        let verb = verb || (named && self.is(index, Part::Verb) && !self.parted(index)) || placed;
        let kin = self.is(also, Part::Determiner) && self.is(also + 1, Part::Kin) && !self.is(also + 1, Part::NoName);
        let spells = self.is_spelled(also) && self.is_spelled(also + 1);
        let likens = self.is(index, Part::Question)
            && self.is(index, Part::Indefinite)
            && self.german()
            && !self.question_stands()
            && !self.verb_within(index + 1);
        verb || kin || spells || likens || self.any(index, &[Part::NameTail, Part::NameLink])
    }

    /// Whether the name that begins here belongs to what stands before it: 'mein Mann Tim', 'her name's', 'Keller K E L L E R'.
    fn name_is_led(&self, end: usize) -> bool {
        const LEADS: [Part; 7] =
            [Part::Preposition, Part::Determiner, Part::Title, Part::Kin, Part::Label, Part::NameVerb, Part::Only];
        let index = self.index;
        let own_verb = self.words.marked.parts.within(index + 1..end, Part::NameClause);
        if own_verb && self.before_is(index, &[Part::VerbPrefix]) {
            return false;
        }
        let little = index > self.clause + 1 && self.any(index - 1, &[Part::Adverb, Part::Conclusion]);
        let named = index - usize::from(little);
        let spells = self.is_spelled(index) && named > self.clause && self.is_capital(named - 1);
        let behind_verb = (1..=2).any(|back| index >= self.clause + back && self.is(index - back, Part::NameVerb));
        let spells = spells || (self.is_spelled(index) && behind_verb);
        let announced = self.any(index, &[Part::Label, Part::Determiner]) && !self.is_spelled(index);
        let led = !announced && self.before_is(index, &LEADS);
        led || spells
            || self.framed()
            || self.name_leads()
            || self.before(index).is_some_and(|before| self.takes_name(before))
    }

    /// Whether the name begins with what leads to it: 'von Keller', but no label behind it.
    fn name_leads(&self) -> bool {
        let leads = self.any(self.index, &[Part::Preposition, Part::Particle]) && !self.is_capital(self.index);
        leads && !self.is(self.index + 1, Part::Label)
    }

    /// Whether the word before a name takes it: a verb, 'the surname's', 'der falsche (Name)'.
    fn takes_name(&self, before: usize) -> bool {
        let verb = self.is_verb(before) && !self.open.subordinate && !self.is(self.index, Part::SubjectVerb);
        let adjective = self.german() && self.is(self.index, Part::Label) && self.is_adjective(before);
        verb || adjective || self.is_contracted(before)
    }

    /// ', Schuster.', ', Meyer mit e y': one word written as names are, at the end or with how it is spelled.
    pub fn name_stands(&self, index: usize) -> bool {
        let plain = self.is_noun(index)
            && !self.is_time(index)
            && !self.any(index, &[Part::NoName, Part::NoVerb, Part::Label, Part::Title]);
        let listed = self.is_noun(index.saturating_sub(1));
        plain
            && ((index + 1 == self.count() && !listed)
                || (self.is(index + 1, Part::NameLink) && self.parted(self.index)))
    }
}
