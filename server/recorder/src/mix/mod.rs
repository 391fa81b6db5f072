//! The mix of one room: decodes every voice, adds and limits them, and encodes the sum, 20 ms after 20 ms without a
//! hole.

mod jitter;
mod limiter;
mod quiet;

use std::collections::HashMap;

use bytes::Bytes;
use opus::{Application, Bitrate, Channels, Encoder};
use protocol::{Millis, ParticipantId, Source};

use jitter::{FRAME_VALUES, SAMPLES_PER_MS, Voice};
use limiter::Limiter;
pub(crate) use quiet::Quiet;

/// The mix runs this far behind, so that late and repaired packets are in it.
pub const LATENCY: Millis = 400;
/// Length of a packet of the mix.
const FRAME: Millis = 20;
/// A bit rate that is transparent for speech in stereo, and good enough for the sound of a shared film.
const BITRATE: i32 = 48_000;
/// The encoder's complexity, from 0 to 10. More would gain little for speech and cost much.
const COMPLEXITY: i32 = 5;
/// Larger than any packet at that rate (RFC 6716 limits 20 ms to 1,275 bytes).
const LARGEST_PACKET: usize = 1_500;

/// A packet of a mix.
#[derive(Debug)]
pub(crate) struct Mixed {
    pub(crate) at: Millis,
    pub(crate) data: Bytes,
    /// Whether there is nothing to be heard in it.
    pub(crate) is_quiet: bool,
}

/// Mixes one room.
#[derive(Debug)]
pub(crate) struct Mixer {
    voices: HashMap<(ParticipantId, Source), Voice>,
    encoder: Encoder,
    limiter: Limiter,
    next: Millis,
}

impl Mixer {
    /// A mix that begins at `start`.
    pub(crate) fn new(start: Millis) -> Result<Mixer, opus::Error> {
        let mut encoder = Encoder::new(48_000, Channels::Stereo, Application::Audio)?;
        encoder.set_bitrate(Bitrate::Bits(BITRATE))?;
        encoder.set_complexity(COMPLEXITY)?;
        Ok(Mixer { voices: HashMap::new(), encoder, limiter: Limiter::new(), next: start })
    }

    /// Takes a packet of a voice in.
    pub(crate) fn push(&mut self, from: (ParticipantId, Source), at: Millis, packet: Bytes) -> Result<(), opus::Error> {
        use std::collections::hash_map::Entry;
        let voice = match self.voices.entry(from) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Voice::new()?),
        };
        voice.push(at, packet);
        Ok(())
    }

    /// A voice has ended for now.
    pub(crate) fn ended(&mut self, from: (ParticipantId, Source)) {
        if let Some(voice) = self.voices.get_mut(&from) {
            voice.ended();
        }
    }

    /// The next packet, unless the mix has reached `until`.
    pub(crate) fn next_before(&mut self, until: Millis) -> Option<Mixed> {
        if self.next >= until {
            return None;
        }
        let at = self.next;
        self.next += FRAME;
        let mut sum = [0.0; FRAME_VALUES];
        for voice in self.voices.values_mut() {
            voice.add_frame(at * SAMPLES_PER_MS, &mut sum);
        }
        self.voices.retain(|_, voice| !voice.is_stale());
        self.limiter.process(&mut sum);
        let mut packet = vec![0; LARGEST_PACKET];
        match self.encoder.encode_float(&sum, &mut packet) {
            Ok(length) => packet.truncate(length),
            Err(e) => {
                tracing::error!(error = %e, at, "a frame of the mix could not be encoded");
                packet.clear();
            }
        }
        Some(Mixed { at, data: packet.into(), is_quiet: quiet::is_quiet(&sum) })
    }
}
