//! Where segments of a mix say that nothing is to be heard: heard by ffmpeg.

mod common;

use common::*;
use proptest::prelude::*;
use protocol::{Millis, Source, limits, manifest::ManifestEntry};
use recorder::{Frame, MemorySink, Recorded, Recording};

/// In decibels, of which full scale has none.
const BOUND: f64 = -(limits::QUIET_DECIBELS as f64);

/// What somebody sends for a while.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Nothing,
    /// A tone of so many hertz, at a level in decibels below full scale.
    Tone(f64, f64),
    /// White noise, at such a level.
    Noise(f64),
}

impl Sent {
    fn level(self) -> f64 {
        match self {
            Sent::Nothing => f64::NEG_INFINITY,
            Sent::Tone(_, level) | Sent::Noise(level) => level,
        }
    }

    fn at(self, seconds: f64) -> f64 {
        let amplitude = 10_f64.powf(self.level() / 20.0);
        match self {
            Sent::Nothing => 0.0,
            Sent::Tone(hertz, _) => sine(hertz, amplitude * 2_f64.sqrt())(seconds),
            // Evenly distributed, of which the mean level is that of a third of the square.
            Sent::Noise(_) => amplitude * 3_f64.sqrt() * noise((seconds * 48_000.0).round() as u64),
        }
    }
}

/// From -1 to 1, the same each time.
fn noise(n: u64) -> f64 {
    let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed ^ (mixed >> 29)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// The mix of somebody who sends this, one after the other, each for so many milliseconds.
fn mix_of(script: &[(Sent, Millis)]) -> MemorySink {
    let sink = MemorySink::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    let voice = content(1, Source::Microphone);
    let end: Millis = script.iter().map(|(_, lasts)| lasts).sum();
    let sent = |at: f64| {
        let mut until = 0.0;
        let now = script.iter().find(|(_, lasts)| {
            until += *lasts as f64 / 1_000.0;
            at < until
        });
        now.map_or(0.0, |(sent, _)| sent.at(at))
    };
    let frames: Vec<Frame> = sound(voice, 0, end, sent);
    feed(&mut recording, frames);
    recording.finish(end).unwrap();
    sink
}

/// The quiet stretches of the mix, joined across segments.
fn quiet(sink: &MemorySink) -> Vec<(Millis, Millis)> {
    let mut all: Vec<(Millis, Millis)> = Vec::new();
    let (mut mixes, mut others) = (0, 0);
    for entry in sink.entries() {
        let ManifestEntry::Segment { start, quiet, .. } = entry else { continue };
        match quiet {
            Some(quiet) => {
                mixes += 1;
                for (from, to) in
                    quiet.into_iter().map(|(from, to)| (start + Millis::from(from), start + Millis::from(to)))
                {
                    match all.last_mut() {
                        Some((_, end)) if *end == from => *end = to,
                        _ => all.push((from, to)),
                    }
                }
            }
            None => others += 1,
        }
    }
    assert!(mixes > 0 && others > 0, "mixes say it, and other tracks do not");
    all
}

/// How much of a stretch is quiet.
fn quiet_within(quiet: &[(Millis, Millis)], from: Millis, to: Millis) -> Millis {
    quiet.iter().map(|&(start, end)| end.min(to).saturating_sub(start.max(from))).sum()
}

#[test]
fn a_soft_voice_and_music_are_heard_and_the_noise_of_a_microphone_is_not() {
    let script = [
        (Sent::Nothing, 4_000),
        (Sent::Tone(220.0, -42.0), 4_000),
        (Sent::Noise(-58.0), 6_000),
        (Sent::Tone(440.0, -30.0), 4_000),
        (Sent::Noise(-45.0), 4_000),
    ];
    let quiet = quiet(&mix_of(&script));
    let mut from = 0;
    for (sent, lasts) in script {
        // A codec begins and ends a sound within some packets.
        let (start, end) = (from + 100, from + lasts - 100);
        let is_quiet = sent.level() < BOUND;
        let expected = if is_quiet { end - start } else { 0 };
        assert_eq!(quiet_within(&quiet, start, end), expected, "{sent:?} from {from} ms: {quiet:?}");
        from += lasts;
    }
}

fn sent() -> impl Strategy<Value = (Sent, Millis)> {
    let level = -75.0..-20.0;
    let sent = prop_oneof![
        Just(Sent::Nothing),
        (prop_oneof![Just(180.0), Just(440.0), Just(2_000.0)], level.clone())
            .prop_map(|(hertz, db)| Sent::Tone(hertz, db)),
        level.prop_map(Sent::Noise),
    ];
    (sent, (10_u64..150).prop_map(|packets| packets * 20))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is sent: what is said to be quiet is, in the sound that is played.
    #[test]
    fn nothing_that_is_said_to_be_quiet_is_louder_than_the_bound(script in prop::collection::vec(sent(), 1..8)) {
        if !has_ffmpeg("nothing_that_is_said_to_be_quiet_is_louder_than_the_bound") {
            return Ok(());
        }
        let sink = mix_of(&script);
        let quiet = quiet(&sink);
        let shown = shown(&sink, MIX);
        let heard = samples(shown.joined(0).path());
        for &(from, to) in &quiet {
            // The decoder is some milliseconds behind, and what was loud before rings on for that long.
            let (from, to) = (from + 40, to.saturating_sub(40));
            if from + 20 > to {
                continue;
            }
            let sound = between(&heard, 0, from, to);
            let level = 10.0 * (sound.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / sound.len() as f64).log10();
            prop_assert!(level < BOUND + 1.0, "{from} to {to}: {level} dB in {script:?}");
        }
    }
}
