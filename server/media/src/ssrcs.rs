//! Limits the streams of packets that reach the SRTP of a connection. SRTP keeps state for every SSRC that it sees, before
//! it knows whether the packet is genuine, until the connection ends.
//!
//! A stream that no offer names has a place once a packet of it was authenticated. Until then its packets are tries, of which there are
//! few a second: among packets that somebody forges from the peer's address, those of a camera are so many that one of
//! them soon is a try.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use common::TokenBucket;

/// SSRCs that the offers of one connection may name: every source with three layers and their repairs, and as many again
/// for a dozen restarts.
const NAMED: usize = 256;
/// SSRCs that no offer names, at once: layers and their repairs, which Chromium does not name, of all sources, and some
/// for reports.
const UNNAMED: u32 = 64;
/// One more of [`UNNAMED`] is allowed after each of these intervals.
const UNNAMED_REFILL: Duration = Duration::from_secs(10);
/// Tries at once: the first packets of all streams.
const TRIES: u32 = 64;
/// Tries in a second. While a thousand packets are forged in a second, a layer of a camera (a hundred packets) has two of them.
const TRIES_A_SECOND: u32 = 20;
/// Tries of a connection in all: 12 MB of state (188 bytes each), of somebody who forges packets for an hour. Then
/// there is one in each [`UNNAMED_REFILL`].
const TRIES_IN_ALL: u32 = 65_536;

/// The SSRCs that a connection has let through.
#[derive(Debug)]
pub(crate) struct Ssrcs {
    known: HashSet<u32>,
    unnamed: TokenBucket<Instant>,
    tries: TokenBucket<Instant>,
    in_all: TokenBucket<Instant>,
}

/// What is done with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It is let through: its SSRC has a place.
    Known,
    /// It is let through, as a try: [`Ssrcs::authenticated`] gives this SSRC a place.
    New(u32),
    /// It is dropped.
    Refused,
}

impl Default for Ssrcs {
    fn default() -> Self {
        Ssrcs {
            known: HashSet::new(),
            unnamed: TokenBucket::new(UNNAMED, UNNAMED_REFILL),
            tries: TokenBucket::per_second(TRIES, TRIES_A_SECOND),
            in_all: TokenBucket::new(TRIES_IN_ALL, UNNAMED_REFILL),
        }
    }
}

impl Ssrcs {
    /// Notes the SSRCs that an offer names.
    pub(crate) fn name(&mut self, ssrcs: &[u32]) {
        for ssrc in ssrcs {
            if self.known.len() < NAMED {
                self.known.insert(*ssrc);
            }
        }
    }

    /// What to do with a packet of RTP or RTCP.
    pub(crate) fn admit(&mut self, now: Instant, datagram: &[u8]) -> Admission {
        match ssrc(datagram) {
            Some(ssrc) if self.known.contains(&ssrc) => Admission::Known,
            Some(ssrc) if self.unnamed.has(now, 1) && self.tries.take(now) && self.in_all.take(now) => {
                Admission::New(ssrc)
            }
            _ => Admission::Refused,
        }
    }

    /// Gives an SSRC a place, of which a packet was authenticated.
    pub(crate) fn authenticated(&mut self, now: Instant, ssrc: u32) {
        if self.unnamed.take(now) {
            self.known.insert(ssrc);
        }
    }
}

/// Whether the datagram is RTP or RTCP: the first byte tells protocols apart (RFC 7983).
pub(crate) fn is_media(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|byte| (128..192).contains(byte))
}

/// The SSRC of an RTP packet, or of the first report of an RTCP packet (RFC 3550, sections 5.1 and 6.4), which are told
/// apart by the second byte (RFC 5761, section 4).
fn ssrc(datagram: &[u8]) -> Option<u32> {
    let at = if (192..=223).contains(datagram.get(1)?) { 4 } else { 8 };
    datagram.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rtp(ssrc: u32) -> Vec<u8> {
        [&[0x80, 96, 0, 1, 0, 0, 0, 2][..], &ssrc.to_be_bytes(), &[1, 2, 3]].concat()
    }

    fn rtcp(ssrc: u32) -> Vec<u8> {
        [&[0x80, 201, 0, 1][..], &ssrc.to_be_bytes(), &[0; 10]].concat()
    }

    #[test]
    fn those_that_no_offer_names_are_bounded_and_the_others_are_not() {
        let (mut ssrcs, mut now) = (Ssrcs::default(), Instant::now());
        ssrcs.name(&(0..100).collect::<Vec<u32>>());
        // Everything is authentic: the peer itself makes up ever new streams.
        let admitted = |ssrcs: &mut Ssrcs, now, range: std::ops::Range<u32>| {
            let mut admit = |packet: &[u8]| match ssrcs.admit(now, packet) {
                Admission::New(ssrc) => {
                    ssrcs.authenticated(now, ssrc);
                    true
                }
                other => other == Admission::Known,
            };
            range.filter(|&ssrc| admit(&rtp(ssrc)) && admit(&rtcp(ssrc))).count()
        };
        assert_eq!(admitted(&mut ssrcs, now, 1_000..9_000), UNNAMED as usize);
        assert_eq!(admitted(&mut ssrcs, now, 0..100), 100);
        assert_eq!(admitted(&mut ssrcs, now, 1_000..1_000 + UNNAMED), UNNAMED as usize, "and those stay");
        now += UNNAMED_REFILL;
        assert_eq!(admitted(&mut ssrcs, now, 10_000..19_000), 1);
        ssrcs.name(&(20_000..30_000).collect::<Vec<u32>>());
        assert!(ssrcs.known.len() <= NAMED);
    }

    #[test]
    fn forged_packets_keep_no_new_stream_away() {
        let start = Instant::now();
        let (mut ssrcs, mut now, mut forged) = (Ssrcs::default(), start, 1_000..);
        assert_eq!((&mut forged).take(10_000).filter(|&f| ssrcs.admit(now, &rtp(f)) != Admission::Refused).count(), 64);
        // A thousand forged packets a second, and a hundred of a camera, in any order.
        let (mut states, camera, mut seed) = (0, 7, 1u32);
        while !ssrcs.known.contains(&camera) {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            now += Duration::from_micros(909);
            let genuine = (seed >> 16) % 11 == 0;
            let packet = if genuine { camera } else { forged.next().unwrap() };
            match ssrcs.admit(now, &rtp(packet)) {
                Admission::New(ssrc) if genuine => ssrcs.authenticated(now, ssrc),
                Admission::New(_) => states += 1,
                _ => {}
            }
        }
        let after = now - start;
        assert!(after < Duration::from_secs(3), "{after:?} until the camera is seen");
        assert!(states < 60, "{states} more states of SRTP");
    }

    #[test]
    fn the_state_of_forged_packets_has_a_bound() {
        let (mut ssrcs, mut now, mut states) = (Ssrcs::default(), Instant::now(), 0);
        for second in 0..4_000 {
            now += Duration::from_secs(1);
            let forged = |ssrc: &u32| ssrcs.admit(now, &rtp(*ssrc)) != Admission::Refused;
            states += (second * 64..(second + 1) * 64).filter(forged).count() as u32;
        }
        let later = (4_000 / UNNAMED_REFILL.as_secs()) as u32;
        assert!((TRIES_IN_ALL..=TRIES_IN_ALL + later).contains(&states), "{states}");
    }

    #[test]
    fn what_is_too_short_to_have_one_is_refused() {
        let (mut ssrcs, now) = (Ssrcs::default(), Instant::now());
        assert!((0..12).all(|length| ssrcs.admit(now, &rtp(1)[..length]) == Admission::Refused));
        assert!((0..8).all(|length| ssrcs.admit(now, &rtcp(1)[..length]) == Admission::Refused));
    }
}
