//! At whatever moment the server dies, the folder opens again and every line of its manifest is true.

mod common;

use std::{collections::HashSet, fs, path::Path};

use bytes::Bytes;
use common::*;
use proptest::prelude::*;
use protocol::{Millis, Source, manifest::ManifestEntry};
use recorder::{Codec, Frame, ManifestReader, RecorderError, Recording, read_manifest};

const MANIFEST: &str = "manifest.jsonl";

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

fn files_of(entries: &[ManifestEntry]) -> HashSet<String> {
    let file = |e: &ManifestEntry| match e {
        ManifestEntry::Init { file, .. } | ManifestEntry::Segment { file, .. } => Some(file.clone()),
        _ => None,
    };
    entries.iter().filter_map(file).collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// A class of `seconds`, recorded and killed without `finish` or `pause`.
fn killed_after(seconds: u64) -> tempfile::TempDir {
    let live = tempfile::tempdir().unwrap();
    let mut recording = Recording::open(live.path(), 0).unwrap();
    let mut frames = sound(content(2, Source::Microphone), 0, seconds * 1_000, sine(440.0, 0.3));
    frames.extend((0..seconds * 10).map(|n| picture(n * 100)));
    feed(&mut recording, frames);
    let dead = tempfile::tempdir().unwrap();
    copy(live.path(), dead.path());
    dead
}

/// Opens a folder at `now`, and checks that it is consistent and continues. `before` is what was durable.
fn goes_on(dir: &Path, before: &[ManifestEntry], now: Millis) {
    let mut recording = Recording::open(dir, now).unwrap();
    let resumed = read_manifest(dir, 0).unwrap();
    assert_eq!(&resumed[..before.len()], before, "what was durable is unchanged");
    let ours = |name: &str| name.ends_with(".webm") || name.ends_with(".tmp");
    let present: HashSet<String> = fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| ours(name))
        .collect();
    assert_eq!(present, files_of(&resumed), "files are those that the manifest names");

    feed(&mut recording, (0..30).map(|n| picture(now.next_multiple_of(3_000) + n * 100)).collect());
    let end = now.next_multiple_of(3_000) + 3_000;
    recording.finish(end).unwrap();
    let finished = read_manifest(dir, 0).unwrap();
    let mut times = std::collections::HashMap::new();
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
    assert!(files_of(&finished).iter().all(|file| dir.join(file).exists()));
    assert_eq!(finished.last(), Some(&ManifestEntry::End { duration: end }));
}

#[test]
fn the_manifest_may_be_torn_at_any_byte_of_its_tail() {
    let dead = killed_after(7);
    let bytes = fs::read(dead.path().join(MANIFEST)).unwrap();
    let lines = read_manifest(dead.path(), 0).unwrap();
    for length in bytes.len() - 260..bytes.len() {
        let dir = tempfile::tempdir().unwrap();
        copy(dead.path(), dir.path());
        fs::write(dir.path().join(MANIFEST), &bytes[..length]).unwrap();
        let whole = bytes[..length].iter().filter(|&&b| b == b'\n').count();
        assert_eq!(read_manifest(dir.path(), 0).unwrap(), lines[..whole], "a reader sees the whole lines");
        goes_on(dir.path(), &lines[..whole], 9_000);
    }
}

#[test]
fn the_time_without_a_server_is_a_gap() {
    let dead = killed_after(7);
    let before = read_manifest(dead.path(), 0).unwrap();
    let mut ends = std::collections::HashMap::new();
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
    Recording::open(dead.path(), 20_000).unwrap().pause(21_000).unwrap();
    let news = read_manifest(dead.path(), before.len()).unwrap();
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
        let before = read_manifest(dead.path(), 0).unwrap();
        let mut recording = Recording::open(dead.path(), 50_000).unwrap();
        recording.tick(51_000).unwrap();
        recording.finish(ended).unwrap();
        let news = read_manifest(dead.path(), before.len()).unwrap();
        let gaps = news.iter().filter_map(|e| if let ManifestEntry::Gap { to, .. } = e { Some(*to) } else { None });
        assert_eq!(gaps.collect::<Vec<_>>(), Vec::from_iter(missing), "ended at {ended}");
        let beyond = |e: &ManifestEntry| matches!(e, ManifestEntry::Segment { start, .. } if *start >= ended);
        assert!(!news.iter().any(beyond), "ended at {ended}");
        assert_eq!(news.last(), Some(&ManifestEntry::End { duration: ended }));
    }
}

#[test]
fn a_complete_recording_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut recording = Recording::open(dir.path(), 0).unwrap();
    feed(&mut recording, (0..30).map(|n| picture(n * 100)).collect());
    recording.finish(3_000).unwrap();
    recording.finish(4_000).unwrap();
    let lines = read_manifest(dir.path(), 0).unwrap();
    drop(recording);
    let mut again = Recording::open(dir.path(), 9_000).unwrap();
    again.frame(9_000, picture(9_000));
    again.tick(12_000).unwrap();
    again.finish(12_000).unwrap();
    assert_eq!(read_manifest(dir.path(), 0).unwrap(), lines);
}

#[test]
fn what_can_be_read_of_a_damaged_manifest_goes_on_and_nothing_is_deleted() {
    let dead = killed_after(5);
    let path = dead.path().join(MANIFEST);
    let bytes = fs::read(&path).unwrap();
    let starts: Vec<usize> = std::iter::once(0).chain((1..bytes.len()).filter(|&n| bytes[n - 1] == b'\n')).collect();
    for line in 0..starts.len() - 1 {
        let dir = tempfile::tempdir().unwrap();
        copy(dead.path(), dir.path());
        let mut damaged = bytes.clone();
        damaged[starts[line] + 3] = b'#';
        fs::write(dir.path().join(MANIFEST), &damaged).unwrap();
        let media = files_of(&read_manifest(dead.path(), 0).unwrap());
        let mut readable = read_manifest(dead.path(), 0).unwrap();
        let lost = readable.remove(line);
        assert_eq!(read_manifest(dir.path(), 0).unwrap(), readable, "a reader sees the other lines");

        for now in [9_000, 15_000] {
            let mut recording = Recording::open(dir.path(), now).unwrap();
            feed(&mut recording, (0..30).map(|n| picture(now + n * 100)).collect());
            recording.tick(now + 6_000).unwrap();
        }
        let resumed = read_manifest(dir.path(), 0).unwrap();
        assert_eq!(resumed[..readable.len()], readable);
        assert!(resumed.iter().any(|e| matches!(e, ManifestEntry::Gap { track: None, to: 9_000, .. })));
        let goes_on = resumed.iter().any(|e| matches!(e, ManifestEntry::Segment { start: 15_000, .. }));
        assert!(goes_on, "without line {line}, {lost:?}");
        let mut numbers = resumed[readable.len()..].iter().filter_map(|entry| match entry {
            ManifestEntry::Track { track, .. } => Some(*track),
            _ => None,
        });
        let used: HashSet<_> = readable.iter().filter_map(recorder::track_of_entry).collect();
        assert!(numbers.all(|number| !used.contains(&number)), "a number means one track");
        assert_eq!(fs::read(dir.path().join("manifest-damaged-0.jsonl")).unwrap(), damaged);
        assert!(!dir.path().join("manifest-damaged-1.jsonl").exists());
        assert!(media.iter().all(|file| dir.path().join(file).exists()), "all media are kept");
    }
}

/// A viewer has read some of the manifest when the server starts anew.
#[test]
fn a_reader_reads_on_and_notices_a_replacement() {
    let dead = killed_after(5);
    let path = dead.path().join(MANIFEST);
    let bytes = fs::read(&path).unwrap();
    let lines = read_manifest(dead.path(), 0).unwrap();
    let mut reader = ManifestReader::default();
    let mut written = 0;
    for length in 0..=bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        let news = reader.read_on(dead.path()).unwrap().len();
        let whole = bytes[..length].iter().filter(|&&b| b == b'\n').count();
        assert_eq!(news, whole - written, "only what is new, and no half line");
        written = whole;
    }
    assert_eq!(reader.entries(), lines);

    let first_end = bytes.iter().position(|&b| b == b'\n').unwrap() + 1;
    let mut shorter = bytes[first_end..].to_vec();
    shorter.extend(&bytes[first_end..]);
    fs::write(&path, &shorter).unwrap();
    assert_eq!(reader.read_on(dead.path()).unwrap(), read_manifest(dead.path(), 0).unwrap());
    fs::write(&path, b"").unwrap();
    assert_eq!(reader.read_on(dead.path()).unwrap(), []);
    assert_eq!(reader.entries(), []);
}

#[test]
fn a_folder_has_one_recorder() {
    let dir = tempfile::tempdir().unwrap();
    let first = Recording::open(dir.path(), 0).unwrap();
    assert!(matches!(Recording::open(dir.path(), 0), Err(RecorderError::Busy(_))));
    drop(first);
    Recording::open(dir.path(), 0).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Killed after any frame, with half-written files in the folder, again and again.
    #[test]
    fn any_number_of_kills_at_any_time(lives in prop::collection::vec((1u64..60, 0usize..200, any::<bool>()), 1..5)) {
        let dir = tempfile::tempdir().unwrap();
        let mut now = 0;
        for (frames, torn_bytes, stray) in lives {
            let mut recording = Recording::open(dir.path(), now).unwrap();
            let start = now.next_multiple_of(3_000);
            feed(&mut recording, (0..frames).map(|n| picture(start + n * 100)).collect());
            drop(recording); // A `Recording` writes nothing when dropped: as good as a kill.
            now = start + frames * 100 + 1_234;
            let path = dir.path().join(MANIFEST);
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len().saturating_sub(torn_bytes)]).unwrap();
            if stray {
                fs::write(dir.path().join("t0-s999999.webm"), b"half").unwrap();
                fs::write(dir.path().join("t0-s2000.webm.tmp"), b"ha").unwrap();
            }
        }
        let before = read_manifest(dir.path(), 0).unwrap();
        goes_on(dir.path(), &before, now);
    }
}
