//! A call's records on their way to the log: they wait in order, are tried again while the log cannot be written, and are
//! written whole.
//!
//! Takes a call and its [`KeptRecord`]s; gives them to the [`CallLog`] one after the other, in a task that outlives the call. A
//! failure that may pass ([`LogError::Passing`]: another writer holds the database, a disk is full) stops the queue and not
//! the call; one that lasts loses that record alone and says so. Nothing is decided about the call.

use super::record::{CallLog, Incoming, KeptRecord, LogError};
use base::language::Language;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_util::task::TaskTracker;

/// Records that wait to be written: an hour's call with a record each second. They are allocated as they come.
const RECORDS_PENDING: usize = 3_600;
/// Pause before the second attempt; it doubles from one attempt to the next.
const PAUSE_MIN: Duration = Duration::from_millis(250);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// How long one record is tried: longer than a backup or a migration holds a database.
const TRIED_FOR: Duration = Duration::from_secs(10 * 60);

/// Begins to write the records of a call. The task ends when the sender is dropped and all that was sent is written.
pub fn write_records(
    log: Arc<dyn CallLog>,
    incoming: Arc<Incoming>,
    language: Language,
    tasks: &TaskTracker,
) -> (mpsc::Sender<KeptRecord>, JoinHandle<()>) {
    let (records, mut pending) = mpsc::channel::<KeptRecord>(RECORDS_PENDING);
    let writing = tasks.spawn(async move {
        persist(&incoming, "the call's begin", || log.begin(&incoming, language)).await;
        while let Some(record) = pending.recv().await {
            persist(&incoming, "a record", || log.write(&incoming, &record)).await;
        }
    });
    (records, writing)
}

/// Writes until it is written, the failure lasts, or it has been tried long enough.
async fn persist<W: Future<Output = Result<(), LogError>>>(
    incoming: &Incoming,
    what: &str,
    mut write: impl FnMut() -> W,
) {
    let (begun, mut pause, call) = (Instant::now(), PAUSE_MIN, &incoming.call.0);
    loop {
        match write().await {
            Ok(()) => return,
            Err(error @ LogError::Passing(_)) if begun.elapsed() < TRIED_FOR => {
                tracing::warn!(%call, %error, "{what} waits: it is tried again");
                sleep(pause).await;
                pause = (2 * pause).min(PAUSE_MAX);
            }
            Err(error) => return tracing::error!(%call, %error, "{what} is lost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{EndedBy, Record};
    use async_trait::async_trait;
    use base::business::fixtures;
    use booking::CallId;
    use std::sync::Mutex;

    /// Fails as often as told, each time anew, and keeps what it was given.
    #[derive(Default)]
    struct Failing {
        errors: Mutex<Vec<LogError>>,
        written: Mutex<Vec<String>>,
    }

    impl Failing {
        fn take(&self, what: String) -> Result<(), LogError> {
            if let Some(error) = self.errors.lock().unwrap().pop() {
                return Err(error);
            }
            self.written.lock().unwrap().push(what);
            Ok(())
        }
    }

    #[async_trait]
    impl CallLog for Failing {
        async fn begin(&self, _: &Incoming, _: Language) -> Result<(), LogError> {
            self.take("begin".to_owned())
        }

        async fn write(&self, _: &Incoming, record: &KeptRecord) -> Result<(), LogError> {
            self.take(match **record {
                Record::Disclosed { .. } => "disclosed".to_owned(),
                Record::Ended { .. } => "ended".to_owned(),
                _ => "other".to_owned(),
            })
        }
    }

    /// Writes begin, disclosure and end to a log that fails with `errors` first, and gives what it kept.
    async fn written(errors: Vec<LogError>) -> Vec<String> {
        let salon = Arc::new(fixtures::by_id("salon").unwrap());
        let incoming = Incoming {
            call: CallId("c1".into()),
            carrier_call: "CA1".into(),
            dialled: salon.phones[0].number.clone(),
            business: salon.clone(),
            caller: None,
            forwarded_from: None,
            attestation: None,
            begun_at: "2026-12-01T10:00:00+01:00".parse().unwrap(),
        };
        let log = Arc::new(Failing { errors: Mutex::new(errors), ..Failing::default() });
        let (records, writing) = write_records(log.clone(), Arc::new(incoming), Language::De, &TaskTracker::new());
        let at = Duration::from_secs(6);
        for record in [Record::Disclosed { language: Language::De, at }, Record::Ended { by: EndedBy::Caller, at }] {
            records.send(record.kept(&salon).unwrap()).await.unwrap();
        }
        drop(records);
        writing.await.unwrap();
        log.written.lock().unwrap().clone()
    }

    const ALL: [&str; 3] = ["begin", "disclosed", "ended"];

    #[tokio::test(start_paused = true)]
    async fn what_fails_for_minutes_is_written_whole_and_in_order() {
        let begun = Instant::now();
        assert_eq!(written(vec![LogError::Passing("busy".into()); 40]).await, ALL);
        assert!((120..300).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_that_lasts_costs_its_own_record_alone() {
        assert_eq!(written(vec![LogError::Lasting("no such table".into())]).await, ALL[1..]);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_tried_for_ever() {
        assert_eq!(written(vec![LogError::Passing("busy".into()); 130]).await, ALL[1..]);
    }
}
