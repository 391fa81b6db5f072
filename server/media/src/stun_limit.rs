//! Limits STUN requests: unverified ones for each network, and verified ones for each connection.
//!
//! A request counts against a connection only once it is verified: a ufrag is no secret, and an address can be made up.

use std::{
    collections::{HashMap, HashSet},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    time::Instant,
};

use common::TokenBucket;

/// Requests at once: a few addresses on each side, each pair tried several times.
const REQUESTS: u32 = 100;
/// Requests in a second. RFC 8445, section 14.2, sends one every 50 ms.
const REQUESTS_A_SECOND: u32 = 50;
/// Addresses from which a connection may come in its life: many changes of networks. A client that needs more connects
/// afresh.
const ADDRESSES: usize = 64;
/// Unverified requests from one network that are read, at once and in a second. Reading a request takes about a
/// microsecond. Only a network that floods at 1.6 Mbit/s reaches this bound; below it, no honest client of that network
/// is turned away.
const UNVERIFIED: u32 = 2_000;
/// Networks whose unverified requests are counted. When there are more, all are forgotten: addresses that are made up
/// fill no memory, and turn nobody away.
const NETWORKS: usize = 4_096;

/// How many verified requests and addresses a connection has left. The stack answers each request with a check of its
/// own, for which it searches all candidate pairs, and keeps every address for ever.
#[derive(Debug)]
pub(crate) struct StunLimit {
    /// Requests from validated addresses, on which the consent of RFC 7675 depends.
    settled: TokenBucket<Instant>,
    /// Requests from all other addresses.
    fresh: TokenBucket<Instant>,
    addresses: HashSet<SocketAddr>,
}

impl Default for StunLimit {
    fn default() -> Self {
        let bucket = || TokenBucket::per_second(REQUESTS, REQUESTS_A_SECOND);
        StunLimit { settled: bucket(), fresh: bucket(), addresses: HashSet::new() }
    }
}

impl StunLimit {
    /// Whether ICE has validated this address.
    pub(crate) fn knows(&self, address: SocketAddr) -> bool {
        self.addresses.contains(&address)
    }

    /// Whether to handle a verified request that comes from this address.
    pub(crate) fn admit(&mut self, now: Instant, from: SocketAddr) -> bool {
        match self.knows(from) {
            true => self.settled.take(now),
            false => self.addresses.len() < ADDRESSES && self.fresh.take(now),
        }
    }

    /// Counts an address that ICE has validated. Other addresses do not count, because anyone can make them up.
    pub(crate) fn validated(&mut self, address: SocketAddr) {
        self.addresses.insert(address);
    }
}

/// The networks that send requests that cannot be verified.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    networks: HashMap<IpAddr, TokenBucket<Instant>>,
}

impl Strangers {
    /// Whether to verify a request from this address. The request counts as unverified until [`Strangers::acquit`].
    pub(crate) fn admit(&mut self, now: Instant, from: SocketAddr) -> bool {
        let network = network(from.ip());
        if self.networks.len() >= NETWORKS && !self.networks.contains_key(&network) {
            self.networks.clear();
        }
        self.networks.entry(network).or_insert(TokenBucket::per_second(UNVERIFIED, UNVERIFIED)).take(now)
    }

    /// Takes back the count of a request that was verified: it costs its network nothing.
    pub(crate) fn acquit(&mut self, from: SocketAddr) {
        if let Some(bucket) = self.networks.get_mut(&network(from.ip())) {
            bucket.put_back();
        }
    }
}

/// An IPv4 address, or the /64 network of an IPv6 address, which one client has to itself.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !0 << 64).into(),
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
    fn what_comes_from_elsewhere_costs_a_validated_address_nothing() {
        let (mut limit, now) = (StunLimit::default(), Instant::now());
        let from = |port| SocketAddr::from(([10, 0, 0, 1], port));
        limit.validated(from(1));
        let elsewhere = (2..=2000).filter(|port| limit.admit(now, from(*port))).count();
        assert_eq!(elsewhere, REQUESTS as usize);
        assert_eq!((0..1000).filter(|_| limit.admit(now, from(1))).count(), REQUESTS as usize);
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

    #[test]
    fn strangers_are_charged_by_network_and_whoever_is_verified_is_not() {
        let (mut strangers, now) = (Strangers::default(), Instant::now());
        let from = |address: &str| SocketAddr::new(address.parse().unwrap(), 1);
        let mut taken = |address: &str, times| (0..times).filter(|_| strangers.admit(now, from(address))).count();
        assert_eq!(taken("2001:db8::1", 9_000), UNVERIFIED as usize);
        assert_eq!(taken("2001:db8::2", 1), 0, "a neighbour in one network");
        assert_eq!((taken("2001:db8:0:1::1", 1), taken("10.0.0.1", 1)), (1, 1));
        for _ in 0..9_000 {
            assert!(strangers.admit(now, from("10.0.0.2")));
            strangers.acquit(from("10.0.0.2"));
        }
    }

    #[test]
    fn made_up_networks_fill_no_memory() {
        let (mut strangers, now) = (Strangers::default(), Instant::now());
        for bits in 0..100_000 {
            assert!(strangers.admit(now, SocketAddr::new(std::net::Ipv4Addr::from_bits(bits).into(), 1)));
            assert!(strangers.networks.len() <= NETWORKS);
        }
    }
}
