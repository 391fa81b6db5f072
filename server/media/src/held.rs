//! What waits for an engine that is away, until it has answered an offer.

use std::collections::VecDeque;

/// Bytes that wait in one direction: 100 ms of a peer that sends and receives as much as it may. An engine is away for some
/// milliseconds.
const BYTES: usize = 512 * 1024;
/// What an item takes in memory beside its bytes.
const OVERHEAD: usize = 128;

/// A queue that is bounded in bytes. When it is full, the oldest go: those who listen have waited longest for them.
#[derive(Debug)]
pub(crate) struct Held<T> {
    items: VecDeque<(usize, T)>,
    bytes: usize,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Held { items: VecDeque::new(), bytes: 0 }
    }
}

impl<T> Held<T> {
    /// Adds an item of so many bytes. Returns how many items are gone for it.
    pub(crate) fn push(&mut self, bytes: usize, item: T) -> u64 {
        let bytes = bytes + OVERHEAD;
        self.items.push_back((bytes, item));
        self.bytes += bytes;
        let mut gone = 0;
        while self.bytes > BYTES
            && let Some((bytes, _)) = self.items.pop_front()
        {
            self.bytes -= bytes;
            gone += 1;
        }
        gone
    }

    /// Takes all items, the oldest first.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = T> + use<T> {
        self.bytes = 0;
        std::mem::take(&mut self.items).into_iter().map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first() {
        let mut held = Held::default();
        let gone: u64 = (0..1_000).map(|number| held.push(1_200, number)).sum();
        let kept: Vec<i32> = held.take().collect();
        assert_eq!(kept.len(), BYTES / (1_200 + OVERHEAD));
        assert_eq!((kept[0], *kept.last().unwrap()), (gone as i32, 999));
        assert_eq!((held.push(1_200, 7), held.take().collect::<Vec<_>>()), (0, vec![7]), "all room is free again");
    }
}
