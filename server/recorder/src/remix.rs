//! The mix of a room, made again from what was recorded of each voice: of those that are given, and no others.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use protocol::{Millis, ParticipantId, Source};

use crate::{
    RecorderError,
    mix::{LATENCY, Mixed, Mixer},
    sample::Sample,
    segment::{Format, opus_duration},
    webm,
};

/// The length of what is mixed at a time.
const FRAME: Millis = 20;

/// Whose sound it is.
type Voice = (ParticipantId, Source);

/// A mix that is made again, one segment after the other. The caller gives the files of all voices ahead of the time to which they
/// belong; those of a voice in their order.
#[derive(Debug, Default)]
pub struct Remix {
    mixer: Option<Mixer>,
    /// The end of what was mixed.
    end: Millis,
    /// Packets that no mixer has yet, by their time.
    packets: BTreeMap<Millis, Vec<(Voice, Bytes)>>,
    /// The end of the last packet of each voice.
    heard: HashMap<Voice, Millis>,
}

impl Remix {
    /// Takes a segment file of a voice in. Returns `false` for a file that has no sound that can be read.
    pub fn voice(&mut self, of: Voice, file: &Bytes) -> bool {
        let Some(packets) = webm::packets(file) else { return false };
        for (at, packet) in packets {
            self.packets.entry(at).or_default().push((of, packet));
        }
        true
    }

    /// The content of a segment file of the mix that lasts from `start` to `end`. Segments follow one another; where time is missing
    /// between them, the mix begins anew.
    pub fn segment(&mut self, start: Millis, end: Millis) -> Result<Bytes, RecorderError> {
        let mut mixer = match self.mixer.take() {
            Some(mixer) if self.end == start => mixer,
            _ => Mixer::new(start)?,
        };
        let mut samples = Vec::new();
        while let Some(Mixed { at, data, .. }) = {
            self.feed(&mut mixer, samples.last().map_or(start, |last: &Sample| last.at) + LATENCY)?;
            mixer.next_before(end)
        } {
            samples.push(Sample { at, key: true, data });
            self.end_voices(&mut mixer, at);
        }
        self.end = end;
        self.mixer = Some(mixer);
        Ok(Format::Opus.segment(&samples, end))
    }

    /// Gives the mixer what was said before this time, as it had it when class ran.
    fn feed(&mut self, mixer: &mut Mixer, until: Millis) -> Result<(), RecorderError> {
        while let Some(first) = self.packets.first_entry().filter(|first| *first.key() < until) {
            let (at, packets) = first.remove_entry();
            for (voice, packet) in packets {
                self.heard.insert(voice, at + opus_duration(&packet));
                mixer.push(voice, at, packet)?;
            }
        }
        Ok(())
    }

    /// Says which voices are over for now, so that nothing is guessed after their last packet.
    fn end_voices(&mut self, mixer: &mut Mixer, now: Millis) {
        self.heard.retain(|&voice, &mut end| {
            let goes_on = end > now + FRAME;
            if !goes_on {
                mixer.ended(voice);
            }
            goes_on
        });
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use opus::{Application, Channels, Decoder, Encoder};

    use super::*;

    const RATE: usize = 48_000;
    const SEGMENT: Millis = 2_000;

    /// A segment file with a tone.
    fn tone(hertz: f32, start: Millis) -> Bytes {
        let mut encoder = Encoder::new(RATE as u32, Channels::Mono, Application::Audio).unwrap();
        let packet = |at: Millis| {
            let first = at as usize * RATE / 1_000;
            let sound: Vec<f32> =
                (first..first + RATE / 50).map(|n| 0.3 * (TAU * hertz * n as f32 / RATE as f32).sin()).collect();
            let mut data = vec![0; 1_500];
            let length = encoder.encode_float(&sound, &mut data).unwrap();
            data.truncate(length);
            Sample { at, key: true, data: data.into() }
        };
        let samples: Vec<Sample> = (start..start + SEGMENT).step_by(20).map(packet).collect();
        webm::cluster(&samples, start + SEGMENT)
    }

    /// How loud a tone is in these segments of a mix, from 0 to 1.
    fn loudness(segments: &[Bytes], hertz: f32) -> f32 {
        let mut decoder = Decoder::new(RATE as u32, Channels::Mono).unwrap();
        let (mut sum, mut count) = ((0.0, 0.0), 0.0);
        for (_, packet) in segments.iter().flat_map(|segment| webm::packets(segment).unwrap()) {
            let mut sound = [0.0; 5_760];
            let length = decoder.decode_float(&packet, &mut sound, false).unwrap();
            for value in &sound[..length] {
                let angle = TAU * hertz * count / RATE as f32;
                (sum, count) = ((sum.0 + value * angle.cos(), sum.1 + value * angle.sin()), count + 1.0);
            }
        }
        2.0 * sum.0.hypot(sum.1) / count
    }

    fn mixed(voices: &[(u32, f32)]) -> Vec<Bytes> {
        let mut remix = Remix::default();
        let segment = |n: Millis| {
            for (who, hertz) in voices {
                assert!(remix.voice((ParticipantId(*who), Source::Microphone), &tone(*hertz, n * SEGMENT)));
            }
            remix.segment(n * SEGMENT, (n + 1) * SEGMENT).unwrap()
        };
        (0..3).map(segment).collect()
    }

    #[test]
    fn a_voice_that_is_not_given_is_not_heard_and_the_others_are() {
        let (both, one) = (mixed(&[(1, 400.0), (2, 1_000.0)]), mixed(&[(1, 400.0)]));
        for segments in [&both, &one] {
            assert!(loudness(segments, 400.0) > 0.2, "{}", loudness(segments, 400.0));
        }
        assert!(loudness(&both, 1_000.0) > 0.2);
        assert!(loudness(&one, 1_000.0) < 0.01, "{}", loudness(&one, 1_000.0));
    }

    #[test]
    fn a_mix_has_no_hole_where_nobody_speaks_and_begins_anew_after_time_that_is_missing() {
        let mut remix = Remix::default();
        let times =
            |file: &Bytes| -> Vec<Millis> { webm::packets(file).unwrap().into_iter().map(|(at, _)| at).collect() };
        let first = remix.segment(40, 2_040).unwrap();
        assert_eq!(times(&first), (40..2_040).step_by(20).collect::<Vec<_>>());
        let second = remix.segment(7_005, 7_105).unwrap();
        assert_eq!(times(&second), (7_005..7_105).step_by(20).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_file_of_sound_is_left_out() {
        let mut remix = Remix::default();
        for bytes in [&b""[..], b"\x1F\x43\xB6\x75", b"sound", b"\x1F\x43\xB6\x75\x85\xE7\x81"] {
            assert!(!remix.voice((ParticipantId(1), Source::Microphone), &Bytes::from_static(bytes)), "{bytes:?}");
        }
    }
}
