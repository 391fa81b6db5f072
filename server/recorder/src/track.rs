//! One track: which frames are kept, and where its segments are cut. Pure: frames and times in, pieces out.

use bytes::Bytes;
use protocol::Millis;

use crate::{
    Frame,
    sample::Sample,
    segment::{Format, opus_duration},
};

/// Segments are cut at the first frame after this time.
const SEGMENT: Millis = 2_000;
/// A keyframe is a place to seek to only where a segment starts, so it starts one, unless the segment would be this short.
const SHORTEST_BEFORE_KEY: Millis = 500;
/// A segment without further frames is closed so long after its start. More than [`SEGMENT`] plus a second: a still screen
/// is sent about once a second, and its pictures shall join without a hole.
const LONGEST: Millis = 3_500;
/// A segment this large is cut early: 2 s at 64 Mbit/s, far above what is ever sent, bounds the memory of a track.
const LARGEST_BYTES: usize = 16 << 20;
/// After a piece could not be stored, none is tried before this: the disk is full, most likely.
const STORE_AGAIN: Millis = 2_000;
/// Of missing time up to this, nothing is said.
const NEGLIGIBLE_GAP: Millis = 500;
/// A last picture lasts this long when nothing else is known: 30 pictures a second.
const TYPICAL_PICTURE: Millis = 33;
/// A picture may be this late and is put behind the one before it: without it, those that follow could not be decoded.
const CROWDED: Millis = 100;
/// Sound packets this close to each other (rounding, one packet of jitter) are continuous.
const JOINED_SOUND: Millis = 20;

/// Something to be written, in this order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// What the following segments need.
    Init { init: u32, format: Format },
    /// Some time of media.
    Segment { init: u32, extension: &'static str, start: Millis, duration: Millis, key: bool, data: Bytes },
    /// Time that is missing.
    Gap { from: Millis, to: Millis },
}

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameOutcome {
    /// Will be in a segment.
    Kept,
    /// Waits for a keyframe: dropped.
    NoKeyYet,
    /// Not newer than what is written: dropped.
    Late,
    /// Lacks what its codec needs: dropped.
    Unusable,
    /// Files could not be written a moment ago: dropped.
    NoRoom,
}

#[derive(Debug)]
struct Missing {
    from: Millis,
    to: Millis,
    /// To be said however short it is.
    certain: bool,
}

/// The state of one track.
#[derive(Debug)]
pub(crate) struct Track {
    is_video: bool,
    format: Option<Format>,
    inits: u32,
    samples: Vec<Sample>,
    bytes: usize,
    /// Earliest time of the next frame.
    floor: Millis,
    /// Until where something was recorded.
    end: Millis,
    awaits_key: bool,
    missing: Option<Missing>,
    /// Nothing is stored before.
    stores_from: Millis,
}

impl Track {
    /// A track of which `inits` inits and segments until `end` were recorded before: 0 and 0 for a new one.
    pub(crate) fn new(is_video: bool, inits: u32, end: Millis) -> Track {
        Track {
            is_video,
            format: None,
            inits,
            samples: Vec::new(),
            bytes: 0,
            floor: end,
            end,
            awaits_key: true,
            missing: None,
            stores_from: 0,
        }
    }

    /// Takes a frame in.
    pub(crate) fn frame(&mut self, mut frame: Frame, out: &mut Vec<Piece>) -> FrameOutcome {
        if frame.at < self.floor {
            if !self.is_video {
                return FrameOutcome::Late;
            }
            if self.floor - frame.at > CROWDED {
                self.interrupted(out);
                return FrameOutcome::Late;
            }
            frame.at = self.floor;
        }
        if frame.at < self.stores_from {
            self.extend_missing(frame.at, frame.at, true);
            return FrameOutcome::NoRoom;
        }
        if frame.discontinuity {
            self.interrupted(out);
        }
        let key = frame.key || !self.is_video;
        if !key && (self.awaits_key || !self.format.as_ref().is_some_and(|f| f.is_of(frame.codec))) {
            self.interrupted(out);
            self.extend_missing(frame.at, frame.at, false);
            return FrameOutcome::NoKeyYet;
        }
        if key && !self.begin_if_changed(&frame, out) {
            self.interrupted(out);
            self.extend_missing(frame.at, frame.at, true);
            return FrameOutcome::Unusable;
        }
        self.say_missing(Some(frame.at), out);
        self.awaits_key = false;
        if self.must_cut(frame.at, frame.key && self.is_video) {
            self.close(self.end_before(frame.at), out);
        }
        self.floor = frame.at + 1;
        let data = self.format.as_ref().map_or_else(Bytes::new, |format| format.stored(frame.data));
        self.bytes += data.len();
        self.samples.push(Sample { at: frame.at, key, data });
        FrameOutcome::Kept
    }

    /// Closes the segment when it waits for further frames for too long. The picture stays as it is meanwhile.
    pub(crate) fn tick(&mut self, now: Millis, out: &mut Vec<Piece>) {
        let Some(first) = self.samples.first() else { return };
        if now >= first.at + LONGEST {
            let hold = if self.is_video { first.at + SEGMENT } else { 0 };
            self.close(hold.max(self.typical_end()), out);
        }
    }

    /// No more frames for now: what there is becomes a segment.
    pub(crate) fn ended(&mut self, out: &mut Vec<Piece>) {
        self.close(self.typical_end(), out);
        self.say_missing(None, out);
        self.awaits_key = true;
    }

    /// Frames from one time to another were dropped before they got here.
    pub(crate) fn lost(&mut self, from: Millis, to: Millis, out: &mut Vec<Piece>) {
        self.break_off(out);
        self.extend_missing(from, to, true);
    }

    /// A piece could not be stored: neither it (a segment that starts at `start`, or else an init) nor what was to follow
    /// counts.
    pub(crate) fn not_stored(&mut self, start: Option<Millis>) {
        let times = start.into_iter().chain(self.samples.iter().map(|s| s.at));
        if let (Some(from), Some(to)) = (times.clone().min(), times.max()) {
            self.extend_missing(from, to.max(self.end), true);
        }
        if start.is_none() {
            self.inits -= 1;
        }
        self.stores_from = self.floor + STORE_AGAIN;
        self.samples.clear();
        self.bytes = 0;
        self.format = None;
        self.awaits_key = true;
    }

    /// A gap is not told yet, as nothing could be stored behind it.
    pub(crate) fn still_missing(&mut self, from: Millis, to: Millis) {
        self.extend_missing(from, to, true);
    }

    /// Until where something was recorded.
    pub(crate) fn end(&self) -> Millis {
        self.end
    }

    /// What comes next does not continue what there is: time is missing from the end on, if the track was running.
    fn interrupted(&mut self, out: &mut Vec<Piece>) {
        if !self.awaits_key {
            let end = self.typical_end();
            self.break_off(out);
            self.extend_missing(end, end, false);
        }
    }

    /// Pictures need a keyframe to go on; sound does not.
    fn break_off(&mut self, out: &mut Vec<Piece>) {
        if self.is_video {
            self.close(self.typical_end(), out);
            self.awaits_key = true;
        }
    }

    fn extend_missing(&mut self, from: Millis, to: Millis, certain: bool) {
        let missing = self.missing.get_or_insert(Missing { from, to, certain });
        missing.from = missing.from.min(from);
        missing.to = missing.to.max(to);
        missing.certain |= certain;
    }

    /// Says what is missing now that media goes on at `resumed`, or does not go on.
    fn say_missing(&mut self, resumed: Option<Millis>, out: &mut Vec<Piece>) {
        let Some(Missing { from, to, certain }) = self.missing.take() else { return };
        let to = resumed.unwrap_or(to);
        if to > from && (certain || to - from > NEGLIGIBLE_GAP) {
            out.push(Piece::Gap { from, to });
        }
    }

    /// Makes sure that the format is that of this keyframe. False when it announces none.
    fn begin_if_changed(&mut self, frame: &Frame, out: &mut Vec<Piece>) -> bool {
        let is_same_sound = !self.is_video && self.format.as_ref().is_some_and(|f| f.is_of(frame.codec));
        if is_same_sound {
            return true;
        }
        let format = Format::of(frame).filter(|format| self.is_video != (*format == Format::Opus));
        let Some(format) = format else { return false };
        if self.format.as_ref() != Some(&format) {
            self.close(self.end_before(frame.at), out);
            out.push(Piece::Init { init: self.inits, format: format.clone() });
            self.inits += 1;
            self.format = Some(format);
        }
        true
    }

    fn must_cut(&self, at: Millis, key: bool) -> bool {
        self.samples.first().is_some_and(|first| {
            let length = at - first.at;
            length >= SEGMENT || (key && length >= SHORTEST_BEFORE_KEY) || self.bytes >= LARGEST_BYTES
        })
    }

    /// Where the open segment ends when the next frame is at `next`: there, unless that is far.
    fn end_before(&self, next: Millis) -> Millis {
        let typical = self.typical_end();
        let joined = if self.is_video { LONGEST } else { JOINED_SOUND };
        if next <= typical.saturating_add(joined) { next } else { typical }
    }

    /// Where the last sample ends as far as it can be told from what there is.
    fn typical_end(&self) -> Millis {
        let Some(last) = self.samples.last() else { return self.end };
        if !self.is_video {
            return last.at + opus_duration(&last.data);
        }
        let before = self.samples.len().checked_sub(2).and_then(|i| self.samples.get(i));
        last.at + before.map_or(TYPICAL_PICTURE, |before| (last.at - before.at).min(3 * TYPICAL_PICTURE))
    }

    fn close(&mut self, end: Millis, out: &mut Vec<Piece>) {
        let samples = std::mem::take(&mut self.samples);
        self.bytes = 0;
        let (Some(format), Some(first), Some(last)) = (&self.format, samples.first(), samples.last()) else { return };
        let end = end.max(last.at + 1);
        out.push(Piece::Segment {
            init: self.inits - 1,
            extension: format.extension(),
            start: first.at,
            duration: end - first.at,
            key: first.key,
            data: format.segment(&samples, end),
        });
        self.end = end;
    }
}
