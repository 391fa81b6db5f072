//! At whatever moment the server dies, the recording goes on from what was durable, and every line of its manifest is true:
//! [`MemorySink`] refuses lines that name files which are not there.

mod common;

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use common::*;
use proptest::prelude::*;
use protocol::{Millis, ParticipantId, Source, manifest::ManifestEntry};
use recorder::{Codec, Frame, MemorySink, Recorded, Recording, Sink};

fn picture(at: Millis) -> Frame {
    Frame {
        content: content(1, Source::Camera),
        at,
        codec: Codec::Vp8,
        key: at.is_multiple_of(3_000),
        width: 64,
        height: 48,
        discontinuity: false,
        data: Bytes::from_static(b"not decoded here"),
    }
}

fn pictures(from: Millis, count: u64) -> Vec<Frame> {
    (0..count).map(|n| picture(from + n * 100)).collect()
}

fn files_of(entries: &[ManifestEntry]) -> HashSet<String> {
    let file = |e: &ManifestEntry| match e {
        ManifestEntry::Init { file, .. } | ManifestEntry::Segment { file, .. } => Some(file.clone()),
        _ => None,
    };
    entries.iter().filter_map(file).collect()
}

fn open(sink: &MemorySink, now: Millis) -> Recording<MemorySink> {
    Recording::open(sink.clone(), &sink.recorded(), now).unwrap()
}

fn names(sink: &MemorySink) -> HashSet<String> {
    sink.clone().names().unwrap().into_iter().collect()
}

/// A class of `seconds`, recorded and killed without `finish` or `pause`: a `Recording` writes nothing when dropped.
fn killed_after(seconds: u64) -> MemorySink {
    let sink = MemorySink::default();
    let mut frames = sound(content(2, Source::Microphone), 0, seconds * 1_000, sine(440.0, 0.3));
    frames.extend(pictures(0, seconds * 10));
    feed(&mut open(&sink, 0), frames);
    sink
}

/// Opens a recording at `now`, and checks that it is consistent and continues. `before` is what was durable.
fn goes_on(sink: &MemorySink, before: &[ManifestEntry], now: Millis) {
    let mut recording = open(sink, now);
    assert_eq!(sink.entries(), before, "what was durable is unchanged");
    assert_eq!(names(sink), files_of(before), "files are those that the manifest names");

    feed(&mut recording, pictures(now.next_multiple_of(3_000), 30));
    let end = now.next_multiple_of(3_000) + 3_000;
    recording.finish(end).unwrap();
    let finished = sink.entries();
    assert_eq!(&finished[..before.len()], before);
    let mut times = HashMap::new();
    let mut inits = HashSet::new();
    for (index, entry) in finished.iter().enumerate() {
        match entry {
            ManifestEntry::Init { track, init, .. } => assert!(inits.insert((*track, *init)), "an init is used once"),
            ManifestEntry::Segment { track, init, start, duration, .. } => {
                assert!(inits.contains(&(*track, *init)));
                let written_until = times.insert(*track, start + duration).unwrap_or(0);
                assert!(*start >= written_until, "line {index}: time goes forward");
            }
            _ => {}
        }
    }
    assert!(files_of(&finished).is_subset(&names(sink)));
    assert_eq!(finished.last(), Some(&ManifestEntry::End { duration: end }));
}

#[test]
fn the_last_lines_may_not_have_become_durable() {
    let dead = killed_after(7);
    let lines = dead.entries();
    for kept in lines.len() - 12..=lines.len() {
        let sink = dead.copy();
        sink.truncate(kept);
        goes_on(&sink, &lines[..kept], 9_000);
    }
}

#[test]
fn the_time_without_a_server_is_a_gap() {
    let dead = killed_after(7);
    let before = dead.entries();
    let mut ends = HashMap::new();
    for entry in &before {
        if let ManifestEntry::Segment { track, start, duration, .. } = entry {
            ends.insert(*track, start + duration);
        }
    }
    assert_eq!(ends.len(), 3, "a picture, a voice and the mix");
    for (track, end) in &ends {
        // The mix is 400 ms late, and the manifest is written every 100 ms.
        assert!(*end >= 7_000 - 2_000 - 500, "at most a segment of track {track} is lost, not {end}..7000");
    }
    open(&dead, 20_000).pause(21_000).unwrap();
    let news = dead.entries().split_off(before.len());
    let from = *ends.values().max().unwrap();
    let told = news.iter().position(|e| *e == ManifestEntry::Gap { track: None, from, to: 20_000 });
    let goes_on = news.iter().position(|e| matches!(e, ManifestEntry::Segment { .. }));
    assert!(told.is_some() && told < goes_on, "{news:?}");
}

/// The server comes back hours after class would have ended.
#[test]
fn nothing_is_missing_after_the_end() {
    for (ended, missing) in [(3_000, None), (8_000, Some(8_000)), (90_000, Some(50_000))] {
        let dead = killed_after(7);
        let before = dead.entries();
        let mut recording = open(&dead, 50_000);
        recording.tick(51_000).unwrap();
        recording.finish(ended).unwrap();
        let news = dead.entries().split_off(before.len());
        let gaps = news.iter().filter_map(|e| if let ManifestEntry::Gap { to, .. } = e { Some(*to) } else { None });
        assert_eq!(gaps.collect::<Vec<_>>(), Vec::from_iter(missing), "ended at {ended}");
        let beyond = |e: &ManifestEntry| matches!(e, ManifestEntry::Segment { start, .. } if *start >= ended);
        assert!(!news.iter().any(beyond), "ended at {ended}");
        assert_eq!(news.last(), Some(&ManifestEntry::End { duration: ended }));
    }
}

#[test]
fn a_complete_recording_stays_as_it_is() {
    let sink = MemorySink::default();
    let mut recording = open(&sink, 0);
    feed(&mut recording, pictures(0, 30));
    recording.finish(3_000).unwrap();
    recording.finish(4_000).unwrap();
    let lines = sink.entries();
    drop(recording);
    let mut again = open(&sink, 9_000);
    again.frame(9_000, picture(9_000));
    again.tick(12_000).unwrap();
    again.finish(12_000).unwrap();
    assert_eq!(sink.entries(), lines);
}

#[test]
fn what_can_be_read_of_a_damaged_manifest_goes_on_and_nothing_is_deleted() {
    let dead = killed_after(5);
    let lines = dead.entries();
    let media = names(&dead);
    for line in 0..lines.len() {
        let sink = dead.copy();
        let mut entries = lines.clone();
        let lost = entries.remove(line);
        let used: HashSet<_> = entries.iter().filter_map(recorder::track_of_entry).collect();
        let recorded = Recorded { entries, next: lines.len() as u32, is_damaged: true };
        let mut recording = Recording::open(sink.clone(), &recorded, 9_000).unwrap();
        feed(&mut recording, pictures(9_000, 30));
        recording.tick(15_000).unwrap();
        let news = sink.entries().split_off(lines.len());
        assert!(news.iter().any(|e| matches!(e, ManifestEntry::Gap { track: None, to: 9_000, .. })));
        let goes_on = news.iter().any(|e| matches!(e, ManifestEntry::Segment { start: 9_000, .. }));
        assert!(goes_on, "without line {line}, {lost:?}");
        let mut numbers = news.iter().filter_map(|entry| match entry {
            ManifestEntry::Track { track, .. } => Some(*track),
            _ => None,
        });
        assert!(numbers.all(|number| !used.contains(&number)), "a number means one track");
        assert!(media.is_subset(&names(&sink)), "all media are kept");
    }
}

/// A database stands still for half a minute, and refuses what it was given then.
#[test]
fn a_sink_that_keeps_no_lines_for_a_while_loses_nothing() {
    let sink = Refusing::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, pictures(0, 30));
    sink.hold_lines();
    feed(&mut recording, pictures(3_000, 300));
    let before = sink.kept.entries().len();
    assert_eq!(recording.durable_lines() as usize, before);
    sink.release_lines();
    assert!(recording.tick(33_100).is_err(), "it is told that lines were not kept");
    recording.finish(33_200).unwrap();
    let camera = shown(&sink.kept, content(1, Source::Camera));
    assert_eq!(camera.gaps, []);
    for pair in camera.segments.windows(2) {
        assert_eq!(pair[0].start + pair[0].duration, pair[1].start, "continuous");
    }
    let last = camera.segments.last().unwrap();
    assert!(last.start + last.duration >= 32_900, "{last:?}");
}

/// It stands still for longer: memory is bounded, and what does not fit is a gap.
#[test]
fn lines_that_wait_are_bounded() {
    const CAMERAS: u32 = 1_000;
    let sink = Refusing::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    sink.hold_lines();
    // So many that no budget of theirs together would suffice.
    (1..=CAMERAS).for_each(|camera| recording.favour(ParticipantId(camera), true));
    // A keyframe each second makes a segment a second, and so a line.
    for at in (0..30_000).step_by(1_000) {
        for camera in 1..=CAMERAS {
            let content = content(camera, Source::Camera);
            recording.frame(at, Frame { content, key: true, ..picture(at) });
        }
        recording.tick(at).unwrap();
    }
    sink.release_lines();
    assert!(recording.tick(30_000).is_err(), "it is told that lines were not kept");
    recording.finish(30_000).unwrap();
    let lines = sink.kept.entries();
    let segments = lines.iter().filter(|entry| matches!(entry, ManifestEntry::Segment { .. })).count();
    assert!((15_000..20_000).contains(&segments), "{segments}");
    let camera = shown(&sink.kept, content(1, Source::Camera));
    let last = camera.segments.last().unwrap();
    let [(from, to)] = camera.gaps[..] else { panic!("{:?}", camera.gaps) };
    assert!(from >= last.start && to >= 29_000, "from {from} to {to}, after {last:?}");
    assert_eq!(lines.last(), Some(&ManifestEntry::End { duration: 30_000 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Killed after any frame, with the last lines not durable and files that no line names, again and again.
    #[test]
    fn any_number_of_kills_at_any_time(lives in prop::collection::vec((1u64..60, 0usize..4, any::<bool>()), 1..5)) {
        let sink = MemorySink::default();
        let mut now: Millis = 0;
        for (frames, lost_lines, stray) in lives {
            let start = now.next_multiple_of(3_000);
            feed(&mut open(&sink, now), pictures(start, frames));
            now = start + frames * 100 + 1_234;
            sink.truncate(sink.entries().len().saturating_sub(lost_lines));
            if stray {
                sink.clone().put("t0-s999999.webm", b"half").unwrap();
            }
        }
        let before = sink.entries();
        goes_on(&sink, &before, now);
    }
}

#[test]
fn foreign_files_stay() {
    let sink = killed_after(3);
    for name in ["notes.txt", "class.webm", "t0-s999999.webm"] {
        sink.clone().put(name, b"x").unwrap();
    }
    let named = files_of(&sink.entries());
    open(&sink, 4_000);
    let left: HashSet<String> = names(&sink).difference(&named).cloned().collect();
    assert_eq!(left, HashSet::from(["notes.txt".to_owned(), "class.webm".to_owned()]));
}
