//! Starts and ends the taps of tracks, and chooses the layer that each tap reads.

use super::*;

impl Router {
    /// Starts and ends the taps of a peer's tracks as set for the peer.
    pub(super) fn apply_taps(&mut self, now: Instant, key: PeerKey) {
        let Some(peer) = self.peers.get(&key) else { return };
        let tapped = peer.tapped.clone();
        let clock = peer.link.as_ref().map_or(PeerClock::new(self.epoch), |link| link.clock);
        for source in Source::ALL {
            let track = TrackKey { peer: key, source };
            if tapped.contains(&source) {
                self.tracks.entry(track).or_default().tap.get_or_insert_with(|| Tap::new(track, clock));
                self.drive_tap(now, track);
            } else if let Some(track) = self.tracks.get_mut(&track) {
                track.tap = None;
            }
        }
    }

    /// Renews the taps of a peer that has moved: its recording in another group must begin with a keyframe.
    pub(super) fn renew_taps(&mut self, key: PeerKey) {
        for source in Source::ALL {
            let track = self.tracks.get_mut(&TrackKey { peer: key, source });
            if let Some(tap) = track.and_then(|track| track.tap.as_mut()) {
                tap.renew();
            }
        }
    }

    /// Chooses the layer to tap, hands on complete frames, and requests keyframes that the tap needs.
    pub(super) fn drive_tap(&mut self, now: Instant, key: TrackKey) {
        let Some(track) = self.tracks.get_mut(&key) else { return };
        let Some(tap) = &mut track.tap else { return };
        let best = track.layers.choose(now, u32::MAX, |_| true).map(|layer| layer.ssrc);
        let driven = tap.drive(now, best, &self.frames);
        count(&self.counters.tapped, driven.sent);
        count(&self.counters.tap_dropped, driven.dropped);
        if let Some(ssrc) = driven.keyframe {
            self.ask_keyframe(now, None, (key, ssrc));
        }
    }
}
