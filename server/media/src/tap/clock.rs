//! Converts a publisher's RTP timestamps to this machine's clock.
//!
//! Sender reports relate RTP timestamps of each stream to the publisher's own clock (RFC 3550, section 6.4.1), which
//! the publisher's streams share: so sound and picture agree. How the publisher's clock relates to this machine's is
//! learned from the reports that came fastest. Before the first report, the time of arrival is taken for the time of
//! capture.

use std::time::{Duration, Instant};

/// A difference above this is not drift: the time is set at once.
const LEAP: f64 = 0.5;
/// A smaller difference is corrected by running this much faster or slower, which nobody notices.
const NUDGE: f64 = 0.1;
/// How fast the offset of the publisher's clock may grow, in seconds a second: crystals differ by less than 200 ppm.
/// Without this growth, one unusually fast report would count for ever.
const DRIFT: f64 = 200e-6;

/// The publisher's clock, by its sender reports. All tracks of a peer share it, so that they agree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeerClock {
    /// The origin of all seconds.
    epoch: Instant,
    /// This machine's time less the publisher's, by the fastest report, and when that report came.
    offset: Option<(f64, Instant)>,
}

impl PeerClock {
    pub(crate) fn new(epoch: Instant) -> Self {
        PeerClock { epoch, offset: None }
    }

    /// Takes a sender report of any of the peer's streams.
    pub(crate) fn report(&mut self, now: Instant, ntp: u64) {
        let offset = now.saturating_duration_since(self.epoch).as_secs_f64() - seconds(ntp);
        let best = self.offset.map_or(offset, |(best, at)| {
            let grown = best + now.saturating_duration_since(at).as_secs_f64() * DRIFT;
            // The publisher's clock was set.
            if (offset - grown).abs() > 10.0 { offset } else { grown.min(offset) }
        });
        self.offset = Some((best, now));
    }
}

/// NTP's 32.32 bits in seconds.
fn seconds(ntp: u64) -> f64 {
    ntp as f64 / 4_294_967_296.0
}

/// The clock of one stream.
#[derive(Debug)]
pub(crate) struct StreamClock {
    hz: f64,
    peer: PeerClock,
    /// An RTP timestamp, and its time on the publisher's clock.
    reported: Option<(u32, f64)>,
    /// The last frame's timestamp, and the capture time in seconds that was returned for it.
    last: Option<(u32, f64)>,
    /// The last capture time that a clock before this one returned.
    floor: Option<f64>,
}

impl StreamClock {
    pub(crate) fn new(peer: PeerClock, hz: u32) -> Self {
        StreamClock { hz: f64::from(hz), peer, reported: None, last: None, floor: None }
    }

    /// Takes over what is known of the peer's clock.
    pub(crate) fn tune(&mut self, peer: PeerClock) {
        self.peer = peer;
    }

    /// Takes a sender report of this stream.
    pub(crate) fn report(&mut self, ntp: u64, rtp: u32) {
        self.reported = Some((rtp, seconds(ntp)));
    }

    /// Continues after the clock of another stream of the same track, so that time ascends.
    pub(crate) fn follow(&mut self, before: &StreamClock) {
        self.floor = before.last.map(|(_, told)| told).or(before.floor);
    }

    /// The capture time of a frame that arrived at `now`. It ascends from call to call, at the pace of the timestamps
    /// unless they leap.
    pub(crate) fn capture(&mut self, now: Instant, timestamp: u32, continues: bool) -> Instant {
        let arrived = now.saturating_duration_since(self.peer.epoch).as_secs_f64();
        let reported = self
            .reported
            .zip(self.peer.offset)
            .map(|((rtp, ntp), (offset, _))| ntp + f64::from(timestamp.wrapping_sub(rtp) as i32) / self.hz + offset);
        // A frame is captured before it arrives. Frames that arrive in a burst still keep their pace: pictures in the
        // same millisecond, or sounds that overlap, could not be stored.
        let told = match self.last {
            None => reported.unwrap_or(arrived).min(arrived),
            Some((last, told)) => {
                let step = f64::from(timestamp.wrapping_sub(last) as i32) / self.hz;
                let steady = told + step;
                let goes_on = continues && (steady - arrived).abs() < 2.0;
                let target = reported.unwrap_or(if goes_on { steady } else { arrived }).min(arrived);
                if !continues || (target - steady).abs() > LEAP {
                    target
                } else {
                    steady + (target - steady).clamp(-NUDGE * step.max(0.0), NUDGE * step.max(0.0))
                }
            }
        };
        // One microsecond is enough to ascend.
        let floor = self.last.map(|(_, last)| last).or(self.floor);
        let told = floor.map_or(told, |floor| told.max(floor + 1e-6)).max(0.0);
        self.last = Some((timestamp, told));
        self.peer.epoch + Duration::from_secs_f64(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ntp(seconds: f64) -> u64 {
        ((3_900_000_000.0 + seconds) * 4_294_967_296.0) as u64
    }

    fn ms(later: Instant, earlier: Instant) -> f64 {
        (later.saturating_duration_since(earlier).as_secs_f64()
            - earlier.saturating_duration_since(later).as_secs_f64())
            * 1000.0
    }

    #[test]
    fn without_reports_arrival_begins_and_timestamps_go_on() {
        let epoch = Instant::now();
        let mut clock = StreamClock::new(PeerClock::new(epoch), 90_000);
        let at = |ms| epoch + Duration::from_millis(ms);
        assert!(ms(clock.capture(at(1000), u32::MAX - 8999, true), at(1000)).abs() < 0.1);
        assert!(ms(clock.capture(at(1180), 0, true), at(1100)).abs() < 0.1, "late by 80 ms, across the wrap-around");
    }

    /// Sound arrives 30 ms after its capture and the picture 150 ms: reports make them agree.
    #[test]
    fn sound_and_picture_agree_after_reports() {
        let epoch = Instant::now();
        let mut peer = PeerClock::new(epoch);
        let mut sound = StreamClock::new(peer, 48_000);
        let mut picture = StreamClock::new(peer, 90_000);
        let at = |seconds: f64| epoch + Duration::from_secs_f64(seconds);
        let (mut heard, mut seen) = (epoch, epoch);
        for i in 0..500u32 {
            let captured = 10.0 + f64::from(i) * 0.02;
            if i % 50 == 25 {
                // The reports take 10 to 40 ms.
                let (report, now) = (ntp(captured), at(captured + 0.01 + f64::from(i / 50 % 4) * 0.01));
                peer.report(now, report);
                sound.tune(peer);
                picture.tune(peer);
                sound.report(report, 7 + i * 960);
                picture.report(report, 9 + i * 1800);
            }
            let (h, s) = (heard, seen);
            heard = sound.capture(at(captured + 0.03), 7 + i * 960, true);
            seen = picture.capture(at(captured + 0.15), 9 + i * 1800, true);
            assert!(heard > h && seen > s, "time ascends");
        }
        assert!(ms(heard, seen).abs() < 1.0, "{} ms apart", ms(heard, seen));
        let captured = at(10.0 + 499.0 * 0.02);
        assert!(ms(heard, captured).abs() < 15.0, "the fastest report took 10 ms");
    }

    /// The first frame is 80 ms late and the next ones come at once, as after a paced keyframe or on a busy machine.
    #[test]
    fn a_burst_keeps_its_pace_and_what_it_is_ahead_is_made_up_for() {
        let epoch = Instant::now();
        let mut clock = StreamClock::new(PeerClock::new(epoch), 90_000);
        let at = |ms: u64| epoch + Duration::from_millis(ms);
        let captured = |i: u64| 1000 + 33 * i;
        let mut told = Vec::new();
        for i in 0..100 {
            let arrives = captured(i).max(1080);
            told.push(clock.capture(at(arrives), 2970 * i as u32, true));
        }
        assert!(told.windows(2).all(|pair| ms(pair[1], pair[0]) > 29.0), "each is a frame of its own");
        assert!(ms(told[99], at(captured(99))).abs() < 1.0, "and the last is told as it was");
    }

    #[test]
    fn a_leap_is_followed_and_time_never_turns_back() {
        let epoch = Instant::now();
        let mut clock = StreamClock::new(PeerClock::new(epoch), 90_000);
        let at = |ms| epoch + Duration::from_millis(ms);
        clock.capture(at(1000), 0, true);
        let late = clock.capture(at(5000), 3000, true);
        assert!(ms(late, at(5000)).abs() < 0.1, "timestamps stood still while time went on");
        let mut peer = PeerClock::new(epoch);
        peer.report(at(5001), ntp(0.0));
        clock.tune(peer);
        clock.report(ntp(0.0), 3000 + 360_000);
        assert!(clock.capture(at(5033), 6000, true) > late);
    }
}
