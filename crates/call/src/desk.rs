//! What all calls of a process share: recogniser, voice, engine, calendar, log. A call is admitted here
//! ([`Desk::admit`]), and its tasks are done here ([`Desk::perform`]); [`super::driver`] runs it.

use crate::event::{Task, TaskOutcome};
use crate::limiter::Limiter;
use crate::record::{CallLog, Incoming, Observers, kept_booking, kept_message};
use crate::settings::Settings;
use audio::vad;
use base::business::{Business, Directory};
use base::clock::Clock;
use base::language::Language;
use base::limits::DayUsage;
use base::number::Number;
use booking::hold;
use booking::{Appointment, BookRequest, Calendar, CalendarError, HoldRequest, Holder, Messages, Pseudonym};
use dialogue::gate::evidence::Evidence;
use dialogue::phrases::Phrases;
use dialogue::{Engine, Scene};
use jiff::Timestamp;
use speech::asr::Recognizer;
use speech::tts::voice::Voice;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

/// Turns a caller's number into pseudonyms (P10): one per live key of the business, the newest first.
pub trait Pseudonymise: Send + Sync {
    /// The pseudonyms of `number` at `business`.
    fn pseudonyms(&self, business: &Business, number: &Number) -> Vec<Pseudonym>;
}

/// What all calls share.
pub struct Desk {
    /// Speech recognition.
    pub recognizer: Arc<dyn Recognizer>,
    /// Speech synthesis.
    pub voice: Voice,
    /// The dialogue.
    pub engine: Arc<dyn Engine>,
    /// Holds and appointments.
    pub calendar: Arc<dyn Calendar>,
    /// Messages for the owner.
    pub messages: Arc<dyn Messages>,
    /// Which numbers are ours.
    pub directory: Arc<dyn Directory>,
    /// Pseudonyms of callers.
    pub pseudonymise: Arc<dyn Pseudonymise>,
    /// What a caller may have.
    pub limiter: Arc<Limiter>,
    /// What must last.
    pub log: Arc<dyn CallLog>,
    /// Who watches.
    pub observers: Arc<dyn Observers>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Fixed wordings.
    pub phrases: Phrases,
    /// Times.
    pub settings: Settings,
    /// What counts as voice.
    pub vad: vad::Config,
    /// Tasks that outlive their call; closed and awaited at shutdown.
    pub tasks: TaskTracker,
}

/// A call as its tasks need it.
#[derive(Clone)]
pub struct CallContext {
    /// The call.
    pub incoming: Arc<Incoming>,
    /// Pseudonyms of the caller's number; empty when it proves nothing.
    pub pseudonyms: Vec<Pseudonym>,
    /// What the caller had used of today when the call began.
    pub today: DayUsage,
}

impl Desk {
    /// Takes a call in: who calls, as far as the number proves anything.
    pub async fn admit(&self, incoming: Incoming) -> CallContext {
        let pseudonyms = self.pseudonyms_of(&incoming).await;
        let today = self.limiter.today(&incoming.business, &pseudonyms, self.clock.now()).await;
        CallContext { incoming: Arc::new(incoming), pseudonyms, today }
    }

    async fn pseudonyms_of(&self, incoming: &Incoming) -> Vec<Pseudonym> {
        let Some(number) = incoming.caller.as_ref().map(|number| number.reveal()) else { return Vec::new() };
        self.identify(&incoming.business, number, &incoming.dialled, incoming.forwarded_from.as_ref()).await
    }

    /// The pseudonyms of a caller's number, unless it proves nothing: the dialled one, a forwarding one, or a business's own.
    pub async fn identify(
        &self,
        business: &Business,
        number: &Number,
        dialled: &Number,
        forwarded_from: Option<&Number>,
    ) -> Vec<Pseudonym> {
        let local = number == dialled || forwarded_from == Some(number) || business.forward == *number;
        // A directory that cannot be read must not make a number prove more than it does.
        if local || self.directory.is_ours(number).await.unwrap_or(true) {
            return Vec::new();
        }
        self.pseudonymise.pseudonyms(business, number)
    }

    /// The language in which a call begins.
    pub fn opening_language(&self, incoming: &Incoming) -> Language {
        let caller = incoming.caller.as_ref().map(|number| number.reveal());
        incoming.business.opening_language(&incoming.dialled, caller)
    }

    /// What an engine may look at.
    pub fn scene(&self, context: &CallContext) -> Scene {
        Scene {
            business: context.incoming.business.clone(),
            agenda: self.calendar.clone(),
            call: context.incoming.call.clone(),
            begun_at: context.incoming.begun_at,
            now: self.clock.now(),
            pseudonyms: context.pseudonyms.clone(),
            number: context.incoming.caller.clone(),
        }
    }

    /// Does a task.
    pub async fn perform(&self, context: &CallContext, task: Task) -> TaskOutcome {
        self.attempt(context, task).await.unwrap_or_else(|error| {
            tracing::error!(call = %context.incoming.call.0, %error, "a task failed");
            TaskOutcome::Failed
        })
    }

    async fn attempt(&self, context: &CallContext, task: Task) -> Result<TaskOutcome, CalendarError> {
        let now = self.clock.now();
        let incoming = &context.incoming;
        let business = &incoming.business;
        Ok(match task {
            Task::Hold { visit, replaces } => {
                let expires_at = hold::expires_at(now);
                let (call, begun_at) = (incoming.call.clone(), incoming.begun_at);
                let caller = self.holder(context);
                let request = HoldRequest { call, visit, begun_at, now, expires_at, replaces, caller };
                TaskOutcome::Held(self.calendar.hold(business, &request).await?)
            }
            Task::Keep(holds) => {
                self.calendar.keep(&business.id, &holds, hold::expires_at(now)).await?;
                TaskOutcome::Quiet
            }
            Task::Release(holds) => {
                self.calendar.release(&business.id, &holds).await?;
                TaskOutcome::Quiet
            }
            Task::Book(booking) => {
                let booking = kept_booking(business, booking);
                let pseudonym = context.pseudonyms.first().copied();
                let number = incoming.caller.clone();
                let caller = self.holder(context);
                let request = BookRequest { booking, pseudonym, number, now, caller };
                TaskOutcome::Booked(self.calendar.book(business, &request).await?)
            }
            Task::Cancel(appointment) => {
                TaskOutcome::Cancelled(self.calendar.cancel(&business.id, &appointment, now).await?)
            }
            Task::Count(what) => {
                self.limiter.count(business, context.pseudonyms.first().copied(), what, now);
                TaskOutcome::Quiet
            }
            Task::Prove { appointments, evidence } => {
                let mut proved = Vec::new();
                if self.has_guessed_enough(context, now).await {
                    return Ok(TaskOutcome::Proved(proved));
                }
                for claimed in &appointments {
                    proved.extend(self.prove(context, claimed, &evidence, now).await?);
                }
                TaskOutcome::Proved(proved)
            }
            Task::Leave(message) => {
                self.messages.leave(business, &incoming.call, &kept_message(business, &message), now).await?;
                TaskOutcome::Left
            }
        })
    }

    /// Who books, of whom no more appointments may be open than the limit allows.
    fn holder(&self, context: &CallContext) -> Holder {
        Holder { pseudonyms: context.pseudonyms.clone(), allowance: self.limiter.allowance }
    }

    /// Whether the caller's look-ups of today are spent, in calls beside this one too.
    async fn has_guessed_enough(&self, context: &CallContext, now: Timestamp) -> bool {
        let today = self.limiter.today(&context.incoming.business, &context.pseudonyms, now).await;
        self.limiter.allowance.passed_by_lookup(today).is_some()
    }

    /// The appointment as it stands in the calendar, if what the caller said and where the caller calls from prove that it is the
    /// caller's.
    async fn prove(
        &self,
        context: &CallContext,
        claimed: &Appointment,
        evidence: &Evidence,
        now: Timestamp,
    ) -> Result<Option<Appointment>, CalendarError> {
        let business = &context.incoming.business;
        for query in evidence.queries(business, claimed, &context.pseudonyms, now) {
            let own = self.calendar.own(business, &query).await?;
            if let Some(proved) = own.into_iter().find(|own| own.id == claimed.id) {
                return Ok(Some(proved));
            }
        }
        Ok(None)
    }
}
