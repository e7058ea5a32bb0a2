//! A read-back that the caller did not agree to: what was said instead corrects it, asks something, or gives it up. What is not
//! disputed stays as it was.

use crate::phrases::Phrase;
use crate::tasks::{CallerName, Own, Step, Task, Took};
use crate::turn::{OTHER_WAY, Turn};
use crate::{Asked, EngineError, Proposal, WishKind, wording};
use base::privacy::Personal;
use understanding::{Agreement, Intent, Utterance};

/// Read-backs of one wish that may be declined before a person is offered: nobody is read to for ever.
const READ_BACKS_DECLINED_MAX: u32 = 5;

impl Turn<'_> {
    pub(super) async fn declined(&mut self, proposal: &Proposal, utterance: &Utterance) -> Result<(), EngineError> {
        let step = match self.restore(proposal) {
            READ_BACKS_DECLINED_MAX.. => Step::OfferPerson(Phrase::OfferTransfer),
            _ => self.hear_declined(proposal, utterance).await?,
        };
        self.carry_out(step).await
    }

    async fn hear_declined(&mut self, proposal: &Proposal, utterance: &Utterance) -> Result<Step, EngineError> {
        self.intents.clone_from(&utterance.says().intents);
        if let Took::Step(step) = self.at_once(utterance).await? {
            return Ok(step);
        }
        if matches!(proposal, Proposal::Cancel { .. }) && self.hear_wish_beside_yes(utterance) {
            return Ok(Step::GoOn);
        }
        let before = (self.next.tasks.clone(), self.next.caller.name.clone());
        self.drop_disputed_detail(utterance);
        if matches!(proposal, Proposal::Book { .. }) && is_plain_no(utterance) && self.next.tasks == before.0 {
            match self.change_booking(utterance) {
                Took::Step(step) => return Ok(step),
                Took::Something => return Ok(Step::GoOn),
                Took::Nothing | Took::Over => {}
            }
        }
        self.hear_wishes(utterance);
        self.hear_facts(utterance, &Took::Nothing);
        if utterance.names_time() {
            self.keep_week_of(proposal);
        }
        let informed = match self.inform(utterance) {
            Took::Step(step) => return Ok(step),
            took => took == Took::Something,
        };
        if let Some(step) = self.disputed_name(proposal, utterance, &before.0) {
            return Ok(step);
        }
        let changed = self.next.tasks != before.0 || self.next.caller.name != before.1;
        if changed || (informed && !utterance.is_no()) {
            self.next.failures = 0;
            return Ok(Step::GoOn);
        }
        if let Some(name) = another_name(proposal, utterance) {
            // Said without a word of correction: spelled back before it counts.
            self.next.caller.name = CallerName::Heard(name);
            return Ok(Step::GoOn);
        }
        Ok(self.refused(proposal, utterance))
    }

    /// 'It's the Wednesday': a weekday alone is meant of the week that was read back.
    fn keep_week_of(&mut self, proposal: &Proposal) {
        let read = wording::local_date(self.business(), proposal.start());
        let mut tasks = std::mem::take(&mut self.next.tasks);
        if let Some(time) = tasks.target_mut().and_then(|target| target.time.as_mut()) {
            time.keep_week_of(read, self);
        }
        self.next.tasks = tasks;
    }

    fn drop_disputed_detail(&mut self, utterance: &Utterance) {
        let mut tasks = std::mem::take(&mut self.next.tasks);
        tasks.booking_mut().drop_disputed_detail(utterance, self);
        self.next.tasks = tasks;
    }

    /// What follows where the name alone is disputed and hearing it once more will not help.
    fn disputed_name(&mut self, proposal: &Proposal, utterance: &Utterance, before: &crate::Tasks) -> Option<Step> {
        let (Proposal::Book { name, .. }, true) = (proposal, self.next.tasks == *before) else { return None };
        let booking = self.next.tasks.booking_mut();
        let unfit = !utterance.says().hints.is_empty() && self.next.caller.name.said() == Some(name);
        if unfit {
            // A remark on the name's letters that fits no letter of it: they are asked for.
            booking.mistrust_name();
        } else if !booking.mishears_the_name(name, utterance) {
            return None;
        }
        let Some(Task::Booking(mut booking)) = self.next.tasks.take() else { return None };
        let took = booking.reject_name(self);
        self.next.tasks.put(Task::Booking(booking));
        Some(match took {
            Took::Step(step) => step,
            Took::Nothing | Took::Something | Took::Over => Step::GoOn,
        })
    }

    /// No, without saying what instead.
    fn refused(&mut self, proposal: &Proposal, utterance: &Utterance) -> Step {
        let books = matches!(proposal, Proposal::Book { .. });
        if books && self.next.tasks.kind().is_none() {
            // Given up, and said so.
            return Step::Ask(Asked::More);
        }
        if !books && utterance.is_no() {
            self.next.tasks.forget();
            self.say(Phrase::AppointmentStays, &[]);
            return Step::Ask(Asked::More);
        }
        if utterance.asks_beside() {
            // 'Yes, but will you text me a reminder?': what was read stands, and is read back again.
            self.pass_question_on_with_booking(utterance);
            return Step::GoOn;
        }
        if utterance.says().agreement == Agreement::Unclear {
            // Three times neither yes nor no. What was said so far is kept, should it be wanted after all.
            self.say_given_up();
            return Step::GiveUp;
        }
        self.next.failures += 1;
        if self.next.failures >= OTHER_WAY {
            return Step::OfferPerson(Phrase::OfferTransfer);
        }
        if utterance.is_yes() && !utterance.is_no() {
            self.pass_question_on_with_booking(utterance);
            return Step::GoOn;
        }
        self.say(Phrase::AskChange, &[]);
        // Not `wait_for`: a second no counts on.
        self.next.asked = Asked::Wish;
        Step::Wait(Asked::Wish)
    }

    /// Brings the task on top back to what was proposed; gives how often that was declined.
    fn restore(&mut self, proposal: &Proposal) -> u32 {
        self.next.asked = Asked::Confirm;
        let tasks = &mut self.next.tasks;
        let own = match proposal {
            Proposal::Book { visit, name, details, .. } => {
                tasks.begin(WishKind::Book);
                self.next.caller.name = CallerName::Known(name.clone());
                return tasks.booking_mut().restore(visit, details);
            }
            Proposal::Move { from, to } => {
                let mut own = tasks.restore_own(WishKind::Move, from);
                let target = own.as_mut().and_then(|own| own.target_mut());
                target.into_iter().for_each(|target| target.choose(to.clone().into()));
                own
            }
            Proposal::Cancel { appointment } => tasks.restore_own(WishKind::Cancel, appointment),
        };
        own.map_or(0, Own::decline)
    }
}

/// Whether nothing is wanted but that something is not right.
fn is_plain_no(utterance: &Utterance) -> bool {
    let wants = |intent: &Intent| !matches!(intent, Intent::No | Intent::Yes | Intent::Complaint);
    utterance.is_no() && !utterance.says().intents.iter().any(wants)
}

/// A name said in answer to the read-back, other than the one read.
fn another_name(proposal: &Proposal, utterance: &Utterance) -> Option<Personal<String>> {
    let Proposal::Book { name, .. } = proposal else { return None };
    utterance.name_alone.clone().filter(|said| !said.reveal().eq_ignore_ascii_case(name.reveal()))
}
