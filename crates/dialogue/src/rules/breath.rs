//! Two wishes in one breath: 'please cancel Friday and book me in for Saturday at ten' is a cancellation and a booking.

use crate::WishKind;
use crate::tasks::{Task, WishedTime};
use crate::turn::Turn;
use understanding::when::When;
use understanding::{Act, Fact, FactValue, Intent, Polarity, TimeRole, Utterance};

impl Turn<'_> {
    /// Takes a booking wished for beside a cancellation as a task of its own, which waits below; whether there is one.
    pub(super) fn hear_second_wish(&mut self, utterance: &Utterance) -> bool {
        let tasks = &mut self.next.tasks;
        if tasks.kind() != Some(WishKind::Cancel) {
            return false;
        }
        let Some(Beside { own, clause, time }) = Beside::of(utterance) else { return false };
        let mut booking = tasks.take_booking_below();
        let services: Vec<String> = services(utterance, clause).collect();
        if !services.is_empty() {
            booking.parts.take_services(services);
        }
        if let Some(time) = time {
            booking.target.wish_for(Some(time));
        }
        tasks.put_below(Task::Booking(booking));
        if let (Some(own), Some(cancelled)) = (own, tasks.own_mut()) {
            cancelled.said = Some(own);
        }
        true
    }
}

impl Turn<'_> {
    /// 'Yes exactly, and the new one next Thursday at nine': what is wished for beside the yes to a cancellation is a booking, which
    /// waits until that is agreed to by itself; whether there is one.
    pub(super) fn hear_wish_beside_yes(&mut self, utterance: &Utterance) -> bool {
        let says = utterance.says();
        let yes = says.intents.first() == Some(&Intent::Yes) && !utterance.is_no();
        let wished = says.when.is_some() || says.service.is_some();
        if !yes || !wished || utterance.wants(Intent::Cancel) || utterance.wants(Intent::Move) {
            return false;
        }
        let mut booking = self.next.tasks.take_booking_below();
        booking.hear(utterance, self, true);
        self.next.tasks.put_below(Task::Booking(booking));
        true
    }
}

/// What is said of a booking beside a cancellation.
struct Beside {
    /// When the appointment is that is cancelled.
    own: Option<When>,
    /// From which clause on the booking is spoken of.
    clause: usize,
    /// When it is wanted.
    time: Option<WishedTime>,
}

impl Beside {
    fn of(utterance: &Utterance) -> Option<Self> {
        let parsed = &utterance.parsed;
        let wants = |intent: Intent| {
            let asserted = move |act: &&Act| act.intent == intent && act.polarity == Polarity::Asserted;
            parsed.acts.iter().filter(asserted).map(|act| act.clause)
        };
        let cancels = wants(Intent::Cancel).next()?;
        let times = || parsed.facts.iter().filter_map(Fact::time);
        let wished = times().rfind(|(clause, role, _)| *role == TimeRole::Wished && *clause > cancels);
        let books = wants(Intent::Book).find(|clause| *clause > cancels);
        let clause = books.or(wished.map(|(clause, ..)| clause))?;
        let is_cancelled = |(at, role, _): &(usize, TimeRole, _)| {
            *role == TimeRole::Own || (*role == TimeRole::Wished && *at == cancels)
        };
        let own = times().find(is_cancelled).map(|(_, _, said)| said.when.clone());
        let time = wished.map(|(_, _, said)| WishedTime::settled(said.when.clone()));
        Some(Beside { own, clause, time })
    }
}

/// The services that are wanted from a clause on.
fn services(utterance: &Utterance, clause: usize) -> impl Iterator<Item = String> {
    let facts = utterance.parsed.facts.iter().filter(move |fact| fact.clause >= clause);
    facts.filter_map(|fact| match &fact.value {
        FactValue::Service(true, id) => Some(id.clone()),
        _ => None,
    })
}
