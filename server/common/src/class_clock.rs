//! Class time: milliseconds since class began.

use std::time::{Duration, Instant};

use protocol::Millis;

/// Tells class time from the machine's monotonic clock. It is set once, from wall time, so that class time goes on over a
/// restart of the server and never jumps while the server runs.
#[derive(Debug, Clone, Copy)]
pub struct ClassClock {
    set: Instant,
    showed: Millis,
}

impl ClassClock {
    /// A clock that shows `at` now.
    pub fn showing(at: Millis) -> Self {
        ClassClock { set: Instant::now(), showed: at }
    }

    /// Class time now.
    pub fn now(&self) -> Millis {
        self.at_instant(Instant::now())
    }

    /// Class time of a moment; 0 before class.
    pub fn at_instant(&self, moment: Instant) -> Millis {
        match moment.checked_duration_since(self.set) {
            Some(later) => self.showed.saturating_add(later.as_millis() as Millis),
            None => self.showed.saturating_sub((self.set - moment).as_millis() as Millis),
        }
    }

    /// How long until the clock shows `at`; nothing when it has.
    pub fn until(&self, at: Millis) -> Duration {
        Duration::from_millis(at.saturating_sub(self.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_before_and_after_the_clock_was_set_have_their_class_time() {
        let clock = ClassClock::showing(5_000);
        let moment = |ms: i64| {
            let apart = Duration::from_millis(ms.unsigned_abs());
            if ms < 0 { clock.set - apart } else { clock.set + apart }
        };
        for (ms, at) in [(0, 5_000), (1_500, 6_500), (-1_500, 3_500), (-9_000, 0)] {
            assert_eq!(clock.at_instant(moment(ms)), at, "{ms} ms apart");
        }
        assert_eq!(clock.until(1_000), Duration::ZERO);
        assert!(clock.until(60_000) <= Duration::from_secs(55) && clock.until(60_000) > Duration::from_secs(50));
    }
}
