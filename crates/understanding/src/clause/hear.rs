//! What is heard at a place: how the words there change what is known of the clause that is being said.

use super::open::Open;
use super::place::Place;
use super::{Opening, Part};

impl Open {
    /// What is open behind the words that `place` begins, and how many tokens they are.
    pub fn take(mut self, place: &Place<'_>) -> (Self, usize) {
        let index = place.index;
        self.someone |= place.is(index, Part::Someone);
        self.person |= place.names_someone(index);
        self.self_says |= place.is(index, Part::SelfSays);
        self.wishes |= place.is(index, Part::Wish);
        if let Some(taken) = place.taken(index, Part::Declines).filter(|_| !self.says && place.words.marked.answers) {
            self.says = true;
            return (self, taken);
        }
        if !self.says && !place.german() && place.is(index, Part::Otherwise) && place.rest_says(index + 1) {
            return (self, 1);
        }
        if let Some(taken) = place.leads() {
            let last = index + taken - 1;
            let subordinates = place.any(last, &[Part::Subordinate, Part::Condition]);
            self.expects |= place.is(index, Part::Matrix) && subordinates && !self.verb;
            self.subordinate |= self.expects && place.german();
            return (self, taken);
        }
        let answers = place.words.marked.answers;
        if let Some(taken) = place.taken(index, Part::Yes).filter(|_| !self.says && answers) {
            self.says = true;
            return (self, taken);
        }
        if let Some(taken) = place.taken(index, Part::IfSo).filter(|_| place.opening == Opening::Condition) {
            (self.says, self.says_more, self.verb, self.beyond_yes) = (true, true, true, true);
            return (self, taken);
        }
        self.take_word(place)
    }

    fn take_word(mut self, place: &Place<'_>) -> (Self, usize) {
        let index = place.index;
        if place.is_verb(index) || (self.expects && place.is_contracted(index)) {
            self.subordinate &= !place.verb_second();
            (self.verb, self.expects) = (true, false);
        } else if let Some((taken, subordinate)) = place.expecting() {
            (self.says, self.beyond_yes) = (true, true);
            self.subordinate = subordinate && place.german();
            self.led |= !self.says_more;
            (self.verb, self.expects) = if place.is_contracted(index) { (true, false) } else { (self.verb, true) };
            return (self, taken);
        } else if let Some(taken) = place.courtesy(index) {
            return (self, taken);
        }
        let subject = place.any(index, &[Part::Subject, Part::WeakSubject, Part::Determiner]);
        let led = place.is(index, Part::Accusative) || place.before_is(index, &[Part::Preposition]);
        self.subject |= subject && !led && !self.verb;
        let denies = place.denies_at(index) || (!self.says && place.is(index, Part::Without));
        if !self.says && !denies && place.is(index, Part::Adverb) && !place.is_time(index) && index + 1 < place.count()
        {
            return (self, 1);
        }
        if denies {
            self.denied_thing = index + 1;
        }
        self.denied |= denies;
        let infinitive = place.is_infinitive(index) && !place.is_verb(index);
        self.bracket |= place.is(index, Part::Bracket);
        self.infinitive |= infinitive || (place.is(index, Part::InfinitiveEnd) && place.is_time(index) && self.modal);
        self.modal |= place.is(index, Part::Modal);
        self.participle |= place.is_participle(index) && self.verb && !place.is_capital(index);
        self.recipient = self.recipient.or(place.is(index, Part::Recipient).then_some(index));
        self.answer |= place.is_time(index) || place.is_spelled(index) || place.words.name_end[index].is_some();
        self.topic |= !denies
            && !self.denied
            && (place.is_time(index)
                || place.is(index, Part::Preposition)
                || (place.is(index, Part::Determiner)
                    && !place.is_verb(index + 1)
                    && !place.any(index + 1, &[Part::Negation, Part::Adverb])));
        (self.says, self.beyond_yes) = (true, true);
        self.says_more |= !place.is_time(index) && !place.is(index, Part::Preposition);
        (self, 1)
    }
}
