//! What is lost of a recording whose disk takes long for each file: a recorder by itself, in this process.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use protocol::{
    Millis, ParticipantId, RoomId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{ClassClock, Codec, Frame, MemoryError, MemorySink, Recorded, Recorder, Sink};
use serde_json::{Value, json};
use tokio::{sync::oneshot, time::MissedTickBehavior};

use super::kills::kind;

/// Each with microphone and camera: with the mix seven tracks, which make three to four files a second.
const PEOPLE: u32 = 3;
/// How long class is.
const LASTS: Millis = 30_000;
/// How long the disk takes for a file, and the most that may be lost then of pictures, voices and the mix. Five files a second are
/// enough for all. One a second is enough for less than a third of them: what fits into the queue is ten seconds of each track, and
/// what comes while it is full is lost, of voices less than of pictures. The mix has no holes, but misses what voices lost.
const DISKS: [(Millis, [Millis; 3]); 2] = [(200, [0, 0, 0]), (1_000, [20_000, 15_000, 0])];
/// A packet of sound is so long.
const PACKET: Millis = 20;
/// 20 ms of silence: what is in it costs nothing.
const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];
/// 25 pictures a second, a keyframe every two seconds, together 1.2 Mbit/s.
const PICTURE: Millis = 40;
const KEY: Millis = 2_000;
const PICTURE_BYTES: usize = 6_000;

/// A disk that takes so long for each file.
struct Slow {
    kept: MemorySink,
    takes: Duration,
}

impl Sink for Slow {
    type Error = MemoryError;

    fn names(&mut self) -> Result<Vec<String>, MemoryError> {
        self.kept.names()
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), MemoryError> {
        std::thread::sleep(self.takes);
        self.kept.put(name, content)
    }

    fn delete(&mut self, name: &str) -> Result<(), MemoryError> {
        self.kept.delete(name)
    }

    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), MemoryError>> {
        self.kept.append(first, entries)
    }
}

/// What a slow disk took.
pub struct Slowness(Vec<(Millis, BTreeMap<&'static str, Vec<Millis>>)>);

/// Records a class on each of the disks, all at the same time.
pub async fn measure() -> anyhow::Result<Slowness> {
    let classes = DISKS.map(|(takes, _)| tokio::spawn(record(takes)));
    let mut all = Vec::new();
    for ((takes, _), class) in DISKS.into_iter().zip(classes) {
        all.push((takes, class.await??));
    }
    Ok(Slowness(all))
}

/// Records a class, and returns how much is lost of each track of each kind, in order of length.
async fn record(takes: Millis) -> anyhow::Result<BTreeMap<&'static str, Vec<Millis>>> {
    let kept = MemorySink::default();
    let sink = Slow { kept: kept.clone(), takes: Duration::from_millis(takes) };
    let recorder = Recorder::open(sink, Recorded::default(), ClassClock::showing(0))?;
    let mut ticks = tokio::time::interval(Duration::from_millis(PACKET));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for at in (0..LASTS).step_by(PACKET as usize) {
        ticks.tick().await;
        for participant in 1..=PEOPLE {
            recorder.frame(frame(participant, Source::Microphone, at));
            if at.is_multiple_of(PICTURE) {
                recorder.frame(frame(participant, Source::Camera, at));
            }
        }
    }
    recorder.finish(LASTS).await?;
    Ok(lost(&kept.entries()))
}

fn frame(participant: u32, source: Source, at: Millis) -> Frame {
    let content = TrackContent::Participant { participant: ParticipantId(participant), source, room: RoomId::MAIN };
    let (codec, key, size, data) = match source {
        Source::Camera => (Codec::Vp8, at.is_multiple_of(KEY), (640, 360), Bytes::from(vec![0; PICTURE_BYTES])),
        _ => (Codec::Opus, true, (0, 0), Bytes::from_static(&SILENCE)),
    };
    Frame { content, at, codec, key, width: size.0, height: size.1, discontinuity: false, data }
}

/// How much of each track is in no segment.
fn lost(entries: &[ManifestEntry]) -> BTreeMap<&'static str, Vec<Millis>> {
    let (mut kinds, mut kept) = (BTreeMap::new(), BTreeMap::<u32, Millis>::new());
    for entry in entries {
        match entry {
            ManifestEntry::Track { track, content } => drop(kinds.insert(*track, kind(content))),
            ManifestEntry::Segment { track, duration, .. } => *kept.entry(*track).or_default() += duration,
            _ => {}
        }
    }
    let mut lost: BTreeMap<_, Vec<Millis>> = BTreeMap::new();
    for (track, kind) in kinds {
        let kept = kept.get(&track).copied().unwrap_or(0);
        lost.entry(kind).or_default().push(LASTS.saturating_sub(kept));
    }
    lost.values_mut().for_each(|times| times.sort_unstable());
    lost
}

impl Slowness {
    /// A table for people.
    pub fn print(&self) {
        println!("\nA disk that takes long for each file, {PEOPLE} people for {} s.\n", LASTS / 1_000);
        println!("lost of each track, ms      least   most  bound");
        for (disk, (takes, lost)) in self.0.iter().enumerate() {
            for (kind, times) in lost {
                let (least, most) = (times.first().unwrap_or(&0), times.last().unwrap_or(&0));
                println!("{takes:>5} ms a file: {kind:<9} {least:>6} {most:>6} {:>6}", bound(disk, kind));
            }
        }
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let most = |lost: &BTreeMap<&'static str, Vec<Millis>>| {
            lost.iter().map(|(kind, times)| (kind.to_string(), times.last().copied())).collect::<BTreeMap<_, _>>()
        };
        self.0.iter().map(|(takes, lost)| json!({ "ms_a_file": takes, "most_lost_ms": most(lost) })).collect()
    }

    /// Fails when more was lost than may be.
    pub fn check(&self) -> anyhow::Result<()> {
        for (disk, (takes, lost)) in self.0.iter().enumerate() {
            anyhow::ensure!(lost.len() == 3, "not everything was recorded at {takes} ms a file");
            for (kind, times) in lost {
                let most = times.last().copied().unwrap_or(LASTS);
                anyhow::ensure!(most <= bound(disk, kind), "{most} ms of a {kind} are lost at {takes} ms a file");
            }
        }
        Ok(())
    }
}

/// The most that may be lost of a track, and the last packet, whose length nothing says.
fn bound(disk: usize, kind: &str) -> Millis {
    let [pictures, voices, mix] = DISKS[disk].1;
    PICTURE
        + match kind {
            "picture" => pictures,
            "voice" => voices,
            _ => mix,
        }
}
