//! Puts packets of one stream back in order, waits for missing ones, and cuts the stream into frames.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crate::{Codec, codec::Inspection, packet::Packet};

/// How long to wait for missing packets of a picture: as long as NACKs are sent for a packet.
const REPAIR: Duration = Duration::from_millis(500);
/// How long to wait for missing packets of sound. Sound is not repaired, so only a packet that was overtaken can still
/// come. Packets after the gap must reach the mix, which goes on after 400 ms.
const OVERTAKEN: Duration = Duration::from_millis(80);
/// Packets held at most: more than a second of a 4 Mbit/s picture. Beyond it the wait for the oldest gap ends.
const HELD: usize = 1024;
/// Packets of one frame at most: a keyframe of a large screen has some hundreds.
const FRAME_PACKETS: usize = 1024;

fn patience(codec: Codec) -> Duration {
    if codec == Codec::Opus { OVERTAKEN } else { REPAIR }
}

/// A complete frame, still in packets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    pub(crate) packets: Vec<Packet>,
    pub(crate) key: bool,
    pub(crate) size: Option<(u32, u32)>,
    /// Whether packets before the frame are missing for good.
    pub(crate) gap: bool,
}

struct Held {
    packet: Packet,
    inspection: Option<Inspection>,
    at: Instant,
}

/// A jitter buffer.
pub(crate) struct Jitter {
    held: BTreeMap<u64, Held>,
    /// The next sequence number, extended so that it does not wrap around.
    next: u64,
    partial: Vec<Packet>,
    key: bool,
    size: Option<(u32, u32)>,
    /// Packets were lost: pictures are dropped until the next keyframe begins.
    broken: bool,
    gap: bool,
}

impl Jitter {
    /// Begins with this sequence number, which is the first of a keyframe or of sound.
    pub(crate) fn starting(sequence: u16, gap: bool) -> Jitter {
        // Far from zero, so that earlier packets count as old.
        let next = 0x1_0000 + u64::from(sequence);
        Jitter { held: BTreeMap::new(), next, partial: Vec::new(), key: false, size: None, broken: false, gap }
    }

    /// Whether the buffer waits for a keyframe.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Takes a packet in.
    pub(crate) fn push(&mut self, now: Instant, packet: Packet, inspection: Option<Inspection>) {
        let ahead = packet.sequence.wrapping_sub(self.next as u16) as i16;
        let number = self.next.wrapping_add_signed(i64::from(ahead));
        if ahead >= 0 {
            self.held.entry(number).or_insert(Held { packet, inspection, at: now });
        }
    }

    /// The next complete frame.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<Whole> {
        loop {
            let (number, held) = self.held.first_key_value()?;
            if *number != self.next {
                let waited = now.saturating_duration_since(held.at);
                if waited < patience(held.packet.codec) && self.held.len() < HELD {
                    return None;
                }
                self.give_up();
                continue;
            }
            if let Some(whole) = self.advance() {
                return Some(whole);
            }
        }
    }

    /// Stops waiting for the packets before the oldest one that is here.
    fn give_up(&mut self) {
        let Some((number, held)) = self.held.first_key_value() else { return };
        self.next = *number;
        self.break_off(held.packet.codec);
    }

    /// Drops the frame that began, and pictures until the next keyframe.
    fn break_off(&mut self, codec: Codec) {
        self.broken = codec != Codec::Opus;
        self.gap = true;
        self.partial.clear();
    }

    /// Takes the next packet. Returns the frame that it completes.
    fn advance(&mut self) -> Option<Whole> {
        let Held { packet, inspection, .. } = self.held.remove(&self.next)?;
        self.next += 1;
        if packet.payload.is_empty() {
            return None; // Padding.
        }
        let Some(inspection) = inspection else {
            self.break_off(packet.codec);
            return None;
        };
        if packet.codec == Codec::Opus {
            return Some(self.whole(vec![packet], true, None));
        }
        let new_frame = self.partial.first().is_none_or(|first| first.timestamp != packet.timestamp);
        if new_frame {
            // The sender did not end the frame with a marker. The frame is complete nevertheless, because no packet is
            // missing.
            let before = std::mem::take(&mut self.partial);
            let whole = (!before.is_empty()).then(|| self.whole(before, self.key, self.size));
            self.begin(&packet, &inspection);
            let alone = packet.marker && !self.broken;
            if !self.broken {
                self.partial.push(packet);
            }
            if whole.is_some() {
                // When the new frame is complete already, the next packet's timestamp will tell.
                return whole;
            }
            return if alone { self.finish() } else { None };
        }
        // H.264 parameter sets may come in packets of their own before the picture.
        self.key |= inspection.key;
        self.size = inspection.size.or(self.size);
        if self.partial.len() == FRAME_PACKETS {
            self.break_off(packet.codec);
            return None;
        }
        let marker = packet.marker;
        self.partial.push(packet);
        if marker { self.finish() } else { None }
    }

    fn begin(&mut self, packet: &Packet, inspection: &Inspection) {
        (self.key, self.size) = (inspection.key, inspection.size);
        if inspection.key && inspection.begins {
            self.broken = false;
        } else if !inspection.begins && packet.codec.clock_hz() == 90_000 {
            // The beginning of the picture is missing though no sequence number is: the picture cannot be decoded.
            self.break_off(packet.codec);
        }
    }

    fn finish(&mut self) -> Option<Whole> {
        let packets = std::mem::take(&mut self.partial);
        (!packets.is_empty()).then(|| self.whole(packets, self.key, self.size))
    }

    fn whole(&mut self, packets: Vec<Packet>, key: bool, size: Option<(u32, u32)>) -> Whole {
        Whole { packets, key, size, gap: std::mem::take(&mut self.gap) }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::codec;

    /// Frame `frame` has two packets; every tenth is a keyframe.
    fn vp8(start: u16, index: u16) -> Packet {
        let (frame, part) = (index / 2, index % 2);
        let key = frame % 10 == 0;
        let mut payload = vec![if part == 0 { 0x10 } else { 0 }, u8::from(!key), 0, 0, 0x9d, 1, 0x2a, 64, 0, 48, 0];
        payload.push(frame as u8);
        let (sequence, timestamp) = (start.wrapping_add(index), u32::from(frame) * 3000);
        let payload = Bytes::from(payload);
        Packet { ssrc: 1, codec: Codec::Vp8, sequence, timestamp, marker: part == 1, payload, level: None }
    }

    fn push(jitter: &mut Jitter, now: Instant, packet: Packet) {
        let inspection = codec::inspect(packet.codec, &packet.payload);
        jitter.push(now, packet, inspection);
    }

    fn frames(jitter: &mut Jitter, now: Instant) -> Vec<(u32, bool, bool)> {
        std::iter::from_fn(|| jitter.poll(now))
            .map(|whole| {
                assert_eq!(whole.packets.len(), 2);
                (whole.packets[0].timestamp / 3000, whole.key, whole.gap)
            })
            .collect()
    }

    #[test]
    fn a_repaired_packet_is_waited_for() {
        let (mut jitter, now) = (Jitter::starting(65_534, false), Instant::now());
        for index in [0, 1, 2, 4, 5] {
            push(&mut jitter, now, vp8(65_534, index));
        }
        assert_eq!(frames(&mut jitter, now), [(0, true, false)]);
        assert_eq!(frames(&mut jitter, now + REPAIR / 2), []);
        push(&mut jitter, now + REPAIR / 2, vp8(65_534, 3));
        assert_eq!(frames(&mut jitter, now + REPAIR / 2), [(1, false, false), (2, false, false)]);
    }

    #[test]
    fn after_a_loss_the_next_keyframe_goes_on_and_says_so() {
        let (mut jitter, now) = (Jitter::starting(0, false), Instant::now());
        for index in (0..24).filter(|index| *index != 3) {
            push(&mut jitter, now, vp8(0, index));
        }
        assert_eq!(frames(&mut jitter, now), [(0, true, false)]);
        assert_eq!(frames(&mut jitter, now + REPAIR), [(10, true, true), (11, false, false)]);
    }

    #[test]
    fn a_picture_with_a_payload_that_cannot_be_read_is_lost_whole() {
        let (mut jitter, now) = (Jitter::starting(0, false), Instant::now());
        for index in 0..24 {
            let packet = vp8(0, index);
            let inspection = codec::inspect(packet.codec, &packet.payload).filter(|_| index != 5);
            jitter.push(now, packet, inspection);
        }
        assert_eq!(
            frames(&mut jitter, now),
            [(0, true, false), (1, false, false), (10, true, true), (11, false, false)]
        );
    }

    /// A packet each 20 ms: one comes late, another never.
    #[test]
    fn sound_waits_for_what_was_overtaken_but_goes_on_in_time_for_the_mix() {
        let (mut jitter, begun) = (Jitter::starting(0, false), Instant::now());
        let slot = |n: u16| Duration::from_millis(20) * n.into();
        let mut out = Vec::new();
        let arrivals = [(0, 0), (2, 2), (3, 3), (1, 4), (4, 4), (6, 6), (7, 7), (8, 8), (9, 9), (10, 10), (11, 11)];
        for (sequence, arrives) in arrivals {
            let packet = Packet { codec: Codec::Opus, payload: Bytes::from_static(b"x"), ..vp8(0, sequence) };
            push(&mut jitter, begun + slot(arrives), packet);
            let whole = std::iter::from_fn(|| jitter.poll(begun + slot(arrives)));
            out.extend(whole.map(|w| (w.packets[0].sequence, w.gap, slot(arrives))));
        }
        let told: Vec<_> = out.iter().map(|(sequence, gap, _)| (*sequence, *gap)).collect();
        assert_eq!(told, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11].map(|sequence| (sequence, sequence == 6)));
        let late: Vec<_> = out.iter().map(|(sequence, _, at)| *at - slot(*sequence)).collect();
        assert!(late.iter().all(|late| *late <= slot(5)), "{late:?}");
    }

    proptest! {
        /// However packets are reordered and duplicated, all frames come out once and in order.
        #[test]
        fn order_is_restored(start: u16, order in Just((0u16..60).chain(0..60).collect::<Vec<_>>()).prop_shuffle()) {
            let (mut jitter, now) = (Jitter::starting(start, false), Instant::now());
            let mut out = Vec::new();
            for index in order {
                push(&mut jitter, now, vp8(start, index));
                out.extend(frames(&mut jitter, now));
            }
            let expected: Vec<_> = (0..30u32).map(|frame| (frame, frame % 10 == 0, false)).collect();
            prop_assert_eq!(out, expected);
        }

        /// Whatever packets are lost, frames come out in order and begin with a keyframe after each gap.
        #[test]
        fn after_each_gap_comes_a_keyframe(kept in proptest::sample::subsequence((0u16..400).collect::<Vec<_>>(), 300..400)) {
            let (mut jitter, mut now) = (Jitter::starting(0, false), Instant::now());
            let mut last = None;
            let mut see = |jitter: &mut Jitter, now| {
                for (frame, key, gap) in frames(jitter, now) {
                    let follows = last.is_none_or(|last| frame == last + 1);
                    assert!(last.is_none_or(|last| frame > last));
                    assert!(key || (follows && !gap && last.is_some()) , "frame {frame} after {last:?}");
                    last = Some(frame);
                }
            };
            for index in kept {
                now += Duration::from_millis(16);
                push(&mut jitter, now, vp8(0, index));
                see(&mut jitter, now);
            }
            see(&mut jitter, now + REPAIR);
        }
    }
}
