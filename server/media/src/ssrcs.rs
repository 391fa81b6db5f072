//! Limits the streams of packets that reach the SRTP of a connection. SRTP keeps state for every SSRC that it sees, before
//! it knows whether the packet is genuine, until the connection ends.

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
/// One more of [`UNNAMED`] is allowed after each of these intervals: in a day of forged packets a connection comes to 2 MB
/// of state.
const UNNAMED_REFILL: Duration = Duration::from_secs(10);

/// The SSRCs that a connection has let through.
#[derive(Debug)]
pub(crate) struct Ssrcs {
    known: HashSet<u32>,
    unnamed: TokenBucket<Instant>,
}

impl Default for Ssrcs {
    fn default() -> Self {
        let unnamed = TokenBucket::new(UNNAMED, UNNAMED_REFILL);
        Ssrcs { known: HashSet::new(), unnamed }
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

    /// Whether to let a packet of RTP or RTCP through.
    pub(crate) fn admit(&mut self, now: Instant, datagram: &[u8]) -> bool {
        let Some(ssrc) = ssrc(datagram) else { return false };
        if self.known.contains(&ssrc) {
            return true;
        }
        let admitted = self.unnamed.take(now);
        if admitted {
            self.known.insert(ssrc);
        }
        admitted
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
        let admitted = |ssrcs: &mut Ssrcs, now, range: std::ops::Range<u32>| {
            range.filter(|&ssrc| ssrcs.admit(now, &rtp(ssrc)) && ssrcs.admit(now, &rtcp(ssrc))).count()
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
    fn what_is_too_short_to_have_one_is_refused() {
        let (mut ssrcs, now) = (Ssrcs::default(), Instant::now());
        assert!((0..12).all(|length| !ssrcs.admit(now, &rtp(1)[..length])));
        assert!((0..8).all(|length| !ssrcs.admit(now, &rtcp(1)[..length])));
    }
}
