//! Takes calls as long as there is room.

use async_trait::async_trait;
use call::desk::Desk;
use call::driver;
use call::line::{Control, Line};
use call::record::Incoming;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Gives calls to the desk as long as there is room.
pub struct Switchboard {
    desk: Arc<Desk>,
    calls_max: usize,
    calls: AtomicUsize,
    closing: AtomicBool,
}

impl Switchboard {
    /// Gives `calls_max` calls at once to the desk.
    pub fn new(desk: Arc<Desk>, calls_max: usize) -> Self {
        Switchboard { desk, calls_max, calls: AtomicUsize::new(0), closing: false.into() }
    }

    /// Takes no more calls; new ones go to the owner.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Whether it takes no more calls.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// Calls being answered.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Waits until the tasks of all calls are done.
    pub async fn settle(&self) {
        self.desk.tasks.close();
        self.desk.tasks.wait().await;
    }
}

#[async_trait]
impl telephony::CallHandler for Switchboard {
    async fn answer(&self, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>) {
        /// Gives the place back even when the call's task is dropped.
        struct Place<'a>(&'a AtomicUsize);
        impl Drop for Place<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.calls.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.calls);
        driver::answer(self.desk.clone(), incoming, line, control).await;
    }

    fn has_room(&self) -> bool {
        !self.is_closing() && self.calls() < self.calls_max
    }
}
