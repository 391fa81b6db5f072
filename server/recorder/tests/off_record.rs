//! While class is off the record nothing is recorded, and that is a gap of everything.

mod common;

use common::*;
use protocol::{
    Millis, RoomId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Frame, MemorySink, Recording};

const BREAKOUT: TrackContent = TrackContent::Mix { room: RoomId(1) };

/// A camera and a voice, from a moment for so long.
fn class(from: Millis, duration: Millis) -> Vec<Frame> {
    let camera = content(1, Source::Camera);
    let pictures = (from..from + duration).step_by(100).map(|at| picture(camera, at, at == from, 64, 100));
    let voice = sound(content(2, Source::Microphone), from, duration, sine(440.0, 0.3));
    pictures.chain(voice).collect()
}

fn open(sink: &MemorySink, now: Millis) -> Recording<MemorySink> {
    Recording::open(sink.clone(), &sink.recorded(), now).unwrap()
}

/// The gaps of everything.
fn gaps(sink: &MemorySink) -> Vec<(Millis, Millis)> {
    let gap = |entry: &ManifestEntry| match *entry {
        ManifestEntry::Gap { track: None, from, to } => Some((from, to)),
        _ => None,
    };
    sink.entries().iter().filter_map(gap).collect()
}

/// When the segments of all tracks begin and end.
fn recorded(sink: &MemorySink) -> Vec<(Millis, Millis)> {
    let segment = |entry: &ManifestEntry| match *entry {
        ManifestEntry::Segment { start, duration, .. } => Some((start, start + duration)),
        _ => None,
    };
    sink.entries().iter().filter_map(segment).collect()
}

#[test]
fn nothing_of_what_is_off_the_record_is_on_the_disk() {
    let sink = MemorySink::default();
    let mut recording = open(&sink, 0);
    recording.room_opened(RoomId(1), 0);
    // The recorder hears of it a moment after it has happened.
    feed(&mut recording, class(0, 5_050));
    recording.off_record(5_000);
    feed(&mut recording, class(5_100, 4_000));
    recording.tick(9_100).unwrap();
    recording.on_record(9_200);
    feed(&mut recording, class(9_200, 3_000));
    recording.finish(12_200).unwrap();

    assert_eq!(gaps(&sink), [(5_000, 9_200)]);
    // A last picture lasts as long as the one before it.
    let inside = |&(start, end): &(Millis, Millis)| start < 9_200 && end > 5_000 + 100;
    assert_eq!(recorded(&sink).into_iter().find(inside), None);
    for mix in [MIX, BREAKOUT] {
        let told = shown(&sink, mix);
        let times: Vec<_> =
            told.segments.iter().map(|segment| (segment.start, segment.start + segment.duration)).collect();
        assert_eq!((times[0].0, times.last().unwrap().1), (0, 12_200), "{times:?}");
        assert!(
            times.iter().any(|&(_, end)| end == 5_000) && times.iter().any(|&(start, _)| start == 9_200),
            "{times:?}"
        );
    }
}

#[test]
fn a_room_that_opens_meanwhile_has_a_mix_afterwards_and_one_that_closes_has_none() {
    let sink = MemorySink::default();
    let mut recording = open(&sink, 0);
    recording.off_record(1_000);
    recording.room_opened(RoomId(1), 2_000);
    recording.room_opened(RoomId(2), 2_000);
    recording.room_closed(RoomId(2), 3_000);
    recording.on_record(4_000);
    recording.finish(6_000).unwrap();
    assert_eq!(shown(&sink, BREAKOUT).segments[0].start, 4_000);
    let closed = TrackContent::Mix { room: RoomId(2) };
    assert!(!sink.entries().iter().any(|e| matches!(e, ManifestEntry::Track { content, .. } if *content == closed)));
}

#[test]
fn class_ends_off_the_record() {
    let sink = MemorySink::default();
    let mut recording = open(&sink, 0);
    feed(&mut recording, class(0, 3_000));
    recording.off_record(3_000);
    recording.finish(8_000).unwrap();
    assert_eq!(gaps(&sink), [(3_000, 8_000)]);
    assert!(recorded(&sink).iter().all(|&(_, end)| end <= 3_100));
    assert_eq!(sink.entries().last(), Some(&ManifestEntry::End { duration: 8_000 }));
}

/// The server was killed off the record, and comes back off the record.
#[test]
fn a_restart_does_not_put_class_back_on_the_record() {
    let sink = MemorySink::default();
    let mut before = open(&sink, 0);
    feed(&mut before, class(0, 5_000));
    before.off_record(5_000);
    before.tick(5_100).unwrap();
    drop(before);

    let mut recording = open(&sink, 20_000);
    recording.off_record(20_010);
    feed(&mut recording, class(20_000, 2_000));
    recording.on_record(23_000);
    feed(&mut recording, class(23_000, 2_000));
    recording.finish(25_000).unwrap();
    let told = gaps(&sink);
    assert!(told.len() == 1 && told[0].0 <= 5_100 && told[0].1 == 23_000, "{told:?}");
    assert!(!recorded(&sink).iter().any(|&(start, _)| (5_100..23_000).contains(&start)));
}
