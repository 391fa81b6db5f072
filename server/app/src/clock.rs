//! Time comes in here, and nowhere else in this crate's logic.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use protocol::Millis;

/// Wall time now, in milliseconds since 1970.
pub fn unix_now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as Millis
}

/// Class time: monotonic, set once from wall time, so that it goes on over a restart of the server and never jumps while
/// it runs.
#[derive(Debug, Clone, Copy)]
pub struct ClassClock {
    /// A moment…
    pub instant: Instant,
    /// …and its class time.
    pub at: Millis,
}

impl ClassClock {
    /// A clock that shows `at` now.
    pub fn showing(at: Millis) -> Self {
        ClassClock { instant: Instant::now(), at }
    }

    /// Class time now.
    pub fn now(&self) -> Millis {
        self.at_instant(Instant::now())
    }

    /// Class time of a moment; 0 before class.
    pub fn at_instant(&self, moment: Instant) -> Millis {
        match moment.checked_duration_since(self.instant) {
            Some(later) => self.at + later.as_millis() as Millis,
            None => self.at.saturating_sub((self.instant - moment).as_millis() as Millis),
        }
    }

    /// How long until the clock shows `at`.
    pub fn until(&self, at: Millis) -> Duration {
        Duration::from_millis(at.saturating_sub(self.now()))
    }
}
