//! How many bytes wait to be sent: to each client, and to all of them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use protocol::limits;

/// The bytes that wait for all clients of a server.
#[derive(Debug, Clone, Default)]
pub struct AllWaiting(Arc<AtomicUsize>);

/// The bytes that wait for one client. Clones count together, and count as sent once the last is dropped.
#[derive(Debug, Clone)]
pub struct WaitingBytes(Arc<OneWaits>);

#[derive(Debug)]
struct OneWaits {
    bytes: AtomicUsize,
    all: AllWaiting,
}

impl WaitingBytes {
    /// Nothing waits for a new client.
    pub fn new(all: &AllWaiting) -> Self {
        WaitingBytes(Arc::new(OneWaits { bytes: AtomicUsize::new(0), all: all.clone() }))
    }

    /// Counts a frame. Returns whether it may wait: a single one may be of any size.
    pub fn add(&self, bytes: usize) -> bool {
        let before = self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
        let all = self.0.all.0.fetch_add(bytes, Ordering::Relaxed) + bytes;
        before == 0 || before + bytes <= most(all)
    }

    /// Counts bytes as sent.
    pub fn subtract(&self, bytes: usize) {
        self.0.bytes.fetch_sub(bytes, Ordering::Relaxed);
        self.0.all.0.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Drop for OneWaits {
    fn drop(&mut self) {
        self.all.0.fetch_sub(*self.bytes.get_mut(), Ordering::Relaxed);
    }
}

/// How much may wait for one client when so much waits for all.
fn most(all: usize) -> usize {
    if all <= limits::OUTGOING_BYTES { limits::OUTGOING_BYTES_OF_CLIENT } else { limits::OUTGOING_BYTES_WHEN_SHORT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_read_is_cut_off_before_who_does() {
        let all = AllWaiting::default();
        let frame = limits::OUTGOING_BYTES_WHEN_SHORT / 2;
        let waits = |frames: usize| {
            let client = WaitingBytes::new(&all);
            (0..frames).all(|_| client.add(frame)).then_some(client)
        };
        let of_one = limits::OUTGOING_BYTES_OF_CLIENT / frame;
        assert!(waits(of_one + 1).is_none(), "more than one client may have waiting");
        let idle: Vec<_> = (0..limits::OUTGOING_BYTES / (of_one * frame)).map(|_| waits(of_one).unwrap()).collect();
        assert!(waits(2).is_some(), "a snapshot still goes out");
        assert!(waits(3).is_none(), "nobody falls far behind any more");
        idle[0].subtract(frame);
        drop(idle);
        assert!(waits(3).is_some(), "what waited for them is gone");
        assert_eq!(all.0.load(Ordering::Relaxed), 0);
    }
}
