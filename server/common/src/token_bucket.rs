//! A limit on how often something may happen.

use std::{
    ops::{Add, Sub},
    time::Duration,
};

/// A token bucket: it gives so many tokens at once, and gains one after each interval.
///
/// It is told the time, as any `T` to which a [`Duration`] can be added: an `Instant`, or a `Duration` since some start. A
/// bucket keeps only the time at which it is full again (the generic cell rate algorithm), so that many of them are cheap.
#[derive(Debug, Clone)]
pub struct TokenBucket<T> {
    burst: u32,
    refill: Duration,
    /// `None` while nothing was ever taken.
    full_at: Option<T>,
}

impl<T: Copy + Ord + Add<Duration, Output = T>> TokenBucket<T> {
    /// A full bucket, which gives `burst` tokens at once and gains one every `refill`.
    pub const fn new(burst: u32, refill: Duration) -> Self {
        TokenBucket { burst, refill, full_at: None }
    }

    /// A full bucket, which gives `burst` tokens at once and gains `count` a second.
    pub const fn per_second(burst: u32, count: u32) -> Self {
        TokenBucket::new(burst, Duration::from_nanos(1_000_000_000 / count as u64))
    }

    /// Takes a token. Returns whether there was one.
    pub fn take(&mut self, now: T) -> bool {
        self.take_many(now, 1)
    }

    /// Takes so many tokens, or none. Returns whether there were so many.
    pub fn take_many(&mut self, now: T, count: u32) -> bool {
        let enough = self.has(now, count);
        if enough {
            self.full_at = Some(self.full_after(now, count));
        }
        enough
    }

    /// Whether so many tokens could be taken.
    pub fn has(&self, now: T, count: u32) -> bool {
        self.full_after(now, count) <= now + self.refill * self.burst
    }

    /// How long it takes until a token is there: no time, if one is.
    pub fn wait(&self, now: T) -> Duration
    where
        T: Sub<T, Output = Duration>,
    {
        let (needs, has) = (self.full_after(now, 1), now + self.refill * self.burst);
        if needs > has { needs - has } else { Duration::ZERO }
    }

    fn full_after(&self, now: T, count: u32) -> T {
        self.full_at.map_or(now, |at| at.max(now)) + self.refill * count
    }

    /// Takes so many tokens, also those that are not there yet: the bucket gives none until it has gained them.
    pub fn charge(&mut self, now: T, count: u32) {
        self.full_at = Some(self.full_after(now, count));
    }

    /// When the bucket is full, unless something is taken meanwhile; `None` when nothing ever was.
    pub fn full_at(&self) -> Option<T> {
        self.full_at
    }
}

impl<T: Copy + Sub<Duration, Output = T>> TokenBucket<T> {
    /// Puts a token back that should not have been counted.
    pub fn put_back(&mut self) {
        self.full_at = self.full_at.map(|at| at - self.refill);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let (mut bucket, mut now) = (TokenBucket::per_second(10, 50), Instant::now());
        let mut taken = |now| (0..100).filter(|_| bucket.take(now)).count();
        assert_eq!(taken(now), 10);
        now += 50 * MS;
        assert_eq!(taken(now), 2, "50 ms are two and a half");
        now += 10 * MS;
        assert_eq!(taken(now), 1, "the half was kept");
        now += Duration::from_secs(3600);
        assert_eq!(taken(now), 10, "and no more than a burst is");
    }

    #[test]
    fn many_are_taken_together_or_not_at_all() {
        let (mut bucket, now) = (TokenBucket::per_second(10, 50), Instant::now());
        assert!(bucket.take_many(now, 7) && !bucket.take_many(now, 4));
        assert!(bucket.has(now, 3) && !bucket.has(now, 4) && bucket.take_many(now, 3));
        assert!(!bucket.take(now) && bucket.take_many(now, 0));
        assert!(bucket.take_many(now + 100 * MS, 5) && !bucket.take(now + 100 * MS));
    }

    #[test]
    fn what_is_charged_has_to_be_gained_before_there_is_more() {
        let (mut bucket, now) = (TokenBucket::new(3, 500 * MS), Duration::ZERO);
        bucket.charge(now, 5);
        assert!(!bucket.has(now, 1) && !bucket.has(now + 1_499 * MS, 1));
        assert!(bucket.has(now + 1_500 * MS, 1) && bucket.take(now + 1_500 * MS) && !bucket.has(now + 1_500 * MS, 1));
    }

    #[test]
    fn a_token_is_there_after_the_wait_and_not_before() {
        let (mut bucket, now) = (TokenBucket::new(2, 500 * MS), Instant::now());
        assert_eq!(bucket.wait(now), Duration::ZERO);
        assert!(bucket.take(now) && bucket.take(now));
        assert_eq!(bucket.wait(now + 100 * MS), 400 * MS);
        assert!(!bucket.take(now + 499 * MS) && bucket.take(now + 500 * MS));
        bucket.charge(now, 3);
        assert_eq!(bucket.wait(now + 500 * MS), 2_000 * MS);
    }

    #[test]
    fn what_is_put_back_can_be_taken_again() {
        let (mut bucket, now) = (TokenBucket::new(3, 500 * MS), Duration::ZERO);
        assert!((0..3).all(|_| bucket.take(now)) && !bucket.take(now));
        bucket.put_back();
        assert!(bucket.take(now) && !bucket.take(now));
    }

    proptest! {
        /// In no span of time more tokens are taken than a burst and those gained meanwhile.
        #[test]
        fn no_span_has_more_than_its_share(burst in 1u32..20, refill in 1u32..100, waits in proptest::collection::vec(0u32..50, 1..200)) {
            let mut bucket = TokenBucket::new(burst, refill * MS);
            let (mut now, mut taken) = (Duration::ZERO, Vec::new());
            for wait in waits {
                now += wait * MS;
                if bucket.take(now) {
                    taken.push(now);
                }
            }
            for (from, start) in taken.iter().enumerate() {
                for (to, end) in taken.iter().enumerate().skip(from) {
                    let gained = (*end - *start).div_duration_f64(refill * MS);
                    prop_assert!((to - from + 1) as f64 <= f64::from(burst) + gained + 1e-6);
                }
            }
        }
    }
}
