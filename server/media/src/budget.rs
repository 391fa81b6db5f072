//! How much of something a peer may cause: so much at once, and so much a second on the whole.

use std::time::Instant;

/// A budget, full at first.
#[derive(Debug)]
pub(crate) struct Budget {
    burst: f64,
    a_second: f64,
    left: f64,
    at: Option<Instant>,
}

impl Budget {
    /// One that yields `burst` at once, and fills again by `a_second`.
    pub(crate) fn new(burst: u16, a_second: u16) -> Self {
        let burst = f64::from(burst);
        Budget { burst, a_second: f64::from(a_second), left: burst, at: None }
    }

    /// Takes one. Returns whether there was one left.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let passed = self.at.replace(now).map_or(0.0, |at| now.saturating_duration_since(at).as_secs_f64());
        self.left = (self.left + passed * self.a_second).min(self.burst);
        let one = self.left >= 1.0;
        if one {
            self.left -= 1.0;
        }
        one
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_budget_yields_a_burst_and_then_its_rate() {
        let (mut budget, mut now) = (Budget::new(10, 50), Instant::now());
        let mut taken = |now| (0..100).filter(|_| budget.take(now)).count();
        assert_eq!(taken(now), 10);
        now += Duration::from_millis(50);
        assert_eq!(taken(now), 2, "50 ms are two and a half");
        now += Duration::from_millis(10);
        assert_eq!(taken(now), 1, "the half was kept");
        now += Duration::from_secs(3600);
        assert_eq!(taken(now), 10, "and no more than a burst is");
    }
}
