//! Decides which frames of a track are kept, and where its segments end. Pure: frames and times go in, pieces come out.

use bytes::Bytes;
use protocol::Millis;

use crate::{
    Codec, Frame,
    budget::Cost,
    sample::Sample,
    segment::{Format, opus_duration},
};

/// A segment ends at the first frame after this time.
const SEGMENT: Millis = 2_000;
/// A keyframe begins a segment, because a player can seek only to the start of a segment; unless the segment before it
/// would be this short: viewers cause keyframes, and must not fill the disk with files.
const SHORTEST_BEFORE_KEY: Millis = 1_000;
/// Where a keyframe comes this soon after the one with which pictures in VP9 began, what came between them is left out. Chromium (156)
/// at times encodes a first picture that it never sends, which no sequence number and no picture id tells: what refers to it cannot be
/// decoded, and ends playback of a file.
const BEGUN_AGAIN: Millis = 500;
/// A segment without further frames is closed this long after its start. Longer than [`SEGMENT`] plus a second:
/// pictures of a still screen come about once a second, and must join without a hole.
const LONGEST: Millis = 3_500;
/// A segment this large ends early, which bounds the memory of a track: 2 s at 64 Mbit/s, far above what is ever sent.
const LARGEST_BYTES: usize = 16 << 20;
/// After a piece could not be stored, no piece is tried for this long: most likely the disk is full.
const STORE_AGAIN: Millis = 2_000;
/// A gap up to this long is not written.
const NEGLIGIBLE_GAP: Millis = 500;
/// The assumed duration of a last picture: 30 pictures a second.
const TYPICAL_PICTURE: Millis = 33;
/// A picture that is late by at most this is kept, right after the one before it: later pictures could not be decoded
/// without it.
const CROWDED: Millis = 100;
/// Sound packets with at most this distance (rounding, one packet of jitter) are continuous.
const JOINED_SOUND: Millis = 20;

/// Something to be written, in this order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The data that a decoder needs for the segments that follow.
    Init { init: u32, format: Format },
    /// Media from `start` for `duration`.
    Segment { init: u32, extension: &'static str, start: Millis, duration: Millis, key: bool, data: Bytes },
    /// Time that is missing.
    Gap { from: Millis, to: Millis },
}

/// The outcome of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameOutcome {
    /// The frame will be in a segment.
    Kept,
    /// Dropped: class is off the record.
    OffRecord,
    /// Dropped: the keyframe that it needs has not come.
    NoKeyYet,
    /// Dropped: not newer than what is written.
    Late,
    /// Dropped: lacks what its codec needs.
    Unusable,
    /// Dropped: files could not be written a moment ago.
    NoRoom,
    /// Dropped: the disk is so full that room is kept for what matters more.
    Reserve,
    /// Dropped: more than its participant, or everybody together, may have written.
    OverBudget,
}

#[derive(Debug)]
struct Missing {
    from: Millis,
    to: Millis,
    /// Whether the gap is written however short it is.
    certain: bool,
}

/// A keyframe lacks what its codec needs.
struct Unannounced;

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
    /// The end of what was recorded.
    end: Millis,
    awaits_key: bool,
    /// The keyframe with which pictures began or went on.
    begun: Millis,
    missing: Option<Missing>,
    /// Nothing is stored before this time.
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
            begun: end,
            missing: None,
            stores_from: 0,
        }
    }

    /// Takes a frame in, if `affords` its cost. What it says yes to is spent.
    pub(crate) fn frame(
        &mut self,
        mut frame: Frame,
        affords: impl FnOnce(Cost) -> bool,
        out: &mut Vec<Piece>,
    ) -> FrameOutcome {
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
        let Ok(format) = self.next_format(&frame) else {
            self.interrupted(out);
            self.extend_missing(frame.at, frame.at, true);
            return FrameOutcome::Unusable;
        };
        if !affords(self.cost(&frame, format.is_some())) {
            self.interrupted(out);
            // Each packet of sound is complete by itself: where every other one is dropped, these are no gaps of their own.
            self.extend_missing(frame.at, frame.at, self.is_video);
            return FrameOutcome::OverBudget;
        }
        let begins = std::mem::take(&mut self.awaits_key);
        if !begins && frame.key && frame.codec == Codec::Vp9 && frame.at - self.begun < BEGUN_AGAIN {
            self.leave_out_since_begun();
        }
        if let Some(format) = format {
            self.begin(format, frame.at, out);
        }
        self.say_missing(Some(frame.at), out);
        if begins {
            self.begun = frame.at;
        }
        if self.must_cut(&frame) {
            self.close(self.end_before(frame.at), out);
        }
        self.floor = frame.at + 1;
        let data = self.format.as_ref().map_or_else(Bytes::new, |format| format.stored(frame.data));
        self.bytes += data.len();
        self.samples.push(Sample { at: frame.at, key, data });
        FrameOutcome::Kept
    }

    /// Closes the segment when no further frames came for too long. Until its end the last picture stays.
    pub(crate) fn tick(&mut self, now: Millis, out: &mut Vec<Piece>) {
        let Some(first) = self.samples.first() else { return };
        if now >= first.at + LONGEST {
            let hold = if self.is_video { first.at + SEGMENT } else { 0 };
            self.close(hold.max(self.typical_end()), out);
        }
    }

    /// No more frames come for now: the segment ends.
    pub(crate) fn ended(&mut self, out: &mut Vec<Piece>) {
        self.close(self.typical_end(), out);
        self.say_missing(None, out);
        self.awaits_key = true;
    }

    /// Nothing that was captured at `at` or later is kept: the segment ends there.
    pub(crate) fn ended_at(&mut self, at: Millis, out: &mut Vec<Piece>) {
        self.samples.retain(|sample| sample.at < at);
        self.ended(out);
    }

    /// Frames from one time to another were dropped before they came here.
    pub(crate) fn lost(&mut self, from: Millis, to: Millis, out: &mut Vec<Piece>) {
        self.break_off(out);
        self.extend_missing(from, to, true);
    }

    /// A piece could not be stored: a segment that starts at `start`, or else an init. Neither that piece nor what was
    /// to follow it counts.
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

    /// A gap was not written, because nothing could be stored after it.
    pub(crate) fn still_missing(&mut self, from: Millis, to: Millis) {
        self.extend_missing(from, to, true);
    }

    /// Whether nothing waits to be written.
    pub(crate) fn is_closed(&self) -> bool {
        self.samples.is_empty()
    }

    /// The end of what was recorded.
    pub(crate) fn end(&self) -> Millis {
        self.end
    }

    /// The next frame does not continue the track. If the track was running, time is missing from its end on.
    fn interrupted(&mut self, out: &mut Vec<Piece>) {
        if !self.awaits_key {
            let end = self.typical_end();
            self.break_off(out);
            self.extend_missing(end, end, false);
        }
    }

    /// Pictures need a keyframe to continue; sound does not.
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

    /// Writes the gap, now that media continues at `resumed` or does not continue.
    fn say_missing(&mut self, resumed: Option<Millis>, out: &mut Vec<Piece>) {
        let Some(Missing { from, to, certain }) = self.missing.take() else { return };
        let to = resumed.unwrap_or(to);
        if to > from && (certain || to - from > NEGLIGIBLE_GAP) {
            out.push(Piece::Gap { from, to });
        }
    }

    /// The format that begins with this frame; `None` when the present one goes on. Fails when a keyframe announces none.
    fn next_format(&self, frame: &Frame) -> Result<Option<Format>, Unannounced> {
        let is_same_sound = !self.is_video && self.format.as_ref().is_some_and(|f| f.is_of(frame.codec));
        if is_same_sound || (self.is_video && !frame.key) {
            return Ok(None);
        }
        let format = Format::of(frame).filter(|format| self.is_video != (*format == Format::Opus));
        let format = format.ok_or(Unannounced)?;
        Ok((self.format.as_ref() != Some(&format)).then_some(format))
    }

    /// What the frame adds to the disk. A segment counts when it begins, so that it can be closed at any time.
    fn cost(&self, frame: &Frame, begins_format: bool) -> Cost {
        let begins_segment = begins_format || self.samples.is_empty() || self.must_cut(frame);
        let inits = u32::from(begins_format);
        Cost { inits, files: inits + u32::from(begins_segment), bytes: frame.data.len() }
    }

    fn begin(&mut self, format: Format, at: Millis, out: &mut Vec<Piece>) {
        self.close(self.end_before(at), out);
        out.push(Piece::Init { init: self.inits, format: format.clone() });
        self.inits += 1;
        self.format = Some(format);
    }

    fn leave_out_since_begun(&mut self) {
        if self.samples.first().is_some_and(|first| first.at == self.begun) {
            self.samples.truncate(1);
            self.bytes = self.samples.iter().map(|sample| sample.data.len()).sum();
        }
    }

    fn must_cut(&self, next: &Frame) -> bool {
        self.samples.first().is_some_and(|first| {
            let length = next.at - first.at;
            let key = next.key && self.is_video;
            length >= SEGMENT || (key && length >= SHORTEST_BEFORE_KEY) || self.bytes >= LARGEST_BYTES
        })
    }

    /// The end of the open segment when the next frame is at `next`: that time, unless it is far off.
    fn end_before(&self, next: Millis) -> Millis {
        let typical = self.typical_end();
        let joined = if self.is_video { LONGEST } else { JOINED_SOUND };
        if next <= typical.saturating_add(joined) { next } else { typical }
    }

    /// The end of the last sample, as far as the samples tell.
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
