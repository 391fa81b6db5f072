//! What it costs to mix five people who all speak: `cargo run -p recorder --example mix_cost`.
//!
//! Records five microphones and their mix as fast as possible, and prints the processor time for a minute of class.
//! Linux only.

use bytes::Bytes;
use protocol::{ParticipantId, RoomId, Source, manifest::TrackContent};
use recorder::{Codec, Frame, MemorySink, Recorded, Recording};

const SPEAKERS: u32 = 5;
const CLASS_MS: u64 = 60_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packets = voice()?;
    let mut recording = Recording::open(MemorySink::default(), &Recorded::default(), 0)?;
    let before = processor_ns()?;
    for (n, packet) in packets.iter().enumerate() {
        let at = n as u64 * 20;
        for speaker in 1..=SPEAKERS {
            let content = TrackContent::Participant {
                participant: ParticipantId(speaker),
                source: Source::Microphone,
                room: RoomId::MAIN,
            };
            let data = packet.clone();
            recording.frame(
                at,
                Frame { content, at, codec: Codec::Opus, key: true, width: 0, height: 0, discontinuity: false, data },
            );
        }
        if at.is_multiple_of(100) {
            recording.tick(at)?;
        }
    }
    recording.finish(CLASS_MS)?;
    let spent_ms = (processor_ns()? - before) as f64 / 1e6;
    println!("{SPEAKERS} speakers: {:.2} % of a core", 100.0 * spent_ms / CLASS_MS as f64);
    Ok(())
}

/// A minute of something like a voice: harmonics that come and go four times a second.
fn voice() -> Result<Vec<Bytes>, opus::Error> {
    let mut encoder = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip)?;
    (0..CLASS_MS / 20)
        .map(|frame| {
            let pcm: Vec<f32> = (0..960)
                .map(|i| {
                    let t = (frame * 960 + i) as f32 / 48_000.0;
                    let loud = 0.2 * (1.0 + (t * 25.0).sin());
                    loud * (1..10).map(|h| (t * 880.0 * h as f32).sin() / h as f32).sum::<f32>() / 2.0
                })
                .collect();
            Ok(encoder.encode_vec_float(&pcm, 1_500)?.into())
        })
        .collect()
}

/// Nanoseconds for which this thread has run (proc_pid_schedstat(5)).
fn processor_ns() -> Result<u64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(stat.split(' ').next().unwrap_or_default().parse()?)
}
