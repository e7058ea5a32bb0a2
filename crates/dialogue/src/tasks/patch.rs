//! A task as JSON: what of its slots is filled in, and how another engine fills them.
//!
//! Takes and gives plain values: ids, instants, words. What is empty leaves a slot as it is. Whether a value may be believed is
//! for whoever fills it in to say; whether it exists and is free, the task and the gate find out.

use super::target::{PersonWish, Target, WishedTime};
use super::{DataRequest, Own, OwnDeed, Task, Tasks};
use crate::WishKind;
use base::business::Details;
use base::privacy::Personal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use understanding::when::When;

/// The id that stands for whoever has time.
const ANYONE: &str = "anyone";

/// The slots of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case", deny_unknown_fields)]
pub enum Patch {
    /// A new appointment.
    Booking {
        /// Ids of the services, for the caller.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        services: Vec<String>,
        /// When and with whom.
        #[serde(default, skip_serializing_if = "TargetPatch::is_empty")]
        target: TargetPatch,
        /// Details by id.
        #[serde(default, skip_serializing_if = "Details::is_empty")]
        details: Details,
        /// What the business is told with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// The caller hears of own appointments.
    Tell {
        /// When the appointment is, as the caller said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appointment: Option<Stretch>,
    },
    /// An own appointment is given up.
    Cancel {
        /// When the appointment is, as the caller said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appointment: Option<Stretch>,
        /// All that are found.
        #[serde(default)]
        all: bool,
    },
    /// An own appointment is moved.
    Move {
        /// When the appointment is, as the caller said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appointment: Option<Stretch>,
        /// When and with whom it is to be.
        #[serde(default, skip_serializing_if = "TargetPatch::is_empty")]
        target: TargetPatch,
    },
    /// Something for the owner.
    Message {
        /// In the caller's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// A request under the GDPR.
    Request {
        /// In the caller's words.
        text: String,
    },
}

/// When and with whom an appointment is wanted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetPatch {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Stretch>,
    /// With whom, by id; `anyone`: explicitly with anyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// A stretch of time; without an end a point in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// Begin, inclusive.
    pub start: Timestamp,
    /// End, exclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
}

impl From<&When> for Stretch {
    fn from(when: &When) -> Self {
        Stretch { start: when.start, end: when.end }
    }
}

impl From<Stretch> for When {
    fn from(stretch: Stretch) -> Self {
        match stretch.end {
            Some(end) => When::range(stretch.start..end),
            None => When::instant(stretch.start),
        }
    }
}

impl TargetPatch {
    fn of(target: &Target) -> Self {
        let person = match &target.person {
            PersonWish::One(id) => Some(id.clone()),
            PersonWish::Anyone => Some(ANYONE.to_owned()),
            PersonWish::Unsaid | PersonWish::OneOf(_) => None,
        };
        TargetPatch { when: target.when().map(Stretch::from), person }
    }

    fn is_empty(&self) -> bool {
        *self == TargetPatch::default()
    }

    fn fill(self, target: &mut Target) {
        if let Some(when) = self.when.map(When::from).filter(|when| target.when() != Some(when)) {
            target.wish_for(Some(WishedTime::settled(when)));
        }
        if let Some(person) = self.person {
            let person = if person == ANYONE { PersonWish::Anyone } else { PersonWish::One(person) };
            target.wish_for_person(person);
        }
    }
}

impl Patch {
    /// What it is for.
    pub fn kind(&self) -> WishKind {
        match self {
            Patch::Booking { .. } => WishKind::Book,
            Patch::Tell { .. } => WishKind::Mine,
            Patch::Cancel { .. } => WishKind::Cancel,
            Patch::Move { .. } => WishKind::Move,
            Patch::Message { .. } | Patch::Request { .. } => WishKind::Message,
        }
    }
}

impl Task {
    /// Its slots, as far as they are filled in; `None` where it has none.
    pub fn patch(&self) -> Option<Patch> {
        Some(match self {
            Task::Booking(booking) => Patch::Booking {
                services: booking.parts.services().map(str::to_owned).collect(),
                target: TargetPatch::of(&booking.target),
                details: booking.details.reveal().clone(),
                remark: booking.remark.as_ref().map(|remark| remark.reveal().clone()),
            },
            Task::Own(own) => own.patch(),
            Task::Message(draft) => Patch::Message { text: draft.text.as_ref().map(|text| text.reveal().clone()) },
            Task::Request(request) => Patch::Request { text: request.text.reveal().clone() },
            Task::Question(_) | Task::HandOver(_) => return None,
        })
    }
}

impl Own {
    fn patch(&self) -> Patch {
        let appointment = self.said.as_ref().map(Stretch::from);
        match &self.deed {
            OwnDeed::Tell => Patch::Tell { appointment },
            OwnDeed::Cancel => Patch::Cancel { appointment, all: self.all },
            OwnDeed::Move(moving) => Patch::Move { appointment, target: TargetPatch::of(&moving.target) },
        }
    }
}

impl Tasks {
    /// Fills in slots of the task on top; another is begun where it is of another kind.
    pub fn fill(&mut self, patch: Patch) {
        self.begin(patch.kind());
        match patch {
            Patch::Booking { services, target, details, remark } => {
                let booking = self.booking_mut();
                if !services.is_empty() && !booking.parts.services().eq(services.iter().map(String::as_str)) {
                    booking.parts.take_services(services);
                    booking.target.visits = super::Visits::Open;
                }
                target.fill(&mut booking.target);
                let mut known = booking.details.reveal().clone();
                known.extend(details);
                booking.details = Personal::new(known);
                booking.remark = remark.map(Personal::new).or(booking.remark.take());
            }
            Patch::Tell { appointment } => self.fill_own(appointment, |_| {}),
            Patch::Cancel { appointment, all } => self.fill_own(appointment, |own| {
                own.all = all;
            }),
            Patch::Move { appointment, target } => self.fill_own(appointment, |own| {
                own.target_mut().into_iter().for_each(|wished| target.clone().fill(wished));
            }),
            Patch::Message { text } => {
                let mut draft = self.take_message(crate::MessageKind::Message);
                draft.text = text.map(Personal::new).or(draft.text);
                self.put(Task::Message(draft));
            }
            Patch::Request { text } => {
                self.take_message(crate::MessageKind::Message);
                self.put(Task::Request(DataRequest { text: text.into() }));
            }
        }
    }

    fn fill_own(&mut self, said: Option<Stretch>, fill: impl FnOnce(&mut Own)) {
        let Some(own) = self.own_mut() else { return };
        own.said = said.map(When::from).or(own.said.take());
        fill(own);
    }
}
