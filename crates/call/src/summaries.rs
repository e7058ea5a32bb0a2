//! The summary of a call, made once it is over.
//!
//! [`Summarising`] is a [`CallLog`] before another: it passes everything on, takes note of what a summary needs, and when the
//! call has ended starts a tracked task that words the summary and has it kept. The call's own end waits for none of it; a server
//! that closes waits for the task as for others that outlive their call. What is noted is what may be kept
//! ([`kept_words`]); a summary that is lost is logged.

use super::record::{CallLog, Incoming, KeptRecord, LogError, Record, kept_words};
use async_trait::async_trait;
use base::language::Language;
use booking::CallId;
use dialogue::Said;
use dialogue::summary::{Notes, Summariser, Summary};
use jiff::SignedDuration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::task::TaskTracker;

/// Notes of calls that began longer ago are dropped: such a call never said that it ended, and none lasts so long.
const NOTES_KEPT: SignedDuration = SignedDuration::from_hours(2);

/// Where summaries are kept. Implemented by `store`.
#[async_trait]
pub trait Summaries: Send + Sync {
    /// Keeps the summary of a call; another one replaces it. This is also where a caller's objection to summaries (Art. 21
    /// GDPR, P19) has to be asked for, before anything is written.
    ///
    /// # Errors
    /// When it could not be written.
    async fn keep_summary(&self, call: &Incoming, summary: &Summary) -> Result<(), LogError>;
}

/// A log that summarises calls when they have ended.
pub struct Summarising {
    log: Arc<dyn CallLog>,
    summaries: Arc<dyn Summaries>,
    summariser: Summariser,
    tasks: TaskTracker,
    notes: Mutex<HashMap<CallId, Notes>>,
}

impl Summarising {
    /// Passes on to `log`, and keeps in `summaries` what `summariser` words; `tasks` is awaited when the server closes.
    pub fn new(
        log: Arc<dyn CallLog>,
        summaries: Arc<dyn Summaries>,
        summariser: Summariser,
        tasks: TaskTracker,
    ) -> Self {
        Summarising { log, summaries, summariser, tasks, notes: Mutex::default() }
    }

    fn open(&self, incoming: &Incoming) {
        let notes = Notes {
            business: incoming.business.clone(),
            begun_at: incoming.begun_at,
            said: Vec::new(),
            done: Vec::new(),
            messages: Vec::new(),
            transfer: None,
        };
        let mut all = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, notes| incoming.begun_at.duration_since(notes.begun_at) < NOTES_KEPT);
        all.insert(incoming.call.clone(), notes);
    }

    /// Takes note of a record; gives the notes of a call that has ended.
    fn note(&self, call: &Incoming, record: &Record) -> Option<Notes> {
        let mut all = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(record, Record::Ended { .. }) {
            return all.remove(&call.call);
        }
        let notes = all.get_mut(&call.call)?;
        match record {
            Record::Turn(turn) => {
                notes.said.push(Said { who: turn.who, words: turn.words.clone(), roles: Vec::new() });
            }
            Record::Done(done) => notes.done.push(done.clone()),
            Record::Message(message) => {
                notes.messages.push(message.clone());
            }
            Record::Transferred(reason) => notes.transfer = Some(*reason),
            _ => {}
        }
        None
    }

    fn summarise(&self, call: &Incoming, notes: Notes) {
        let (summaries, summariser, call) = (self.summaries.clone(), self.summariser.clone(), call.clone());
        self.tasks.spawn(async move {
            let Some(summary) = summariser.summarise(&call.call.0, &notes).await else { return };
            // Whatever worded it: what must not be kept is not.
            let summary = Summary { text: kept_words(&call.business, &summary.text), ..summary };
            if let Err(error) = summaries.keep_summary(&call, &summary).await {
                tracing::error!(call = %call.call.0, %error, "the call's summary is lost");
            }
        });
    }
}

#[async_trait]
impl CallLog for Summarising {
    async fn begin(&self, incoming: &Incoming, language: Language) -> Result<(), LogError> {
        self.log.begin(incoming, language).await?;
        self.open(incoming);
        Ok(())
    }

    async fn write(&self, call: &Incoming, record: &KeptRecord) -> Result<(), LogError> {
        // What could not be written is written again, and noted then.
        self.log.write(call, record).await?;
        // After the end is written: the call is over, whatever becomes of its summary.
        if let Some(notes) = self.note(call, record) {
            self.summarise(call, notes);
        }
        Ok(())
    }
}
