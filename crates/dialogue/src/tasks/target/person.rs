//! Whose time is wished for: a person by name, anyone, or somebody whose name was misheard and is asked about.

use super::{Target, Visits, picked};
use crate::phrases::Phrase;
use crate::tasks::Took;
use crate::turn::Turn;
use crate::{Asked, ResourceWish, speakable};
use understanding::Utterance;

/// Whose time is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PersonWish {
    /// Nobody's in particular.
    #[default]
    Unsaid,
    /// Explicitly anyone's.
    Anyone,
    /// This one's, by id.
    One(String),
    /// A name was misheard: it is asked which of these is meant.
    OneOf(Vec<String>),
}

impl PersonWish {
    /// The one who is wished for.
    pub fn one(&self) -> Option<&str> {
        match self {
            PersonWish::One(id) => Some(id),
            PersonWish::Unsaid | PersonWish::Anyone | PersonWish::OneOf(_) => None,
        }
    }

    /// Those of whom it is asked who is meant.
    pub fn meant(&self) -> &[String] {
        match self {
            PersonWish::OneOf(people) => people,
            PersonWish::Unsaid | PersonWish::Anyone | PersonWish::One(_) => &[],
        }
    }
}

impl From<ResourceWish> for PersonWish {
    fn from(wish: ResourceWish) -> Self {
        match wish {
            ResourceWish::Anyone => PersonWish::Anyone,
            ResourceWish::One(id) => PersonWish::One(id),
        }
    }
}

impl Target {
    /// Takes whose time was asked for; `does_all` says who does the services wished for.
    pub(crate) fn hear_person(
        &mut self,
        utterance: &Utterance,
        turn: &mut Turn<'_>,
        does_all: impl Fn(&str) -> bool,
    ) -> bool {
        let says = utterance.says();
        if let Some(found) = says.resource.as_ref().filter(|found| found.is_sure()) {
            self.wish_for_person(found.value.clone().into());
            return true;
        }
        // Somebody was named who is not known: who of those that do the service is asked, where there is a choice.
        let people: Vec<String> = says.people_meant.iter().filter(|id| does_all(id)).cloned().collect();
        let one_of_one = says.people_meant.len() > 1 && people.len() <= 1;
        if people.is_empty() || one_of_one {
            return false;
        }
        let again = turn.next.asked == Asked::Resource && self.person.meant() == people;
        match people.as_slice() {
            // The same words once more: the only one there is was meant.
            [only] if again => self.wish_for_person(PersonWish::One(only.clone())),
            _ if again => turn.stumble_on(),
            _ => self.person = PersonWish::OneOf(people),
        }
        true
    }

    /// Wishes for somebody; a visit with somebody else is no longer what is wanted.
    pub fn wish_for_person(&mut self, person: PersonWish) {
        if self.person == person {
            return;
        }
        let keeps = match (&person, &self.visits) {
            (PersonWish::One(id), Visits::Chosen(visit)) => visit.slots().any(|slot| *id == slot.resource),
            (_, Visits::Chosen(_)) => true,
            (_, Visits::Open | Visits::Offered(_)) => false,
        };
        if !keeps {
            self.visits = Visits::Open;
        }
        self.person = person;
    }

    /// Whether the one asked about is meant, or which of several by number; a name is taken among the facts.
    pub(crate) fn answer_person(&mut self, utterance: &Utterance, everybody: &[String]) -> Took {
        let says = utterance.says();
        let meant = self.person.meant().to_vec();
        if says.resource.is_some() || meant.is_empty() {
            return Took::Nothing;
        }
        let chosen = match (says.pick, meant.as_slice()) {
            (Some(pick), people) => picked(pick, people, |_| 0).cloned(),
            (None, [only]) if utterance.is_yes() => Some(only.clone()),
            _ => None,
        };
        if let Some(person) = chosen {
            self.wish_for_person(PersonWish::One(person));
            return Took::Something;
        }
        if utterance.is_no() && meant.len() == 1 {
            // Whoever is the only one left is meant.
            let others: Vec<String> = everybody.iter().filter(|id| !meant.contains(id)).cloned().collect();
            match others.as_slice() {
                [] => self.person = PersonWish::Unsaid,
                [only] => self.wish_for_person(PersonWish::One(only.clone())),
                _ => self.person = PersonWish::OneOf(others),
            }
            return Took::Something;
        }
        Took::Nothing
    }

    /// Asks who of several people is wished for.
    pub(crate) fn ask_person(&self, turn: &mut Turn<'_>) {
        let name = |id: &String| turn.business().resource(id).map(|one| one.spoken_name().to_owned());
        let names: Vec<String> = self.person.meant().iter().filter_map(name).collect();
        let people = speakable::list(&names, true, turn.language());
        let phrase = if names.len() == 1 { Phrase::AskPersonMeant } else { Phrase::AskPerson };
        turn.say(phrase, &[("people", &people)]);
    }
}
