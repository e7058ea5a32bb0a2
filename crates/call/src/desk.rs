//! What all calls of a process share: recogniser, voice, engine, calendar, log. A call is admitted here
//! ([`Desk::admit`]), and its tasks are done here ([`Desk::perform`]); [`super::driver`] runs it.

use crate::event::{Task, TaskOutcome};
use crate::record::{CallLog, Incoming, Observers, kept_booking, kept_message};
use crate::settings::Settings;
use audio::vad;
use base::business::{Business, Directory};
use base::clock::Clock;
use base::language::Language;
use base::number::Number;
use booking::hold;
use booking::{Appointment, BookRequest, Calendar, CalendarError, HoldRequest, Messages, Pseudonym};
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
}

impl Desk {
    /// Takes a call in: who calls, as far as the number proves anything.
    pub async fn admit(&self, incoming: Incoming) -> CallContext {
        let pseudonyms = self.identify(&incoming).await;
        CallContext { incoming: Arc::new(incoming), pseudonyms }
    }

    /// The caller's pseudonyms, unless the number proves nothing: withheld, the dialled one, a forwarding one, or a
    /// business's own.
    async fn identify(&self, incoming: &Incoming) -> Vec<Pseudonym> {
        let Some(number) = incoming.caller.as_ref().map(|number| number.reveal()) else { return Vec::new() };
        let local = *number == incoming.dialled
            || incoming.forwarded_from.as_ref() == Some(number)
            || incoming.business.forward == *number;
        // A directory that cannot be read must not make a number prove more than it does.
        if local || self.directory.is_ours(number).await.unwrap_or(true) {
            return Vec::new();
        }
        self.pseudonymise.pseudonyms(&incoming.business, number)
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
                let request = HoldRequest { call, visit, begun_at, now, expires_at, replaces };
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
                let request = BookRequest { booking, pseudonym, number, now };
                TaskOutcome::Booked(self.calendar.book(business, &request).await?)
            }
            Task::Cancel(appointment) => {
                TaskOutcome::Cancelled(self.calendar.cancel(&business.id, &appointment, now).await?)
            }
            Task::Prove { appointments, evidence } => {
                let mut proved = Vec::new();
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
