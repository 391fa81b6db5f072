//! Wall time. This crate's logic reads it nowhere else. Class time comes from a [`common::ClassClock`].

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use protocol::Millis;
use tokio::sync::watch;

/// Tells wall time: [`unix_now`], unless a test has a clock of its own.
pub type WallClock = fn() -> Millis;

/// Wall time now, in milliseconds since 1970.
pub fn unix_now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as Millis
}

/// The clock of what is planned, and of what is done by itself at some time: mail and notices. Tests set it ahead.
#[derive(Clone, Default)]
pub struct TaskClock(Arc<watch::Sender<Millis>>);

impl TaskClock {
    /// Wall time now.
    pub fn now(&self) -> Millis {
        unix_now() + *self.0.borrow()
    }

    /// Sets the clock ahead, and tells those who wait for a time.
    pub fn advance(&self, by: Millis) {
        self.0.send_modify(|ahead| *ahead += by);
    }

    /// Tells when the clock was set.
    pub fn follow(&self) -> watch::Receiver<Millis> {
        self.0.subscribe()
    }
}
