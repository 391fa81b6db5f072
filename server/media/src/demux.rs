//! Finds the peer to which a datagram belongs: one port serves all peers.
//!
//! A STUN request names its peer by the ICE ufrag in USERNAME (RFC 8445, section 7.2.2). Everything else goes by the remote
//! address, and only addresses that ICE has validated are known: an address becomes known when the peer's ICE agent, which
//! checks MESSAGE-INTEGRITY, answers a request from that address with success or asks back.
//!
//! A valid request proves who made it, not where it was sent: a peer can put another peer's address on requests of its own.
//! So an address stays with the peer that had it first for as long as that peer has a connection. Another peer that
//! validates the same address gets the same datagrams: SRTP and DTLS tell whose they are, and nobody is cut off. This also
//! lets in a client to which a router has given the port of a client that has just left.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
};

use ring::hmac;

use crate::{PeerKey, stun};

/// Addresses kept for one peer. A client has a few network interfaces and changes networks now and then; its oldest
/// address is forgotten first.
const ADDRESSES_PER_PEER: usize = 8;
/// Peers that an address may have beside its owner. Each costs a look at every datagram from that address. An honest peer
/// has its address alone, or after a peer that has left. The peer that came first is forgotten first.
const CLAIMANTS: usize = 2;

/// Peers by ICE ufrag and by validated address.
#[derive(Default)]
pub(crate) struct Demux {
    names: HashMap<String, Named>,
    addresses: HashMap<SocketAddr, Holders>,
    order: HashMap<PeerKey, VecDeque<SocketAddr>>,
}

/// The peer that an ICE ufrag names.
pub(crate) struct Named {
    pub(crate) peer: PeerKey,
    /// The key of MESSAGE-INTEGRITY: the ICE password that goes with the ufrag.
    pub(crate) key: hmac::Key,
}

/// The peers that have validated an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holders {
    pub(crate) owner: PeerKey,
    /// The peers that validated the address after its owner, the latest last.
    pub(crate) claimants: [Option<PeerKey>; CLAIMANTS],
}

impl Holders {
    fn has(&self, peer: PeerKey) -> bool {
        self.owner == peer || self.claimants.contains(&Some(peer))
    }

    /// Adds a claimant. Returns the claimant that it displaces.
    fn add(&mut self, peer: PeerKey) -> Option<PeerKey> {
        if let Some(free) = self.claimants.iter_mut().find(|claimant| claimant.is_none()) {
            return free.replace(peer);
        }
        self.claimants.rotate_left(1);
        self.claimants[CLAIMANTS - 1].replace(peer)
    }

    /// The holders without `peer`; `None` when nobody is left.
    fn without(mut self, peer: PeerKey) -> Option<Holders> {
        if self.owner == peer {
            let heir = self.claimants.iter_mut().find_map(Option::take)?;
            return Some(Holders { owner: heir, ..self });
        }
        self.claimants.iter_mut().filter(|claimant| **claimant == Some(peer)).for_each(|claimant| *claimant = None);
        // The claimants that remain keep their order.
        self.claimants.sort_by_key(Option::is_none);
        Some(self)
    }
}

impl Demux {
    /// `ufrag` names `peer` from now on, and no other ufrag does.
    pub(crate) fn name(&mut self, ufrag: &str, password: &str, peer: PeerKey) {
        self.names.retain(|_, named| named.peer != peer);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        self.names.insert(ufrag.to_owned(), Named { peer, key });
    }

    /// The peer that a STUN request is meant for, if any.
    pub(crate) fn named(&self, request: &[u8]) -> Option<&Named> {
        self.names.get(stun::username(request)?.split(':').next()?)
    }

    /// The peers to which a datagram from this address may belong, if it is no STUN request.
    pub(crate) fn holders(&self, from: SocketAddr) -> Option<Holders> {
        self.addresses.get(&from).copied()
    }

    /// ICE of `peer` has validated `address`.
    pub(crate) fn validated(&mut self, address: SocketAddr, peer: PeerKey) {
        let holders = self.addresses.entry(address).or_insert(Holders { owner: peer, claimants: [None; CLAIMANTS] });
        let added = holders.owner != peer && !holders.has(peer);
        if let Some(gone) = added.then(|| holders.add(peer)).flatten()
            && let Some(order) = self.order.get_mut(&gone)
        {
            order.retain(|known| *known != address);
        }
        let order = self.order.entry(peer).or_default();
        if order.contains(&address) {
            return;
        }
        order.push_back(address);
        if order.len() > ADDRESSES_PER_PEER
            && let Some(oldest) = order.pop_front()
        {
            self.leave(oldest, peer);
        }
    }

    fn leave(&mut self, address: SocketAddr, peer: PeerKey) {
        match self.addresses.get(&address).and_then(|holders| holders.without(peer)) {
            Some(holders) => drop(self.addresses.insert(address, holders)),
            None => drop(self.addresses.remove(&address)),
        }
    }

    /// Forgets everything about a peer.
    pub(crate) fn forget(&mut self, peer: PeerKey) {
        self.names.retain(|_, named| named.peer != peer);
        for address in self.order.remove(&peer).into_iter().flatten() {
            self.leave(address, peer);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, 1], port))
    }

    fn owner(demux: &Demux, address: SocketAddr) -> Option<PeerKey> {
        demux.holders(address).map(|holders| holders.owner)
    }

    #[test]
    fn requests_go_by_ufrag_and_the_rest_by_validated_address() {
        let mut demux = Demux::default();
        let (here, peer) = (at(5000), PeerKey(1));
        let named = |demux: &Demux, username| demux.named(&stun::request(username, None)).map(|named| named.peer);
        demux.name("abc", "secret", peer);
        assert_eq!(named(&demux, "abc:xyz"), Some(peer));
        assert_eq!(named(&demux, "abd:xyz"), None);
        assert_eq!(owner(&demux, here), None, "not validated yet");
        demux.validated(here, peer);
        assert_eq!(owner(&demux, here), Some(peer));
        demux.name("abd", "secret", peer);
        assert_eq!((named(&demux, "abc:xyz"), named(&demux, "abd:xyz")), (None, Some(peer)));
        demux.forget(peer);
        assert_eq!(owner(&demux, here), None);
        assert_eq!(named(&demux, "abd:xyz"), None);
    }

    #[test]
    fn an_address_stays_with_its_owner_until_that_is_gone() {
        let (mut demux, here) = (Demux::default(), at(5000));
        for peer in [1, 2, 2, 1] {
            demux.validated(here, PeerKey(peer));
        }
        let both = Holders { owner: PeerKey(1), claimants: [Some(PeerKey(2)), None] };
        assert_eq!(demux.holders(here), Some(both), "and who validates it, too, is asked as well");
        demux.forget(PeerKey(1));
        assert_eq!(demux.holders(here), Some(Holders { owner: PeerKey(2), claimants: [None; 2] }));
        demux.forget(PeerKey(2));
        assert_eq!(demux.holders(here), None);
    }

    #[test]
    fn claimants_are_bounded_and_the_latest_are_kept() {
        let (mut demux, here) = (Demux::default(), at(5000));
        (1..=20).for_each(|peer| demux.validated(here, PeerKey(peer)));
        let latest = [Some(PeerKey(19)), Some(PeerKey(20))];
        assert_eq!(demux.holders(here), Some(Holders { owner: PeerKey(1), claimants: latest }));
        demux.forget(PeerKey(19));
        assert_eq!(demux.holders(here).unwrap().claimants, [Some(PeerKey(20)), None]);
    }

    #[test]
    fn addresses_of_a_peer_are_bounded() {
        let mut demux = Demux::default();
        for port in 1..=100 {
            demux.validated(at(port), PeerKey(1));
        }
        assert_eq!(demux.addresses.len(), ADDRESSES_PER_PEER);
        assert_eq!(owner(&demux, at(100)), Some(PeerKey(1)));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_belong_to_nobody(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut demux = Demux::default();
            demux.name("abc", "secret", PeerKey(1));
            prop_assert!(demux.named(&bytes).is_none() && demux.holders(at(1)).is_none());
        }

        /// However peers come and go, the owner is the peer that has been there for longest, each peer stands once, and
        /// nothing is kept for a peer that is gone.
        #[test]
        fn peers_come_and_go(steps in proptest::collection::vec((1u64..6, 1u16..4, any::<bool>()), 0..100)) {
            let mut demux = Demux::default();
            let mut first: HashMap<SocketAddr, PeerKey> = HashMap::new();
            for (peer, port, comes) in steps {
                let peer = PeerKey(peer);
                if comes {
                    demux.validated(at(port), peer);
                    first.entry(at(port)).or_insert(peer);
                } else {
                    demux.forget(peer);
                    first.retain(|_, owner| *owner != peer);
                    prop_assert!(demux.addresses.values().all(|holders| !holders.has(peer)));
                    for (address, holders) in &demux.addresses {
                        first.entry(*address).or_insert(holders.owner);
                    }
                }
                for (address, holders) in &demux.addresses {
                    prop_assert_eq!(first.get(address), Some(&holders.owner));
                    prop_assert!(!holders.claimants.contains(&Some(holders.owner)));
                    prop_assert!(holders.claimants[0].is_none() || holders.claimants[0] != holders.claimants[1]);
                }
                prop_assert_eq!(demux.addresses.len(), first.len());
            }
        }
    }
}
