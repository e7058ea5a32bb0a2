//! A call's tasks, done one after the other, and what is left when the call is over: no hold that nobody waits for.
//!
//! Takes tasks in the order of their asking; gives their outcomes to the call as events. A task outlives the call. A hold that
//! was taken and neither booked nor given back when the call ended, since the caller hung up while it was being written, is
//! given back here: the machine, which is over, cannot do it.

use super::desk::{CallContext, Desk};
use super::event::{Event, Task, TaskId, TaskOutcome};
use booking::AppointmentId;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Tasks that wait for the one before: a call has one deed under way, and now and then a hold to keep or to give back.
const TASKS_PENDING: usize = 16;

/// Begins to do a call's tasks. The work ends when the sender is dropped and all that was sent is done.
pub fn do_tasks(desk: &Arc<Desk>, context: &CallContext, results: mpsc::Sender<Event>) -> mpsc::Sender<(TaskId, Task)> {
    let (tasks, mut pending) = mpsc::channel::<(TaskId, Task)>(TASKS_PENDING);
    let (worker, context) = (desk.clone(), context.clone());
    desk.tasks.spawn(async move {
        let mut open = OpenHolds::default();
        while let Some((id, task)) = pending.recv().await {
            let ends = OpenHolds::ended_by(&task);
            let outcome = worker.perform(&context, task).await;
            open.note(&ends, &outcome);
            // Fails only when the call is over.
            results.send(Event::TaskDone(id, outcome)).await.ok();
        }
        if !open.0.is_empty() {
            worker.perform(&context, Task::Release(open.0)).await;
        }
    });
    tasks
}

/// Holds that were taken and neither booked nor given back.
#[derive(Debug, Default)]
struct OpenHolds(Vec<AppointmentId>);

impl OpenHolds {
    /// The holds that a task ends if it is done.
    fn ended_by(task: &Task) -> Vec<AppointmentId> {
        match task {
            Task::Book(booking) => booking.holds.clone(),
            Task::Release(holds) => holds.clone(),
            _ => Vec::new(),
        }
    }

    fn note(&mut self, ends: &[AppointmentId], outcome: &TaskOutcome) {
        match outcome {
            TaskOutcome::Held(Ok(hold)) => self.0.extend(hold.ids.iter().cloned()),
            TaskOutcome::Booked(Ok(_)) | TaskOutcome::Quiet => self.0.retain(|hold| !ends.contains(hold)),
            _ => {}
        }
    }
}
