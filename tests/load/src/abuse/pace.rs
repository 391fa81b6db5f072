//! How often attackers act.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Interval, MissedTickBehavior, interval},
};

/// A rate that several tasks share. What the machine has no time for is not made up for later, so that the clients never
/// come in bursts for which the server is not to blame.
#[derive(Clone)]
pub struct Pace(Arc<Mutex<Interval>>);

impl Pace {
    /// So many times a second, evenly.
    pub fn per_second(times: u32) -> Self {
        let mut interval = interval(Duration::from_secs(1) / times);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Pace(Arc::new(Mutex::new(interval)))
    }

    /// Waits for the next turn.
    pub async fn turn(&self) {
        self.0.lock().await.tick().await;
    }
}
