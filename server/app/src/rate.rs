//! Limits on how often a client or a seat may ask for something.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use common::TokenBucket;
use protocol::{ErrorCode, Refusal, limits};

/// A token bucket for each key, with at most [`limits::COUNTED_CLIENTS`] keys. A new key beyond that takes the place of
/// the key whose bucket is full first, which is the key that has been quiet for longest.
#[derive(Debug)]
pub struct Buckets<K> {
    burst: u32,
    refill: Duration,
    by_key: Mutex<HashMap<K, TokenBucket<Instant>>>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Allows each key `burst` at once, and one more after each `refill`.
    pub fn new(burst: u32, refill: Duration) -> Self {
        Buckets { burst, refill, by_key: Mutex::default() }
    }

    /// Takes a token of this key. Returns whether there was one.
    pub fn take(&self, key: &K, now: Instant) -> bool {
        self.with(key, |bucket| bucket.take(now))
    }

    /// Takes a token of this key. Refuses, and says how long it takes until there is one.
    pub fn admit(&self, key: &K, now: Instant) -> Result<(), Refusal> {
        self.with(key, |bucket| match bucket.take(now) {
            true => Ok(()),
            false => Err(Refusal::after(ErrorCode::RateLimited, bucket.wait(now))),
        })
    }

    /// Whether there is a token of this key.
    pub fn has_one(&self, key: &K, now: Instant) -> bool {
        self.lock().get(key).is_none_or(|bucket| bucket.has(now, 1))
    }

    /// Takes so many tokens of this key, also those that are not there yet.
    pub fn charge(&self, key: &K, now: Instant, count: u32) {
        self.with(key, |bucket| bucket.charge(now, count));
    }

    fn with<R>(&self, key: &K, count: impl FnOnce(&mut TokenBucket<Instant>) -> R) -> R {
        let mut by_key = self.lock();
        if let Some(bucket) = by_key.get_mut(key) {
            return count(bucket);
        }
        if by_key.len() >= limits::COUNTED_CLIENTS {
            // The search goes through all keys, but only for a new key while the map is full.
            let quietest = by_key.iter().min_by_key(|(_, bucket)| bucket.full_at()).map(|(key, _)| key.clone());
            quietest.map(|key| by_key.remove(&key));
        }
        count(by_key.entry(key.clone()).or_insert_with(|| TokenBucket::new(self.burst, self.refill)))
    }

    /// Puts a token of this key back that should not have been counted.
    pub fn put_back(&self, key: &K) {
        if let Some(bucket) = self.lock().get_mut(key) {
            bucket.put_back();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, TokenBucket<Instant>>> {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much one WebSocket may send: frames at a rate, and some more that are refused.
#[derive(Debug)]
pub struct Allowance {
    rate: TokenBucket<Instant>,
    refusals: TokenBucket<Instant>,
}

impl Default for Allowance {
    /// A full allowance, of [`limits::COMMANDS_BURST`] frames and [`limits::REFUSALS_BURST`] refusals.
    fn default() -> Self {
        let bucket = |burst| TokenBucket::per_second(burst, limits::COMMANDS_PER_SECOND);
        Allowance { rate: bucket(limits::COMMANDS_BURST), refusals: bucket(limits::REFUSALS_BURST) }
    }
}

impl Allowance {
    /// Counts a frame. Returns whether it is within the rate; an error when the connection is to end.
    pub fn take(&mut self, now: Instant) -> Result<bool, ErrorCode> {
        if self.rate.take(now) {
            return Ok(true);
        }
        self.refusals.take(now).then_some(false).ok_or(ErrorCode::RateLimited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_buckets_of_their_own() {
        let start = Instant::now();
        let buckets = Buckets::new(2, Duration::from_secs(10));
        assert!(buckets.take(&"a", start) && buckets.take(&"a", start));
        assert!(!buckets.take(&"a", start));
        assert_eq!(buckets.admit(&"a", start).unwrap_err().retry_after, Some(10));
        assert!(buckets.take(&"b", start));
        assert!(buckets.take(&"a", start + Duration::from_secs(10)));
        buckets.put_back(&"never seen");
    }

    #[test]
    fn made_up_keys_fill_no_memory_and_turn_nobody_away() {
        let start = Instant::now();
        let buckets = Buckets::new(1, Duration::from_secs(900));
        for key in 0..limits::COUNTED_CLIENTS + 100 {
            assert!(buckets.take(&key, start + Duration::from_millis(key as u64)));
        }
        assert_eq!(buckets.lock().len(), limits::COUNTED_CLIENTS);
        let now = start + Duration::from_secs(60);
        assert!(!buckets.take(&(limits::COUNTED_CLIENTS + 99), now), "the latest is remembered");
        assert!(buckets.take(&0, now), "the oldest is forgotten");
    }

    #[test]
    fn a_flood_is_refused_and_then_shown_out() {
        let now = Instant::now();
        let mut allowance = Allowance::default();
        assert!((0..limits::COMMANDS_BURST).all(|_| allowance.take(now) == Ok(true)));
        assert!((0..limits::REFUSALS_BURST).all(|_| allowance.take(now) == Ok(false)));
        assert_eq!(allowance.take(now), Err(ErrorCode::RateLimited));
    }
}
