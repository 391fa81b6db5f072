//! One voice on its way into a mix: packets with class time go in, samples without holes come out.

use std::collections::VecDeque;

use bytes::Bytes;
use opus::{Channels, Decoder};
use protocol::Millis;

/// Samples of each channel in a millisecond.
pub(crate) const SAMPLES_PER_MS: u64 = 48;
/// Samples of each channel in a frame of the mix, 20 ms.
pub(crate) const FRAME: u64 = 20 * SAMPLES_PER_MS;
/// Values of an interleaved stereo frame.
pub(crate) const FRAME_VALUES: usize = 2 * FRAME as usize;

/// The longest Opus packet: 120 ms (RFC 6716, 3.2.5), stereo.
const LONGEST_PACKET_VALUES: usize = 2 * 120 * SAMPLES_PER_MS as usize;
/// Packets that may wait. The mix runs some 400 ms late, so 20 are usual, and more after the disk stood still. 10 s
/// bound the memory should clocks disagree.
const MOST_PACKETS: usize = 500;
/// A packet is missing when the next one is this much later than the end of the last: less than a packet, more than the
/// jitter of `at`.
const HOLE: u64 = 15 * SAMPLES_PER_MS;
/// The packets of a sender whose clock runs fast get ahead of class time. When they are ahead by this much, one packet
/// is left out.
const OVERLAP: u64 = 40 * SAMPLES_PER_MS;
/// Frames in a row that are guessed. After 60 ms a guess is a buzz, and silence is better.
const MOST_CONCEALED: u32 = 3;
/// A voice is forgotten after 10 s of silence: a decoder takes some 30 kB, and is quickly made again.
const STALE_FRAMES: u32 = 500;
/// A packet of at most this size announces silence (DTX): what follows is not loss.
const DTX_BYTES: usize = 2;

/// A jitter buffer with a decoder.
#[derive(Debug)]
pub(crate) struct Voice {
    decoder: Decoder,
    /// Packets in order of time.
    packets: VecDeque<(Millis, Bytes)>,
    /// Decoded interleaved stereo, from where the mix is until `end`.
    pcm: Vec<f32>,
    /// The end of `pcm`, in samples of class time.
    end: u64,
    /// Whether `pcm` ends with sound that the next packet continues.
    flows: bool,
    concealed: u32,
    dtx: bool,
    ended: bool,
    idle_frames: u32,
}

impl Voice {
    pub(crate) fn new() -> Result<Voice, opus::Error> {
        Ok(Voice {
            decoder: Decoder::new(48_000, Channels::Stereo)?,
            packets: VecDeque::new(),
            pcm: Vec::new(),
            end: 0,
            flows: false,
            concealed: 0,
            dtx: false,
            ended: false,
            idle_frames: 0,
        })
    }

    /// Takes a packet in.
    pub(crate) fn push(&mut self, at: Millis, packet: Bytes) {
        if self.packets.len() == MOST_PACKETS {
            self.packets.pop_front();
        }
        self.ended = false;
        let index = self.packets.partition_point(|(other, _)| *other <= at);
        self.packets.insert(index, (at, packet));
    }

    /// No more packets come for now: the sound ends, without guesses.
    pub(crate) fn ended(&mut self) {
        self.ended = true;
    }

    /// Whether the voice was silent for so long that it may be forgotten.
    pub(crate) fn is_stale(&self) -> bool {
        self.idle_frames > STALE_FRAMES
    }

    fn is_idle(&self) -> bool {
        !self.flows && self.packets.is_empty() && self.pcm.is_empty()
    }

    /// Adds the frame that begins at `from` (in samples of class time) to `sum`. Frames must be taken in order.
    pub(crate) fn add_frame(&mut self, from: u64, sum: &mut [f32; FRAME_VALUES]) {
        if self.is_idle() {
            self.idle_frames += 1;
            return;
        }
        self.idle_frames = 0;
        if self.pcm.is_empty() {
            self.end = from;
        }
        self.extend(from + FRAME);
        for (sum, value) in sum.iter_mut().zip(self.pcm.drain(..FRAME_VALUES.min(self.pcm.len()))) {
            *sum += value;
        }
    }

    /// Decodes, guesses and pads until `pcm` reaches `until`.
    fn extend(&mut self, until: u64) {
        while self.end < until {
            let next = self.packets.front().map(|(at, _)| at * SAMPLES_PER_MS);
            match next {
                Some(next) if self.flows && next + OVERLAP < self.end => self.skip(),
                Some(next) if self.flows && next <= self.end + HOLE => self.decode(),
                Some(next) if !self.flows && next <= self.end => self.join(self.end - next),
                next if self.flows => self.conceal(next),
                next => self.pad(next.unwrap_or(until).min(until)),
            }
        }
    }

    fn decode(&mut self) {
        let Some((_, packet)) = self.packets.pop_front() else { return };
        match self.decode_to_pcm(&packet, LONGEST_PACKET_VALUES, false) {
            Some(0) | None => self.conceal(None),
            Some(_) => {
                self.flows = true;
                self.concealed = 0;
                self.dtx = packet.len() <= DTX_BYTES;
            }
        }
    }

    /// Begins with a packet of which the first `passed` samples are in the past.
    fn join(&mut self, passed: u64) {
        let before = self.pcm.len();
        self.decode();
        let decoded = ((self.pcm.len() - before) / 2) as u64;
        let cut = passed.min(decoded);
        self.pcm.drain(before..before + 2 * cut as usize);
        self.end -= cut;
        self.flows &= cut < decoded;
    }

    /// Leaves out a packet, but lets the decoder know it.
    fn skip(&mut self) {
        let (length, end) = (self.pcm.len(), self.end);
        self.decode();
        self.pcm.truncate(length);
        self.end = end;
    }

    /// Replaces a missing frame by a guess from the sound before it, or by the redundancy in the packet after it. After
    /// [`MOST_CONCEALED`] such frames, or where silence was announced, the sound ends.
    fn conceal(&mut self, next: Option<u64>) {
        let may_guess = self.flows && !self.dtx && !(self.ended && self.packets.is_empty());
        if !may_guess || self.concealed == MOST_CONCEALED {
            self.flows = false;
            return;
        }
        self.concealed += 1;
        let is_after_next = next.is_some_and(|next| next <= self.end + FRAME + HOLE);
        let redundancy = if is_after_next { self.packets.front().map(|(_, packet)| packet.clone()) } else { None };
        let packet = redundancy.unwrap_or_default();
        if self.decode_to_pcm(&packet, FRAME_VALUES, !packet.is_empty()).is_none() {
            self.flows = false;
        }
    }

    fn pad(&mut self, until: u64) {
        self.pcm.resize(self.pcm.len() + 2 * (until - self.end) as usize, 0.0);
        self.end = until;
    }

    fn decode_to_pcm(&mut self, packet: &[u8], room_values: usize, fec: bool) -> Option<usize> {
        let before = self.pcm.len();
        self.pcm.resize(before + room_values, 0.0);
        let samples = self.decoder.decode_float(packet, &mut self.pcm[before..], fec).ok();
        self.pcm.truncate(before + 2 * samples.unwrap_or(0));
        self.end += samples.unwrap_or(0) as u64;
        samples
    }
}
