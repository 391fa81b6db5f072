//! How much a connection may still send before its other end has shown who it is.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Open for any number of bytes, until it is narrowed. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Gate(Arc<AtomicUsize>);

/// The number that stands for any.
const OPEN: usize = usize::MAX;

impl Default for Gate {
    fn default() -> Self {
        Gate(Arc::new(AtomicUsize::new(OPEN)))
    }
}

impl Gate {
    /// Lets so many bytes pass from now on, and no more.
    pub fn narrow(&self, bytes: usize) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    /// Lets any number of bytes pass from now on.
    pub fn open(&self) {
        self.0.store(OPEN, Ordering::Relaxed);
    }

    /// Counts bytes that came. Returns whether they may pass: once some may not, none may any more.
    pub fn pass(&self, bytes: usize) -> bool {
        let take = |left: usize| if left == OPEN { Some(OPEN) } else { left.checked_sub(bytes) };
        let passes = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        if !passes {
            self.narrow(0);
        }
        passes
    }

    /// Whether nothing may pass any more.
    pub fn is_shut(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_gate_lets_so_much_pass_and_no_more() {
        let gate = Gate::default();
        assert!(gate.pass(1 << 40), "it is open");
        gate.narrow(100);
        assert!(gate.pass(60) && !gate.is_shut());
        assert!(!gate.pass(41) && gate.is_shut() && !gate.pass(1));
        gate.open();
        assert!(gate.pass(1 << 40));
    }
}
