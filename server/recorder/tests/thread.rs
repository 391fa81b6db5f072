//! The recorder with its thread and real time.

mod common;

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use common::*;
use protocol::{Source, manifest::ManifestEntry};
use recorder::{ClassClock, Frame, MemoryError, MemorySink, Recorded, Recorder, RecorderError, Sink};
use tokio::sync::oneshot;

fn open(sink: &MemorySink, at: u64) -> Recorder {
    Recorder::open(sink.clone(), sink.recorded(), ClassClock::showing(at)).unwrap()
}

fn picture(participant: u32, at: u64, bytes: usize) -> Frame {
    common::picture(content(participant, Source::Camera), at, at.is_multiple_of(1_000), 64, bytes)
}

#[tokio::test]
async fn finishing_a_class_of_twenty_takes_well_under_a_second() -> Result<(), RecorderError> {
    let sink = MemorySink::default();
    let recorder = open(&sink, 2_000);
    for at in (0..2_000).step_by(100) {
        for participant in 1..=20 {
            recorder.frame(picture(participant, at, 5_000));
        }
    }
    for participant in 1..=20 {
        for frame in sound(content(participant, Source::Microphone), 1_000, 1_000, sine(440.0, 0.1)) {
            recorder.frame(frame);
        }
    }
    let mut progress = recorder.progress();
    let begun = Instant::now();
    recorder.finish(2_400).await?;
    let took = begun.elapsed();
    println!("finish took {took:?}");
    recorder.finish(2_400).await?;
    let lines = sink.entries();
    assert_eq!(lines.last(), Some(&ManifestEntry::End { duration: 2_400 }));
    assert_eq!(*progress.borrow_and_update() as usize, lines.len());
    assert_eq!(lines.iter().filter(|l| matches!(l, ManifestEntry::Track { .. })).count(), 41);
    assert_eq!(recorder.counters(), recorder::Counters::default());
    assert!(took.as_millis() < 1_000, "{took:?}");
    Ok(())
}

#[tokio::test]
async fn progress_is_told_while_class_runs() -> Result<(), RecorderError> {
    let sink = MemorySink::default();
    let recorder = open(&sink, 60_000);
    let mut progress = recorder.progress();
    let before = *progress.borrow_and_update();
    recorder.frame(picture(1, 60_000, 100));
    progress.changed().await.unwrap();
    let count = *progress.borrow_and_update();
    assert!(sink.entries().len() >= count as usize && count > before);
    Ok(())
}

#[tokio::test]
async fn pausing_and_dropping_leave_a_recording_that_goes_on() -> Result<(), RecorderError> {
    let sink = MemorySink::default();
    let recorder = open(&sink, 5_000);
    recorder.frame(picture(1, 5_000, 100));
    recorder.pause(5_500).await?;
    drop(recorder);
    let recorder = open(&sink, 9_000);
    recorder.frame(picture(1, 9_000, 100));
    recorder.close(); // Without a word before.
    let segments: Vec<_> = shown(&sink, content(1, Source::Camera)).segments;
    assert_eq!(segments.iter().map(|s| (s.init, s.start)).collect::<Vec<_>>(), [(0, 5_000), (1, 9_000)]);
    assert!(!sink.entries().iter().any(|l| matches!(l, ManifestEntry::End { .. })));
    Ok(())
}

#[tokio::test]
async fn what_does_not_fit_is_a_gap() -> Result<(), RecorderError> {
    let sink = MemorySink::default();
    let recorder = open(&sink, 100_000);
    recorder.frame(picture(1, 100_000, 100));
    // More than the queue ever holds, in one frame: the result does not depend on how fast the thread is.
    for at in (100_100..101_000).step_by(100) {
        recorder.frame(picture(1, at, 33 << 20));
    }
    recorder.frame(picture(1, 101_000, 100));
    recorder.frame(picture(2, 101_000, 33 << 20));
    recorder.finish(102_000).await?;
    assert_eq!(recorder.counters().overflowed, 10);
    assert_eq!(shown(&sink, content(1, Source::Camera)).gaps, [(100_100, 101_000)]);
    assert_eq!(shown(&sink, content(1, Source::Camera)).segments.len(), 2);
    Ok(())
}

/// A sink whose disk stands still while somebody holds the lock.
#[derive(Clone, Default)]
struct StandingStill {
    kept: MemorySink,
    disk: Arc<Mutex<()>>,
}

impl Sink for StandingStill {
    type Error = MemoryError;

    fn names(&mut self) -> Result<Vec<String>, MemoryError> {
        self.kept.names()
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), MemoryError> {
        let _disk = self.disk.lock().unwrap();
        self.kept.put(name, content)
    }

    fn delete(&mut self, name: &str) -> Result<(), MemoryError> {
        self.kept.delete(name)
    }

    fn append(&mut self, first: u32, entries: &[ManifestEntry]) -> oneshot::Receiver<Result<(), MemoryError>> {
        self.kept.append(first, entries)
    }
}

#[tokio::test]
async fn who_floods_a_disk_that_stands_still_makes_holes_in_no_voice() -> Result<(), RecorderError> {
    const START: u64 = 100_000;
    let sink = StandingStill::default();
    let recorder = Recorder::open(sink.clone(), Recorded::default(), ClassClock::showing(START))?;
    let voice = content(1, Source::Microphone);
    let disk = sink.disk.lock().unwrap();
    for frame in sound(voice, START, 3_000, sine(440.0, 0.3)) {
        // 5,000 pictures a second, each with a size of its own.
        for n in 0..100 {
            recorder.frame(Frame { key: true, width: 64 + n, ..picture(2, frame.at, 60) });
        }
        recorder.frame(frame);
    }
    drop(disk);
    recorder.finish(START + 3_000).await?;
    assert!(recorder.counters().overflowed > 10_000, "{:?}", recorder.counters());
    assert!(!shown(&sink.kept, content(2, Source::Camera)).gaps.is_empty());
    for content in [voice, MIX] {
        let shown = shown(&sink.kept, content);
        assert!(shown.gaps.is_empty(), "{content:?}: {:?}", shown.gaps);
        let times = shown.segments.iter().map(|segment| (segment.start, segment.duration));
        assert_eq!(times.collect::<Vec<_>>(), [(START, 2_000), (START + 2_000, 1_000)], "{content:?}");
    }
    Ok(())
}
