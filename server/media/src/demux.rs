//! Finds the peer to which a datagram belongs: one port serves all peers.
//!
//! A STUN request names its peer by the ICE ufrag in USERNAME (RFC 8445, section 7.2.2). Everything else goes by the
//! remote address, and only addresses that ICE has validated are known: an address becomes known when the peer's ICE
//! agent, which checks MESSAGE-INTEGRITY, answers a request from it with success or asks back.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
};

use crate::PeerKey;

/// Addresses kept for one peer. A client has a few network interfaces and changes networks now and then; its oldest
/// address is forgotten first.
const ADDRESSES_PER_PEER: usize = 8;

const STUN_MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const STUN_HEADER: usize = 20;
const STUN_USERNAME: u16 = 0x0006;

/// Peers by ICE ufrag and by validated address.
#[derive(Default)]
pub(crate) struct Demux {
    ufrags: HashMap<String, PeerKey>,
    addresses: HashMap<SocketAddr, PeerKey>,
    order: HashMap<PeerKey, VecDeque<SocketAddr>>,
}

impl Demux {
    /// `ufrag` names `peer` from now on.
    pub(crate) fn name(&mut self, ufrag: &str, peer: PeerKey) {
        self.ufrags.insert(ufrag.to_owned(), peer);
    }

    /// The peer to which a datagram belongs, if any.
    pub(crate) fn owner(&self, from: SocketAddr, datagram: &[u8]) -> Option<PeerKey> {
        if is_stun_request(datagram) {
            let ufrag = username(datagram)?.split(':').next()?;
            return self.ufrags.get(ufrag).copied();
        }
        self.addresses.get(&from).copied()
    }

    /// ICE of `peer` has validated `address`.
    pub(crate) fn validated(&mut self, address: SocketAddr, peer: PeerKey) {
        let before = self.addresses.insert(address, peer);
        if before == Some(peer) {
            return;
        }
        if let Some(other) = before.and_then(|other| self.order.get_mut(&other)) {
            other.retain(|known| *known != address);
        }
        let order = self.order.entry(peer).or_default();
        order.push_back(address);
        if order.len() > ADDRESSES_PER_PEER
            && let Some(oldest) = order.pop_front()
        {
            self.addresses.remove(&oldest);
        }
    }

    /// Forgets everything about a peer.
    pub(crate) fn forget(&mut self, peer: PeerKey) {
        self.ufrags.retain(|_, owner| *owner != peer);
        for address in self.order.remove(&peer).into_iter().flatten() {
            self.addresses.remove(&address);
        }
    }
}

/// Whether it is a STUN message at all (RFC 8489, section 5).
fn is_stun(datagram: &[u8]) -> bool {
    datagram.len() >= STUN_HEADER && datagram[0] < 4 && datagram[4..8] == STUN_MAGIC
}

/// A binding request: method 0x001, class 0b00.
pub(crate) fn is_stun_request(datagram: &[u8]) -> bool {
    is_stun(datagram) && datagram[..2] == [0x00, 0x01]
}

/// A success response to a binding request: method 0x001, class 0b10.
pub(crate) fn is_stun_success(datagram: &[u8]) -> bool {
    is_stun(datagram) && datagram[..2] == [0x01, 0x01]
}

/// The USERNAME attribute of a STUN message.
fn username(message: &[u8]) -> Option<&str> {
    let mut rest = message.get(STUN_HEADER..)?;
    while rest.len() >= 4 {
        let kind = u16::from_be_bytes([rest[0], rest[1]]);
        let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        let value = rest.get(4..4 + length)?;
        if kind == STUN_USERNAME {
            return std::str::from_utf8(value).ok();
        }
        rest = rest.get(4 + length.next_multiple_of(4)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn request(username: &str) -> Vec<u8> {
        let mut message = vec![0, 1, 0, 0];
        message.extend(STUN_MAGIC);
        message.extend([7; 12]);
        // An unknown attribute of odd length comes first.
        message.extend([0x80, 0x22, 0, 3, 1, 2, 3, 0]);
        message.extend([0, 6, 0, username.len() as u8]);
        message.extend(username.as_bytes());
        message.resize(message.len().next_multiple_of(4), 0);
        message
    }

    #[test]
    fn requests_go_by_ufrag_and_the_rest_by_validated_address() {
        let mut demux = Demux::default();
        let (here, peer) = ("10.0.0.1:5000".parse().unwrap(), PeerKey(1));
        demux.name("abc", peer);
        assert_eq!(demux.owner(here, &request("abc:xyz")), Some(peer));
        assert_eq!(demux.owner(here, &request("abd:xyz")), None);
        assert_eq!(demux.owner(here, &[0x80; 40]), None, "not validated yet");
        demux.validated(here, peer);
        assert_eq!(demux.owner(here, &[0x80; 40]), Some(peer));
        demux.forget(peer);
        assert_eq!(demux.owner(here, &[0x80; 40]), None);
        assert_eq!(demux.owner(here, &request("abc:xyz")), None);
    }

    #[test]
    fn an_address_that_another_peer_validates_moves_to_it() {
        let mut demux = Demux::default();
        let here = "10.0.0.1:5000".parse().unwrap();
        demux.validated(here, PeerKey(1));
        demux.validated(here, PeerKey(2));
        demux.forget(PeerKey(1));
        assert_eq!(demux.owner(here, &[0x80]), Some(PeerKey(2)));
    }

    #[test]
    fn addresses_of_a_peer_are_bounded() {
        let mut demux = Demux::default();
        for port in 1..=100 {
            demux.validated(SocketAddr::from(([10, 0, 0, 1], port)), PeerKey(1));
        }
        assert_eq!(demux.addresses.len(), ADDRESSES_PER_PEER);
        assert_eq!(demux.owner(SocketAddr::from(([10, 0, 0, 1], 100)), &[0x80]), Some(PeerKey(1)));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_belong_to_nobody(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut demux = Demux::default();
            demux.name("abc", PeerKey(1));
            prop_assert_eq!(demux.owner("10.0.0.1:5000".parse().unwrap(), &bytes), None);
        }

        #[test]
        fn arbitrary_attributes_do_not_panic(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut message = request("a:b");
            message.truncate(STUN_HEADER);
            message.extend(tail);
            Demux::default().owner("10.0.0.1:5000".parse().unwrap(), &message);
        }
    }
}
