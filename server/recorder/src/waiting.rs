//! What waits for the recorder's thread, and what did not fit. Who sends more than the thread can write loses frames of
//! their own first; pictures go before sound, and whoever is favoured goes last.

use std::collections::{HashMap, HashSet};

use protocol::{Millis, ParticipantId, manifest::TrackContent};

use crate::Frame;

/// Frames that may wait. A class with 20 pictures and 20 voices makes 1,600 a second. Its pictures have half of this,
/// which lasts while the disk stands still for 2.5 s.
pub(crate) const MOST_FRAMES: usize = 8_192;
/// Bytes that may wait: half of it is 4 s of the same class, at 2 Mbit/s a picture.
pub(crate) const MOST_BYTES: usize = 40 << 20;
/// Pictures of one participant that may wait: 4 s of a camera and a screen.
const PICTURES_OF_ONE: Amount = Amount { frames: 256, bytes: 4 << 20 };
/// Sound of one participant that may wait: 5 s of a microphone and a screen's sound.
const SOUND_OF_ONE: Amount = Amount { frames: 512, bytes: 1 << 20 };

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Amount {
    frames: usize,
    bytes: usize,
}

impl Amount {
    fn of(frame: &Frame) -> Amount {
        Amount { frames: 1, bytes: frame.data.len() }
    }

    fn plus(self, other: Amount) -> Amount {
        Amount { frames: self.frames + other.frames, bytes: self.bytes + other.bytes }
    }

    fn minus(self, other: Amount) -> Amount {
        Amount { frames: self.frames - other.frames, bytes: self.bytes - other.bytes }
    }

    fn is_within(self, most: Amount) -> bool {
        self.frames <= most.frames && self.bytes <= most.bytes
    }
}

/// Whether a frame may wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It does not fit.
    Refused,
    /// It may wait.
    Granted,
    /// It may wait. Frames of its track, the first and last of these times, did not fit before.
    AfterLoss(Millis, Millis),
}

/// What waits for one recorder.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    all: Amount,
    /// By participant, and whether it is sound.
    of_one: HashMap<(ParticipantId, bool), Amount>,
    favoured: HashSet<ParticipantId>,
    /// First and last time of the frames that did not fit, for each track, until a frame fits.
    lost: HashMap<TrackContent, (Millis, Millis)>,
}

impl Waiting {
    /// Says whether a frame may wait, and counts it if so.
    pub(crate) fn admit(&mut self, frame: &Frame) -> Admission {
        if !self.fits(frame) {
            let range = self.lost.entry(frame.content).or_insert((frame.at, frame.at));
            *range = (range.0.min(frame.at), range.1.max(frame.at));
            return Admission::Refused;
        }
        self.all = self.all.plus(Amount::of(frame));
        if let Some(owner) = owner(frame) {
            let own = self.of_one.entry(owner).or_default();
            *own = own.plus(Amount::of(frame));
        }
        match self.lost.remove(&frame.content) {
            Some((from, to)) => Admission::AfterLoss(from, to),
            None => Admission::Granted,
        }
    }

    /// A frame waits no more.
    pub(crate) fn remove(&mut self, frame: &Frame) {
        self.all = self.all.minus(Amount::of(frame));
        let Some(owner) = owner(frame) else { return };
        if let Some(own) = self.of_one.get_mut(&owner) {
            *own = own.minus(Amount::of(frame));
            if *own == Amount::default() {
                self.of_one.remove(&owner);
            }
        }
    }

    /// Says whether this participant's frames are the last that are refused.
    pub(crate) fn favour(&mut self, participant: ParticipantId, favoured: bool) {
        match favoured {
            true => self.favoured.insert(participant),
            false => self.favoured.remove(&participant),
        };
    }

    /// Takes the times of frames that did not fit, of these tracks.
    pub(crate) fn take_lost(&mut self, which: impl Fn(&TrackContent) -> bool) -> Vec<(TrackContent, (Millis, Millis))> {
        self.lost.extract_if(|content, _| which(content)).collect()
    }

    fn fits(&self, frame: &Frame) -> bool {
        let Some(owner) = owner(frame) else { return true };
        let (participant, is_sound) = owner;
        let is_favoured = self.favoured.contains(&participant);
        let eighths = match (is_sound, is_favoured) {
            (false, false) => 4,
            (false, true) => 6,
            (true, false) => 7,
            (true, true) => 8,
        };
        let most = Amount { frames: MOST_FRAMES / 8 * eighths, bytes: MOST_BYTES / 8 * eighths };
        let most_of_one = if is_sound { SOUND_OF_ONE } else { PICTURES_OF_ONE };
        let own = self.of_one.get(&owner).copied().unwrap_or_default();
        // The voice of staff may be in fifty rooms, each of which has frames of its own.
        self.all.plus(Amount::of(frame)).is_within(most)
            && (is_favoured || own.plus(Amount::of(frame)).is_within(most_of_one))
    }
}

/// Whose frame it is, and whether it is sound.
fn owner(frame: &Frame) -> Option<(ParticipantId, bool)> {
    match frame.content {
        TrackContent::Participant { participant, source, .. } => Some((participant, source.is_audio())),
        TrackContent::Mix { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use protocol::{RoomId, Source};

    use super::*;
    use crate::Codec;

    fn frame(participant: u32, source: Source, bytes: usize) -> Frame {
        let content = TrackContent::Participant { participant: ParticipantId(participant), source, room: RoomId::MAIN };
        let data = Bytes::from(vec![0; bytes]);
        Frame { content, at: 0, codec: Codec::Vp8, key: true, width: 1, height: 1, discontinuity: false, data }
    }

    /// How many of such frames fit.
    fn fill(waiting: &mut Waiting, frame: &Frame) -> usize {
        (0..MOST_FRAMES).take_while(|_| waiting.admit(frame) != Admission::Refused).count()
    }

    #[test]
    fn one_who_floods_loses_their_own_frames() {
        let mut waiting = Waiting::default();
        assert_eq!(fill(&mut waiting, &frame(1, Source::Camera, 100)), PICTURES_OF_ONE.frames);
        assert_eq!(fill(&mut waiting, &frame(1, Source::Screen, 100)), 0);
        assert_eq!(fill(&mut waiting, &frame(1, Source::Microphone, 100)), SOUND_OF_ONE.frames);
        assert_eq!(fill(&mut waiting, &frame(2, Source::Camera, 1 << 20)), PICTURES_OF_ONE.bytes >> 20);
        assert_eq!(fill(&mut waiting, &frame(3, Source::Camera, 100)), PICTURES_OF_ONE.frames);
    }

    #[test]
    fn pictures_leave_room_for_sound_and_everybody_leaves_some_for_the_favoured() {
        let mut waiting = Waiting::default();
        waiting.favour(ParticipantId(1_000), true);
        let mut filled = |source| (1..100).map(|guest| fill(&mut waiting, &frame(guest, source, 100))).sum::<usize>();
        assert_eq!(filled(Source::Camera), MOST_FRAMES / 2);
        assert_eq!(filled(Source::Microphone), MOST_FRAMES / 8 * 3);
        assert_eq!(fill(&mut waiting, &frame(1_000, Source::Camera, 100)), 0);
        assert_eq!(fill(&mut waiting, &frame(1_000, Source::Microphone, 100)), MOST_FRAMES / 8);
    }

    #[test]
    fn what_does_not_fit_is_told_with_the_next_that_does() {
        let mut waiting = Waiting::default();
        let camera = |at| Frame { at, ..frame(1, Source::Camera, PICTURES_OF_ONE.bytes) };
        assert_eq!(waiting.admit(&camera(10)), Admission::Granted);
        assert_eq!([20, 30].map(|at| waiting.admit(&camera(at))), [Admission::Refused, Admission::Refused]);
        waiting.remove(&camera(10));
        assert_eq!(waiting.admit(&camera(40)), Admission::AfterLoss(20, 30));
        waiting.remove(&camera(40));
        assert!(waiting.of_one.is_empty() && waiting.all == Amount::default());
        waiting.admit(&camera(50));
        waiting.admit(&camera(60));
        let content = camera(60).content;
        assert_eq!(waiting.take_lost(|_| true), [(content, (60, 60))]);
        assert_eq!(waiting.take_lost(|_| true), []);
    }
}
