//! Complete frames of a track, repaired and in order, with capture times: for a recorder.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::Sender;

use crate::{
    TapFrame, TrackKey,
    codec::{self, Inspection},
    packet::Packet,
};

mod clock;
mod jitter;

pub(crate) use clock::PeerClock;
use clock::StreamClock;
use jitter::{Jitter, Whole};

/// How often keyframes are requested, so that a recording can be entered at many places.
const KEYFRAMES: Duration = Duration::from_secs(8);

/// A layer must have been the best for this long before it is read instead of another one. A sender that is short of
/// bandwidth or processor time switches its highest layer off and on, and every switch costs a keyframe and a new
/// resolution in the recording.
const STEADY: Duration = Duration::from_secs(2);

/// Streams of a peer whose last report is kept: all its sources with all layers.
const REPORTS: usize = 16;

/// The layer that is read.
struct Reading {
    ssrc: u32,
    jitter: Jitter,
    clock: StreamClock,
}

/// The tap of a track.
pub(crate) struct Tap {
    track: TrackKey,
    peer: PeerClock,
    reading: Option<Reading>,
    /// The clock of the layer that was read before an interruption: time ascends across it.
    last_clock: Option<StreamClock>,
    /// The layer that shall be read, from its next keyframe on.
    target: Option<u32>,
    /// The layer that is best, and since when.
    best: Option<(u32, Instant)>,
    /// The last sender reports by SSRC, with NTP and RTP time, also of layers that are not read yet.
    reports: Vec<(u32, u64, u32)>,
    ready: Vec<TapFrame>,
    size: (u32, u32),
    keyframe_at: Option<Instant>,
    /// Frames were lost: pictures wait for a keyframe.
    gap: bool,
    lost: bool,
}

impl Tap {
    pub(crate) fn new(track: TrackKey, peer: PeerClock) -> Tap {
        Tap {
            track,
            peer,
            reading: None,
            last_clock: None,
            target: None,
            best: None,
            reports: Vec::new(),
            ready: Vec::new(),
            size: (0, 0),
            keyframe_at: None,
            gap: false,
            lost: false,
        }
    }

    /// Takes a packet of any of the track's layers.
    pub(crate) fn push(&mut self, now: Instant, packet: &Packet, inspection: Option<&Inspection>) {
        let begins = self.target == Some(packet.ssrc) && inspection.is_some_and(|i| i.key && i.begins);
        let reads = self.reading.as_ref().is_some_and(|reading| reading.ssrc == packet.ssrc);
        if begins && !reads {
            self.take_whole(now);
            self.read(packet);
        }
        if let Some(reading) = self.reading.as_mut().filter(|reading| reading.ssrc == packet.ssrc) {
            reading.jitter.push(now, packet.clone(), inspection.copied());
            self.take_whole(now);
        }
    }

    /// Begins to read another layer.
    fn read(&mut self, packet: &Packet) {
        let gap = self.lost;
        let mut clock = StreamClock::new(self.peer, packet.codec.clock_hz());
        if let Some(before) = self.last_clock.as_ref().or(self.reading.as_ref().map(|reading| &reading.clock)) {
            clock.follow(before);
        }
        if let Some((_, ntp, rtp)) = self.reports.iter().find(|(ssrc, ..)| *ssrc == packet.ssrc) {
            clock.report(*ntp, *rtp);
        }
        self.reading = Some(Reading { ssrc: packet.ssrc, jitter: Jitter::starting(packet.sequence, gap), clock });
        self.last_clock = None;
        self.lost = false;
    }

    /// Takes a sender report of any stream of the peer, whose clock is now known as `peer`.
    pub(crate) fn report(&mut self, peer: PeerClock, ssrc: u32, ntp: u64, rtp: u32) {
        self.peer = peer;
        self.reports.retain(|(other, ..)| *other != ssrc);
        if self.reports.len() >= REPORTS {
            self.reports.remove(0);
        }
        self.reports.push((ssrc, ntp, rtp));
        if let Some(reading) = &mut self.reading {
            reading.clock.tune(peer);
            if reading.ssrc == ssrc {
                reading.clock.report(ntp, rtp);
            }
        }
    }

    /// Requests a keyframe as soon as possible.
    pub(crate) fn renew(&mut self) {
        self.keyframe_at = None;
    }

    /// Ends the track for now.
    pub(crate) fn interrupt(&mut self) {
        if let Some(reading) = self.reading.take() {
            self.last_clock = Some(reading.clock);
        }
        self.target = None;
        self.best = None;
        self.reports.clear();
        self.lost = true;
    }

    fn take_whole(&mut self, now: Instant) {
        let Some(reading) = &mut self.reading else { return };
        while let Some(Whole { packets, key, size, gap }) = reading.jitter.poll(now) {
            let Some(first) = packets.first() else { continue };
            self.size = size.unwrap_or(self.size);
            self.gap |= gap;
            let Some(data) = codec::assemble(first.codec, &packets) else {
                self.gap = true;
                continue;
            };
            let at = reading.clock.capture(now, first.timestamp, !gap);
            let (width, height) = self.size;
            let discontinuity = std::mem::take(&mut self.gap);
            let (track, codec) = (self.track, first.codec);
            self.ready.push(TapFrame { track, at, codec, key, width, height, data, discontinuity });
        }
    }
}

/// The outcome of [`Tap::drive`]: what it did, and what it needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Driven {
    pub(crate) sent: u64,
    pub(crate) dropped: u64,
    /// The layer of which a keyframe is needed.
    pub(crate) keyframe: Option<u32>,
}

impl Tap {
    /// Hands frames on, follows the best layer, and returns the layer of which a keyframe is needed.
    pub(crate) fn drive(&mut self, now: Instant, best: Option<u32>, frames: &Sender<TapFrame>) -> Driven {
        self.take_whole(now);
        let mut driven = Driven::default();
        for frame in std::mem::take(&mut self.ready) {
            // After a dropped picture, only a keyframe can be decoded.
            let useless = self.lost && !frame.key;
            let discontinuity = frame.discontinuity || self.lost;
            if !useless && frames.try_send(TapFrame { discontinuity, ..frame }).is_ok() {
                self.lost = false;
                driven.sent += 1;
            } else {
                self.lost = true;
                driven.dropped += 1;
            }
        }
        self.aim(now, best);
        let reading = self.reading.as_ref();
        let missing = self.lost || reading.is_none_or(|r| Some(r.ssrc) != self.target || r.jitter.is_broken());
        if missing || self.keyframe_at.is_none_or(|at| now >= at) {
            driven.keyframe = self.target;
            self.keyframe_at = Some(now + KEYFRAMES);
        }
        driven
    }

    /// Makes the best layer the one to read: at once when none is read, else when it has been the best for [`STEADY`].
    fn aim(&mut self, now: Instant, best: Option<u32>) {
        let Some(best) = best else { return };
        let since = self.best.filter(|(ssrc, _)| *ssrc == best).map_or(now, |(_, since)| since);
        self.best = Some((best, since));
        if self.reading.is_none() || now.saturating_duration_since(since) >= STEADY {
            self.target = Some(best);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use protocol::Source;
    use tokio::sync::mpsc;

    use super::*;
    use crate::{Codec, PeerKey};

    const TRACK: TrackKey = TrackKey { peer: PeerKey(1), source: Source::Camera };

    fn vp8(ssrc: u32, frame: u16, key: bool) -> Packet {
        let payload = Bytes::from(vec![0x10, u8::from(!key), 0, 0, 0x9d, 1, 0x2a, 64, 0, 48, 0, frame as u8]);
        let timestamp = u32::from(frame) * 3000;
        Packet { ssrc, codec: Codec::Vp8, sequence: frame, timestamp, marker: true, payload, level: None }
    }

    fn push(tap: &mut Tap, now: Instant, packet: Packet) {
        let inspection = codec::inspect(packet.codec, &packet.payload);
        tap.push(now, &packet, inspection.as_ref());
    }

    #[test]
    fn a_layer_is_left_only_when_the_keyframe_of_the_next_is_here() {
        let (mut tap, (into, mut out), now) =
            (Tap::new(TRACK, PeerClock::new(Instant::now())), mpsc::channel(64), Instant::now());
        assert_eq!(tap.drive(now, Some(1), &into).keyframe, Some(1));
        push(&mut tap, now, vp8(1, 0, false));
        push(&mut tap, now, vp8(1, 1, true));
        assert_eq!(tap.drive(now, Some(1), &into), Driven { sent: 1, dropped: 0, keyframe: None });
        assert_eq!(tap.drive(now, Some(2), &into).keyframe, None, "a better layer is there, but for how long?");
        assert_eq!(tap.drive(now + STEADY / 2, Some(1), &into).keyframe, None, "not for long");
        assert_eq!(tap.drive(now + STEADY, Some(2), &into).keyframe, None);
        assert_eq!(tap.drive(now + STEADY * 2, Some(2), &into).keyframe, Some(2), "it stays");
        push(&mut tap, now, vp8(2, 50, false));
        push(&mut tap, now, vp8(1, 2, false));
        push(&mut tap, now, vp8(2, 51, true));
        push(&mut tap, now, vp8(1, 3, false));
        tap.drive(now, Some(2), &into);
        let frames: Vec<TapFrame> = std::iter::from_fn(|| out.try_recv().ok()).collect();
        assert_eq!(frames.iter().map(|f| f.data[10]).collect::<Vec<_>>(), [1, 2, 51]);
        assert!(frames.windows(2).all(|pair| pair[0].at < pair[1].at));
        assert_eq!((frames[0].width, frames[0].height), (64, 48));
        assert!(frames.iter().all(|frame| !frame.discontinuity));
        let later = now + STEADY * 2 + KEYFRAMES;
        assert_eq!(tap.drive(later, Some(2), &into).keyframe, Some(2), "one now and then");
        assert_eq!(tap.drive(later, Some(2), &into).keyframe, None);
        tap.renew();
        assert_eq!(tap.drive(later, Some(2), &into).keyframe, Some(2), "one at once");
    }

    #[test]
    fn a_full_queue_drops_until_the_next_keyframe_and_says_so() {
        let (mut tap, (into, mut out), now) =
            (Tap::new(TRACK, PeerClock::new(Instant::now())), mpsc::channel(1), Instant::now());
        tap.drive(now, Some(1), &into);
        (0..3).for_each(|frame| push(&mut tap, now, vp8(1, frame, frame == 0)));
        let driven = tap.drive(now, Some(1), &into);
        assert_eq!(driven, Driven { sent: 1, dropped: 2, keyframe: Some(1) });
        assert!(!out.try_recv().unwrap().discontinuity);
        push(&mut tap, now, vp8(1, 3, false));
        push(&mut tap, now, vp8(1, 4, true));
        assert_eq!(tap.drive(now, Some(1), &into).sent, 1);
        let frame = out.try_recv().unwrap();
        assert!(frame.discontinuity && frame.key);
    }
}
