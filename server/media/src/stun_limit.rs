//! Limits the STUN requests of a connection. The stack answers each with a check of its own, for which it searches all
//! candidate pairs, and keeps every address for ever.

use std::{collections::HashSet, net::SocketAddr, time::Instant};

use common::TokenBucket;

/// Requests at once: a few addresses on each side, each pair tried several times.
const REQUESTS: u32 = 100;
/// Requests in a second. RFC 8445, section 14.2, sends one every 50 ms.
const REQUESTS_A_SECOND: u32 = 50;
/// Addresses from which a connection may come in its life: many changes of networks. A client that needs more connects
/// afresh.
const ADDRESSES: usize = 64;

/// How many requests and addresses a connection has left.
#[derive(Debug)]
pub(crate) struct StunLimit {
    requests: TokenBucket<Instant>,
    addresses: HashSet<SocketAddr>,
}

impl Default for StunLimit {
    fn default() -> Self {
        StunLimit { requests: TokenBucket::per_second(REQUESTS, REQUESTS_A_SECOND), addresses: HashSet::new() }
    }
}

impl StunLimit {
    /// Whether to handle a request that comes from this address.
    pub(crate) fn admit(&mut self, now: Instant, from: SocketAddr) -> bool {
        (self.addresses.contains(&from) || self.addresses.len() < ADDRESSES) && self.requests.take(now)
    }

    /// ICE has validated an address. Only validated addresses count, because anyone can make up others.
    pub(crate) fn validated(&mut self, address: SocketAddr) {
        self.addresses.insert(address);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_flood_of_requests_is_cut_and_a_usual_pace_is_not() {
        let (mut limit, mut now) = (StunLimit::default(), Instant::now());
        let here = SocketAddr::from(([10, 0, 0, 1], 1));
        let taken = (0..1000).filter(|_| limit.admit(now, here)).count();
        assert_eq!(taken, REQUESTS as usize);
        for _ in 0..1000 {
            now += Duration::from_millis(50);
            assert!(limit.admit(now, here));
        }
    }

    #[test]
    fn addresses_have_a_bound_and_those_known_stay() {
        let (mut limit, mut now) = (StunLimit::default(), Instant::now());
        let from = |port| SocketAddr::from(([10, 0, 0, 1], port));
        for port in 1..=1000 {
            now += Duration::from_millis(50);
            if limit.admit(now, from(port)) {
                limit.validated(from(port));
            }
        }
        assert_eq!(limit.addresses.len(), ADDRESSES);
        assert!(limit.admit(now, from(1)));
        assert!(!limit.admit(now, from(1000)));
    }
}
