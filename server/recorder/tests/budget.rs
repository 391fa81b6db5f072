//! Somebody who sends more than is recorded is bounded, and everybody else is recorded as if they were not there.

mod common;

use common::*;
use protocol::{
    Millis, Source,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Frame, MemorySink, Recorded, Recording};

const SECONDS: Millis = 15;
const END: Millis = SECONDS * 1_000;
/// Of one participant's pictures. Without a limit there would be thousands.
const MOST_FILES: usize = 30 + 3 * SECONDS as usize;

/// A picture that is as wide as `width`, and of this size.
/// Pictures of `bits` a second, 25 a second, with a keyframe every `key_every` ms.
fn pictures(content: TrackContent, bits: usize, key_every: Millis) -> Vec<Frame> {
    let frame = |at: Millis| picture(content, at, at.is_multiple_of(key_every), 64, bits / 8 / 25);
    (0..END).step_by(40).map(frame).collect()
}

/// Somebody with a camera and a voice whom the others must not disturb.
fn honest() -> Vec<Frame> {
    let mut frames = pictures(content(1, Source::Camera), 1_700_000, 8_000);
    frames.extend(sound(content(1, Source::Microphone), 0, END, sine(440.0, 0.3)));
    frames
}

/// Records these frames beside those of [`honest`], and checks that they are whole.
fn record(frames: impl IntoIterator<Item = Frame>) -> MemorySink {
    let sink = MemorySink::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    feed(&mut recording, honest().into_iter().chain(frames).collect());
    recording.finish(END).unwrap();
    for content in [content(1, Source::Camera), content(1, Source::Microphone), MIX] {
        is_whole(&sink, content);
    }
    sink
}

fn is_whole(sink: &MemorySink, content: TrackContent) {
    let shown = shown(sink, content);
    assert_eq!((shown.inits.len(), &shown.gaps[..]), (1, &[][..]), "{content:?}");
    assert_eq!(shown.segments[0].start, 0, "{content:?}");
    for pair in shown.segments.windows(2) {
        assert_eq!(pair[0].start + pair[0].duration, pair[1].start, "{content:?} has a hole");
    }
    let last = shown.segments.last().unwrap();
    assert!(last.start + last.duration + 40 >= END, "{content:?} ends at {}", last.start + last.duration);
}

/// The number of files of a track, and of their bytes.
fn amount(sink: &MemorySink, content: TrackContent) -> (usize, usize) {
    let shown = shown(sink, content);
    (shown.inits.len() + shown.segments.len(), shown.segments.iter().map(|segment| segment.data.len()).sum())
}

#[test]
fn a_picture_that_changes_its_size_all_the_time_makes_few_files() {
    let camera = content(2, Source::Camera);
    let flapping = (0..10_000).step_by(4).map(|at| picture(camera, at, true, 64 + at as u32 % 32, 60));
    let steady = (10_000..END).step_by(40).map(|at| picture(camera, at, at % 1_000 == 0, 64, 1_000));
    let sink = record(flapping.chain(steady));
    let (files, _) = amount(&sink, camera);
    assert!(files <= MOST_FILES, "{files} files");
    let shown = shown(&sink, camera);
    assert!((8..=16).contains(&shown.inits.len()), "{} inits", shown.inits.len());
    assert!(!shown.gaps.is_empty() && shown.gaps.len() <= files, "{:?}", shown.gaps);
    let last = shown.segments.last().unwrap();
    assert_eq!(last.start + last.duration, END, "once the size stays, the picture is recorded again");
}

/// Pictures of which some are always missing, and which can be decoded again at once.
#[test]
fn a_track_that_breaks_off_all_the_time_makes_few_files() {
    let camera = content(2, Source::Camera);
    let broken = (0..END).step_by(4).map(|at| Frame { discontinuity: true, ..picture(camera, at, true, 64, 60) });
    let sink = record(broken);
    let (files, _) = amount(&sink, camera);
    assert!(files <= MOST_FILES, "{files} files");
    assert!(shown(&sink, camera).gaps.len() <= files);
}

#[test]
fn keyframes_that_somebody_forces_cost_no_more_than_is_allowed() {
    let (camera, screen) = (content(2, Source::Camera), content(2, Source::Screen));
    let forced = [camera, screen].into_iter().flat_map(|content| pictures(content, 1_500_000, 40));
    let sink = record(forced);
    is_whole(&sink, camera);
    is_whole(&sink, screen);
}

#[test]
fn a_track_of_twenty_megabits_is_recorded_in_part() {
    let screen = content(2, Source::Screen);
    let sink = record(pictures(screen, 20_000_000, 1_000));
    let (_, bytes) = amount(&sink, screen);
    let mbit_per_second = bytes as f64 * 8.0 / 1e6 / SECONDS as f64;
    assert!((6.0..9.5).contains(&mbit_per_second), "{mbit_per_second} Mbit/s");
    let shown = shown(&sink, screen);
    assert!(!shown.gaps.is_empty());
    let goes_on = |at| shown.segments.iter().any(|s| s.start == at && s.key);
    let last_picture = END - 40;
    assert!(shown.gaps.iter().all(|(_, to)| goes_on(*to) || *to == last_picture), "a picture goes on with a keyframe");
}

#[test]
fn many_who_send_much_leave_what_is_favoured() {
    let sink = MemorySink::default();
    let mut recording = Recording::open(sink.clone(), &Recorded::default(), 0).unwrap();
    let TrackContent::Participant { participant, .. } = content(1, Source::Camera) else { unreachable!() };
    recording.favour(participant, true);
    let others = (2..=40).map(|guest| content(guest, Source::Screen));
    let flood = others.clone().flat_map(|content| pictures(content, 5_000_000, 1_000));
    feed(&mut recording, honest().into_iter().chain(flood).collect());
    recording.finish(END).unwrap();
    [content(1, Source::Camera), content(1, Source::Microphone), MIX]
        .iter()
        .for_each(|content| is_whole(&sink, *content));
    let bytes: usize = others.map(|content| amount(&sink, content).1).sum();
    let most = 10_000_000 * (8 + SECONDS as usize);
    assert!(bytes <= most + most / 100, "{bytes} of 365 MB");
    assert!(sink.entries().iter().any(|line| matches!(line, ManifestEntry::Gap { .. })));
}
