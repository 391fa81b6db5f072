//! Bounds what one viewer costs: bytes of pictures to send, and keyframes that publishers make for everybody.

use std::{collections::HashMap, time::Instant};

use common::TokenBucket;

use crate::TrackKey;

/// Bytes of pictures to one connection in a second: 40 Mbit/s. A page full of small pictures has 9 Mbit/s, a large one 3, a
/// screen 5; there is as much again to spare. Sound is not counted: few voices are heard at once.
const PICTURE_BYTES_A_SECOND: u32 = 5_000_000;
/// Keyframes of one track that a viewer may cause at once: a slot that begins, changes of its size, losses.
const KEYFRAMES: u32 = 6;
/// Keyframes of one track that a viewer may cause in a second. Every keyframe costs all viewers of the track bandwidth.
const KEYFRAMES_A_SECOND: u32 = 1;
/// Tracks whose keyframes are counted for one viewer: several times as many as it has slots. Beyond this number, tracks are
/// forgotten whose allowance is full again.
const TRACKS: usize = 4 * protocol::limits::SLOTS;

/// The allowance that a connection has left.
#[derive(Debug)]
pub(crate) struct Allowance {
    pictures: TokenBucket<Instant>,
    keyframes: HashMap<TrackKey, TokenBucket<Instant>>,
}

impl Default for Allowance {
    fn default() -> Self {
        let pictures = TokenBucket::per_second(PICTURE_BYTES_A_SECOND, PICTURE_BYTES_A_SECOND);
        Allowance { pictures, keyframes: HashMap::new() }
    }
}

impl Allowance {
    /// Whether to send so many bytes of a picture.
    pub(crate) fn take_picture(&mut self, now: Instant, bytes: usize) -> bool {
        u32::try_from(bytes).is_ok_and(|bytes| self.pictures.take_many(now, bytes))
    }

    /// Whether to request a keyframe of the track. All slots that want the track share its allowance.
    pub(crate) fn take_keyframe(&mut self, now: Instant, track: TrackKey) -> bool {
        if self.keyframes.len() >= TRACKS && !self.keyframes.contains_key(&track) {
            self.keyframes.retain(|_, bucket| bucket.full_at().is_some_and(|at| at > now));
        }
        let bucket = self.keyframes.entry(track).or_insert(TokenBucket::per_second(KEYFRAMES, KEYFRAMES_A_SECOND));
        bucket.take(now)
    }

    /// Gives back a taken keyframe that is not requested, because another viewer's request is under way.
    pub(crate) fn put_back_keyframe(&mut self, track: TrackKey) {
        if let Some(bucket) = self.keyframes.get_mut(&track) {
            bucket.put_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use protocol::Source;

    use super::*;
    use crate::PeerKey;

    fn camera(peer: u64) -> TrackKey {
        TrackKey { peer: PeerKey(peer), source: Source::Camera }
    }

    #[test]
    fn a_viewer_has_pictures_of_40_megabits_and_no_more() {
        let (mut allowance, mut now) = (Allowance::default(), Instant::now());
        let packets =
            |allowance: &mut Allowance, now| (0..9_000).filter(|_| allowance.take_picture(now, 1_000)).count();
        assert_eq!(packets(&mut allowance, now), 5_000);
        now += Duration::from_millis(100);
        assert_eq!(packets(&mut allowance, now), 500);
    }

    #[test]
    fn a_viewer_causes_a_keyframe_a_second_of_each_track() {
        let (mut allowance, mut now) = (Allowance::default(), Instant::now());
        let mut caused = 0;
        for _ in 0..1_000 {
            now += Duration::from_millis(100);
            caused += u32::from(allowance.take_keyframe(now, camera(1)));
        }
        assert!((100..100 + KEYFRAMES).contains(&caused), "{caused} in 100 s");
        assert!(allowance.take_keyframe(now, camera(2)), "another track is another matter");
        allowance.put_back_keyframe(camera(2));
        assert_eq!((0..100).filter(|_| allowance.take_keyframe(now, camera(2))).count(), KEYFRAMES as usize);
    }

    #[test]
    fn many_tracks_fill_no_memory() {
        let (mut allowance, mut now) = (Allowance::default(), Instant::now());
        for peer in 0..10_000 {
            now += Duration::from_millis(10);
            assert!(allowance.take_keyframe(now, camera(peer)));
            assert!(allowance.keyframes.len() <= TRACKS);
        }
    }
}
