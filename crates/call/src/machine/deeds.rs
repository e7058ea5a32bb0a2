//! Deeds that a committed reply proposed: held, read back, agreed to, done. One at a time; once begun, nothing interrupts.

use super::{Call, Phase};
use crate::event::{Action, Task, TaskId, TaskOutcome};
use crate::limiter::Counted;
use crate::record::{EndedBy, Record};
use base::language::Language;
use base::limits::Limit;
use booking::{Appointment, Hold, Refusal};
use dialogue::gate::{Commit, Need};
use dialogue::phrases::Phrase;
use dialogue::{Asked, Deed, Done, Input, Message, Proposal, Telling, TransferReason};
use std::collections::VecDeque;
use std::time::Duration;
use understanding::Utterance;

/// The deeds of a call.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    next: u64,
    proposed: VecDeque<Deed>,
    running: Option<(TaskId, Purpose)>,
    /// Appointments made in this call: nobody else's.
    made: Vec<Appointment>,
    kept_at: Duration,
}

/// What a running task is for.
#[derive(Debug)]
enum Purpose {
    Prove,
    Tell(Telling),
    Hold,
    Book,
    Cancel,
    Leave(Message),
}

impl Deeds {
    /// Takes deeds to be begun one after the other.
    pub(super) fn propose(&mut self, deeds: Vec<Deed>) {
        self.proposed.extend(deeds);
    }

    /// Whether a deed is being done or waits to be.
    pub(super) fn busy(&self) -> bool {
        self.running.is_some() || !self.proposed.is_empty()
    }
}

impl Call {
    /// Begins the next deed unless one is running.
    pub(super) fn begin_deed(&mut self) {
        if self.deeds.running.is_some() || self.phase != Phase::Open {
            return;
        }
        let Some(deed) = self.deeds.proposed.pop_front() else { return };
        match deed {
            Deed::Propose(proposal) => self.propose(proposal),
            Deed::Leave(message) => self.perform(Task::Leave(message.clone()), Purpose::Leave(message)),
            Deed::Tell { appointments, then } => self.tell_of(appointments, then),
            Deed::Transfer(reason) if self.evidence.allows(reason) => self.put_through(reason),
            Deed::Transfer(_) => self.offer_person(),
            Deed::Switch(language) => self.switch(language),
            Deed::End => self.say_goodbye(EndedBy::Agent),
        }
    }

    fn propose(&mut self, proposal: Proposal) {
        self.release_hold();
        let need = self.gate.propose(proposal);
        self.meet(need);
    }

    fn meet(&mut self, need: Need) {
        match need {
            Need::Proof(claimed) => match self.deeds.made.iter().find(|made| made.id == claimed.id).cloned() {
                Some(made) => {
                    let need = self.gate.proved(made);
                    self.meet(need);
                }
                None if self.lookups_closed() => self.refused(Refusal::Unknown),
                None => self.prove(vec![claimed], Purpose::Prove),
            },
            Need::Hold(visit, replaces) => self.perform(Task::Hold { visit, replaces }, Purpose::Hold),
            Need::ReadBack => self.read_back(),
            Need::Refuse(refusal) => self.refused(refusal),
        }
    }

    fn prove(&mut self, appointments: Vec<Appointment>, purpose: Purpose) {
        self.evidence.read_claims(&self.setup.business);
        let evidence = self.evidence.clone();
        self.perform(Task::Prove { appointments, evidence }, purpose);
    }

    /// Tells of own appointments that were made in this call, or else of those that are proved to be the caller's.
    fn tell_of(&mut self, appointments: Vec<Appointment>, then: Telling) {
        let made = |one: &Appointment| self.deeds.made.iter().find(|made| made.id == one.id).cloned();
        match appointments.iter().map(made).collect::<Option<Vec<_>>>() {
            Some(made) if !made.is_empty() => self.tell_own(&made, then),
            _ if self.lookups_closed() => self.tell(dialogue::Outcome::Unproved),
            _ => self.prove(appointments, Purpose::Tell(then)),
        }
    }

    fn tell_own(&mut self, own: &[Appointment], then: Telling) {
        let today = self.now.wall.to_zoned(self.setup.business.zone.clone()).date();
        for sentence in self.wording().own(own, then, today) {
            self.say(sentence, false);
        }
        if then == Telling::Only {
            self.tell(dialogue::Outcome::Told);
        }
    }

    /// The caller has not asked for a person: may the call be handed over?
    fn offer_person(&mut self) {
        self.conversation.asked = Asked::Transfer;
        for sentence in self.wording().sentences(Phrase::OfferTransfer, &[]) {
            self.say(sentence, true);
        }
    }

    /// Gives back the hold of a proposal that is given up, unless it is being booked: that is done to its end.
    pub(super) fn give_up_proposal(&mut self) {
        if !matches!(self.deeds.running, Some((_, Purpose::Book | Purpose::Cancel))) {
            self.release_hold();
        }
    }

    /// Gives back the hold of a proposal that another one replaces.
    fn release_hold(&mut self) {
        if let Some((_, Some(hold))) = self.gate.withdraw() {
            self.perform_quietly(Task::Release(hold.ids));
        }
    }

    /// Reads the proposal back: the facts, then the question.
    pub(super) fn read_back(&mut self) {
        let mut gate = std::mem::take(&mut self.gate);
        let sentences = gate.read_back(&self.wording());
        self.gate = gate;
        self.conversation.asked = Asked::Confirm;
        self.conversation.tasks.close_offers();
        for sentence in sentences {
            self.say(sentence, false);
        }
    }

    /// The caller agreed: the deed is done, and only then spoken of.
    pub(super) fn carry_out(&mut self, commit: Commit) {
        match commit {
            Commit::Book(booking) => self.perform(Task::Book(booking), Purpose::Book),
            Commit::Cancel(appointment) => self.perform(Task::Cancel(appointment), Purpose::Cancel),
        }
    }

    /// The caller did not agree: the hold is given back, the utterance goes to the engine.
    pub(super) fn declined(&mut self, proposal: Proposal, hold: Option<Hold>, utterance: Utterance) {
        if let Some(hold) = hold {
            self.perform_quietly(Task::Release(hold.ids));
        }
        self.begin_reply(Input::Declined { proposal, utterance: Box::new(utterance) });
    }

    /// The call is over: what was promised to be passed on is, though the caller left before the name was said. What is being left
    /// already comes to its end by itself.
    pub(super) fn leave_promised(&mut self) {
        let leaves = |deed: &Deed| matches!(deed, Deed::Leave(_));
        let leaving = matches!(self.deeds.running, Some((_, Purpose::Leave(_))));
        if leaving || self.deeds.proposed.iter().any(leaves) {
            return;
        }
        for message in self.conversation.promised().collect::<Vec<_>>() {
            self.perform_quietly(Task::Leave(message.clone()));
            self.record(Record::Message(message));
        }
    }

    fn perform(&mut self, task: Task, purpose: Purpose) {
        self.owed_since.get_or_insert(self.now.stream);
        self.waiting_since = None;
        let id = self.perform_quietly(task);
        self.deeds.running = Some((id, purpose));
    }

    /// Has a task done whose outcome is not waited for.
    pub(super) fn perform_quietly(&mut self, task: Task) -> TaskId {
        self.deeds.next += 1;
        let id = TaskId(self.deeds.next);
        self.act(Action::Perform(id, task));
        id
    }

    pub(super) fn on_task_done(&mut self, task: TaskId, outcome: TaskOutcome) {
        let Some((_, purpose)) = self.deeds.running.take_if(|(running, _)| *running == task) else { return };
        match (purpose, outcome) {
            (Purpose::Prove, TaskOutcome::Proved(proved)) => match proved.into_iter().next() {
                Some(own) => {
                    let need = self.gate.proved(own);
                    self.meet(need);
                }
                None => {
                    self.looked_up_in_vain(1);
                    self.refused(Refusal::Unknown);
                }
            },
            (Purpose::Tell(then), TaskOutcome::Proved(own)) if !own.is_empty() => self.tell_own(&own, then),
            (Purpose::Tell(_), TaskOutcome::Proved(_)) => self.tell(dialogue::Outcome::Unproved),
            // Nobody is left to read it back to.
            (Purpose::Hold, TaskOutcome::Held(Ok(hold)))
                if matches!(self.phase, Phase::Parting(_) | Phase::Leaving(_)) =>
            {
                self.perform_quietly(Task::Release(hold.ids));
            }
            (Purpose::Hold, TaskOutcome::Held(Ok(hold))) => {
                self.deeds.kept_at = self.now.stream;
                self.gate.held(hold);
                self.read_back();
            }
            (Purpose::Book, TaskOutcome::Booked(Ok(appointments))) => self.booked(appointments),
            (Purpose::Cancel, TaskOutcome::Cancelled(Ok(appointment))) => self.done(Done::Cancelled(appointment)),
            (Purpose::Hold, TaskOutcome::Held(Err(refusal)))
            | (Purpose::Book, TaskOutcome::Booked(Err(refusal)))
            | (Purpose::Cancel, TaskOutcome::Cancelled(Err(refusal))) => self.refused(refusal),
            (Purpose::Leave(message), TaskOutcome::Left) => {
                self.record(Record::Message(message.clone()));
                self.tell(dialogue::Outcome::MessageLeft(message));
            }
            (_, _) => {
                self.release_hold();
                self.tell(dialogue::Outcome::Failed);
            }
        }
    }

    /// Hands the call over by the caller's wish or agreement, unless this caller was put through often enough today. Emergencies
    /// are not counted. Where nobody can be rung the caller leaves a message, and in an emergency hears the advice to dial 112.
    fn put_through(&mut self, reason: TransferReason) {
        if self.setup.business.owner().is_none() && reason != TransferReason::Emergency {
            return self.tell(dialogue::Outcome::NobodyToRing);
        }
        let passed = self.setup.allowance.passed_by_transfer(self.setup.today);
        let Some(limit) = passed.filter(|_| reason != TransferReason::Emergency) else {
            return self.transfer(reason);
        };
        self.count(Counted::Limit(limit));
        self.tell(dialogue::Outcome::NotPutThrough);
    }

    /// Whether so many look-ups found nothing today that nothing is proved any more, whatever an engine says.
    pub(super) fn lookups_closed(&self) -> bool {
        self.setup.allowance.passed_by_lookup(self.setup.today).is_some()
    }

    /// Look-ups of own appointments found nothing.
    pub(super) fn looked_up_in_vain(&mut self, times: u32) {
        for _ in 0..times {
            self.count(Counted::FailedLookup);
            self.setup.today.failed_lookups += 1;
            // Told of when it is reached, and not with each guess after it.
            if self.setup.today.failed_lookups == self.setup.allowance.failed_lookups_per_day {
                self.count(Counted::Limit(Limit::FailedLookupsPerDay));
            }
        }
    }

    fn count(&mut self, what: Counted) {
        self.perform_quietly(Task::Count(what));
    }

    fn refused(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::TooManyInCall => self.count(Counted::Limit(Limit::BookingsPerCall)),
            Refusal::TooManyOpen => self.count(Counted::Limit(Limit::OpenAppointments)),
            Refusal::Taken | Refusal::NotBookable | Refusal::HoldEnded | Refusal::Unknown => {}
        }
        if let Some((proposal, hold)) = self.gate.withdraw() {
            // A booking that was refused leaves its hold behind, or a part of it.
            if let Some(hold) = hold {
                self.perform_quietly(Task::Release(hold.ids));
            }
            self.tell(dialogue::Outcome::Refused { proposal, refusal });
        }
    }

    fn booked(&mut self, booked: Vec<Appointment>) {
        self.deeds.made.extend(booked.iter().cloned());
        let proposal = self.gate.carried_out();
        self.done(match (proposal, <[Appointment; 1]>::try_from(booked)) {
            (Some(Proposal::Move { from, .. }), Ok([to])) => Done::Moved { from, to },
            (_, booked) => Done::Booked(booked.map_or_else(|several| several, Vec::from)),
        });
    }

    fn done(&mut self, done: Done) {
        self.gate.withdraw();
        self.record(Record::Done(done.clone()));
        let sentence = self.wording().done(&done);
        self.say(sentence, false);
        self.tell(dialogue::Outcome::Done(done));
    }

    /// Tells the engine what became of a deed; what else was proposed with it waits no longer.
    fn tell(&mut self, outcome: dialogue::Outcome) {
        self.begin_reply(Input::Outcome(outcome));
    }

    fn switch(&mut self, language: Language) {
        self.conversation.language = language;
        self.record(Record::Language(language));
        self.disclose(super::opening::Then::GoOn);
    }

    /// When the hold of the proposal needs to be kept alive.
    pub(super) fn keep_at(&self) -> Option<Duration> {
        self.gate.hold().map(|_| self.deeds.kept_at + self.setup.settings.hold_keep)
    }

    pub(super) fn keep_hold(&mut self) {
        self.deeds.kept_at = self.now.stream;
        if let Some(hold) = self.gate.hold() {
            let ids = hold.ids.clone();
            self.perform_quietly(Task::Keep(ids));
        }
    }
}
