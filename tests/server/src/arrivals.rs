//! Counts the packets that arrive in a slot.

use std::collections::{BTreeMap, BTreeSet};

use rtc::rtp;

use crate::picture;

/// The packets that arrived in a slot so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrived {
    /// Packets, each counted once.
    pub packets: u64,
    /// Packets sent in the slot, from the first to the highest sequence number that arrived.
    pub expected: u64,
    /// Of [`Arrived::packets`], those that came after a higher sequence number: reordered by the network, or repaired.
    pub late: u64,
    /// Beginnings of keyframes.
    pub keyframes: u64,
    /// The tag of the last packet.
    pub tag: Option<u8>,
    /// Packets by their tag.
    pub by_tag: BTreeMap<u8, u64>,
}

impl Arrived {
    /// Whether no packet between the first and the highest sequence number is missing.
    pub fn is_complete(&self) -> bool {
        self.packets == self.expected
    }
}

/// Counts the packets of a slot. Sequence numbers are extended beyond 16 bits.
#[derive(Debug, Default)]
pub struct Counter {
    highest: Option<u64>,
    missing: BTreeSet<u64>,
}

impl Counter {
    /// Counts a packet, unless it was counted before.
    pub fn count(&mut self, packet: &rtp::Packet, arrived: &mut Arrived) {
        let number = packet.header.sequence_number;
        let Some(highest) = self.highest else {
            // Far enough from 0 for late packets.
            self.highest = Some(1 << 16 | u64::from(number));
            arrived.expected = 1;
            return note(packet, arrived);
        };
        let extended = highest.wrapping_add_signed(i64::from(number.wrapping_sub(highest as u16) as i16));
        if extended > highest {
            self.missing.extend(highest + 1..extended);
            self.highest = Some(extended);
            arrived.expected += extended - highest;
            note(packet, arrived);
        } else if self.missing.remove(&extended) {
            arrived.late += 1;
            note(packet, arrived);
        }
    }
}

fn note(packet: &rtp::Packet, arrived: &mut Arrived) {
    arrived.packets += 1;
    arrived.keyframes += u64::from(picture::starts_keyframe(&packet.payload));
    arrived.tag = picture::tag(&packet.payload);
    if let Some(tag) = arrived.tag {
        *arrived.by_tag.entry(tag).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repaired_counts_once_and_what_is_early_or_doubled_does_not() {
        let (mut counter, mut arrived) = (Counter::default(), Arrived::default());
        let mut count = |number: u16| {
            let header = rtp::Header { sequence_number: number, ..Default::default() };
            counter.count(&rtp::Packet { header, ..Default::default() }, &mut arrived);
            (arrived.packets, arrived.expected, arrived.late, arrived.is_complete())
        };
        assert_eq!(count(65_534), (1, 1, 0, true));
        assert_eq!(count(65_530), (1, 1, 0, true), "from before the beginning");
        assert_eq!(count(1), (2, 4, 0, false));
        assert_eq!(count(0), (3, 4, 1, false));
        assert_eq!(count(0), (3, 4, 1, false));
        assert_eq!(count(65_535), (4, 4, 2, true));
        assert_eq!(count(1), (4, 4, 2, true));
    }
}
