//! When and with whom an appointment is wanted, on its way from a wish to one visit: of a booking, and of a move.

mod choice;
mod hear;
mod person;
mod search;
mod time;

pub use person::PersonWish;
pub(crate) use search::Sought;
pub use time::{Open, WishedTime};

use booking::Visit;
use understanding::Pick;
use understanding::when::When;

/// When and with whom an appointment is wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Target {
    /// Whose time.
    pub person: PersonWish,
    /// When, as understood so far.
    pub time: Option<WishedTime>,
    /// Times that do not suit the caller.
    pub excluded: Vec<When>,
    /// What was found for it.
    pub visits: Visits,
    /// Visits offered that the caller did not want; not offered again.
    pub declined: Vec<Visit>,
    /// Visits offered last in place of a time that could not be had, and how often they were offered again for it.
    instead: (Vec<Visit>, u32),
}

/// What was found for a wish.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Visits {
    /// Nothing yet.
    #[default]
    Open,
    /// These, in the order in which they were spoken; one of them is to be chosen.
    Offered(Vec<Visit>),
    /// This one.
    Chosen(Visit),
}

impl Target {
    /// The visit chosen.
    pub fn chosen(&self) -> Option<&Visit> {
        match &self.visits {
            Visits::Chosen(visit) => Some(visit),
            Visits::Open | Visits::Offered(_) => None,
        }
    }

    /// The visits offered and not yet chosen from.
    pub fn offered(&self) -> &[Visit] {
        match &self.visits {
            Visits::Offered(visits) => visits,
            Visits::Open | Visits::Chosen(_) => &[],
        }
    }

    /// Visits offered last in place of a time that could not be had.
    pub(crate) fn instead(&self) -> &[Visit] {
        &self.instead.0
    }

    /// The time wished for.
    pub fn when(&self) -> Option<&When> {
        self.time.as_ref().map(|time| &time.when)
    }

    /// Another time is wished for: what was found is no longer what is wanted.
    pub fn wish_for(&mut self, time: Option<WishedTime>) {
        self.time = time;
        self.visits = Visits::Open;
    }

    /// Takes over what was said of a time and a person for another wish.
    pub(crate) fn adopt(&mut self, other: Option<Target>) {
        self.visits = Visits::Open;
        let Some(other) = other else { return };
        self.time = other.time.or(self.time.take());
        self.excluded.extend(other.excluded);
        if self.person == PersonWish::Unsaid {
            self.person = other.person;
        }
    }

    /// Chooses a visit.
    pub fn choose(&mut self, visit: Visit) {
        self.visits = Visits::Chosen(visit);
    }

    /// The visits offered do not suit.
    pub fn decline(&mut self) {
        let offered = std::mem::take(&mut self.visits);
        if let Visits::Offered(mut visits) = offered {
            self.declined.append(&mut visits);
        }
    }
}

/// The item that a choice means; `None` when it means none, or one that is not there.
pub(crate) fn picked<T, K: Ord>(pick: Pick, items: &[T], time: impl Fn(&T) -> K) -> Option<&T> {
    match pick {
        Pick::Nth(number) => items.get(number),
        Pick::Middle => items.get(items.len() / 2).filter(|_| items.len() % 2 == 1),
        Pick::Last => items.last(),
        Pick::Earliest => items.iter().min_by_key(|item| time(item)),
        Pick::Latest => items.iter().max_by_key(|item| time(item)),
        Pick::Any => items.first(),
        Pick::Neither => None,
    }
}
