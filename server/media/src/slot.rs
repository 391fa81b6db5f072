//! Makes one continuous stream of several: a stream that is switched into a slot continues where the last one ended.

use std::time::{Duration, Instant};

use crate::{
    codec::{self, Inspection},
    packet::Packet,
};

/// How late a packet may come and still be sent, in sequence numbers: several seconds, longer than a receiver goes on
/// requesting a packet.
const LATE: u16 = 1024;
/// Packets that may be missing at once. A larger gap cannot be repaired; a receiver would request all of it in vain.
const GAP: u16 = 1000;

/// Rewrites the packets of the streams that follow each other in a slot: sequence number, timestamp, picture id,
/// TL0PICIDX.
#[derive(Debug, Default)]
pub(crate) struct Rewriter {
    last: Option<Last>,
    shift: Shift,
    sent: Sent,
    /// Whether too much is missing: then the stream continues where decoding can start.
    torn: bool,
}

/// Which of the last [`LATE`] sequence numbers were sent. A number must not be sent twice: it would be encrypted with
/// the same nonce again.
#[derive(Debug)]
struct Sent([u64; LATE as usize / 64]);

impl Default for Sent {
    /// Numbers from before the stream count as sent, so that they are not sent.
    fn default() -> Self {
        Sent([u64::MAX; LATE as usize / 64])
    }
}

impl Sent {
    /// Sets whether a number was sent. Returns the value before.
    fn set(&mut self, sequence: u16, sent: bool) -> bool {
        let (index, bit) = (usize::from(sequence % LATE), 1 << (sequence % 64));
        let word = &mut self.0[index / 64];
        let before = *word & bit != 0;
        *word = if sent { *word | bit } else { *word & !bit };
        before
    }
}

/// The newest packet that was sent.
#[derive(Debug)]
struct Last {
    sequence: u16,
    timestamp: u32,
    at: Instant,
    picture: u16,
    tl0: u8,
}

/// The offsets that are added to the numbers of the present stream.
#[derive(Debug, Default)]
struct Shift {
    sequence: u16,
    timestamp: u32,
    picture: u16,
    tl0: u8,
}

impl Rewriter {
    /// Puts another stream into the slot from this packet on. That stream continues right after the last packet sent,
    /// at the time that has passed since.
    pub(crate) fn switch(&mut self, now: Instant, packet: &Packet, inspection: Option<&Inspection>) {
        let picture = inspection.and_then(|i| i.picture).map_or(0, |picture| picture.id);
        let tl0 = inspection.and_then(|i| i.tl0).map_or(0, |(_, value)| value);
        (self.sent, self.torn) = (Sent::default(), false);
        self.shift = match &self.last {
            None => Shift::default(),
            Some(last) => {
                let elapsed = ticks(now.saturating_duration_since(last.at), packet.codec.clock_hz());
                Shift {
                    sequence: last.sequence.wrapping_add(1).wrapping_sub(packet.sequence),
                    timestamp: last.timestamp.wrapping_add(elapsed.max(1)).wrapping_sub(packet.timestamp),
                    picture: last.picture.wrapping_add(1).wrapping_sub(picture),
                    tl0: last.tl0.wrapping_add(1).wrapping_sub(tl0),
                }
            }
        };
    }

    /// Whether a keyframe is needed to continue.
    pub(crate) fn is_torn(&self) -> bool {
        self.torn
    }

    /// Whether the packet is so far ahead that the packets in between will not come.
    fn tears(&self, packet: &Packet) -> bool {
        let sequence = packet.sequence.wrapping_add(self.shift.sequence);
        self.last.as_ref().is_some_and(|last| (GAP + 1..0x8000).contains(&sequence.wrapping_sub(last.sequence)))
    }

    /// Marks a number as sent. Returns `false` when it was sent already, or is too old to know.
    fn claim(&mut self, sequence: u16) -> bool {
        let newest = self.last.as_ref().map_or(sequence.wrapping_sub(1), |last| last.sequence);
        let ahead = sequence.wrapping_sub(newest);
        if ahead == 0 || ahead >= 0x8000 {
            return newest.wrapping_sub(sequence) < LATE && !self.sent.set(sequence, true);
        }
        for missing in 1..ahead {
            self.sent.set(newest.wrapping_add(missing), false);
        }
        self.sent.set(sequence, true);
        true
    }

    /// The packet as the slot sends it. `None` when it is older than the switch, was sent already, or cannot be decoded
    /// because packets before it are missing.
    pub(crate) fn rewrite(&mut self, now: Instant, packet: &Packet, inspection: Option<&Inspection>) -> Option<Packet> {
        self.torn |= self.tears(packet);
        if self.torn {
            inspection.filter(|inspection| inspection.key)?;
            self.switch(now, packet, inspection);
        }
        if !self.claim(packet.sequence.wrapping_add(self.shift.sequence)) {
            return None;
        }
        let mut out = packet.clone();
        out.sequence = packet.sequence.wrapping_add(self.shift.sequence);
        out.timestamp = packet.timestamp.wrapping_add(self.shift.timestamp);
        let (mut picture, mut tl0) = (0, 0);
        if let Some(inspection) = inspection {
            out.payload = codec::renumber(&packet.payload, inspection, self.shift.picture, self.shift.tl0);
            picture = inspection.picture.map_or(0, |picture| picture.id.wrapping_add(self.shift.picture) & 0x7fff);
            tl0 = inspection.tl0.map_or(0, |(_, value)| value.wrapping_add(self.shift.tl0));
        }
        match &mut self.last {
            Some(last) if out.sequence.wrapping_sub(last.sequence) >= 0x8000 => {}
            Some(last) => {
                if out.timestamp != last.timestamp {
                    last.at = now;
                    last.timestamp = out.timestamp;
                }
                last.sequence = out.sequence;
                // Padding has no picture id, and does not reset the last one.
                if inspection.is_some_and(|i| i.picture.is_some()) {
                    last.picture = picture;
                }
                if inspection.is_some_and(|i| i.tl0.is_some()) {
                    last.tl0 = tl0;
                }
            }
            None => {
                self.last = Some(Last { sequence: out.sequence, timestamp: out.timestamp, at: now, picture, tl0 });
            }
        }
        Some(out)
    }
}

fn ticks(duration: Duration, hz: u32) -> u32 {
    // Wraps as RTP timestamps do.
    (duration.as_micros() * u128::from(hz) / 1_000_000) as u32
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::Codec;

    fn vp8(sequence: u16, timestamp: u32, picture: u16, tl0: u8) -> Packet {
        let [high, low] = (0x8000 | picture & 0x7fff).to_be_bytes();
        let payload = Bytes::from(vec![0x90, 0xc0, high, low, tl0, 0x11, 0, 0, 0x9d, 1, 0x2a]);
        Packet { ssrc: 1, codec: Codec::Vp8, sequence, timestamp, marker: true, payload, level: None }
    }

    fn keyframe(packet: &Packet) -> Packet {
        let mut payload = packet.payload.to_vec();
        payload[5] = 0x10;
        Packet { payload: payload.into(), ..packet.clone() }
    }

    fn pass(rewriter: &mut Rewriter, now: Instant, packet: &Packet, switch: bool) -> Option<Packet> {
        let inspection = codec::inspect(packet.codec, &packet.payload);
        if switch {
            rewriter.switch(now, packet, inspection.as_ref());
        }
        rewriter.rewrite(now, packet, inspection.as_ref())
    }

    fn numbers(packet: &Packet) -> (u16, u32, u16, u8) {
        let inspection = codec::inspect(Codec::Vp8, &packet.payload).unwrap();
        (packet.sequence, packet.timestamp, inspection.picture.unwrap().id, inspection.tl0.unwrap().1)
    }

    #[test]
    fn a_switch_goes_on_where_the_last_left_off() {
        let (mut rewriter, start) = (Rewriter::default(), Instant::now());
        pass(&mut rewriter, start, &vp8(65_535, u32::MAX, 0x7fff, 255), true).unwrap();
        let later = start + Duration::from_millis(100);
        let out = pass(&mut rewriter, later, &vp8(500, 7, 3, 9), true).unwrap();
        assert_eq!(numbers(&out), (0, 8999, 0, 0), "100 ms are 9000 ticks; all numbers wrap");
        assert_eq!(numbers(&pass(&mut rewriter, later, &vp8(501, 7, 3, 9), false).unwrap()), (1, 8999, 0, 0));
    }

    #[test]
    fn what_is_older_than_the_switch_is_not_sent() {
        let (mut rewriter, now) = (Rewriter::default(), Instant::now());
        pass(&mut rewriter, now, &vp8(10, 0, 1, 1), true).unwrap();
        assert_eq!(pass(&mut rewriter, now, &vp8(9, 0, 1, 1), false), None);
    }

    #[test]
    fn padding_keeps_the_picture_numbers() {
        let (mut rewriter, now) = (Rewriter::default(), Instant::now());
        pass(&mut rewriter, now, &vp8(10, 0, 41, 1), true).unwrap();
        let padding = Packet { payload: Bytes::new(), sequence: 11, ..vp8(11, 0, 0, 0) };
        assert_eq!(pass(&mut rewriter, now, &padding, false).unwrap().sequence, 11);
        assert_eq!(numbers(&pass(&mut rewriter, now, &vp8(700, 0, 9, 9), true).unwrap()).2, 42);
    }

    #[test]
    fn a_leap_is_closed_up_at_the_next_keyframe() {
        let (mut rewriter, now) = (Rewriter::default(), Instant::now());
        pass(&mut rewriter, now, &vp8(10, 0, 1, 1), true).unwrap();
        let out = pass(&mut rewriter, now, &vp8(10 + GAP, 0, 2, 2), false).unwrap();
        assert_eq!(out.sequence, 10 + GAP, "so much may come yet");
        let ahead = 10 + 2 * GAP + 1;
        assert_eq!(pass(&mut rewriter, now, &vp8(ahead, 0, 3, 3), false), None);
        assert_eq!(pass(&mut rewriter, now, &vp8(10 + GAP + 1, 0, 3, 3), false), None, "nor what is late");
        assert!(rewriter.is_torn());
        let out = pass(&mut rewriter, now, &keyframe(&vp8(ahead + 1, 0, 4, 4)), false).unwrap();
        assert_eq!(numbers(&out), (10 + GAP + 1, 1, 3, 3));
        assert!(!rewriter.is_torn());
        assert_eq!(pass(&mut rewriter, now, &vp8(ahead, 0, 3, 3), false), None);
    }

    #[test]
    fn sound_leaps_without_a_pause() {
        let (mut rewriter, now) = (Rewriter::default(), Instant::now());
        let sound = |sequence| Packet { codec: Codec::Opus, ..vp8(sequence, 0, 0, 0) };
        pass(&mut rewriter, now, &sound(10), true).unwrap();
        assert_eq!(pass(&mut rewriter, now, &sound(30_000), false).unwrap().sequence, 11);
    }

    #[test]
    fn an_original_and_its_repair_are_sent_once() {
        let (mut rewriter, now) = (Rewriter::default(), Instant::now());
        pass(&mut rewriter, now, &vp8(10, 0, 1, 1), true).unwrap();
        for newest in [12, 900] {
            pass(&mut rewriter, now, &vp8(newest, 0, 1, 1), false).unwrap();
            assert_eq!(pass(&mut rewriter, now, &vp8(newest, 0, 1, 1), false), None);
        }
        assert!(pass(&mut rewriter, now, &vp8(11, 0, 1, 1), false).is_some());
        assert_eq!(pass(&mut rewriter, now, &vp8(11, 0, 1, 1), false), None);
    }

    proptest! {
        /// Whatever numbers successive streams have, the slot's sequence and picture ids count up by one, and its clock
        /// never stands still between frames or runs back.
        #[test]
        fn a_slot_is_one_stream(streams in proptest::collection::vec((any::<u16>(), any::<u32>(), any::<u16>(), any::<u8>(), 1u16..200), 1..20)) {
            let (mut rewriter, mut now) = (Rewriter::default(), Instant::now());
            let mut last: Option<(u16, u32, u16, u8)> = None;
            for (sequence, timestamp, picture, tl0, length) in streams {
                for i in 0..length {
                    now += Duration::from_millis(33);
                    let packet = vp8(
                        sequence.wrapping_add(i),
                        timestamp.wrapping_add(u32::from(i) * 2970),
                        picture.wrapping_add(i) & 0x7fff,
                        tl0.wrapping_add(i as u8),
                    );
                    let out = numbers(&pass(&mut rewriter, now, &packet, i == 0).unwrap());
                    if let Some(last) = last {
                        prop_assert_eq!(out.0, last.0.wrapping_add(1));
                        prop_assert_eq!(out.1.wrapping_sub(last.1), 2970);
                        prop_assert_eq!(out.2, last.2.wrapping_add(1) & 0x7fff);
                        prop_assert_eq!(out.3, last.3.wrapping_add(1));
                    }
                    last = Some(out);
                }
            }
        }

        /// However packets are reordered, each number is sent at most as often as it came, in its own place.
        #[test]
        fn reordering_is_kept(start: u16, order in proptest::sample::subsequence((1u16..64).collect::<Vec<_>>(), 1..64).prop_shuffle()) {
            let (mut rewriter, now) = (Rewriter::default(), Instant::now());
            pass(&mut rewriter, now, &vp8(9, 9, 9, 9), true).unwrap();
            pass(&mut rewriter, now, &vp8(start, 9, 9, 9), true).unwrap();
            for i in order {
                let out = pass(&mut rewriter, now, &vp8(start.wrapping_add(i), 9, 9, 9), false).unwrap();
                prop_assert_eq!(out.sequence, 10u16.wrapping_add(i));
            }
        }

        /// However packets leap, come late and are repeated: no number of the slot is sent twice, and no gap is larger
        /// than what can be repaired.
        #[test]
        fn no_number_is_sent_twice(
            start: u16,
            steps in proptest::collection::vec((prop_oneof![8 => -40i16..60, 1 => -2000i16..2000], 0u8..20), 1..300),
        ) {
            let (mut rewriter, now) = (Rewriter::default(), Instant::now());
            let (mut sequence, mut newest) = (start, start);
            let mut sent = std::collections::HashSet::from([start]);
            pass(&mut rewriter, now, &vp8(start, 0, 0, 0), true).unwrap();
            for (step, kind) in steps {
                sequence = sequence.wrapping_add_signed(step);
                let packet = if kind < 5 { keyframe(&vp8(sequence, 0, 0, 0)) } else { vp8(sequence, 0, 0, 0) };
                let Some(out) = pass(&mut rewriter, now, &packet, kind == 0) else { continue };
                prop_assert!(sent.insert(out.sequence), "{} again", out.sequence);
                let ahead = out.sequence.wrapping_sub(newest);
                prop_assert!(ahead <= GAP || ahead > LATE.wrapping_neg(), "{ahead} ahead");
                newest = if ahead <= GAP { out.sequence } else { newest };
            }
        }
    }
}
