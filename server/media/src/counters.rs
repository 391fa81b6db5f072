//! Counters that the shard writes and anyone reads.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Stats;

/// The counters, as [`Stats`] describes them.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) received: AtomicU64,
    pub(crate) sent: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) unsent: AtomicU64,
    pub(crate) forwarded: AtomicU64,
    pub(crate) tapped: AtomicU64,
    pub(crate) tap_dropped: AtomicU64,
    pub(crate) events_dropped: AtomicU64,
    pub(crate) errors: AtomicU64,
    pub(crate) peers: AtomicU64,
}

impl Counters {
    /// The counters' present values.
    pub(crate) fn read(&self) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            received: read(&self.received),
            sent: read(&self.sent),
            refused: read(&self.refused),
            unsent: read(&self.unsent),
            forwarded: read(&self.forwarded),
            tapped: read(&self.tapped),
            tap_dropped: read(&self.tap_dropped),
            events_dropped: read(&self.events_dropped),
            errors: read(&self.errors),
            peers: read(&self.peers),
        }
    }
}

/// Adds to a counter. The order is relaxed: only the shard writes, and readers compare no two counters.
pub(crate) fn count(counter: &AtomicU64, n: u64) {
    counter.fetch_add(n, Ordering::Relaxed);
}
