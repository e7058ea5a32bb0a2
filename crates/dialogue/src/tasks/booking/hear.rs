//! The facts of a booking said on the way: an answer may say more than was asked, and a later word corrects an earlier one.

use super::{Booking, ServiceWish};
use crate::phrases::Phrase;
use crate::tasks::Took;
use crate::tasks::target::{Visits, picked};
use crate::turn::Turn;
use crate::{Asked, wording};
use understanding::{Change, Cue, Found, Intent, Utterance};

impl Booking {
    /// Takes the answer to what was asked of it.
    pub(crate) fn answer(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        match turn.next.asked {
            Asked::Choice => self.target.answer_choice(utterance, turn),
            Asked::Service => self.answer_service(utterance, turn),
            Asked::Resource => self.target.answer_person(utterance, &self.who_does_all(turn.business())),
            Asked::Date | Asked::Time => self.target.answer_time(utterance),
            Asked::Detail => self.answer_detail(utterance, turn),
            _ => Took::Nothing,
        }
    }

    /// Takes the facts said, whether asked for or not; `timed` where the time said is not used up by the answer.
    pub(crate) fn hear(&mut self, utterance: &Utterance, turn: &mut Turn<'_>, timed: bool) -> bool {
        let time = timed && self.target.hear_time(utterance, turn);
        let guest = self.parts.hear_guest(utterance);
        let services = self.hear_parts(utterance) || self.hear_service(utterance.says().service.as_ref(), turn);
        let does_all = self.who_does_all(turn.business());
        let person = self.target.hear_person(utterance, turn, |id| does_all.iter().any(|one| one == id));
        time | guest | services | person | self.hear_unlisted(utterance) | self.hear_series(utterance, turn)
    }

    /// Takes what is wanted by a name that is on no list.
    fn hear_unlisted(&mut self, utterance: &Utterance) -> bool {
        let wanted = utterance.says().unlisted.clone().filter(|_| self.parts.is_empty());
        let hears = wanted.is_some();
        self.unlisted = wanted.or(self.unlisted.take());
        hears
    }

    /// Takes a wish for several appointments in a rhythm: the first is booked, and the wish goes with it.
    fn hear_series(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> bool {
        if self.series || turn.business().secrecy || !utterance.parsed.has(Cue::Series) {
            return false;
        }
        self.series = true;
        self.add_remark(utterance.words.reveal());
        turn.say(Phrase::SeriesNoted, &[]);
        true
    }

    /// Takes several services or people said in one breath, more of them or fewer.
    fn hear_parts(&mut self, utterance: &Utterance) -> bool {
        let asks = [Intent::Price, Intent::Duration, Intent::Question];
        if asks.into_iter().any(|intent| utterance.wants(intent)) || !self.parts.hear(utterance) {
            return false;
        }
        let dropped = utterance.says().change == Change::Dropped;
        let rest = self.target.chosen().filter(|_| dropped).and_then(|visit| self.parts.rest_of(visit));
        self.target.visits = rest.map_or(Visits::Open, Visits::Chosen);
        self.target.declined.clear();
        true
    }

    /// Takes the service said.
    pub(crate) fn hear_service(&mut self, found: Option<&Found<String>>, turn: &mut Turn<'_>) -> bool {
        let Some(found) = found else { return false };
        match ServiceWish::found(found) {
            ServiceWish::Known(service) => self.take_service(service),
            ServiceWish::OneOf(choices) => self.take_choices(choices, turn),
            ServiceWish::Unsaid => {}
        }
        true
    }

    fn take_choices(&mut self, choices: Vec<String>, turn: &mut Turn<'_>) {
        let again = turn.next.asked == Asked::Service && self.parts.asked().service.choices() == choices;
        match choices.as_slice() {
            // The same words once more: where one thing was meant, it is that, and comes again in the read-back.
            [only] if again => self.take_service(only.clone()),
            _ if again => turn.stumble_on(),
            _ if self.parts.asked().service.known().is_some_and(|known| choices.iter().any(|one| one == known)) => {}
            _ => {
                self.parts.asked_mut().service = ServiceWish::OneOf(choices);
                if self.target.chosen().is_some() {
                    self.target.visits = Visits::Open;
                }
            }
        }
    }

    /// Wants this service, in place of another.
    fn take_service(&mut self, service: String) {
        let part = self.parts.asked_mut();
        if part.service.known() == Some(&service) {
            return;
        }
        part.service = ServiceWish::Known(service);
        self.target.visits = Visits::Open;
        self.target.declined.clear();
    }

    /// Which of several services, by number or by yes to the only one.
    fn answer_service(&mut self, utterance: &Utterance, turn: &Turn<'_>) -> Took {
        let says = utterance.says();
        let choices = self.parts.asked().service.choices().to_vec();
        if says.service.as_ref().is_some_and(Found::is_sure) || choices.is_empty() {
            return Took::Nothing;
        }
        let chosen = match (says.pick, choices.as_slice()) {
            (Some(pick), choices) => picked(pick, choices, |_| 0),
            (None, [only]) if utterance.is_yes() => Some(only),
            (None, choices) => {
                let names: Vec<_> = choices.iter().map(|id| service_names(id, turn)).collect();
                told_apart(utterance, &names).and_then(|place| choices.get(place))
            }
        };
        if let Some(service) = chosen {
            self.take_service(service.clone());
            return Took::Something;
        }
        if utterance.is_no() && choices.len() == 1 {
            self.parts.asked_mut().service = ServiceWish::Unsaid;
            return Took::Something;
        }
        Took::Nothing
    }
}

/// The names of a service, each in words.
fn service_names(id: &str, turn: &Turn<'_>) -> Vec<Vec<String>> {
    let names = turn.business().service(id).map(|service| service.names.get(turn.language()));
    names.into_iter().flatten().map(|name| wording::words(name)).collect()
}

/// The place of the only one of several things of whose names a word begins as the caller's: 'Herren' of three kinds of haircut.
/// Each has several names, each of several words.
pub(super) fn told_apart(utterance: &Utterance, things: &[Vec<Vec<String>>]) -> Option<usize> {
    let said: Vec<&str> = utterance.parsed.words().filter(|word| word.len() > 2).collect();
    let named = |names: &Vec<Vec<String>>| {
        said.iter().filter(|said| names.iter().flatten().any(|name| name.starts_with(**said))).count()
    };
    let hits: Vec<usize> = things.iter().map(named).collect();
    let most = hits.iter().copied().max().filter(|most| *most > 0)?;
    let mut best = hits.iter().enumerate().filter(|(_, hits)| **hits == most).map(|(place, _)| place);
    best.next().filter(|_| best.next().is_none())
}
