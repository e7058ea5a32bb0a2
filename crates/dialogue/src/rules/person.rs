//! Whose time is wished for: a person by name, anyone, or somebody whose name was misheard and is asked about.

use super::answer::picked;
use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Asked, ResourceWish, speakable};

impl Turn<'_> {
    /// Whose time was asked for.
    pub(super) fn take_resource(&mut self, heard: &Heard<'_>) -> Use {
        let Some(found) = heard.says.resource.as_ref().filter(|found| found.is_sure()) else {
            return self.take_people_meant(heard);
        };
        self.wish_for_any_or(found.value.clone());
        Use::Some
    }

    /// Wishes for this person.
    fn wish_for(&mut self, person: String) {
        self.wish_for_any_or(ResourceWish::One(person));
    }

    fn wish_for_any_or(&mut self, resource: ResourceWish) {
        let wish = &mut self.next.wish;
        wish.people_meant.clear();
        if wish.resource.as_ref() == Some(&resource) {
            return;
        }
        let other = match (&resource, &wish.visit) {
            (ResourceWish::One(id), Some(visit)) => visit.slots().all(|slot| *id != slot.resource),
            _ => false,
        };
        wish.resource = Some(resource);
        if other {
            wish.visit = None;
        }
        if wish.visit.is_none() {
            self.next.offered.clear();
        }
    }

    /// Somebody was named who is not known: who of those that do the service is asked, where there is a choice.
    fn take_people_meant(&mut self, heard: &Heard<'_>) -> Use {
        if heard.says.people_meant.is_empty() {
            return Use::None;
        }
        let people: Vec<String> = heard.says.people_meant.iter().filter(|id| self.does_all(id)).cloned().collect();
        let one_of_one = heard.says.people_meant.len() > 1 && people.len() <= 1;
        if people.is_empty() || one_of_one {
            return Use::None;
        }
        if self.next.asked == Asked::Resource && self.next.wish.people_meant == people {
            self.take_again(&people, Self::wish_for);
        } else {
            self.next.wish.people_meant = people;
        }
        Use::Some
    }

    /// The one resource that the words or the wish name.
    pub(super) fn wished_resource(&self, heard: &Heard<'_>) -> Option<String> {
        let said = heard.says.resource.as_ref().filter(|found| found.is_sure()).map(|found| &found.value);
        match said {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            _ => None,
        }
    }

    /// Asks who of them is meant.
    pub(super) fn ask_person(&mut self) {
        let name = |id: &String| self.business().resource(id).map(|one| one.spoken_name().to_owned());
        let names: Vec<String> = self.next.wish.people_meant.iter().filter_map(name).collect();
        let people = speakable::list(&names, true, self.language());
        let phrase = if names.len() == 1 { Phrase::AskPersonMeant } else { Phrase::AskPerson };
        self.say(phrase, &[("people", &people)]);
    }

    /// Whether the one asked about is meant, or which of several by number; a name is taken among the facts.
    pub(super) fn answer_person(&mut self, heard: &Heard<'_>) -> Use {
        if heard.says.resource.is_some() {
            return Use::None;
        }
        let meant = self.next.wish.people_meant.clone();
        let chosen = match (heard.says.pick, meant.as_slice()) {
            (Some(pick), people) => picked(pick, people, |_| 0).cloned(),
            (None, [only]) if heard.yes() => Some(only.clone()),
            _ => None,
        };
        if let Some(person) = chosen {
            self.wish_for(person);
            return Use::Some;
        }
        if heard.no() && meant.len() == 1 {
            self.next.wish.people_meant = self.others_than(&meant);
            return Use::Some;
        }
        Use::None
    }

    /// Whether somebody does all services wished for, as far as they are known.
    fn does_all(&self, id: &String) -> bool {
        let services = self.next.wish.parts().filter_map(|part| self.business().service(part.service.as_deref()?));
        services.into_iter().all(|service| service.resources.contains(id))
    }

    /// Everybody else who has a name and does the services wished for; whoever is the only one left is meant.
    fn others_than(&mut self, named: &[String]) -> Vec<String> {
        let all = self.business().resources.iter().map(|one| one.id.clone());
        let others: Vec<String> = all.filter(|id| !named.contains(id) && self.does_all(id)).collect();
        match others.as_slice() {
            [only] => {
                let only = only.clone();
                self.wish_for(only);
                Vec::new()
            }
            _ => others,
        }
    }
}
