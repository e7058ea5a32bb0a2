//! Gives calls to the desk, each in a place of its own.

use async_trait::async_trait;
use call::desk::Desk;
use call::driver;
use call::line::{Control, Line};
use call::record::Incoming;
use std::sync::Arc;
use telephony::{CallPlace, PlaceError, Places};

/// Gives calls to the desk as long as there are places.
pub struct Switchboard {
    desk: Arc<Desk>,
    places: Places,
}

impl Switchboard {
    /// Gives `calls_max` calls at once to the desk.
    pub fn new(desk: Arc<Desk>, calls_max: usize) -> Self {
        Switchboard { desk, places: Places::new(calls_max) }
    }

    /// Takes no more calls; new ones go to the owner.
    pub fn close(&self) {
        self.places.close();
    }

    /// Whether it takes no more calls.
    pub fn is_closing(&self) -> bool {
        self.places.is_closing()
    }

    /// Calls being answered, and those whose stream is expected.
    pub fn calls(&self) -> usize {
        self.places.taken()
    }

    /// Waits until the tasks of all calls are done.
    pub async fn settle(&self) {
        self.desk.tasks.close();
        self.desk.tasks.wait().await;
    }
}

#[async_trait]
impl telephony::CallHandler for Switchboard {
    async fn answer(&self, _place: CallPlace, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>) {
        driver::answer(self.desk.clone(), incoming, line, control).await;
    }

    fn reserve(&self) -> Result<CallPlace, PlaceError> {
        self.places.reserve()
    }
}
